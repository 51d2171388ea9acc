"""The table of functions and methods of torch that are read."""

from __future__ import annotations

import builtins
import operator
from collections.abc import Callable
from functools import cache, partial
from types import ModuleType
from typing import Any

from polyregions.readers.torch import (
    activations,
    arithmetic,
    padding,
    selections,
    shapes,
    spatial,
)
from polyregions.readers.torch.gathers import GATHERS, interpolate
from polyregions.readers.torch.package import torch_package

__all__ = [
    "FUNCTIONS",
    "function_named",
    "functions_by_object",
    "is_in_place",
    "returns_a_view",
    "takes_comparisons",
]

Handler = Callable[..., Any]

FUNCTIONS: dict[str, Handler] = {
    # Sums and products.
    "torch.add Tensor.add operator.add operator.iadd": arithmetic.add,
    "torch.sub torch.subtract Tensor.sub Tensor.subtract operator.sub operator.isub": (
        arithmetic.subtract
    ),
    "torch.rsub": arithmetic.reversed_subtract,
    "torch.mul torch.multiply Tensor.mul Tensor.multiply operator.mul operator.imul": (
        selections.multiply
    ),
    "torch.div torch.divide torch.true_divide Tensor.div Tensor.divide Tensor.true_divide "
    "operator.truediv operator.itruediv": arithmetic.divide,
    "torch.neg torch.negative Tensor.neg Tensor.negative operator.neg": arithmetic.negative,
    "F.linear": arithmetic.linear,
    "torch.matmul torch.mm torch.bmm torch.mv Tensor.matmul Tensor.mm Tensor.bmm Tensor.mv "
    "operator.matmul": arithmetic.matmul,
    "torch.addmm Tensor.addmm": arithmetic.addmm,
    "torch.einsum": arithmetic.einsum,
    "torch.sum Tensor.sum": arithmetic.sum_over,
    "torch.mean Tensor.mean": arithmetic.mean,
    # Activations.
    "torch.relu F.relu Tensor.relu": activations.relu,
    "F.leaky_relu": activations.leaky_relu,
    "torch.prelu F.prelu Tensor.prelu": activations.prelu,
    "F.relu6": activations.relu6,
    "F.hardtanh": activations.hardtanh,
    "torch.rrelu F.rrelu": activations.rrelu,
    "F.hardsigmoid": activations.hardsigmoid,
    "F.softshrink": activations.softshrink,
    "torch.threshold F.threshold": activations.threshold,
    "torch.clamp torch.clip Tensor.clamp Tensor.clip": activations.clamp,
    "torch.clamp_min Tensor.clamp_min": lambda input, min: activations.clamp(input, min=min),
    "torch.clamp_max Tensor.clamp_max": lambda input, max: activations.clamp(input, max=max),
    "torch.abs torch.absolute Tensor.abs Tensor.absolute operator.abs": activations.absolute,
    "torch.maximum torch.fmax Tensor.maximum Tensor.fmax": activations.maximum,
    "torch.minimum torch.fmin Tensor.minimum Tensor.fmin": activations.minimum,
    "torch.max Tensor.max": activations.greatest,
    "torch.min Tensor.min": activations.least,
    "torch.amax Tensor.amax": activations.amax,
    "torch.amin Tensor.amin": activations.amin,
    "F.dropout F.dropout1d F.dropout2d F.dropout3d F.alpha_dropout "
    "F.feature_alpha_dropout": activations.dropout,
    # Selections.
    "torch.where": selections.where,
    "Tensor.where": selections.where_by_method,
    "torch.masked_fill Tensor.masked_fill": selections.masked_fill,
    "torch.gt torch.greater Tensor.gt Tensor.greater operator.gt": selections.greater,
    "torch.ge torch.greater_equal Tensor.ge Tensor.greater_equal operator.ge": (
        selections.greater_or_equal
    ),
    "torch.lt torch.less Tensor.lt Tensor.less operator.lt": selections.less,
    "torch.le torch.less_equal Tensor.le Tensor.less_equal operator.le": selections.less_or_equal,
    "torch.logical_not Tensor.logical_not operator.invert": selections.logical_not,
    # Convolutions, poolings and padding.
    "torch.conv1d F.conv1d": partial(spatial.convolution, axes=1),
    "torch.conv2d F.conv2d": partial(spatial.convolution, axes=2),
    "torch.conv3d F.conv3d": partial(spatial.convolution, axes=3),
    "torch.conv_transpose1d F.conv_transpose1d": partial(spatial.transposed_convolution, axes=1),
    "torch.conv_transpose2d F.conv_transpose2d": partial(spatial.transposed_convolution, axes=2),
    "torch.conv_transpose3d F.conv_transpose3d": partial(spatial.transposed_convolution, axes=3),
    "torch.avg_pool1d F.avg_pool1d": partial(spatial.average_pool, axes=1),
    "F.avg_pool2d": partial(spatial.average_pool, axes=2),
    "F.avg_pool3d": partial(spatial.average_pool, axes=3),
    "torch.max_pool1d F.max_pool1d": partial(spatial.max_pool, axes=1),
    "torch.max_pool2d F.max_pool2d": partial(spatial.max_pool, axes=2),
    "torch.max_pool3d F.max_pool3d": partial(spatial.max_pool, axes=3),
    "torch.adaptive_avg_pool1d F.adaptive_avg_pool1d": (
        partial(spatial.adaptive_average_pool, axes=1)
    ),
    "F.adaptive_avg_pool2d": partial(spatial.adaptive_average_pool, axes=2),
    "F.adaptive_avg_pool3d": partial(spatial.adaptive_average_pool, axes=3),
    "F.adaptive_max_pool1d": partial(spatial.adaptive_max_pool, axes=1),
    "F.adaptive_max_pool2d": partial(spatial.adaptive_max_pool, axes=2),
    "F.adaptive_max_pool3d": partial(spatial.adaptive_max_pool, axes=3),
    "F.batch_norm": spatial.batch_norm,
    "F.pad": padding.pad,
    "F.interpolate F.upsample F.upsample_nearest": interpolate,
    **GATHERS,
    # Shapes.
    "torch.flatten Tensor.flatten": shapes.flatten,
    "torch.unflatten Tensor.unflatten": shapes.unflatten,
    "torch.reshape Tensor.reshape Tensor.view": shapes.reshape,
    "Tensor.reshape_as Tensor.view_as": shapes.reshape_as,
    "torch.squeeze Tensor.squeeze": shapes.squeeze,
    "torch.unsqueeze Tensor.unsqueeze": shapes.unsqueeze,
    "torch.permute Tensor.permute": shapes.permute,
    "torch.transpose torch.swapaxes torch.swapdims Tensor.transpose Tensor.swapaxes "
    "Tensor.swapdims": shapes.transpose,
    "torch.t Tensor.t": shapes.t,
    "torch.cat torch.concat torch.concatenate": shapes.cat,
    "torch.stack": shapes.stack,
    "torch.chunk Tensor.chunk": shapes.chunk,
    "torch.split Tensor.split": shapes.split,
    "torch.narrow Tensor.narrow": shapes.narrow,
    "torch.select Tensor.select": shapes.select,
    "torch.unbind Tensor.unbind": shapes.unbind,
    "operator.getitem": shapes.getitem,
    "torch.clone Tensor.clone Tensor.detach Tensor.contiguous Tensor.to Tensor.type Tensor.type_as "
    "Tensor.float Tensor.double Tensor.half Tensor.bfloat16 Tensor.cpu torch.positive "
    "Tensor.positive operator.pos": shapes.unchanged,
    "torch.zeros_like": lambda input, **options: shapes.full_like(input, 0, **options),
    "torch.ones_like": lambda input, **options: shapes.full_like(input, 1, **options),
    "torch.full_like": shapes.full_like,
    "Tensor.size": shapes.size,
    "Tensor.dim Tensor.ndimension": lambda input: len(input.shape),
    "torch.numel Tensor.numel Tensor.nelement": shapes.number_of_entries,
    "builtins.getattr": shapes.attribute,
}
"""The functions that are read, by the names under which PyTorch offers them.

F stands for torch.nn.functional. Functions and methods whose names end in an underscore work in
place; they are read like those without it.
"""

