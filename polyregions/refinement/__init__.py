"""Refinement: cutting a domain, layer by layer, into the cells on which the network is affine."""

from polyregions.refinement.engines import ENGINES, chosen_engine, enumerate_with
from polyregions.refinement.enumeration import BOUNDARY, Enumeration

__all__ = ["BOUNDARY", "ENGINES", "Enumeration", "chosen_engine", "enumerate_with"]
