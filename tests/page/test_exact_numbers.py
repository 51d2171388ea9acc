"""What the page computes of each region, in the browser's integers, equals what Python computes."""

from fractions import Fraction

import pytest

import polyregions as pr
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import sampled
from tests.helpers.data import NETWORKS, golden_cases, golden_network
from tests.helpers.extras import require_packages, require_programs
from tests.page.exact_regions import description, unordered

require_packages("selenium")
require_programs("chromium", "chromedriver")

PLANE = [case for case in AWKWARD if case.network.inputs == 2]
GOLDEN = [case for case in golden_cases() if case["n0"] == 2]


def same_as_python(page, cells, indices):
    shown = page.script("return arguments[0].map((i) => polyregions.describe(i))", indices)
    for index, found in zip(indices, shown, strict=True):
        assert unordered(found) == description(cells[index])


@pytest.mark.parametrize("case", sampled(PLANE, 3), ids=str)
def test_awkward_networks(open_page, case):
    cells = pr.regions(case.network)
    page = open_page(cells)
    names = ("proper_activation", "open_connected", "affine")
    assert page.counts == {name: getattr(case, name) for name in names}
    same_as_python(page, cells, list(range(len(cells))))


@pytest.mark.parametrize("case", GOLDEN[::3], ids=lambda case: case["name"])
def test_golden_networks(open_page, case):
    cells = pr.regions(golden_network(case))
    page = open_page(cells)
    assert page.counts == {name: case["counts"][name] for name in page.counts}
    same_as_python(page, cells, list(range(len(cells))))


def test_a_trained_network(open_page):
    """Numbers of hundreds of digits."""
    cells = pr.regions(pr.read_network(NETWORKS / "flower_2d_2x50.json"))
    page = open_page(cells)
    same_as_python(page, cells, list(range(0, len(cells), 40)))


def test_rational_parameters_and_several_outputs(open_page):
    layers = [
        pr.Layer([["1/3", "2/7"], ["-5/11", 1], [0, "1/13"]], ["1/2", 0, "-1/9"]),
        pr.Layer([[1, "-1/17", 2], ["1/19", 1, 1]], ["1/4", 0], ["identity", "relu"]),
        pr.Layer([[1, "1/23"], [0, 1], [-1, 1]], [0, "1/5", 0], ["identity", "relu", "identity"]),
    ]
    cells = pr.regions(pr.Network(layers), [[-3, 3], ["-7/2", 4]])
    same_as_python(open_page(cells), cells, list(range(len(cells))))


def test_the_areas_add_up(open_page):
    net = pr.he_random((2, 8, 8, 1), seed=5)
    page = open_page(net.with_domain([[-2, 1], [0, "1/3"]]))
    areas = page.script(
        "return Array.from({ length: polyregions.count }, (_, i) => polyregions.describe(i).area)"
    )
    assert sum(map(Fraction, areas)) == 1


def test_a_vertex_beyond_floats(open_page):
    """A strip that ends at height 10**400: bounded, whatever floats can say of it."""
    layer = pr.Layer([[1, 0], [1, 0], [0, 1], [0, 1]], [0, -1, 0, -(10**400)])
    cells = pr.regions(pr.Network([layer]))
    page = open_page(cells)
    same_as_python(page, cells, list(range(len(cells))))
    strip = page.region_at(0.5, 1e9)
    assert page.describe(strip)["area"] == str(10**400)
