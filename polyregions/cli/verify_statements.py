"""``polyregions verify --statement`` and ``--all``: statements checked over grids of parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from polyregions.cli.choices import one_of
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.output import check_writable, whole_text
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.streams import output_file
from polyregions.errors import PolyregionsError
from polyregions.theorems.statements import (
    STATEMENTS,
    Case,
    Evidence,
    Statement,
    Verdict,
    evidence_to_json,
    parse_grid,
    statement_named,
    verify_statement,
    write_evidence,
)

__all__ = [
    "AllStatements",
    "EvidencePath",
    "GridWords",
    "ListStatements",
    "StatementName",
    "print_statements",
    "verify_statements",
]

StatementName = Annotated[
    str | None,
    one_of(["--statement", "--claim"], STATEMENTS, "Check a published statement: see --list."),
]
GridWords = Annotated[
    list[str] | None,
    typer.Option(
        "--grid",
        metavar="WORDS",
        help=(
            'Where to check it, as in "inputs=1..3 width=4,6". Parameters that are not named take '
            "the statement's own values."
        ),
    ),
]
AllStatements = Annotated[bool, typer.Option("--all", help="Check every statement.")]
ListStatements = Annotated[bool, typer.Option("--list", help="Print what the statements say.")]
EvidencePath = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write the evidence as JSON; - for standard output.",
    ),
]


def print_statements(as_json: bool) -> None:
    """Print what all statements say, with their parameters."""
    if as_json:
        listed = [_listed(statement) for statement in STATEMENTS.values()]
        Report.of(Row(None, "statements", listed)).show(as_json)
        return
    for statement in STATEMENTS.values():
        known = "" if statement.expected.is_positive else " (known to be false)"
        names = ", ".join(statement.parameters)
        said = _statement_rows(statement, known)
        Report.of(*said, Row("parameters", None, names), "").show()


def _listed(statement: Statement) -> dict[str, Any]:
    return {
        "statement": statement.name,
        "text": statement.text,
        "source": statement.source,
        "parameters": list(statement.parameters),
        "expected": statement.expected.value,
    }


def verify_statements(
    name: str | None,
    words: Sequence[str] | None,
    output: str | None,
    engine: str,
    progress: bool,
    max_seconds: float | None,
    as_json: bool,
) -> ExitCode:
    """Check one statement, or all of them, and print what came of it.

    Parameters
    ----------
    name
        The statement, None for all.
    words
        The grid's words.
    output
        The file for the evidence, None for no file.
    engine, progress, max_seconds, as_json
        As for the command.

    Returns
    -------
    ExitCode
        For one statement whether it holds, for all whether every verdict is the one that the
        registry knows: a statement known to be false must be refuted. Where the time was up before
        that was known, no file is written.
    """
    if words and name is None:
        raise PolyregionsError("a grid is for one statement: give --statement NAME with --grid")
    names = list(STATEMENTS) if name is None else [statement_named(name).name]
    grid = parse_grid(words) if words else None
    file = None if output is None else output_file(output, None)
    if file is not None:
        check_writable([file])
    pieces: list[Evidence] = []
    for each in names:
        evidence = verify_statement(
            each, grid, engine=engine, progress=progress, max_seconds=max_seconds
        )
        _check_stated(evidence)
        pieces.append(evidence)
    known = [evidence for evidence in pieces if evidence.verdict is not Verdict.STOPPED]
    as_known = all(evidence.as_expected for evidence in known)
    stopped = any(evidence.stopped for evidence in pieces)
    Report.of(
        Row(None, "as_expected", None if as_known and len(known) < len(pieces) else as_known),
        Row(None, "complete", not stopped),
        *([Row(None, "stopped_at", "max_seconds")] if stopped else []),
        Row(None, "statements", [evidence_to_json(evidence) for evidence in pieces]),
        *(_summary(pieces) if name is None else _cases(pieces[0])),
    ).show(as_json)
    if file is not None and not stopped:
        write_evidence(pieces, file, engine)
        if not as_json:
            Report.of(Row("written to", None, file)).show()
    refuted = (
        not as_known
        if name is None
        else pieces[0].verdict in (Verdict.REFUTED, Verdict.IMPLAUSIBLE)
    )
    if refuted:
        return ExitCode.REFUTED
    return ExitCode.STOPPED if stopped else ExitCode.DONE


def _check_stated(evidence: Evidence) -> None:
    if evidence.verdict is Verdict.NOT_STATED:
        reason = evidence.cases[0].remark if evidence.cases else "the grid is empty"
        raise PolyregionsError(
            f"the statement {evidence.statement.name!r} says nothing at any point of the grid "
            f"({reason}): give other values"
        )


def _cases(evidence: Evidence) -> list[Row | Columns | str]:
    statement = evidence.statement
    header = [*statement.parameters, "claimed", "computed", "verdict", "remark"]
    return [
        *_statement_rows(statement),
        "",
        Columns(header, [_row(case, statement.parameters) for case in evidence.cases]),
        "",
        Row("verdict", None, _verdict(evidence)),
        Row("seconds", None, f"{evidence.seconds:.3f}"),
    ]


def _statement_rows(statement: Statement, known: str = "") -> tuple[Row, ...]:
    return (
        Row("statement", None, f"{statement.name}{known}"),
        Row("says", None, statement.text),
        Row("source", None, statement.source),
    )


def _row(case: Case, parameters: Sequence[str]) -> list[object]:
    outcome = case.outcome
    claimed, computed = (None, None) if outcome is None else (outcome.claimed, outcome.computed)
    values = [case.parameters[name] for name in parameters]
    return [*values, claimed, computed, case.verdict.value, case.remark]


def _summary(pieces: Sequence[Evidence]) -> list[Columns | str]:
    header = ["statement", "points", "verdict", "seconds"]
    rows = [[e.statement.name, len(e.cases), _verdict(e), f"{e.seconds:.2f}"] for e in pieces]
    refuted = [evidence for evidence in pieces if evidence.verdict is Verdict.REFUTED]
    as_expected = sum(evidence.as_expected for evidence in pieces)
    stopped = sum(evidence.verdict is Verdict.STOPPED for evidence in pieces)
    unknown = f"; {stopped} are unknown, for the time was up" if stopped else ""
    return [
        Columns(header, rows),
        *(
            f"\n{evidence.statement.name} says: {evidence.statement.text}\n"
            f"  {_counterexample(evidence)}"
            for evidence in refuted
        ),
        f"\n{as_expected} of {len(pieces)} verdicts are as expected{unknown}",
    ]


def _verdict(evidence: Evidence) -> str:
    if evidence.verdict is Verdict.STOPPED:
        return evidence.verdict.value
    if evidence.as_expected:
        return evidence.verdict.value + (
            "" if evidence.verdict.is_positive else ", as it is known to be"
        )
    return f"{evidence.verdict.value}, against expectation"


def _counterexample(evidence: Evidence) -> str:
    case = next(case for case in evidence.cases if case.verdict is Verdict.REFUTED)
    assert case.outcome is not None  # a verdict needs an outcome
    where = ", ".join(f"{name} = {value}" for name, value in case.parameters.items())
    claimed, computed = (
        whole_text(value) if isinstance(value, int) else value
        for value in (case.outcome.claimed, case.outcome.computed)
    )
    remark = f" ({case.remark})" if case.remark else ""
    return f"{where}: claimed {claimed}, computed {computed}{remark}"
