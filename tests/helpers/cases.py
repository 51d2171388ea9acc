"""Many cases in one test: all of them run, and every one that fails is named."""

from dataclasses import dataclass
from functools import wraps
from inspect import signature
from itertools import groupby

import pytest

TRACEBACKS = 3
"""How many failing cases of one test are shown whole; the others are only named."""

LONGEST = 100
"""The letters of a value up to which it is written out in the name of its case."""

NOTE = "in the case "

PLAIN = (int, float, str, tuple, type(None))
"""Values that their names tell apart; all others are numbered too."""


@dataclass(frozen=True)
class Case:
    """The values of the arguments in one case, and what it is called."""

    name: str
    arguments: dict
    marks: tuple


def each(names, values, ids=None, size=None):
    """Run a test once for all cases, where ``pytest.mark.parametrize`` makes a test of each.

    Parameters
    ----------
    names, values, ids
        As for ``pytest.mark.parametrize``, so that values may be ``pytest.param`` with marks; ids
        is a function of a case's value, or has the names of all cases.
    size : int, optional
        The most cases in one test, so that workers can share them. Cases with other marks than
        those before them begin another test too. All in one by default.

    Notes
    -----
    Fixtures are made once for a test, not for a case; only the test's own argument ``tmp_path`` is
    an empty folder for every case. A test is skipped if all of its cases are.
    """
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]
    values = [*values]
    ids = [*map(ids, values)] if callable(ids) else ids or [None] * len(values)
    cases = [
        _case(names, value, i, identifier)
        for i, (value, identifier) in enumerate(zip(values, ids, strict=True))
    ]
    parts = []
    for _, equal in groupby(cases, key=lambda case: [mark.name for mark in case.marks]):
        part = list(equal)
        step = size or len(part)
        parts += [part[i : i + step] for i in range(0, len(part), step)]

    def decorate(test):
        shape = signature(test)
        kept = [given for name, given in shape.parameters.items() if name not in names]
        chosen = f"cases_of_{names[0]}"

        @wraps(test)
        def run(*others, **fixtures):
            run_all(test, fixtures.pop(chosen, cases), others, fixtures)

        if len(parts) > 1 or cases[0].marks:
            kept.append(shape.parameters[names[0]].replace(name=chosen))
            tests = [pytest.param(p, marks=p[0].marks, id=_span(p)) for p in parts]
            run = pytest.mark.parametrize(chosen, tests)(run)
        run.__signature__ = shape.replace(parameters=kept)
        return run

    return decorate


def sampled(values, step):
    """Return the values, all marked as slow but one in `step` of them, which come first."""
    values = [*values]
    others = [value for i, value in enumerate(values) if i % step]
    return [*values[::step], *map(_slow, others)]


def _slow(value):
    if isinstance(value, type(pytest.param())):
        return pytest.param(*value.values, id=value.id, marks=[*value.marks, pytest.mark.slow])
    return pytest.param(value, marks=pytest.mark.slow)


def _case(names, value, number, identifier):
    if isinstance(value, type(pytest.param())):
        values, marks = value.values, tuple(value.marks)
        identifier = value.id or identifier
    else:
        values, marks = (value,) if len(names) == 1 else value, ()
    arguments = dict(zip(names, values, strict=True))
    if identifier is None:
        written = [_written(given) for given in values]
        identifier = ", ".join(map("{}={}".format, names, written))
        if len(identifier) > LONGEST or not all(isinstance(given, PLAIN) for given in values):
            identifier = f"number {number}: {identifier[:LONGEST]}"
    return Case(str(identifier), arguments, marks)


def _written(value):
    try:
        return getattr(value, "__qualname__", None) or repr(value)
    except ValueError:  # an integer with more digits than Python prints
        return f"a huge {type(value).__name__}"


def _span(part):
    return part[0].name if len(part) == 1 else f"{part[0].name} to {part[-1].name}"


def run_all(test, cases, others, fixtures):
    """Call the test for every case; raise what failed, with the names of the cases."""
    failed, skipped = [], []
    for number, case in enumerate(cases):
        given = fixtures | case.arguments
        if "tmp_path" in fixtures:
            given["tmp_path"] /= f"case-{number}"
            given["tmp_path"].mkdir()
        try:
            test(*others, **given)
        except pytest.skip.Exception as skip:
            skipped.append(skip)
        except (Exception, pytest.fail.Exception) as error:
            error.add_note(f"{NOTE}{case.name}")
            failed.append(error)
    if len(failed) == 1:
        raise failed[0]
    if failed:
        message = f"{len(failed)} of {len(cases)} cases fail: {'; '.join(map(_failure, failed))}"
        raise BaseExceptionGroup(message, failed[:TRACEBACKS])
    if skipped and len(skipped) == len(cases):
        raise skipped[0]


def _failure(error):
    """Name a failure by its cases, those of the outermost loop first."""
    inside = f" ({error.message})" if isinstance(error, BaseExceptionGroup) else ""
    return ", ".join(note.removeprefix(NOTE) for note in reversed(error.__notes__)) + inside
