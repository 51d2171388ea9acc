"""What ``polyregions plot`` draws: its options checked, and the figure they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyregions.arithmetic import exact_vector, nearest_float
from polyregions.cli.options import check_graph_kind
from polyregions.complexes import RegionComplex, decision_boundary
from polyregions.errors import InvalidNumberError, PolyregionsError, UnknownOptionError
from polyregions.plotting import (
    coloring_name,
    new_figure,
    plot,
    plot_complex_3d,
    plot_count_per_layer,
    plot_decision_boundary,
    plot_region_graph,
    title_of,
)
from polyregions.readers.content import located, parse_json

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Wishes"]

_SIZES = {1: (8.0, 4.5), 2: (7.0, 6.0), 3: (7.0, 6.0)}
_SIZE_OF_COUNTS = (6.0, 4.0)
_LARGEST_SIDE = 100.0


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for, checked as far as that goes without a network.

    Attributes
    ----------
    color, output, view
        As for :func:`polyregions.plotting.plot`; None for what is usual.
    graph
        The kind of region graph to be drawn, if any.
    boundary
        Whether to draw the decision boundary.
    per_layer
        Whether to draw the count per layer instead of the regions.
    size
        Width and height in inches; None for what is usual.
    """

    color: str | None = None
    output: int = 0
    graph: str | None = None
    boundary: bool = False
    per_layer: bool = False
    view: Any = None
    size: tuple[float, float] | None = None

    @classmethod
    def of(cls, view: str | None, size: str | None, **options: Any) -> Wishes:
        """Read the texts of the options.

        Raises
        ------
        PolyregionsError
            If one of them has no meaning, or two exclude each other.
        """
        wishes = cls(
            view=None if view is None else _parsed(view),
            size=None if size is None else _size(size),
            **options,
        )
        if wishes.color is not None:
            coloring_name(wishes.color)
        if wishes.graph is not None:
            check_graph_kind(wishes.graph)
        drawn = wishes.color, wishes.graph, wishes.view, wishes.boundary or None
        if wishes.per_layer and any(wish is not None for wish in drawn):
            raise UnknownOptionError(
                "--per-layer draws counts, without --color, --graph, --boundary and --view: leave "
                "them out, or draw two pictures"
            )
        return wishes

    def check_inputs(self, inputs: int, kind: str) -> None:
        """Check that a network with so many inputs can be drawn so into a file of some kind.

        Raises
        ------
        UnknownOptionError
            If not.
        """
        if kind == "html" and (inputs != 3 or self.per_layer):
            raise UnknownOptionError(
                f"an interactive figure shows three inputs, and the network has {inputs}: use "
                ".png, .svg or .pdf, or the command page for two inputs"
                if not self.per_layer
                else "counts per layer make a still picture: use .png, .svg or .pdf"
            )
        if inputs != 2 and (self.graph is not None or self.boundary):
            raise UnknownOptionError(
                f"graphs and decision boundaries are drawn in the plane, and the network has "
                f"{inputs} inputs: cut it by --slice, or use --color class for the classes"
            )

    def figure(self, complex: RegionComplex) -> Figure:
        """Draw a still picture."""
        if self.per_layer:
            figure = new_figure(self.size or _SIZE_OF_COUNTS)
            axes = plot_count_per_layer(complex, figure.add_subplot())
            axes.set_title(title_of(complex), parse_math=False)
            return figure
        figure = new_figure(self.size or _SIZES[complex.network.inputs])
        axes = figure.add_subplot()
        plot(complex, axes, **self._options())
        if self.boundary:
            plot_decision_boundary(decision_boundary(complex), axes, view=self.view)
        if self.graph is not None:
            plot_region_graph(complex, axes, of=self.graph, view=self.view)
        return figure

    def interactive(self, complex: RegionComplex) -> Any:
        """Draw an interactive figure."""
        title = title_of(complex).replace("\n", "<br>")
        return plot_complex_3d(complex, title=title, **self._options())

    def _options(self) -> dict[str, Any]:
        """Return the parameters of the function that draws."""
        options: dict[str, Any] = {"output": self.output, "view": self.view}
        if self.color is not None:
            options["color"] = self.color
        elif self.graph is not None:
            options |= {"color": "plain", "edge_color": "#BBBBBB"}
        elif self.boundary:
            options["color"] = "class"
        return options


def _parsed(view: str) -> Any:
    with located("--view"):
        return parse_json(view)


def _size(text: str) -> tuple[float, float]:
    try:
        sides = [nearest_float(side) for side in exact_vector(text.split(","), "size")]
    except InvalidNumberError:
        sides = []
    if len(sides) != 2 or not all(0 < side <= _LARGEST_SIDE for side in sides):
        raise PolyregionsError(
            f"the size is {text!r}: give width and height in inches, such as 7,6"
        )
    width, height = sides
    return width, height
