"""All statements by name, and their verification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from time import perf_counter

from polyregions.budgets import checkpoint, time_limit
from polyregions.errors import (
    ConstructionError,
    OutOfTime,
    UnknownOptionError,
    check_choice,
    short,
)
from polyregions.progress import Progress, with_progress
from polyregions.refinement import Execution, chosen_engine
from polyregions.theorems.bound_formulas import BoundNotApplicableError
from polyregions.theorems.statements import (
    buck_1943,
    gaines_bi_2026,
    goujon_2022,
    hanin_rolnick_2019,
    kogan_2025,
    masden_2025,
    montufar_2014,
    nakahara_2025,
    own_results,
    serra_2018,
    stargalla_2025,
    zaslavsky_1975,
)
from polyregions.theorems.statements.evidence import Case, Evidence
from polyregions.theorems.statements.statement import Grid, Parameters, Statement, points

__all__ = ["STATEMENTS", "statement_named", "verify_all", "verify_statement"]

STATEMENTS: Mapping[str, Statement] = {
    statement.name: statement
    for module in (
        nakahara_2025,
        montufar_2014,
        serra_2018,
        buck_1943,
        zaslavsky_1975,
        masden_2025,
        gaines_bi_2026,
        goujon_2022,
        hanin_rolnick_2019,
        kogan_2025,
        stargalla_2025,
        own_results,
    )
    for statement in module.STATEMENTS
}
"""Every statement that polyregions checks, those of the ternary paper first."""


def statement_named(name: str) -> Statement:
    """Return the statement with this name.

    Raises
    ------
    UnknownOptionError
        If there is none.

    Examples
    --------
    >>> statement_named("proposition-1").parameters
    ('inputs', 'width', 'depth')
    """
    return STATEMENTS[check_choice("the statement", name, STATEMENTS)]


def verify_statement(
    name: str,
    grid: Grid | None = None,
    *,
    engine: str = "auto",
    progress: bool | Progress = False,
    max_seconds: float | None = None,
) -> Evidence:
    """Check a statement at every point of a grid.

    Parameters
    ----------
    name
        The statement's name.
    grid
        For each parameter its values, all combinations of which are checked. Omitted: the
        statement's own points. Parameters without values take those of the own points.
    engine
        As for :func:`polyregions.regions`.
    progress
        Show a progress bar on stderr.
    max_seconds
        The checks end after so many seconds. The points that were not decided by then have the
        verdict ``Verdict.STOPPED``, and so has the statement unless another point refutes it.

    Returns
    -------
    Evidence
        What is claimed beside what was computed, and the verdict.

    Raises
    ------
    UnknownOptionError
        If the statement, a parameter or the engine is unknown.

    Examples
    --------
    >>> evidence = verify_statement("proposition-1", {"inputs": [2], "width": [4], "depth": [2, 3]})
    >>> [(case.outcome.claimed, case.outcome.computed) for case in evidence.cases]
    [(4, 4), (16, 16)]
    >>> verify_statement("lemma-1").verdict
    <Verdict.REFUTED: 'refuted'>
    """
    statement = statement_named(name)
    chosen_engine(engine, inputs=1)  # refuses unknown names before any work
    chosen = statement.defaults if grid is None else points(_complete(statement, grid))
    stops = max_seconds is not None
    with time_limit(max_seconds):
        cases = _cases(statement, chosen, Execution(engine), stops)
        return Evidence(statement, tuple(with_progress(cases, progress, name, len(chosen))))


def verify_all(*, engine: str = "auto", progress: bool | Progress = False) -> Iterator[Evidence]:
    """Check every statement at its own points, one after the other.

    Parameters
    ----------
    engine, progress
        As for :func:`verify_statement`.
    """
    for name in STATEMENTS:
        yield verify_statement(name, engine=engine, progress=progress)


def _complete(statement: Statement, grid: Grid) -> Grid:
    """Return the grid with the own values of the parameters that it does not name."""
    for name, values in grid.items():
        if name not in statement.parameters:
            raise UnknownOptionError(
                f"the statement {statement.name!r} has no parameter {name!r}: it has "
                f"{', '.join(statement.parameters)}"
            )
        if not values:
            raise UnknownOptionError(f"the parameter {name!r} has no values: give at least one")
    own = {
        name: list(dict.fromkeys(point[name] for point in statement.defaults))
        for name in statement.parameters
    }
    return {name: grid.get(name, own[name]) for name in statement.parameters}


def _cases(
    statement: Statement, chosen: Iterable[Parameters], execution: Execution, stops: bool
) -> Iterator[Case]:
    """Yield the cases of some points; once the time is up, if that stops them, without a check."""
    stopped = False
    for point in chosen:
        if not stopped:
            case = _case(statement, point, execution, stops)
            stopped = case.stopped
            yield case
        else:
            yield Case(point, None, "", 0.0, stopped=True)


def _case(statement: Statement, point: Parameters, execution: Execution, stops: bool) -> Case:
    start = perf_counter()
    try:
        _check_kinds(statement, point)
        checkpoint()
        outcome = statement.check(execution=execution, **point)
    except OutOfTime:
        if not stops:
            raise
        return Case(point, None, "", perf_counter() - start, stopped=True)
    except (ConstructionError, BoundNotApplicableError) as error:
        return Case(point, None, str(error), perf_counter() - start)
    return Case(point, outcome, outcome.remark, perf_counter() - start)


def _check_kinds(statement: Statement, point: Parameters) -> None:
    """Check that where a statement's own points have numbers, these are numbers."""
    for name, value in point.items():
        wants_number = all(isinstance(own[name], int) for own in statement.defaults)
        if wants_number and (isinstance(value, bool) or not isinstance(value, int)):
            raise UnknownOptionError(f"{name} is {short(value)}: give whole numbers")
