"""Relatively open polyhedra by equations and strict inequalities, and their generators.

Everything is homogeneous: a point x is the vector (x, 1), a direction r is (r, 0), and a form f
has the value f . (x, 1) at x.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm


def dot(form, vector):
    return sum(a * b for a, b in zip(form, vector, strict=True))


def whole_multiple(vector):
    """Return the primitive integer vector that is a positive multiple of a rational one."""
    scale = lcm(*(Fraction(entry).denominator for entry in vector))
    entries = [int(entry * scale) for entry in vector]
    divisor = gcd(*entries)
    return tuple(entry // divisor for entry in entries) if divisor else tuple(entries)


def null_space(rows, columns):
    """Return a basis, in integers, of the vectors on which all rows vanish."""
    rows, pivots = [list(row) for row in rows], []
    for column in range(columns):
        row = next((i for i in range(len(pivots), len(rows)) if rows[i][column]), None)
        if row is None:
            continue
        here = len(pivots)
        rows[here], rows[row] = rows[row], rows[here]
        pivot = rows[here]
        for i, other in enumerate(rows):
            if i != here and other[column]:
                a, b = pivot[column], other[column]
                rows[i] = [a * x - b * y for x, y in zip(other, pivot, strict=True)]
        pivots.append(column)
    basis = []
    for free in sorted(set(range(columns)) - set(pivots)):
        vector = [Fraction(int(column == free)) for column in range(columns)]
        for row, column in zip(rows, pivots, strict=False):
            vector[column] = Fraction(-row[free], row[column])
        basis.append(whole_multiple(vector))
    return basis


def rank(rows, columns):
    return columns - len(null_space(rows, columns))


@dataclass(frozen=True)
class Piece:
    """The relatively open polyhedron {x : f(x) = 0 and g(x) > 0}, which is not empty.

    Generators are the vertices, with last entry positive, and the rays, with 0, of its closure; the
    lines are a basis of its lineality space, to which all generators are orthogonal.
    """

    equations: tuple
    inequalities: tuple
    dimension: int
    lines: tuple
    generators: frozenset

    def signs(self, form):
        """Return the signs that a form takes on the piece."""
        if any(dot(form, line) for line in self.lines):
            return (-1, 0, 1)
        values = [dot(form, generator) for generator in self.generators]
        below, above = any(v < 0 for v in values), any(v > 0 for v in values)
        if below and above:
            return (-1, 0, 1)
        return (above - below,)

    def parts(self, form):
        """Return what the signs of a form cut the piece into, as pairs (sign, piece)."""
        form = whole_multiple(form)
        signs = self.signs(form)
        if len(signs) == 1:
            return [(signs[0], self)]
        return [(sign, self._part(form, sign)) for sign in signs]

    def _part(self, form, sign):
        if sign == 0:
            found = piece((*self.equations, form), self.inequalities)
        else:
            side = tuple(sign * entry for entry in form)
            found = piece(self.equations, (*self.inequalities, side))
        assert found is not None
        return found


def whole_space_piece(dimension):
    return piece((), ((0,) * dimension + (1,),))


def piece(equations, inequalities):
    """Return the piece, or None where it is empty; redundant inequalities are left out.

    The inequality 1 > 0 of the points, (0, ..., 0, 1), is one of those given.
    """
    columns = len(inequalities[0])
    lines = null_space([*equations, *inequalities], columns)
    basis = null_space([*equations, *lines], columns)
    coordinates = [[dot(row, vector) for vector in basis] for row in inequalities]
    size = len(basis)
    found = set()
    for chosen in combinations(coordinates, size - 1):
        directions = null_space(chosen, size)
        if len(directions) != 1:
            continue
        for sign in (1, -1):
            direction = [sign * entry for entry in directions[0]]
            if all(dot(row, direction) >= 0 for row in coordinates):
                vector = [
                    sum(entry * b[i] for entry, b in zip(direction, basis, strict=True))
                    for i in range(columns)
                ]
                found.add(whole_multiple(vector))
    generators = frozenset(found)
    # The sum of all generators lies inside iff anything does.
    if not all(any(dot(row, g) > 0 for g in generators) for row in inequalities):
        return None
    dimension = size - 1 + len(lines)
    kept = _irredundant(inequalities, generators, size, columns)
    return Piece(tuple(equations), kept, dimension, tuple(lines), generators)


def _irredundant(inequalities, generators, size, columns):
    """Return the inequalities that carry a facet, one for each, and that of the points."""
    of_points = (0,) * (columns - 1) + (1,)
    facets = {}
    for row in inequalities:
        tight = frozenset(g for g in generators if dot(row, g) == 0)
        if row != of_points and rank(tight, columns) == size - 1:
            facets.setdefault(tight, row)
    return (*facets.values(), of_points)
