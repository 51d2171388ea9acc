"""The most regions of all ternary networks of several inputs, against trying them one by one."""

from itertools import pairwise, product

import pytest

import polyregions as pr
from polyregions import Definition
from polyregions.constructions import is_ternary
from polyregions.errors import (
    ConstructionError,
    FileFormatError,
    InvalidDomainError,
    UnknownOptionError,
)
from polyregions.theorems import PartialTernaryMaximum, ternary_maximum
from polyregions.theorems.ternary_search.exhaustive import best_of_all, first_layers_of_all
from polyregions.theorems.ternary_search.symmetries import distinct_layers, symmetries
from tests.helpers.clocks import fake_clock

TERNARY_MAXIMA = {
    (1,): (2, 2),
    (2,): (4, 4),
    (3,): (7, 7),
    (4,): (11, 11),
    (1, 1): (3, 3),
    (1, 2): (3, 3),
    (2, 1): (7, 5),
    (2, 2): (9, 9),
}
"""The most proper activation regions, and the most linear regions, on all of R^2 by widths."""

DEFINITIONS = ["proper_activation", "open_connected"]


def check_maximiser(found, widths, definition, inputs=2):
    network = found.network
    assert (network.widths, found.definition) == ((inputs, *widths, 1), definition)
    assert is_ternary(network)
    assert all(set(layer.activation) == {"relu"} for layer in network.layers[:-1])
    assert pr.count_regions(network, definition=definition, engine="lp") == found.regions


@pytest.mark.slow
@pytest.mark.parametrize("widths", TERNARY_MAXIMA)
def test_maxima(widths):
    for definition, regions in zip(DEFINITIONS, TERNARY_MAXIMA[widths], strict=True):
        found = ternary_maximum(widths, inputs=2, definition=definition)
        assert found.regions == regions
        check_maximiser(found, widths, definition)


def layers(units, inputs):
    return product(product((-1, 0, 1), repeat=inputs + 1), repeat=units)


def most_of_all(widths, inputs, domain, definition):
    """Return the maximum over all ternary networks, with all outputs, none left out."""
    sizes = [inputs, *widths]
    hidden = product(*(layers(after, before) for before, after in pairwise(sizes)))
    networks = (
        pr.Network(
            [
                *(pr.Layer([r[:-1] for r in rows], [r[-1] for r in rows]) for rows in chosen),
                pr.Layer([signs], [0], "identity"),
            ]
        )
        for chosen in hidden
        for signs in product((0, 1, -1), repeat=widths[-1])
    )
    return pr.count_many(networks, domain, definition=definition).max()


TRIANGLE = pr.from_inequalities([[-1, 0], [0, -1], [1, 1]], [1, 1, 3])
DOMAINS = {
    "plane": None,
    "square": [[-1, 1], [-1, 1]],
    "box": [["-3/2", "1/2"], ["-1/3", "1/3"]],
    "triangle": TRIANGLE,
}


def check_against_all(widths, domain, definition):
    expected = most_of_all(widths, 2, DOMAINS[domain], definition)
    found = ternary_maximum(widths, DOMAINS[domain], inputs=2, definition=definition)
    assert found.regions == expected
    check_maximiser(found, widths, definition)


@pytest.mark.parametrize("domain", DOMAINS)
def test_against_all_networks(domain):
    check_against_all((1, 1) if domain == "box" else (1,), domain, "open_connected")


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_layer_is_like_one_that_is_searched(domain):
    """It has the same counts with every second layer."""

    def counts_behind(layer):
        ((*weights, bias),) = layer
        networks = [
            pr.Network([pr.Layer([weights], [bias]), pr.Layer([[weight]], [after])])
            for weight in (-1, 1)
            for after in (-1, 0, 1)
        ]
        counts = (pr.count_many(networks, place, definition=name) for name in DEFINITIONS)
        return tuple(number for column in counts for number in column.tolist())

    place = DOMAINS[domain]
    if place is not None and not isinstance(place, pr.HPolytope):
        place = pr.box(*zip(*place, strict=True))
    if place is not None:
        assert len(symmetries(place)) == {"square": 8, "box": 2, "triangle": 2}[domain]
    searched = {*map(counts_behind, distinct_layers(1, 2, place))}
    assert len(searched) > 1
    assert {*map(counts_behind, layers(1, 2))} == searched


@pytest.mark.slow
@pytest.mark.parametrize("domain", DOMAINS)
def test_against_all_larger_networks(domain):
    check_against_all((1, 1), domain, "proper_activation")
    check_against_all((2,), domain, "open_connected")


@pytest.mark.parametrize("widths", [(1,), (3,), (1, 1), (2, 1), (1, 2)], ids=str)
@pytest.mark.parametrize("domain", [None, [[-1, 1]], [[0, 2]]], ids=str)
def test_networks_of_one_input_are_those_of_the_search_by_pieces(widths, domain):
    found = ternary_maximum(widths, domain)
    most = 0
    for first in first_layers_of_all(widths, 1, found.network.domain):
        below = best_of_all(first, widths, 1, found.network.domain, Definition.OPEN_CONNECTED, most)
        assert below.complete
        most = most if below.best is None else below.best.regions
    assert most == found.regions


