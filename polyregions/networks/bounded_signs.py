"""The signs of all units at many points: floats with proved bounds, the rest in integers.

With u = 2^-53 the unit roundoff, n the inputs of a layer, x^ computed inputs off by e at most, W
and b the floats nearest to the parameters, a pre-activation computed in any order is off by at most

    |W| (e + g |x^|) + g |b| + t,      g = (n + 16) 2^-52,

as |W| e is what the inputs are off, and the roundings of the products, of their sum and of the
parameters are at most (n + 3) u relative to |W| |x^| + |b|, to which those of the bound itself add;
t covers what is lost below the range of floats, n 2^-1074 times the largest parameter of at most
2^500. (N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 2002, section 3.1.) A ReLU
increases no error. Sums that leave the range of floats prove nothing: they end infinite or NaN.

That is a second product of matrices. Most points do without: where s is the largest sum of a row of
|W|, no pre-activation at a point is off by more than s (max e + g max |x^|) + g max |b| + t.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import IntegerVector, Points
from polyregions.budgets import checkpoint
from polyregions.networks.integer_form import IntegerForm
from polyregions.networks.layer import Layer

if TYPE_CHECKING:
    from scipy.sparse import csc_array

__all__ = ["BoundedSigns"]

Floats = NDArray[np.float64]
Signs = NDArray[np.int8]

_UNDECIDED = 2
_LOST = 2.0**-540
_SMALLEST, _LARGEST = 2.0**-500, 2.0**500
_ENTRIES_AT_ONCE = 1 << 15
_HIGHEST = 2.0**1000  # partial sums of numbers whose sizes add up to less are floats


_Evaluation = Callable[["_FloatLayer", Floats, Any], tuple[Floats, Floats]]


@dataclass(frozen=True, slots=True, eq=False)
class _FloatLayer:
    weights: Floats | csc_array[Any]
    sizes: Floats | csc_array[Any]
    bias: Floats
    relu: NDArray[np.bool_]
    norm: float
    highest_bias: float

    @classmethod
    def of(cls, layer: Layer) -> _FloatLayer:
        matrix = layer.float_matrix
        weights: Any = matrix.T.copy() if isinstance(matrix, np.ndarray) else matrix.T
        relu = np.zeros(layer.units, dtype=bool)
        relu[list(layer.relu_units)] = True
        sizes, bias = abs(weights), np.asarray(layer.float_bias)
        norm = float(sizes.sum(axis=0).max()) * (1.0 + _gamma(weights))
        return cls(weights, sizes, bias, relu, norm, float(np.abs(bias).max()))

    def roughly(self, values: Floats, error: Floats) -> tuple[Floats, Floats]:
        """Return the pre-activations, and how far off all of a point are at most, (k, 1)."""
        gamma = _gamma(self.weights)
        found = values @ self.weights
        found += self.bias
        largest = np.abs(values).max(axis=1, keepdims=True)
        error = self.norm * (error + gamma * largest) + (gamma * self.highest_bias + _LOST)
        error[~(self.norm * largest + self.highest_bias < _HIGHEST)] = np.inf
        return found, error

    def preactivations(self, values: Floats, errors: Floats | None) -> tuple[Floats, Floats]:
        """Return the pre-activations and how far off they are at most."""
        gamma = _gamma(self.weights)
        found = values @ self.weights + self.bias
        spread = gamma * np.abs(values)
        if errors is not None:
            spread += errors
        errors = spread @ self.sizes + (gamma * np.abs(self.bias) + _LOST)
        errors[~np.isfinite(found)] = np.inf
        return found, errors

    def passed_on(self, values: Floats) -> Floats:
        """Return the layer's outputs."""
        if self.is_relu:
            return np.maximum(values, 0.0, out=values)
        return np.where(self.relu, np.maximum(values, 0.0), values)

    @property
    def is_relu(self) -> bool:
        """Whether all units have a ReLU."""
        return bool(self.relu.all())

    def of_relu(self, values: Floats) -> Floats:
        """Return the columns of units with a ReLU."""
        return values if self.is_relu else values[:, self.relu]


def _gamma(weights: Floats | csc_array[Any]) -> float:
    return float((weights.shape[0] + 16) * 2.0**-52)


