"""From numbers to colours, and what explains them beside a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import RegionComplex
from polyregions.complexes.decisions import DecisionBoundary, decision_boundary
from polyregions.drawing import (
    CLASS_COLORS,
    COUNTS_MAP,
    CYCLIC_MAP,
    NO_VALUE,
    PALETTE,
    PLAIN,
    SEQUENTIAL_MAP,
    region_colors,
)
from polyregions.errors import InvalidNumberError
from polyregions.plotting.backend import matplotlib
from polyregions.plotting.region_values import RegionValues, Scale, coloring_name, region_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable

__all__ = ["Colors", "Painting", "add_to_legend", "class_names", "explain", "mappable_of", "paint"]

Floats = NDArray[np.float64]

_FEWEST_PALETTE = 6
_MOST_DISCRETE = 12
_UNSEEN_SHARE = 0.05
_ROUNDING = 1e-6
# Where the legend stands clear of the names of the horizontal axis, in points.
_BELOW_AXIS = 40
_FEW_DECADES = 200
_MAPS = {Scale.DEGREES: CYCLIC_MAP, Scale.WHOLE: COUNTS_MAP}


@dataclass(frozen=True, slots=True)
class Colors:
    """How regions are to be coloured: the parameters of the same names of the pictures."""

    color: Any = "region"
    output: int = 0
    label: str | None = None
    cmap: Any = None
    norm: Any = None
    palette: Sequence[str] = PALETTE

    @property
    def name(self) -> str | None:
        """The name of the colouring; None for numbers and functions."""
        return coloring_name(self.color) if isinstance(self.color, str) else None


@dataclass(frozen=True, slots=True, eq=False)
class Painting:
    """The colours of the cells of a complex.

    Attributes
    ----------
    complex
        The complex whose cells are filled: the one given, or a refinement of it.
    colors
        float64 array (N, 4): red, green, blue and opacity of each cell, from 0 to 1.
    values
        The numbers behind the colours; None where they only tell cells apart.
    mappable
        What a colour bar is made from; None if there is nothing to explain so.
    entries
        Names and colours for a legend.
    cell_regions
        int64 array (N,): the region of the complex given in which each cell of a refinement lies;
        None where that complex itself is filled.
    """

    complex: RegionComplex
    colors: Floats
    values: RegionValues | None = None
    mappable: ScalarMappable | None = None
    entries: tuple[tuple[str, Any], ...] = ()
    cell_regions: NDArray[np.int64] | None = None


def paint(complex: RegionComplex, how: Colors, sizes: Callable[[], Floats]) -> Painting:
    """Return the colours of the regions of a complex.

    Parameters
    ----------
    complex
        The complex.
    how
        The colouring.
    sizes
        Returns the sizes of the regions as they are drawn.

    Examples
    --------
    >>> import polyregions as pr
    >>> cells = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
    >>> painting = paint(cells, Colors("activation_count"), lambda: 0)
    >>> painting.values.label, painting.colors.shape
    ('active units (of 4)', (4, 4))
    """
    if isinstance(how.color, DecisionBoundary):
        return _classes(how.color)
    match how.name:
        case "region":
            if len(how.palette) < _FEWEST_PALETTE:
                raise InvalidNumberError(
                    f"the palette has {len(how.palette)} colours: give at least {_FEWEST_PALETTE}"
                )
            chosen = region_colors(complex, len(how.palette))
            return Painting(complex, _rgba(how.palette)[chosen])
        case "plain" | "layer":
            return Painting(complex, _rgba([PLAIN] * len(complex)))
        case "class":
            return _classes(decision_boundary(complex))
    values = region_values(complex, how.color, how.output, sizes, how.label)
    mappable = mappable_of(values, how)
    entries: tuple[tuple[str, Any], ...] = ()
    if values.scale is Scale.DEGREES and np.any(np.isnan(values.values)):
        entries = (("gradient 0", NO_VALUE),)
    colors = mappable.to_rgba(np.ma.masked_invalid(values.values))
    return Painting(complex, colors, values, mappable, entries)


def _classes(boundary: DecisionBoundary) -> Painting:
    """Fill the cells in which one output is the largest."""
    classes = boundary.cell_classes
    names = class_names(boundary)
    shown = np.unique(classes).tolist()
    colors = _class_colors(len(names), shown)
    entries = tuple((names[k], matplotlib().colors.to_hex(colors[k])) for k in shown)
    own = boundary.cell_regions
    return Painting(boundary.refinement, colors[classes], entries=entries, cell_regions=own)


def class_names(boundary: DecisionBoundary) -> list[str]:
    """Return what a legend calls the classes: several outputs, or the sides of a level."""
    if boundary.level is not None:
        return [f"output ≤ {boundary.level}", f"output > {boundary.level}"]
    return [f"class {k}" for k in range(max(2, boundary.complex.network.outputs))]


def _class_colors(count: int, shown: Sequence[int]) -> Floats:
    """Return a colour for each class: always the same ones if there are no more than ten."""
    known = _rgba(CLASS_COLORS)
    if count <= len(known):
        return known
    colors = np.zeros((count, 4))
    if len(shown) > len(known):
        known = matplotlib().colormaps[SEQUENTIAL_MAP](np.linspace(0, 1, len(shown)))
    colors[shown] = known[: len(shown)]
    return colors


def mappable_of(values: RegionValues, how: Colors) -> Any:
    """Return the colour map and its range for some numbers."""
    package = matplotlib()
    low, high = _range(values)
    cmap = package.colormaps.get_cmap(how.cmap or _MAPS.get(values.scale, SEQUENTIAL_MAP))
    cmap = cmap.with_extremes(bad=NO_VALUE)
    norm = how.norm if how.norm is not None else _norm(values.scale, low, high)
    if isinstance(norm, package.colors.BoundaryNorm) and how.norm is None:
        cmap = cmap.resampled(norm.Ncmap).with_extremes(bad=NO_VALUE)
    return package.cm.ScalarMappable(norm, cmap)


def _range(values: RegionValues) -> tuple[float, float]:
    """Return the ends of the colour bar."""
    known = values.values[np.isfinite(values.values)]
    if not len(known):
        return 1.0, 1.0
    low, high = float(known.min()), float(known.max())
    if values.scale is Scale.LOGARITHMIC:
        # A few slivers that nobody sees would take most of the colours.
        low = float(np.quantile(known, _UNSEEN_SHARE))
    # Equal numbers that were rounded differently are to have one colour.
    return (low, high) if high - low > _ROUNDING * max(abs(low), abs(high)) else (low, low)


def _norm(scale: Scale, low: float, high: float) -> Any:
    colors = matplotlib().colors
    match scale:
        case Scale.DEGREES:
            return colors.Normalize(-180, 180)
        case Scale.WHOLE if high - low < _MOST_DISCRETE:
            count = int(high - low) + 1
            return colors.BoundaryNorm(np.arange(low - 0.5, high + 1), count)
        case Scale.LOGARITHMIC:
            return colors.LogNorm(low, high) if low < high else colors.LogNorm(low / 2, low * 2)
    return colors.Normalize(low, high) if low < high else colors.Normalize(low - 0.5, low + 0.5)


def explain(ax: Axes, painting: Painting, color_bar: bool = True) -> None:
    """Put the colour bar and the legend of a painting beside the axes."""
    if painting.mappable is not None and painting.values is not None and color_bar:
        _add_color_bar(ax, painting.mappable, painting.values)
    if painting.entries:
        patches = matplotlib().patches
        handles = [patches.Patch(facecolor=color, label=name) for name, color in painting.entries]
        add_to_legend(ax, handles)


def add_to_legend(ax: Axes, handles: Sequence[Any]) -> None:
    """Put entries into a legend beside the axes, below them if there is a colour bar beside them.

    Entries that the legend has already stay above.
    """
    legend = ax.get_legend()
    present = [] if legend is None else list(legend.legend_handles)
    entries = [*present, *handles]
    if not ax.child_axes:
        ax.legend(handles=entries, loc="upper left", bbox_to_anchor=(1.02, 1), frameon=False)
        return
    transforms = matplotlib().transforms
    down = transforms.ScaledTranslation(0, -_BELOW_AXIS / 72, ax.figure.dpi_scale_trans)
    ax.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(0, 0),
        bbox_transform=ax.transAxes + down,
        borderaxespad=0,
        ncols=4,
        frameon=False,
    )


def _add_color_bar(ax: Axes, mappable: Any, values: RegionValues) -> None:
    known = values.values[np.isfinite(values.values)]
    low, high = mappable.norm.vmin, mappable.norm.vmax
    below, above = bool(np.any(known < low)), bool(np.any(known > high))
    extend = {(True, True): "both", (True, False): "min", (False, True): "max"}
    # As high as the axes are drawn, whatever their scales leave of the figure.
    place = ax.inset_axes((1.04, 0, 0.05, 1))
    bar = ax.figure.colorbar(
        mappable, place, extend=extend.get((below, above), "neither"), label=values.label
    )
    ticker = matplotlib().ticker
    match values.scale:
        case Scale.DEGREES:
            bar.set_ticks([-180, -90, 0, 90, 180])
        case Scale.WHOLE if high - low <= _MOST_DISCRETE:
            bar.set_ticks(np.arange(np.ceil(low), high).tolist())
        case Scale.WHOLE:
            bar.locator = ticker.MaxNLocator(integer=True)
        case Scale.LOGARITHMIC if high < _FEW_DECADES * low:
            bar.locator = ticker.LogLocator(subs=(1, 2, 5))
            bar.formatter = ticker.FormatStrFormatter("%.3g")
    bar.ax.minorticks_off()


def _rgba(colors: Sequence[str]) -> Floats:
    found: Floats = matplotlib().colors.to_rgba_array(colors)
    return found
