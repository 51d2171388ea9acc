"""All ternary networks of any number of inputs, but for those that are alike, counted together.

Regions of definitions 1 and 2 do not depend on the output layer, and those of definition 2 are no
fewer than those of definitions 4 to 6. So they are counted once for the hidden layers, and where
they are not what is asked for, the outputs are tried only where they are more than the best so far.
Of these, weights 1 and -1 are enough, the first one 1: a unit of weight 0 might as well be the zero
unit, and the output's sign changes no count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations_with_replacement, islice, product
from typing import TypeVar

from polyregions.budgets import checkpoint
from polyregions.complexes import Definition
from polyregions.errors import OutOfTime
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.theorems.many_counts import count_many
from polyregions.theorems.ternary_search.candidate import Candidate, Found
from polyregions.theorems.ternary_search.symmetries import (
    Rows,
    distinct_layers,
    needed_inputs,
    units_behind,
)

__all__ = ["best_of_all", "first_layers_of_all"]

_AT_A_TIME = 512  # networks
_BY_PATTERNS = (Definition.ACTIVATION, Definition.PROPER_ACTIVATION)

Hidden = tuple[Rows, ...]
"""The hidden layers of a network."""

Item = TypeVar("Item")


def first_layers_of_all(
    widths: Sequence[int], inputs: int, domain: HPolytope | None
) -> list[Rows | tuple[()]]:
    """Return the first hidden layers; networks with one hidden layer have none before the last.

    Examples
    --------
    >>> len(first_layers_of_all((2, 2), 2, None)), first_layers_of_all((2,), 2, None)
    (14, [()])
    """
    return [()] if len(widths) == 1 else list(distinct_layers(widths[0], inputs, domain))


def best_of_all(
    first: Rows,
    widths: Sequence[int],
    inputs: int,
    domain: HPolytope | None,
    definition: Definition,
    more_than: int,
) -> Found:
    """Return the network with this first hidden layer that has the most regions.

    Parameters
    ----------
    first
        One of :func:`first_layers_of_all`.
    widths, inputs
        The widths of all hidden layers, and the number of inputs.
    domain
        The domain, None for R^n0.
    definition
        What is counted.
    more_than
        Networks with no more regions are of no interest.

    Returns
    -------
    Found
        What was found by the time that is given.
    """
    ones = [(1,) * widths[-1]]
    all_signs = [(1, *signs) for signs in product((1, -1), repeat=widths[-1] - 1)]
    of_hidden = definition if definition in _BY_PATTERNS else Definition.PROPER_ACTIVATION
    outputs = ones if definition is of_hidden else all_signs
    firsts = [first] if first else distinct_layers(widths[0], inputs, domain)
    best = None

    def counted(layers: Sequence[Hidden], signs: Sequence[tuple[int, ...]], name: str) -> list[int]:
        networks = (_counted_as(hidden, one, domain) for hidden in layers for one in signs)
        return [int(count) for count in count_many(networks, domain, definition=name)]

    try:
        for batch in _batches(_hidden_layers(firsts, widths[1:]), _AT_A_TIME):
            checkpoint()
            most_of = counted(batch, ones, of_hidden.value)
            ranked = sorted(range(len(batch)), key=lambda k: -most_of[k])
            for part in _batches(iter(ranked), max(1, _AT_A_TIME // len(outputs))):
                chosen = [batch[k] for k in part if most_of[k] > more_than]
                counts = [most_of[k] for k in part if most_of[k] > more_than]
                if not chosen:
                    break
                if outputs is not ones:
                    counts = counted(chosen, outputs, definition.value)
                most = max(counts)
                if most > more_than:
                    place, sign = divmod(counts.index(most), len(outputs))
                    more_than = most
                    best = Candidate(most, _layers(chosen[place], outputs[sign]))
    except OutOfTime:
        return Found(best, complete=False)
    return Found(best)


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


def _hidden_layers(firsts: Iterable[Rows], later: Sequence[int]) -> Iterator[Hidden]:
    """Yield hidden layers: one of the first ones, then layers of these widths."""
    for first in firsts:
        if not later:
            yield (first,)
            continue
        following = combinations_with_replacement(units_behind(first), later[0])
        for rest in _hidden_layers(following, later[1:]):
            yield first, *rest


def _counted_as(hidden: Hidden, signs: tuple[int, ...], domain: HPolytope | None) -> Network:
    """Return a network with as many regions, without inputs of R^n0 that are not needed."""
    if domain is None:
        inputs = needed_inputs(hidden[0])
        first = tuple((*(row[i] for i in inputs), row[-1]) for row in hidden[0])
        hidden = (first, *hidden[1:])
    return Network(_layers(hidden, signs))


def _layers(hidden: Hidden, signs: tuple[int, ...]) -> tuple[Layer, ...]:
    return (
        *(Layer([row[:-1] for row in rows], [row[-1] for row in rows]) for rows in hidden),
        Layer([signs], [0], "identity"),
    )
