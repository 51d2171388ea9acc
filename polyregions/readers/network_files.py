"""Networks in files of every format: the table of formats, and the choice among them by suffix."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from polyregions.errors import FileFormatError, PolyregionsError, UnknownOptionError
from polyregions.interface import option
from polyregions.networks import Network, check_network
from polyregions.readers.content import (
    PathLike,
    likely_format,
    named_format,
    path_text,
    read_bytes,
    result_in_file,
    unknown_format,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from polyregions.networks import Network

__all__ = [
    "IN_SHELL",
    "NETWORK_FORMATS",
    "NetworkFormat",
    "network_format",
    "read_network",
    "write_network",
]


@dataclass(frozen=True, slots=True)
class NetworkFormat:
    """A format of network files.

    Attributes
    ----------
    suffixes
        The suffixes of its files, without dots; the first one is also the name of the format.
    what
        What the format is.
    reader
        Where the function is that reads a file, as ``"module:function"``; imported when it is
        needed.
    writer
        Where the function is that writes one, None if the format is only read.
    extra
        The extra of polyregions that brings the packages it needs, None if it needs none.
    keeps
        What its files keep of a network beside the function: of "domain", "name" and "claim".
    options
        The options of :func:`read_network` that its reader takes.
    """

    suffixes: tuple[str, ...]
    what: str
    reader: str
    writer: str | None
    extra: str | None = None
    keeps: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the format, which is its first suffix."""
        return self.suffixes[0]

    @property
    def suffixes_text(self) -> str:
        """The suffixes as they stand in the names of files.

        Examples
        --------
        >>> network_format("model.pth").suffixes_text
        '.pt or .pth'
        """
        return " or ".join(f".{suffix}" for suffix in self.suffixes)


NETWORK_FORMATS = (
    NetworkFormat(
        ("json",),
        "JSON of the package's own, exact for all rationals",
        "polyregions.readers.network_json:read_json_network",
        "polyregions.readers.network_json:write_json_network",
        keeps=("domain", "name", "claim"),
    ),
    NetworkFormat(
        ("npz",),
        "NumPy arrays, of integers or binary floats",
        "polyregions.readers.npz:read_npz",
        "polyregions.readers.npz:write_npz",
        keeps=("domain", "name", "claim"),
    ),
    NetworkFormat(
        ("onnx",),
        "an ONNX model",
        "polyregions.readers.onnx:read_onnx",
        "polyregions.readers.onnx:write_onnx",
        "onnx",
        ("domain", "name", "claim"),
        ("input_shape", "output", "inputs", "logits"),
    ),
    NetworkFormat(
        ("nnet",),
        "an NNet text file",
        "polyregions.readers.nnet:read_nnet",
        None,
        keeps=("domain",),
        options=("normalise",),
    ),
    NetworkFormat(
        ("pt", "pth"),
        "a PyTorch state dict",
        "polyregions.readers.torch:read_state_dict",
        "polyregions.readers.torch:write_state_dict",
        "torch",
    ),
)
"""The formats of network files."""

IN_SHELL = {
    "input_shape": "--input-shape",
    "output": "--output-name",
    "inputs": "--input-name",
    "logits": "--logits",
    "normalise": "--normalise/--raw",
}
"""What the options of :func:`read_network` are called by the commands."""

_FOREIGN = {
    "npy": "a single NumPy array: put all weights and biases into one .npz file",
    "h5": "HDF5, which is not read: export the network to ONNX",
    "gz": "gzip: unpack it first",
    "zip": "a zip archive of something else: unpack it first",
}


def network_format(
    path: PathLike, format: str | None = None, *, writing: bool = False
) -> NetworkFormat:
    """Return the format of a network file: the one that is named, else that of the path's suffix.

    A pipe or device without one of the suffixes, such as /dev/stdout, is taken for JSON.

    Parameters
    ----------
    path
        The path of the file, which need not exist.
    format
        One of the suffixes in ``NETWORK_FORMATS``, with or without its dot.
    writing
        Whether it must be a format that can be written.

    Raises
    ------
    UnknownOptionError
        If there is no such format, or it cannot be written and should be.

    Examples
    --------
    >>> network_format("net.ONNX").name, network_format("net", "pth").name
    ('onnx', 'pt')
    """
    suffix = named_format(path, format)
    if format is None and not _is_known(suffix) and _is_stream(path):
        suffix = "json"
    for known in NETWORK_FORMATS:
        if suffix in known.suffixes and not (writing and known.writer is None):
            return known
    usable = [known for known in NETWORK_FORMATS if known.writer is not None or not writing]
    reason = "files that are only read" if _is_known(suffix) else "no network format"
    choices = [known.suffixes_text for known in usable]
    error = unknown_format(path, format, f"stands for {reason}", choices)
    if format is not None or os.path.isdir(path):
        raise error
    naming = option("format='json'", "--to json" if writing else "--from json")
    raise UnknownOptionError(f"{error}; or name the format, as in {naming}")


