"""Betti numbers of sets that outputs cut out, on shapes that are known, and what is refused."""

from fractions import Fraction

import pytest

import polyregions as pr
from polyregions import Layer, Network
from polyregions.budgets import time_limit
from polyregions.complexes.faces import memory
from polyregions.complexes.topology import OutputSet, compared_faces
from polyregions.constructions import pinch, plateau, projective_plane, shell, solid_torus
from polyregions.errors import (
    InvalidNumberError,
    OutOfTime,
    TooLargeError,
    UnknownOptionError,
)
from tests.helpers.cases import each

LEVEL_SETS = ("superlevel", "sublevel", "level")


def linear(rows, bias=None):
    return Layer(rows, bias, "identity")


def sizes(inputs):
    """Return the layer of relu(x_i) and relu(-x_i)."""
    return Layer([[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)])


SLAB = Network([Layer([[1, 0], [-1, 0]]), linear([[1, 1]], [-1])])  # |x| - 1 in the plane
CONSTANT = Network([linear([[0, 0]], [3])])
NORM = Network([sizes(2), linear([[1] * 4])])

# Above, at most and at the level, each open or in the inside and closed: over the whole space.
SHAPES = [
    ("ring", shell(2), 0, [(1, 1), (1, 1)], [(2, 1), (2, 1)], [(2, 2), (2, 2)]),
    ("shell", shell(3), 0, [(1, 0, 1)] * 2, [(2, 0, 1)] * 2, [(2, 0, 2)] * 2),
    ("solid torus", solid_torus(), 0, [(1, 1, 0)] * 2, [(1, 1, 1)] * 2, [(1, 2, 1)] * 2),
    ("pinch", pinch(), 0, [(2, 0), (1, 0)], [(2, 0), (1, 0)], [(1, 0), (1, 0)]),
    ("plateau", plateau(), 0, [(1, 1), (1, 0)], [(0, 0), (1, 0)], [(1, 0), (1, 0)]),
    ("slab", SLAB, 0, [(2, 0), (2, 0)], [(1, 0), (1, 0)], [(2, 0), (2, 0)]),
    ("flat below", CONSTANT, 2, [(1, 0), (1, 0)], [(0, 0), (0, 0)], [(0, 0), (0, 0)]),
    ("flat at", CONSTANT, 3, [(0, 0), (1, 0)], [(0, 0), (1, 0)], [(1, 0), (1, 0)]),
    ("flat above", CONSTANT, "7/2", [(0, 0), (0, 0)], [(1, 0), (1, 0)], [(0, 0), (0, 0)]),
    ("top of the ring", shell(2), 1, [(0, 0), (1, 1)], [(2, 1), (1, 0)], [(1, 1), (1, 1)]),
    ("bottom of the norm", NORM, 0, [(1, 1), (1, 0)], [(0, 0), (1, 0)], [(1, 0), (1, 0)]),
    ("negative norm", NORM, -1, [(1, 0), (1, 0)], [(0, 0), (0, 0)], [(0, 0), (0, 0)]),
]


@pytest.mark.parametrize("coefficients", ["gf2", "integers"])
@each("name, network, level, above, below, at", SHAPES, ids=[shape[0] for shape in SHAPES])
def test_shapes(name, network, level, above, below, at, coefficients):
    cells = pr.regions(network, pr.whole_space(network.inputs))
    for of, expected in zip(LEVEL_SETS, (above, below, at), strict=True):
        for closed, betti in zip((False, True), expected, strict=True):
            found = cells.topology(of, level=level, closed=closed, coefficients=coefficients)
            assert found.betti_numbers == betti, (of, closed)
            assert found.components == betti[0]
            assert found.is_empty == (not any(betti))
            assert sum((-1) ** k * n for k, n in enumerate(found.cells)) == (
                found.euler_characteristic
            )
            torsion = None if coefficients == "gf2" else ((),) * network.inputs
            assert found.torsion == torsion


