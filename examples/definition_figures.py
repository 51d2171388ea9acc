"""Draw the pictures of the pages on definitions and of the tutorial.

Usage: python examples/definition_figures.py [FOLDER]
"""

import sys
from pathlib import Path

import polyregions as pr
from polyregions.constructions import max_min
from polyregions.lowering import Circuit, operations
from polyregions.plotting import PALETTE, plot_definitions, plot_partition, write_picture
from polyregions.plotting.backend import new_figure

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"


def dented_ridge() -> pr.Network:
    """Return max(0, |x_0| - 1/2) + max(0, 1/2 - |x_1|) as a network of ReLU units."""
    circuit = Circuit()
    size = operations.absolute(circuit.input((2,)))
    bends = operations.relu(operations.linear(size, [[1, 0], [0, -1]], ["-1/2", "1/2"]))
    total = operations.linear(bends, [[1, 1]], None)
    return circuit.network(total, domain=[[-1, 1], [-1, 1]])


def definitions(path: Path) -> None:
    """Colour the regions of one network under three definitions."""
    from matplotlib.colors import ListedColormap, Normalize

    cells = pr.regions(dented_ridge())
    maps = {
        "color": cells.affine_labels.tolist(),
        "cmap": ListedColormap([*PALETTE, "#C9A6D6"]),
        "norm": Normalize(-0.5, 8.5),
        "color_bar": False,
    }
    panels = [
        ("definition 2: {} activation regions", "proper_activation", {"edge_width": 1.2}),
        ("definition 4: {} linear regions", "open_connected", {"edges": "none"}),
        ("definition 6: {} affine maps", "affine", {"edges": "none", **maps}),
    ]
    figure = new_figure((12, 4.2))
    for ax, (title, definition, options) in zip(figure.subplots(1, 3), panels, strict=True):
        plot_partition(cells, ax, **options)
        ax.set_title(title.format(cells.count(definition)))
        ax.set_xticks([-1, 0, 1])
        ax.set_yticks([-1, 0, 1])
        for region in cells:
            ax.text(
                *centre(region), formula(region.affine_map), ha="center", va="center", fontsize=8
            )
    write_picture(figure, path, dpi=110)


def centre(region):
    corners = region.vertices
    return [float(sum(x) / len(corners)) for x in zip(*corners, strict=True)]


def formula(affine_map):
    [[a, b]], [c] = affine_map.weights, affine_map.bias
    terms = [(a, "x_0"), (b, "x_1"), (c, "")]
    text = "".join(f"{'+' if k > 0 else '-'}{size(k, name)}" for k, name in terms if k)
    return f"${text.removeprefix('+') or 0}$"


def size(coefficient, name):
    return name if name and abs(coefficient) == 1 else f"{abs(coefficient)}{name}"


def six_definitions(path: Path) -> None:
    """Draw a network whose regions are 7, 5, 4, 3, 3 and 3 under the six definitions."""
    figure = new_figure((12, 8.4))
    plot_definitions(pr.regions(max_min()), figure)
    write_picture(figure, path, dpi=85)


def open_and_closed(path: Path) -> None:
    """Draw regions that are joined by lines, if they are taken to be closed."""
    figure = new_figure((9, 4.5))
    cells = pr.regions(pr.montufar(inputs=2, width=4, depth=3))
    plot_definitions(cells, figure, definitions=(4, 5))
    write_picture(figure, path, dpi=85)


def tutorial(path: Path) -> None:
    """Draw the network of the tutorial."""
    figure = new_figure((4.5, 4.2))
    plot_partition(pr.regions(pr.montufar(inputs=2, width=4, depth=3)), figure.subplots())
    write_picture(figure, path, dpi=110)


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    definitions(folder / "definitions.png")
    six_definitions(folder / "six_definitions.png")
    open_and_closed(folder / "open_and_closed.png")
    tutorial(folder / "tutorial_partition.png")
    print(f"written to {folder}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
