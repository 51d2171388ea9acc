"""Searching, definitions, layers and the decision boundary."""

import re
from collections import Counter

import numpy as np
import pytest

import polyregions as pr
from polyregions.drawing.palettes import layer_colors
from tests.helpers.extras import require_packages, require_programs

require_packages("selenium")
require_programs("chromium", "chromedriver")

SQUARE = pr.box([-1, -1], [1, 1])
ENTER = "\ue007"


@pytest.fixture(scope="module")
def cells():
    return pr.regions(pr.he_random((2, 8, 4, 2), seed=1), SQUARE)


@pytest.fixture
def page(open_page, cells):
    return open_page(cells)


def inside(region):
    return [float(x) for x in region.interior_point]


# Searching


@pytest.mark.parametrize(
    ("query", "pattern"),
    [
        ("0", "0"),
        ("01", "01"),
        ("1?1", "1[01]1"),
        ("????????|1", r"[01]{8}\|1"),
        ("*|*1", r"[01]*\|[01]*1"),
        ("1*0|0", r"1[01]*0\|0"),
        ("1 *| 01", r"1[01]*\|01"),
        ("000000000000", "no such pattern"),
        ("|", "no such pattern"),
        ("********", "[01]+"),
        ("*1*1*1*1*1*1*1*1|", r"1{8}\|"),
        ("*1?1*|", r"[01]*1[01]1[01]*\|"),
        ("*01*10*|*0*", r"[01]*01[01]*10[01]*\|[01]*0"),
    ],
)
def test_search(page, cells, query, pattern):
    found = [r.index for r in cells if re.match(pattern, str(r.pattern))]
    page.search(query)
    assert page.matches == found
    assert page.text("#matches") == f"{len(found)} match{'es' * (len(found) != 1)}"


def test_a_whole_pattern_finds_its_region(page, cells):
    page.search(str(cells[33].pattern))
    assert page.matches == [33]
    page.press(ENTER, on="#query")
    assert page.pinned == 33


def test_enter_goes_from_match_to_match(page):
    page.search("1")
    found = page.matches
    for index in (found[0], found[1], found[2]):
        page.press(ENTER, on="#query")
        assert page.pinned == index


def test_search_by_number(page):
    page.search("#7")
    assert page.matches == [7]
    page.search("#5900")
    assert page.matches == []


def test_what_is_not_found_is_faint(page, cells):
    before = [page.color_at(*inside(cells[i])) for i in (0, 58)]
    page.search(str(cells[58].pattern))
    after = [page.color_at(*inside(cells[i])) for i in (0, 58)]
    assert after[1] == before[1]
    assert sum(after[0]) > sum(before[0])  # nearer to white
    page.search("")
    assert [page.color_at(*inside(cells[i])) for i in (0, 58)] == before
    assert page.matches is None


def test_a_malformed_query_is_explained(page):
    page.search("01a")
    assert "use 0, 1" in page.text("#matches")
    assert page.matches is None


# Definitions


def inner_lines(cells, labels):
    here, across = cells.adjacent_pairs
    return int(np.count_nonzero(labels[here] != labels[across]))


def labels_by(cells, name):
    return {
        "proper_activation": np.arange(len(cells)),
        "open_connected": cells.linear_region_labels,
        "affine": cells.affine_labels,
    }[name]


@pytest.mark.parametrize("name", ["proper_activation", "open_connected", "affine"])
@pytest.mark.parametrize("which", ["random", "ternary"])
def test_definitions(open_page, cells, name, which):
    complex = cells if which == "random" else pr.regions(pr.ternary(2, 12, 5, 1, "slim"))
    page = open_page(complex)
    page.choose(f"input[value={name}]")
    assert page.definition == name
    label = page.find(f"input[value={name}]").find_element("xpath", "..")
    assert label.text.split()[-1] == str(complex.count(name))
    labels = labels_by(complex, name)
    on_boundary = int(np.count_nonzero(complex.enumeration.facet_neighbours < 0))
    assert page.lines == inner_lines(complex, labels) + on_boundary
    groups = page.script(
        "return Array.from({ length: polyregions.count }, (_, i) => polyregions.group(i))"
    )
    assert groups == labels.tolist()


def test_merged_regions_act_as_one(page, cells):
    labels = cells.linear_region_labels
    merged = next(k for k in range(cells.count()) if np.count_nonzero(labels == k) > 1)
    first, *others = np.flatnonzero(labels == merged).tolist()
    page.choose("input[value=open_connected]")
    page.click(*inside(cells[first]))
    assert f"Linear region {merged}" in page.text("#details h2")
    assert f"made of {len(others) + 1} activation regions" in page.text("#details .heading p")
    area = sum(cells[i].volume for i in (first, *others))
    assert page.attributes("#area .exact", "data-exact") == [str(area)]
    graph = cells.graph()
    shown = sorted(map(int, page.attributes(".neighbour", "data-group")))
    assert shown == sorted(graph[merged]) == sorted(page.neighbours)
    colors = np.array([page.color_at(*inside(cells[i])) for i in (first, *others)])
    # The lines near by are antialiased.
    assert np.max(np.ptp(colors, axis=0)) < 10


