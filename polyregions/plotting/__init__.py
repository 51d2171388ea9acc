"""Pictures of region complexes; matplotlib is imported when one is drawn."""

from polyregions.plotting.partition import PALETTE, plot_partition

__all__ = ["PALETTE", "plot_partition"]
