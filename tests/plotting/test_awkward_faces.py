"""Every awkward network has pictures of its faces, level sets and definitions, with no warning."""

from tests.helpers.extras import require_packages

require_packages("matplotlib", "plotly")

import matplotlib
import pytest
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg

import polyregions as pr
from polyregions.plotting import (
    plot_definitions,
    plot_faces,
    plot_faces_3d,
    plot_level_set,
    plot_level_set_3d,
)
from polyregions.plotting.faces import face_entries
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each, sampled

matplotlib.use("Agg")


def constant(inputs, value, domain=None):
    return pr.Network([pr.Layer([[0] * inputs], [value], "identity")], domain)


def kink(inputs):
    """Return relu(x_0), along whose other inputs nothing changes."""
    hidden = pr.Layer([[1] + [0] * (inputs - 1)])
    return pr.Network([hidden, pr.Layer([[1]], None, "identity")])


def awkward(inputs):
    own = [
        *(constant(inputs, value) for value in (0, 1)),
        *(constant(inputs, value, [[-1, 1]] * inputs) for value in (0, 1)),
        kink(inputs),
    ]
    known = [
        pytest.param(case.network, id=case.name)
        for case in AWKWARD
        if case.network.inputs == inputs
    ]
    return [*own, *sampled(known, 18)]


WARNINGS_ARE_ERRORS = pytest.mark.filterwarnings(
    "error",
    "ignore::DeprecationWarning",  # older versions of matplotlib call what is deprecated
)


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def drawn(figure):
    FigureCanvasAgg(figure).draw()
    pyplot.close(figure)
    return True


@WARNINGS_ARE_ERRORS
@each("net", awkward(2), size=10)
def test_plane_networks(net):
    cells = pr.regions(net)
    ax = plot_faces(cells)
    assert legend(ax) == face_entries(cells.face_lattice)
    assert drawn(ax.figure)
    ax = plot_level_set(cells)
    above = ", ".join(map(str, cells.topology().betti_numbers))
    assert legend(ax)[0].endswith(f"> 0: b = ({above})")
    assert drawn(ax.figure)
    figure = plot_definitions(cells)
    assert [ax.get_title().split(", ")[0] for ax in figure.axes] == [
        f"{number} {name}: {cells.count(number)}" for number, name in enumerate(NAMES, start=1)
    ]
    assert drawn(figure)


NAMES = [
    "activation",
    "proper activation",
    "convex",
    "open connected",
    "closed connected",
    "affine",
]


@WARNINGS_ARE_ERRORS
@each("net", awkward(3), size=10)
def test_networks_in_space(net):
    cells = pr.regions(net)
    for ax in (plot_faces(cells), plot_level_set(cells)):
        assert drawn(ax.figure)
    names = [trace.name for trace in plot_faces_3d(cells).data]
    assert names == [name for name in face_entries(cells.face_lattice) if name in names]
    above = ", ".join(map(str, cells.topology().betti_numbers))
    title = plot_level_set_3d(cells).layout.title.text
    assert title.startswith(("F", "F_0"))
    assert f"> 0: b = ({above})" in title
