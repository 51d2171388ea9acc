"""The evidence for a statement: every point checked, and the verdict; kept as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polyregions.arithmetic import decimal_text, repr_of_fields
from polyregions.readers import PathLike, write_text
from polyregions.theorems.statements.statement import Outcome, Parameters, Statement, Value, Verdict
from polyregions.version import __version__

__all__ = ["FORMAT", "Case", "Evidence", "evidence_to_json", "write_evidence"]

FORMAT = "polyregions-evidence/2"


@dataclass(frozen=True, slots=True)
class Case:
    """One point of the grid.

    Attributes
    ----------
    parameters
        The point.
    outcome
        What the check found; None where the statement says nothing, or the time was up.
    remark
        The outcome's remark, or why there is none.
    seconds
        The time it took.
    stopped
        Whether the time was up before the check had come to its end.
    """

    parameters: Parameters
    outcome: Outcome | None
    remark: str
    seconds: float
    stopped: bool = False

    __repr__ = repr_of_fields

    @property
    def verdict(self) -> Verdict:
        """Whether the statement holds here."""
        if self.outcome is not None:
            return self.outcome.verdict
        return Verdict.STOPPED if self.stopped else Verdict.NOT_STATED


@dataclass(frozen=True, slots=True)
class Evidence:
    """All points at which a statement was checked.

    Attributes
    ----------
    statement
        The statement.
    cases
        The points.
    """

    statement: Statement
    cases: tuple[Case, ...]

    @property
    def verdict(self) -> Verdict:
        """That of the first in this order at some point: refuted, implausible, stopped, ..., holds.

        One counterexample refutes; what was not checked to the end, or what only a sample speaks
        for, does not hold.
        """
        verdicts = {case.verdict for case in self.cases}
        order = (
            *(Verdict.REFUTED, Verdict.IMPLAUSIBLE, Verdict.STOPPED),
            *(Verdict.CONSISTENT, Verdict.HOLDS),
        )
        return next((verdict for verdict in order if verdict in verdicts), Verdict.NOT_STATED)

    @property
    def stopped(self) -> bool:
        """Whether the time was up before every point was checked."""
        return any(case.stopped for case in self.cases)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict is the one that the registry knows."""
        return self.verdict is self.statement.expected

    @property
    def seconds(self) -> float:
        """The time all checks took."""
        return sum(case.seconds for case in self.cases)


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Return the JSON value of the evidence; integers too long for Python to print are texts."""
    statement = evidence.statement
    return {
        "statement": statement.name,
        "text": statement.text,
        "source": statement.source,
        "file": statement.file,
        "command": statement.command,
        "verdict": evidence.verdict.value,
        "expected": statement.expected.value,
        "as_expected": evidence.as_expected,
        "seconds": round(evidence.seconds, 6),
        "cases": [_case_to_json(case) for case in evidence.cases],
    }


def write_evidence(pieces: Sequence[Evidence], path: PathLike, engine: str = "auto") -> None:
    """Write the evidence for some statements as one JSON file, whole or not at all.

    Parameters
    ----------
    pieces
        The evidence.
    path
        Where to write it.
    engine
        The engine that was asked for.

    Raises
    ------
    PolyregionsError
        If the file cannot be written there.
    """
    value = {
        "format": FORMAT,
        "polyregions": __version__,
        "engine": engine,
        "statements": [evidence_to_json(evidence) for evidence in pieces],
    }
    write_text(path, [json.dumps(value, indent=1), "\n"])


def _case_to_json(case: Case) -> dict[str, Any]:
    outcome = case.outcome
    return {
        "parameters": dict(case.parameters),
        "claimed": None if outcome is None else _json_value(outcome.claimed),
        "computed": None if outcome is None else _json_value(outcome.computed),
        "verdict": case.verdict.value,
        "remark": case.remark,
        "seconds": round(case.seconds, 6),
    }


def _json_value(value: Value) -> Value:
    is_long = isinstance(value, int) and value.bit_length() > 2000
    return decimal_text(value) if is_long and isinstance(value, int) else value
