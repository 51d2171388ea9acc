"""Say how steep a network is, how many facets its regions have, and what they measure together.

A trained or random network with three inputs can have millions of regions. Each batch of them is
looked at where it is found, and forgotten: memory does not grow with their number. The volumes are
correctly rounded, so their sum says whether any region was missed, or seen twice.

Usage: python examples/streamed_regions.py [WIDTH [DEPTH [WORKERS]]]
"""

import math
import sys
from dataclasses import dataclass, field

import numpy as np

import polyregions as pr

MOST_FACETS = 64
BIAS_STD = 0.1


@dataclass(frozen=True)
class Summary:
    """What is known of some regions."""

    batches: int = 0
    regions: int = 0
    steepest: float = 0.0
    volume: float = 0.0
    facets: np.ndarray = field(default_factory=lambda: np.zeros(MOST_FACETS, dtype=np.int64))

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            self.batches + other.batches,
            self.regions + other.regions,
            max(self.steepest, other.steepest),
            self.volume + other.volume,
            self.facets + other.facets,
        )

    @property
    def volume_error(self) -> float:
        """A bound of the error of the volume.

        Each volume is off by at most u = 2**-53 of itself, and so is each exact sum of a batch, and
        each of the sums of batches, all terms being positive.
        """
        return (self.batches + 3) * 2.0**-53 * self.volume


def summary(batch: pr.RegionBatch) -> Summary:
    """Look at a batch; a function with a name, so that processes can be sent it."""
    steepness = np.linalg.norm(batch.gradients[:, 0], axis=1)
    counts = np.minimum(batch.facet_counts, MOST_FACETS - 1)
    facets = np.bincount(counts, minlength=MOST_FACETS)
    return Summary(1, len(batch), float(steepness.max()), math.fsum(batch.volumes), facets)


def main(width: int = 16, depth: int = 3, workers: int = 1) -> Summary:
    net = pr.he_random((3, *[width] * depth, 1), seed=0, bias_std=BIAS_STD)
    found = pr.reduce_regions(
        net.with_domain([[-1, 1]] * 3), summary, Summary(), Summary.__add__, workers=workers
    )
    assert isinstance(found, Summary)  # no budget was given
    print(f"{found.regions:,} regions, the steepest of slope {found.steepest:.4f}")
    print(f"the volumes of all sum to 8 {found.volume - 8:+.1e}, within {found.volume_error:.1e}")
    for count in np.flatnonzero(found.facets):
        print(f"{found.facets[count]:>12,} with {count} facets")
    assert abs(found.volume - 8) <= found.volume_error
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
