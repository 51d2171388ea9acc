"""Padding with constants, or with entries of the tensor, with PyTorch's arguments."""

from __future__ import annotations

from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.torch.constants import fractions
from polyregions.readers.torch.gathers import gathered
from polyregions.readers.torch.package import torch_package

__all__ = ["pad"]


def pad(input: Any, pad: Any, mode: str = "constant", value: Any = None) -> Any:
    """Return the tensor with entries around its last axes, or without some of theirs.

    Other modes than "constant", those of torch, repeat entries of the tensor.
    ``pad`` holds the numbers of entries before and after the last axis, then those of the last but
    one, and so on; a negative number removes entries.
    """
    if mode != "constant":
        return gathered(torch_package().nn.functional.pad, input, tuple(pad), mode)
    axes = len(input.shape)
    if len(pad) % 2 or len(pad) > 2 * axes:
        raise InvalidNetworkError(
            f"{len(pad)} numbers of padding are given for {axes} axes: give two for each axis"
        )
    pairs = [(0, 0)] * (axes - len(pad) // 2)
    pairs += [(pad[i], pad[i + 1]) for i in range(len(pad) - 2, -1, -2)]
    cut = tuple(
        slice(max(-before, 0), length - max(-after, 0))
        for (before, after), length in zip(pairs, input.shape, strict=True)
    )
    added = [(max(before, 0), max(after, 0)) for before, after in pairs]
    kept, fill = input[cut], 0 if value is None else value
    if isinstance(kept, Tensor):
        return ops.pad(kept, added, fill)
    return np.pad(fractions(kept), added, constant_values=fractions(fill).item())
