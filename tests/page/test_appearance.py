"""Dark and light, wide and narrow, and names that try to break out."""

import itertools

import pytest

import polyregions as pr
from tests.helpers.extras import require_packages, require_programs

require_packages("selenium")
require_programs("chromium", "chromedriver")

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script> --> ]]>",
    "\"quotes' & ampersands; &lt;b&gt; ${document.title} $title",
    "Zo\u00eb \u7db2\u7d61 \u0634\u0628\u0643\u0629 \U0001f600 \u2028 \u2029",
    "null \0 and a surrogate \ud800 and an escape \x1b[31m",
    "long " * 200,
]


def small():
    return pr.regions(pr.he_random((2, 6, 4, 2), seed=1), [[-1, 1], [-1, 1]])


@pytest.fixture
def resized(driver):
    """Return a function that sets the size of the screen; afterwards it is as before."""

    def resize(width, height, ratio=1, mobile=False):
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": ratio, "mobile": mobile},
        )

    yield resize
    resize(1280, 800)


@pytest.fixture
def scheme(driver):
    """Return a function that makes the system light or dark; afterwards it is light."""

    def choose(value):
        features = [{"name": "prefers-color-scheme", "value": value}]
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    yield choose
    choose("light")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(open_page, name):
    cells = small()
    net = pr.Network(cells.network.layers, cells.domain, name=name)
    page = open_page(net)
    printable = "".join(c if c.isprintable() else "\ufffd" for c in f"Regions of {name}")
    assert page.script("return document.querySelector('h1').textContent") == printable
    assert page.count == len(cells)
    titled = open_page(cells, title=name)
    assert titled.script("return document.querySelector('h1').textContent") == printable[11:]


def test_dark_and_light(open_page, scheme):
    scheme("light")
    page = open_page(small())
    outside, inside = (-1.04, 1.04), (0.31, 0.22)
    light = page.color_at(*outside), page.color_at(*inside)
    assert light[0] == [255, 255, 255]
    scheme("dark")
    page.settle()
    dark = page.color_at(*outside), page.color_at(*inside)
    assert max(dark[0]) < 40
    assert sum(dark[1]) < sum(light[1])
    background = "return getComputedStyle(document.body).backgroundColor"
    assert page.script(background) == "rgb(20, 23, 28)"


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (1024, 600), (844, 390)])
def test_nothing_overlaps(open_page, resized, size):
    resized(*size)
    page = open_page(small())
    page.click(0.3, 0.2)
    assert page.script("return document.documentElement.scrollWidth") <= size[0]
    check_blocks(page, ["header", ".picture", ".side", "footer"])
    check_blocks(page, [".controls", "#details"])
    check_texts(page)


@pytest.mark.parametrize("size", [(390, 844), (320, 568)])
def test_on_a_phone(open_page, resized, size):
    resized(*size, ratio=2, mobile=True)
    page = open_page(small())
    page.click(0.3, 0.2)
    assert page.pinned >= 0
    assert page.script("return document.documentElement.scrollWidth") <= size[0]
    check_blocks(page, ["header", ".picture", ".controls", "#details", "footer"])
    check_texts(page)


def check_blocks(page, selectors):
    boxes = [page.find(selector).rect for selector in selectors]
    for a, b in itertools.combinations(boxes, 2):
        assert are_apart(a, b), (a, b)
    assert all(box["width"] > 100 and box["height"] > 20 for box in boxes)


def check_texts(page):
    """Pieces of text in the panel are apart, and within their columns."""
    rects = page.script(
        """
        const found = [];
        const walker = document.createTreeWalker(document.querySelector(".side"), 4);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          if (!node.textContent.trim()) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          const { x, y, width, height } = range.getBoundingClientRect();
          if (width && height) found.push({ x, y, width, height, text: node.textContent });
        }
        return found;
        """
    )
    side = page.find(".side").rect
    assert len(rects) > 30
    for a in rects:
        assert side["x"] <= a["x"]
        assert a["x"] + a["width"] <= side["x"] + side["width"] + 1
    for a, b in itertools.combinations(rects, 2):
        assert are_apart(a, b, slack=3), (a["text"], b["text"])


def are_apart(a, b, slack=0.5):
    return (
        a["x"] + a["width"] <= b["x"] + slack
        or b["x"] + b["width"] <= a["x"] + slack
        or a["y"] + a["height"] <= b["y"] + slack
        or b["y"] + b["height"] <= a["y"] + slack
    )


def test_everything_has_a_name(open_page):
    page = open_page(small())
    page.click(0.3, 0.2)
    nameless = page.script(
        """
        return [...document.querySelectorAll("button, input, canvas[tabindex], output")]
          .filter((node) => !(node.textContent.trim() || node.getAttribute("aria-label")
            || node.labels?.length || node.getAttribute("for")))
          .map((node) => node.outerHTML);
        """
    )
    assert nameless == []


def test_a_sharp_screen(open_page, resized):
    resized(700, 700, ratio=3)
    page = open_page(small())
    width = page.script("return document.getElementById('picture').width")
    assert width == 3 * page.find("#picture").rect["width"]
