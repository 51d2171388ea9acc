"""Whether units reach the outputs: the network modulo a prime, and units of many regions asked."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

import numpy as np

from polyregions.arithmetic import centred, primes_of_sums
from polyregions.budgets import checkpoint
from polyregions.networks import IntegerForm
from polyregions.refinement.vertices.composed_layers import composed_layers, is_integer
from polyregions.refinement.vertices.derivatives import small_integers
from polyregions.refinement.vertices.kernel import arrays
from polyregions.refinement.vertices.kernel.arrays import Array, NetworkArrays, Reach
from polyregions.refinement.vertices.kernel.reaching import find_reaching
from polyregions.refinement.vertices.program import network_tables

__all__ = ["ReachingUnits", "no_reach", "reach_of"]

_UNITS_AT_A_TIME = 1 << 14


def reach_of(network: IntegerForm, net: NetworkArrays | None = None) -> Reach:
    """Return a network modulo a prime; with its arrays, also what they tell exactly.

    Raises
    ------
    OutOfTime
        If the time is up before.
    """
    terms = max(max(len(layer.rows), layer.rows.width) for layer in network.layers)
    prime = next(primes_of_sums(terms))
    *weights, outputs = _composed_weights(network, prime)
    if net is None:
        tables = network_tables([layer.bits for layer in composed_layers(network)])
    else:
        tables = net.layers, net.units, net.starts
    layers, units, starts = tables
    return Reach(
        prime=float(prime),
        layers=layers,
        units=units,
        starts=starts,
        weights=np.concatenate([np.zeros(0), *(block.T.ravel() for block in weights[1:])]).astype(
            np.float32  # which holds residues of primes below 2**25
        ),
        outputs=centred(_combination(prime, len(outputs)) @ outputs, prime),
        integers=np.zeros(0) if net is None else _small_outputs(network, net),
        greatest=0.0 if net is None else float(np.abs(net.weights).max(initial=1.0)),
    )


@lru_cache(maxsize=16)
def _combination(prime: int, outputs: int) -> Array:
    """Return any combination that does not happen to vanish where an output does not."""
    return np.random.default_rng(20250722).integers(1, prime // 2, outputs).astype(np.float64)


@cache
def no_reach() -> Reach:
    """Return what stands for a network where nothing is asked of it."""
    table = np.zeros((0, 0), dtype=np.int64)
    nothing = np.zeros(0)
    weights = nothing.astype(np.float32)
    return Reach(0.0, table, table, table.ravel(), weights, nothing, nothing, 0.0)


def _composed_weights(network: IntegerForm, prime: int) -> Iterator[Array]:
    """Yield the residues of the weights of the layers with a ReLU unit, and of the outputs.

    As in :func:`.composed_layers`, layers without one are composed into the next one; each row of
    the outputs is a form of what the units of the last layer pass on.
    """
    pending: Array | None = None
    for layer in network.layers:
        checkpoint()
        weights = layer.rows.residues(prime)[:, :-1]
        if pending is not None:
            weights = centred(weights @ pending, prime)
        if layer.relu_units:
            yield weights
        pending = None if layer.relu_units else weights
    yield np.eye(len(network.layers[-1].rows)) if pending is None else pending


def _small_outputs(network: IntegerForm, net: NetworkArrays) -> Array:
    """Return a combination of the outputs in small integers, if all weights are such."""
    if not np.all(net.grids == 1.0):
        return np.zeros(0)
    after = [k for k, layer in enumerate(network.layers, start=1) if layer.relu_units][-1:]
    rest = composed_layers(IntegerForm(network.inputs, network.layers[sum(after) :]), outputs=True)
    if not is_integer(rest):
        return np.zeros(0)
    outputs: Array = np.eye(len(network.layers[-1].rows))
    if rest:
        outputs = np.array([row[:-1] for row in rest[0].rows], dtype=np.float64)
    return small_integers(len(outputs), 2) @ outputs


class ReachingUnits:
    """Tells of units in regions whether they surely reach the outputs.

    Parameters
    ----------
    reach
        The network modulo a prime.

    Examples
    --------
    >>> from polyregions.constructions import absolute_value
    >>> reaching = ReachingUnits(reach_of(absolute_value().integer_form))
    >>> patterns = np.packbits(np.array([[1, 0]], np.uint8), axis=1)
    >>> reaching(patterns, np.array([0, 0]), np.array([0, 1]))
    array([ True,  True])
    """

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        # Positions ascend with the units.
        self._units = np.flatnonzero(reach.units[:, arrays.BIT] >= 0)
        widest = int(reach.layers[:, arrays.WIDTH].max(initial=0))
        self._reached = np.zeros((2, widest))
        self._active = np.zeros(len(reach.units), dtype=np.uint8)
        self._counts = np.zeros(arrays.COUNTS, dtype=np.int64)

    def __call__(self, patterns: Array, owners: Array, positions: Array) -> Array:
        """Return where a unit is proved to reach the outputs.

        Parameters
        ----------
        patterns
            Packed patterns.
        owners
            The index of a pattern for each question: the same ones one after the other.
        positions
            The position of a unit in a pattern for each question. Its own bit does not matter, nor
            do those of its layer and of the layers before.
        """
        found = np.zeros(len(owners), dtype=bool)
        units = self._units[positions]
        for start in range(0, len(owners), _UNITS_AT_A_TIME):
            checkpoint()
            own = slice(start, start + _UNITS_AT_A_TIME)
            find_reaching(
                self._reach, patterns, owners[own], units[own], self._active, self._reached,
                self._counts, found[own],
            )  # fmt: skip
        return found