def test_the_vertices_of_a_merged_region(open_page):
    """max(x, 0) - max(-x, 0) = x: two half-squares make a square of four corners."""
    layers = [pr.Layer([[1, 0], [-1, 0], [0, 1]]), pr.Layer([[1, -1, 1]], None, "identity")]
    page = open_page(pr.Network(layers, SQUARE))
    page.choose("input[value=open_connected]")
    page.click(0.5, 0.5)
    corners = sorted(page.attributes("[data-vertex]", "data-vertex"))
    assert corners == ["-1 0", "-1 1", "1 0", "1 1"]
    assert page.attributes("#area .exact", "data-exact") == ["2"]


def test_a_merged_line_disappears(open_page):
    layers = [pr.Layer([[1, 0], [-1, 0], [0, 1]]), pr.Layer([[1, -1, 1]], None, "identity")]
    page = open_page(pr.Network(layers, SQUARE))
    line, beside = (0, 0.5), (0.2, 0.5)
    assert page.color_at(*line) != page.color_at(*beside)
    page.choose("input[value=open_connected]")
    assert page.color_at(*line) == page.color_at(*beside)


def test_many_regions_are_measured_when_asked(open_page):
    """A constant function has one linear region, of all activation regions."""
    hidden = pr.he_random((2, 8, 1), seed=2).layers[0]
    cells = pr.regions(pr.Network([hidden, pr.Layer([[0] * 8], [1], "identity")]), SQUARE)
    assert len(cells) > 24
    page = open_page(cells)
    page.choose("input[value=affine]")
    page.click(0, 0)
    assert page.find_all("#area") == []
    assert "area \u2248 4.0" in page.text("#details")
    next(b for b in page.find_all("#details button") if b.text.startswith("measure")).click()
    assert page.attributes("#area .exact", "data-exact") == ["4"]
    assert len(page.attributes("[data-vertex]", "data-vertex")) == 4


# Layers


def layer_counts(cells, labels):
    """Count the inner facets between classes by the layers whose units vanish on them."""
    apart = [
        facet
        for region in cells
        for facet in region.facets
        if facet.neighbour is not None
        and facet.neighbour > region.index
        and labels[region.index] != labels[facet.neighbour]
    ]
    return Counter(layer for facet in apart for layer in {layer for layer, _ in facet.units})


@pytest.mark.parametrize("name", ["proper_activation", "open_connected"])
def test_layers(page, cells, name):
    page.choose(f"input[value={name}]")
    counts = layer_counts(cells, labels_by(cells, name))
    shown = {
        int(node.get_attribute("data-layer")): int(node.text)
        for node in page.find_all("[data-layer]")
    }
    assert shown == counts
    everything = page.lines
    page.choose("#layers input[value='0']")
    assert page.layers == [1]
    # Facets on which units of both layers vanish stay.
    assert everything - counts[0] <= page.lines < everything
    page.choose("#no-layers")
    assert page.layers == []
    assert page.lines == np.count_nonzero(cells.enumeration.facet_neighbours < 0)
    page.choose("#all-layers")
    assert page.layers == [0, 1]
    assert page.lines == everything


def test_a_facet_of_two_layers_is_shown_with_either(open_page):
    """The second layer bends where the first one does."""
    layers = [pr.Layer([[1, 0], [-1, 0]]), pr.Layer([[1, -1]]), pr.Layer([[1]], None, "identity")]
    page = open_page(pr.Network(layers, SQUARE))
    assert page.attributes("[data-layer]", "textContent") == ["1", "1"]
    line, beside = (0, 0.5), (0.3, 0.5)
    for shown in (["0"], ["1"]):
        page.choose("#no-layers")
        assert page.color_at(*line)[0] > 150
        for layer in shown:
            page.choose(f"#layers .rows input[value='{layer}']")
        red, green, blue = page.color_at(*line)
        wanted = bytes.fromhex(layer_colors([0, 1])[int(shown[0])][1:])
        assert max(abs(a - b) for a, b in zip((red, green, blue), wanted, strict=True)) < 40
    assert page.color_at(*beside)[0] > 150


# The decision boundary


def is_dark(color):
    return max(color) < 90


def test_decision_boundary(open_page):
    """Two outputs x and y tie on the diagonal."""
    net = pr.Network([pr.Layer([[1, 0], [0, 1]], None, "identity")], SQUARE)
    page = open_page(net)
    assert "largest output" in page.text("#lines")
    for point in ((0.5, 0.5), (-0.75, -0.75), (0, 0)):
        assert is_dark(page.color_at(*point))
    assert not is_dark(page.color_at(0.5, -0.5))
    page.choose("#boundary")
    assert not is_dark(page.color_at(0.5, 0.5))


def test_the_sign_of_a_single_output(open_page):
    """On the whole plane: x - y is zero on a line without end."""
    page = open_page(pr.Network([pr.Layer([[1, -1]], None, "identity")]))
    assert "sign" in page.text("#lines")
    assert not is_dark(page.color_at(0, 0))
    page.choose("#boundary")
    assert is_dark(page.color_at(0, 0))
    _, bottom, right, _ = page.view
    assert is_dark(page.color_at(bottom * 0.98, bottom * 0.98))
    assert not is_dark(page.color_at(right * 0.9, bottom * 0.9))


def test_the_boundary_can_be_left_out(open_page):
    page = open_page(pr.he_random((2, 4, 2)), boundary=False)
    assert page.find_all("#boundary") == []
