"""Decision boundaries: against an independent geometry, against values, and on cases by hand."""

from dataclasses import FrozenInstanceError
from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.arithmetic import primitive_from_rationals, rank
from polyregions.complexes.decisions.tournament import Tournament, with_tournament
from polyregions.errors import InvalidNetworkError, InvalidNumberError
from polyregions.polytopes import generators, irredundant
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.engines import ENGINE_NAMES
from tests.strategies import degenerate_networks, rational_points, rationals

STEP = Fraction(1, 10**20)


def dimension_of(found):
    """Return the dimension of conv(vertices) + cone(rays) + span(lines), -1 if it is empty."""
    cone = [primitive_from_rationals([*map(Fraction, v), Fraction(1)]) for v in found.vertices]
    cone += [(*direction, 0) for direction in (*found.rays, *found.lines)]
    return rank(cone) - 1 if found.vertices else -1


def naive_pieces(complex, forms_of):
    """Return the pieces and tied parts by brute force over regions and pairs of outputs.

    Every part is given by its classes and its generators, so a piece in a common facet of two
    regions is found twice and kept once.
    """
    flat, full = set(), set()
    for region in complex:
        forms = forms_of(region)
        for i, j in combinations(range(len(forms)), 2):
            part = part_where_largest(region, forms, i, j)
            found = generators(part)
            if dimension_of(found) == part.dimension - 1:
                flat.add(((i, j), found))
            elif dimension_of(found) == part.dimension:
                full.add((region.index, (i, j), found))
    return flat, full


def part_where_largest(region, forms, i, j):
    rows = list(region.polytope.rows)
    for form in [*forms, forms[j]]:
        less = [a - b for a, b in zip(form, forms[i], strict=True)]
        rows.append(primitive_from_rationals([*less[:-1], -less[-1]]))
    more = [a - b for a, b in zip(forms[i], forms[j], strict=True)]
    rows.append(primitive_from_rationals([*more[:-1], -more[-1]]))
    return pr.HPolytope(len(forms[0]) - 1, rows)


def output_forms(region):
    affine_map = region.affine_map
    return [(*row, b) for row, b in zip(affine_map.weights, affine_map.bias, strict=True)]


def check_against_brute_force(complex, boundary, forms_of):
    flat, full = naive_pieces(complex, forms_of)
    pieces = [(piece.classes, piece.generators) for piece in boundary]
    assert len(set(pieces)) == len(pieces)
    assert set(pieces) == flat
    tied = {
        (tie.region, pair, generators(tie.polytope))
        for tie in boundary.ties
        for pair in combinations(tie.classes, 2)
    }
    assert tied == full
    keys = [(piece.regions, piece.classes) for piece in boundary]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def largest_at(values):
    return tuple(c for c, value in enumerate(values) if value == max(values))


def check_sides(complex, piece, values_at):
    """Check the outputs that are largest beside a piece by values at points next to it."""
    found = piece.generators
    centre = [sum(xs) / len(found.vertices) for xs in zip(*found.vertices, strict=True)]
    for direction in found.rays:
        centre = [x + d for x, d in zip(centre, direction, strict=True)]
    values = values_at(centre)
    assert {*piece.classes} <= {*largest_at(values)}
    (normal,) = {
        row[:-1]
        for row in piece.polytope.rows
        if tuple(-a for a in row) in piece.polytope.rows and row > tuple(-a for a in row)
    }
    # The networks' numbers are small, so this step crosses nothing else.
    steps = [[x + sign * STEP * a for x, a in zip(centre, normal, strict=True)] for sign in (-1, 1)]
    beside = [point for point in steps if complex.locate(point)]
    assert {r.index for point in beside for r in complex.locate(point)} == {*piece.regions}
    assert tuple(sorted(largest_at(values_at(point)) for point in beside)) == piece.sides


@settings(max_examples=60)
@given(net=degenerate_networks(most_hidden_layers=2, with_domain=True, outputs=4))
def test_all_pieces_of_degenerate_networks(net):
    assume(net.outputs > 1)
    complex = pr.regions(net)
    boundary = pr.decision_boundary(complex)
    check_against_brute_force(complex, boundary, output_forms)
    for piece in boundary:
        check_sides(complex, piece, net.exact)


