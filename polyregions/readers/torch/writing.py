"""Networks written as PyTorch modules."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import number_text
from polyregions.errors import FileFormatError, UnknownOptionError
from polyregions.networks import Layer, Network, check_network
from polyregions.readers.torch.package import torch_package

__all__ = ["to_torch"]


def to_torch(network: Network, *, dtype: Any = None) -> Any:
    """Return a PyTorch module with the parameters of a network.

    An ``nn.Sequential`` with an ``nn.Linear`` for each layer, followed by its activation: an
    ``nn.ReLU``; nothing where all units are identities; and where the units differ an ``nn.PReLU``
    whose slopes, 0 for ReLU and 1 for identity units, are frozen. :func:`from_torch` reads the same
    function back, and the same layers where all but the last are ReLU layers.

    Parameters
    ----------
    network
        The network; its domain and name are not kept.
    dtype
        The float type of the parameters; None for float32 if that holds all of them exactly, else
        float64.

    Returns
    -------
    torch.nn.Sequential
        It takes inputs of shape (batch, n0).

    Raises
    ------
    FileFormatError
        If a parameter is not a number of that type, or for None not one of float64; the message
        names the first.
    UnknownOptionError
        If ``dtype`` is no float type of torch.
    PolyregionsError
        If torch is not installed.

    Examples
    --------
    ```python
    module = polyregions.to_torch(polyregions.montufar(inputs=2, width=4, depth=3))
    module(torch.zeros(1, 2))
    ```
    """
    check_network(network)
    torch = torch_package()
    if dtype is not None and not (isinstance(dtype, torch.dtype) and dtype.is_floating_point):
        raise UnknownOptionError(f"the dtype is {dtype!r}: give a float type of torch, or None")
    if dtype is None:
        dtype = torch.float32 if _first_misfit(network, torch.float32) is None else torch.float64
    misfit = _first_misfit(network, dtype)
    if misfit is not None:
        place, value = misfit
        raise FileFormatError(
            f"{place} is {number_text(value)}, which is no {str(dtype).removeprefix('torch.')} "
            "number: write the network as .json, which keeps every rational, or round its "
            "parameters before"
        )
    parts = []
    for layer in network.layers:
        parts.append(_linear(layer, dtype))
        kinds = set(layer.activation)
        if kinds == {"relu"}:
            parts.append(torch.nn.ReLU())
        elif len(kinds) > 1:
            parts.append(_mixed_activation(layer, dtype))
    return torch.nn.Sequential(*parts)


def _linear(layer: Layer, dtype: Any) -> Any:
    torch = torch_package()
    # Without initial values, which would be drawn at random.
    linear = torch.nn.utils.skip_init(
        torch.nn.Linear, layer.inputs, layer.units, device="cpu", dtype=dtype
    )
    with torch.no_grad():
        linear.weight.copy_(torch.from_numpy(layer.float_weights.copy()))
        linear.bias.copy_(torch.from_numpy(layer.float_bias.copy()))
    return linear


def _mixed_activation(layer: Layer, dtype: Any) -> Any:
    torch = torch_package()
    slopes = [float(name == "identity") for name in layer.activation]
    activation = torch.nn.PReLU(layer.units, device="cpu", dtype=dtype)
    with torch.no_grad():
        activation.weight.copy_(torch.tensor(slopes, dtype=dtype, device="cpu"))
    return activation.requires_grad_(False)


def _first_misfit(network: Network, dtype: Any) -> tuple[str, Fraction] | None:
    """Return the place and the value of the first parameter that is no number of a float type."""
    for i, layer in enumerate(network.layers):
        for j, value in _misfits(layer.weights, layer.float_weights, dtype):
            return f"layers[{i}].weights[{j // layer.inputs}][{j % layer.inputs}]", value
        for j, value in _misfits((layer.bias,), layer.float_bias, dtype):
            return f"layers[{i}].bias[{j}]", value
    return None


def _misfits(
    rows: tuple[tuple[Fraction, ...], ...], floats: NDArray[np.float64], dtype: Any
) -> Iterator[tuple[int, Fraction]]:
    """Yield the flat positions and values of parameters that are no numbers of a float type."""
    torch = torch_package()
    rounded = torch.from_numpy(floats.copy()).to(dtype).to(torch.float64).numpy().ravel()
    values = (value for row in rows for value in row)
    for j, (value, candidate) in enumerate(zip(values, rounded.tolist(), strict=True)):
        if value != candidate:
            yield j, value
