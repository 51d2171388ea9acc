"""A layer from the affine forms of its units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polyregions.arithmetic import float_row
from polyregions.budgets import checkpoint
from polyregions.lowering.affine_form import AffineForm
from polyregions.networks import ExactTerms, Layer, SparseWeights

__all__ = ["layer_of_forms"]


def layer_of_forms(
    forms: Sequence[AffineForm], columns: Sequence[int], kinds: Sequence[str]
) -> Layer:
    """Return the layer whose units take these forms.

    Parameters
    ----------
    forms
        The pre-activations, in the variables that the layer takes.
    columns
        These variables, in the order in which it takes them.
    kinds
        The activation of each unit.

    Examples
    --------
    >>> from fractions import Fraction
    >>> layer_of_forms([AffineForm({7: Fraction(2)}, Fraction(1), 0)], [6, 7], ["relu"])
    Layer([[0, 2]], [1], 'relu')
    """
    place = {variable: i for i, variable in enumerate(columns)}
    exact_terms: dict[int, ExactTerms] = {}
    taken, values = [], []
    starts = np.zeros(len(forms) + 1, dtype=np.int64)
    for i, form in enumerate(forms):
        checkpoint()
        terms = sorted((place[variable], number) for variable, number in form.terms.items())
        own = tuple(column for column, _ in terms)
        floats, exact = float_row([number for _, number in terms])
        if exact is not None:
            exact_terms[i] = ExactTerms(own, (*exact, form.constant))
        kept = floats != 0.0  # what is beyond floats on the small side is not among them
        taken.append(np.array(own, dtype=np.int32)[kept])
        values.append(floats[kept])
        starts[i + 1] = starts[i] + len(values[-1])
    weights = SparseWeights(starts, np.concatenate(taken), np.concatenate(values), len(columns))
    return Layer.of_sparse_rows(weights, [form.constant for form in forms], kinds, exact_terms)
