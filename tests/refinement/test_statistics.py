"""What engine lp reports about its decisions."""

import pytest
from hypothesis import given, settings

from polyregions import Layer, Network, box, he_random, montufar, regions, whole_space
from polyregions.refinement.lp.search import root_task, searched
from polyregions.refinement.lp.statistics import LpStatistics
from tests.refinement.strategies import networks


def slice_of(network, domain, regions=None):
    form = network.integer_form
    return searched(form, True, root_task(form, domain, LpStatistics()), 1000, regions)


def check_consistent(complex):
    s = complex.statistics
    ways = ("decided_by_points", "decided_by_bounds", "decided_by_floats", "decided_by_lp")
    assert s["questions"] == sum(s[way] for way in ways)
    assert s["float_programs"] >= s["decided_by_floats"]
    assert s["linear_programs"] == s["decided_by_lp"] + s["facet_lps"]
    assert s["linprog_answers_proved"] + s["linprog_answers_refuted"] <= s["linear_programs"]
    assert s["regions"] == len(complex)
    assert all(count >= 0 for count in s.values())


@settings(max_examples=25)
@given(network=networks())
def test_every_question_is_decided_once(network):
    check_consistent(regions(network, engine="lp"))


@pytest.mark.parametrize("network", [montufar(2, 6, 3), he_random((4, 6, 1))], ids=str)
def test_constructions(network):
    check_consistent(regions(network, engine="lp"))


def test_four_of_five_questions_need_no_linear_program():
    network = he_random((3, 10, 10, 1), seed=0, bias_std=0.5)
    complex = regions(network, box([-1] * 3, [1] * 3), engine="lp")
    assert len(complex) == 251
    check_consistent(complex)
    statistics = complex.statistics
    # Every unit of a layer is a question in every cell that enters the layer, at least.
    assert statistics["questions"] >= 10 + 10 * 2
    programs = statistics["decided_by_floats"] + statistics["decided_by_lp"]
    assert 1 - programs / statistics["questions"] >= 0.8


def test_coincident_hyperplanes_are_one_question():
    rows = [[1, 2], [1, 2], ["-1/3", "-2/3"], [0, 0], [1, 1]]
    network = Network([Layer(rows, [1, 1, "-1/3", 5, 0])])
    assert slice_of(network, whole_space(2)).regions == 4
    # Two hyperplanes in the plane, and the second one again on both sides of the first.
    assert regions(network, engine="lp").statistics["questions"] == 2 + 2 * 1


def test_regions_come_one_by_one():
    network = montufar(1, 2, 60)
    piece = slice_of(network, network.domain, 5)
    found, statistics = piece.found.regions, piece.found.statistics
    assert piece.regions == statistics.regions == len({region.pattern for region in found}) == 5
    assert statistics.questions < 60 * 5 * 2 * 2