@settings(max_examples=40)
@given(
    net=degenerate_networks(most_hidden_layers=2, with_domain=True, outputs=1), level=rationals()
)
def test_level_sets_of_degenerate_networks(net, level):
    def forms(region):
        constant = [Fraction(0)] * net.inputs
        return [(*constant, level), *output_forms(region)]

    complex = pr.regions(net)
    boundary = pr.decision_boundary(complex, level)
    assert boundary.level == level
    check_against_brute_force(complex, boundary, forms)
    for piece in boundary:
        assert piece.classes == (0, 1)
        check_sides(complex, piece, lambda x: (level, *net.exact(x)))


@settings(max_examples=25)
@given(net=degenerate_networks(most_inputs=2, most_hidden_layers=2, outputs=3))
def test_the_engines_agree(net):
    by_engine = []
    for engine in ENGINE_NAMES:
        boundary = pr.decision_boundary(pr.regions(net, [[-2, 2]] * net.inputs, engine=engine))
        assert boundary.refinement.engine == engine
        by_engine.append((boundary.pieces, boundary.ties))
    assert by_engine[0] == by_engine[1]


@settings(max_examples=40)
@given(
    net=degenerate_networks(most_hidden_layers=2, outputs=3),
    start=rational_points(3),
    end=rational_points(3),
)
def test_no_class_changes_between_pieces(net, start, end):
    assume(net.outputs > 1)
    start, end = start[: net.inputs], end[: net.inputs]
    pieces = pr.decision_boundary(pr.regions(net)).separating
    places = [Fraction(k, 16) for k in range(17)]
    points = [[(1 - t) * a + t * b for a, b in zip(start, end, strict=True)] for t in places]
    largest = [{*largest_at(net.exact(point))} for point in points]
    # Where outputs only touch the largest one, they tie without a change: looked at is also what
    # lies on both sides of ties.
    alone = [k for k, classes in enumerate(largest) if len(classes) == 1]
    for i, j in [*pairwise(range(len(points))), *pairwise(alone)]:
        if not largest[i] & largest[j]:
            assert any(meets(piece.polytope, points[i], points[j]) for piece in pieces)


def meets(polytope, start, end):
    """Return whether a segment has a point in a polytope."""
    low, high = Fraction(0), Fraction(1)
    for *normal, offset in polytope.rows:
        at_start = offset - sum(a * x for a, x in zip(normal, start, strict=True))
        slope = at_start - (offset - sum(a * x for a, x in zip(normal, end, strict=True)))
        if slope == 0:
            if at_start < 0:
                return False
        elif slope > 0:
            high = min(high, at_start / slope)
        else:
            low = max(low, at_start / slope)
    return low <= high


@given(net=degenerate_networks(most_inputs=2, most_hidden_layers=1, outputs=5), point=st.data())
def test_a_tournament_finds_the_largest_output(net, point):
    x = point.draw(rational_points(net.inputs))
    outputs = net.exact(x)
    longer = with_tournament(net)
    assert longer.exact(x) == (max(outputs),)
    bits = np.array([longer.pattern(x).bits[sum(net.pattern_sizes) :]], dtype=np.uint8)
    played = Tournament.of(bits, net.outputs)
    assert played.winner.tolist() == [outputs.index(max(outputs))]
    assert (played.right > played.left).all()


@settings(max_examples=30)
@given(net=degenerate_networks(most_hidden_layers=2, outputs=3))
def test_classes_of_cells(net):
    assume(net.outputs > 1)
    complex = pr.regions(net, [[-1, 1]] * net.inputs)
    boundary = pr.decision_boundary(complex)
    assert len(boundary.refinement) == len(boundary.cell_classes) == len(boundary.cell_regions)
    for cell in boundary.refinement:
        point = cell.interior_point
        assert boundary.cell_classes[cell.index] == largest_at(net.exact(point))[0]
        (region,) = complex.locate(point)
        assert boundary.cell_regions[cell.index] == region.index
    if net.inputs == 2:
        area = sum(cell.volume for cell in boundary.refinement)
        assert area == 4


def identity(*rows):
    return pr.Layer([row[:-1] for row in rows], [row[-1] for row in rows], "identity")


SQUARE = pr.box([-1, -1], [1, 1])
AXES = pr.Layer([[1, 0], [-1, 0], [0, 1], [0, -1]])


def described(boundary):
    return [(p.regions, p.classes, p.sides, p.vertices) for p in boundary]


