"""Integers from their residues modulo several primes, many at once.

A number below half the product of the primes in size is the sum of balanced mixed-radix digits
d_0 + d_1 p_0 + d_2 p_0 p_1 + ..., |d_k| <= (p_k - 1) / 2, which follow from the residues one after
the other (H. L. Garner, "The residue number system", IRE Transactions on Electronic Computers,
1959). All that happens below the last sum stays below 2^53, so that floats hold it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isqrt, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint

__all__ = ["MOST_BITS_OF_PRIMES", "centred", "integers_of_residues", "primes_of_sums"]

Floats = NDArray[np.float64]

MOST_BITS_OF_PRIMES = 25
"""Primes of so many bits at most: a digit times a prime and a digit more stays below 2^53."""


def centred(values: Floats, prime: int) -> Floats:
    """Return the residues between -p/2 and p/2 of integers below 2^53 in size.

    Where p times the quotient is not the nearest multiple, by the rounding of the quotient, the
    residue is p/2 + 1 at most.
    """
    multiples = values / prime
    np.rint(multiples, out=multiples)
    multiples *= prime
    residues: Floats = np.subtract(values, multiples, out=multiples)
    return residues


def primes_of_sums(terms: int) -> Iterator[int]:
    """Yield primes p, the largest first, for which sums of so many products stay exact in floats.

    Examples
    --------
    >>> next(primes_of_sums(65))
    8388593
    """
    # With factors up to p/2 + 1 in size, sums of the products stay below terms * p**2 / 2.
    bits = min((53 - terms.bit_length()) // 2, MOST_BITS_OF_PRIMES)
    for candidate in range(2**bits - 1, 2, -2):
        if _is_prime(candidate):
            yield candidate


@lru_cache(maxsize=1 << 12)
def _is_prime(odd: int) -> bool:
    return all(odd % divisor for divisor in range(3, isqrt(odd) + 1, 2))


def integers_of_residues(residues: Sequence[Floats], primes: Sequence[int]) -> NDArray[Any]:
    """Return the integers with these residues that are smaller than half the primes' product.

    Parameters
    ----------
    residues
        For each prime the residues of all numbers, float64 arrays (k,) of integers between
        -p/2 and p/2.
    primes
        Distinct odd primes of at most ``MOST_BITS_OF_PRIMES`` bits.

    Returns
    -------
    ndarray of int, shape (k,)
        Python's integers, of any size.

    Examples
    --------
    >>> integers_of_residues([np.array([2.0, -1.0]), np.array([-2.0, 3.0])], [5, 7]).tolist()
    [12, -11]
    """
    digits = _balanced_digits(residues, primes)
    total = np.zeros(len(residues[0]), dtype=object)
    # Two digits at a time still fit in the floats, and are added up in them.
    for k in range((len(primes) - 1) // 2 * 2, -1, -2):
        checkpoint()
        pair = digits[k]
        if k + 1 < len(primes):
            pair = pair + primes[k] * digits[k + 1]
        if total.any():
            total *= prod(primes[k : k + 2])
            total += pair.astype(np.int64)
        elif pair.any():
            total = pair.astype(np.int64).astype(object)
    return total


def _balanced_digits(residues: Sequence[Floats], primes: Sequence[int]) -> list[Floats]:
    digits: list[Floats] = []
    for k, (residue, prime) in enumerate(zip(residues, primes, strict=True)):
        checkpoint()
        rest = np.zeros(len(residue))
        for digit, base in zip(reversed(digits), reversed(primes[:k]), strict=True):
            rest = centred(rest * _least(base, prime) + digit, prime)
        inverse = _least(pow(prod(primes[:k]), -1, prime), prime)
        digits.append(_balanced(centred((residue - rest) * inverse, prime), prime))
    return digits


def _least(number: int, prime: int) -> int:
    residue = number % prime
    return residue - prime if 2 * residue > prime else residue


def _balanced(residues: Floats, prime: int) -> Floats:
    """Return the residues that are the least in size, of such as are p/2 + 1 at most."""
    half = (prime - 1) // 2
    balanced: Floats = residues - prime * (residues > half) + prime * (residues < -half)
    return balanced
