"""One function that draws what suits the number of inputs."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from polyregions.complexes import RegionComplex, regions
from polyregions.errors import InvalidDomainError
from polyregions.interface import option
from polyregions.networks import Network, check_network
from polyregions.plotting.function import plot_function
from polyregions.plotting.interactive_space import plot_complex_3d
from polyregions.plotting.partition import plot_partition
from polyregions.plotting.static_space import plot_complex_3d_static

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["count_text", "drawable", "plot", "title_of"]

_LONGEST_NAME = 60


def plot(source: Network | RegionComplex, ax: Axes | None = None, **options: Any) -> Any:
    r"""Draw the regions of a network with one, two or three inputs.

    One input: the function with its breakpoints (:func:`plot_function`). Two: the partition of the
    plane (:func:`plot_partition`). Three: an interactive figure (:func:`plot_complex_3d`), or, into
    axes that are given, a still one (:func:`plot_complex_3d_static`). The title says how many
    regions there are.

    Parameters
    ----------
    source
        A complex, or a network whose regions are found first, on its own domain.
    ax
        The matplotlib axes to draw into; omitted: those of a new figure.
    **options
        The parameters of the function that draws.

    Returns
    -------
    matplotlib.axes.Axes or plotly.graph_objects.Figure
        What was drawn into.

    Raises
    ------
    InvalidDomainError
        If the network has more than three inputs.

    Examples
    --------
    >>> import polyregions as pr
    >>> plot(pr.montufar(inputs=2, width=6, depth=3)).get_title()
    'montufar 2 inputs, width 6, depth 3\n81 linear regions'
    """
    complex = source if isinstance(source, RegionComplex) else regions(drawable(source))
    inputs = drawable(complex.network).inputs
    title = title_of(complex)
    if inputs == 3 and ax is None:
        return plot_complex_3d(complex, title=title.replace("\n", "<br>"), **options)
    draw: dict[int, Callable[..., Axes]] = {
        1: plot_function,
        2: plot_partition,
        3: plot_complex_3d_static,
    }
    axes = draw[inputs](complex, ax, **options)
    axes.set_title(title, parse_math=False)
    return axes


def drawable(network: Network) -> Network:
    """Return a network after checking that pictures have enough dimensions for its inputs.

    Raises
    ------
    InvalidDomainError
        If it has more than three inputs.
    """
    check_network(network)
    if network.inputs > 3:
        raise InvalidDomainError(
            f"the network has {network.inputs} inputs, and pictures have three dimensions: draw a "
            f"slice, made by {option('network.restrict', '--slice')}"
        )
    return network


def title_of(complex: RegionComplex) -> str:
    """Return the name of the network, if it has one, above the number of its regions."""
    name = shorten(complex.network.name or "", _LONGEST_NAME, placeholder=" …")
    return f"{name}\n{count_text(complex)}" if name else count_text(complex)


def count_text(complex: RegionComplex) -> str:
    """Return how many regions a complex has, for titles.

    Examples
    --------
    >>> import polyregions as pr
    >>> net = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, -1]], [0], "identity")])
    >>> count_text(pr.regions(net))
    '1 linear region (2 activation regions)'
    """
    merged, proper = complex.count(), len(complex)
    text = f"{merged:,} linear region{'s' if merged > 1 else ''}"
    return text if merged == proper else f"{text} ({proper:,} activation regions)"
