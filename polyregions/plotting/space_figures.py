"""Interactive figures of space, and what they are made of: meshes, lines and points."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex
from polyregions.drawing import EDGE_COLOR, FaceShapes
from polyregions.errors import InvalidDomainError
from polyregions.plotting.backend import graph_objects

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = [
    "check_space",
    "dot_trace",
    "mesh_trace",
    "outline_trace",
    "segment_trace",
    "space_figure",
]

Floats = NDArray[np.float64]


def check_space(complex: RegionComplex) -> None:
    """Check that a complex lies in space.

    Raises
    ------
    InvalidDomainError
        If it does not.

    Examples
    --------
    >>> import polyregions as pr
    >>> check_space(pr.regions(pr.montufar(inputs=3, width=3, depth=2)))
    """
    if complex.network.inputs != 3:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and interactive figures show space: "
            "draw a still picture"
        )


def space_figure(
    traces: Sequence[Any],
    view: Floats,
    axis_names: Sequence[str],
    title: str | None,
    shows_legend: bool,
) -> Figure:
    """Return an interactive figure of a box in space, on equal scales.

    Parameters
    ----------
    traces
        What is drawn.
    view
        float64 array (2, 3): the least and the largest coordinates shown.
    axis_names
        The names of the three coordinates.
    title
        The title, if there is one.
    shows_legend
        Whether there is a legend, by which traces are hidden and shown.
    """
    axes = {
        f"{axis}axis": {"title": {"text": name}, "range": view[:, k].tolist()}
        for k, (axis, name) in enumerate(zip("xyz", axis_names, strict=True))
    }
    layout = {
        "scene": {"aspectmode": "data", **axes},
        "margin": {"l": 0, "r": 0, "b": 0, "t": 60 if title else 40},
        "template": "plotly_white",
        "showlegend": shows_legend,
    }
    if title:
        layout["title"] = {"text": title}
    figure: Figure = graph_objects().Figure(traces, layout)
    return figure


def mesh_trace(
    shapes: FaceShapes, color: str, opacity: float, name: str, texts: Sequence[str]
) -> Any:
    """Return polygons cut into triangles, with a text for each that hovering shows."""
    x, y, z = shapes.points.astype(np.float32).T
    i, j, k = shapes.triangles().T
    return graph_objects().Mesh3d(
        x=x,
        y=y,
        z=z,
        i=i,
        j=j,
        k=k,
        color=color,
        opacity=opacity,
        hovertext=[texts[owner] for owner in shapes.owners.tolist()],
        hoverinfo="text",
        flatshading=True,
        # Small triangles are lit, too.
        lighting={"ambient": 0.7, "diffuse": 0.5, "specular": 0.05, "facenormalsepsilon": 0},
        name=name,
        showlegend=True,
    )


def segment_trace(
    shapes: FaceShapes, color: str, width: float, name: str, texts: Sequence[str]
) -> Any:
    """Return segments, with a text for each that hovering over its ends shows."""
    gaps = np.full((len(shapes), 1, 3), np.nan)
    ends = np.concatenate([shapes.points.reshape(-1, 2, 3), gaps], axis=1)
    x, y, z = ends.reshape(-1, 3).astype(np.float32).T
    return graph_objects().Scatter3d(
        x=x,
        y=y,
        z=z,
        mode="lines",
        line={"color": color, "width": width},
        hovertext=[text for text in texts for _ in range(3)],
        hoverinfo="text",
        name=name,
    )


def outline_trace(points: Floats, offsets: NDArray[np.int64]) -> Any:
    """Return the outlines of polygons, with gaps between them."""
    parts = []
    for start, stop in pairwise(offsets.tolist()):
        parts += [points[start:stop], points[start : start + 1], np.full((1, 3), np.nan)]
    x, y, z = np.concatenate([np.zeros((0, 3)), *parts]).astype(np.float32).T
    line = {"color": EDGE_COLOR, "width": 1.5}
    return graph_objects().Scatter3d(
        x=x, y=y, z=z, mode="lines", line=line, hoverinfo="skip", showlegend=False
    )


def dot_trace(shapes: FaceShapes, color: str, name: str, texts: Sequence[str]) -> Any:
    """Return points, with a text for each that hovering shows."""
    x, y, z = shapes.points.astype(np.float32).T
    return graph_objects().Scatter3d(
        x=x,
        y=y,
        z=z,
        mode="markers",
        marker={"color": color, "size": 4},
        hovertext=texts,
        hoverinfo="text",
        name=name,
    )
