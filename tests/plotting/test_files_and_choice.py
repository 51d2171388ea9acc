"""One function for all dimensions, pictures in files, and what notebooks show."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import re
import subprocess
import sys
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

import polyregions as pr
from polyregions.errors import (
    InvalidDomainError,
    InvalidNetworkError,
    PolyregionsError,
    UnknownOptionError,
)
from polyregions.plotting import PALETTE, plot, write_html, write_picture
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled

matplotlib.use("Agg")

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _closed_figures():
    from matplotlib import pyplot

    yield
    pyplot.close("all")


# One function


def test_the_picture_suits_the_number_of_inputs():
    from matplotlib import pyplot
    from plotly.graph_objects import Figure

    line = plot(pr.montufar(1, 2, 3))
    assert [text.get_text() for text in line.get_legend().get_texts()] == [
        "layer 1: 1",
        "layer 2: 2",
    ]
    plane = plot(pr.regions(pr.montufar(2, 4, 2)))
    assert len(plane.collections[0].get_paths()) == 4
    space = plot(pr.montufar(3, 6, 2), color="volume")
    assert isinstance(space, Figure)
    assert "8 linear regions" in space.layout.title.text
    _, ax = pyplot.subplots()
    assert plot(pr.montufar(3, 6, 2), ax) is ax
    assert len(ax.collections[-1].get_paths()) == 24


def test_the_title_counts():
    merged = pr.Network(
        [pr.Layer([[1], [-1]]), pr.Layer([[1, -1]], None, "identity")], name="$x$_1^"
    )
    ax = plot(merged)
    assert ax.get_title() == "$x$_1^\n1 linear region (2 activation regions)"
    ax.figure.canvas.draw()  # the name is no formula
    unnamed = plot(pr.Network([pr.Layer([[1, 0]])]))
    assert unnamed.get_title() == "2 linear regions"
    long = plot(pr.Network([pr.Layer([[1, 0]])], name="word " * 100))
    assert len(long.get_title().splitlines()[0]) <= 60


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(InvalidDomainError, match=r"4 inputs.*restrict"):
        plot(pr.he_random((4, 3, 1)))
    with pytest.raises(InvalidNetworkError, match="is no network: give one"):
        plot([1])


# Domains 2**-40 and less as wide as they are far from zero.
TOO_NARROW = {
    "montufar(1, 2, 60) on a window that ends on no breakpoint",
    *(f"montufar(1, 2, 60) at {k}" for k in (2**55, 2**56 - 1, 12345678901234567)),
    *(f"montufar(1, 3, 30) at {k}" for k in (3**27 - 1, 3**26 + 1)),
}


@each("case", sampled(AWKWARD, 3), ids=str, size=20)
def test_awkward_networks_are_drawn_or_refused_with_a_reason(case):
    cells = pr.regions(case.network)
    if case.name in TOO_NARROW:
        with pytest.raises(InvalidDomainError, match="too narrow or too far out for binary floats"):
            plot(cells)
        return
    if case.network.inputs == 3:
        assert f"{cells.count():,} linear region" in plot(cells).layout.title.text
        return
    ax = plot(cells)
    ax.figure.set_layout_engine("none")  # it draws the text again and again
    ax.figure.canvas.draw()
    assert f"{cells.count():,} linear region" in ax.get_title()


# Files


@pytest.mark.parametrize("suffix", [*sampled(["png", "svg", "pdf"], 3), "PNG"])
def test_pictures_are_written_and_equal(tmp_path, suffix):
    paths = [tmp_path / f"{k}.{suffix}" for k in (0, 1)]
    for path in paths:
        write_picture(plot(pr.montufar(2, 4, 3), color="area").figure, path)
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    assert first.startswith(
        {"p": b"\x89PNG", "s": b"<?xml", "d": b"%PDF"}[
            {"pdf": "d"}.get(suffix.lower(), suffix[0].lower())
        ]
    )


def test_nothing_is_cut_off(tmp_path):
    ax = plot(pr.regions(pr.he_random((2, 6, 6, 3), seed=1), [[-1, 1], [-1, 1]]), color="class")
    path = tmp_path / "a.png"
    write_picture(ax.figure, path, dpi=80)
    image = imread(path)[:, :, :3]
    for border in (image[:2], image[-2:], image[:, :2], image[:, -2:]):
        assert np.all(border == 1)
    assert image.shape[:2] == tuple(np.rint(ax.figure.get_size_inches()[::-1] * 80).astype(int))


def test_the_resolution(tmp_path):
    ax = plot(pr.montufar(2, 4, 2))
    for dpi in (50, 100):
        write_picture(ax.figure, tmp_path / f"{dpi}.png", dpi=dpi)
    small, large = (imread(tmp_path / f"{dpi}.png") for dpi in (50, 100))
    assert large.shape[0] == 2 * small.shape[0]


def test_html_is_whole(tmp_path):
    path = tmp_path / "a.html"
    write_html(plot(pr.montufar(3, 6, 2)), path)
    text = path.read_text(encoding="utf-8")
    assert "Plotly.newPlot" in text
    assert not re.search(r"<script[^>]+src=", text)


def test_unknown_suffixes_and_bad_places_are_refused(tmp_path):
    figure = plot(pr.montufar(2, 4, 2)).figure
    for name in ("a.jpg", "a", "a.html", "png"):
        with pytest.raises(UnknownOptionError, match=r"\.png"):
            write_picture(figure, tmp_path / name)
    with pytest.raises(PolyregionsError, match="cannot be written"):
        write_picture(figure, tmp_path / "no" / "a.png")
    assert not list(tmp_path.iterdir())


def test_a_failed_picture_leaves_the_older_file(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"older")
    figure = plot(pr.montufar(2, 4, 2)).figure
    figure.axes[0].set_xlabel("$\\nonsense{$")
    with pytest.raises(ValueError, match="nonsense"):
        write_picture(figure, path)
    assert path.read_bytes() == b"older"
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


@pytest.mark.slow
def test_the_backend_of_the_user_stays():
    code = (
        "import matplotlib, polyregions as pr\n"
        "matplotlib.use('svg')\n"
        "import tempfile, os\n"
        "from polyregions.cli import main\n"
        "os.chdir(tempfile.mkdtemp())\n"
        "pr.write_network(pr.montufar(2, 4, 2), 'a.json')\n"
        "assert main(['plot', 'a.json', '-o', 'a.png', '--engine', 'lp']) == 0\n"
        "import sys\n"
        "print(matplotlib.get_backend(), 'matplotlib.pyplot' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "svg False"


def test_missing_packages_are_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "plotly", None)
    with pytest.raises(PolyregionsError, match=r"plotly is missing.*polyregions\[plot\]"):
        plot(pr.montufar(3, 3, 2))
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PolyregionsError, match=r"matplotlib is missing.*polyregions\[plot\]"):
        plot(pr.montufar(2, 4, 2))


# Notebooks


def svg_of(cells):
    return ElementTree.fromstring(cells._repr_svg_())


def polygons_of(svg):
    """Return the polygons of an SVG picture with their colours."""
    for path in svg.iter(f"{SVG}path"):
        for outline in path.get("d").rstrip("Z").split("Z"):
            points = [tuple(map(float, point.split())) for point in outline.lstrip("M").split("L")]
            yield path.get("fill"), np.array(points)


def test_a_complex_shows_its_partition_in_notebooks():
    cells = pr.regions(pr.montufar(2, 6, 3))
    svg = svg_of(cells)
    drawn = list(polygons_of(svg))
    assert len(drawn) == 81
    assert {color for color, _ in drawn} <= set(PALETTE)
    side = float(svg.get("width"))
    areas = [
        abs(np.sum(p[:, 0] * np.roll(p[:, 1], -1) - p[:, 1] * np.roll(p[:, 0], -1))) / 2
        for _, p in drawn
    ]
    np.testing.assert_allclose(areas, side**2 / 81, rtol=1e-3)
    assert svg.find(f"{SVG}title").text == "81 linear regions, 81 activation regions"
    html = cells._repr_html_()
    assert "81 linear regions, 81 activation regions" in html
    assert "<svg" in html


def test_neighbours_differ_in_notebooks_too():
    cells = pr.regions(pr.montufar(2, 4, 3))
    color_at = {}
    for color, points in polygons_of(svg_of(cells)):
        x, y = points.mean(axis=0) / 420 * 4
        color_at[int(x), int(y)] = color
    assert len(color_at) == 16
    for (x, y), color in color_at.items():
        assert color != color_at.get((x + 1, y))
        assert color != color_at.get((x, y + 1))


def test_complexes_without_a_picture_show_their_counts(monkeypatch):
    for cells in (
        pr.regions(pr.montufar(1, 2, 2)),
        pr.regions(pr.montufar(3, 3, 2)),
        pr.regions(pr.Network([pr.Layer([[1, 0]])]), pr.box([10**30, 0], [10**30 + 1, 1])),
    ):
        assert cells._repr_svg_() is None
        assert "<svg" not in cells._repr_html_()
        assert "activation region" in cells._repr_html_()
    monkeypatch.setattr("polyregions.complexes.representations.MOST_REGIONS", 3)
    monkeypatch.setattr("polyregions.drawing.notebook.MOST_REGIONS", 3)
    large = pr.regions(pr.montufar(2, 4, 2))
    assert large._repr_svg_() is None
    assert "4 activation regions" in large._repr_html_()


def test_a_network_shows_its_layers_in_notebooks():
    html = pr.montufar(2, 6, 3)._repr_html_()
    table = ElementTree.fromstring(re.search(r"<table>.*</table>", html)[0])
    rows = [[cell.text for cell in row] for row in table]
    assert rows[0] == ["layer", "inputs", "units", "activation", "parameters"]
    assert rows[1:] == [
        ["1", "2", "6", "relu", "18"],
        ["2", "6", "6", "relu", "42"],
        ["3", "6", "1", "identity", "7"],
    ]
    assert "2 inputs, 1 output, 12 ReLU units, 67 parameters" in html
    assert "claim: 81" in html


def test_names_are_escaped_and_long_things_cut():
    net = pr.Network([pr.Layer([[1], [1]], None, ["relu", "identity"])], name="<b>&")
    assert "&lt;b&gt;&amp;" in net._repr_html_()
    assert "1 identity, 1 relu" in net._repr_html_()
    deep = pr.montufar(1, 2, 20000)._repr_html_()
    assert "more …" in deep
    assert len(deep) < 5000
    assert "on all of R<sup>1</sup>" in net._repr_html_()
