"""The layers still to come as affine functions of the input that bound them on a cell, in floats.

On a cell the layers before one are affine. Through the later ones an upper bound is carried back to
the input: where a ReLU unit's pre-activation z lies in [l, u] with l < 0 < u, what it passes on is
at least a z, for any a in [0, 1], and at most s z + t, the chord (E. Wong and J. Z. Kolter,
"Provable defenses against adversarial examples via the convex outer adversarial polytope", 2018; H.
Zhang et al., "Efficient neural network robustness certification with general activation functions",
2018). Every s in [0, 1] will do, with t = max(-s l, (1 - s) u).

What roundings may change is added to the constants. With u = 2^-53, a sum of n products whose
factors are rounded is off by at most (n + 4) u times the sum of their sizes (as in
:mod:`polyregions.arithmetic.signs`), and by what is lost below the range of floats; and a
coefficient that is off by e, of something at most M in size, changes the bound by at most e M.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from polyregions.networks import IntegerForm, Layer
from polyregions.refinement.lp.arrangement import Arrangement
from polyregions.refinement.lp.relaxed_programs import RelaxedUnits

__all__ = ["LaterLayers"]

Floats = NDArray[np.float64]

_UNIT_ROUNDOFF: Final = 2.0**-53
# Parameters are zero or between these; products of them, and of coefficients made of them, lose
# less than this below the range of floats.
_SMALLEST, _LARGEST = 2.0**-500, 2.0**500
_LOST: Final = 2.0**-540


@dataclass(frozen=True, slots=True, eq=False)
class _FloatLayer:
    """A layer in floats; gamma bounds the relative errors of its sums.

    It has room for the rounding of what the sums are taken with: a coefficient times a slope.
    """

    weights: Floats
    sizes: Floats
    bias: Floats
    relu: NDArray[np.bool_]
    gamma: float

    @classmethod
    def of(cls, layer: Layer) -> _FloatLayer:
        relu = np.zeros(layer.units, dtype=bool)
        relu[list(layer.relu_units)] = True
        weights = layer.float_weights
        gamma = 2 * (max(weights.shape) + 8) * _UNIT_ROUNDOFF
        return cls(weights, np.abs(weights), np.asarray(layer.float_bias), relu, gamma)


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """Lines about what the units of a layer pass on: steepness z <= a <= slope z + offset.

    ``passed`` is the greatest size of a.
    """

    slope: Floats
    offset: Floats
    steepness: Floats
    is_open: NDArray[np.bool_]
    passed: Floats

    @classmethod
    def of(cls, layer: _FloatLayer, lower: Floats, upper: Floats) -> _Lines:
        is_open = layer.relu & (lower < 0) & (upper > 0)
        slope = np.where(~layer.relu | (lower >= 0), 1.0, 0.0)
        low, high = lower[is_open], upper[is_open]
        chord = high / (high - low)
        left, right = -chord * low, (1.0 - chord) * high
        offset, steepness = np.zeros(len(lower)), slope.copy()
        slope[is_open] = chord
        offset[is_open] = np.maximum(left, right) * (1 + 8 * _UNIT_ROUNDOFF) + _LOST
        steepness[is_open] = high > -low
        passed = np.where(layer.relu, np.maximum(upper, 0.0), np.maximum(-lower, upper))
        return cls(slope, offset, steepness, is_open, passed)


@dataclass(frozen=True, slots=True, eq=False)
class LaterLayers:
    """All layers of a network, of which those after a cell's own are still to come."""

    layers: tuple[_FloatLayer, ...]

    @classmethod
    def of(cls, network: IntegerForm) -> LaterLayers | None:
        """Return the layers; None where their numbers are too large or too small for the bounds."""
        layers = [layer.rows.layer for layer in network.layers]
        if not all(map(_is_normal, layers)):
            return None
        return cls(tuple(map(_FloatLayer.of, layers)))

    def relaxed(
        self, first: int, lower: Sequence[Floats], upper: Sequence[Floats]
    ) -> list[RelaxedUnits]:
        """Return the layers from one on as their relaxation sees them."""
        relaxed = []
        for layer, low, high in zip(self.layers[first:], lower[first:], upper[first:], strict=True):
            lines = _Lines.of(layer, low, high)
            found = RelaxedUnits(
                layer.weights, layer.bias, lines.slope, lines.offset, lines.is_open
            )
            relaxed.append(found)
        return relaxed

    def above(
        self,
        layer: int,
        rows: Floats,
        arrangement: Arrangement,
        reach: Floats,
        lower: Sequence[Floats],
        upper: Sequence[Floats],
        steepness: Mapping[int, Floats],
    ) -> Floats:
        """Return affine functions (r, n + 1) of the input that are at least rows . z on a cell.

        Parameters
        ----------
        layer, rows
            Coefficients (r, units), exactly as the floats are, of that layer's pre-activations z.
        arrangement
            The cell's layer, which is not after that one.
        reach
            Upper bounds of the coordinates' sizes on the cell.
        lower, upper
            Bounds of all pre-activations there, from the cell's layer on.
        steepness
            The lower lines to use for open units of some layers, in [0, 1]; else the nearer one.

        Returns
        -------
        ndarray of float64
            Not a number where nothing is proved.
        """
        constants, sizes_added, off = np.zeros((3, len(rows)))
        for k in range(layer, arrangement.layer, -1):
            own, before = self.layers[k], k - 1
            lines = _Lines.of(self.layers[before], lower[before], upper[before])
            down_lines = lines.steepness
            if before in steepness:
                down_lines = np.where(lines.is_open, steepness[before], down_lines)
            sizes = np.abs(rows)
            passed = rows @ own.weights
            wrong = own.gamma * (sizes @ own.sizes) + _lost(sizes)
            up, down = np.maximum(passed, 0.0), np.minimum(passed, 0.0)
            raised = up @ lines.offset
            constants += rows @ own.bias + raised
            sizes_added += sizes @ np.abs(own.bias) + raised
            off += wrong @ lines.passed + _lost(sizes)[:, 0]
            rows = up * lines.slope + down * down_lines
        forms, sizes = arrangement.preactivations, np.abs(rows)
        gamma = 4 * sum(own.gamma for own in self.layers[arrangement.layer : layer + 1])
        found = rows @ forms
        found[:, -1] += constants
        off += (gamma * (sizes @ np.abs(forms)) + _lost(sizes)) @ np.append(reach, 1.0)
        off += gamma * sizes_added
        found[:, -1] = np.nextafter(found[:, -1] + off * (1 + gamma), np.inf)
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found


def _lost(sizes: Floats) -> Floats:
    lost: Floats = _LOST * (1.0 + sizes.sum(axis=1, keepdims=True))
    return lost


def _is_normal(layer: Layer) -> bool:
    """Return whether parameters are rounded with a small relative error."""
    sizes = np.abs(np.append(layer.float_weights.ravel(), layer.float_bias))
    beyond = (abs(x) for i in layer.units_beyond_floats for x in layer.row(i))
    return bool(
        np.all((sizes == 0.0) | ((sizes >= _SMALLEST) & (sizes <= _LARGEST)))
        and all(x == 0 or _SMALLEST <= x <= _LARGEST for x in beyond)
    )
