"""Check E[#regions] = sum n_l + 1 and the arctan law on random networks of one input.

Widths 10 to 3,000 at depths 1 to 4, with 95 % confidence intervals; then the breakpoints of each
layer on [-1, 2]. Every count is exact. With --quick, widths up to 100: a few seconds instead of
about ten minutes.

Usage: python examples/random_one_dimensional_networks.py [--quick] [FOLDER]
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot

from polyregions import he_random
from polyregions.one_dimension import (
    PiecewiseLinear,
    minimal_complexity,
    region_adaptive_sparsity,
)
from polyregions.plotting import plot_breakpoints, plot_ensemble, plot_sparsity
from polyregions.theorems import random_ensemble

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT = REPOSITORY / "docs" / "images"
WIDTHS = {10: 1000, 30: 500, 100: 200, 300: 60, 1000: 10, 3000: 3}  # width: number of networks
DEPTHS = (1, 2, 3, 4)


def total_regions(quick: bool) -> None:
    print("On all of R: linear regions, measured and predicted")
    for width, samples in WIDTHS.items():
        if quick and width > 100:
            break
        for depth in DEPTHS:
            ensemble = random_ensemble([width] * depth, samples // 10 + 2 if quick else samples)
            print(
                f"  width {width:5}, depth {depth}: {ensemble.region_mean!s:>20}, "
                f"predicted {ensemble.predicted_regions:7.0f}   ({ensemble.samples} networks)",
                flush=True,
            )


def law_of_layers(quick: bool, folder: Path) -> None:
    ensemble = random_ensemble([200, 200, 200], 20 if quick else 200, (-1, 2))
    print("On [-1, 2], width 200: breakpoints of each layer, measured and predicted")
    pairs = zip(ensemble.breakpoint_means, ensemble.predicted_breakpoints, strict=True)
    for layer, (mean, predicted) in enumerate(pairs, start=1):
        print(f"  layer {layer}: {mean!s:>16}, predicted {predicted:6.1f}")
    plot_ensemble(ensemble).savefig(folder / "random_one_dimension.png", dpi=110)


def sparsity(quick: bool, folder: Path) -> None:
    """Compare random networks with the fewest pieces for one function of theirs."""
    function = PiecewiseLinear.from_network(he_random((1, 30, 30, 1), seed=1), (-1, 2))
    epsilons = ["1/10", "1/20", "1/50", "1/100", "1/200", "1/500", "1/1000", "1/2000"]
    used = [minimal_complexity(function, eps).pieces for eps in epsilons]
    ensembles = [
        random_ensemble([2 * pieces, 2 * pieces], 5 if quick else 30, (-1, 2)) for pieces in used
    ]
    table = region_adaptive_sparsity(function, epsilons, ensembles)
    print("Random networks 1-2N-2N-1 against the N pieces that a function needs")
    print(table)
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4.2), layout="constrained")
    plot_breakpoints(he_random((1, 30, 30, 1), seed=1), left, domain=(-1, 2))
    plot_sparsity(table, right)
    figure.savefig(folder / "one_dimension_sparsity.png", dpi=110)


def main() -> None:
    words = sys.argv[1:]
    quick = "--quick" in words
    folder = next((Path(word) for word in words if word != "--quick"), DEFAULT)
    folder.mkdir(parents=True, exist_ok=True)
    total_regions(quick)
    law_of_layers(quick, folder)
    sparsity(quick, folder)
    print(f"pictures written to {folder}")


if __name__ == "__main__":
    main()