def test_two_outputs_without_hidden_layers():
    net = pr.Network([identity([1, 0, 0], [0, 1, 0])])
    (piece,) = pr.decision_boundary(pr.regions(net, SQUARE))
    assert (piece.regions, piece.classes, piece.sides) == ((0,), (0, 1), ((0,), (1,)))
    assert piece.vertices == ((-1, -1), (1, 1))
    assert piece.separates
    assert piece.is_bounded
    (line,) = pr.decision_boundary(pr.regions(net))
    assert line.generators.lines == ((1, 1),)
    assert line.generators.rays == ()
    assert not line.is_bounded


def test_half_lines_meet_where_three_classes_do():
    net = pr.Network([identity([1, 0, 0], [0, 1, 0], [-1, -1, 0])])
    boundary = pr.decision_boundary(pr.regions(net))
    assert [piece.classes for piece in boundary] == [(0, 1), (0, 2), (1, 2)]
    for piece in boundary:
        assert piece.vertices == ((0, 0),)
        assert len(piece.generators.rays) == 1
    # On [0, 1]^2 two of them meet the domain in a corner only: no piece of dimension 1.
    corner = pr.decision_boundary(pr.regions(net, pr.box([0, 0], [1, 1])))
    assert [piece.classes for piece in corner] == [(0, 1)]


def test_a_piece_in_a_common_facet_is_reported_once():
    # |x| and 0 touch along x = 0, where the units of x and -x change.
    net = pr.Network([AXES, identity([1, 1, 0, 0, 0], [0, 0, 0, 0, 0])])
    boundary = pr.decision_boundary(pr.regions(net, SQUARE))
    assert [p.vertices for p in boundary] == [((0, -1), (0, 0)), ((0, 0), (0, 1))]
    for piece in boundary:
        assert len(piece.regions) == 2
        assert piece.sides == ((0,), (0,))
        assert not piece.separates
    assert boundary.separating == ()
    # x and 0 cross there.
    crossing = pr.Network([AXES, identity([1, -1, 0, 0, 0], [0, 0, 0, 0, 0])])
    boundary = pr.decision_boundary(pr.regions(crossing, SQUARE))
    assert [p.sides for p in boundary] == [((0,), (1,))] * 2
    assert boundary.separating == boundary.pieces


def test_ties_of_full_dimension_and_their_edge():
    net = pr.Network([AXES, identity([1, 0, 0, 0, 0], [0, 0, 0, 0, 0])])  # relu(x) and 0
    complex = pr.regions(net, SQUARE)
    boundary = pr.decision_boundary(complex)
    assert [p.sides for p in boundary] == [((0,), (0, 1))] * 2
    assert all(p.separates for p in boundary)
    assert sum(pr.regions(net, tie.polytope)[0].volume for tie in boundary.ties) == 2
    assert all(tie.classes == (0, 1) for tie in boundary.ties)
    assert all(complex[tie.region].interior_point[0] < 0 for tie in boundary.ties)


def test_equal_outputs_tie_only_where_they_are_largest():
    net = pr.Network([identity([1, 0, 0], [1, 0, 0], [-1, 0, 0])])
    boundary = pr.decision_boundary(pr.regions(net, SQUARE))
    (tie,) = boundary.ties
    assert (tie.region, tie.classes) == (0, (0, 1))
    assert {row for row in irredundant(tie.polytope).rows if row[1] == 0} == {(-1, 0, 0), (1, 0, 1)}
    assert [(p.classes, p.sides) for p in boundary] == [
        ((0, 2), ((0, 1), (2,))),
        ((1, 2), ((0, 1), (2,))),
    ]


def test_a_pencil_of_three_outputs():
    # x, 2x and -3x tie along x = 0; x is largest on neither side of it.
    net = pr.Network([identity([1, 0, 0], [2, 0, 0], [-3, 0, 0])])
    pieces = pr.decision_boundary(pr.regions(net, SQUARE))
    assert [(p.classes, p.separates) for p in pieces] == [
        ((0, 1), False),
        ((0, 2), False),
        ((1, 2), True),
    ]
    assert len({p.vertices for p in pieces}) == 1


def test_pieces_on_the_boundary_of_the_domain():
    net = pr.Network([identity([1, 0, 0], [0, 0, 1])])  # x and 1 on [-1, 1]^2
    (piece,) = pr.decision_boundary(pr.regions(net, SQUARE))
    assert piece.sides == ((1,),)
    assert piece.vertices == ((1, -1), (1, 1))
    assert not piece.separates


def test_pieces_that_meet_a_region_in_a_point_are_none():
    net = pr.Network([identity([1, 1, 0], [0, 0, 2])])  # x + y and 2 tie in the corner (1, 1)
    assert pr.decision_boundary(pr.regions(net, SQUARE)).pieces == ()


