"""Reshaping, reordering, joining and cutting, with the arguments of their namesakes in PyTorch."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Tensor
from polyregions.lowering import operations as ops
from polyregions.readers.torch.arithmetic import axis_of
from polyregions.readers.torch.constants import fractions, is_array

__all__ = [
    "attribute",
    "cat",
    "chunk",
    "flatten",
    "full_like",
    "getitem",
    "narrow",
    "number_of_entries",
    "permute",
    "reshape",
    "reshape_as",
    "select",
    "size",
    "split",
    "squeeze",
    "stack",
    "t",
    "transpose",
    "unbind",
    "unchanged",
    "unflatten",
    "unsqueeze",
]


def unchanged(input: Any, *arguments: Any, **keywords: Any) -> Any:
    """Return the input: copies, devices and precisions of floats change no exact value."""
    for target in (*arguments, *keywords.values()):
        if getattr(target, "is_floating_point", True) is False:
            raise InvalidNetworkError(
                f"a tensor is converted to {target}, which rounds: only floats are read"
            )
    return input


def reshape(input: Any, *shape: Any) -> Any:
    """Return the same entries in another shape, given as one sequence or one by one."""
    lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
    if not all(isinstance(length, int) for length in lengths):
        raise InvalidNetworkError(f"the shape is {lengths!r}: give integers")
    return input.reshape(tuple(lengths))


def reshape_as(input: Any, other: Any) -> Any:
    """Return the same entries in the shape of another tensor."""
    return input.reshape(tuple(other.shape))


def flatten(input: Any, start_dim: int = 0, end_dim: int = -1) -> Any:
    """Return the tensor with the axes from ``start_dim`` to ``end_dim`` made one."""
    shape = tuple(input.shape)
    axes = max(len(shape), 1)
    start, end = axis_of(start_dim, axes), axis_of(end_dim, axes)
    if start > end:
        raise InvalidNetworkError(
            f"start_dim {start_dim} comes after end_dim {end_dim}: exchange them"
        )
    return input.reshape((*shape[:start], prod(shape[start : end + 1]), *shape[end + 1 :]))


def unflatten(input: Any, dim: int, sizes: Any) -> Any:
    """Return the tensor with one axis made several; one of their lengths may be -1."""
    shape = tuple(input.shape)
    axis = axis_of(dim, len(shape))
    lengths = [sizes] if isinstance(sizes, int) else list(sizes)
    if not all(isinstance(length, int) for length in lengths):
        raise InvalidNetworkError(f"the lengths are {sizes!r}: give integers, without names")
    known = -prod(lengths) if -1 in lengths else 0
    if known > 0:
        lengths[lengths.index(-1)] = shape[axis] // known
    if prod(lengths) != shape[axis]:
        raise InvalidNetworkError(
            f"an axis of length {shape[axis]} cannot take the lengths {sizes!r}: give some whose "
            "product it is"
        )
    return input.reshape((*shape[:axis], *lengths, *shape[axis + 1 :]))


def squeeze(input: Any, dim: Any = None) -> Any:
    """Return the tensor without axes of length 1: all, or those named."""
    axes = len(input.shape)
    named = range(axes) if dim is None else (dim,) if isinstance(dim, int) else dim
    gone = {axis_of(axis, axes) for axis in named}
    return input.reshape([n for i, n in enumerate(input.shape) if n != 1 or i not in gone])


def unsqueeze(input: Any, dim: int) -> Any:
    """Return the tensor with a new axis of length 1."""
    shape = list(input.shape)
    shape.insert(axis_of(dim, len(shape) + 1), 1)
    return input.reshape(shape)


def permute(input: Any, *dims: Any) -> Any:
    """Return the tensor with its axes in another order, given as one sequence or one by one."""
    order = dims[0] if len(dims) == 1 and isinstance(dims[0], tuple | list) else dims
    return input.transpose([axis_of(axis, len(input.shape)) for axis in order])


def transpose(input: Any, dim0: int, dim1: int) -> Any:
    """Return the tensor with two axes exchanged."""
    axes = len(input.shape)
    first, second = axis_of(dim0, axes), axis_of(dim1, axes)
    order = list(range(axes))
    order[first], order[second] = second, first
    return input.transpose(order)


def t(input: Any) -> Any:
    """Return the transpose of a matrix, or a vector as it is."""
    if len(input.shape) > 2:
        raise InvalidNetworkError(
            f"a tensor of shape {tuple(input.shape)} is no matrix: permute it"
        )
    return input.transpose(list(reversed(range(len(input.shape)))))


def cat(tensors: Any, dim: int = 0) -> Any:
    """Return tensors joined along an axis."""
    axis = axis_of(dim, len(tensors[0].shape))
    if any(isinstance(tensor, Tensor) for tensor in tensors):
        return ops.concatenate(tensors, axis)
    return np.concatenate([fractions(tensor) for tensor in tensors], axis)


def stack(tensors: Any, dim: int = 0) -> Any:
    """Return tensors of one shape joined along a new axis."""
    return cat([unsqueeze(tensor, dim) for tensor in tensors], dim)


def chunk(input: Any, chunks: int, dim: int = 0) -> tuple[Any, ...]:
    """Return the tensor cut into that many parts along an axis, the last ones perhaps shorter."""
    length = input.shape[axis_of(dim, len(input.shape))]
    return split(input, -(-length // chunks), dim)


def split(input: Any, split_size_or_sections: Any, dim: int = 0) -> tuple[Any, ...]:
    """Return the tensor cut along an axis into parts of one length, or of the lengths given."""
    length = input.shape[axis_of(dim, len(input.shape))]
    lengths = split_size_or_sections
    if isinstance(lengths, int):
        lengths = [min(lengths, length - start) for start in range(0, length, lengths)]
    if sum(lengths) != length:
        raise InvalidNetworkError(
            f"parts of lengths {lengths!r} do not make an axis of length {length}: change them"
        )
    starts = [sum(lengths[:i]) for i in range(len(lengths))]
    return tuple(narrow(input, dim, start, n) for start, n in zip(starts, lengths, strict=True))


def narrow(input: Any, dim: int, start: int, length: int) -> Any:
    """Return the entries from ``start`` to ``start + length`` along an axis."""
    before = (slice(None),) * axis_of(dim, len(input.shape))
    first = start % input.shape[len(before)]
    return input[(*before, slice(first, first + length))]


def select(input: Any, dim: int, index: int) -> Any:
    """Return the entries at one place of an axis, which vanishes."""
    return input[(*(slice(None),) * axis_of(dim, len(input.shape)), index)]


def unbind(input: Any, dim: int = 0) -> tuple[Any, ...]:
    """Return the tensor cut into the entries along an axis, which vanishes."""
    axis = axis_of(dim, len(input.shape))
    return tuple(select(input, axis, i) for i in range(input.shape[axis]))


def getitem(input: Any, index: Any) -> Any:
    """Return the entries at an index made of integers, slices, None and an ellipsis."""
    if is_array(input):
        for part in index if isinstance(index, tuple) else (index,):
            basic = part is None or part is Ellipsis or isinstance(part, int | slice)
            if not basic or isinstance(part, bool):
                raise InvalidNetworkError(
                    f"the index holds a {type(part).__name__}: integers, slices, None and an "
                    "ellipsis are read"
                )
    return input[index]


def full_like(input: Any, fill_value: Any, **options: Any) -> Any:
    """Return an array of one constant with the shape of a tensor."""
    value = fractions(fill_value).item()
    return np.full(tuple(input.shape), unchanged(value, *options.values()), dtype=object)


def size(input: Any, dim: int | None = None) -> Any:
    """Return the shape, or the length of an axis."""
    shape = tuple(input.shape)
    return shape if dim is None else shape[axis_of(dim, len(shape))]


def number_of_entries(input: Any) -> int:
    """Return the number of entries of a tensor, or of a tensor with this shape."""
    return prod(input if isinstance(input, tuple) else input.shape)


def attribute(input: Any, name: str) -> Any:
    """Return the shape, the number of axes, the transpose or a field of a tensor."""
    if name == "shape":
        return tuple(input.shape)
    if name == "ndim":
        return len(input.shape)
    if name == "T":
        return input.transpose(list(reversed(range(len(input.shape)))))
    if name == "mT":
        return transpose(input, -1, -2)
    if name == "values" and isinstance(input, tuple):
        return input[0]
    if name in ("device", "dtype"):
        return name
    raise InvalidNetworkError(
        f"the attribute {name!r} of a tensor is not read: use shape, ndim, T or mT"
    )
