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
from polyregions.cli.convert import convert
from polyregions.cli.count import count
from polyregions.cli.distance import distance
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.export import export
from polyregions.cli.graph import graph
from polyregions.cli.info import info
from polyregions.cli.lipschitz import lipschitz
from polyregions.cli.maximise import maximise
from polyregions.cli.notes import assumptions_as_notes
from polyregions.cli.output import print_error, printable
from polyregions.cli.page import page
from polyregions.cli.plot import plot
from polyregions.cli.random_ensemble import random_ensemble
from polyregions.cli.region import region
from polyregions.cli.signals import Ended, ended_by_signals
from polyregions.cli.ternarise import ternarise
from polyregions.cli.ternary_maximum import ternary_maximum
from polyregions.cli.verify import verify
from polyregions.errors import PolyregionsError
from polyregions.interface import shell_interface
from polyregions.version import __version__

__all__ = ["application", "main"]

# The base class of all usage errors, which typer exports by its subclasses only.
_UsageError: type[Exception] = next(
    base for base in typer.BadParameter.__mro__ if base.__name__ == "ClickException"
)

application = typer.Typer(
    name="polyregions",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
)
application.add_typer(construct.application, name="construct")
_COMMANDS: tuple[Callable[..., None], ...] = (
    *(count, graph, export, page, plot, verify, info, convert),
    *(check, maximise, lipschitz, distance, region),
    *(bounds, ternarise, ternary_maximum, random_ensemble),
)
for _command in _COMMANDS:
    application.command()(_command)
application.command("random-1d", hidden=True)(random_ensemble)  # its name for one input


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
    with ended_by_signals(), shell_interface(), assumptions_as_notes():
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
            command.invoke(context)
    finally:
        if sys.stdout is not None:  # It is None where it was closed before the start.
            sys.stdout.flush()


def _message(error: BaseException) -> str:
    """Return the one line that an error comes to."""
    match error:
        case _UsageError():
            return _usage(error)
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


def _usage(error: BaseException) -> str:
    """Return the message of a usage error, with the help that explains it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "polyregions"
    format_message = getattr(error, "format_message", None)
    message = str(format_message()) if format_message is not None else str(error)
    return f"{printable(message).rstrip('.')}: see {path} --help"
