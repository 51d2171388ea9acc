"""Samples of random networks of any number of inputs, beside what is conjectured of them."""

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import InvalidDomainError, InvalidNumberError, OutOfTime
from polyregions.one_dimension import BreakpointEnsemble, Interval
from polyregions.theorems import random_ensemble


def test_one_hidden_layer_is_one_arrangement():
    """Of several layers that is a conjecture, for large widths."""
    sample = random_ensemble([5], 4, inputs=3)
    assert (sample.predicted_regions, sample.regions.tolist()) == (26, [26] * 4)
    assert (sample.region_mean.value, sample.region_mean.half_width) == (26.0, 0.0)
    assert (sample.inputs, sample.widths, sample.samples, sample.bias_std) == (3, (5,), 4, 1.0)
    assert random_ensemble([3], 1, inputs=2).region_mean.half_width == np.inf


@pytest.mark.parametrize("domain", [None, [[-1, 1], [0, 2]], pr.simplex(2)], ids=str)
def test_counts_are_those_of_single_networks(domain):
    networks = [pr.he_random((2, 2, 3, 1), seed, 0.7) for seed in range(5, 25)]
    sample = random_ensemble((2, 3), 20, domain, inputs=2, bias_std=0.7, seed=5)
    for definition, counts in (
        ("proper_activation", sample.activation_regions),
        ("open_connected", sample.regions),
    ):
        expected = [pr.count_regions(net, domain, definition=definition) for net in networks]
        assert counts.tolist() == expected
    assert not np.array_equal(sample.regions, sample.activation_regions)
    assert (sample.predicted_regions is None) == (domain is not None)
    assert sample.activation_region_mean.value > sample.region_mean.value


def test_one_input_comes_with_breakpoints():
    """The sweep along the line agrees with the search in cells."""
    for domain in (None, [[-1, 2]], (-1, 2), Interval(-1, 2), pr.box([-1], [2])):
        sample = random_ensemble([6, 6], 10, domain, inputs=1)
        assert isinstance(sample, BreakpointEnsemble)
        place = None if domain is None else [[-1, 2]]
        networks = [pr.he_random((1, 6, 6, 1), seed, 1.0) for seed in range(10)]
        assert sample.regions.tolist() == pr.count_many(networks, place).tolist()
        proper = pr.count_many(networks, place, definition="proper_activation")
        assert sample.activation_regions.tolist() == proper.tolist()
    assert random_ensemble([6, 6], 2).predicted_regions == pytest.approx(13)


def test_engines_workers_and_progress():
    sample, told = random_ensemble([4, 3], 6, inputs=2, seed=1), []
    for options in ({"engine": "lp"}, {"workers": 2}, {"progress": told.append}):
        other = random_ensemble([4, 3], 6, inputs=2, seed=1, **options)
        assert other.regions.tolist() == sample.regions.tolist()
        assert other.activation_regions.tolist() == sample.activation_regions.tolist()
    assert told
    assert eval(repr(sample.widths)) == (4, 3)


def test_a_limit_of_time():
    with pytest.raises(OutOfTime), pr.time_limit(0):
        random_ensemble([4], 2, inputs=2)


@pytest.mark.parametrize(("inputs", "name"), [(1, "Breakpoint"), (2, "Region")])
def test_an_ensemble_is_shown_on_one_line(inputs, name):
    shown = repr(random_ensemble([2], samples=3, inputs=inputs))
    mean = {1: "3.00", 2: "4.00"}[inputs]
    assert shown == f"<{name}Ensemble: 3 networks {inputs}-2-1, {mean} +- 0.00 linear regions>"


@pytest.mark.parametrize(
    ("widths", "options", "error", "words"),
    [
        ([], {}, InvalidNumberError, "no widths"),
        (3, {}, InvalidNumberError, "list of whole numbers"),
        (3, {"inputs": 1}, InvalidNumberError, "list of whole numbers"),
        ([0], {}, InvalidNumberError, "at least 1"),
        ([2.5], {}, InvalidNumberError, "whole number"),
        ([3], {"samples": 0}, InvalidNumberError, "samples"),
        ([3], {"samples": True}, InvalidNumberError, "samples"),
        ([3], {"bias_std": 0}, InvalidNumberError, "positive"),
        ([3], {"seed": -1}, InvalidNumberError, "seed"),
        ([3], {"inputs": 0}, InvalidNumberError, "inputs is 0"),
        ([3], {"domain": [[0, 1]]}, InvalidDomainError, "dimension 1"),
        ([3], {"domain": [[0, 1], [1, 1]]}, InvalidDomainError, "no interior"),
    ],
)
def test_bad_ensembles_are_refused(widths, options, error, words):
    with pytest.raises(error, match=words):
        random_ensemble(widths, **({"inputs": 2} | options))
