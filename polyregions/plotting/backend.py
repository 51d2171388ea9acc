"""The plotting packages, imported when a picture is drawn, and figures to draw into."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from polyregions.errors import PolyregionsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["check_backend", "graph_objects", "matplotlib", "new_figure", "or_new_axes", "pyplot"]


def matplotlib() -> Any:
    """Return the package matplotlib with the parts that pictures are made of.

    Raises
    ------
    PolyregionsError
        If it is missing.
    """
    try:
        import matplotlib
        import matplotlib.cm
        import matplotlib.collections
        import matplotlib.colors
        import matplotlib.figure
        import matplotlib.lines
        import matplotlib.patches
        import matplotlib.path
        import matplotlib.ticker
        import matplotlib.transforms
        import matplotlib.tri
    except ImportError as error:
        raise PolyregionsError(_missing("matplotlib")) from error
    return matplotlib


def new_figure(size: tuple[float, float]) -> Figure:
    """Return a figure that belongs to no window, and so needs no backend, of a size in inches."""
    figure: Figure = matplotlib().figure.Figure(figsize=size, layout="constrained")
    return figure


def or_new_axes(ax: Axes | None) -> Any:
    """Return the axes, or where there are none those of a new figure of pyplot."""
    return pyplot().subplots(layout="constrained")[1] if ax is None else ax


def pyplot() -> Any:
    """Return matplotlib's pyplot, which keeps the figures that it makes."""
    matplotlib()
    from matplotlib import pyplot

    return pyplot


def graph_objects() -> Any:
    """Return plotly's graph objects.

    Raises
    ------
    PolyregionsError
        If plotly is missing.
    """
    try:
        from plotly import graph_objects
    except ImportError as error:
        raise PolyregionsError(_missing("plotly")) from error
    return graph_objects


def check_backend(format: str) -> None:
    """Check that what draws pictures of a format is there, before a long computation ends in vain.

    Raises
    ------
    PolyregionsError
        If it is not.
    """
    matplotlib()
    if format == "html":
        graph_objects()


def _missing(package: str) -> str:
    return f"{package} is missing: install it by pip install 'polyregions[plot]'"