def test_activation_regions_of_one_input():
    for widths, expected in (((2,), 3), ((1, 1), 3)):
        assert expected == most_of_all(widths, 1, None, "proper_activation")
        found = ternary_maximum(widths, definition="proper_activation")
        assert found.regions == expected
        check_maximiser(found, widths, "proper_activation", inputs=1)


@pytest.mark.parametrize("definition", ["activation", "closed_connected", "affine"])
@pytest.mark.parametrize(("widths", "domain"), [((1,), "box"), ((1, 1), None)], ids=str)
def test_definitions_that_are_counted_one_network_at_a_time(definition, widths, domain):
    inputs = 2 if len(widths) == 1 else 1
    place = domain and DOMAINS[domain]
    expected = most_of_all(widths, inputs, place, definition)
    found = ternary_maximum(widths, place, inputs=inputs, definition=definition)
    assert found.regions == expected
    check_maximiser(found, widths, definition, inputs)


def test_patterns_of_lower_dimension_may_be_more_than_all_activation_regions():
    """Behind h = relu(-x - 1), units with 1 - h and h - 1 have a pattern for h = 1 alone."""
    patterns, regions = (
        ternary_maximum([1, 2], definition=definition) for definition in ("activation", 2)
    )
    assert (patterns.regions, regions.regions) == (4, 3)
    check_maximiser(patterns, (1, 2), "activation", inputs=1)
    below = [
        best_of_all(first, (1, 2), 1, None, Definition.ACTIVATION, regions.regions).best
        for first in first_layers_of_all((1, 2), 1, None)
    ]
    assert max(best.regions for best in below if best is not None) == 4


def test_three_inputs():
    found = ternary_maximum([2], inputs=3)
    assert found.regions == 4
    check_maximiser(found, (2,), "open_connected", inputs=3)
    assert ternary_maximum([1, 1], [[0, 1]] * 3, inputs=3).regions == 3


def test_a_search_that_is_stopped_anywhere():
    whole = ternary_maximum([2, 1], inputs=2)
    with fake_clock() as clock:
        assert ternary_maximum([2, 1], inputs=2, max_seconds=10**9) == whole
    total, some = clock.questions, 0
    assert total > 30
    for seconds in [1, 2, 3, *range(5, total, total // 9)]:
        with fake_clock() as clock:
            found = ternary_maximum([2, 1], inputs=2, max_seconds=seconds)
        assert isinstance(found, PartialTernaryMaximum)
        assert clock.questions <= seconds + 6
        assert 0 <= found.found <= whole.regions
        assert found.first_layers < whole.first_layers
        assert found.total in (0, whole.first_layers)
        if found.network is not None:
            some += 1
            assert pr.count_regions(found.network) == found.found
    assert some > 2


def test_workers_and_states(tmp_path):
    whole, path = ternary_maximum([2, 1], inputs=2), tmp_path / "state.json"
    assert ternary_maximum([2, 1], inputs=2, workers=2).regions == whole.regions
    with fake_clock() as clock:
        ternary_maximum([2, 1], inputs=2, max_seconds=10**9)
    with fake_clock():
        ternary_maximum([2, 1], inputs=2, state=path, max_seconds=clock.questions // 2)
    assert ternary_maximum([2, 1], inputs=2, state=path) == whole
    others = {"inputs": 1}, {"inputs": 2, "definition": "affine"}, {"inputs": 3}
    for options in others:
        with pytest.raises(FileFormatError, match="state of another search, with inputs 2"):
            ternary_maximum([2, 1], state=path, **options)
    square = [[-1, 1], [-1, 1]]
    path.unlink()
    found = ternary_maximum([1, 1], square, inputs=2, state=path)
    assert ternary_maximum([1, 1], pr.box([-1, -1], [1, 1]), inputs=2, state=path) == found


def test_bad_arguments():
    with pytest.raises(ConstructionError, match="widths is 2: give a list of whole numbers"):
        ternary_maximum(2, inputs=2)
    with pytest.raises(UnknownOptionError, match="the definition 'regions' is unknown"):
        ternary_maximum([1], inputs=2, definition="regions")
    with pytest.raises(UnknownOptionError, match=r"most regions needs numbers, .*: use"):
        ternary_maximum([1], inputs=2, definition="convex")
    with pytest.raises(InvalidDomainError, match="dimension 1 where the networks take 2 inputs"):
        ternary_maximum([1], [[0, 1]], inputs=2)
    with pytest.raises(InvalidDomainError, match="no interior"):
        ternary_maximum([1], [[0, 1], [1, 1]], inputs=2)
