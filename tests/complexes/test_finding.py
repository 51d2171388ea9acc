"""The front doors ``regions`` and ``count_regions``: domains, options, and what they refuse."""

import re
from fractions import Fraction

import numpy as np
import pytest

from polyregions import (
    Definition,
    HPolytope,
    Layer,
    Network,
    PolyregionsError,
    box,
    count_regions,
    estimate_regions,
    from_inequalities,
    montufar,
    regions,
    simplex,
    whole_space,
)
from polyregions.errors import InvalidDomainError, InvalidNumberError, UnknownOptionError
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES

CROSS = Network([Layer([[1, 0], [0, 1]]), Layer([[1, 2]], [0], "identity")])


def test_the_domain_is_the_networks_unless_given():
    fold = montufar(2, 4, 3)
    assert regions(fold).domain == box([0, 0], [1, 1])
    assert len(regions(fold)) == 16
    assert len(regions(fold, whole_space(2))) == 36
    assert len(regions(fold, [[0, "1/2"], [0, 1]])) == 8
    assert len(regions(CROSS)) == 4
    assert regions(CROSS).domain == whole_space(2)
    assert len(regions(CROSS, [[1, 2], [-1, 1]])) == 2


@pytest.mark.parametrize(
    "domain",
    [
        [[-1, 1], [-1, 1]],
        ((-1, 1), ("-1", "1")),
        np.array([[-1, 1], [-1, 1]]),
        np.array([[-1.0, 1.0], [-1.0, 1.0]]),
        box([-1, -1], [1, 1]),
        [range(-1, 2, 2), (-1, 1)],
    ],
    ids=lambda domain: type(domain).__name__,
)
def test_ways_to_say_a_box(domain):
    assert regions(CROSS, domain).domain == box([-1, -1], [1, 1])


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@pytest.mark.parametrize(
    ("definition", "expected"),
    [("proper_activation", 36), ("open_connected", 36), ("affine", 21)],
)
def test_count_regions_agrees_with_the_complex(engine, definition, expected):
    network = montufar(2, 4, 3)
    counted = count_regions(network, whole_space(2), definition=definition, engine=engine)
    assert type(counted) is int
    assert counted == expected
    assert regions(network, whole_space(2), engine=engine).count(definition) == expected
    assert type(regions(network, engine=engine).count(definition)) is int


def test_the_default_definition_is_open_connected():
    network = Network([Layer([[1], [-1]]), Layer([[1, -1]], [0], "identity")])
    assert count_regions(network) == regions(network).count() == 1
    assert count_regions(network, definition="proper_activation") == 2


def test_definitions():
    names = {
        "activation": 1,
        "proper_activation": 2,
        "convex": 3,
        "open_connected": 4,
        "closed_connected": 5,
        "affine": 6,
    }
    assert [definition.value for definition in Definition] == list(names)
    assert all(Definition.of(name).number == number for name, number in names.items())
    assert all(Definition.of(kind(4)).number == 4 for kind in (int, str, np.int64, np.uint8))
    for other in (True, np.True_, 4.0, Fraction(4), 7, "four", None):
        with pytest.raises(UnknownOptionError, match="the definition"):
            Definition.of(other)
    assert len(regions(CROSS)) == regions(CROSS).count(Definition.PROPER_ACTIVATION)


@pytest.mark.parametrize(
    ("domain", "message"),
    [
        (box([0], [1]), "dimension 1 where the network takes 2 inputs: give"),
        (box([0] * 3, [1] * 3), "dimension 3 where the network takes 2 inputs"),
        (whole_space(3), "dimension 3"),
        ([[0, 1]], "dimension 1 where"),
        (simplex(4), "dimension 4 where"),
    ],
    ids=str,
)
def test_a_domain_of_another_dimension(domain, message):
    with pytest.raises(InvalidDomainError, match=message):
        regions(CROSS, domain)
    with pytest.raises(InvalidDomainError, match=message):
        count_regions(CROSS, domain)