def test_a_shape_in_a_box_that_holds_it_is_the_same():
    for network, side in [(shell(2), 4), (shell(3), 4), (solid_torus(), 5), (plateau(), 2)]:
        everywhere = pr.regions(network, pr.whole_space(network.inputs))
        inside = pr.regions(network, [[-side, side]] * network.inputs)
        for of in LEVEL_SETS:
            for closed in (False, True):
                one = everywhere.topology(of, closed=closed).betti_numbers
                assert one == inside.topology(of, closed=closed).betti_numbers


def test_a_quarter_of_a_ring():
    cells = pr.regions(shell(2), [["-5/2", 0], ["-5/2", 0]])
    for closed in (False, True):
        assert cells.topology(closed=closed).betti_numbers == (1, 0)
        assert cells.topology("level", closed=closed).betti_numbers == (2, 0)


def test_what_meets_on_the_boundary_alone_is_apart_inside():
    """The graph of |x| over [-1, 1] has its corner on the boundary, and so has what is above."""
    hidden = Layer([[1, 0], [-1, 0], [0, 1]])
    vee = pr.regions(Network([hidden, linear([[1, 1, -1]])]), [[-1, 1], [0, 1]])
    assert vee.topology("level", closed=True).components == 1
    assert vee.topology("level").components == 2
    assert vee.topology(closed=True).components == 1  # |x| >= y
    assert vee.topology().components == 2


def test_one_input():
    zigzag = pr.regions(pr.montufar(inputs=1, width=4, depth=3))
    assert len(zigzag) == 16
    half = {"level": Fraction(1, 2)}
    assert zigzag.topology("level", **half).betti_numbers == (16,)
    assert zigzag.topology("superlevel", **half).betti_numbers == (8,)
    assert zigzag.topology("sublevel", **half, closed=True).betti_numbers == (9,)
    assert zigzag.topology("level", level=0).components == 7
    assert zigzag.topology("level", level=0, closed=True).components == 9


def test_torsion_of_a_projective_plane():
    cells = pr.regions(projective_plane())
    plane = cells.topology("level", closed=True, coefficients="integers")
    assert plane.betti_numbers == (1, 0, 0, 0, 0)
    assert plane.torsion == ((), (2,), (), (), ())
    assert str(plane) == (
        "F = 0 in the domain: Betti numbers 1, 0, 0, 0, 0, torsion 2 in dimension 1"
    )
    for closed in (False, True):
        near = {"level": "1/100", "closed": closed}
        assert cells.topology("sublevel", **near).betti_numbers == (1, 1, 1, 0, 0)
        thick = cells.topology("sublevel", **near, coefficients="integers")
        assert (thick.betti_numbers, thick.torsion) == (plane.betti_numbers, plane.torsion)


# Several outputs

TRIPOD = Network([linear([[1, 0], [0, 1], [-1, -1]])])


@pytest.mark.parametrize("coefficients", ["gf2", "integers"])
def test_three_classes(coefficients):
    cells = pr.regions(TRIPOD)
    for label in range(3):
        for closed in (False, True):
            found = cells.topology(
                "decision_region", label=label, closed=closed, coefficients=coefficients
            )
            assert found.betti_numbers == (1, 0)
    for closed in (False, True):
        found = cells.topology("decision_boundary", closed=closed, coefficients=coefficients)
        assert found.betti_numbers == (1, 0)


def test_classes_that_meet_on_the_boundary_of_the_domain():
    """The two lines beside the class in the middle meet in a point of the domain's boundary."""
    cells = pr.regions(Network([linear([[-2, 0], [0, 1], [2, 0]])], [[-1, 1], [0, 1]]))
    assert cells.topology("decision_boundary", closed=True).betti_numbers == (1, 0)
    assert cells.topology("decision_boundary").betti_numbers == (2, 0)
    for label in range(3):
        assert cells.topology("decision_region", label=label).betti_numbers == (1, 0)


