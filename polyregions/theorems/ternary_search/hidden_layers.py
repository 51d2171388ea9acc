"""All hidden layers of one input up to symmetry, searched for the most linear regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement

from polyregions.budgets import in_time
from polyregions.networks import Layer
from polyregions.one_dimension import Interval
from polyregions.theorems.ternary_search.candidate import Candidate
from polyregions.theorems.ternary_search.output import Output, best_output
from polyregions.theorems.ternary_search.pieces import (
    IDENTITY,
    Pieces,
    Unit,
    mirrored,
    units_on,
)

__all__ = ["best_with_first_layer", "first_layers"]

Functions = tuple[Pieces, ...]


def first_layers(widths: Sequence[int], interval: Interval) -> list[Functions]:
    """Return the first hidden layers up to the order of units, and x -> -x where that is allowed.

    Networks with one hidden layer have none before the last; their only entry is empty.

    Examples
    --------
    >>> len(first_layers((2, 2), Interval())), first_layers((2,), Interval())
    (16, [()])
    """
    if len(widths) == 1:
        return [()]
    choices = sorted(units_on([IDENTITY], interval))
    layers: list[Functions] = list(in_time(combinations_with_replacement(choices, widths[0])))
    if _is_symmetric(interval):
        layers = [
            layer for layer in in_time(layers) if layer <= tuple(sorted(map(mirrored, layer)))
        ]
    return layers


def _is_symmetric(interval: Interval) -> bool:
    """Return whether x -> -x maps the interval to itself."""
    if interval.lower is None or interval.upper is None:
        return interval.lower is interval.upper
    return interval.lower == -interval.upper


def best_with_first_layer(
    first: Functions, widths: Sequence[int], interval: Interval, more_than: int
) -> Candidate | None:
    """Return the network with this first hidden layer that has the most linear regions.

    Parameters
    ----------
    first
        One of :func:`first_layers`.
    widths
        The widths of all hidden layers.
    interval
        The domain.
    more_than
        Networks with no more regions are of no interest.

    Returns
    -------
    Candidate or None
        None if there is none with more regions.
    """
    available = units_on([IDENTITY], interval)
    before: tuple[Layer, ...] = ()
    later = tuple(widths)
    if first:
        before = (_layer([available[f] for f in first]),)
        available = units_on(first, interval)
        later = later[1:]
    return _search(before, available, later, interval, more_than)


def _search(
    before: tuple[Layer, ...],
    available: dict[Pieces, Unit],
    widths: tuple[int, ...],
    interval: Interval,
    more_than: int,
) -> Candidate | None:
    """Search the remaining layers, of these widths, whose first has these units to choose from."""
    if len(widths) == 1:
        output = best_output(list(available), widths[0], more_than - 1)
        if output is None:
            return None
        last = _last_layers(list(available.values()), output, widths[0])
        return Candidate(output.breakpoints + 1, before + last)
    best = None
    for functions in _layers(available, widths[0]):
        layer = _layer([available[f] for f in functions])
        following = units_on(functions, interval)
        found = _search((*before, layer), following, widths[1:], interval, more_than)
        if found is not None:
            best, more_than = found, found.regions
    return best


def _layers(available: Iterable[Pieces], width: int) -> Iterator[Functions]:
    return combinations_with_replacement(sorted(available), width)


def _layer(units: Sequence[Unit]) -> Layer:
    return Layer([unit.weights for unit in units], [unit.bias for unit in units])


def _last_layers(units: Sequence[Unit], output: Output, width: int) -> tuple[Layer, Layer]:
    """Return the last hidden layer, padded with zero units, and the output layer."""
    chosen = [units[index] for index, _ in output.terms]
    spare = width - len(chosen)
    zero = Unit((0,) * len(units[0].weights), 0)
    signs = [sign for _, sign in output.terms]
    return _layer([*chosen, *[zero] * spare]), Layer([signs + [0] * spare], [0], "identity")
