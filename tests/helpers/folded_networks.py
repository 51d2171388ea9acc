"""Random integer networks in which one affine map is computed in several places.

Ordinary random networks never tell closed connected regions from open ones. These do: a small
random network is added up over mirrored, permuted and moved copies of its inputs, or follows a
folding layer, and its output may be cut off at a level, which makes plateaus. Their complexes are
small enough for :mod:`tests.helpers.brute`.
"""

from random import Random

from polyregions import HPolytope, Layer, Network, box, from_inequalities, simplex

__all__ = ["folded_network", "folded_networks", "random_domain"]


def folded_networks(seeds, **options):
    """Return the networks of some seeds."""
    return [folded_network(seed, **options) for seed in seeds]


def folded_network(seed, inputs=None, outputs=None):
    """Return a network with a domain, or on R^n0, that the seed determines."""
    rng = Random(f"folded {seed}")
    inputs = inputs or rng.choice([1, 2, 2, 2, 2, 3])
    outputs = outputs or rng.choice([1, 1, 1, 2])
    kind = rng.choice([_copies, _mirrored, _zigzags, _zigzags_of_zigzags, _on_a_projection])
    layers = kind(rng, inputs, outputs)
    if rng.random() < 0.3:
        layers = _cut_off(rng, layers)
    # A projection leaves lines where the domain does.
    keeps_lines = kind is _on_a_projection and rng.random() < 0.6
    domain = None if keeps_lines else random_domain(rng, inputs)
    return Network(layers, domain, f"{kind.__name__.strip('_')} {seed}")


def _layer(rng, inputs, units, size=2, activation="relu"):
    """Return a random layer; a row of zeros is drawn anew once."""
    rows = []
    for _ in range(units):
        row = [rng.randint(-size, size) for _ in range(inputs)]
        rows.append(row if any(row) else [rng.randint(-size, size) for _ in range(inputs)])
    central = rng.random() < 0.5
    bias = [0 if central else rng.randint(-size, size) for _ in range(units)]
    return Layer(rows, bias, activation)


def _tail(rng, inputs, outputs, least=1, most=3):
    """Return a small random network of one hidden layer, or of none."""
    hidden = rng.randint(least, most)
    last = _last(rng, hidden or inputs, outputs)
    return [_layer(rng, inputs, hidden), last] if hidden else [last]


def _last(rng, inputs, outputs):
    """Return an output layer; the second output is sometimes a multiple of the first."""
    last = _layer(rng, inputs, outputs, activation="identity")
    if outputs == 2 and rng.random() < 0.5:
        factor = rng.choice([1, -1, 2])
        multiple = [factor * weight for weight in last.weights[0]]
        return Layer([last.weights[0], multiple], last.bias, "identity")
    return last


def _absorbed(matrix, shift, layer):
    """Return the layer that first applies an affine map to its inputs."""
    columns = range(len(matrix[0]))
    rows = [
        [sum(w * row[j] for w, row in zip(weights, matrix, strict=True)) for j in columns]
        for weights in layer.weights
    ]
    moved = [
        b + sum(w * s for w, s in zip(weights, shift, strict=True))
        for weights, b in zip(layer.weights, layer.bias, strict=True)
    ]
    return Layer(rows, moved, layer.activation)


def _copies(rng, inputs, outputs):
    """Add up copies of one network at inputs that are mirrored, permuted or moved."""
    inner = rng.choice([inputs, 1])
    first = _layer(rng, inner, rng.choice([2, 3]) if inner == 1 else 2)
    rest = _tail(rng, first.units, outputs, 0, 1)
    copies = [[_absorbed(*_symmetry(rng, inner, inputs), first), *rest] for _ in range(2)]
    layers = [
        _beside(one, other, i == 0) for i, (one, other) in enumerate(zip(*copies, strict=True))
    ]
    signs = rng.choice([[1, 1], [1, -1]])
    total = [[s * (i == j) for s in signs for j in range(outputs)] for i in range(outputs)]
    last = _absorbed(layers[-1].weights, layers[-1].bias, Layer(total, None, "identity"))
    return [*layers[:-1], last]


def _symmetry(rng, inner, inputs):
    """Return a signed choice of coordinates, and a shift that is zero more often than not."""
    chosen = rng.sample(range(inputs), inner)
    matrix = [[rng.choice([1, -1]) * (j == c) for j in range(inputs)] for c in chosen]
    return matrix, [rng.choice([0, 0, rng.randint(-2, 2)]) for _ in range(inner)]


