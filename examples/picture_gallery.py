"""Draw the pictures of the how-to page about plots.

Usage: python examples/picture_gallery.py [FOLDER]
"""

import sys
from pathlib import Path

import polyregions as pr
from polyregions.constructions import max_min, solid_torus
from polyregions.plotting import (
    plot_barcode,
    plot_complex_3d_static,
    plot_count_per_layer,
    plot_decision_boundary,
    plot_faces,
    plot_function,
    plot_level_set,
    plot_partition,
    plot_persistence,
    plot_region_graph,
    write_picture,
)
from polyregions.plotting.backend import new_figure

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT = REPOSITORY / "docs" / "images"
NETWORKS = REPOSITORY / "tests" / "data" / "networks"


def colorings(trained: pr.RegionComplex, *panels: str) -> object:
    """Draw one network coloured by several values."""
    figure = new_figure((13.5, 4.2))
    for ax, color in zip(figure.subplots(1, len(panels)), panels, strict=True):
        plot_partition(trained, ax, color=color, edge_width=0.35)
        ax.set_title(f'color="{color}"', fontsize=11)
    return figure


def graph_and_boundary(trained: pr.RegionComplex) -> object:
    """Draw a region graph, the lines by layer, and a decision boundary."""
    figure = new_figure((13.5, 4.6))
    left, middle, right = figure.subplots(1, 3)
    view = [[0.35, 0.95], [-0.1, 0.5]]
    plot_partition(trained, left, color="plain", edge_color="#BBBBBB", view=view)
    plot_region_graph(trained, left, view=view)
    left.set_title("the region graph", fontsize=11)
    plot_partition(trained, middle, color="layer", view=view, edge_width=0.6)
    middle.set_title("lines by layer", fontsize=11)
    plot_partition(trained, right, color="class", view=view)
    plot_decision_boundary(pr.decision_boundary(trained), right, view=view)
    right.set_title("the decision boundary", fontsize=11)
    return figure


def other_dimensions() -> object:
    """Draw networks with one and three inputs, and counts per layer."""
    figure = new_figure((13.5, 4.2))
    left, middle, right = figure.subplots(1, 3)
    line = pr.he_random((1, 16, 16, 1), seed=2).with_domain([[-2, 2]])
    plot_function(pr.regions(line), left)
    left.set_title("one input", fontsize=11)
    cube = pr.he_random((3, 6, 6, 1), seed=1).with_domain([[-1, 1]] * 3)
    plot_complex_3d_static(pr.regions(cube), middle, color="activation_count")
    middle.set_title("three inputs", fontsize=11)
    square = [[-1, 1], [-1, 1]]
    plot_count_per_layer(pr.he_random((2, 32, 32, 32, 1), seed=0).with_domain(square), right)
    right.set_title("regions after each layer", fontsize=11)
    return figure


def faces() -> object:
    """Draw the faces of networks by their dimensions, with sign vectors where they are few."""
    figure = new_figure((13.5, 5.4))
    left, middle, right = figure.subplots(1, 3)
    plot_faces(pr.regions(max_min()), left, signs=True)
    left.set_title("the signs of two layers of three units", fontsize=11)
    square = pr.he_random((2, 5, 4, 1), seed=1, bias_std=0.4).with_domain([[-1, 1]] * 2)
    plot_faces(pr.regions(square), middle)
    middle.set_title("two inputs", fontsize=11)
    cube = pr.he_random((3, 3, 1), seed=2, bias_std=0.3).with_domain([[-1, 1]] * 3)
    plot_faces(pr.regions(cube), right)
    right.set_title("three inputs", fontsize=11)
    legends_below(left, middle, right)
    return figure


def legends_below(*panels: object) -> None:
    """Put the legends below the panels, which are wider then."""
    for ax in panels:
        legend = ax.get_legend()
        legend.set_loc("upper left")
        legend.set_bbox_to_anchor((0.1, -0.14), ax.transAxes)


def level_sets(trained: pr.RegionComplex) -> object:
    """Draw level sets and a decision boundary, with their Betti numbers."""
    figure = new_figure((13.5, 5.2))
    left, middle, right = figure.subplots(1, 3)
    plot_level_set(trained, left, level="-1/20")
    left.set_title("the level set of a trained network", fontsize=11)
    view = [[-4, 4], [-4, 4], [-2, 2]]
    plot_level_set(pr.regions(solid_torus()), middle, view=view, elevation=38)
    middle.set_title("a solid torus", fontsize=11)
    classes = pr.he_random((2, 8, 8, 3), seed=7, bias_std=0.5).with_domain([[-3, 3]] * 2)
    boundary = pr.decision_boundary(pr.regions(classes))
    plot_partition(boundary.complex, right, color=boundary)
    plot_decision_boundary(boundary, right, betti_numbers=True)
    right.set_title("one class surrounds another", fontsize=11)
    legends_below(left, middle, right)
    return figure


def persistence(trained: pr.RegionComplex) -> object:
    """Draw a function, its persistence diagram and its barcode."""
    figure = new_figure((13.5, 4.2))
    left, middle, right = figure.subplots(1, 3)
    plot_partition(trained, left, color="output", edges="none")
    diagram = trained.persistence()
    plot_persistence(diagram, middle)
    plot_barcode(diagram, right)
    return figure


def large() -> object:
    """Draw the network of five inputs on the plane of the other ship's place."""
    network = pr.read_network(NETWORKS / "keep_clear_5d_6x50.json")
    cells = pr.regions(network.restrict([0] * 5, [[1, 0, 0, 0, 0], [0, 1, 0, 0, 0]]))
    boundary = pr.decision_boundary(cells)
    figure = new_figure((12.5, 5.6))
    left, right = figure.subplots(1, 2)
    names = {"axis_names": ("the other ship's place, ahead", "to the left")}
    plot_partition(cells, left, color="area", edge_width=0.08, **names)
    left.set_title(f"{cells.count():,} linear regions", fontsize=11)
    plot_partition(cells, right, color=boundary, edges="none", **names)
    plot_decision_boundary(boundary, right)
    right.set_title("the turn with the highest score", fontsize=11)
    return figure


def main(folder: Path = DEFAULT) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    trained = pr.regions(pr.read_network(NETWORKS / "flower_2d_2x50.json"))
    pictures = {
        "colourings": (colorings(trained, "region", "gradient", "gradient_norm"), 85),
        "more_colourings": (colorings(trained, "activation_count", "area", "output"), 85),
        "graph_and_boundary": (graph_and_boundary(trained), 85),
        "other_dimensions": (other_dimensions(), 90),
        "faces": (faces(), 85),
        "level_sets": (level_sets(trained), 85),
        "persistence": (persistence(trained), 85),
        "large_partition": (large(), 80),
    }
    for name, (figure, dpi) in pictures.items():
        path = folder / f"{name}.png"
        write_picture(figure, path, dpi=dpi)
        print(f"written to {path} ({path.stat().st_size // 1000} kB)")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
