"""Integer forms of many regions at once, modulo primes: a fast proof that forms differ.

Forms with different residues are different; forms with equal residues are candidates, to be
compared exactly. The products run in binary64 on residues so small that every sum is an integer
below 2**53, hence exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.networks import IntegerForm

__all__ = ["OutputResidues", "UnitResidues"]

Residues = NDArray[np.float64]

# Two primes of 20 bits or more make a chance equality of different forms rarer than 2**-40.
_PRIMES = 2
_REGIONS_AT_ONCE = 4096


class OutputResidues:
    """The output forms of a network's regions modulo a few primes.

    Parameters
    ----------
    network
        The network scaled to integers.
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        primes = islice(_primes(_widest(network)), _PRIMES)
        self._moduli = [_Modulus.of(network, prime) for prime in primes]

    def __call__(self, patterns: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return one row of residues for each region.

        Parameters
        ----------
        patterns
            The packed patterns, as in an enumeration.
        """
        parts = [
            self._of_bits(np.unpackbits(chunk, axis=1, count=self._network.units))
            for chunk in _chunks(patterns)
        ]
        return np.concatenate(parts)

    def _of_bits(self, bits: NDArray[np.uint8]) -> NDArray[np.int32]:
        columns = [modulus.output_forms(self._network, bits) for modulus in self._moduli]
        return np.concatenate(columns, axis=1)


class UnitResidues:
    """The pre-activations of all ReLU units of a network modulo one prime.

    Parameters
    ----------
    network
        The network scaled to integers.
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        self._modulus = _Modulus.of(network, next(_primes(_widest(network))))

    @property
    def prime(self) -> int:
        """The prime, below 2**26."""
        return self._modulus.prime

    def __call__(self, bits: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the residues, shape (k, units, n0 + 1), in k regions with these bits."""
        return self._modulus.unit_forms(self._network, bits)


@dataclass(frozen=True, slots=True, eq=False)
class _Modulus:
    """The layers modulo one prime, with residues between -p/2 and p/2."""

    prime: int
    weights: tuple[Residues, ...]
    scales: tuple[int, ...]

    @classmethod
    def of(cls, network: IntegerForm, prime: int) -> _Modulus:
        weights = tuple(
            np.array([[_centred(w, prime) for w in row] for row in layer.rows], dtype=np.float64)
            for layer in network.layers
        )
        return cls(prime, weights, tuple(_centred(s, prime) for s in network.scales))

    def output_forms(self, network: IntegerForm, bits: NDArray[np.uint8]) -> NDArray[np.int32]:
        for _, outputs in self._layers(network, bits):
            last = outputs
        # Opposite ends of the interval can stand for the same class.
        residues = np.mod(last, self.prime).astype(np.int32)
        return residues.transpose(1, 0, 2).reshape(len(bits), -1)

    def unit_forms(self, network: IntegerForm, bits: NDArray[np.uint8]) -> NDArray[np.int64]:
        forms = [np.zeros((0, len(bits), network.inputs + 1))]
        for layer, (preactivations, _) in zip(
            network.layers, self._layers(network, bits), strict=True
        ):
            forms.append(preactivations[list(layer.relu_units)])
        return np.mod(np.concatenate(forms), self.prime).astype(np.int64).transpose(1, 0, 2)

    def _layers(
        self, network: IntegerForm, bits: NDArray[np.uint8]
    ) -> Iterator[tuple[Residues, Residues]]:
        """Yield the pre-activations and the outputs of every layer, of shape (units, k, n0 + 1)."""
        count, size = len(bits), network.inputs + 1
        forms = np.repeat(np.eye(size)[:, np.newaxis, :], count, axis=1)
        for layer, weights, scale in zip(
            network.layers, self.weights, self.scales[1:], strict=True
        ):
            checkpoint()
            # Units come first, so that all regions take part in one matrix product.
            products = weights @ forms.reshape(len(forms), count * size)
            products -= self.prime * np.rint(products / self.prime)
            preactivations = products.reshape(-1, count, size)
            group = bits[:, layer.offset : layer.offset + len(layer.relu_units)]
            outputs = preactivations.copy()
            outputs[list(layer.relu_units)] *= group.T[:, :, np.newaxis]
            yield preactivations, outputs
            constant = np.zeros((1, count, size))
            constant[:, :, -1] = scale
            forms = np.concatenate([outputs, constant])


def _centred(value: int, prime: int) -> int:
    residue = value % prime
    return residue - prime if 2 * residue > prime else residue


def _widest(network: IntegerForm) -> int:
    return max(len(layer.rows[0]) for layer in network.layers)


def _primes(terms: int) -> Iterator[int]:
    """Yield primes p, the largest first, for which sums of so many products stay exact."""
    # With factors up to p/2 + 1 in size, sums of the products stay below terms * p**2 / 2.
    bits = (53 - terms.bit_length()) // 2
    for candidate in range(2**bits - 1, 2, -2):
        if all(candidate % d for d in range(3, int(candidate**0.5) + 1, 2)):
            yield candidate


def _chunks(patterns: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(patterns), _REGIONS_AT_ONCE):
        yield patterns[start : start + _REGIONS_AT_ONCE]
