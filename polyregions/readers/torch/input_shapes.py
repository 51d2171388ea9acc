"""The shape of an input, as the first layers of a traced graph say it."""

from __future__ import annotations

from math import prod
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.readers.torch import activations, arithmetic, shapes
from polyregions.readers.torch.handlers import description, handler_of
from polyregions.readers.torch.modules import torch_class

__all__ = ["check_first_layers", "inferred_shape"]

# What leaves the shape of its input as it is.
_KEEPING = (
    activations.absolute,
    activations.dropout,
    activations.hardtanh,
    activations.leaky_relu,
    activations.relu,
    activations.relu6,
    arithmetic.negative,
    shapes.unchanged,
)
_KEEPING_MODULES = ("Hardtanh", "Identity", "LeakyReLU", "ReLU", "ReLU6")
_SIDES = ("length", "height, width", "depth, height, width")


def inferred_shape(module: Any, graph: Any) -> tuple[int, ...]:
    """Return the shape of one input that the first layers take.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.

    Returns
    -------
    tuple of int
        One length, the number of features of a linear map or of a batch normalisation.

    Raises
    ------
    InvalidNetworkError
        If they take inputs of several shapes.
    """
    first = _first_layers(module, graph)
    for node in first:
        features = _features(module, node)
        if features is not None:
            return (features,)
    for node in first:
        convolution = _convolution(module, node)
        if convolution is not None:
            channels, axes = convolution
            raise InvalidNetworkError(
                f"the first layer, {description(module, node)}, takes inputs of any size: give "
                f"input_shape=({channels}, {_SIDES[axes - 1]})"
            )
    what = f"begins with {description(module, first[0])}, which" if first else "has no layer that"
    reason = "takes inputs of any shape" if first else "tells the shape of its input"
    raise InvalidNetworkError(
        f"the module {what} {reason}: give input_shape, the shape of one input without the axis of "
        "the batch"
    )


def check_first_layers(module: Any, graph: Any, shape: tuple[int, ...]) -> None:
    """Refuse a shape that a first layer cannot take, with the one that was perhaps meant.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns.
    shape
        The shape of one input, without the axis of the batch.

    Raises
    ------
    InvalidNetworkError
        If a first layer is a convolution or a linear map, and the shape is that of its input but
        for the axes of channels or of the batch.
    """
    for node in _first_layers(module, graph):
        meant = _meant(module, node, shape)
        if meant is not None:
            text, what = meant
            raise InvalidNetworkError(
                f"input_shape is {shape}, and the first layer, {description(module, node)}, takes "
                f"{what}: did you mean {text}?"
            )


def _meant(module: Any, node: Any, shape: tuple[int, ...]) -> tuple[tuple[int, ...], str] | None:
    """Return another shape that fits a first layer, and what it takes; None if that is no help."""
    convolution = _convolution(module, node)
    if convolution is not None:
        channels, axes = convolution
        guesses = [(channels, *shape)]
        if shape[0] != channels:
            guesses += [(shape[-1], *shape[:-1])]
        if len(shape) == axes + 2:
            guesses += [shape[1:]]
        what = f"({channels}, {_SIDES[axes - 1]})"
        if len(shape) == axes + 1 and shape[0] == channels:
            return None
        fits = [s for s in guesses if len(s) == axes + 1 and s[0] == channels]
        return (fits[0], what) if fits else None
    features = _features(module, node)
    is_linear = features is not None and _class(module, node) != "BatchNorm1d"
    if is_linear and features != shape[-1] and features == prod(shape):
        return (prod(shape),), f"{features} numbers in a row"
    return None


def _first_layers(module: Any, graph: Any) -> list[Any]:
    """Return the nodes that take the input, perhaps after what keeps its shape."""
    waiting = [node for node in graph.nodes if node.op == "placeholder"][:1]
    found: list[Any] = []
    while waiting:
        for node in waiting.pop(0).users:
            keeps = _keeps_the_shape(module, node)
            (waiting if keeps else found).append(node)
    return [node for node in found if node.op.startswith("call_")]


def _keeps_the_shape(module: Any, node: Any) -> bool:
    if node.op == "call_module":
        name = _class(module, node)
        return name in _KEEPING_MODULES or "Dropout" in name
    return node.op.startswith("call_") and handler_of(module, node) in _KEEPING


def _features(module: Any, node: Any) -> int | None:
    """Return how many numbers a linear map or a batch normalisation takes."""
    if node.op == "call_module":
        part = module.get_submodule(node.target)
        name = {"Linear": "in_features", "BatchNorm1d": "num_features"}.get(_class(module, node))
        return None if name is None else int(getattr(part, name))
    if node.op == "call_function" and handler_of(module, node) is arithmetic.linear:
        weight = node.args[1] if len(node.args) > 1 else node.kwargs.get("weight")
        if getattr(weight, "op", None) == "get_attr":
            owner, _, name = weight.target.rpartition(".")
            return int(getattr(module.get_submodule(owner), name).shape[-1])
    return None


def _convolution(module: Any, node: Any) -> tuple[int, int] | None:
    """Return how many channels and spatial axes a convolution takes."""
    name = _class(module, node)
    if not name.startswith("Conv"):
        return None
    part = module.get_submodule(node.target)
    return int(part.in_channels), len(part.kernel_size)


def _class(module: Any, node: Any) -> str:
    if node.op != "call_module":
        return ""
    kind = torch_class(module.get_submodule(node.target))
    return "" if kind is None else kind.__name__
