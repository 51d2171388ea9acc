"""``polyregions check``: whether a property of a network holds, or a counterexample."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated

import typer

from polyregions.arithmetic import nearest_float
from polyregions.checking import confirm_counterexample
from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.cluster import executor_at
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.run_folder import Part, RunPath, chosen_folder
from polyregions.cli.searching import announce_compilation
from polyregions.cli.streams import read_from
from polyregions.errors import OutOfTime, UnknownOptionError
from polyregions.networks import Network
from polyregions.questions import Property, Unknown, Verdict, Violated, searched, written_point
from polyregions.readers import read_property
from polyregions.refinement import Execution
from polyregions.runs import RunFolder, check_in_folder

__all__ = ["check"]

PropertyPath = Annotated[
    str,
    typer.Argument(
        metavar="PROPERTY",
        help="The property's file: .vnnlib, .vnnlib.gz; or - for standard input.",
        show_default=False,
        callback=read_from("PROPERTY"),
    ),
]

ConfirmedPath = Annotated[
    str | None,
    typer.Option(
        "--confirm",
        metavar="FILE",
        help=(
            "Search nothing: say exactly whether the input in this file is a counterexample. It is "
            "a text of numbers, an array, a tensor, or what a verifier has written, as "
            "((X_0 0.1) ... (Y_0 2.5) ...). Exit code 0 if so, 1 if not."
        ),
        callback=read_from("--confirm"),
    ),
]

_CODES = {"unsat": ExitCode.DONE, "sat": ExitCode.REFUTED, "unknown": ExitCode.STOPPED}


@reads_network
@bounded("verdict")
def check(
    network: NetworkSource,
    property: PropertyPath,
    confirm: ConfirmedPath = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    run: RunPath = None,
    part: Part = None,
    as_json: options.AsJson = False,
) -> None:
    """Decide exactly whether a property of a network holds, or find a counterexample.

    The first line is unsat where it holds, sat where it is violated, with a counterexample, and
    unknown where a budget ended the search. Exit codes: 0, 1 and 3.
    """
    if confirm is not None:
        if run is not None or part is not None:
            raise UnknownOptionError(
                "--run and --part are for searches: leave them out with --confirm"
            )
        raise typer.Exit(_confirmed(network, property, confirm, as_json))
    folder = chosen_folder(run, part, False, None)
    executor = executor_at(dask)
    execution = Execution(engine, progress, workers, executor, max_regions, max_seconds)
    asked: list[Network] = []

    def decided() -> Verdict:
        try:
            asked.append(network.read())
            wanted = read_property(property)
            if folder is not None:
                return _checked_in(folder, asked[0], wanted, execution)
            return searched(asked[0], wanted, execution, announce)
        except OutOfTime:
            return Unknown("max_seconds", 0, 0)

    def announce(searching: Network) -> None:
        if progress:
            announce_compilation(engine, searching.inputs, None)

    verdict, seconds = timed(decided)
    name = verdict.to_json()["verdict"]
    rows = [row for known in asked for row in network_rows(known)]
    if as_json:
        facts = Report.of(*rows, seconds_row(seconds)).values()
        print(json.dumps({**verdict.to_json(), **facts}))
    else:
        Report.of(name, *_told(verdict), *rows, *_work_rows(verdict), seconds_row(seconds)).show()
    raise typer.Exit(_CODES[name])


def _confirmed(network: NetworkSource, property: str, path: str, as_json: bool) -> ExitCode:
    """Print what exact evaluation says of an input, and return the exit code."""
    try:
        confirmation = confirm_counterexample(network.read(), property, path)
    except OutOfTime:
        why = "max_seconds, before the input was evaluated"
        stopped = Row("stopped at", "stopped_at", "max_seconds", why)
        Report.of(Row(None, "confirmed", None), stopped).show(as_json)
        return ExitCode.STOPPED
    print(json.dumps(confirmation.to_json()) if as_json else confirmation)
    return ExitCode.DONE if confirmation else ExitCode.REFUTED


def _checked_in(
    folder: RunFolder, network: Network, property: Property, execution: Execution
) -> Verdict:
    try:
        return check_in_folder(network, property, execution, folder)
    except KeyboardInterrupt as interruption:
        interruption.remains = "the same command goes on"  # type: ignore[attr-defined]
        raise


def _told(verdict: Verdict) -> Iterator[str | Row]:
    """Return a counterexample as the competition's tools write it, and in rationals."""
    if isinstance(verdict, Violated):
        pairs = [f"(X_{k} {text})" for k, text in enumerate(verdict.decimal)]
        pairs += [f"(Y_{k} {nearest_float(y)!r})" for k, y in enumerate(verdict.outputs)]
        yield from f"({chr(10).join(pairs)})".split("\n")
        yield Row("input", None, None, _point(verdict.input))
        yield Row("outputs", None, None, _point(verdict.outputs))
        sure = "a counterexample as they stand, and in float32 and binary64"
        unsure = "rounded: the exact input is the counterexample"
        yield Row("decimals", None, None, sure if verdict.is_confirmed else unsure)
        yield Row("pattern", None, None, str(verdict.pattern))


def _point(point: tuple[Fraction, ...]) -> str:
    text = written_point(point)
    return f"{text}; --json has the exact numbers" if text[0] != "(" else text


def _work_rows(verdict: Verdict) -> Iterator[Row]:
    if isinstance(verdict, Unknown):
        is_part = verdict.reason == "part"
        why = "this part is done, others are not" if is_part else verdict.reason
        yield Row("stopped at", None, why)
    yield Row("regions visited", None, verdict.visited)
    if verdict.dropped is not None:
        yield Row("cells dropped", None, verdict.dropped)
