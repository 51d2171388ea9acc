"""Searches for a goal: no region in reach is dropped, however the search is carried out."""

import random
from fractions import Fraction

import polyregions as pr
from tests.helpers.awkward import AWKWARD
from tests.helpers.goals import SomeRegions, goals_for
from tests.refinement.random_networks import random_network
from tests.refinement.test_magnitudes import spread_network


def relu_last(network):
    """Return the network with ReLUs behind its outputs, whose signs cut regions."""
    *hidden, last = network.layers
    return pr.Network([*hidden, pr.Layer(last.weights, last.bias, "relu")], network.domain)


def check(name, network, goals=3, domain=None, **options):
    rng = random.Random(name)
    for net in (network, relu_last(network)):
        regions = SomeRegions(net, domain)
        for goal in goals_for(rng, regions, goals):
            regions.check(goal, (name, goal.clauses, goal.levels.tolist()), **options)


def test_awkward_networks():
    for case in AWKWARD[::3]:
        if case.proper_activation < 20:
            check(case.name, case.network)


def test_random_networks():
    for seed in range(30):
        inputs = 1 + seed % 3
        domain = pr.box([-1] * inputs, [Fraction(1, 2)] * inputs)
        check(f"whole space {seed}", random_network(seed, inputs))
        check(f"box {seed}", random_network(seed, inputs), domain=domain)


def test_magnitudes():
    for seed in range(24):
        network, domain = spread_network(seed)
        check(f"magnitudes {seed}", network, domain=domain)
