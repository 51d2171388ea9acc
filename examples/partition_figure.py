"""Draw the picture of the README: three networks with two inputs and their linear regions.

The third has learned the distance from a flower, whose outline is where its output is zero.

Usage: python examples/partition_figure.py [FILE]
"""

import sys
from pathlib import Path

import polyregions as pr
from polyregions.plotting import plot_decision_boundary, plot_partition, write_picture
from polyregions.plotting.backend import new_figure

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT = REPOSITORY / "docs" / "images" / "partitions.png"
TRAINED = REPOSITORY / "tests" / "data" / "networks" / "flower_2d_2x50.json"


def main(path: Path = DEFAULT) -> None:
    square = pr.box([-1, -1], [1, 1])
    panels = [
        ("ternary network 2-18-18-18-18-1", pr.ternary(inputs=2, width=18, depth=5)),
        ("random network 2-16-16-1", pr.he_random((2, 16, 16, 1), seed=3).with_domain(square)),
        ("trained network 2-50-50-1", pr.read_network(TRAINED)),
    ]
    figure = new_figure((12, 4.5))
    for ax, (title, net) in zip(figure.subplots(1, 3), panels, strict=True):
        cells = pr.regions(net)
        plot_partition(cells, ax, edge_width=0.4)
        if net.name == TRAINED.stem:
            plot_decision_boundary(pr.decision_boundary(cells), ax, width=1.5)
        ax.set_title(f"{title}\n{cells.count():,} linear regions", fontsize=11)
        for axis, (low, high) in ((ax.xaxis, ax.get_xlim()), (ax.yaxis, ax.get_ylim())):
            axis.set_ticks([low, (low + high) / 2, high])
    path.parent.mkdir(parents=True, exist_ok=True)
    write_picture(figure, path, dpi=110)
    print(f"written to {path}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
