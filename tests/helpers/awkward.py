"""One list of networks that careless programs get wrong, each with its exact counts.

The counts follow from the networks by hand; the sum of the units is the usual output, which keeps
apart all regions with different patterns unless said otherwise.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import nextafter

from polyregions import HPolytope, Layer, Network, box, from_inequalities, montufar, simplex


@dataclass(frozen=True)
class Awkward:
    """A network with a domain and what it counts: definitions 2, 4 and 6."""

    name: str
    network: Network
    proper_activation: int
    open_connected: int
    affine: int

    def __str__(self):
        return self.name


def arrangement(weights, bias, domain=None):
    """Return the network that adds up one hidden layer with outgoing weights 1, 2, 4, ..."""
    output = Layer([[2**i for i in range(len(weights))]], None, "identity")
    return Network([Layer(weights, bias), output], domain)


def _case(name, network, proper_activation, open_connected=None, affine=None):
    merged = proper_activation if open_connected is None else open_connected
    return Awkward(name, network, proper_activation, merged, merged if affine is None else affine)


SQUARE = box([-1, -1], [1, 1])
CROSS = [[1, 0], [0, 1]]
DIAMOND = from_inequalities([[1, 1], [1, -1], [-1, 1], [-1, -1]], [1, 1, 1, 1])
QUADRANT = HPolytope(2, [(-1, 0, 0), (0, -1, 0)])
ABOVE = nextafter(1.0, 2.0)
TINY = 5e-324


def _near_hyperplanes():
    yield _case("points one ulp apart", arrangement([[1], [1]], [-1.0, -ABOVE]), 3)
    oblique = [[0.1, 0.3], [0.1, nextafter(0.3, 1)]]
    yield _case("oblique lines one ulp apart", arrangement(oblique, [0, 0], SQUARE), 4)
    yield _case(
        "oblique lines one ulp apart that meet on the boundary, in (1, 0)",
        arrangement(oblique, [-0.1, -0.1], SQUARE),
        3,
    )
    yield _case(
        "parallel lines one ulp apart",
        arrangement([[0.1, 0.3], [0.1, 0.3]], [-0.1, -nextafter(0.1, 1)], SQUARE),
        3,
    )
    yield _case(
        "lines that meet just inside of the corner",
        arrangement([[1, 1], [1, -1]], [-2 + Fraction(1, 10**40), 0], SQUARE),
        4,
    )
    yield _case("lines that meet in the corner", arrangement([[1, 1], [1, -1]], [-2, 0], SQUARE), 2)
    yield _case(
        "three lines that miss one another by 1e-30",
        arrangement([[1, 0], [0, 1], [1, 1]], [0, 0, Fraction(1, 10**30)], SQUARE),
        7,
    )
    yield _case(
        "three lines through a third",
        arrangement([[3, 0], [0, 3], [3, 3]], [-1, -1, -2], SQUARE),
        6,
    )
    yield _case(
        "three lines almost through a third",
        arrangement([[1, 0], [0, 1], [1, 1]], [-1 / 3, -1 / 3, -nextafter(2 / 3, 1)], SQUARE),
        7,
    )
    for width in ("1e-9", "1e-30", TINY):
        thickness = Fraction(width)
        for n in (1, 2, 3):
            row = [1] + [0] * (n - 1)
            net = arrangement([row, row], [0, -thickness])
            yield _case(f"slab of width {width} in dimension {n}", net, 3)
    yield _case(
        "slab of width 1e-30 in a cell 1e-25 wide",
        arrangement(
            [[1, 1], [1, 1], [1, 1], [1, 1]],
            [
                0,
                -Fraction(1, 10**25),
                -Fraction(3, 10**26),
                -Fraction(3, 10**26) - Fraction(1, 10**30),
            ],
        ),
        5,
    )


def _weights_of_any_size():
    yield _case("weights 1e300 and 1e-300", arrangement([[1e300, 0], [0, 1e-300]], [0, 0]), 4)
    yield _case(
        "weights 1e300 beside 1e-300",
        arrangement([[1e300, 1e-300], [1e-300, 1e300], [1e300, 0]], [0, 0, 0]),
        6,
    )
    yield _case("a breakpoint at 1e600", arrangement([[1e-300], [1]], [-1e300, 0]), 3)
    yield _case(
        "a breakpoint at 1e600, outside", arrangement([[1e-300]], [-1e300], box([-1], [1])), 1
    )
    vast = 10**400
    slanted = [[1, vast, 0], [0, Fraction(1, vast), 1], [1, 1, Fraction(1, vast)]]
    yield _case("planes whose cells have values beyond floats", arrangement(slanted, None), 8)
    yield _case("the least binary number", arrangement([[TINY, TINY]], [TINY], SQUARE), 2)
    yield _case("the least binary number inside", arrangement([[2 * TINY, 0]], [TINY], SQUARE), 2)


def _coincident_hyperplanes():
    yield _case("the same unit three times", arrangement([[1, 2]] * 3, [1] * 3, SQUARE), 2)
    yield _case(
        "scaled and opposite units",
        arrangement([[1, 2], [Fraction(1, 3), Fraction(2, 3)], [-5, -10]], [1, "1/3", -5]),
        2,
    )
    yield _case(
        "a pair that is affine together",
        Network([Layer([[1], [-1]]), Layer([[1, -1]], [0], "identity")]),
        2,
        1,
    )
    yield _case(
        "the same hyperplane in two layers",
        Network([Layer([[1], [-1]]), Layer([[1, -1]], [0]), Layer([[1]], [0], "identity")]),
        2,
    )
    yield _case(
        "a later unit that leaves zero where the earlier one does",
        Network([Layer([[1, 1]]), Layer([[1], [2]]), Layer([[1, 1]], [0], "identity")], SQUARE),
        2,
    )
    yield _case(
        "hyperplanes that coincide in one cell only",
        Network(
            [
                Layer([[1, 0], [0, 1]], [0, 0], "relu"),
                Layer([[1, 1], [0, 1]], [-1, -1]),
                Layer([[1, 2]], [0], "identity"),
            ]
        ),
        # The quadrants are cut by x = 1 (x > 0 > y), y = 1 twice (x < 0 < y), and x + y = 1 and
        # y = 1 (x, y > 0); where x, y > 0 these meet on the boundary only.
        1 + 2 + 2 + 3,
        # Nothing passes below the lines, where the output vanishes.
        1 + 1 + 2 + 1,
    )


def _hyperplanes_of_the_domain():
    yield _case("lines on the sides", arrangement(CROSS, [-1, 1], SQUARE), 1)
    yield _case(
        "lines on the sides and through the middle",
        arrangement([*CROSS, [1, 0]], [-1, 1, 0], SQUARE),
        2,
    )
    yield _case("the diagonal of a square", arrangement([[1, -1]], [0], SQUARE), 2)
    yield _case(
        "both diagonals and both axes", arrangement([*CROSS, [1, 1], [1, -1]], [0] * 4, SQUARE), 8
    )
    yield _case(
        "a line through one vertex of a simplex",
        arrangement([[1, 1]], [0], simplex(2)),
        1,
    )
    yield _case(
        "the facets of a simplex and its median",
        arrangement([[1, 0], [0, 1], [1, 1], [1, -1]], [0, 0, -1, 0], simplex(2)),
        2,
    )
    yield _case("a rotated square", arrangement([*CROSS, [1, 1]], [0, 0, 0], DIAMOND), 6)
    redundant = HPolytope(2, [*SQUARE.rows, (1, 1, 2), (1, 1, 5), (1, 0, 7), (-2, 1, 3)])
    yield _case("redundant rows, some tight", arrangement([*CROSS, [1, 1]], [0] * 3, redundant), 6)
    yield _case("a cone", arrangement([[1, 1], [1, -1], [1, 0]], [-1, 0, 0], QUADRANT), 4)
    yield _case("a halfplane", arrangement(CROSS, [0, 0], HPolytope(2, [(1, 1, 0)])), 3)
    yield _case("a strip", arrangement(CROSS, [0, 0], HPolytope(2, [(1, 0, 1), (-1, 0, 0)])), 2)
    yield _case(
        "a thin oblique sliver",
        arrangement([[1, 0]], [0], HPolytope(2, [(1, 10**20, 1), (-1, -(10**20), 1), (1, 0, 9)])),
        2,
    )
    yield _case(
        "far off the origin", arrangement([[1]], [-(10**30)], box([10**30 - 1], [10**31])), 2
    )
    yield _case(
        "a tetrahedron",
        arrangement([[1, -1, 0], [0, 1, -1], [1, 0, -1]], [0] * 3, simplex(3)),
        6,
    )


def _all_kinds_of_layers():
    one = Layer([[1]], [0], "identity")
    yield _case("no hidden layer", Network([Layer([[1, 2]], [3], "identity")]), 1)
    yield _case("no hidden layer, several outputs", Network([Layer(CROSS, [0, 1], "identity")]), 1)
    yield _case("only identity layers", Network([Layer(CROSS, None, "identity")] * 3, SQUARE), 1)
    yield _case("a last layer with ReLU", Network([Layer(CROSS, [0, 0])]), 4)
    yield _case(
        "a last layer with one ReLU", Network([Layer(CROSS, [0, 0], ["relu", "identity"])]), 2
    )
    yield _case(
        "activations per unit",
        Network(
            [
                Layer([[1], [1]], [0, 0], ["relu", "identity"]),
                Layer([[2, -1]], [0]),  # |x|
                one,
            ]
        ),
        2,
    )
    yield _case(
        "identity layers between",
        Network(
            [
                Layer([[2]], [1], "identity"),
                Layer([[1], [-1]], [0, 0]),
                Layer([[1, 1]], [-1], "identity"),
                Layer([[1]], [0]),
                one,
            ]
        ),
        4,
        3,
    )
    yield _case("constant units", arrangement([[0, 0], [0, 0], [1, 0]], [1, -1, 0]), 2)
    yield _case("a unit that is zero", arrangement([[0, 0], [0, 0]], [0, 0], SQUARE), 1)
    yield _case(
        "a dead layer", Network([Layer([[1]], [-5]), Layer([[3]], [1]), one], box([0], [1])), 1
    )
    yield _case(
        "a layer dead in one half",
        Network([Layer([[1], [1]], [0, -1]), Layer([[1, -2]], [0]), one]),
        # breakpoints 0 and 1 of the first layer, 2 of the second, which stays 0 afterwards
        4,
        4,
        3,
    )
    yield _case(
        "an output that ignores a unit",
        Network([Layer(CROSS), Layer([[1, 0]], [0], "identity")]),
        4,
        2,
    )
    yield _case(
        "several outputs tell regions apart",
        Network([Layer(CROSS), Layer([[1, 0], [0, 1]], [0, 0], "identity")]),
        4,
    )
    yield _case(
        "a constant output", Network([Layer(CROSS), Layer([[0, 0]], [1], "identity")]), 4, 1
    )
    yield _case(
        "a bent second hyperplane",
        Network([Layer(CROSS), Layer([[1, 1]], [-1]), one]),
        # x+ + y+ = 1 cuts three of the four quadrants; the function is 0 below it
        7,
        4,
    )
    yield _case(
        "bias-free in three dimensions", arrangement([[1, 0, 0], [0, 1, 0], [0, 0, 1]], None), 8
    )


def _deep_windows():
    def window(network, index, parts):
        low = [Fraction(i, parts) for i in index]
        return network.with_domain(box(low, [x + Fraction(1, parts) for x in low]))

    for k in (0, 2**55, 2**56 - 1, 12345678901234567 % 2**56):
        yield _case(f"montufar(1, 2, 60) at {k}", window(montufar(1, 2, 60), [k], 2**56), 8)
    for k in (0, 3**27 - 1, 3**26 + 1):
        yield _case(f"montufar(1, 3, 30) at {k}", window(montufar(1, 3, 30), [k], 3**27), 9)
    net = window(montufar(2, 4, 30), [2**26 + 1, 5], 2**27)
    # On the window the function is h(x) + h(y), each a tooth of four branches.
    yield _case("montufar(2, 4, 30) in a window", net, 16, 16, 12)
    third = window(montufar(1, 2, 60), [Fraction(2**56, 3)], 2**56)
    yield _case("montufar(1, 2, 60) on a window that ends on no breakpoint", third, 9)


AWKWARD = (
    *_near_hyperplanes(),
    *_weights_of_any_size(),
    *_coincident_hyperplanes(),
    *_hyperplanes_of_the_domain(),
    *_all_kinds_of_layers(),
    *_deep_windows(),
)
"""All of them."""
