"""Bounds of units that a cell has not met: they hold all that floats and their errors stand for.

In the notation of the module: slacks of rows hold sum E_i S_i, where the sizes S_i of coordinates
hold their errors; extremes hold the forms at all generators moved by their errors, and the slack;
what is passed on, summed with weights and biases that are off by one rounding, is held by the forms
of the next layer.
"""

import math
import random
from fractions import Fraction
from itertools import product

import numpy as np

from tests.refinement.kernel.extremes import power, product_range, sometimes
from tests.refinement.kernel.plain import GAMMA, arrays, kernel, network, pool_of, stack, work

bounds = kernel.unit_bounds
INACTIVE, ACTIVE, OPEN = bounds.INACTIVE, bounds.ACTIVE, bounds.OPEN
OFF = Fraction(1, 2**52)  # of a stored weight or bias, relatively
ROUNDED = 1 + 20 * Fraction(1, 2**53)  # upwards, where a sum of slacks is used


def room(dimension, widest=8):
    """Return a guide full of what no result may depend on."""
    nothing = np.full((5, widest), np.nan)
    return arrays.Guide(
        **dict.fromkeys(arrays.Guide._fields)
        | {
            "forms": np.full((2, 2, dimension, widest), np.nan),
            "slacks": np.full((2, 2, widest), np.nan),
            "states": np.full(widest, OPEN),
            "sizes": nothing[:2].copy(),
            "bounds": nothing[:2].copy(),
            "extents": np.full((4, dimension), np.nan),
            "passed": nothing.copy(),
            "values": nothing[:2].copy(),
            "point": np.full(dimension, np.nan),
        }
    )


def cell_of(points):
    """Return the stack of one cell, behind a generator that is not its own."""
    members = np.array([[len(points)], *([k] for k in range(len(points)))])
    return stack(pool=pool_of(*points), members=members)


def measured(points):
    """Return a guide that knows the extents of a cell, the cell, and whether it has rays."""
    dimension = len(points[0][0])
    guide, cell = room(dimension), cell_of(points)
    net = network(dimension=dimension)
    with np.errstate(all="ignore"):
        rays = bounds.measure_cell(net, cell, 1, len(points), guide.extents)
    return net, cell, guide, rays


def vertex(rng, size, w=1.0):
    return [rng.uniform(-9, 9) for _ in range(size)] + [w]


def normal(x, error):
    """Return the exact coordinates, with w = 1 or 0, and the error of each."""
    scale = Fraction(x[-1]) or Fraction(1)
    return [Fraction(a) / scale for a in x], Fraction(error) / scale


def test_extents_hold_coordinates_and_their_errors():
    rng = random.Random(1)
    for _ in range(100):
        points = [
            (vertex(rng, 2, rng.choice([0.0, 1.0, 3.0, 7.0])), sometimes(rng, rng.random()))
            for _ in range(3)
        ]
        points[0][0][-1] = 5.0
        _, _, guide, rays = measured(points)
        assert rays == any(x[-1] == 0.0 for x, _ in points)
        for x, error in points:
            side = arrays.AT_RAYS if x[-1] == 0.0 else arrays.AT_VERTICES
            own, off = normal(x, error)
            for i, a in enumerate(own):
                extent = Fraction(guide.extents[side, i]) * (1 + 4 * Fraction(1, 2**53))
                own_off = off if i < 2 else 0
                assert abs(a) + own_off <= extent, points
                assert own_off <= Fraction(guide.extents[2 + side, i]) * (1 + OFF), points
        for side in (arrays.AT_VERTICES, arrays.AT_RAYS):
            own = [normal(x, e) for x, e in points if (x[-1] == 0.0) == (side == arrays.AT_RAYS)]
            for i in range(2):
                extent = max([abs(x[i]) + off for x, off in own], default=0)
                assert math.isclose(extent, guide.extents[side, i]), points
                off = max([off for _, off in own], default=0)
                assert math.isclose(off, guide.extents[2 + side, i]), points
            assert guide.extents[2 + side, 2] == 0.0


