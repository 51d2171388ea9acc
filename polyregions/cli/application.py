"""The program ``polyregions``: its commands put together, and how they end."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from polyregions.cli import (
    bounds,
    construct,
    convert,
    count,
    export,
    graph,
    info,
    page,
    plot,
    random_1d,
    ternarise,
    ternary_maximum,
    verify,
)
from polyregions.cli.output import print_error, printable
from polyregions.errors import PolyregionsError
from polyregions.version import __version__

__all__ = ["application", "main"]

COULD_NOT_RUN = 2
INTERRUPTED = 130

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
application.command("count")(count.count)
application.command("graph")(graph.graph)
application.command("export")(export.export)
application.command("page")(page.page)
application.command("plot")(plot.plot)
application.command("verify")(verify.verify)
application.command("info")(info.info)
application.command("convert")(convert.convert)
application.command("bounds")(bounds.bounds)
application.command("ternarise")(ternarise.ternarise)
application.command("ternary-maximum")(ternary_maximum.ternary_maximum)
application.command("random-1d")(random_1d.random_1d)


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
        0 if all went well (``verify``: the claim holds), 1 if a claim is refuted, 2 if the command
        could not run, 130 if it was interrupted. Errors are one line on stderr.

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
        sys.stdout.flush()
    except _UsageError as error:
        print_error(_usage(error))
        return COULD_NOT_RUN
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except PolyregionsError as error:
        print_error(str(error))
        return COULD_NOT_RUN
    except OSError as error:
        print_error(f"{error.strerror or error}: make sure that files and folders can be used")
        return COULD_NOT_RUN
    except MemoryError:
        print_error("the memory is used up: give a smaller network or domain")
        return COULD_NOT_RUN
    except RecursionError:
        print_error("the input is nested too deeply: give a plainer one")
        return COULD_NOT_RUN
    if code == INTERRUPTED:
        print_error("interrupted: nothing was written")
    return code if isinstance(code, int) else 0


def _usage(error: Exception) -> str:
    """Return the message of a usage error, with the help that explains it."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "polyregions"
    format_message = getattr(error, "format_message", None)
    message = str(format_message()) if format_message is not None else str(error)
    return f"{printable(message).rstrip('.')}: see {path} --help"
