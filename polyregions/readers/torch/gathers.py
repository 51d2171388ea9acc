"""Operations whose results are entries of their operand: resampling, padding, reordering.

Which entries, torch itself says: it does the same with the numbers of the places.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor, checked_shape
from polyregions.readers.torch.constants import fractions
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.package import torch_package

__all__ = ["GATHERS", "gathered", "interpolate"]


def gathered(function: Callable[..., Any], input: Any, *arguments: Any, **keywords: Any) -> Any:
    """Return the entries of the input that a function of torch picks, in its order.

    Parameters
    ----------
    function
        A function or module whose result has no other entries than those of its first argument.
    input
        A tensor, or an array of constants.
    arguments, keywords
        What else it is given; arrays of integers become tensors.

    Raises
    ------
    InvalidNetworkError
        If torch refuses the shape or the arguments.
    """
    torch = torch_package()
    shape = checked_shape(input.shape)
    places = torch.arange(prod(shape), dtype=torch.float64).reshape(shape)
    try:
        picked = function(
            places, *map(_as_torch, arguments), **{k: _as_torch(v) for k, v in keywords.items()}
        )
    except (RuntimeError, ValueError, TypeError, IndexError, NotImplementedError) as error:
        raise InvalidNetworkError(
            f"torch refuses it ({first_line(error)}): check that the module takes an input of "
            "this shape"
        ) from error
    checked_shape(picked.shape)
    indices = picked.to(torch.int64).numpy()
    if isinstance(input, Tensor):
        return input.reshape((input.size,))[indices]
    return fractions(input).ravel()[indices]


def interpolate(
    input: Any,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: Any = None,
    recompute_scale_factor: Any = None,
    antialias: bool = False,
) -> Any:
    """Return the resampling to the nearest entries."""
    if mode not in ("nearest", "nearest-exact"):
        raise InvalidNetworkError(
            f"the mode of interpolation is {mode!r}, which is not yet read: use 'nearest' or "
            "'nearest-exact'"
        )
    return gathered(
        torch_package().nn.functional.interpolate,
        input,
        size,
        scale_factor,
        mode,
        align_corners,
        recompute_scale_factor,
        antialias,
    )


def _as_torch(value: Any) -> Any:
    return torch_package().as_tensor(value) if isinstance(value, np.ndarray) else value


def _by_name(place: str, name: str, input: Any, *arguments: Any, **keywords: Any) -> Any:
    torch = torch_package()
    owner = {"torch": torch, "F": torch.nn.functional, "Tensor": torch.Tensor}[place]
    return gathered(getattr(owner, name), input, *arguments, **keywords)


def _gather(place: str, name: str) -> Callable[..., Any]:
    return partial(_by_name, place, name)


GATHERS: dict[str, Callable[..., Any]] = {
    "torch.pixel_shuffle F.pixel_shuffle": _gather("torch", "pixel_shuffle"),
    "torch.pixel_unshuffle F.pixel_unshuffle": _gather("torch", "pixel_unshuffle"),
    "torch.channel_shuffle F.channel_shuffle": _gather("torch", "channel_shuffle"),
    "torch.flip Tensor.flip": _gather("Tensor", "flip"),
    "torch.fliplr Tensor.fliplr": _gather("torch", "fliplr"),
    "torch.flipud Tensor.flipud": _gather("torch", "flipud"),
    "torch.roll Tensor.roll": _gather("torch", "roll"),
    "torch.rot90 Tensor.rot90": _gather("torch", "rot90"),
    "torch.movedim torch.moveaxis Tensor.movedim Tensor.moveaxis": _gather("torch", "movedim"),
    "torch.ravel Tensor.ravel": _gather("torch", "ravel"),
    "torch.broadcast_to Tensor.broadcast_to": _gather("torch", "broadcast_to"),
    "Tensor.expand": _gather("Tensor", "expand"),
    "torch.tile Tensor.tile": _gather("Tensor", "tile"),
    "Tensor.repeat": _gather("Tensor", "repeat"),
    "torch.repeat_interleave Tensor.repeat_interleave": _gather("torch", "repeat_interleave"),
    "torch.index_select Tensor.index_select": _gather("torch", "index_select"),
    "torch.gather Tensor.gather": _gather("torch", "gather"),
    "torch.take Tensor.take": _gather("torch", "take"),
    "torch.take_along_dim Tensor.take_along_dim": _gather("torch", "take_along_dim"),
    "torch.diagonal Tensor.diagonal": _gather("torch", "diagonal"),
    "Tensor.unfold": _gather("Tensor", "unfold"),
}
"""What reads them, by the names under which PyTorch offers them."""
