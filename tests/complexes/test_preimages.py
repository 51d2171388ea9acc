"""Preimages against intersections region by region and against points."""

from fractions import Fraction
from itertools import pairwise, product
from random import Random

import pytest

import polyregions as pr
from polyregions.errors import InvalidDomainError, UnboundedError
from polyregions.polytopes import contains, generators, irredundant, is_full_dimensional, volume
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled
from tests.helpers.clocks import stopped_everywhere
from tests.helpers.engines import ENGINE_NAMES


def pulled_back(region, polytope):
    """Return the points of a region whose outputs lie in a polytope, by its affine map."""
    if not polytope.rows:
        return region.polytope
    rows, sides = [], []
    for *normal, offset in polytope.rows:
        weights, bias = region.affine_map.weights, region.affine_map.bias
        rows.append(
            [
                sum(a * row[j] for a, row in zip(normal, weights, strict=True))
                for j in range(len(weights[0]))
            ]
        )
        sides.append(offset - sum(a * b for a, b in zip(normal, bias, strict=True)))
    return region.polytope.intersection(pr.from_inequalities(rows, sides))


def check(cells, polytope):
    found = cells.preimage(polytope)
    pieces = {piece.region: piece for piece in found}
    assert [*pieces] == sorted(pieces)
    assert len(pieces) == len(found)
    points = []
    for region in cells:
        expected = pulled_back(region, polytope)
        points += region.vertices
        points.append(region.interior_point)
        assert bool(is_full_dimensional(expected)) == (region.index in pieces), region
        if region.index in pieces:
            piece = pieces[region.index]
            assert irredundant(piece.polytope) == piece.polytope
            assert piece.generators == generators(expected)
            points += piece.vertices
    flat = found.flat_pieces
    for piece in flat:
        assert not is_full_dimensional(piece.polytope)
        assert not piece.is_full_dimensional
        assert piece.volume == 0
        points += piece.vertices
    everything = [*found, *flat]
    for point in points:
        inside = contains(polytope, cells.network.exact(point))
        assert bool(inside) == any(contains(piece.polytope, point) for piece in everything), point
    assert found.is_empty == (not everything)
    # No flat piece is part of another piece.
    for piece in flat:
        others = [other for other in everything if other is not piece]
        corners = piece.generators
        if not corners.rays and not corners.lines:
            assert not any(
                all(contains(other.polytope, v) for v in corners.vertices) for other in others
            )
    return found


def boxes(network, cells, random):
    values = [network.exact(v) for region in cells for v in region.vertices]
    for _ in range(3):
        ends = [
            sorted(random.sample([row[i] for row in values] * 2, 2)) for i in range(network.outputs)
        ]
        yield pr.box([a for a, _ in ends], [b for _, b in ends])
    middle = values[len(values) // 2]
    yield pr.box(middle, middle)
    yield pr.HPolytope(network.outputs, [(1,) * network.outputs + (0,)])


@each("case", sampled(AWKWARD, 8), ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    if len(cells) < 40:
        for polytope in boxes(case.network, cells, Random(len(cells))):
            check(cells, polytope)


@pytest.mark.parametrize("engine", ENGINE_NAMES)
def test_random_networks(engine):
    for seed, sizes in enumerate([(1, 4, 2), (2, 4, 1), (2, 3, 2), (3, 3, 2)]):
        net = pr.he_random(sizes, seed=seed, bias_std=0.5).with_domain([[-1, 1]] * sizes[0])
        cells = pr.regions(net, engine=engine)
        for polytope in boxes(net, cells, Random(seed)):
            check(cells, polytope)


def test_the_absolute_value():
    size = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], None, "identity")])
    cells = pr.regions(size)
    touched = check(cells, pr.box([-1], [0]))
    assert len(touched) == 0
    (point,) = touched.flat_pieces
    assert (point.region, point.vertices) == (0, ((0,),))
    two = check(cells, pr.box([2], [2])).flat_pieces
    assert [piece.vertices for piece in two] == [((-2,),), ((2,),)]
    assert check(cells, pr.box([-2], [-1])).is_empty
    assert check(cells, pr.HPolytope(1, [(0, -1)])).is_empty
    everything = check(cells, pr.whole_space(1))
    assert len(everything) == 2
    with pytest.raises(UnboundedError, match="the preimage is unbounded"):
        _ = everything.volume
    # relu(x) <= 0 where it is constant: a constraint that vanishes on a region is satisfied.
    positive_part = pr.regions(pr.Network([pr.Layer([[1]])]), [[-1, 1]])
    (flat_part,) = check(positive_part, pr.box([0], [0]))
    assert flat_part.vertices == ((-1,), (0,))


def test_flat_pieces_that_are_unbounded():
    size = pr.Network(
        [pr.Layer([[1, 0], [-1, 0], [0, 1]]), pr.Layer([[1, 1, 0]], None, "identity")]
    )
    cells = pr.regions(size)
    assert len(cells) == 4
    rays = check(cells, pr.box([0], [0])).flat_pieces
    assert sorted(piece.generators.rays for piece in rays) == [((0, -1),), ((0, 1),)]


def test_volumes_add_up():
    net = pr.montufar(inputs=2, width=4, depth=2)
    cells = pr.regions(net)
    levels = [Fraction(k, 2) for k in range(-1, 8)]
    parts = [cells.preimage([[a, b]]).volume for a, b in pairwise(levels)]
    whole = cells.preimage([[levels[0], levels[-1]]]).volume
    assert sum(parts) == whole
    assert whole == volume(cells.domain)
    measures = pr.OutputMeasures(cells)
    for (a, b), part in zip(pairwise(levels), parts, strict=True):
        assert part == measures.cumulative(b) - measures.cumulative(a, strictly=True)


def test_regions_that_are_far_away_are_passed_over():
    """Only few are looked at in rationals where flat pieces are sought."""
    net = pr.montufar(inputs=1, width=4, depth=4)
    cells = pr.regions(net)
    asked = []
    original = type(cells).polytope

    class Counting(type(cells)):
        def polytope(self, index):
            asked.append(index)
            return original(self, index)

    counting = Counting(cells.network, cells.domain, cells.engine, cells.enumeration)
    assert counting.preimage([[-5, -4]]).flat_pieces == ()
    assert asked == []


def test_a_time_limit_ends_the_work():
    cells = pr.regions(pr.montufar(inputs=1, width=2, depth=2))
    top = max(net for r in cells for net in cells.network.exact(r.vertices[0]))

    def work():
        found = cells.preimage([[top, top]])
        return len(found), len(found.flat_pieces)

    assert stopped_everywhere(work) == work()


def test_bad_input():
    cells = pr.regions(pr.Network([pr.Layer([[1]])]))
    for polytope in ([[0, 1]] * 2, pr.simplex(3)):
        with pytest.raises(InvalidDomainError, match="outputs: give one of that dimension"):
            cells.preimage(polytope)
    with pytest.raises(InvalidDomainError, match="no box"):
        cells.preimage(3)


def test_products_of_constraints():
    grid = [Fraction(k, 3) for k in range(-3, 4)]
    net = pr.Network([pr.Layer([[1, 1], [1, -1]], [0, "1/3"])], pr.box([-1, -1], [1, 1]))
    polytope = pr.from_inequalities([[1, 2], [-1, 1]], [1, "1/4"])
    found = check(pr.regions(net), polytope)
    for point in product(grid, grid):
        inside = contains(polytope, net.exact(point))
        parts = [*found, *found.flat_pieces]
        assert bool(inside) == any(contains(piece.polytope, point) for piece in parts)
