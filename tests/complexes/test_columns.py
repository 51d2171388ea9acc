"""Columns over all regions are what the views of single regions say, correctly rounded."""

import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.complexes import affine_columns, exact_forms
from polyregions.complexes.affine_columns import exact_maps, rounded_maps
from polyregions.complexes.exact_forms import ExactOutputs, largest_output
from polyregions.complexes.shared_prefixes import SharedPrefixes
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.columns import check_columns, check_facet_units
from tests.helpers.data import golden_cases, golden_network
from tests.refinement.random_networks import random_network_of
from tests.strategies import degenerate_networks


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    check_columns(cells)
    check_facet_units(cells)


@each("case", golden_cases(), ids=lambda case: case["name"], size=20)
def test_golden_networks(case):
    cells = pr.regions(golden_network(case))
    check_columns(cells)
    check_facet_units(cells)


@settings(max_examples=40)
@given(network=degenerate_networks())
def test_degenerate_networks(network):
    for domain in (None, [[-1, 2]] * network.inputs):
        cells = pr.regions(network, domain)
        check_columns(cells)
        check_facet_units(cells)


def test_engine_lp_says_no_units_and_they_are_found():
    network = pr.ternary(2, 6, 3)
    cells = pr.regions(network, engine="lp")
    assert cells.enumeration.facet_units is None
    check_facet_units(cells)
    check_columns(cells)
    assert pr.regions(network, engine="vertices").enumeration.facet_units is not None


def test_a_unit_that_vanishes_on_the_boundary():
    cells = pr.regions(pr.Network([pr.Layer([[1], [-1], [1]], [-1, 0, 0])], [[0, 1]]))
    assert cells.enumeration.facet_hyperplanes.tolist() == [-2, -1]
    units = cells.facet_units
    assert (units.facets.tolist(), units.offsets.tolist()) == ([0, 1], [0, 2, 3])
    assert units.units.tolist() == [1, 2, 0]
    check_facet_units(cells)


# Exact forms


def random_network(rng):
    """A network of numbers of all sizes, some layers without ReLU."""

    def number():
        kind = rng.randrange(6)
        if kind == 0:
            return Fraction(rng.randint(-9, 9), rng.randint(1, 9))
        if kind == 1:
            return rng.choice([0, 1, -1])
        if kind == 2:
            return rng.gauss(0, 1)
        return rng.randint(-(10**kind), 10**kind) * Fraction(2) ** rng.randint(-90, 90)

    return random_network_of(rng, number)


def test_exact_forms_of_any_patterns():
    """Of any, in any order: not only those that regions have."""
    rng = random.Random(20261127)
    for _ in range(60):
        network = random_network(rng)
        form = network.integer_form
        drawn = [[rng.randint(0, 1) for _ in range(form.units)] for _ in range(rng.randint(1, 9))]
        drawn += drawn[:2]
        bits = np.array(drawn, dtype=np.uint8).reshape(len(drawn), form.units)
        packed = np.packbits(bits, axis=1)
        expected = [form.output_forms(row) for row in drawn]
        forms = np.concatenate(list(ExactOutputs(form)(packed)))
        assert [[tuple(f) for f in of_one] for of_one in forms.tolist()] == expected, network
        bound = largest_output(form)
        assert all(abs(c) <= bound for of_one in expected for f in of_one for c in f), network
        patterns = [network.checked_pattern(pr.Pattern.from_bits(row, network.pattern_sizes))
                    for row in drawn]  # fmt: skip
        assert list(exact_maps(form, packed)) == [network.affine_map(p) for p in patterns]


