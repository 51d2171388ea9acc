"""The exact values that stored floats and their errors stand for."""

from fractions import Fraction


def product_range(h, h_errors, x, x_error):
    """Return the least and the greatest value of h.(x, w), where w, the last of x, is exact."""
    least = greatest = Fraction(0)
    for i, (a, a_error, b) in enumerate(zip(h, h_errors, x, strict=True)):
        b_error = Fraction(x_error) if i < len(x) - 1 else 0
        ends = [
            (Fraction(a) + s * Fraction(a_error)) * (Fraction(b) + t * b_error)
            for s in (-1, 1)
            for t in (-1, 1)
        ]
        least, greatest = least + min(ends), greatest + max(ends)
    return least, greatest


def power(rng, low, high):
    """Return a random power of two."""
    return 2.0 ** rng.randint(low, high)


def sometimes(rng, value):
    """Return a value or zero."""
    return value if rng.random() < 0.6 else 0.0