def test_levels():
    folds = pr.montufar(inputs=1, width=2, depth=2)
    complex = pr.regions(folds)
    for level in ["1/4", 0.25, Fraction(1, 4)]:
        boundary = pr.decision_boundary(complex, level)
        assert [folds.exact(x) for p in boundary for x in p.vertices] == [(Fraction(1, 4),)] * len(
            boundary
        )
        assert len(boundary) == 2
    assert pr.decision_boundary(complex).level == 0
    assert "at level 0.25" in repr(pr.decision_boundary(complex, 0.25))
    high = pr.decision_boundary(complex, 7)
    assert (high.pieces, high.ties, set(high.cell_classes)) == ((), (), {0})
    with pytest.raises(InvalidNumberError):
        pr.decision_boundary(complex, "high")
    several = pr.regions(pr.Network([identity([1, 0], [0, 1])]))
    with pytest.raises(InvalidNetworkError, match="compared with one another"):
        pr.decision_boundary(several, 1)


def test_constant_networks():
    net = pr.Network([identity([0, 0, 1], [0, 0, 1], [0, 0, 0])])
    boundary = pr.decision_boundary(pr.regions(net))
    assert boundary.pieces == ()
    (tie,) = boundary.ties
    assert (tie.classes, tie.polytope) == ((0, 1), pr.whole_space(2))
    assert pr.decision_boundary(pr.regions(pr.Network([identity([0, 3])]), [[0, 1]]), 3).ties


@pytest.mark.parametrize("scale", [Fraction(1, 10**300), 1, 10**300])
def test_the_scale_of_the_outputs_changes_nothing(scale):
    plain = pr.he_random((2, 8, 4), seed=1).with_domain(SQUARE)
    last = plain.layers[-1]
    rows = [[scale * w for w in row] for row in last.weights]
    scaled = pr.Network(
        [*plain.layers[:-1], pr.Layer(rows, [scale * b for b in last.bias], "identity")], SQUARE
    )
    expected = described(pr.decision_boundary(pr.regions(plain)))
    assert described(pr.decision_boundary(pr.regions(scaled))) == expected
    assert expected


def test_a_boundary_is_a_sequence():
    boundary = pr.decision_boundary(pr.regions(pr.he_random((2, 8, 4), seed=1), SQUARE))
    assert list(boundary) == list(boundary.pieces)
    assert boundary[0] == boundary.pieces[0]
    assert boundary[-1] is boundary.pieces[-1]
    assert len(boundary) == len(boundary.pieces) > 3
    assert f"{len(boundary)} pieces, 0 tied regions" in repr(boundary)
    with pytest.raises(FrozenInstanceError):
        boundary.level = 3
    with pytest.raises(FrozenInstanceError):
        boundary[0].regions = ()


@each("case", [c for c in AWKWARD if c.proper_activation <= 20], ids=str)
def test_the_boundary_of_awkward_networks(case):
    net = case.network

    def forms(region):
        level = [(*[Fraction(0)] * net.inputs, Fraction(1))] if net.outputs == 1 else []
        return [*level, *output_forms(region)]

    complex = pr.regions(net)
    boundary = pr.decision_boundary(complex, 1 if net.outputs == 1 else None)
    check_against_brute_force(complex, boundary, forms)


@pytest.mark.parametrize("widths", [(2, 12, 12, 6), (3, 10, 4), (2, 12, 12, 1)])
def test_all_pieces_of_random_networks(widths):
    net = pr.he_random(widths, seed=5, bias_std=0.5)
    complex = pr.regions(net, [[-1, 1]] * widths[0])
    boundary = pr.decision_boundary(complex)

    def forms(region):
        level = [(*[Fraction(0)] * net.inputs, Fraction(0))] if net.outputs == 1 else []
        return [*level, *output_forms(region)]

    check_against_brute_force(complex, boundary, forms)
    assert len(boundary) > 3
    assert all(piece.separates for piece in boundary)


@pytest.mark.slow
def test_the_boundary_in_twenty_thousand_regions():
    net = pr.he_random((2, 160, 160, 10), seed=1, bias_std=0.5)
    complex = pr.regions(net, [[-1, 1]] * 2)
    assert len(complex) > 20_000
    boundary = pr.decision_boundary(complex)
    assert len(boundary) > 100
    for piece in boundary.pieces[::25]:
        assert {*piece.classes} <= {*largest_at(net.exact(piece.vertices[0]))}
