"""Complexes in space to be turned with the mouse, by plotly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex, check_complex
from polyregions.drawing import PALETTE
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import graph_objects, matplotlib
from polyregions.plotting.painting import Colors
from polyregions.plotting.scenes import Scene, scene
from polyregions.plotting.space_figures import outline_trace, space_figure

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["plot_complex_3d"]

Floats = NDArray[np.float64]

_LIMIT = 2000
_LONGEST_PATTERN = 60
_COLORS_OF_A_BAR = 33
_MOST_TICKS = 8


def plot_complex_3d(
    complex: RegionComplex,
    *,
    color: Any = "region",
    output: int = 0,
    view: Any = None,
    shrink: float | None = None,
    limit: int = _LIMIT,
    label: str | None = None,
    cmap: Any = None,
    norm: Any = None,
    palette: Sequence[str] = PALETTE,
    title: str | None = None,
    axis_names: Sequence[str] | None = None,
) -> Figure:
    """Draw the regions of a network with three inputs as an interactive figure.

    It turns and zooms with the mouse; hovering shows the region, its pattern and its value.

    Parameters
    ----------
    complex
        A complex of three inputs.
    color, output, label, cmap, norm, palette
        As for :func:`polyregions.plotting.plot_complex_3d_static`.
    view
        The box ``[[lower, upper]] * 3`` to show; omitted: a bounded domain, else a box around most
        vertices.
    shrink
        By what share every region is shrunk towards its centre, so that the inner ones can be seen;
        0 draws the surface only. Omitted: some, if there are no more regions than ``limit``.
    limit
        The largest number of regions that are drawn apart: browsers slow down with many.
    title
        The title.
    axis_names
        The names of the three coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    plotly.graph_objects.Figure
        The figure; its method ``write_html`` makes a file that a browser shows.

    Raises
    ------
    InvalidDomainError, InvalidNumberError, UnknownOptionError
        If the complex has not three dimensions, the view is no box, a colouring has no meaning, or
        too many regions are to be drawn apart.
    PolyregionsError
        If plotly or matplotlib is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> figure = plot_complex_3d(pr.regions(pr.montufar(inputs=3, width=6, depth=2)))
    >>> len(figure.data[0].i)
    96
    """
    check_complex(complex)
    drawn = scene(complex, Colors(color, output, label, cmap, norm, palette), view, shrink, limit)
    objects = graph_objects()
    traces = [_faces(objects, drawn), outline_trace(drawn.points, drawn.table.offsets)]
    if drawn.painting.mappable is not None and drawn.painting.values is not None:
        label = drawn.painting.values.label
        traces.append(_color_bar(objects, drawn.painting.mappable, label, drawn.table.view))
    for name, color in drawn.painting.entries:
        marker = {"color": matplotlib().colors.to_hex(color), "size": 8, "symbol": "square"}
        traces.append(
            objects.Scatter3d(
                x=[None], y=[None], z=[None], mode="markers", marker=marker, name=name
            )
        )
    names = coordinate_names(complex.network, axis_names, "{}<sub>{}</sub>")
    return space_figure(traces, drawn.table.view, names, title, bool(drawn.painting.entries))


def _faces(objects: Any, drawn: Scene) -> Any:
    """Return the triangles of the faces, each vertex with the text that hovering shows."""
    table = drawn.table
    triangles = table.triangles()
    faces = table.faces[triangles[:, 0]]
    texts = _texts(drawn)
    owners = table.owners[table.faces].tolist()
    x, y, z = drawn.points.astype(np.float32).T
    i, j, k = triangles.T
    rgb = np.rint(drawn.colors[faces, :3] * 255).astype(int).tolist()
    return objects.Mesh3d(
        x=x,
        y=y,
        z=z,
        i=i,
        j=j,
        k=k,
        facecolor=[f"rgb({r},{g},{b})" for r, g, b in rgb],
        hovertext=[texts[owner] for owner in owners],
        hoverinfo="text",
        flatshading=True,
        # Small triangles are lit, too.
        lighting={"ambient": 0.75, "diffuse": 0.35, "specular": 0.05, "facenormalsepsilon": 0},
        showlegend=False,
    )


def _texts(drawn: Scene) -> dict[int, str]:
    """Return for each visible region what hovering shows."""
    complex, values = drawn.painting.complex, drawn.painting.values
    texts = {}
    for index in np.unique(drawn.table.owners).tolist():
        pattern = str(complex[index].pattern)
        if len(pattern) > _LONGEST_PATTERN:
            pattern = pattern[: _LONGEST_PATTERN - 1] + "…"
        lines = [f"region {index}", pattern]
        if values is not None:
            lines.append(f"{values.label}: {values.values[index]:.6g}")
        texts[index] = "<br>".join(lines)
    return texts


def _color_bar(objects: Any, mappable: Any, label: str, view: Floats) -> Any:
    """Return invisible points that carry the colour bar, on the scale of its colours."""
    package = matplotlib()
    norm = mappable.norm
    shares = np.linspace(0, 1, _COLORS_OF_A_BAR)
    ticks, places = _ticks(package, norm)
    marker = {
        "color": [0.0, 1.0],
        "cmin": 0,
        "cmax": 1,
        "colorscale": [[x, package.colors.to_hex(mappable.cmap(x))] for x in shares.tolist()],
        "showscale": True,
        "colorbar": {
            "title": {"text": label, "side": "right"},
            "tickvals": places.tolist(),
            "ticktext": [f"{tick:.4g}" for tick in ticks],
        },
        "size": 1,
        "opacity": 0,
    }
    x, y, z = view.T
    return objects.Scatter3d(
        x=x, y=y, z=z, mode="markers", marker=marker, hoverinfo="skip", showlegend=False
    )


def _ticks(package: Any, norm: Any) -> tuple[list[float], Floats]:
    """Return the numbers to be written at a colour bar, and their places from 0 to 1."""
    if isinstance(norm, package.colors.BoundaryNorm):
        whole = np.arange(np.ceil(norm.vmin), norm.vmax)
        return whole.tolist(), (norm(whole) + 0.5) / norm.Ncmap
    wide = isinstance(norm, package.colors.LogNorm)
    locator = package.ticker.LogLocator() if wide else package.ticker.MaxNLocator(_MOST_TICKS)
    found = np.asarray(locator.tick_values(norm.vmin, norm.vmax))
    found = found[(norm.vmin <= found) & (found <= norm.vmax)]
    return found.tolist(), np.ma.filled(norm(found), 0).astype(np.float64)
