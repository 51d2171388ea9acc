"""Affine combinations of a network's outputs, as outputs of a longer network."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from numbers import Integral
from typing import Any

from polyregions.arithmetic import exact_matrix, exact_vector, is_sequence, plain_values
from polyregions.errors import InvalidNetworkError, UnknownOptionError, short
from polyregions.networks import Layer, Network
from polyregions.questions.answers import counted

__all__ = ["combined", "single_output"]

Rows = Sequence[Sequence[Fraction | int]]


def combined(network: Network, of: Any) -> Network:
    """Return the network whose outputs are what is asked about; its units are the same.

    Parameters
    ----------
    network
        A network with m outputs.
    of
        None for all outputs; the index of one of them; m coefficients of a linear combination, or
        several rows of them.

    Raises
    ------
    InvalidNetworkError, InvalidNumberError, UnknownOptionError
        If it is none of these.

    Examples
    --------
    >>> net = Network([Layer([[1], [2]], [0, 1], "identity")])
    >>> combined(net, [1, -1]).exact([1]), combined(net, 1).exact([1])
    ((Fraction(-2, 1),), (Fraction(3, 1),))
    """
    if of is None:
        return network
    if isinstance(of, Integral) and of is not True and of is not False:
        index = int(of)
        if not 0 <= index < network.outputs:
            raise UnknownOptionError(
                f"there is no output {short(index)} of {network.outputs}: outputs are counted "
                "from 0"
            )
        rows: Rows = [[int(j == index) for j in range(network.outputs)]]
    else:
        values = plain_values(of)
        nested = is_sequence(values) and any(is_sequence(row) for row in values)
        rows = exact_matrix(values, "of") if nested else [exact_vector(values, "of")]
    if len(rows[0]) != network.outputs:
        raise InvalidNetworkError(
            f"the combination has {counted(len(rows[0]), 'coefficient')} where the network has "
            f"{counted(network.outputs, 'output')}: give one for each"
        )
    return Network([*network.layers, Layer(rows, None, "identity")], network.domain)


def single_output(network: Network, of: Any) -> Network:
    """Return the network of one combination of outputs, which None is where there is one output.

    Raises
    ------
    InvalidNetworkError
        If there are several.
    """
    found = combined(network, of)
    if found.outputs != 1:
        raise InvalidNetworkError(
            f"{found.outputs} outputs are meant where one is asked about: give the index of one, "
            "or the coefficients of a combination"
        )
    return found