FLAT = {
    "a segment": box([0, 0], [0, 1]),
    "a point": box([0, 0], [0, 0]),
    "a line": HPolytope(2, [(1, 1, 1), (-1, -1, -1)]),
    "a ray": HPolytope(2, [(1, 1, 1), (-1, -1, -1), (-1, 0, 0)]),
    "touching halfplanes": HPolytope(2, [(1, 0, 0), (-1, -1, 0), (-1, 1, 0)]),
    "empty": HPolytope(2, [(1, 0, 0), (-1, 0, -1)]),
    "0 <= -1": HPolytope(2, [(0, 0, -1)]),
    "empty by 1e-30": from_inequalities([[1, 0], [-1, 0]], [0, "-1e-30"]),
}


@pytest.mark.parametrize("engine", ENGINE_NAMES)
@each("domain", FLAT.values(), ids=FLAT)
def test_a_domain_without_interior(engine, domain):
    with pytest.raises(InvalidDomainError, match=r"no interior.*give a domain of full dimension"):
        regions(CROSS, domain, engine=engine)
    with pytest.raises(InvalidDomainError, match="no interior"):
        regions(CROSS.with_domain(domain), engine=engine)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_a_domain_1e_300_wide_has_an_interior(engine):
    assert count_regions(CROSS, [[0, 1e-300], [-1e-300, 1e-300]], engine=engine) == 2


@pytest.mark.parametrize(
    "domain",
    [[[1, 0], [0, 1]], [[0, 1], ["1/3", "1/4"]], np.array([[0, 1], [2, 1]])],
    ids=["first", "second", "array"],
)
def test_lower_above_upper(domain):
    with pytest.raises(InvalidDomainError, match="lower bound exceeds the upper one"):
        regions(CROSS, domain)


@pytest.mark.parametrize(
    "domain",
    [
        "cube",
        3,
        1.5,
        [0, 1],
        [[0, 1, 2], [0, 1, 2]],
        [[0], [1]],
        True,
        pytest.param(object(), id="object"),
    ],
    ids=repr,
)
def test_no_polytope(domain):
    with pytest.raises(InvalidDomainError):
        regions(CROSS, domain)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "wide", "1/0", None, 1j])
def test_bounds_that_are_no_numbers(number):
    with pytest.raises((InvalidNumberError, InvalidDomainError)) as error:
        regions(CROSS, [[0, number], [0, 1]])
    assert isinstance(error.value, PolyregionsError)


@pytest.mark.parametrize("engine", ["", "LP", "simplex", None, 2])
def test_unknown_engine(engine):
    with pytest.raises(UnknownOptionError, match=f"{re.escape(repr(engine))} is unknown.*: use"):
        regions(CROSS, engine=engine)
    with pytest.raises(UnknownOptionError, match=r"is unknown.*: use"):
        count_regions(CROSS, engine=engine)


def test_arrays_are_no_names_of_engines():
    for engine in (np.array(["lp"]), np.array([["lp"], ["vertices"]])):
        for ask in (regions, count_regions, estimate_regions):
            with pytest.raises(UnknownOptionError, match=r"engine array\(.* is unknown") as caught:
                ask(CROSS, engine=engine)
            assert "\n" not in str(caught.value)


@pytest.mark.parametrize("definition", ["", "linear", "convex?", 3, 4.5, None])
def test_unknown_definition(definition):
    with pytest.raises(UnknownOptionError, match=r"(is unknown|not counted): use .*open_connected"):
        count_regions(CROSS, definition=definition)
    with pytest.raises(UnknownOptionError, match=r"(unknown|not counted): use .*proper_activation"):
        regions(CROSS).count(definition)


def test_bad_options_are_refused_before_the_work_starts():
    endless = montufar(4, 64, 100)
    with pytest.raises(UnknownOptionError):
        count_regions(endless, definition="linear")
    with pytest.raises(UnknownOptionError):
        regions(endless, engine="fast")


def test_progress_bar(capsys, eager_progress):
    assert len(regions(montufar(2, 4, 3), progress=True)) == 16
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "16" in captured.err
    assert len(regions(montufar(2, 4, 3))) == 16
    assert capsys.readouterr().err == ""
