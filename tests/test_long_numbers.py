"""Numbers of more digits than Python prints and reads: shown, told, written and read."""

import sys
from dataclasses import fields, is_dataclass
from fractions import Fraction
from importlib import import_module
from pkgutil import walk_packages

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import (
    decimal_text,
    exact_rational,
    exact_repr,
    integer_of_text,
    rational_of_texts,
    repr_of_fields,
    shortest_number,
)
from polyregions.cli import main
from polyregions.errors import InvalidNumberError, short
from polyregions.files import read_graph, write_graph, write_tables
from polyregions.questions.answers import brief_repr
from polyregions.theorems import verify_claim
from tests.helpers.extras import require_packages

LONG = 10**5000 + 7
SMALL = Fraction(1, LONG)
DIGITS = "1" + "0" * 4999 + "7"


@pytest.fixture(scope="module")
def network():
    hidden = pr.Layer([[LONG, 1], [1, -LONG]], [1, SMALL])
    output = pr.Layer([[1, SMALL], [1, 1]], None, "identity")
    return pr.Network([hidden, output], [[-1, Fraction(LONG, 3)], [-SMALL, 1]], name="long")


@pytest.fixture(scope="module")
def cells(network):
    return pr.regions(network)


def test_python_prints_no_such_numbers():
    assert 0 < sys.get_int_max_str_digits() < 5000
    with pytest.raises(ValueError, match="limit"):
        str(LONG)


@pytest.mark.parametrize("digits", [1, 599, 600, 601, 602, 603, 640, 641, 4300, 4301, 100_000])
def test_texts_and_back(digits):
    limit = sys.get_int_max_str_digits()
    number = (10**digits - 1) // 7
    for value in (number, -number, Fraction(number, 10**digits), Fraction(-(10**digits), 3)):
        assert exact_rational(decimal_text(value)) == value
        assert exact_rational(shortest_number(value)) == value
    assert integer_of_text("+" + decimal_text(number)) == number
    assert decimal_text(10**digits) == "1" + "0" * digits
    point = digits // 2
    text = decimal_text(number).zfill(digits + 1)
    decimal = f"-{text[:-point] or '0'}.{text[len(text) - point :]}e2" if point else "-0e2"
    assert exact_rational(decimal) == (Fraction(-100 * number, 10**point) if point else 0)
    assert sys.get_int_max_str_digits() == limit


def test_fractions_are_in_lowest_terms():
    numerator, denominator = "6" * 5000, "4" * 5000
    value = rational_of_texts(numerator, denominator)
    assert (value.numerator, value.denominator) == (3, 2)
    assert type(value.numerator) is int
    assert rational_of_texts(f"-{numerator}", denominator) == Fraction(-3, 2)
    with pytest.raises(InvalidNumberError, match="divides by zero"):
        exact_rational(f"{numerator}/0")


def test_repr_is_that_of_python_but_for_the_limit():
    values = [3, Fraction(1, 3), (1,), (1, 2), [Fraction(2)], {1: (2,)}, frozenset({5}), "x", None]
    for value in values:
        longer = exact_repr((value, LONG))
        assert longer == f"({value!r}, {DIGITS})"
    assert exact_repr(Fraction(LONG, 3)) == f"Fraction({DIGITS}, 3)"
    assert exact_repr([(LONG,)]) == f"[({DIGITS},)]"


def _dataclasses():
    for module in walk_packages(pr.__path__, "polyregions."):
        if module.name.endswith("__main__"):
            continue
        for kind in vars(import_module(module.name)).values():
            if is_dataclass(kind) and isinstance(kind, type) and kind.__module__ == module.name:
                yield kind


def test_dataclasses_of_exact_numbers_show_them():
    """Each field whose type says that it holds exact numbers takes one of many digits."""
    require_packages("torch", "onnx", "matplotlib", "plotly", "pyarrow")
    exact = ("Fraction", "IntegerVector", "Point", "Multipliers", "Vector")
    # Which nobody is handed.
    inner = {"Cell", "StartCell", "StartCells", "ComposedLayer", "RegionColumns", "Problem"}
    inner |= {"Arrangement", "Piece", "PieceFound", "_Cone", "Normalisation", "_Step", "_UnderWay"}
    inner |= {"Found", "InputSet", "LinearForm", "Outputs", "Section", "Steepest", "Tangent"}
    seen = set()
    for kind in _dataclasses():
        if kind.__name__ in inner or not any(
            word in str(field.type) for field in fields(kind) for word in exact
        ):
            continue
        if kind.__repr__ is brief_repr:  # by their text, which shortens numbers
            continue
        if kind.__repr__ is not repr_of_fields:
            assert "__repr__" in vars(kind), kind
            assert kind.__repr__.__qualname__ == f"{kind.__qualname__}.__repr__", kind
            assert not hasattr(kind.__repr__, "__wrapped__"), f"{kind} has dataclasses' own repr"
            continue
        value = object.__new__(kind)
        for field in fields(kind):
            object.__setattr__(value, field.name, (LONG,))
        assert DIGITS in repr(value), kind
        seen.add(kind.__name__)
    assert {"Halfspace", "Optimal", "Merge", "Approximation"} <= seen


