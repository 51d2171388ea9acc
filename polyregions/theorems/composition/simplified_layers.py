"""The same function with fewer layers: affine layers are merged into the next one.

Equal layers of the input give one and the same object of the output, so that repetitions of a deep
network stay visible and cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from polyregions.arithmetic import IntegerMatrix, common_denominator
from polyregions.budgets import in_time
from polyregions.networks import Layer

__all__ = ["interned", "simplified_layers"]


def simplified_layers(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return fewer layers that compute the same function everywhere.

    A layer all of whose ReLUs take sums of ReLU outputs with weights and biases >= 0 is made
    affine; then every affine layer is merged into the one after it.

    Examples
    --------
    >>> layers = [Layer([[1]]), Layer([[2]], [1]), Layer([[1], [-1]])]
    >>> simplified_layers(layers)
    (Layer([[1]], [0], 'relu'), Layer([[2], [-2]], [1, -1], 'relu'))
    """
    return _merged(_without_inert_layers(interned(layers)))


def interned(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Return equal layers, with one object for each distinct one."""
    layers = tuple(layers)  # Kept: an id names a layer only while that lives.
    known: list[Layer] = []
    by_identity: dict[int, Layer] = {}
    result = []
    for layer in in_time(layers):
        if id(layer) not in by_identity:
            match = next((other for other in known if other == layer), None)
            if match is None:
                known.append(layer)
                match = layer
            by_identity[id(layer)] = match
        result.append(by_identity[id(layer)])
    return tuple(result)


def _without_inert_layers(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    known: dict[tuple[int, frozenset[int]], tuple[Layer, frozenset[int]]] = {}
    nonnegative: frozenset[int] = frozenset()
    result = []
    for layer in in_time(layers):
        key = (id(layer), nonnegative)
        if key not in known:
            known[key] = _made_affine(layer, nonnegative), _nonnegative_units(layer, nonnegative)
        kept, nonnegative = known[key]
        result.append(kept)
    return interned(result)


def _nonnegative_units(layer: Layer, nonnegative: frozenset[int]) -> frozenset[int]:
    """Return the units whose outputs cannot be negative, given the inputs that cannot be."""
    return frozenset(
        unit
        for unit, name in enumerate(layer.activation)
        if name == "relu" or _is_nonnegative(layer, unit, nonnegative)
    )


def _is_nonnegative(layer: Layer, unit: int, nonnegative: frozenset[int]) -> bool:
    """Return whether a pre-activation cannot be negative, given the inputs that cannot be."""
    *weights, bias = layer.row(unit)
    return bias >= 0 and all(w == 0 or (w > 0 and k in nonnegative) for k, w in enumerate(weights))


def _made_affine(layer: Layer, nonnegative: frozenset[int]) -> Layer:
    """Return the layer without its ReLUs if none of them changes anything, else the same layer."""
    if all(_is_nonnegative(layer, unit, nonnegative) for unit in layer.relu_units):
        return Layer(layer.weights, layer.bias, "identity")
    return layer


def _merged(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    known: dict[tuple[int, int], Layer] = {}
    result = [layers[0]]
    for layer in in_time(layers[1:]):
        before = result[-1]
        if "relu" in before.activation:
            result.append(layer)
            continue
        key = (id(layer), id(before))
        if key not in known:
            known[key] = _after_affine(layer, before)
        result[-1] = known[key]
    return interned(result)


def _after_affine(layer: Layer, before: Layer) -> Layer:
    """Return the layer that first applies an affine one."""
    outer = common_denominator(entry for row in layer.weights for entry in row)
    inner_rows = [(*row, bias) for row, bias in zip(before.weights, before.bias, strict=True)]
    inner = common_denominator(entry for row in inner_rows for entry in row)
    left = IntegerMatrix([[int(w * outer) for w in row] for row in layer.weights], layer.inputs)
    product = left @ [[int(entry * inner) for entry in row] for row in inner_rows]
    scaled = Layer([row[:-1] for row in product], [row[-1] for row in product], layer.activation)
    if outer * inner == 1 and not any(layer.bias):
        return scaled
    scale = outer * inner
    return Layer(
        [[w / scale for w in row] for row in scaled.weights],
        [b / scale + own for b, own in zip(scaled.bias, layer.bias, strict=True)],
        layer.activation,
    )
