"""One picture of an evolution: what was measured, over the epochs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from polyregions.arithmetic import nearest_float
from polyregions.complexes import Definition
from polyregions.drawing import LAYER_COLORS
from polyregions.errors import InvalidNetworkError, short
from polyregions.plotting import new_figure
from polyregions.training.history import Evolution, PartialEvolution

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_evolution"]

_WIDTH, _HEIGHT = 4.2, 3.4  # inches, of each panel
_GAP = 0.1  # inches, around each panel
_REGIONS = {
    Definition.ACTIVATION: "activation patterns",
    Definition.PROPER_ACTIVATION: "activation regions",
    Definition.OPEN_CONNECTED: "linear regions",
    Definition.CLOSED_CONNECTED: "closed linear regions",
    Definition.AFFINE: "affine maps",
}
_NAMES = {
    "density": "breakpoints per unit of length",
    "boundary": "size of the decision boundary",
}


def plot_evolution(evolution: Evolution) -> Figure:
    """Draw the columns of an evolution side by side, over the epochs.

    The densities have bars of one standard error in either direction. What is infinite, or beyond
    all floats, is left out.

    Parameters
    ----------
    evolution
        What :func:`polyregions.evolution` returns; of a :class:`PartialEvolution` its ``known``.

    Returns
    -------
    matplotlib.figure.Figure
        A figure with one to three panels, to be saved by ``figure.savefig(path)`` or
        :func:`polyregions.plotting.write_picture`.

    Raises
    ------
    InvalidNetworkError
        If this is no whole evolution.
    PolyregionsError
        If matplotlib is missing.

    Examples
    --------
    >>> import polyregions as pr
    >>> history = pr.evolution([pr.montufar(inputs=2, width=4, depth=k) for k in (2, 3, 4)])
    >>> [ax.get_ylabel() for ax in pr.plot_evolution(history).axes]
    ['linear regions', 'size of the decision boundary']
    """
    columns = _checked(evolution).columns
    errors = columns.pop("error", None)
    epochs = columns.pop("epoch")
    figure = new_figure((_WIDTH * len(columns), _HEIGHT))
    figure.set_layout_engine("constrained", w_pad=_GAP, h_pad=_GAP)
    panels = figure.subplots(1, len(columns), squeeze=False)[0]
    for k, (ax, (name, values)) in enumerate(zip(panels, columns.items(), strict=True)):
        label = _REGIONS[evolution.definition] if name == "regions" else _NAMES[name]
        _draw(ax, epochs, values, errors if name == "density" else None, LAYER_COLORS[k])
        ax.set_ylabel(label)
    return figure


def _checked(evolution: object) -> Evolution:
    if isinstance(evolution, Evolution):
        return evolution
    known = ", its attribute known" if isinstance(evolution, PartialEvolution) else ""
    raise InvalidNetworkError(
        f"{short(evolution)} is no evolution: give what evolution(checkpoints) returns{known}"
    )


def _draw(ax: Axes, epochs: Any, values: Any, errors: Any, color: str) -> None:
    heights = np.array([nearest_float(x) for x in values.tolist()])
    heights[np.isinf(heights)] = np.nan
    ax.errorbar(epochs, heights, errors, color=color, marker="o", markersize=4, capsize=2)
    ax.set_ylim(bottom=0)
    ax.set_xlabel("epoch")
    if np.issubdtype(epochs.dtype, np.integer):
        ax.locator_params("x", integer=True)
    ax.yaxis.set_major_formatter("{x:,g}")
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