def test_what_people_look_at(network, cells):
    montufar = pr.montufar(3, 30, 1500)
    claim = decimal_text(montufar.claim.regions)
    assert len(claim) > 4300
    region = cells[len(cells) - 1]
    verification = verify_claim(montufar)
    assert verification.holds
    for value in (montufar, montufar.claim, verification):
        assert claim in repr(value)
    assert DIGITS in repr(network)
    for value in (region.polytope, region.facets, region.affine_map):
        assert len(repr(value)) > 5000
    for value in (montufar, network, cells, region, verification, verification.found):
        assert str(value)
        assert repr(value)
    for value in (montufar, network):
        assert value._repr_html_()
    assert eval(repr(pr.Layer([[LONG]])), {"Layer": pr.Layer}) == pr.Layer([[LONG]])


def test_files_of_complexes(cells, tmp_path):
    for suffix in ("json", "npz"):
        path = tmp_path / f"cells.{suffix}"
        pr.write_complex(cells, path)
        read = pr.read_complex(path, verify=True)
        assert (read.network, read.domain) == (cells.network, cells.domain)
        assert [r.interior_point for r in read] == [r.interior_point for r in cells]
    table, _ = write_tables(cells, tmp_path / "cells.csv", columns=["weights_exact"])
    with open(table, encoding="ascii") as file:
        assert DIGITS in file.read()


def test_tables_in_parquet(cells, tmp_path):
    require_packages("pyarrow")
    from pyarrow import parquet

    table, _ = write_tables(cells, tmp_path / "cells.parquet", columns=["interior_point_exact"])
    column = parquet.read_table(table)["interior_point_exact"].to_pylist()
    points = [tuple(map(exact_rational, point)) for point in column]
    assert points == [region.interior_point for region in cells]


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json", "csv", "gml"])
def test_files_of_graphs(cells, tmp_path, suffix):
    graph = cells.graph(attributes=("affine_map", "exact_interior_point", "gradient"))
    path = tmp_path / f"graph.{suffix}"
    write_graph(graph, path)
    assert dict(read_graph(path).nodes) == dict(graph.nodes)


def test_the_shell(network, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    pr.write_network(network, "long.json")
    pr.write_network(pr.montufar(3, 30, 1500), "montufar.json")
    for words in (
        ("info", "long.json"),
        ("count", "long.json"),
        ("count", "montufar.json"),
        ("verify", "montufar.json"),
        ("graph", "long.json", "-o", "graph.json"),
        ("export", "long.json", "-o", "cells.json"),
    ):
        assert main([*words]) == 0, words
        assert main([*words[:2], "--json", *words[2:]]) == 0, words
    assert "digits" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: pr.montufar(LONG, 2, 2), "inputs, and every input needs a unit"),
        (lambda: pr.montufar(-LONG, 2, 2), "inputs is an integer of many digits: give at least"),
        (lambda: pr.Layer([[1]], [0], LONG), "the activation is <about 5000 digits>"),
        (lambda: pr.Layer(LONG), "weights is <about 5000 digits>: give a sequence of rows"),
        (lambda: pr.Network([pr.Layer([[1]])]).pattern(LONG), "x is <about 5000 digits>"),
        (lambda: pr.count_regions(pr.montufar(1, 2, 2), workers=-LONG), "workers is <about 5000"),
        (lambda: pr.count_regions(pr.montufar(1, 2, 2), definition=LONG), "definition <about"),
        (lambda: pr.ternary(LONG, 3, 3), "too small for one branch"),
    ],
)
def test_messages(wrong, message):
    with pytest.raises(pr.PolyregionsError, match=message):
        wrong()


def test_short_texts():
    assert short(Fraction(LONG, 3)) == "Fraction(<about 5000 digits>, 3)"
    assert short([1, -LONG]) == "[1, <about 5000 digits>]"
    assert short(np.array([[1], [2]])) == "array([[1], [2]])"
    assert short("x" * 100) == "'xxxxxxxxxxxx...xxxxxxxxxxxxx'"
