"""How values of other kinds become networks, for those who give them in place of one."""

from __future__ import annotations

import os
from collections.abc import Sequence

from polyregions.errors import InvalidNetworkError, short
from polyregions.networks.layer import Layer

__all__ = ["no_network"]

_READERS = "polyregions.read_network, from_torch, from_sklearn or from_onnx"

_CONVERSIONS = {
    ("torch", "Module"): "polyregions.from_torch(module, input_shape) makes one of it",
    ("sklearn", "BaseEstimator"): "polyregions.from_sklearn(model) makes one of it",
    ("onnx", "ModelProto"): "polyregions.from_onnx(model) makes one of it",
}
"""What makes networks of models, by the package and the name of a class that they belong to."""

_EXPORTING = {"keras", "tf_keras", "flax", "haiku", "equinox"}
"""Packages whose models are read from the ONNX files that other packages write of them."""


def no_network(value: object, place: str | None = None) -> InvalidNetworkError:
    """Return the error that says what a value is, and how to come by a network.

    Models of other packages are told by the names of their classes, so that no package is loaded.

    Examples
    --------
    >>> print(no_network("a.onnx"))
    'a.onnx' is no network: polyregions.read_network(path) reads a file
    >>> print(no_network("a.onnx", "networks[0]"))
    networks[0] is 'a.onnx', which is no network: polyregions.read_network(path) reads a file
    """
    found, remedy = _refusal(value)
    named = f"{found} is" if place is None else f"{place} is {found}, which is"
    return InvalidNetworkError(f"{named} no network: {remedy}")


def _refusal(value: object) -> tuple[str, str]:
    """Return what the value is, and how to come by a network."""
    kind = type(value).__name__
    if isinstance(value, (str, os.PathLike)):
        return short(value), "polyregions.read_network(path) reads a file"
    if isinstance(value, type):
        return f"{value.__name__}, a class,", f"give an object, as {value.__name__}(...) makes one"
    conversion = _conversion(type(value))
    if conversion is not None:
        return f"a {kind}", conversion
    if type(value).__module__.startswith("polyregions.") and hasattr(value, "network"):
        return f"a {kind}", "give its attribute network"
    if type(value).__module__.startswith("polyregions.") and hasattr(value, "cells"):
        return f"a {kind}", "give its attribute cells, or cells.network"
    if isinstance(value, Layer):
        return "a Layer", "polyregions.Network([layer]) makes one of it"
    if isinstance(value, Sequence) and value and all(isinstance(part, Layer) for part in value):
        return f"a {kind} of layers", "polyregions.Network(layers) makes one of them"
    return short(value), f"give one, as {_READERS} returns it"


def _conversion(kind: type) -> str | None:
    """Return what makes networks of the models of a class, None if it is no class of models."""
    above = [(base.__module__.partition(".")[0], base.__name__) for base in kind.__mro__]
    # Models of Keras may be modules of torch at the same time.
    if any(package in _EXPORTING for package, _ in above):
        return "export it to ONNX, which polyregions.read_network(path) reads"
    return next((_CONVERSIONS[place] for place in above if place in _CONVERSIONS), None)
