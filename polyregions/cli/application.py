"""The program ``polyregions``: its commands put together, and how they end."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from typing import Annotated

import typer

from polyregions.cli import construct
from polyregions.cli.bounds import bounds
from polyregions.cli.convert import convert
from polyregions.cli.count import count
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.export import export
from polyregions.cli.graph import graph
from polyregions.cli.info import info
from polyregions.cli.output import print_error, printable
from polyregions.cli.page import page
from polyregions.cli.plot import plot
from polyregions.cli.random_1d import random_1d
from polyregions.cli.ternarise import ternarise
from polyregions.cli.ternary_maximum import ternary_maximum
from polyregions.cli.verify import verify
from polyregions.errors import PolyregionsError
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
    *(bounds, ternarise, ternary_maximum, random_1d),
)
for _command in _COMMANDS:
    application.command()(_command)


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
    polyregions 0.1.0
    0
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    words = None if arguments is None else list(arguments)
    command = typer.main.get_command(application)
    try:
        code = command.main(args=words, prog_name="polyregions", standalone_mode=False)
        if sys.stdout is not None:  # It is None where it was closed before the start.
            sys.stdout.flush()
    except (KeyboardInterrupt, typer.Abort):
        code = ExitCode.INTERRUPTED
    except SystemExit:
        # So ends typer where nobody reads the output any more.
        return ExitCode.COULD_NOT_RUN
    except Exception as error:
        # Whatever the cause: Python would end with 1, which says that a claim is refuted.
        print_error(_message(error))
        return ExitCode.COULD_NOT_RUN
    if code == ExitCode.INTERRUPTED:
        print_error("interrupted: nothing was written")
    return code if isinstance(code, int) else ExitCode.DONE


def _message(error: Exception) -> str:
    """Return the one line that an error comes to; one that nobody foresaw is printed whole."""
    match error:
        case _UsageError():
            return _usage(error)
        case PolyregionsError():
            return str(error)
        case OSError():
            return f"{error.strerror or error}: make sure that files and folders can be used"
        case MemoryError():
            return "the memory is used up: give a smaller network or domain"
        case BrokenExecutor():
            return "a worker process was ended, perhaps for lack of memory: give fewer workers"
        case RecursionError():
            return "the input is nested too deeply: give a plainer one"
    traceback.print_exception(error)
    return f"{type(error).__name__}, an error of polyregions itself: report the lines above"


def _usage(error: Exception) -> str:
    """Return the message of a usage error, with the help that explains it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "polyregions"
    format_message = getattr(error, "format_message", None)
    message = str(format_message()) if format_message is not None else str(error)
    return f"{printable(message).rstrip('.')}: see {path} --help"