def test_outputs_that_are_equal():
    """Two outputs agree wherever they are larger than the third: half of the plane is boundary."""
    twins = Network([Layer([[1, 0], [1, 0], [-1, 0]]), linear([[1, 0, 0], [0, 1, 0], [0, 0, 1]])])
    cells = pr.regions(twins)
    assert cells.topology("decision_region", label=0).is_empty
    assert cells.topology("decision_region", label=1).is_empty
    assert cells.topology("decision_region", label=2).components == 1
    assert cells.topology("decision_region", label=0, closed=True).betti_numbers == (1, 0)
    for closed in (False, True):
        assert cells.topology("decision_boundary", closed=closed).betti_numbers == (1, 0)
    same = pr.regions(Network([linear([[1, 2], [1, 2]])]))
    assert same.topology("decision_boundary").betti_numbers == (1, 0)
    assert all(same.topology("decision_region", label=c).is_empty for c in (0, 1))


def test_two_classes_are_a_level_of_their_difference():
    hidden = [sizes(2), Layer([[1, 1, 1, 1], [-1, -1, -1, -1]], [-2, 2])]
    ring = Network([*hidden, linear([[-1, -1], [0, 0]], [1, 0])])
    cells = pr.regions(ring)
    for closed in (False, True):
        above = cells.topology("decision_region", label=0, closed=closed)
        below = cells.topology("decision_region", label=1, closed=closed)
        between = cells.topology("decision_boundary", closed=closed)
        assert above.betti_numbers == cells.topology(closed=closed).betti_numbers == (1, 1)
        assert below.betti_numbers == (2, 1)
        assert between.betti_numbers == cells.topology("level", closed=closed).betti_numbers
    assert cells.topology(output=1, level=-1).betti_numbers == (1, 0)
    assert cells.topology(output=1).is_empty


def test_units_behind_the_last_layer_see_what_it_gives_out():
    """A last layer of ReLU units: its outputs are never negative."""
    cells = pr.regions(Network([Layer([[1]])]))
    assert cells.topology("sublevel").is_empty
    assert cells.topology("level").components == 1
    assert cells.topology("sublevel", level=-1, closed=True).is_empty


@pytest.mark.parametrize("engine", ["lp", "vertices"])
def test_either_engine(engine):
    cells = pr.regions(shell(2), pr.whole_space(2), engine=engine)
    assert cells.topology().betti_numbers == (1, 1)
    assert cells.topology("level", coefficients="integers").betti_numbers == (2, 2)


def test_levels_are_exact():
    """The top of the ring is one circle, and just below it are two."""
    cells = pr.regions(shell(2))
    just_below = 1 - Fraction(1, 10**40)
    assert cells.topology("level", level=1, closed=True).betti_numbers == (1, 1)
    assert cells.topology("level", level=just_below, closed=True).betti_numbers == (2, 2)
    assert cells.topology(level=1 + Fraction(1, 10**40), closed=True).is_empty


# The value


def test_topology_is_a_value():
    cells = pr.regions(shell(2))
    found = cells.topology(level="1/2", coefficients="integers")
    assert found == cells.topology(level=Fraction(1, 2), coefficients="integers")
    assert found != cells.topology(level="1/3", coefficients="integers")
    known = {"Topology": pr.Topology, "OutputSet": OutputSet, "Fraction": Fraction}
    assert eval(repr(found), known) == found
    assert found.coefficients == "integers"
    assert found.set.level == Fraction(1, 2)
    assert found.set.condition == "F > 1/2"
    assert str(found) == "F > 1/2 in the inside of the domain: Betti numbers 1, 1"


def test_sets_are_told_in_words():
    cells = pr.regions(TRIPOD)
    told = [
        str(cells.topology("sublevel", output=2, level=-1, closed=True).set),
        str(cells.topology("decision_region", label=1).set),
        str(cells.topology("decision_region", label=1, closed=True).set),
        str(cells.topology("decision_boundary").set),
    ]
    assert told == [
        "F_2 <= -1 in the domain",
        "F_1 is larger than all others in the inside of the domain",
        "F_1 is at least all others in the domain",
        "several outputs are largest in the inside of the domain",
    ]
    assert str(pr.regions(CONSTANT).topology(level=3)) == (
        "F > 3 in the inside of the domain: empty"
    )


