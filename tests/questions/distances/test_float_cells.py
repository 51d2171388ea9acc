"""What floats prove of regions about a point holds exactly, and loses no term of its errors."""

from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.polytopes import Norm, Shortest, homogeneous_point, shortest_vector, whole_space
from polyregions.questions.distances.cells import Cell, Scene
from polyregions.questions.distances.float_cells import FloatScene
from polyregions.questions.distances.float_rows import Rows, proved_measure

THIRD = Fraction(1, 3)


def scene_of(network, point, domain=None):
    exact = tuple(map(Fraction, point))
    return Scene(network, domain or whole_space(network.inputs), homogeneous_point(exact)), exact


def check_row(normal, level, rows, index, exact, sign):
    """Check one row against an exact form c.x + c_0 >= 0 at the point, up to a positive factor."""
    coefficients, value = exact
    floats = [Fraction(x) for x in normal.tolist()]
    k = max(range(len(floats)), key=lambda j: abs(floats[j]))
    power = Fraction(2) ** round(np.log2(abs(float(floats[k] / coefficients[k]))))
    error, level_error = Fraction(rows.errors[index]), Fraction(rows.level_errors[index])
    for found, true in zip(floats, coefficients, strict=True):
        assert abs(found + sign * power * true) <= error
    assert abs(Fraction(float(level)) - sign * power * value) <= level_error


def check_cell(network, point, bits):
    """Compare the rows of a region in floats with those in rationals."""
    scene, exact = scene_of(network, point)
    cell = Cell(scene, bits)
    floats = cell.floats
    assert floats is not None
    scales = {}
    for layer, scale in zip(
        network.integer_form.layers, network.integer_form.scales[1:], strict=True
    ):
        scales.update({layer.offset + k: scale for k in range(len(layer.relu_units))})
    for index, unit in enumerate(floats.units.tolist()):
        form = [Fraction(c, scales[unit]) for c in scene.unit_forms(bits)[unit]]
        value = sum((c * x for c, x in zip(form, exact, strict=False)), form[-1])
        sign = 1 if bits[unit] else -1
        rows = floats.rows
        check_row(rows.normals[index], rows.levels[index], rows, index, (form[:-1], value), sign)


def test_rows_are_within_their_errors():
    rng = np.random.default_rng(0)
    for seed in range(6):
        network = pr.he_random((3, 6, 5, 4, 2), seed=seed)
        bits = tuple(rng.integers(0, 2, 15).tolist())
        check_cell(network, [THIRD, Fraction(10**9, 7), 0], bits)


@pytest.mark.parametrize(
    ("layers", "point"),
    [
        ([pr.Layer([[THIRD]], [0])], [1]),  # the rounding of a weight
        ([pr.Layer([[1]], [0])], [THIRD]),  # of the point
        ([pr.Layer([[1]], [THIRD])], [0]),  # of a bias
        ([pr.Layer([[THIRD]], [0]), pr.Layer([[2**40]], [-1])], [1]),  # of an earlier layer
        ([pr.Layer([[1]], [THIRD]), pr.Layer([[2**40]], [-1])], [0]),
        ([pr.Layer([[1], [1]], [2**30, -(2**30)]), pr.Layer([[1, 1]], [0])], [THIRD]),
    ],
)
def test_each_rounding_is_bounded(layers, point):
    network = pr.Network([*layers, pr.Layer([[1]], None, "identity")])
    check_cell(network, point, (1,) * sum(layer.units for layer in layers))


def test_proved_bounds_hold_for_all_multipliers():
    rng = np.random.default_rng(1)
    for trial in range(200):
        n, count = int(rng.integers(1, 4)), int(rng.integers(1, 5))
        exact = rng.integers(-9, 10, (count, n + 1))
        exact[0, -1] = -abs(exact[0, -1]) - 1
        integers = [tuple(map(int, row)) for row in exact]
        floats = exact.astype(np.float64)
        rows = Rows.scaled(floats[:, :-1], floats[:, -1], np.zeros(count), np.zeros(count))
        multipliers = np.maximum(rng.standard_normal(count), 0) * 10.0 ** rng.integers(-9, 9)
        for norm in Norm:
            found = shortest_vector(integers, n, norm)
            bound = proved_measure(rows, multipliers, norm)
            if isinstance(found, Shortest):
                assert Fraction(bound) <= found.measure, (trial, norm)


def one_row(normal, level, error=0.0, level_error=0.0):
    return Rows(np.array([normal]), np.array([level]), np.array([error]), np.array([level_error]))


@pytest.mark.parametrize("norm", list(Norm))
def test_bounds_take_off_what_rows_are_off_by(norm):
    """The hyperplane may be as near as the errors of the row say, and no nearer by much."""
    degree = norm.degree
    for bound in (
        lambda row: proved_measure(row, np.array([1.0]), norm),
        lambda row: float(row.to_hyperplanes(norm)[0]),
    ):
        plain = Fraction(bound(one_row([1.0, 0.5], -4.0)))
        true = norm.to_hyperplane([2, 1], 8)
        assert true * Fraction(999999, 1000000) < plain <= true
        nearer = Fraction(bound(one_row([1.0, 0.5], -4.0, level_error=1.0)))
        assert nearer <= true * Fraction(3, 4) ** degree < nearer * Fraction(1000001, 1000000)
        steeper = norm.to_hyperplane([5, 3], 16)
        assert Fraction(bound(one_row([1.0, 0.5], -4.0, error=0.25))) <= steeper
        assert bound(one_row([1.0, 0.5], -4.0, level_error=4.0)) == 0


def test_sums_that_cancel_prove_little():
    """The rows have a common point, 0.75, which the sum of them in floats must not deny."""
    rows = Rows(np.array([[1.0], [-1.0]]), np.array([0.75, -0.75]), np.zeros(2), np.zeros(2))
    for size in (1.0, 2.0**40, 0.1, 1e9 / 3):
        for norm in Norm:
            assert proved_measure(rows, np.array([size, 1.5 * size]), norm) <= 0.75**norm.degree
            assert proved_measure(rows, np.array([size, np.nextafter(size, 0)]), norm) <= 0.75


def test_what_floats_do_not_tell():
    """Constant units that may be zero, and numbers beyond floats, are left to rationals."""
    zero = pr.Network([pr.Layer([[0], [1]]), pr.Layer([[1, 1]], None, "identity")])
    scene, _ = scene_of(zero, [1])
    assert Cell(scene, (0, 1)).floats is None
    for size in (1e-310, Fraction(1, 10**400), 10**400):
        network = pr.Network([pr.Layer([[size]]), pr.Layer([[1]], None, "identity")])
        assert not FloatScene.admits(network, (Fraction(1),))
        assert not FloatScene.admits(zero, (Fraction(size),))
    assert FloatScene.admits(zero, (Fraction(1),))


def test_units_that_vanish_together():
    layer = pr.Layer([[1, 2], [THIRD, Fraction(2, 3)], [1, 1], [2, 4]], [1, THIRD, 0, 5])
    network = pr.Network([layer, pr.Layer([[1] * 4], None, "identity")])
    scene, _ = scene_of(network, [0, 0])
    # The last one is only parallel, which floats do not have to tell apart.
    assert Cell(scene, (1, 1, 0, 1)).floats.vanishes_alone == [False, False, True, False]