def test_coordinates_known_to_be_zero_have_no_error():
    _, _, guide, _ = measured([([1.0, -0.0, 0.0], 0.5), ([1.0, 2.0, 1.0], 0.0)])
    assert guide.extents[:, 1].tolist() == [2.0, 0.0, 0.0, 0.0]
    assert guide.extents[3, 0] == 0.5


def begun(rows, points):
    """Return a guide with the forms of rows on a cell."""
    net, cell, guide, rays = measured(points)
    planes = np.zeros((2, 1, len(rows[0][0]), len(rows)))
    for k, (values, errors) in enumerate(rows):
        planes[arrays.VALUE, 0, :, k], planes[arrays.ERROR, 0, :, k] = values, errors
    with np.errstate(all="ignore"):
        bounds.begin_forms(net, work(planes=planes), guide, 0, len(rows))
    return net, cell, guide, rays


def test_slacks_of_rows_hold_their_errors():
    rng = random.Random(2)
    for k in range(150):
        errors = [sometimes(rng, rng.uniform(1, 2) * power(rng, -60, 0)) for _ in range(3)]
        if k % 5 == 0:
            errors = [error * 2.0**-1040 for error in errors]
        values = [rng.uniform(-1, 1) for _ in range(3)]
        points = [(vertex(rng, 2), rng.choice([0.0, 0.5])), ([rng.random(), 0.5, 0.0], 0.25)]
        _, _, guide, _ = begun([(values, errors)], points)
        assert guide.forms[arrays.MIDDLE, 0, :, 0].tolist() == values
        assert guide.forms[arrays.RADIUS, 0, :, 0].tolist() == [0.0] * 3
        for side, (x, error) in enumerate(points):
            spread = sum(
                Fraction(e) * (abs(Fraction(a)) + (Fraction(error) if i < 2 else 0))
                for i, (e, a) in enumerate(zip(errors, x, strict=True))
            )
            assert spread <= Fraction(guide.slacks[0, side, 0]) * ROUNDED, (values, errors, points)


def test_rows_without_errors_along_rays_have_no_slack():
    points = [([1.0, 1.0, 1.0], 0.0), ([0.0, 1.0, 0.0], 0.0)]
    _, _, guide, _ = begun([([1.0, 2.0, 3.0], [0.5, 0.0, 0.5])], points)
    assert guide.slacks[0, arrays.AT_RAYS, 0] == 0.0


def bounded(forms, slacks, points):
    """Return the bounds of units with these middles and radii at the generators of a cell."""
    net, cell, guide, rays = measured(points)
    width = len(forms)
    for k, (middle, radius) in enumerate(forms):
        guide.forms[arrays.MIDDLE, 1, :, k] = middle
        guide.forms[arrays.RADIUS, 1, :, k] = radius
    guide.slacks[1, :, :width] = np.array(slacks).T
    with np.errstate(all="ignore"):
        bounds.bound_units(net, cell, guide, 1, len(points), 1, width, rays)
    return guide.bounds[:, :width].T


def extremes(form, slack, points):
    """Return the exact extremes of a form at generators of which none is a ray."""
    lows, highs = [], []
    for x, error in points:
        own, off = normal(x, error)
        zeros = [0] * len(own)
        middle, radius = ([Fraction(a) for a in part] for part in form)
        lower = [a - b for a, b in zip(middle, radius, strict=True)]
        upper = [a + b for a, b in zip(middle, radius, strict=True)]
        lows.append(product_range(lower, zeros, own, off)[0])
        highs.append(product_range(upper, zeros, own, off)[1])
    return min(lows) - Fraction(slack), max(highs) + Fraction(slack)


def check_extremes(forms, slacks, points):
    found = bounded(forms, [(slack, 0.0) for slack in slacks], points)
    for form, slack, (low, high) in zip(forms, slacks, found, strict=True):
        lowest, highest = extremes(form, slack, points)
        case = (form, slack, points)
        assert Fraction(low) <= lowest, case
        assert highest <= Fraction(high), case
        size = sum(abs(a) for part in form for a in part)
        spare = 4 * size * max(error for _, error in points) + 1e-6 * (10 * size + slack)
        assert high - low <= float(highest - lowest) + spare, case


