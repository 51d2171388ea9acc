"""Integer forms of many regions at once, modulo primes.

A few primes are a fast proof that forms differ; with equal residues they are candidates, to be
compared exactly. Enough primes give the forms themselves. The products run in binary64 on residues
so small that every sum is an integer below 2**53, hence exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import centred, primes_of_sums
from polyregions.budgets import checkpoint, in_time
from polyregions.complexes.shared_prefixes import SharedPrefixes
from polyregions.networks import IntegerForm

__all__ = ["FormsModulo", "OutputResidues", "UnitResidues", "forms_modulo", "primes_for"]

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
        self._moduli = forms_modulo(network, list(islice(primes_for(network), _PRIMES)))

    def __call__(self, patterns: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Return one row of residues for each region.

        Parameters
        ----------
        patterns
            The packed patterns, as in an enumeration: the lexicographic order is the fastest.
        """
        parts = [
            self._of_bits(np.unpackbits(chunk, axis=1, count=self._network.units))
            for chunk in _chunks(patterns)
        ]
        return np.concatenate(parts)

    def _of_bits(self, bits: NDArray[np.uint8]) -> NDArray[np.int32]:
        prefixes = SharedPrefixes.of(self._network, bits)
        # Opposite ends of the interval can stand for the same class.
        columns = [
            np.mod(modulus.outputs(prefixes), modulus.prime).astype(np.int32)
            for modulus in self._moduli
        ]
        return np.concatenate([column.reshape(len(bits), -1) for column in columns], axis=1)


class UnitResidues:
    """The pre-activations of all ReLU units of a network modulo one prime.

    Parameters
    ----------
    network
        The network scaled to integers.
    prime
        One of :func:`primes_for`; the first where it is None.
    """

    def __init__(self, network: IntegerForm, prime: int | None = None) -> None:
        self._network = network
        chosen = next(primes_for(network)) if prime is None else prime
        (self._modulus,) = forms_modulo(network, [chosen])

    @property
    def units(self) -> int:
        """The number of ReLU units."""
        return self._network.units

    @property
    def prime(self) -> int:
        """The prime, below 2**26."""
        return self._modulus.prime

    def __call__(self, bits: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return the residues, shape (k, units, n0 + 1), in k regions with these bits."""
        prefixes = SharedPrefixes.of(self._network, bits)
        return np.mod(self._modulus.units(prefixes), self.prime).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class FormsModulo:
    """A network's forms modulo one prime, with residues between -p/2 - 1 and p/2 + 1.

    Attributes
    ----------
    network
        The network scaled to integers.
    prime
        The prime.
    weights
        The residues of the layers' weights, shape (inputs, units).
    biases
        The residues of their biases times the scale of the layers before, shape (units,).
    """

    network: IntegerForm
    prime: int
    weights: tuple[Residues, ...]
    biases: tuple[Residues, ...]

    def outputs(self, prefixes: SharedPrefixes) -> Residues:
        """Return the outputs for each pattern, shape (k, outputs, n0 + 1)."""
        for _, outputs in self._layers(prefixes):
            last = outputs
        return last[prefixes.groups(len(self.weights))].transpose(0, 2, 1)

    def units(self, prefixes: SharedPrefixes) -> Residues:
        """Return the pre-activations of all ReLU units, shape (k, units, n0 + 1)."""
        forms = [np.zeros((len(prefixes.bits), self.network.inputs + 1, 0))]
        for index, (preactivations, _) in enumerate(self._layers(prefixes)):
            own = preactivations[:, :, list(self.network.layers[index].relu_units)]
            forms.append(own[prefixes.groups(index)])
        return np.concatenate(forms, axis=2).transpose(0, 2, 1)

    def _layers(self, prefixes: SharedPrefixes) -> Iterator[tuple[Residues, Residues]]:
        """Yield every layer's pre-activations and its outputs, shape (groups, n0 + 1, units).

        The groups are those of patterns that agree in the layers before, and in this one too.
        """
        size = self.network.inputs + 1
        # The input forms: coordinates, and the constant, whose part the biases are.
        passed = np.eye(size)[np.newaxis, :, :-1]
        for index, (layer, weights, bias) in enumerate(
            zip(self.network.layers, self.weights, self.biases, strict=True)
        ):
            checkpoint()
            # All groups take part in one matrix product.
            products = (passed.reshape(-1, passed.shape[2]) @ weights).reshape(
                -1, size, weights.shape[1]
            )
            products[:, -1] += bias
            preactivations = centred(products, self.prime)
            own = slice(layer.offset, layer.offset + len(layer.relu_units))
            passing = np.ones((len(prefixes.starts[index + 1]), 1, weights.shape[1]))
            passing[:, 0, list(layer.relu_units)] = prefixes.bits[prefixes.starts[index + 1], own]
            passed = preactivations[prefixes.parents(index + 1)]
            passed *= passing
            yield preactivations, passed


def forms_modulo(network: IntegerForm, primes: Sequence[int]) -> list[FormsModulo]:
    """Reduce a network modulo primes, of those that :func:`primes_for` yields."""
    weights: list[list[Residues]] = [[] for _ in primes]
    biases: list[list[Residues]] = [[] for _ in primes]
    for layer, scale in zip(network.layers, network.scales, strict=False):
        for k, prime in enumerate(in_time(primes)):
            residues = layer.rows.residues(prime)
            weights[k].append(np.ascontiguousarray(residues[:, :-1].T))
            biases[k].append(centred(residues[:, -1] * (scale % prime), prime))
    return [
        FormsModulo(network, prime, tuple(factors), tuple(constants))
        for prime, factors, constants in zip(primes, weights, biases, strict=True)
    ]


def primes_for(network: IntegerForm) -> Iterator[int]:
    """Yield primes, the largest first, modulo which all sums of a network's products are exact."""
    return primes_of_sums(max(len(layer.rows[0]) for layer in network.layers))


def _chunks(patterns: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(patterns), _REGIONS_AT_ONCE):
        yield patterns[start : start + _REGIONS_AT_ONCE]
