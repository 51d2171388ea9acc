"""Gaussian elimination modulo 2 on bit sets, without any shortcut, to compare others with."""

__all__ = ["plain_betti_numbers", "plain_pairs"]


def plain_pairs(columns):
    """Reduce columns, each a collection of rows, from left to right.

    Returns
    -------
    set
        Pairs of the last row of each reduced column and the column.
    """
    reduced, pairs = {}, set()
    for number, column in enumerate(columns):
        bits = sum(1 << row for row in column)
        while bits and bits.bit_length() - 1 in reduced:
            bits ^= reduced[bits.bit_length() - 1]
        if bits:
            reduced[bits.bit_length() - 1] = bits
            pairs.add((bits.bit_length() - 1, number))
    return pairs


def plain_betti_numbers(sizes, boundaries):
    """Return the Betti numbers of a chain complex modulo 2.

    Parameters
    ----------
    sizes
        The numbers of cells of dimension 0, 1, ...
    boundaries
        For dimension 1, 2, ... the columns of the boundary map, each a collection of rows.
    """
    ranks = [0, *(len(plain_pairs(columns)) for columns in boundaries), 0]
    return [size - ranks[k] - ranks[k + 1] for k, size in enumerate(sizes)]