def test_extremes_hold_rounded_values():
    """With one vertex, and with no radius, so that roundings cannot hide behind others."""
    rng = random.Random(3)
    for k in range(300):
        size = rng.randint(1, 4)
        middle = [rng.uniform(-1, 1) for _ in range(size + 1)]
        radius = [0.0 if k % 2 else rng.uniform(-0.1, 0.1) for _ in range(size + 1)]
        points = [(vertex(rng, size, rng.choice([1.0, 3.0, 49.0])), 0.0) for _ in range(1 + k % 3)]
        check_extremes([(middle, radius)], [0.0], points)


def test_extremes_hold_errors_of_generators_and_slacks():
    rng = random.Random(4)
    for _ in range(150):
        size = rng.randint(1, 3)
        forms = [
            tuple([sometimes(rng, rng.uniform(-1, 1)) for _ in range(size + 1)] for _ in range(2))
            for _ in range(3)
        ]
        w = rng.choice([1.0, 1.0, 3.0])
        points = [
            (vertex(rng, size, w), sometimes(rng, rng.uniform(1, 2) * power(rng, -20, -9)))
            for _ in range(rng.randint(1, 3))
        ]
        check_extremes(forms, [sometimes(rng, rng.random()) for _ in range(3)], points)


def test_extremes_are_rounded_outwards():
    """Slacks that are much larger than the values, whose sums are rounded."""
    rng = random.Random(5)
    for _ in range(60):
        form = [rng.uniform(-1, 1) * 2.0**-30 for _ in range(2)], [0.0, 0.0]
        check_extremes([form], [rng.uniform(1, 2)], [([1.0, 1.0], 0.0)])


def test_extremes_of_what_underflows():
    form = [2.0**-537] * 3 + [0.0], [0.0] * 4
    x = [1.5 * 2.0**-537] * 3 + [1.0]
    ((low, high),) = bounded([form], [(0.0, 0.0)], [(x, 0.0)])
    exact = 3 * Fraction(2.0**-537) * Fraction(1.5 * 2.0**-537)
    assert Fraction(low) <= exact <= Fraction(high)
    error = 1.5 * 2.0**-537
    ((low, high),) = bounded([form], [(0.0, 0.0)], [([0.0, 0.0, 0.0, 1.0], error)])
    assert Fraction(low) <= -exact <= exact <= Fraction(high)


def test_rays_take_bounds_away_unless_they_keep_to_them():
    """The middle along the ray is rising, level or falling, by more or less than the rest."""
    for slope, radius, slack, error in product(
        (-1.0, -(2.0**-60), 0.0, 2.0**-60, 1.0), (0.0, 0.5, 2.0), (0.0, 0.25), (0.0, 0.125)
    ):
        points = [([1.0, 0.0, 1.0], 0.0), ([1.0, 0.0, 0.0], error)]
        form = [slope, 0.0, 0.0], [radius, 0.0, 0.0]
        ((low, high),) = bounded([form], [(0.0, slack)], points)
        off = slack + error * (abs(slope) + radius)
        case = (slope, radius, slack, error)
        assert (high == math.inf) == (slope + radius + off > 0), case
        assert (low == -math.inf) == (slope - radius - off < 0), case


def test_rounding_along_rays():
    """Sums along a ray that vanish in floats are none."""
    points = [([0.0, 0.0, 1.0], 0.0), ([3.0, 1.0, 0.0], 0.0)]
    for third in (1 / 3, math.nextafter(1 / 3, 1)):
        ((low, high),) = bounded([([third, -1.0, 0.0], [0.0] * 3)], [(0.0, 0.0)], points)
        assert (low, high) == (-math.inf, math.inf)
    ((low, high),) = bounded([([0.0, 0.0, 7.0], [0.0, 0.0, 1.0])], [(0.0, 0.0)], points)
    assert 5.9 < low < 6.1 < 7.9 < high < 8.1