def test_long_levels_are_shown():
    level = Fraction(1, 10**5000)
    found = pr.regions(shell(2)).topology(level=level)
    assert "a fraction of many digits" in str(found)
    assert len(repr(found)) > 5000


def test_one_comparison_is_made_once(monkeypatch):
    found = []
    built = compared_faces.face_lattice
    monkeypatch.setattr(
        compared_faces, "face_lattice", lambda cells: found.append(cells) or built(cells)
    )
    cells = pr.regions(shell(2))
    for of in LEVEL_SETS:
        cells.topology(of, level=1)
        cells.topology(of, level=1.0, closed=True, coefficients="integers")
    assert len(found) == 1
    cells.topology(level=0)
    assert len(found) == 2


REFUSED = [
    ({"set": "superlevels"}, UnknownOptionError, "did you mean superlevel"),
    ({"set": None}, UnknownOptionError, "the set None is unknown"),
    ({"coefficients": "gf3"}, UnknownOptionError, "use gf2 or integers"),
    ({"closed": "yes"}, UnknownOptionError, "give True or False"),
    ({"output": 3}, UnknownOptionError, "there is no output 3 of 3"),
    ({"output": -1}, UnknownOptionError, "output is -1"),
    ({"output": "0"}, UnknownOptionError, "output is '0'"),
    ({"level": float("nan")}, InvalidNumberError, "finite"),
    ({"level": "high"}, InvalidNumberError, "level is the text 'high'"),
    ({"level": None}, InvalidNumberError, "level is None"),
    ({"label": 1}, UnknownOptionError, "label is 1, which has no meaning for the set 'superlevel'"),
    ({"set": "decision_region"}, UnknownOptionError, "give label from 0 to 2"),
    ({"set": "decision_region", "label": 3}, UnknownOptionError, "there is no label 3 of 3"),
    ({"set": "decision_region", "label": 0, "level": 1}, UnknownOptionError, "level is 1, which"),
    ({"set": "decision_region", "label": 0, "output": 1}, UnknownOptionError, "output is 1, which"),
    (
        {"set": "decision_boundary", "level": Fraction(1, 2)},
        UnknownOptionError,
        "level is 1/2, which",
    ),
    ({"set": "decision_boundary", "label": 0}, UnknownOptionError, "label is 0, which"),
]


@each("arguments, error, message", REFUSED, ids=[str(case[0]) for case in REFUSED])
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        pr.regions(TRIPOD).topology(**arguments)


def test_one_output_has_the_classes_below_and_above_a_level():
    cells = pr.regions(shell(2))
    for level in (0, -1):
        for closed in (False, True):
            for label, of in ((0, "sublevel"), (1, "superlevel"), (None, "level")):
                name = "decision_boundary" if label is None else "decision_region"
                found = cells.topology(name, level=level, label=label, closed=closed)
                assert found == cells.topology(of, level=level, closed=closed)
    assert cells.topology("decision_region", label=0).betti_numbers == (2, 1)
    assert cells.topology("decision_boundary").betti_numbers == (2, 2)


ONE_OUTPUT_REFUSED = [
    ({"set": "decision_region"}, "give label from 0 to 1"),
    ({"set": "decision_region", "label": 2}, "there is no label 2 of 2"),
    ({"set": "decision_region", "label": 1, "output": 1}, "there is no output 1 of 1"),
    ({"set": "decision_boundary", "label": 1}, "label is 1, which has no meaning for the set"),
]


@each("arguments, message", ONE_OUTPUT_REFUSED, ids=[str(case[0]) for case in ONE_OUTPUT_REFUSED])
def test_bad_input_for_one_output(arguments, message):
    with pytest.raises(UnknownOptionError, match=message):
        pr.regions(NORM).topology(**arguments)


def test_limits():
    cells = pr.regions(shell(2))
    with time_limit(0), pytest.raises(OutOfTime):
        cells.topology()


def test_too_many_faces(monkeypatch):
    cells = pr.regions(shell(2))
    monkeypatch.setattr(memory, "_memory", lambda: 1000)
    with pytest.raises(TooLargeError, match=r"about .* faces"):
        cells.topology()
