"""Maps for the composition tests: zigzags, folds of triangles and cones, small outer networks."""

from fractions import Fraction
from itertools import pairwise

from polyregions.networks import AffineMap, Layer, Network
from polyregions.polytopes import HPolytope, box, simplex
from polyregions.theorems.composition.affine_maps import preimage_rows

__all__ = [
    "affine",
    "cone_fold",
    "count_calls",
    "off_centre_triangle_fold",
    "random_full_branch_map",
    "random_outer",
    "random_zigzag",
    "side_by_side",
    "through_points",
    "triangle_fold",
]


def through_points(knots, values):
    """Return the 1 -> 1 network that is linear between the given points of its graph."""
    slopes = [
        Fraction(b - a) / Fraction(y - x)
        for (x, y), (a, b) in zip(pairwise(knots), pairwise(values), strict=True)
    ]
    changes = [b - a for a, b in pairwise([Fraction(0), *slopes])]
    layers = [
        Layer([[1]] * len(changes) + [[0]], [-k for k in knots[:-1]] + [1]),
        Layer([[*changes, values[0]]], None, "identity"),
    ]
    return Network(layers, box([knots[0]], [knots[-1]]))


def side_by_side(left, right):
    """Return the network (x, y) -> (left(x), right(y)) of two networks of equal depth."""
    layers = []
    for a, b in zip(left.layers, right.layers, strict=True):
        rows = [(*row, *[0] * b.inputs) for row in a.weights]
        rows += [(*[0] * a.inputs, *row) for row in b.weights]
        layers.append(Layer(rows, a.bias + b.bias, a.activation + b.activation))
    n = left.inputs
    rows = [(*row[:-1], *[0] * right.inputs, row[-1]) for row in left.domain.rows]
    rows += [(*[0] * n, *row) for row in right.domain.rows]
    return Network(layers, HPolytope(n + right.inputs, rows))


def count_calls(monkeypatch, owner, name):
    """Return a list that grows by one entry with every call of a function of a module or class."""
    function, calls = getattr(owner, name), []

    def counted(*arguments):
        calls.append(name)
        return function(*arguments)

    monkeypatch.setattr(owner, name, counted)
    return calls


def affine(weights, bias):
    return Network([Layer(weights, bias, "identity")])


def triangle_fold():
    """Return (1 - x - y, |x - y|) on the standard triangle, which it covers twice."""
    layers = [
        Layer([[-1, -1], [1, -1], [-1, 1]], [1, 0, 0]),
        Layer([[1, 0, 0], [0, 1, 1]], None, "identity"),
    ]
    return Network(layers, simplex(2), "triangle fold")


def off_centre_triangle_fold(m, turn=0):
    """Return (min(x / m, (1 - x - y) / (1 - m)), y), turned by a permutation of the corners."""
    m = Fraction(m)
    first = [1 / m, 0]
    change = [1 / m + 1 / (1 - m), 1 / (1 - m)]
    layers = [
        Layer([first, change, [0, 1]], [0, -1 / (1 - m), 0]),
        Layer([[1, -1, 0], [0, 0, 1]], None, "identity"),
    ]
    net = Network(layers, simplex(2))
    for _ in range(turn):
        net = affine([[-1, -1], [1, 0]], [1, 0]).compose(net)
    return net


def cone_fold():
    """Return (max(|x|, |y|), min(|x|, |y|)): R^2 onto a cone, eight times."""
    layers = [
        Layer([[1, 0], [-1, 0], [0, 1], [0, -1]]),
        Layer([[1, 1, -1, -1], [0, 0, 1, 1], [1, 1, 0, 0]]),
        Layer([[1, 1, 0], [-1, 0, 1]], None, "identity"),
    ]
    return Network(layers)


def random_zigzag(rng, branches):
    """Return a zigzag from a random interval onto [0, 1], with branches of different lengths."""
    knots = sorted(rng.sample(range(-6, 9), branches + 1))
    first = rng.randint(0, 1)
    return through_points(knots, [(first + i) % 2 for i in range(branches + 1)])


def random_full_branch_map(rng):
    """Return (g, D2): one of the maps above, in random coordinates of its source."""
    kind = rng.choice(["zigzag", "zigzag", "product", "product", "triangle", "off-centre", "cone"])
    if kind == "zigzag":
        return random_zigzag(rng, rng.randint(1, 5)), box([0], [1])
    if kind == "product":
        parts = [random_zigzag(rng, rng.randint(1, 3)) for _ in range(2)]
        net, target = side_by_side(*parts), box([0, 0], [1, 1])
    elif kind == "triangle":
        net, target = triangle_fold(), simplex(2)
        if rng.random() < 0.5:
            net = net.compose(net)
    elif kind == "off-centre":
        net = off_centre_triangle_fold(Fraction(1, rng.randint(2, 4)), rng.randint(0, 2))
        target = simplex(2)
    else:
        net, target = cone_fold(), HPolytope(2, [(-1, 1, 0), (0, -1, 0)])
    shear = rng.choice([[[1, 0], [0, 1]], [[1, 1], [0, 1]], [[0, 2], [-1, 1]]])
    move = AffineMap(shear, [rng.randint(-2, 2), Fraction(rng.randint(-2, 2), 3)])
    moved = net.compose(affine(move.weights, move.bias))
    if net.domain is None:
        return moved, target
    return moved.with_domain(HPolytope(2, preimage_rows(move, net.domain))), target


def random_outer(rng, target):
    """Return a small network on D2 whose slopes vanish often, on regions that touch all sides."""
    n = target.dimension
    units = rng.randint(1, 3)
    rows = [[rng.choice([-1, 0, 0, 1, 2]) for _ in range(n)] for _ in range(units)]
    bias = [Fraction(rng.randint(-3, 3), rng.choice([2, 3])) for _ in range(units)]
    outputs = [[rng.choice([-1, 0, 1]) for _ in range(units)] for _ in range(rng.randint(1, 2))]
    return Network([Layer(rows, bias), Layer(outputs, None, "identity")], target)