def _beside(one, other, shared):
    """Return two layers as one; they share their inputs or each has its own."""
    left = [[*row, *([] if shared else [0] * other.inputs)] for row in one.weights]
    right = [[*([] if shared else [0] * one.inputs), *row] for row in other.weights]
    return Layer([*left, *right], [*one.bias, *other.bias], [*one.activation, *other.activation])


def _mirrored(rng, inputs, outputs):
    """Return a random network of |x_j|, or of |x_j - c|."""
    tail = _tail(rng, inputs, outputs)
    centres = [rng.choice([0, 0, 1]) for _ in range(inputs)]
    rows = [[s * (i == j) for j in range(inputs)] for i in range(inputs) for s in (1, -1)]
    fold = Layer(rows, [-s * c for c in centres for s in (1, -1)])
    sizes = [[int(j // 2 == i) for j in range(2 * inputs)] for i in range(inputs)]
    return [fold, _absorbed(sizes, [0] * inputs, tail[0]), *tail[1:]]


def _zigzags(rng, inputs, outputs):
    """Return a random network of zigzags p x - 2p relu(x - 1/p) + ... as Montúfar's first layer."""
    fold, sums = _folding(rng, inputs)
    tail = _tail(rng, inputs, outputs, 1, 1 if inputs == 3 else 3)
    return [fold, _absorbed(sums, [0] * inputs, tail[0]), *tail[1:]]


def _zigzags_of_zigzags(rng, inputs, outputs):
    """Return a random affine function, or one unit more, of zigzags of zigzags."""
    fold, sums = _folding(rng, inputs, 2)
    again, more_sums = _folding(rng, inputs, 2)
    tail = _tail(rng, inputs, outputs, 0, int(inputs < 3))
    middle = _absorbed(sums, [0] * inputs, again)
    return [fold, middle, _absorbed(more_sums, [0] * inputs, tail[0]), *tail[1:]]


def _folding(rng, inputs, most=3):
    """Return a layer of which sums with signs fold each coordinate, and the matrix of the sums."""
    parts = [rng.randint(1, most if inputs < 3 else 2) for _ in range(inputs)]
    rows, bias, sums = [], [], []
    for j, p in enumerate(parts):
        sums.append([0] * sum(parts))
        for i in range(p):
            sums[j][len(rows)] = (-1) ** i
            rows.append([(p if i == 0 else 2 * p) * (k == j) for k in range(inputs)])
            bias.append(-2 * i)
    return Layer(rows, bias), sums


def _on_a_projection(rng, inputs, outputs):
    """Return a network of fewer inputs after a projection: all its cells hold lines."""
    inner = max(1, inputs - 1)
    first, *rest = rng.choice([_mirrored, _zigzags])(rng, inner, outputs)
    matrix = [[rng.randint(-1, 1) for _ in range(inputs)] for _ in range(inner)]
    return [_absorbed(matrix, [0] * inner, first), *rest]


def _cut_off(rng, layers):
    """Return the network max(F, c) or min(F, c)."""
    level, sign = rng.randint(-1, 1), rng.choice([1, -1])
    count = layers[-1].units
    turned = [[sign * (i == j) for j in range(count)] for i in range(count)]
    last = _absorbed(layers[-1].weights, layers[-1].bias, Layer(turned, [-sign * level] * count))
    return [*layers[:-1], last, Layer(turned, [level] * count, "identity")]


def random_domain(rng, inputs):
    """Return None for R^n0, or a full-dimensional polytope: bounded or not, with lines or not."""
    kind = rng.choice(
        [None, None, None, None, "box", "off", "simplex", "cone", "half", "strip", "any"]
    )
    axis = [int(i == 0) for i in range(inputs)]
    match kind:
        case "box":
            return box([-2] * inputs, [2] * inputs)
        case "off":
            return box([0] * inputs, [1] * inputs)
        case "simplex":
            return simplex(inputs)
        case "cone":
            rows = [[-int(i == j) for j in range(inputs)] + [0] for i in range(inputs)]
            return HPolytope(inputs, rows)
        case "half":
            return from_inequalities([[1] * inputs], [rng.randint(-1, 1)])
        case "strip":
            return from_inequalities([axis, [-a for a in axis]], [1, rng.randint(0, 1)])
        case "any":
            return _around_the_origin(rng, inputs)
    return None


def _around_the_origin(rng, inputs):
    """Return a polytope that holds the origin inside, some of whose rows are redundant."""
    rows = [
        (*(rng.randint(-2, 2) for _ in range(inputs)), rng.randint(1, 2))
        for _ in range(rng.randint(1, inputs + 3))
    ]
    return HPolytope(inputs, [row for row in rows if any(row[:-1])])