def test_what_is_no_number_bounds_nothing():
    good = [1.0, 1.0]
    for bad, part, place in product((math.nan, math.inf, -math.inf), (0, 1), (0, 1)):
        form = [good.copy(), [0.0, 0.0]]
        form[part][place] = bad
        for x in (0.0, 1.0):
            ((low, high),) = bounded([form], [(0.0, 0.0)], [([x, 1.0], 0.0)])
            assert not low > -math.inf
            assert not high < math.inf
    for slack, error, x in ((math.nan, 0, 1), (math.inf, 0, 1), (0, math.inf, 1), (0, 0, math.nan)):
        ((low, high),) = bounded([(good, [0.0] * 2)], [(slack, 0.0)], [([x, 1.0], error)] * 2)
        assert not low > -math.inf
        assert not high < math.inf
    huge = [2.0**1023, 2.0**1023, -(2.0**1023), 0.0], [0.0] * 4
    ((low, high),) = bounded([huge], [(0.0, 0.0)], [([1.0, 1.0, 1.0, 1.0], 0.0)])
    assert not low > -math.inf
    assert not high < math.inf


# What units pass on, and the layer after.


def relaxed(forms, states, points, slacks):
    """Return a guide that knows what units pass on."""
    net, cell, guide, rays = measured(points)
    width = len(forms)
    for k, (middle, radius) in enumerate(forms):
        guide.forms[arrays.MIDDLE, 0, :, k] = middle
        guide.forms[arrays.RADIUS, 0, :, k] = radius
    guide.slacks[0, :, :width] = np.array(slacks).T
    guide.states[:width] = states
    with np.errstate(all="ignore"):
        bounds.bound_units(net, cell, guide, 1, len(points), 0, width, rays)
        bounds.relax_units(net, guide, width, 0)
    return net, guide


def passed_on(net, guide, weights, bias):
    """Let units pass on what they do to a next layer."""
    before, width = weights.shape
    net = net._replace(
        layers=np.array([[before, 0], [width, before]]),
        starts=np.array([0, 0]),
        weights=weights.ravel(),
        bias=np.stack([np.full(width, np.nan), bias]),
    )
    with np.errstate(all="ignore"):
        bounds.pass_on(net, guide, 1, 1)


def values_at(forms, x):
    """Return the exact middle and radius of each form at a point."""
    return [
        tuple(sum(Fraction(a) * b for a, b in zip(part, x, strict=True)) for part in form)
        for form in forms
    ]


def check_layer(forms, states, points, slacks, weights, bias, directions=False):
    """Check that a next layer holds all values of units that forms and slacks hold.

    At each vertex units take the values at both ends of what they may, with a ReLU or what their
    states say; weights and biases are off by one rounding.
    """
    net, guide = relaxed(forms, states, points, slacks)
    passed_on(net, guide, weights, bias)
    for x, _ in points:
        own, _ = normal(x, 0.0)
        side = arrays.AT_RAYS if x[-1] == 0.0 else arrays.AT_VERTICES
        ranges = []
        for (middle, radius), slack, state in zip(
            values_at(forms, own), slacks, states, strict=True
        ):
            off = radius + Fraction(slack[side])
            ends = [middle - off, middle + off]
            if state == INACTIVE:
                ends = [Fraction(0)] * 2
            elif state == OPEN:
                ends = [max(end, Fraction(0)) for end in ends]
            ranges.append(ends)
        columns = range(weights.shape[1])
        new = [
            [[*map(float, guide.forms[part, 1, :, k])] for part in (arrays.MIDDLE, arrays.RADIUS)]
            for k in columns
        ]
        for k, (middle, radius) in zip(columns, values_at(new, own), strict=True):
            constant = Fraction(bias[k]) * own[-1]
            low, high = constant - OFF * abs(constant), constant + OFF * abs(constant)
            for weight, ends in zip(weights[:, k].tolist(), ranges, strict=True):
                products = [Fraction(weight) * (1 + s * OFF) * end for s in (-1, 1) for end in ends]
                low, high = low + min(products), high + max(products)
            off = radius + Fraction(guide.slacks[1, side, k]) * ROUNDED
            case = (forms, states, points, slacks, weights, bias, k)
            assert middle - off <= low <= high <= middle + off, case
    return guide


