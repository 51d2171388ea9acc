"""Pointing at regions and pinning them."""

import pytest

import polyregions as pr
from tests.helpers.extras import require_packages, require_programs
from tests.page.exact_regions import area_text, vertex_texts

require_packages("selenium")
require_programs("chromium", "chromedriver")

SQUARE = pr.box([-1, -1], [1, 1])


@pytest.fixture(scope="module")
def cells():
    """A complex in which activation regions and linear regions differ."""
    found = pr.regions(pr.he_random((2, 8, 4, 2), seed=1), SQUARE)
    assert len(found) > found.count()
    return found


@pytest.fixture
def page(open_page, cells):
    return open_page(cells)


def inside(region):
    return [float(x) for x in region.interior_point]


def shown_numbers(page, selector):
    return page.attributes(f"{selector} .exact", "data-exact")


def same_as(page, region):
    """Everything in the panel is what Python says."""
    assert page.attributes(".bits", "data-pattern") == [str(region.pattern)]
    found = region.affine_map
    rows = [(*row, bias) for row, bias in zip(found.weights, found.bias, strict=True)]
    assert shown_numbers(page, ".map") == [str(number) for row in rows for number in row]
    assert shown_numbers(page, "#area") == [area_text(region.polytope)]
    vertices = [text.split() for text in page.attributes("[data-vertex]", "data-vertex")]
    assert sorted(vertices) == sorted(vertex_texts(region))
    neighbours = page.attributes(".neighbour", "data-region")
    assert sorted(map(int, neighbours)) == sorted(n.index for n in region.neighbours)
    titles = [heading.text for heading in page.find_all("#details h3")]
    assert f"{len(vertices)} vertices" in titles
    assert f"{len(neighbours)} neighbour{'s' * (len(neighbours) != 1)}" in titles


def test_nothing_is_requested(page):
    # The browser's own new tab may still be busy.
    own = [address for address in page.requests() if not address.startswith(("chrome:", "data:"))]
    assert len(own) == 1
    assert own[0].startswith("file://")


def test_hovering(page, cells):
    assert "Point at a region" in page.text("#details")
    for region in cells[0], cells[17], cells[58]:
        page.hover(*inside(region))
        assert page.hovered == region.index
        assert page.pinned == -1
        assert f"Activation region {region.index}" in page.text("#details h2")
        same_as(page, region)


def test_the_value_at_the_pointer(page, cells):
    x = [0.25, 0.5]
    page.hover(*x)
    place, _, values = page.text("#position").partition(", f(x) \u2248 ")
    at = [float(number) for number in place.removeprefix("x = ").strip("()").split(", ")]
    assert at == pytest.approx(x, abs=0.01)
    shown = [float(number) for number in values.strip("()").split(", ")]
    assert shown == pytest.approx(cells.network(at).tolist(), rel=1e-2)


def test_pinning(page, cells):
    region, elsewhere = cells[20], cells[3]
    page.click(*inside(region))
    assert page.pinned == region.index
    assert sorted(page.neighbours) == sorted(n.index for n in region.neighbours)
    page.hover(*inside(elsewhere))
    assert page.hovered == elsewhere.index
    same_as(page, region)
    assert f"Activation region {region.index} pinned" in page.script(
        "return document.getElementById('announcement').textContent"
    )
    page.press("\ue00c")  # Escape
    assert page.pinned == -1
    assert page.neighbours == []


def test_marks_are_painted(page, cells):
    region = cells[20]
    painted = (
        "const { width, height } = document.getElementById('marks');"
        "const copy = new OffscreenCanvas(width, height).getContext('2d');"
        "copy.drawImage(document.getElementById('marks'), 0, 0);"
        "const { data } = copy.getImageData(0, 0, width, height);"
        "let sum = 0; for (let k = 3; k < data.length; k += 4) sum += data[k] > 0; return sum"
    )
    assert page.script(painted) == 0
    page.hover(*inside(region))
    hovered = page.script(painted)
    page.click(*inside(region))
    assert page.script(painted) > hovered > 0
    page.find("#unpin").click()
    page.script("document.getElementById('marks').dispatchEvent(new Event('blur'))")
    page.settle()
    assert page.script(painted) == 0


def test_a_click_outside_unpins(page, cells):
    page.click(*inside(cells[20]))
    page.click(-1.05, 1.05)
    assert page.pinned == -1
    assert page.hovered == -1


def test_walking_to_a_neighbour(page, cells):
    page.click(*inside(cells[20]))
    target = page.find(".neighbour")
    index = int(target.get_attribute("data-region"))
    target.click()
    page.settle()
    assert page.pinned == index
    same_as(page, cells[index])


def test_units_on_the_facets_are_named(page, cells):
    region = cells[20]
    page.click(*inside(region))
    shown = {
        int(row.find_element("css selector", "button").get_attribute("data-region")): row.text
        for row in page.find_all(".neighbours li")
    }
    for facet in region.facets:
        if facet.neighbour is not None:
            for layer, unit in facet.units:
                assert f"unit {unit + 1} of layer {layer + 1}" in shown[facet.neighbour]


def test_long_numbers_open_at_a_click(page, cells):
    region = cells[20]
    page.click(*inside(region))
    number = page.find(".map .digits")
    exact = str(region.affine_map.weights[0][0])
    assert len(exact) > 12
    assert number.text != exact
    assert len(number.text) <= 12
    decimal = float(page.text(".map .decimal").split()[1])
    assert decimal == pytest.approx(float(region.affine_map.weights[0][0]), rel=1e-5)
    number.click()
    assert number.text == exact
    assert number.get_attribute("aria-expanded") == "true"
    number.click()
    assert len(number.text) <= 12


def test_the_state_can_only_be_read(page):
    from selenium.common.exceptions import JavascriptException

    for assignment in ("polyregions.pinned = 3", "window.polyregions = null"):
        with pytest.raises(JavascriptException, match="only"):
            page.script(f"'use strict'; {assignment}")
