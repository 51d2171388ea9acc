"""Random chains of folds, turns and shears whose blocks return on equal polytopes.

All blocks of a chain map one shape onto itself, seen in a few frames: skew coordinates, in which a
box is a parallelepiped. They are drawn from so few that most of them return.
"""

from dataclasses import dataclass
from fractions import Fraction

from polyregions.networks import AffineMap, Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.theorems.composition import Block
from polyregions.theorems.composition.affine_maps import preimage_rows
from tests.theorems.composition_cases import affine, random_outer

__all__ = ["SHAPES", "Chain", "disordered", "random_chain"]

SHAPES = ("box", "simplex", "orthant", "wedge", "entrance")


@dataclass(frozen=True)
class Chain:
    """A chain of full-branch maps, an outer map behind it, the domain and its image."""

    blocks: tuple[Block, ...]
    outer: Network
    domain: HPolytope
    target: HPolytope

    def __str__(self):
        blocks = ", ".join(f"Block(Network({b.network.layers}), {b.repeats})" for b in self.blocks)
        return f"count_chain(Network({self.outer.layers}), [{blocks}], {self.domain})"

    @property
    def inner(self):
        net = affine(unit_rows(self.domain.dimension), None).with_domain(self.domain)
        for block in self.blocks:
            for _ in range(block.repeats):
                net = block.network.compose(net)
        return net


def random_chain(rng, shape, n):
    """Return a chain in R^n whose composition has at most 32 linear regions."""
    frames = [(affine(unit_rows(n), None),) * 2, random_shear(rng, n)]
    at, left, blocks, domain = 0, 7 - n, [], corner(shape, n)
    if shape == "entrance":
        opened = rng.randint(1, n - 1)
        left -= opened
        blocks.append(Block(absolute_values(n, opened), 1))
        domain = HPolytope(n, domain.rows[opened:])
    bank = {
        (start, stop): random_blocks(rng, shape, n, frames[start][1], frames[stop][0])
        for start in range(2)
        for stop in range(2)
    }
    for _ in range(rng.randint(5, 8)):
        to = rng.randrange(2)
        folds, block = rng.choice([entry for entry in bank[at, to] if entry[0] <= left])
        repeats = rng.choice([1, 1, 2]) if at == to and 2 * folds <= left else 1
        left -= repeats * folds
        blocks.append(Block(block, repeats))
        at = to
    target = pulled(frames[at][1], corner(shape, n))
    outer = Network(random_outer(rng, target).layers)
    return Chain(tuple(blocks), outer, disordered(rng, domain), disordered(rng, target))


def random_blocks(rng, shape, n, before, after):
    """Return three blocks between two frames, each with its number of folds."""
    fold, turn = random_fold(rng, shape, n), random_turn(rng, shape, n)
    return [
        (folds, chained([before, *parts, after]))
        for folds, *parts in [(0, turn), (1, fold), (1, fold, turn)]
    ]


def disordered(rng, polytope):
    """Return the polytope with its rows in another order and redundant ones among them."""
    rows = list(polytope.rows)
    for _ in range(rng.randint(0, 2) if rows else 0):
        *normal, offset = map(sum, zip(rng.choice(rows), rng.choice(rows), strict=True))
        rows.append((*normal, offset + rng.randint(0, 1)))
    rng.shuffle(rows)
    return HPolytope(polytope.dimension, rows)


# Shapes


def corner(shape, n):
    """Return {x >= 0}, cut off by upper bounds as the shape says."""
    rows = [(*(-entry for entry in row), 0) for row in unit_rows(n)]
    if shape == "box":
        rows += [(*row, 1) for row in unit_rows(n)]
    elif shape == "simplex":
        rows.append((1,) * (n + 1))
    elif shape == "wedge":
        rows.append((1, *[0] * (n - 1), 1))
    return HPolytope(n, rows)


def random_fold(rng, shape, n):
    """Return a map that covers the shape twice."""
    m = Fraction(1, rng.randint(2, 3))
    through = unit_rows(n)
    if shape in ("orthant", "entrance"):
        # (|x_0 - m x_1|, min(x_0, m x_1), x_2, ...)
        crease = (1, -m, *[0] * (n - 2))
        units = [crease, tuple(-c for c in crease), through[0], *through[2:]]
        outputs = [(1, 1, *[0] * (n - 1)), (-1, 0, 1, *[0] * (n - 2))]
        outputs += [(0, 0, 0, *row[2:]) for row in through[2:]]
        return folded(units, [0] * (n + 1), 2, outputs)
    # (min(x_0 / m, s / (1 - m)), x_1, ...), s = 0 being the facet opposite to x_0 = 0.
    opposite = [1] * n if shape == "simplex" else [1, *[0] * (n - 1)]
    crease = [a / (1 - m) + b / m for a, b in zip(opposite, through[0], strict=True)]
    outputs = [(-1, 1 / m, *[0] * (n - 1)), *((0, *row) for row in through[1:])]
    return folded([crease, *through], [-1 / (1 - m), *[0] * n], 1, outputs)


def folded(units, bias, relus, outputs):
    activation = ["relu"] * relus + ["identity"] * (len(units) - relus)
    return Network([Layer(units, bias, activation), Layer(outputs, None, "identity")])


def absolute_values(n, count):
    """Return (|x_0|, ..., |x_(count - 1)|, x_count, ...)."""
    rows = unit_rows(n)
    units = [*rows, *(tuple(-entry for entry in row) for row in rows[:count])]
    activation = ["relu"] * count + ["identity"] * (n - count) + ["relu"] * count
    outputs = [[*row, *row[:count]] for row in rows]
    return Network([Layer(units, None, activation), Layer(outputs, None, "identity")])


def random_turn(rng, shape, n):
    """Return an affine map of the shape onto itself."""
    if shape == "simplex":
        corners = [(0,) * n, *unit_rows(n)]
        rng.shuffle(corners)
        origin, *others = corners
        columns = [[a - b for a, b in zip(c, origin, strict=True)] for c in others]
        return affine(list(zip(*columns, strict=True)), origin)
    bounded = {"box": n, "wedge": 1}.get(shape, 0)
    order = [*rng.sample(range(bounded), bounded), *rng.sample(range(bounded, n), n - bounded)]
    weights, bias = [], []
    for j in order:
        flipped = j < bounded and rng.random() < 0.5
        scale = -1 if flipped else 1 if j < bounded else rng.choice([1, 2])
        weights.append([scale * entry for entry in unit_rows(n)[j]])
        bias.append(int(flipped))
    return affine(weights, bias)


# Affine maps


def random_shear(rng, n):
    """Return a shear with a translation, and its inverse."""
    i, j = rng.sample(range(n), 2)
    factor = rng.choice([-2, -1, 1, 2])
    shift = [Fraction(rng.randint(-2, 2), rng.choice([1, 2])) for _ in range(n)]
    there, back = [list(row) for row in unit_rows(n)], [list(row) for row in unit_rows(n)]
    there[i][j], back[i][j] = factor, -factor
    opposite = [-entry for entry in shift]
    opposite[i] += factor * shift[j]
    return affine(there, shift), affine(back, opposite)


def pulled(network, polytope):
    """Return the points that an affine network maps into the polytope."""
    (layer,) = network.layers
    move = AffineMap(layer.weights, layer.bias)
    return HPolytope(polytope.dimension, preimage_rows(move, polytope))


def chained(parts):
    """Return the composition of networks, the first applied first."""
    first, *rest = parts
    for part in rest:
        first = part.compose(first)
    return first


def unit_rows(n):
    return [tuple(int(i == j) for j in range(n)) for i in range(n)]