def form_of(rng, size, radius=0.0):
    return (
        [rng.uniform(-1, 1) for _ in range(size + 1)],
        [0.0] * size + [radius],
    )


def test_active_units_are_summed():
    """Roundings alone: no radius, no slack; and weights or biases that are off."""
    rng = random.Random(6)
    for k in range(120):
        units = 1 + k % 5
        forms = [form_of(rng, 2) for _ in range(units)]
        weights = np.array([[rng.uniform(-1, 1) for _ in range(3)] for _ in range(units)])
        bias = np.array([sometimes(rng, rng.uniform(-1, 1)) for _ in range(3)])
        points = [(vertex(rng, 2), 0.0) for _ in range(2)]
        guide = check_layer(forms, [ACTIVE] * units, points, [(0.0, 0.0)] * units, weights, bias)
        assert guide.slacks[1, 0, :3].max() < 1e-12


def test_biases_alone():
    for bias in (0.1, -0.3, 2.0**-900, 0.0):
        form = [0.0, 0.0], [0.0, 0.0]
        one = np.ones((1, 1))
        guide = check_layer(
            [form], [INACTIVE], [([1.0, 1.0], 0.0)], [(0.0, 0.0)], one, np.array([bias])
        )
        assert (guide.slacks[1, 0, 0] == 0.0) == (bias == 0.0)
        assert bias == 0.0 or guide.slacks[1, 0, 0] >= 2.0**-900


def test_slacks_and_radii_are_passed_on():
    rng = random.Random(7)
    for k in range(150):
        units = 1 + k % 4
        forms = [form_of(rng, 2, sometimes(rng, rng.random())) for _ in range(units)]
        slacks = [(sometimes(rng, rng.random() * power(rng, -30, 0)), 0.0) for _ in range(units)]
        weights = np.array([[rng.uniform(-1, 1) for _ in range(3)] for _ in range(units)])
        states = [rng.choice([ACTIVE, INACTIVE]) for _ in range(units)]
        points = [(vertex(rng, 2), 0.0)]
        check_layer(forms, states, points, slacks, weights, np.zeros(3))


def test_slacks_alone_are_rounded_upwards():
    rng = random.Random(8)
    zero = [0.0] * 3, [0.0] * 3
    for _ in range(60):
        slacks = [(rng.uniform(1, 2), 0.0) for _ in range(5)]
        weights = np.array([[rng.uniform(-1, 1) for _ in range(4)] for _ in range(5)])
        points = [([1.0, 1.0, 1.0], 0.0)]
        check_layer([zero] * 5, [ACTIVE] * 5, points, slacks, weights, np.zeros(4))


def test_what_is_passed_on_is_rounded_upwards():
    rng = random.Random(13)
    for state in (ACTIVE, OPEN):
        for _ in range(40):
            form = [rng.uniform(-1, 1) * 2.0**-9, 0.0], [0.0, 0.0]
            slack = rng.uniform(1, 2)
            _, guide = relaxed([form], [state], [([1.0, 1.0], 0.0)], [(slack, 0.0)])
            size = Fraction(guide.sizes[0, 0]) * Fraction(GAMMA) * (1 if state == ACTIVE else 2)
            assert Fraction(guide.passed[bounds.SPREAD, 0]) >= Fraction(slack) + size


def test_open_units():
    """Of every kind: mostly above zero, mostly below, on one side after all, with radii."""
    rng = random.Random(9)
    for k in range(300):
        units = 1 + k % 3
        points = [(vertex(rng, 2), 0.0) for _ in range(rng.randint(2, 5))]
        forms = []
        for _ in range(units):
            middle, radius = form_of(rng, 2, sometimes(rng, rng.random()))
            middle[-1] += rng.choice([0.0, 0.0, 5.0, -5.0, 20.0, -20.0])
            forms.append((middle, radius))
        slacks = [(sometimes(rng, power(rng, -40, 0)), 0.0) for _ in range(units)]
        weights = np.array([[rng.uniform(-1, 1) for _ in range(3)] for _ in range(units)])
        check_layer(forms, [OPEN] * units, points, slacks, weights, np.zeros(3))


