"""What ``polyregions plot`` draws: its options checked, and the figure they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from polyregions.arithmetic import exact_vector, nearest_float
from polyregions.cli.options import check_graph_kind
from polyregions.cli.picture_kinds import REGIONS, PictureKind, picture_kind
from polyregions.complexes import RegionComplex, decision_boundary
from polyregions.errors import InvalidNumberError, PolyregionsError, UnknownOptionError
from polyregions.networks import Network
from polyregions.plotting import (
    coloring_name,
    drawable,
    new_figure,
    plot,
    plot_barcode,
    plot_complex_3d,
    plot_count_per_layer,
    plot_decision_boundary,
    plot_definitions,
    plot_faces,
    plot_faces_3d,
    plot_level_set,
    plot_level_set_3d,
    plot_persistence,
    plot_region_graph,
    title_of,
)
from polyregions.readers.content import located, parse_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Wishes"]

_SIZE_OF_FUNCTIONS = (8.0, 4.5)
_SIZE_OF_COUNTS = (6.0, 4.0)
_LARGEST_SIDE = 100.0
_ABOVE_SIGNS = 14.0
"""How far a title stands above signs of faces on the upper side, in points."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for, checked as far as that goes without a network.

    Attributes
    ----------
    kind
        What is drawn.
    color, output, view
        As for :func:`polyregions.plotting.plot`; None for what is usual.
    graph
        The kind of region graph to be drawn, if any.
    boundary
        Whether to draw the decision boundary.
    betti
        Whether to tell its Betti numbers.
    per_layer
        Whether to draw the count per layer instead of the regions.
    signs
        Whether to write sign vectors at faces.
    level
        The level of a level set; None for 0.
    size
        Width and height in inches; None for what is usual.
    """

    kind: PictureKind
    color: str | None = None
    output: int = 0
    graph: str | None = None
    boundary: bool = False
    betti: bool = False
    per_layer: bool = False
    signs: bool = False
    level: str | None = None
    view: Any = None
    size: tuple[float, float] | None = None

    @classmethod
    def of(cls, kind: str | None, view: str | None, size: str | None, **options: Any) -> Wishes:
        """Read the texts of the options.

        Raises
        ------
        PolyregionsError
            If one of them has no meaning, or two exclude each other.
        """
        wishes = cls(
            kind=picture_kind(kind or REGIONS),
            view=None if view is None else _parsed(view),
            size=None if size is None else _size(size),
            **options,
        )
        if wishes.color is not None:
            coloring_name(wishes.color)
        if wishes.graph is not None:
            check_graph_kind(wishes.graph)
        wishes.kind.check_options(wishes._given())
        if wishes.betti and not wishes.boundary:
            raise UnknownOptionError(
                "--betti tells how the decision boundary hangs together: add --boundary, or draw "
                "--kind level_set, which always does"
            )
        drawn = wishes.color, wishes.graph, wishes.view, wishes.boundary or None
        if wishes.per_layer and any(wish is not None for wish in drawn):
            raise UnknownOptionError(
                "--per-layer draws counts, without --color, --graph, --boundary and --view: leave "
                "them out, or draw two pictures"
            )
        return wishes

    def _given(self) -> list[str]:
        """Return the options that are given and have no meaning for some kinds of pictures."""
        given = {
            "--color": self.color,
            "--graph": self.graph,
            "--view": self.view,
            "--level": self.level,
            "--boundary": self.boundary or None,
            "--betti": self.betti or None,
            "--per-layer": self.per_layer or None,
            "--signs": self.signs or None,
        }
        return [option for option, value in given.items() if value is not None]

    def check_network(self, network: Network, format: str) -> None:
        """Check that a network can be drawn so into a file of some format.

        Raises
        ------
        PolyregionsError
            If not.
        """
        inputs = network.inputs
        if not self.per_layer and self.kind.inputs:
            drawable(network)
            self.kind.check_inputs(inputs)
        if format == "html" and self.per_layer:
            raise UnknownOptionError(
                "counts per layer make a still picture: use .png, .svg or .pdf"
            )
        if format == "html" and not self.kind.is_interactive:
            raise UnknownOptionError(
                f"--kind {self.kind.name} makes a still picture: use .png, .svg or .pdf"
            )
        if format == "html" and inputs != 3:
            raise UnknownOptionError(
                f"an interactive figure shows three inputs, and the network has {inputs}: use "
                ".png, .svg or .pdf, or the command page for two inputs"
            )
        if inputs != 2 and (self.graph is not None or self.boundary):
            raise UnknownOptionError(
                f"graphs and decision boundaries are drawn in the plane, and the network has "
                f"{inputs} inputs: cut it by --slice, or use --color class for the classes"
            )

    def figure(self, complex: RegionComplex) -> Figure:
        """Draw a still picture."""
        figure = new_figure(self.size or self._usual_size(complex.network.inputs))
        if self.kind.name == "definitions":
            plot_definitions(complex, figure, view=self.view)
            figure.suptitle(title_of(complex).split("\n")[0], parse_math=False)
            return figure
        axes = figure.add_subplot()
        self._draw(complex, axes)
        pad = _ABOVE_SIGNS if self.signs else None
        axes.set_title(title_of(complex), parse_math=False, pad=pad)
        return figure

    def _draw(self, complex: RegionComplex, axes: Axes) -> None:
        if self.per_layer:
            plot_count_per_layer(complex, axes)
            return
        match self.kind.name:
            case "faces":
                plot_faces(complex, axes, signs=self.signs, view=self.view)
            case "level_set":
                plot_level_set(complex, axes, **self._level(), view=self.view)
            case "persistence":
                plot_persistence(complex.persistence(self.output), axes)
            case "barcode":
                plot_barcode(complex.persistence(self.output), axes)
            case _:
                self._draw_regions(complex, axes)

    def _draw_regions(self, complex: RegionComplex, axes: Axes) -> None:
        plot(complex, axes, **self._options())
        if self.boundary:
            plot_decision_boundary(
                decision_boundary(complex), axes, view=self.view, betti_numbers=self.betti
            )
        if self.graph is not None:
            plot_region_graph(complex, axes, of=self.graph, view=self.view)

    def interactive(self, complex: RegionComplex) -> Any:
        """Draw an interactive figure."""
        title = title_of(complex).replace("\n", "<br>")
        match self.kind.name:
            case "faces":
                return plot_faces_3d(complex, view=self.view, title=title)
            case "level_set":
                return plot_level_set_3d(complex, **self._level(), view=self.view, title=title)
            case _:
                return plot_complex_3d(complex, title=title, **self._options())

    def _usual_size(self, inputs: int) -> tuple[float, float]:
        if self.per_layer:
            return _SIZE_OF_COUNTS
        is_function = self.kind.name == REGIONS and inputs == 1
        return _SIZE_OF_FUNCTIONS if is_function else self.kind.size

    def _level(self) -> dict[str, Any]:
        return {"level": 0 if self.level is None else self.level, "output": self.output}

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
