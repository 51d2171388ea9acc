"""What changes across a facet is decided in integers alone that floats hold: else it is left open.

Each function says whether what it has computed is exact; it is held against Python's integers, of
sizes about the limit of 2**52.
"""

import random
from types import SimpleNamespace

import numpy as np

from tests.refinement.kernel.plain import arrays, kernel, network, planes_of, stack, work

crossing = kernel.crossing


def drawn(rng, size):
    """Draw an integer of any size up to the power of two."""
    return rng.choice([-1, 1]) * rng.randrange(2 ** rng.randint(0, size) + 1)


def two_layers(rng, width):
    """Return a network of two layers with weights below 2**20, and these."""
    weights = [[drawn(rng, 20) for _ in range(width)] for _ in range(width)]
    layers = np.array([[width, 0, 0], [width, width, 0]])
    return weights, network(
        integer=True,
        dimension=3,
        depth=2,
        layers=layers,
        starts=np.array([0, 0]),
        weights=np.array(weights, dtype=float).ravel(),
    )


def reach_of(greatest, integers=()):
    return SimpleNamespace(greatest=float(greatest), integers=np.array(integers, dtype=float))


def test_changes_of_a_layer():
    rng = random.Random(1)
    exact = 0
    for _ in range(2000):
        width = rng.randint(2, 4)
        weights, net = two_layers(rng, width)
        greatest = max(abs(weight) for row in weights for weight in row)
        passed = [drawn(rng, 40) for _ in range(width)]
        reached = np.zeros((3, width))
        reached[0] = passed
        active = np.array([1] * width + [rng.randint(0, 1) for _ in range(width)])
        state = work(reached=reached, active=active)
        proved = crossing.change_layer(net, state, reach_of(greatest), 1, 1)
        sums = [
            sum(p * row[k] for p, row in zip(passed, weights, strict=True)) for k in range(width)
        ]
        if proved:
            exact += 1
            assert reached[2].tolist() == sums
            assert reached[1].tolist() == [s * a for s, a in zip(sums, active[width:], strict=True)]
        else:
            assert sum(map(abs, passed)) * greatest > 2**51
    assert 200 < exact < 1800


def test_what_a_unit_passes_on_beyond_a_facet():
    rng = random.Random(2)
    units = np.zeros((1, 5), dtype=np.int64)
    net = network(layers=np.array([[1, 0, 0]]), units=units)
    for _ in range(500):
        slope, change, active, outward = (
            drawn(rng, 51),
            drawn(rng, 51),
            rng.randint(0, 1),
            1 | -rng.randint(0, 1),
        )
        planes = planes_of(([slope, 7], [rng.choice([0.0, 0.5]), 1.0]))
        reached = np.array([[0.0], [0.0], [change]])
        state = work(planes=planes, reached=reached, active=np.array([active]))
        proved = crossing.change_unit(net, state, 0, 0, float(outward), 0)
        assert proved == (planes[arrays.ERROR, 0, 0, 0] == 0.0)
        assert reached[0, 0] == max(outward * slope + change, 0) - active * outward * slope


def test_sums_that_vanish_for_some_units_that_cut():
    rng = random.Random(3)
    answers = {True: 0, False: 0}
    for case in range(3000):
        width, size = 4, rng.choice([2, 45])
        cuts = rng.sample(range(width), rng.randint(0, 3))
        changes = [drawn(rng, size) for _ in range(width)]
        outputs = [drawn(rng, min(size, 9)) for _ in range(width)]
        fixed = [0 if k in cuts else rng.choice([0, changes[k]]) for k in range(width)]
        reached = np.zeros((3, 32))
        reached[0, :width], reached[2, :width] = fixed, changes
        frames = np.zeros((1, arrays.FRAME + 8), dtype=np.int64)
        frames[0, arrays.FRAME] = 2 ** len(cuts) - 1
        state = work(reached=reached, cut_units=np.array([*cuts, *[0] * width]))
        net = network(depth=1, layers=np.array([[width, 0, 0]]))
        proved = crossing.sums_do_not_vanish(
            net, state, stack(frames=frames), reach_of(1, outputs), 0, 0
        )
        sums = [sum(f * o for f, o in zip(fixed, outputs, strict=True))]
        for k in cuts:
            sums += [s + changes[k] * outputs[k] for s in sums]
        answers[bool(proved)] += 1
        assert not (proved and 0 in sums), case
        sizes = sum(
            (abs(f) + abs(c)) * abs(o) for f, c, o in zip(fixed, changes, outputs, strict=True)
        )
        assert proved == (0 not in sums and sizes < 2**52), case
    assert min(answers.values()) > 300


def test_hyperplanes_that_are_the_same():
    rng = random.Random(4)
    same = 0
    for case in range(4000):
        size = rng.choice([3, 26, 27])
        rows = [[drawn(rng, size) for _ in range(3)] for _ in range(2)]
        if rng.random() < 0.7:
            factors = [rng.choice([-3, -1, 1, 2, 2**13 + 1]) for _ in range(2)]
            rows = [[factor * entry for entry in rows[0]] for factor in factors]
            rows[1][rng.randrange(3)] += rng.choice([0, 0, 1])
        errors = [[rng.choice([0.0, 0.0, 0.0, 0.0, 1e-9]) for _ in range(3)] for _ in range(2)]
        if not any(rows[0][:2]) or not any(rows[1][:2]):
            continue
        state = work(planes=planes_of(*zip(rows, errors, strict=True)))
        found = crossing.are_same(network(dimension=3), state, 0, 0, 1)
        (a, b, c), (d, e, f) = rows
        minors = a * e - b * d, a * f - c * d, b * f - c * e
        assert not found or (not any(minors) and not any(map(any, errors))), (case, rows)
        same += found
    assert same > 200


def test_products_of_rows_that_floats_round():
    a = 2**27 + 1
    state = work(planes=planes_of(([a, a - 1], [0.0] * 2), ([a + 1, a], [0.0] * 2)))
    assert float(a) * float(a) == float(a - 1) * float(a + 1)
    assert not crossing.are_same(network(dimension=2), state, 0, 0, 1)