def test_open_units_of_one_form():
    """Close to the chord's ends, where its slope or shift decides."""
    rng = random.Random(10)
    for _ in range(200):
        low, high = -rng.random() * power(rng, -50, 0), rng.random() * power(rng, -50, 0)
        form = [1.0, 0.0], [0.0, 0.0]
        points = [([low, 1.0], 0.0), ([high, 1.0], 0.0)]
        weights = np.array([[1.0, -1.0]])
        guide = check_layer([form], [OPEN], points, [(0.0, 0.0)], weights, np.zeros(2))
        # As tight as it can be: the chord above, 0 or the unit itself below.
        slope = high / (high - low)
        below = 1.0 if high > -low else 0.0
        assert math.isclose(guide.forms[arrays.MIDDLE, 1, 0, 0], (slope + below) / 2, abs_tol=1e-12)
        assert math.isclose(guide.forms[arrays.RADIUS, 1, 0, 0], (slope - below) / 2, abs_tol=1e-12)


def test_open_units_along_rays():
    """Known below, above or on no side; what they pass on bounds them along the ray as well."""
    vertices = [([0.0, 0.0, 1.0], 0.0), ([1.0, 2.0, 1.0], 0.0)]
    weights = np.array([[1.0, -1.0]])
    for along in (-1.0, 0.0, 1.0):
        for constant in (-0.5, 0.5):
            form = [along, 0.25, constant], [0.0, 0.0, 0.125]
            ray = [([1.0, 0.0, 0.0], 0.0)]
            check_layer([form], [OPEN], vertices + ray, [(0.1, 0.0)], weights, np.zeros(2))
    # On no side: nothing is known of all that depends on it.
    rays = [([1.0, 0.0, 0.0], 0.0), ([-1.0, 0.0, 0.0], 0.0)]
    forms = [([1.0, 0.0, 0.0], [0.0] * 3), ([0.0, 0.0, 1.0], [0.0] * 3)]
    net, guide = relaxed(forms, [OPEN, OPEN], vertices + rays, [(0.0, 0.0)] * 2)
    passed_on(net, guide, np.array([[1.0], [1.0]]), np.zeros(1))
    assert np.isnan(guide.forms[arrays.MIDDLE, 1, :, 0]).all()


def test_units_that_fall_along_rays_pass_on_no_slack_there():
    form = [-1.0, 0.0, 0.5], [0.0] * 3
    points = [([0.0, 0.0, 1.0], 0.0), ([1.0, 0.0, 0.0], 0.0)]
    _, guide = relaxed([form], [OPEN], points, [(0.0, 0.25)])
    assert guide.passed[:, 0].tolist()[:2] == [0.0, 0.0]
    assert guide.passed[bounds.SPREAD + arrays.AT_RAYS, 0] == 0.0


def test_bounds_beyond_floats_make_no_chord():
    """The difference of the extremes overflows: above lies what only one of them bounds."""
    large = 2.0**999
    form = [large, 0.0], [0.0, 0.0]
    points = [([-0.9, 1.0], 0.0), ([0.9, 1.0], 0.0)]
    _, guide = relaxed([form], [OPEN], points, [(2.0**1023, 0.0)])
    assert guide.passed[0, 0] == 1.0
    assert guide.passed[2, 0] > 2.0**1021


def test_forms_that_underflow():
    rng = random.Random(11)
    for exponent in (-960, -1000, -1040, -1074):
        for size in (1.0, 2.0**400):
            forms = [([math.ldexp(rng.uniform(1, 2), exponent)] * 2, [0.0] * 2) for _ in range(2)]
            weights = np.ldexp(rng.uniform(1, 2), np.array([[-99, -50, -1]] * 2)) * 1.0
            points = [([size, 1.0], 0.0)]
            check_layer(forms, [ACTIVE] * 2, points, [(0.0, 0.0)] * 2, weights, np.zeros(3))
    tiny = [([0.0, 0.0], [0.0, 0.0])]
    check_layer(
        tiny, [ACTIVE], [([1.0, 1.0], 0.0)], [(5e-324, 0.0)], np.full((1, 1), 2.0**-99), np.zeros(1)
    )


