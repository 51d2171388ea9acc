"""Writes a circuit whose units were made in blocks as a chain of layers, block by block."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.budgets import checkpoint
from polyregions.lowering.affine_form import AffineForm
from polyregions.lowering.layer_rows import layer_of_forms
from polyregions.lowering.limits import check_weights
from polyregions.lowering.sparse_forms import SparseForms
from polyregions.lowering.units import Block
from polyregions.networks import Layer, SparseWeights

__all__ = ["layers_of_blocks"]

Rows = SparseForms | Sequence[AffineForm]


def layers_of_blocks(blocks: Sequence[Block], outputs: SparseForms) -> list[Layer] | None:
    """Return the layers that :func:`.layers_of` does, None where they are no plain chain.

    In a plain chain the blocks are the inputs and the ReLU units of one layer after the other, each
    of which takes what the one before passes on and nothing else; so do the outputs.

    Parameters
    ----------
    blocks
        All variables of the circuit.
    outputs
        The forms that the network returns.
    """
    if [block.depth for block in blocks] != list(range(len(blocks))):
        return None
    steps: list[tuple[Rows, Block, str]] = []
    for before, block in pairwise(blocks):
        assert block.preactivations is not None  # as its depth is not 0
        steps.append((block.preactivations, before, "relu"))
    last = blocks[-1]
    if outputs.counts.max() <= 1 and not outputs.counts.all():
        return None  # constants may stand beside the units of the last layer
    order = outputs.as_variables
    is_last_layer = len(blocks) > 1 and order is not None and _are_all(order, last)
    if not is_last_layer:
        steps.append((outputs, last, "identity"))
    if not all(_depends_only_on(rows, before) for rows, before, _ in steps):
        return None
    if is_last_layer and order is not None:
        rows, before, kind = steps.pop()
        steps.append((_taken(rows, order.astype(np.int64) - last.first), before, kind))
    check_weights([(len(rows), before.count, _count(rows)) for rows, before, _ in steps])
    return [_layer(*step) for step in steps]


def _depends_only_on(rows: Rows, block: Block) -> bool:
    end = block.first + block.count
    if not isinstance(rows, SparseForms):
        return all(block.first <= v < end for form in rows for v in form.terms)
    variables = rows.variables
    return not len(variables) or bool(block.first <= variables.min() and variables.max() < end)


def _are_all(variables: NDArray[np.int32], block: Block) -> bool:
    """Return whether these are all variables of a block, each once."""
    everything = np.arange(block.first, block.first + block.count)
    return np.array_equal(np.sort(variables), everything)


def _taken(rows: Rows, places: NDArray[np.int64]) -> Rows:
    if isinstance(rows, SparseForms):
        return rows.taken(places)
    return [rows[place] for place in places.tolist()]


def _count(rows: Rows) -> int:
    if isinstance(rows, SparseForms):
        return len(rows.variables)
    return sum(len(form.terms) for form in rows)


def _layer(rows: Rows, before: Block, activation: str) -> Layer:
    checkpoint()
    if not isinstance(rows, SparseForms):
        variables = range(before.first, before.first + before.count)
        return layer_of_forms(rows, variables, [activation] * len(rows))
    columns, values = _in_order(rows)
    weights = SparseWeights(rows.starts, columns - np.int32(before.first), values, before.count)
    return Layer.of_sparse_rows(weights, rows.constants, activation)


def _in_order(rows: SparseForms) -> tuple[NDArray[np.int32], NDArray[Any]]:
    """Return the terms with the variables of each form in increasing order."""
    increases = np.diff(rows.variables) > 0
    inner = rows.starts[1:-1]
    increases[inner[(inner > 0) & (inner < len(rows.variables))] - 1] = True
    if increases.all():
        return rows.variables, rows.coefficients
    owners = np.repeat(np.arange(len(rows)), rows.counts)
    order = np.lexsort((rows.variables, owners))
    return rows.variables[order], rows.coefficients[order]
