"""ReLU networks with exact rational parameters."""

from polyregions.networks.affine_map import AffineMap
from polyregions.networks.checked import check_network
from polyregions.networks.claim import Claim
from polyregions.networks.influence import Influence
from polyregions.networks.integer_form import IntegerForm, IntegerLayer
from polyregions.networks.integer_rows import IntegerRows
from polyregions.networks.layer import ACTIVATIONS, Layer
from polyregions.networks.network import Network
from polyregions.networks.pattern import Pattern
from polyregions.networks.rational_vectors import flat_vector, flat_vectors
from polyregions.networks.restriction import preimage
from polyregions.networks.shared_forms import SharedForms
from polyregions.networks.sparse_weights import ExactTerms, SparseWeights, is_worth_sparse
from polyregions.networks.subspace import AffineSubspace, through

__all__ = [
    "ACTIVATIONS",
    "AffineMap",
    "AffineSubspace",
    "Claim",
    "ExactTerms",
    "Influence",
    "IntegerForm",
    "IntegerLayer",
    "IntegerRows",
    "Layer",
    "Network",
    "Pattern",
    "SharedForms",
    "SparseWeights",
    "check_network",
    "flat_vector",
    "flat_vectors",
    "is_worth_sparse",
    "preimage",
    "through",
]