# Their results may share the memory of their first argument, or of one of its entries.
_VIEWS = (
    activations.dropout,
    shapes.attribute,
    shapes.chunk,
    shapes.flatten,
    shapes.getitem,
    shapes.narrow,
    shapes.permute,
    shapes.reshape,
    shapes.reshape_as,
    shapes.select,
    shapes.split,
    shapes.squeeze,
    shapes.t,
    shapes.transpose,
    shapes.unbind,
    shapes.unchanged,
    shapes.unflatten,
    shapes.unsqueeze,
)


def function_named(name: str) -> Handler | None:
    """Return what reads the method of a tensor with this name, None if it is not supported."""
    return _by_name().get(f"Tensor.{_without_underscore(name)}")


@cache
def functions_by_object() -> dict[Any, Handler]:
    """Return what reads each of the functions, by the function itself."""
    torch = torch_package()
    places: dict[str, ModuleType] = {
        "torch": torch,
        "F": torch.nn.functional,
        "operator": operator,
        "builtins": builtins,
    }
    found = {}
    for name, handler in _by_name().items():
        place, _, short = name.partition(".")
        for spelled in (short, f"{short}_"):
            function = getattr(places.get(place), spelled, None)
            if function is not None:
                found[function] = handler
    return found


def is_in_place(name: str) -> bool:
    """Return whether a function or method with this name changes its first argument.

    Examples
    --------
    >>> is_in_place("relu_"), is_in_place("iadd"), is_in_place("add")
    (True, True, False)
    """
    augmented = name in ("iadd", "isub", "imul", "itruediv")
    return augmented or name != _without_underscore(name)


def returns_a_view(handler: Handler) -> bool:
    """Return whether the result may share memory with the first argument."""
    return handler in _VIEWS or handler in GATHERS.values()


def takes_comparisons(handler: Handler) -> bool:
    """Return whether a function takes values that are comparisons, not numbers."""
    return handler in selections.TAKING_COMPARISONS or handler is shapes.unchanged


@cache
def _by_name() -> dict[str, Handler]:
    return {name: handler for names, handler in FUNCTIONS.items() for name in names.split()}


def _without_underscore(name: str) -> str:
    return name if name.endswith("__") else name.removesuffix("_")
