"""Where a command takes its network from: the file, and the options that say how to read it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any

import typer

from polyregions.cli.choices import one_of
from polyregions.cli.streams import STREAM, input_file
from polyregions.errors import InvalidNumberError, UnknownOptionError, short
from polyregions.networks import Network
from polyregions.readers import NETWORK_FORMATS, read_network

__all__ = ["NETWORK_HELP", "NetworkSource", "reads_network"]

Command = Callable[..., None]

_SUFFIXES = ", ".join(known.suffixes_text for known in NETWORK_FORMATS)
NETWORK_HELP = f"The network's file: {_SUFFIXES}; or - for standard input."

_PANEL = "Reading NETWORK"
_NetworkPath = Annotated[
    str, typer.Argument(metavar="NETWORK", help=NETWORK_HELP, show_default=False)
]
_OptionalNetworkPath = Annotated[str | None, typer.Argument(metavar="NETWORK", help=NETWORK_HELP)]
_READING: dict[str, Any] = {
    "format": Annotated[
        str | None,
        one_of(
            "--from",
            [known.name for known in NETWORK_FORMATS],
            "What NETWORK is: {}. Default: by its suffix; standard input is json.",
            metavar="FORMAT",
            rich_help_panel=_PANEL,
        ),
    ],
    "input_shape": Annotated[
        list[str] | None,
        typer.Option(
            "--input-shape",
            metavar="SHAPE",
            help="onnx: the shape of the input, batch axis included, as in 1,3,8,8; of several "
            "inputs NAME=SHAPE for each.",
            rich_help_panel=_PANEL,
        ),
    ],
    "inputs": Annotated[
        list[str] | None,
        typer.Option(
            "--input-name",
            metavar="NAME",
            help="onnx: an input of the model; of several, give each, in the order in which "
            "they are put together.",
            rich_help_panel=_PANEL,
        ),
    ],
    "output": Annotated[
        str | None,
        typer.Option(
            "--output-name",
            metavar="NAME",
            help="onnx: the output to read, or any value inside of the graph.",
            rich_help_panel=_PANEL,
        ),
    ],
    "normalise": Annotated[
        bool | None,
        typer.Option(
            "--normalise/--raw",
            help="nnet: take and give the physical values, or those of the raw network. "
            "Default: the physical ones.",
            show_default=False,
            rich_help_panel=_PANEL,
        ),
    ],
    "logits": Annotated[
        bool | None,
        typer.Option(
            "--logits",
            help="onnx: stop before a final Softmax, LogSoftmax, Sigmoid or Tanh, which "
            "leaves the order of the outputs as it is.",
            rich_help_panel=_PANEL,
        ),
    ],
}
"""The options, by the keywords of :func:`polyregions.read_network`."""


@dataclass(frozen=True, slots=True)
class NetworkSource:
    """The file of a network, and how it is to be read.

    Attributes
    ----------
    path
        The file, ``-`` for standard input.
    options
        The keywords of :func:`polyregions.read_network` that were given.
    """

    path: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def read(self) -> Network:
        """Read the network.

        Raises
        ------
        PolyregionsError
            If it cannot be read so.
        """
        if self.path != STREAM:
            return read_network(self.path, **self.options)
        format = self.options.get("format", "json")
        path = input_file(self.path, "NETWORK")
        return read_network(path, **{**self.options, "format": format})


def reads_network(command: Command) -> Command:
    """Let a command whose parameter ``network`` is a NetworkSource take it from the command line.

    In the place of the parameter stands the argument NETWORK, and the options of the readers come
    last.
    """
    signature = inspect.signature(command, eval_str=True)
    own = signature.parameters["network"]
    is_required = own.default is inspect.Parameter.empty
    path = own.replace(annotation=_NetworkPath if is_required else _OptionalNetworkPath)
    reading = [
        inspect.Parameter(f"read_{name}", own.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _READING.items()
    ]
    others = [p for p in signature.parameters.values() if p.name != "network"]

    @wraps(command)
    def with_source(network: str | None = None, **given: Any) -> None:
        options = {name: given.pop(f"read_{name}") for name in _READING}
        chosen = {name: value for name, value in options.items() if value not in (None, [])}
        if "input_shape" in chosen:
            chosen["input_shape"] = _shapes(chosen["input_shape"])
        if network is None and chosen:
            raise UnknownOptionError(
                "there is no NETWORK, and options say how to read it: give it, or leave them out"
            )
        command(network=None if network is None else NetworkSource(network, chosen), **given)

    parameters = [path, *others, *reading]
    with_source.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    with_source.__annotations__ = {p.name: p.annotation for p in parameters}
    return with_source


def _shapes(texts: Sequence[str]) -> tuple[int, ...] | dict[str, tuple[int, ...]]:
    """Return the shape of the one input, or those of several by their names.

    Examples
    --------
    >>> _shapes(["1,3,8,8"]), _shapes(["state=1,4", "action=1,2"])
    ((1, 3, 8, 8), {'state': (1, 4), 'action': (1, 2)})
    """
    if len(texts) == 1 and "=" not in texts[0]:
        return _shape(texts[0])
    by_name: dict[str, tuple[int, ...]] = {}
    for text in texts:
        name, _, lengths = text.rpartition("=")
        if not name or name in by_name:
            raise UnknownOptionError(
                f"--input-shape is given {len(texts)} times: give it once, or once for each input "
                "by name, as in NAME=1,3,8,8"
            )
        by_name[name] = _shape(lengths)
    return by_name


def _shape(text: str) -> tuple[int, ...]:
    try:
        shape = tuple(int(length) for length in text.strip("()[], ").split(","))
    except ValueError:
        shape = ()
    if not shape or any(length < 1 for length in shape):
        raise InvalidNumberError(
            f"--input-shape is {short(text)}: give whole numbers from 1 on with commas, such as "
            "1,3,8,8"
        )
    return shape
