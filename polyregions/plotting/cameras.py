"""How space is seen in still pictures: in parallel projection, within the edges of a box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.plotting.backend import matplotlib

__all__ = ["camera_of", "draw_box", "shade", "show_box"]

Floats = NDArray[np.float64]

_LIGHT = (0.45, 0.25, 0.85)
_BOX_COLOR = "#AAAAAA"


def camera_of(elevation: float, azimuth: float) -> Floats:
    """Return the rows right, up and towards the eye of a rotation."""
    up, around = np.radians(elevation), np.radians(azimuth)
    eye = np.array([np.cos(up) * np.cos(around), np.cos(up) * np.sin(around), np.sin(up)])
    right = np.array([-np.sin(around), np.cos(around), 0.0])
    return np.stack([right, np.cross(eye, right), eye])


def shade(colors: Floats, normals: Floats, ambient: float) -> Floats:
    """Return the colours of faces in the light, the darker the more they turn away from it.

    Parameters
    ----------
    colors
        float64 array (K, 4): red, green, blue and opacity.
    normals
        float64 array (K, 3): unit normals, of either side.
    ambient
        The share of a colour that no face loses.

    Examples
    --------
    >>> shade(np.ones((1, 4)), np.array([[0.0, 0.0, 1.0]]), 0.5).round(2).tolist()
    [[0.93, 0.93, 0.93, 1.0]]
    """
    light = np.array(_LIGHT) / np.linalg.norm(_LIGHT)
    shades = ambient + (1 - ambient) * np.abs(normals @ light)
    shaded = np.array(colors)
    shaded[:, :3] *= shades[:, np.newaxis]
    return shaded


def show_box(ax: Any) -> None:
    """Show all that was drawn on equal scales, without the axes of the projection."""
    ax.set_aspect("equal")
    ax.margins(0.08)
    ax.set_axis_off()


def draw_box(ax: Any, view: Floats, camera: Floats, names: Sequence[str]) -> None:
    """Draw the edges of the view, and names and ends of the three coordinates beside them."""
    corners = np.array([[view[i, 0], view[j, 1], view[k, 2]] for i, j, k in np.ndindex(2, 2, 2)])
    flat = corners @ camera[:2].T
    edges = [(a, b) for a, b in np.ndindex(8, 8) if a < b and (a ^ b).bit_count() == 1]
    ax.add_collection(
        matplotlib().collections.LineCollection(
            [flat[list(edge)] for edge in edges], colors=_BOX_COLOR, linewidths=0.6, zorder=1
        )
    )
    middle, size = flat.mean(axis=0), float(np.max(np.ptp(flat, axis=0)))
    for axis, name in enumerate(names):
        start, stop = (
            view_corner @ camera[:2].T for view_corner in _named_edge(view, camera, axis)
        )
        outward = (start + stop) / 2 - middle
        # Across the edge, away from the middle.
        across = outward - (stop - start) * (outward @ (stop - start)) / np.sum((stop - start) ** 2)
        across *= size / np.linalg.norm(across)
        ax.text(*((start + stop) / 2 + 0.09 * across), name, ha="center", va="center")
        for place, end in ((start, view[0, axis]), (stop, view[1, axis])):
            inside = place + 0.14 * ((start + stop) / 2 - place)
            text = f"{end:.3g}".replace("-", "\N{MINUS SIGN}")
            ax.text(*(inside + 0.045 * across), text, ha="center", va="center", fontsize="small")


def _named_edge(view: Floats, camera: Floats, axis: int) -> tuple[Floats, Floats]:
    """Return the ends of the edge beside which a coordinate is named, on the outline."""
    front = np.where(camera[2] > 0, view[1], view[0])
    back = view.sum(axis=0) - front
    if axis < 2:
        edge = front.copy()
        edge[2] = back[2]
    else:
        sides = [np.array([front[0], back[1], 0]), np.array([back[0], front[1], 0])]
        edge = min(sides, key=lambda side: float(side[:2] @ camera[0, :2]))
    start, stop = edge.copy(), edge.copy()
    start[axis], stop[axis] = view[:, axis]
    return start, stop