def read_network(
    path: PathLike,
    format: str | None = None,
    *,
    input_shape: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    output: str | None = None,
    inputs: Sequence[str] | None = None,
    logits: bool | None = None,
    normalise: bool | None = None,
) -> Network:
    """Read a network from a file of any of the ``NETWORK_FORMATS``.

    Parameters
    ----------
    path
        The file.
    format
        One of the suffixes in ``NETWORK_FORMATS``; omitted: by the path's suffix.
    input_shape
        Of ONNX models: the shape of the input, batch axis included, where the model does not fix
        it; of several inputs, a mapping from names to shapes.
    output
        Of ONNX models: the name of the output to read, or of any value inside of the graph.
    inputs
        Of ONNX models with several inputs: their names, in the order in which the network takes
        them; omitted: in the model's order.
    logits
        Of ONNX models: whether to read up to before a Softmax, LogSoftmax, Sigmoid or Tanh at the
        end, which is no piecewise linear function; a model without one is read as it is.
    normalise
        Of NNet files: whether the network takes and gives the physical values, which is the
        default, or those of the raw network.

    Returns
    -------
    Network
        With the domain, name and claim that the file holds, each None if it holds none.

    Raises
    ------
    UnknownOptionError
        If this is no path, the suffix or the format stands for no network format, or an option is
        given that files of this format do not have.
    FileFormatError
        If the file cannot be read or is no network; the message says where and why, and names
        a complex or a region graph as such.
    PolyregionsError
        If the format needs a package that is not installed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = '{"layers": [{"W": [[1]], "b": ["1/3"], "activation": "relu"}]}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "net.json")
    ...     _ = path.write_text(text)
    ...     read_network(path)
    Network([Layer([[1]], ['1/3'], 'relu')])
    """
    path_text(path)
    try:
        chosen = network_format(path, format)
    except UnknownOptionError as error:
        _refuse_results(path, error)
        raise
    options = {
        "input_shape": input_shape,
        "output": output,
        "inputs": inputs,
        "logits": logits,
        "normalise": normalise,
    }
    given = {name: value for name, value in options.items() if value is not None}
    _check_options(chosen, given)
    read: Callable[..., Network] = _function(chosen.reader)
    try:
        return read(path, **given)
    except FileFormatError as error:
        _refuse_results(path, error)
        remark = _remark(path, chosen, format)
        if remark is None:
            raise
        raise FileFormatError(f"{error}; the file looks like {remark}") from error


def write_network(network: Network, path: PathLike, format: str | None = None) -> None:
    """Write a network to a file of any of the ``NETWORK_FORMATS`` that have a writer.

    The file is written as a whole or not at all. JSON keeps everything; what the other formats
    keep is said with their writers.

    Parameters
    ----------
    network
        The network.
    path
        Where to write it.
    format
        One of the suffixes in ``NETWORK_FORMATS``; omitted: by the path's suffix.

    Raises
    ------
    UnknownOptionError
        If the suffix or the format stands for no network format that is written.
    PolyregionsError
        If the format cannot hold the network exactly, needs a package that is not installed, or
        the file cannot be written there.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from polyregions.networks import Layer, Network
    >>> net = Network([Layer([[1, 0.5]], [2], "identity")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_network(net, pathlib.Path(folder, "net.npz"))
    ...     read_network(pathlib.Path(folder, "net.npz")) == net
    True
    """
    check_network(network)
    chosen = network_format(path, format, writing=True)
    assert chosen.writer is not None
    write: Callable[[Network, PathLike], None] = _function(chosen.writer)
    write(network, path)


def _check_options(chosen: NetworkFormat, given: Iterable[str]) -> None:
    for name in given:
        if name not in chosen.options:
            having = [known.suffixes_text for known in NETWORK_FORMATS if name in known.options]
            raise UnknownOptionError(
                f"{option(f'{name}=', IN_SHELL[name])} is for {', '.join(having)} files, and this "
                f"is read as {chosen.suffixes_text}: leave it out"
            )


def _is_known(suffix: str) -> bool:
    return any(suffix in known.suffixes for known in NETWORK_FORMATS)


def _is_stream(path: PathLike) -> bool:
    """Return whether there is a pipe, a socket or a device."""
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _function(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _refuse_results(path: PathLike, error: PolyregionsError) -> None:
    """Raise an error that names what a file holds, if that is a complex or a region graph."""
    content = _content(path)
    result = None if content is None else result_in_file(content)
    if result is not None:
        raise FileFormatError(f"{os.fspath(path)!r}: {result}") from error


def _content(path: PathLike) -> bytes | None:
    """Return what a file holds, None where it cannot be read again."""
    if _is_stream(path):
        return None
    try:
        return read_bytes(path)
    except FileFormatError:
        return None


def _remark(path: PathLike, chosen: NetworkFormat, format: str | None) -> str | None:
    """Return what a file that could not be read looks like, None if nothing else than it should."""
    content = _content(path)
    likely = None if content is None else likely_format(content)
    if likely is None or likely in chosen.suffixes:
        return None
    if likely in _FOREIGN:
        return _FOREIGN[likely]
    other = network_format("", likely)
    if format is None:
        return f"{other.what}: give it the suffix {other.suffixes_text}"
    return f"{other.what}: give {option(f'format={other.name!r}', f'--from {other.name}')}"