def test_gamma():
    assert GAMMA == (16 + 20) * 2.0**-52


# States, levels, and the answer.


def test_states_are_those_of_the_branch_and_of_the_cell():
    """Units 2, 0 and 3 of five cut what has entered the layer; 0 and 3 are decided here."""
    first = 3
    table = np.array([[3, 0, 0], [5, first, 3]])
    cell = stack(frames=np.zeros((1, arrays.FRAME + 2), dtype=np.int64))
    cell.frames[0, arrays.FRAME :] = 0b001, 0b010
    buffers = work(
        layers=table,
        active=np.array([9, 9, 9, 1, 1, 0, 0, 1], dtype=np.uint8),
        cut_units=np.array([9, 9, 9, first + 2, first, first + 3, 9, 9]),
    )
    guide = room(2)
    kernel.out_of_reach.read_states(network(layers=table), buffers, cell, guide, 0, 1)
    assert guide.states[:5].tolist() == [ACTIVE, ACTIVE, OPEN, INACTIVE, ACTIVE]


def level_of(level, mantissa, exponent):
    with np.errstate(all="ignore"):
        return kernel.out_of_reach.stored_level(level, mantissa, float(exponent))


def test_levels_are_rounded_down():
    rng = random.Random(12)
    for _ in range(2000):
        level = rng.choice([1, -1, 0]) * rng.uniform(1, 2) * power(rng, -850, 1000)
        mantissa, exponent = rng.uniform(0.5, 1), rng.choice([0, 3, -60, 900, -900, 2000, -2000])
        found = level_of(level, mantissa, exponent)
        exact = Fraction(level) * Fraction(mantissa) * Fraction(2) ** exponent
        off = exact * Fraction(-1, 2**52) if exact > 0 else exact * Fraction(1, 2**52)
        case = (level, mantissa, exponent, found)
        if math.isfinite(found):
            assert Fraction(found) <= exact + off, case
            assert abs(exact) > 2**1000 or float(exact) - found <= abs(float(exact)) * 1e-8 + 1e-250
        else:
            assert not found > 0, case
    for level in (5e-324, 2.0**-950, -(2.0**-950), -5e-324):
        for exponent in (-2000, 0, 900):
            exact = Fraction(level) * Fraction(0.75) * Fraction(2) ** exponent
            assert Fraction(level_of(level, 0.75, exponent)) < exact
    assert level_of(0.0, 0.75, 7) == 0.0
    assert level_of(-math.inf, 0.75, 7) == -math.inf


def test_clauses():
    """One unit below its level rules out its clause; all clauses have to be ruled out."""
    highest = [1.0, 2.0, math.nan, -math.inf]
    for levels, clauses, missed in (
        ([1.0, 0.0, 0.0, 0.0], [[0]], False),
        ([1.1, 0.0, 0.0, 0.0], [[0]], True),
        ([1.1, 0.0, 0.0, 0.0], [[1]], False),
        ([1.1, 0.0, 0.0, 0.0], [[1, 0]], True),
        ([1.1, 0.0, 0.0, 0.0], [[1, 0], [1]], False),
        ([1.1, 3.0, 0.0, 0.0], [[1], [0, 2]], True),
        ([0.0, 0.0, 9.0, 0.0], [[2]], False),
        ([0.0, 0.0, 0.0, -9.0], [[3]], True),
        ([0.0, 0.0, 0.0, -math.inf], [[3]], False),
        ([9.0, 9.0, 9.0, 9.0], [[]], False),
        ([9.0, 9.0, 9.0, 9.0], [[0], []], False),
    ):
        guide = room(2)._replace(
            clauses=np.array([u for clause in clauses for u in clause], dtype=np.int64),
            ends=np.cumsum([len(clause) for clause in clauses]),
            levels=np.array(levels),
            scales=np.array([[0.5, 1.0]] * 4),
        )
        guide.bounds[arrays.UPPER, :4] = highest
        with np.errstate(all="ignore"):
            assert kernel.out_of_reach.is_missed(guide) == missed, (levels, clauses)
