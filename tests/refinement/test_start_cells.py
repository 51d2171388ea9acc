"""The start cells, against every cone of forms that meet in a ray, in rationals."""

import itertools
import random
from math import gcd

import pytest

from polyregions import HPolytope, box, whole_space
from polyregions.arithmetic import determinant, dot, rank
from polyregions.errors import InvalidDomainError
from polyregions.refinement.vertices.composed_layers import ComposedLayer
from polyregions.refinement.vertices.start_cells import start_cells


def extreme_rays(forms):
    """Return the rays of the pointed cone where forms are >= 0, by trying all sets of forms."""
    size = len(forms[0])
    found = set()
    for chosen in itertools.combinations(forms, size - 1):
        minors = [[[*row[:i], *row[i + 1 :]] for row in chosen] for i in range(size)]
        ray = [(-1) ** i * int(determinant(minor)) for i, minor in enumerate(minors)]
        divisor = gcd(*ray)
        for sign in (1, -1):
            if divisor and all(sign * dot(form, ray) >= 0 for form in forms):
                found.add(tuple(sign * x // divisor for x in ray))
    return found


def forms_of(cell, cells, layer):
    """Return the form of each facet of a cell, in the coordinates that are kept."""
    forms = []
    for label in cell.facets:
        row = cells.rows[-1 - label] if label < 0 else layer.rows[label]
        sign = -1 if label >= 0 and label not in cell.active else 1
        forms.append((*(sign * row[i] for i in cells.kept), sign * row[-1]))
    return forms


def check_start_cells(domain, layer):
    cells = start_cells(domain, [layer])
    assert cells.domain_rows == len(domain.rows)
    sides = set()
    for cell in cells.cells:
        forms = forms_of(cell, cells, layer)
        assert set(cell.generators) == extreme_rays(forms), (domain, layer)
        assert len(set(cell.generators)) == len(cell.generators)
        for generator, incidence in zip(cell.generators, cell.incidence, strict=True):
            tight = {k for k, form in enumerate(forms) if dot(form, generator) == 0}
            assert tight == incidence, (domain, layer)
            assert generator[-1] >= 0
        for k in range(len(forms)):
            on = [g for g, tight in zip(cell.generators, cell.incidence, strict=True) if k in tight]
            assert rank(on) == len(forms[0]) - 1, "no facet"
        middle = tuple(map(sum, zip(*cell.generators, strict=True)))
        assert middle[-1] > 0
        assert all(dot(form, middle) > 0 for form in forms)
        # The domain's own rows that are no facets of the cell hold on it too.
        for row in cells.rows[: cells.domain_rows + 1]:
            kept = (*(row[i] for i in cells.kept), row[-1])
            assert all(dot(kept, generator) >= 0 for generator in cell.generators)
        for unit in cell.active:
            row = layer.rows[unit]
            assert dot((*(row[i] for i in cells.kept), row[-1]), middle) > 0
        sides.add((cell.active, tuple(label for label in cell.facets if label < 0)))
    assert len(sides) == len(cells.cells)
    return cells


def random_row(rng, size):
    return tuple(rng.choice([0, 0, 1, -1, 2, -3, 5]) for _ in range(size))


def test_cells_of_random_domains():
    rng = random.Random(1)
    several = empty = 0
    for _ in range(120):
        inputs = rng.randint(1, 3)
        rows = [(*random_row(rng, inputs), rng.randint(-2, 4)) for _ in range(rng.randint(0, 4))]
        rows = [row for row in rows if any(row[:-1])] or [(1, *[0] * inputs)]
        width = rng.randint(1, 3)
        layer = ComposedLayer(
            tuple(random_row(rng, inputs + 1) for _ in range(width)),
            1,
            tuple(rng.choice([0, -1]) for _ in range(width)),
        )
        try:
            several += len(check_start_cells(HPolytope(inputs, rows), layer).cells) > 1
        except InvalidDomainError:
            empty += 1
    assert several > 40
    assert empty > 5


def test_rows_that_carry_one_facet_count_once():
    """Given twice, implied, and touching in a corner alone."""
    square = box([0, 0], [1, 1])
    rows = [*square.rows, (1, 1, 2), (1, 1, 3), (2, 0, 2)]
    layer = ComposedLayer(((1, 0, 0),), 1, (0,))
    cells = check_start_cells(HPolytope(2, rows), layer)
    assert len(cells.cells) == 1
    assert len(cells.cells[0].facets) == 4
    assert len(cells.cells[0].generators) == 4


def test_more_facets_meet_than_there_are_dimensions():
    """The corners of an octahedron, and a cone over it."""
    signs = itertools.product((1, -1), repeat=3)
    octahedron = HPolytope(3, [(*normal, 1) for normal in signs])
    layer = ComposedLayer(((1, 0, 0, 0),), 1, (0,))
    cell = check_start_cells(octahedron, layer).cells[0]
    assert sorted(map(len, cell.incidence)) == [4] * 6


def test_corners_across_a_square_in_as_many_facets_as_an_edge():
    """The join of two squares, cut so that opposite corners of one are on different sides."""
    squares = [
        (*(sign * int(i == k) for i in range(4)), 1 if k > 1 else -1, int(k > 1))
        for k in range(4)
        for sign in (1, -1)
    ]
    layer = ComposedLayer(((1, 0, 0, 0, 0, 0),), 1, (0,))
    for cut in ((2, 1, 0, 0, 0, 1), (0, 0, 2, 1, 0, 1)):
        check_start_cells(HPolytope(5, [*squares, cut]), layer)


def test_what_does_not_change_is_divided_out():
    """Of x + y and 2 x + 2 y one coordinate is enough; units cut it in two."""
    layer = ComposedLayer(((1, 1, -1), (2, 2, 3)), 1, (0, 1))
    cells = check_start_cells(whole_space(2), layer)
    assert len(cells.kept) == 1
    assert {cell.active for cell in cells.cells} == {(), (0,)}
    none = start_cells(whole_space(2), [ComposedLayer(((0, 0, 1),), 1, (0,))])
    assert (none.kept, [cell.generators for cell in none.cells]) == ((), [((1,),)])


def test_identity_units_cut_without_being_units():
    """Their forms follow the domain's; ReLU units come first."""
    cells = check_start_cells(whole_space(2), ComposedLayer(((1, 0, 1), (0, 1, 2)), 1, (-1, 0)))
    assert cells.rows[cells.domain_rows :] == ((0, 0, 1), (1, 0, 1), (-1, 0, -1))
    assert [1 in cell.active for cell in cells.cells] == [True, True, False, False]


def test_domains_without_interior():
    layer = ComposedLayer(((1, 0, 0),), 1, (0,))
    for rows in ([(1, 0, 0), (-1, 0, 0)], [(1, 0, -1), (-1, 0, 0)], [(1, 1, 0), (-1, -1, 0)]):
        with pytest.raises(InvalidDomainError, match="no interior"):
            start_cells(HPolytope(2, rows), [layer])


def test_boxes():
    layer = ComposedLayer(((1, 0, 0, 0),), 1, (0,))
    for lower, upper in (([-1, "-1/3", -2], [0, 0, 0]), (["-9/2", -1, -2], [-3, "1/7", "22/7"])):
        cells = check_start_cells(box(lower, upper), layer)
        assert (len(cells.cells[0].generators), len(cells.cells[0].facets)) == (8, 6)
    for upper in (0, -1):
        rows = [(1, 0, upper), (-1, 0, 0), (0, 1, 1), (0, -1, 1)]
        with pytest.raises(InvalidDomainError, match="no interior"):
            start_cells(HPolytope(2, rows), [layer])
