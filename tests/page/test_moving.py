"""Panning, zooming, the keyboard, fingers, and domains without end."""

import numpy as np
import pytest

import polyregions as pr
from tests.helpers.extras import require_packages, require_programs

require_packages("selenium")
require_programs("chromium", "chromedriver")

SQUARE = pr.box([-1, -1], [1, 1])


@pytest.fixture(scope="module")
def cells():
    return pr.regions(pr.he_random((2, 8, 4, 2), seed=1), SQUARE)


@pytest.fixture
def page(open_page, cells):
    return open_page(cells)


def finds_regions(page, cells, points):
    """Hovering a point shows the region whose pattern the network has there."""
    for x, y in points:
        page.hover(x, y)
        shown = page.attributes(".bits", "data-pattern")
        assert shown == [str(cells.network.pattern([x, y]))]


def width(view):
    left, _, right, _ = view
    return right - left


def test_the_whole_domain_is_shown_first(page):
    left, bottom, right, top = page.view
    assert left < -1 < 1 < right
    assert bottom < -1 < 1 < top
    assert top - bottom < 2.3


def test_the_wheel_zooms_at_the_pointer(page, cells):
    before = width(page.view)
    place = page.script("return polyregions.toClient(0.5, 0.25)")
    for _ in range(4):
        page.wheel(0.5, 0.25, -400)
    assert width(page.view) < before / 8
    # The pointer moves by whole pixels.
    assert page.script("return polyregions.toClient(0.5, 0.25)") == pytest.approx(place, abs=25)
    finds_regions(page, cells, [(0.5, 0.25), (0.51, 0.24), (0.48, 0.26)])
    page.choose("#reset")
    assert width(page.view) == before


def test_dragging_pans(page, cells):
    page.drag(0, 0, 90, -60)
    left, bottom, right, top = page.view
    scale = (right - left) / page.find("#marks").size["width"]
    assert (left + right) / 2 == pytest.approx(-90 * scale, abs=2 * scale)
    assert (bottom + top) / 2 == pytest.approx(-60 * scale, abs=2 * scale)
    assert page.pinned == -1  # a drag is no click
    finds_regions(page, cells, [(-0.5, 0.5), (0.3, 0.1)])


def test_buttons(page):
    before = page.view
    page.choose("#zoom-in")
    assert width(page.view) == pytest.approx(width(before) / 1.5)
    page.choose("#zoom-out")
    assert page.view == pytest.approx(before)


def test_the_keyboard(page, cells):
    before = page.view
    right_arrow, left_arrow, up_arrow, enter, escape = "\ue014\ue012\ue013\ue007\ue00c"
    page.press(right_arrow)
    assert page.view[0] > before[0]
    page.press(left_arrow)
    assert page.view == pytest.approx(before)
    page.press("+", "+", up_arrow)
    left, bottom, right, top = page.view
    assert width(page.view) == pytest.approx(width(before) / 1.5**2)
    centre = [(left + right) / 2, (bottom + top) / 2]
    here = cells.find(cells.network.pattern(centre)).index
    assert page.hovered == here
    page.press(enter)
    assert page.pinned == here
    page.press(escape)
    assert page.pinned == -1
    page.press("-", "-", "0")
    assert page.view == before


def test_all_controls_are_reached_by_the_keyboard(page):
    tab = "\ue004"
    names = []
    page.find("#marks").send_keys(tab)
    for _ in range(12):
        active = page.driver.switch_to.active_element
        names.append(active.get_attribute("id") or active.get_attribute("name"))
        active.send_keys(tab)
    for name in ("zoom-in", "zoom-out", "reset", "query", "definition", "all-layers", "boundary"):
        assert name in names


def test_zooming_has_limits(page, cells):
    for _ in range(80):
        page.script("document.getElementById('zoom-in').click()")
    page.settle()
    nearest = width(page.view)
    assert 0 < nearest < 1e-6
    assert page.script("return polyregions.regionAt(...arguments[0])", page.view[:2]) >= 0
    for _ in range(200):
        page.script("document.getElementById('zoom-out').click()")
    page.settle()
    assert 1e3 < width(page.view) < 1e9
    page.choose("#reset")
    finds_regions(page, cells, [(0.1, 0.2)])


def test_a_region_that_cannot_be_seen_is_brought_into_view(page, cells):
    smallest = min(cells, key=lambda region: region.volume)
    page.search(str(smallest.pattern))
    page.press("\ue007", on="#query")
    left, bottom, right, top = page.view
    for x, y in smallest.vertices:
        assert left < x < right
        assert bottom < y < top
    page.hover(*map(float, smallest.interior_point))
    assert page.hovered == smallest.index


def test_touch(page, cells):
    region = cells[20]
    x, y = page.script(
        "return polyregions.toClient(...arguments[0])", [*map(float, region.interior_point)]
    )
    touch(page, "touchStart", (x, y))
    touch(page, "touchEnd")
    page.settle()
    assert page.pinned == region.index
    before = width(page.view)
    touch(page, "touchStart", (300, 400), (400, 400))
    for step in range(1, 6):
        touch(page, "touchMove", (300 - 10 * step, 400), (400 + 10 * step, 400))
    touch(page, "touchEnd")
    page.settle()
    assert width(page.view) == pytest.approx(before / 2, rel=0.05)
    assert page.pinned == region.index  # a pinch is no tap
    left = page.view[0]
    touch(page, "touchStart", (300, 400))
    touch(page, "touchMove", (350, 400))
    touch(page, "touchMove", (400, 400))
    touch(page, "touchEnd")
    page.settle()
    assert page.view[0] < left


def touch(page, kind, *points):
    places = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
    page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


# Without end


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_an_unbounded_domain(open_page, seed):
    cells = pr.regions(pr.he_random((2, 5, 5, 1), seed=seed))
    page = open_page(cells)
    random = np.random.default_rng(seed)
    for reach in (1, 100, 10**6, 10**12):
        for point in (reach * random.normal(size=(20, 2))).tolist():
            assert page.region_at(*point) == cells.find(cells.network.pattern(point)).index


@pytest.mark.parametrize("seed", [0, 1])
def test_the_plane_is_painted_everywhere(open_page, seed):
    page = open_page(pr.he_random((2, 5, 5, 1), seed=seed))
    for clicks in (0, 12, 12):
        for _ in range(clicks):
            page.script("document.getElementById('zoom-out').click()")
        page.settle()
        left, bottom, right, top = page.view
        paper = [255, 255, 255]
        for x in np.linspace(left, right, 9)[1:-1]:
            for y in np.linspace(bottom, top, 9)[1:-1]:
                assert page.color_at(float(x), float(y)) != paper


@pytest.mark.parametrize(
    "layer",
    [
        pr.Layer([[1, 0]]),
        pr.Layer([[1, 0], [1, 0]], [0, -1]),
        pr.Layer([[1, 1], [1, -1]]),
        pr.Layer([[0, 0]]),
        pr.Layer([[1, 2]], None, "identity"),
    ],
    ids=["half-planes", "a strip", "quadrants", "the plane", "no ReLU unit"],
)
def test_simple_unbounded_regions(open_page, layer):
    cells = pr.regions(pr.Network([layer]))
    page = open_page(cells)
    for x in (-7, 0.5, 9):
        for y in (-8, 0.25, 6):
            expected = cells.find(cells.network.pattern([x, y])).index
            assert page.region_at(x, y) == expected
    page.click(0.5, 0.25)
    assert page.text("#area") == "unbounded"