def test_the_largest_forms_that_occur_are_exact():
    """With one input, weights of one sign and all units active they are as large as the bound."""
    for bits in range(1, 60):
        weight = 2**bits - 1
        layers = [pr.Layer([[weight]] * 2, [weight] * 2), pr.Layer([[weight] * 2] * 2, [1, 0])]
        for sign in (1, -1):
            last = pr.Layer([[sign * weight] * 2], [sign * weight], "identity")
            form = pr.Network([*layers, last]).integer_form
            packed = np.packbits(np.ones((1, form.units), np.uint8), axis=1)
            ((rows,),) = next(ExactOutputs(form)(packed)).tolist()
            assert [tuple(rows)] == form.output_forms([1] * form.units)
            assert max(map(abs, rows)) == largest_output(form)


def test_regions_some_at_a_time(monkeypatch):
    cells = pr.regions(pr.he_random((2, 6, 6, 2), seed=3), [[-1, 1]] * 2)
    form, patterns = cells.integer_form, cells.enumeration.patterns
    whole = rounded_maps(form, patterns)
    monkeypatch.setattr(exact_forms, "_ENTRIES_AT_ONCE", 1)
    assert np.array_equal(rounded_maps(form, patterns), whole)
    assert [len(part) for part in ExactOutputs(form)(patterns)] == [1] * len(cells)


def test_forms_of_many_bits_are_computed_one_by_one(monkeypatch):
    cells = pr.regions(pr.he_random((2, 6, 6, 2), seed=3), [[-1, 1]] * 2)
    form, patterns = cells.integer_form, cells.enumeration.patterns
    whole = rounded_maps(form, patterns)
    monkeypatch.setattr(exact_forms, "_MOST_BITS", 10)
    assert [len(part) for part in ExactOutputs(form)(patterns)] == [1] * len(cells)
    assert np.array_equal(rounded_maps(form, patterns), whole)


def test_maps_beyond_floats():
    network = pr.Network([pr.Layer([[10**400], [1]], [0, "1/3"], "identity")])
    cells = pr.regions(network)
    assert cells.gradients.tolist() == [[[np.inf], [1.0]]]
    assert cells.offsets.tolist() == [[0.0, 1 / 3]]


def test_prefixes_of_any_patterns():
    rng = np.random.default_rng(3)
    network = pr.he_random((2, 3, 2, 4, 1), seed=0).integer_form
    bits = rng.integers(0, 2, (50, network.units), dtype=np.uint8)
    prefixes = SharedPrefixes.of(network, bits)
    ends = [0, 3, 5, 9, 9]
    for layers, end in enumerate(ends):
        groups = prefixes.groups(layers)
        firsts = bits[prefixes.starts[layers]][groups]
        assert np.array_equal(firsts[:, :end], bits[:, :end])
        changes = (bits[1:, :end] != bits[:-1, :end]).any(axis=1)
        assert np.array_equal(np.diff(groups), changes.astype(int))
        if layers:
            assert np.array_equal(prefixes.parents(layers)[groups], prefixes.groups(layers - 1))


def test_only_what_pairs_leave_open_is_computed_exactly(monkeypatch):
    """Where the output vanishes by cancellation of numbers of many bits."""
    cells = pr.regions(
        pr.Network([pr.Layer([[0.1], [0.3]]), pr.Layer([[0.3, -0.1]], None, "identity")])
    )
    exactly = cells.gradients
    asked = []

    class Counted(ExactOutputs):
        def __call__(self, patterns):
            asked.extend(patterns[:, 0].tolist())
            return super().__call__(patterns)

    monkeypatch.setattr(affine_columns, "ExactOutputs", Counted)
    monkeypatch.setattr(affine_columns, "_FEW", 0)
    maps = rounded_maps(cells.integer_form, cells.enumeration.patterns)
    assert np.array_equal(maps[:, :, :-1], exactly)
    assert len(cells) == 2
    assert asked == [0b11000000]


def test_no_time_for_columns():
    from tests.helpers.clocks import fake_clock

    cells = pr.regions(pr.he_random((2, 6, 6, 2), seed=3), [[-1, 1]] * 2)
    for name in ("gradients", "offsets"):
        with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(0.5):
            getattr(cells, name)
