"""Homology of any union of relatively open faces, by chains of faces that lie in each other.

The union has the homotopy type of the order complex of its faces (M. C. McCord, "Singular homology
groups and homotopy groups of finite topological spaces", 1966): the faces of the union around a
face are open in it, and star-shaped. So open and closed sets, bounded or not, with or without
lines, are all done alike, and no face needs an orientation. Faces that the homotopy type does not
need are left out first (R. E. Stong, "Finite topological spaces", 1966).
"""

from dataclasses import dataclass
from itertools import pairwise
from math import gcd


@dataclass(frozen=True)
class Homology:
    """Betti numbers over the integers and over the field of two elements, and the torsion."""

    betti: tuple
    betti_gf2: tuple
    torsion: tuple
    """Of each dimension the invariant factors greater than 1, ascending."""

    @property
    def euler_characteristic(self):
        return sum((-1) ** k * betti for k, betti in enumerate(self.betti))


def homology(faces, length):
    """Return the homology of a union of relatively open faces in dimensions 0, ..., length - 1."""
    chains = chains_of(core(faces))
    factors = [[]]
    for low, high in pairwise(chains):
        index = {chain: i for i, chain in enumerate(low)}
        factors.append(invariant_factors([_boundary(chain, index) for chain in high]))
    factors += [[]] * (length + 1)
    sizes = [len(level) for level in chains] + [0] * length
    ranks = [len(found) for found in factors]
    odd = [sum(factor % 2 for factor in found) for found in factors]
    assert all(sizes[k] == ranks[k] + ranks[k + 1] for k in range(length, len(chains)))
    return Homology(
        tuple(sizes[k] - ranks[k] - ranks[k + 1] for k in range(length)),
        tuple(sizes[k] - odd[k] - odd[k + 1] for k in range(length)),
        tuple(tuple(f for f in factors[k + 1] if f > 1) for k in range(length)),
    )


def core(faces):
    """Leave out faces as long as there is one with a least face above it, or a greatest below."""
    above = [
        sum(1 << j for j, b in enumerate(faces) if a is not b and a.is_in_closure_of(b))
        for a in faces
    ]
    below = [sum(1 << j for j, up in enumerate(above) if up >> i & 1) for i in range(len(faces))]
    kept, waiting = (1 << len(faces)) - 1, set(range(len(faces)))
    while waiting:
        i = waiting.pop()
        for order in (above, below):
            near = order[i] & kept
            if kept >> i & 1 and any(order[j] & kept == near & ~(1 << j) for j in bits(near)):
                kept &= ~(1 << i)
                waiting.update(bits((above[i] | below[i]) & kept))
    return [faces[i] for i in bits(kept)]


def bits(number):
    """Return the places of the ones of a number."""
    return [i for i in range(number.bit_length()) if number >> i & 1]


def chains_of(faces):
    """Return the chains F_0 < ... < F_k of faces, as tuples of indices, by their length."""
    above = [
        [j for j, other in enumerate(faces) if face is not other and face.is_in_closure_of(other)]
        for face in faces
    ]
    levels = [[(i,) for i in range(len(faces))]]
    while levels[-1]:
        levels.append([(*chain, j) for chain in levels[-1] for j in above[chain[-1]]])
    return levels[:-1]


def _boundary(chain, index):
    return {index[chain[:i] + chain[i + 1 :]]: (-1) ** i for i in range(len(chain))}


def invariant_factors(rows):
    """Return the nonzero invariant factors of an integer matrix, ascending.

    Rows are dictionaries from columns to entries. Entries 1 and -1 are pivots first, of which the
    elimination leaves the other factors alone.
    """
    rows = [dict(row) for row in rows if row]
    columns = {}
    for i, row in enumerate(rows):
        for column in row:
            columns.setdefault(column, set()).add(i)
    diagonal = []
    alive = {i for i, row in enumerate(rows) if row}
    while alive:
        i, column = _pivot(rows, alive)
        while not _clear(rows, columns, i, column):
            i, column = min(
                ((j, c) for j in columns[column] | {i} for c in rows[j]),
                key=lambda place: abs(rows[place[0]][place[1]]),
            )
        diagonal.append(abs(rows[i].pop(column)))
        columns[column].discard(i)
        alive = {j for j in alive if rows[j]}
    return _divisibility(diagonal)


def _pivot(rows, alive):
    """Return the place of an entry of least size, in a short row where there are units."""
    best = None
    for i in alive:
        row = rows[i]
        column = min(row, key=lambda c: abs(row[c]))
        key = (abs(row[column]), len(row))
        if best is None or key < best[0]:
            best = key, i, column
            if key == (1, 1):
                break
    return best[1], best[2]


def _clear(rows, columns, i, column):
    """Subtract multiples of a row and of a column; whether nothing but the pivot is left."""
    pivot = rows[i][column]
    for j in list(columns[column] - {i}):
        _subtract(rows, columns, j, i, rows[j][column] // pivot)
    if columns[column] != {i}:
        return False
    # The column has no other entry: subtracting its multiples changes nothing but the row.
    for other in list(rows[i]):
        if other != column:
            rest = rows[i][other] % pivot
            if rest:
                rows[i][other] = rest
            else:
                del rows[i][other]
                columns[other].discard(i)
    return len(rows[i]) == 1


def _subtract(rows, columns, j, i, factor):
    target = rows[j]
    for column, entry in rows[i].items():
        value = target.get(column, 0) - factor * entry
        if value:
            target[column] = value
            columns[column].add(j)
        else:
            target.pop(column, None)
            columns[column].discard(j)


def _divisibility(diagonal):
    """Return the invariant factors of a diagonal matrix: each divides the next."""
    units = [d for d in diagonal if d == 1]
    others = [d for d in diagonal if d != 1]
    for i in range(len(others)):
        for j in range(i + 1, len(others)):
            divisor = gcd(others[i], others[j])
            others[i], others[j] = divisor, others[i] * others[j] // divisor
    return units + others
