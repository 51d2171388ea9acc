"""How the regions of a network change while it is trained."""

from polyregions.training.following import evolution
from polyregions.training.history import Evolution, PartialEvolution
from polyregions.training.picture import plot_evolution
from polyregions.training.snapshot import Snapshot

__all__ = ["Evolution", "PartialEvolution", "Snapshot", "evolution", "plot_evolution"]
