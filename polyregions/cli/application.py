"""The program ``polyregions``: its commands put together, and how they end."""

from __future__ import annotations

import errno
import io
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from polyregions.cli import construct
from polyregions.cli.bounds import bounds
from polyregions.cli.check import check
from polyregions.cli.commands import SETTINGS, Command, Program, UsageError
from polyregions.cli.completion import completion
from polyregions.cli.convert import convert
from polyregions.cli.count import count
from polyregions.cli.distance import distance
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.export import export
from polyregions.cli.graph import graph
from polyregions.cli.help import help
from polyregions.cli.info import info
from polyregions.cli.lipschitz import lipschitz
from polyregions.cli.maximise import maximise
from polyregions.cli.notes import assumptions_as_notes
from polyregions.cli.output import print_error
from polyregions.cli.page import page
from polyregions.cli.plot import plot
from polyregions.cli.random_ensemble import random_ensemble
from polyregions.cli.region import region
from polyregions.cli.signals import Ended, ended_by_signals
from polyregions.cli.streams import deliver, standard_streams
from polyregions.cli.ternarise import ternarise
from polyregions.cli.ternary_maximum import ternary_maximum
from polyregions.cli.topology import topology
from polyregions.cli.usage import usage_message
from polyregions.cli.verify import verify
from polyregions.errors import PolyregionsError
from polyregions.interface import shell_interface
from polyregions.version import __version__

__all__ = ["application", "main"]

application = typer.Typer(
    name="polyregions",
    cls=Program,
    context_settings=SETTINGS,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
)
_COMMANDS: dict[str, tuple[Callable[..., None], ...]] = {
    "Regions": (count, region, graph, export),
    "Pictures": (plot, page),
    "Questions": (check, maximise, lipschitz, distance, topology),
    "Theorems": (verify, bounds, ternary_maximum, random_ensemble),
    "Networks": (info, convert, ternarise),
    "This program": (help, completion),
}
for _title, _group in _COMMANDS.items():
    if _title == "Networks":
        application.add_typer(construct.application, name="construct", rich_help_panel=_title)
    for _command in _group:
        application.command(cls=Command, rich_help_panel=_title)(_command)
application.command("random-1d", cls=Command, hidden=True)(random_ensemble)  # for one input


def _version(wanted: bool) -> None:
    if wanted:
        print(f"polyregions {__version__}")
        raise typer.Exit


@application.callback()
def _polyregions(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find the linear regions of ReLU networks, exactly."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code.

    Parameters
    ----------
    arguments
        The words after ``polyregions``; omitted: those of the command line.

    Returns
    -------
    int
        One of :class:`polyregions.cli.exit_codes.ExitCode`. Errors are one line on stderr.

    Examples
    --------
    >>> main(["--version"])
    polyregions 0.2.0
    0
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    words = sys.argv[1:] if arguments is None else list(arguments)
    with ended_by_signals(), shell_interface(), assumptions_as_notes(), standard_streams():
        try:
            _run(words)
        except typer.Exit as end:
            return end.exit_code
        except (KeyboardInterrupt, typer.Abort) as interruption:
            code = interruption.code if isinstance(interruption, Ended) else ExitCode.INTERRUPTED
            how = code.name.lower().replace("_", " ")
            notes = getattr(interruption, "__notes__", [])
            remains = getattr(interruption, "remains", "nothing was written")
            print_error(f"{' '.join([how, *notes[:1]])}: {remains}")
            return code
        except BrokenPipeError:
            # Nobody reads the output any more.
            return ExitCode.COULD_NOT_RUN
        except BaseException as error:
            # Whatever the cause: Python would end with 1, which says that a claim is refuted.
            print_error(_message(error))
            return ExitCode.COULD_NOT_RUN
    return ExitCode.DONE


def _run(words: list[str]) -> None:
    """Carry out a command, and see that its output arrives."""
    command = typer.main.get_command(application)
    try:
        with command.make_context("polyregions", words) as context:
            try:
                command.invoke(context)
            except typer.Exit:
                deliver()
                raise
            deliver()
    finally:
        if sys.stdout is not None:  # It is None where it was closed before the start.
            sys.stdout.flush()


def _message(error: BaseException) -> str:
    """Return the one line that an error comes to."""
    match error:
        case UsageError():
            return usage_message(error)
        case PolyregionsError():
            return str(error)
        case MemoryError() | OSError(errno=errno.ENOMEM):
            return "the memory is used up: give a smaller network or domain, or fewer workers"
        case OSError():
            return f"{error.strerror or error}: make sure that files and folders can be used"
        case ImportError():
            return f"{error}: install polyregions and what it needs anew"
        case RecursionError():
            return "the input is nested too deeply: give a plainer one"
    origin = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{type(error).__name__} ({error}) in {origin.filename}, line {origin.lineno}, an error of "
        "polyregions itself: report it with the command"
    )
