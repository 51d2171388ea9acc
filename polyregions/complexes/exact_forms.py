"""The exact output forms of many regions at once.

Entries of forms are integers below a bound that the network's weights give. Residues modulo so many
primes that their product is larger determine them; each prime costs one product of floats a layer,
for all regions that begin alike. Forms of thousands of bits are computed in integers.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import mul
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import integers_of_residues
from polyregions.budgets import checkpoint
from polyregions.complexes.residues import forms_modulo, primes_for
from polyregions.complexes.shared_prefixes import SharedPrefixes
from polyregions.networks import IntegerForm, SharedForms

__all__ = ["ExactOutputs", "largest_output"]

# Floats that the forms of a layer take for each prime: what fits in a processor's cache.
_ENTRIES_AT_ONCE = 1 << 17
_MOST_REGIONS_AT_ONCE = 4096
_MOST_BITS = 4096


class ExactOutputs:
    """The output forms of a network's regions, in integers.

    Parameters
    ----------
    network
        The network scaled to integers.

    Examples
    --------
    >>> from polyregions.networks import Layer, Network
    >>> tent = Network([Layer([["1/3"], [-1]]), Layer([[1, 1]], None, "identity")])
    >>> patterns = np.packbits(np.array([[0, 1], [1, 0]], np.uint8), axis=1)
    >>> [forms.tolist() for forms in ExactOutputs(tent.integer_form)(patterns)]
    [[[[-3, 0]], [[1, 0]]]]
    """

    def __init__(self, network: IntegerForm) -> None:
        self._network = network
        self._moduli = forms_modulo(network, _enough_primes(network))
        if not self._moduli:
            return
        widest = max(max(weights.shape) for weights in self._moduli[0].weights)
        regions = _ENTRIES_AT_ONCE // (widest * (network.inputs + 1))
        self._regions_at_once = max(1, min(regions, _MOST_REGIONS_AT_ONCE))

    def __call__(self, patterns: NDArray[np.uint8]) -> Iterator[NDArray[Any]]:
        """Yield the outputs times ``scales[-1]`` for some regions after the other.

        Parameters
        ----------
        patterns
            The packed patterns, as in an enumeration: the lexicographic order is the fastest.

        Yields
        ------
        ndarray of int, shape (k, outputs, n0 + 1)
            Python's integers, the constants last.
        """
        if not self._moduli:
            yield from self._one_by_one(patterns)
            return
        for start in range(0, len(patterns), self._regions_at_once):
            checkpoint()
            chunk = patterns[start : start + self._regions_at_once]
            bits = np.unpackbits(chunk, axis=1, count=self._network.units)
            prefixes = SharedPrefixes.of(self._network, bits)
            residues = [modulus.outputs(prefixes) for modulus in self._moduli]
            primes = [modulus.prime for modulus in self._moduli]
            forms = integers_of_residues([residue.ravel() for residue in residues], primes)
            yield forms.reshape(residues[0].shape)

    def _one_by_one(self, patterns: NDArray[np.uint8]) -> Iterator[NDArray[Any]]:
        forms = SharedForms(self._network)
        for pattern in patterns:
            checkpoint()
            bits = np.unpackbits(pattern, count=self._network.units)
            yield np.array([[list(form) for form in forms.outputs(bits)]], dtype=object)


def _enough_primes(network: IntegerForm) -> list[int]:
    """Return primes whose product is more than twice any entry of an output form.

    None where there would be too many: digits take a time that grows with their square.
    """
    primes = primes_for(network)
    found: list[int] = []
    product, needed = 1, 2 * largest_output(network)
    if needed.bit_length() > _MOST_BITS:
        return found
    while not found or product <= needed:
        found += islice(primes, 1)
        product *= found[-1]
    return found


def largest_output(network: IntegerForm) -> int:
    """Return a bound on the size of all entries of the output forms, whatever the pattern.

    Examples
    --------
    >>> from polyregions.networks import Layer, Network
    >>> largest_output(Network([Layer([[-2]], [3]), Layer([[5]], [7], "identity")]).integer_form)
    22
    """
    slopes, constants = [1] * network.inputs, [0] * network.inputs
    for layer, scale in zip(network.layers, network.scales, strict=False):
        checkpoint()
        sizes = [list(map(abs, row)) for row in layer.rows]
        slopes = [sum(map(mul, row, slopes)) for row in sizes]
        constants = [sum(map(mul, row, [*constants, scale])) for row in sizes]
    return max(*slopes, *constants)
