"""Where the largest output of a network changes, and where outputs tie."""

from polyregions.complexes.decisions.boundary import DecisionBoundary, decision_boundary
from polyregions.complexes.decisions.pieces import BoundaryPiece, TiedRegion

__all__ = ["BoundaryPiece", "DecisionBoundary", "TiedRegion", "decision_boundary"]
