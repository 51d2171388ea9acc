"""The operations on tensors: affine ones, and those that lower to ReLU units."""

from polyregions.lowering.operations.activations import (
    absolute,
    clip,
    hard_sigmoid,
    hard_tanh,
    leaky_relu,
    maximum,
    minimum,
    parametric_relu,
    relu,
)
from polyregions.lowering.operations.arithmetic import add, divide, multiply, negate, subtract
from polyregions.lowering.operations.contractions import einsum
from polyregions.lowering.operations.convolutions import convolution
from polyregions.lowering.operations.linear_maps import linear, matrix_product
from polyregions.lowering.operations.normalisation import batch_normalisation, nearest_root_quotient
from polyregions.lowering.operations.operands import constants_of
from polyregions.lowering.operations.pooling import average_pool, max_pool
from polyregions.lowering.operations.selection import Choice, choose, soft_shrink, threshold, where
from polyregions.lowering.operations.shaping import concatenate, pad
from polyregions.lowering.operations.transposed_convolutions import transposed_convolution

__all__ = [
    "Choice",
    "absolute",
    "add",
    "average_pool",
    "batch_normalisation",
    "choose",
    "clip",
    "concatenate",
    "constants_of",
    "convolution",
    "divide",
    "einsum",
    "hard_sigmoid",
    "hard_tanh",
    "leaky_relu",
    "linear",
    "matrix_product",
    "max_pool",
    "maximum",
    "minimum",
    "multiply",
    "nearest_root_quotient",
    "negate",
    "pad",
    "parametric_relu",
    "relu",
    "soft_shrink",
    "subtract",
    "threshold",
    "transposed_convolution",
    "where",
]