class BoundedSigns:
    """The signs of all ReLU units of a network at points.

    Parameters
    ----------
    layers
        The layers.
    form
        The same network in integers.
    """

    def __init__(self, layers: Sequence[Layer], form: IntegerForm) -> None:
        self._form = form
        self._layers: list[_FloatLayer] | None = None
        if all(map(_are_normal, layers)):
            self._layers = [_FloatLayer.of(layer) for layer in layers]
        widest = max(max(layer.units, layer.inputs) for layer in layers)
        self._points_at_once = max(1, _ENTRIES_AT_ONCE // widest)

    def __call__(self, points: Points) -> Signs:
        """Return the signs, int8 array (k, units), in {-1, 0, 1}."""
        parts = [np.zeros((0, self._form.units), dtype=np.int8)]
        for start in range(0, len(points), self._points_at_once):
            checkpoint()
            part = slice(start, start + self._points_at_once)
            errors = None if points.errors is None else points.errors[part]
            values = points.floats[part]
            signs = self._roughly(values, errors)
            still = np.flatnonzero((signs == _UNDECIDED).any(axis=1))
            if len(still):
                signs[still] = self._in_floats(
                    values[still], None if errors is None else errors[still]
                )
                still = still[(signs[still] == _UNDECIDED).any(axis=1)]
            if len(still):
                columns = points.homogeneous((start + still).tolist())
                signs[still] = _exact_signs(self._form, columns)
            parts.append(signs)
        return np.concatenate(parts)

    def _roughly(self, values: Floats, errors: Floats | None) -> Signs:
        """Return the signs that one bound for all units of a layer proves."""
        error = np.zeros((len(values), 1))
        if errors is not None and errors.size:
            error = errors.max(axis=1, keepdims=True)
        return self._proved(values, error, _FloatLayer.roughly)

    def _in_floats(self, values: Floats, errors: Floats | None) -> Signs:
        """Return the signs that a bound for each unit proves."""
        return self._proved(values, errors, _FloatLayer.preactivations)

    @np.errstate(all="ignore")
    def _proved(self, values: Floats, errors: Any, evaluate: _Evaluation) -> Signs:
        found = np.full((len(values), self._form.units), _UNDECIDED, dtype=np.int8)
        if self._layers is None:
            return found
        end = 0
        for layer in self._layers:
            values, errors = evaluate(layer, values, errors)
            start, end = end, end + int(np.count_nonzero(layer.relu))
            own = layer.of_relu(values)
            off = errors if errors.shape[1] == 1 else layer.of_relu(errors)
            # A NaN proves nothing; neither does a value that may be zero.
            positive, negative = own > off, own < -off
            found[:, start:end] = positive.view(np.int8) - negative.view(np.int8)
            if layer.is_relu and errors.shape == values.shape:
                errors[negative] = 0.0  # what is surely negative is passed on as zero, exactly
            values = layer.passed_on(values)
        found[found == 0] = _UNDECIDED
        return found


def _are_normal(layer: Layer) -> bool:
    """Return whether the bounds hold: the parameters are rounded with a small relative error."""
    sizes = np.abs(np.append(layer.float_entries, layer.float_bias))
    # What is nonzero and beyond floats on the small side is rounded to zero or loses digits.
    beyond = (abs(x) for i in layer.units_beyond_floats for x in layer.exact_terms(i).values)
    return bool(
        np.all((sizes == 0.0) | ((sizes >= _SMALLEST) & (sizes <= _LARGEST)))
        and all(x == 0 or _SMALLEST <= x <= _LARGEST for x in beyond)
    )


def _exact_signs(form: IntegerForm, points: Sequence[IntegerVector]) -> Signs:
    """Return the signs at homogeneous points, (k, units), for all of them in integer matrices."""
    inputs = [tuple(row) for row in zip(*points, strict=True)]
    found: list[Signs] = []
    for layer in form.layers:
        checkpoint()
        values = np.array(layer.preactivations(inputs), dtype=object)
        relu = list(layer.relu_units)
        found += [np.sign(row).astype(np.int8) for row in values[relu]]
        values[relu] = np.maximum(values[relu], 0)
        constant = [layer.denominator * entry for entry in inputs[-1]]
        inputs = [*map(tuple, values.tolist()), tuple(constant)]
    return np.array(found, dtype=np.int8).reshape(-1, len(points)).T
