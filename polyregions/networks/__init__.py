"""ReLU networks with exact rational parameters."""

from polyregions.networks.affine_map import AffineMap
from polyregions.networks.claim import Claim
from polyregions.networks.composition import compose
from polyregions.networks.integer_form import IntegerForm, IntegerLayer
from polyregions.networks.layer import ACTIVATIONS, Layer
from polyregions.networks.network import Network
from polyregions.networks.pattern import Pattern

__all__ = [
    "ACTIVATIONS",
    "AffineMap",
    "Claim",
    "IntegerForm",
    "IntegerLayer",
    "Layer",
    "Network",
    "Pattern",
    "compose",
]
