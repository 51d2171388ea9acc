"""One network's regions under all six definitions, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.complexes import Definition, RegionComplex, check_complex
from polyregions.complexes.convexity import convex_labels
from polyregions.drawing import EDGE_COLOR, LAYER_COLORS, FaceShapes, face_shapes, view_of_complex
from polyregions.errors import InvalidDomainError
from polyregions.plotting.axis_names import coordinate_names
from polyregions.plotting.backend import matplotlib, pyplot
from polyregions.plotting.nested_colors import distinct_colors, nested_numbers
from polyregions.plotting.partition import frame
from polyregions.polytopes import HPolytope, box, contains, generators

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["plot_definitions", "region_labels"]

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

# Of a panel, in inches: its width, the room for its title, and its height by its width.
_PANEL, _TITLE = 4.0, 0.4
_ASPECTS = (0.3, 2.0)
_COLUMNS = 3
_SEAM, _WALL = 1.0, 1.4
_LINE, _CASING = 4.0, 8.0
_DOT, _SLICE = 7.0, 3.5
# Of more regions than this, lines and points are as much thinner as these are smaller.
_FEW = 64


def plot_definitions(
    complex: RegionComplex,
    figure: Figure | None = None,
    *,
    definitions: Sequence[str | int] = tuple(Definition),
    view: Any = None,
    axis_names: Sequence[str] | None = None,
) -> Figure:
    """Draw the regions of a network with two inputs under several definitions, in a panel each.

    A region that a definition joins has one colour, which it shares with the largest part of it in
    the panels before. Definition 1 counts regions that are lines and points as well: these have
    colours of their own, while other edges and vertices have that of the region they belong to. In
    the panel of definition 5, dark points and lines are the places through which parts of a region
    hang together. That of definition 3 shows the fewest convex cells that activation regions were
    found to join to; its title says how many are drawn where that is not the proved number.

    Parameters
    ----------
    complex
        A complex of two inputs, with few regions.
    figure
        The matplotlib figure to draw into; omitted: a new one.
    definitions
        The definitions, by names or numbers; omitted: all six. (4, 5) sets open connected regions
        against closed ones.
    view
        The box ``[[lower, upper], [lower, upper]]`` to show; omitted: a bounded domain, else one
        around most vertices.
    axis_names
        The names of the coordinates; omitted: x of inputs, t of the coordinates of a slice.

    Returns
    -------
    matplotlib.figure.Figure
        The figure.

    Raises
    ------
    InvalidDomainError, UnknownOptionError
        If the complex has not two inputs, the view is no box, or a definition is unknown.

    Examples
    --------
    >>> import polyregions as pr
    >>> from polyregions.constructions import max_min
    >>> figure = plot_definitions(pr.regions(max_min()))
    >>> [ax.get_title() for ax in figure.axes][3:]
    ['4 open connected: 3', '5 closed connected: 3', '6 affine: 3']
    """
    check_complex(complex)
    if complex.network.inputs != 2:
        raise InvalidDomainError(
            f"the network has {complex.network.inputs} inputs, and regions under the definitions "
            "are drawn in the plane: give a complex of a network with two, for example a slice"
        )
    chosen = [Definition.of(definition) for definition in definitions]
    shown = view_of_complex(complex, view)
    columns = 2 if len(chosen) == 4 else min(_COLUMNS, max(1, len(chosen)))
    rows = -(-len(chosen) // columns)
    if figure is None:
        width, height = np.diff(shown, axis=0)[0]
        side = _PANEL * float(np.clip(height / width, *_ASPECTS))
        size = (columns * _PANEL, rows * (side + _TITLE))
        figure = pyplot().figure(figsize=size, layout="constrained")
    painted = _Regions.of(complex)
    names = coordinate_names(complex.network, axis_names)
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in panels[len(chosen) :]:
        axes.set_axis_off()
    for axes, definition in zip(panels, chosen, strict=False):
        _draw(axes, painted, definition, shown)
        frame(axes, shown.tolist(), names)
        axes.label_outer()
        axes.set_title(_title(painted, definition))
    return figure


def region_labels(complex: RegionComplex, definition: Definition) -> Indices:
    """Return to which region of a definition from 2 to 6 each cell belongs, shape (N,)."""
    match definition:
        case Definition.CONVEX:
            return convex_labels(complex)
        case Definition.OPEN_CONNECTED:
            return complex.linear_region_labels
        case Definition.CLOSED_CONNECTED:
            return complex.closed_region_labels
        case Definition.AFFINE:
            return complex.affine_labels
        case _:
            return np.arange(len(complex))


@dataclass(frozen=True, slots=True)
class _Regions:
    """The colours of the cells of a complex under the definitions 2 to 6.

    Attributes
    ----------
    complex
        The complex.
    labels, colors
        By definition: the region of each cell, and its colour, float64 array (N, 4).
    """

    complex: RegionComplex
    labels: Mapping[Definition, Indices]
    colors: Mapping[Definition, Floats]

    @classmethod
    def of(cls, complex: RegionComplex) -> _Regions:
        coarse_first = [definition for definition in reversed(Definition) if definition.number > 1]
        labels = {definition: region_labels(complex, definition) for definition in coarse_first}
        numbers = nested_numbers([*labels.values()])
        palette = distinct_colors(len(complex))
        colors = {definition: palette[own] for definition, own in zip(labels, numbers, strict=True)}
        return cls(complex, labels, colors)


def _title(regions: _Regions, definition: Definition) -> str:
    """Return the number, the name and the count of a definition; of bounds what is drawn, too."""
    count = regions.complex.count(definition)
    number = f"{count:,}" if isinstance(count, int) else str(count)
    text = f"{definition.number} {definition.value.replace('_', ' ')}: {number}"
    if definition is Definition.CONVEX:
        drawn = int(regions.labels[definition].max()) + 1
        text += "" if drawn == count else f", {drawn:,} drawn"
    return text


def _draw(ax: Any, regions: _Regions, definition: Definition, view: Floats) -> None:
    lattice = regions.complex.face_lattice
    cells, edges = (face_shapes(lattice, dimension, view) for dimension in (2, 1))
    if len(edges):
        edges = edges.part(~lattice.faces(1).are_on_boundary[edges.faces])
    filled = definition if definition.number > 1 else Definition.PROPER_ACTIVATION
    colors = regions.colors[filled][cells.faces]
    ax.add_collection(
        matplotlib().collections.PolyCollection(
            [cells[k] for k in range(len(cells))],
            facecolors=colors,
            edgecolors=colors,
            linewidths=_SEAM,
            zorder=1,
        )
    )
    if definition is Definition.ACTIVATION:
        points = face_shapes(lattice, 0, view)
        _draw_lower_faces(ax, regions, edges, points, _fineness(cells))
        return
    if len(edges):
        labels = regions.labels[definition]
        faces = lattice.faces(1)
        first = faces.cells[faces.cell_offsets[edges.faces]]
        last = faces.cells[faces.cell_offsets[edges.faces + 1] - 1]
        edges = edges.part(labels[first] != labels[last])
    _add_lines(ax, edges, EDGE_COLOR, _WALL * _fineness(cells), 2)
    if definition is Definition.CLOSED_CONNECTED:
        _draw_joints(ax, regions.complex, view)


def _fineness(cells: FaceShapes) -> float:
    """Return by what the widths of lines are multiplied where so many cells are in view."""
    return float(min(1.0, (_FEW / max(1, len(cells))) ** 0.5))


def _draw_lower_faces(
    ax: Any, regions: _Regions, edges: FaceShapes, points: FaceShapes, fineness: float
) -> None:
    """Draw edges and vertices inside of the domain apart, in the colours of their patterns."""
    lattice = regions.complex.face_lattice
    if len(points):
        points = points.part(~lattice.faces(0).are_on_boundary[points.faces])
    known = {
        bytes(pattern): color
        for pattern, color in zip(
            regions.complex.enumeration.patterns,
            regions.colors[Definition.PROPER_ACTIVATION],
            strict=True,
        )
    }
    strong = cycle(matplotlib().colors.to_rgba_array(LAYER_COLORS))
    colors: list[list[Any]] = [[], []]
    for dimension, shapes in enumerate((points, edges)):
        if not len(shapes):
            continue
        for pattern in map(bytes, lattice.faces(dimension).patterns[shapes.faces]):
            if pattern not in known:
                known[pattern] = next(strong)
            colors[dimension].append(known[pattern])
    casing, line = _CASING * fineness, _LINE * fineness
    _add_lines(ax, edges, "white", casing, 2)
    _add_lines(ax, edges, colors[1], line, 3)
    for size, color, order in ((casing, "white", 4), (line, colors[0], 5)):
        ax.scatter(*points.points.T, s=(1.8 * size) ** 2, color=color, linewidths=0, zorder=order)


def _draw_joints(ax: Any, complex: RegionComplex, view: Floats) -> None:
    """Draw where the parts of closed regions hang together: in points, and along slices."""
    points = face_shapes(complex.face_lattice, 0, view)
    if len(points):
        points = points.part(_joining_vertices(complex)[points.faces])
    ax.scatter(*points.points.T, s=_DOT**2, color=EDGE_COLOR, edgecolors="white", zorder=4)
    sides = box(*([Fraction(x) for x in corner] for corner in view.tolist()))
    slices = []
    for region in complex.closed_regions():
        if len(region.linear_regions) > 1:
            for part in region.slices:
                ends = generators(part.intersection(sides)).vertices
                if not any(_holds(member.polytope, ends) for member in region.regions):
                    slices.append([[nearest_float(x) for x in end] for end in ends])
    ax.add_collection(
        matplotlib().collections.LineCollection(
            slices, colors=EDGE_COLOR, linewidths=_SLICE, capstyle="round", zorder=3
        )
    )


def _holds(polytope: HPolytope, points: Sequence[Sequence[Fraction]]) -> bool:
    return all(contains(polytope, point) for point in points)


def _joining_vertices(complex: RegionComplex) -> NDArray[np.bool_]:
    """Return at which vertices inside of the domain two parts of one closed region meet, (k,)."""
    faces = complex.faces(0)
    owners = np.repeat(np.arange(len(faces)), np.diff(faces.cell_offsets))
    closed, linear = complex.closed_region_labels, complex.linear_region_labels
    rows = np.column_stack([owners, closed[faces.cells], linear[faces.cells]])
    # Each part once at each vertex; then each closed region that has two parts there.
    parts = np.unique(rows, axis=0)[:, :2]
    joined, counts = np.unique(parts, axis=0, return_counts=True)
    found = np.zeros(len(faces), dtype=bool)
    found[joined[counts > 1, 0]] = True
    return found & ~faces.are_on_boundary


def _add_lines(ax: Any, shapes: FaceShapes, colors: Any, width: float, order: int) -> None:
    ax.add_collection(
        matplotlib().collections.LineCollection(
            list(shapes.points.reshape(-1, 2, 2)),
            colors=colors,
            linewidths=width,
            capstyle="round",
            zorder=order,
        )
    )
