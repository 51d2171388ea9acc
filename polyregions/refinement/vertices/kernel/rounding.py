"""Constants of the error bounds.

Notation: u = 2**-53; ``gamma`` >= (k + 8) u for the longest sum of k products formed here, so that
a sum of products computed in any order, with or without fused operations, is off by at most gamma
times the sum of absolute products (Higham, Accuracy and Stability of Numerical Algorithms, section
3.1).  A stored row h with bound E and a stored point x with bound e stand for exact values within
E and e of them.  Bounds are sums of nonnegative terms, so their own rounding is covered by the
factor ``INFLATION``; products that underflow are covered by ``FLOOR`` and ``TINY``.  Comparisons
are written so that a NaN decides nothing.

Exact integers are the special case E = 0: as long as the sum of absolute products of integers
stays below 2**52, every partial sum is an integer that float64 holds exactly.
"""

INTEGER_LIMIT = 2.0**52
INFLATION = 1.0 + 2.0**-30
FLOOR = 2.0**-900  # weight * FLOOR is normal: nonzero weights are at least 2**-100
TINY = 2.0**-1000
HUGE = 2.0**1000
"""Sums of absolute products below it have no partial sum, in any order, that is beyond floats."""

COARSE = 2.0**-10
"""A generator whose cheap bound exceeds this is bounded afresh at once: a matter of speed alone."""

UNDECIDED = 2
"""The sign that is none: neither floats nor machine integers prove one."""
