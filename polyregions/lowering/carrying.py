"""Which affine forms to carry to deeper layers as a whole, instead of all their variables."""

from __future__ import annotations

from collections.abc import Iterable

from polyregions.lowering.affine_form import AffineForm

__all__ = ["worth_carrying"]


def worth_carrying(forms: Iterable[AffineForm]) -> set[int]:
    """Return the identities (``id``) of the forms that deserve an identity unit of their own.

    The forms are about to be combined. Those shallower than the deepest need identity units in the
    layers between, either one for each form or one for each variable in them. Among the forms of
    one depth, those of several variables are carried where that takes fewer units; a form of one
    variable always leaves the carrying to it.

    Examples
    --------
    >>> from fractions import Fraction
    >>> total = AffineForm({0: Fraction(1), 1: Fraction(1)}, Fraction(0), 0)
    >>> worth_carrying([total, AffineForm.of_variable(2, depth=1)]) == {id(total)}
    True
    >>> worth_carrying([total, AffineForm.of_variable(2, depth=0)])
    set()
    """
    by_depth: dict[int, list[AffineForm]] = {}
    for form in forms:
        by_depth.setdefault(form.depth, []).append(form)
    deepest = max(by_depth)
    chosen: set[int] = set()
    for depth, group in by_depth.items():
        if depth < deepest:
            chosen |= _cheaper_as_a_whole(group)
    return chosen


def _cheaper_as_a_whole(group: list[AffineForm]) -> set[int]:
    several = {id(form): form for form in group if len(form.terms) > 1}
    alone = {variable for form in group if len(form.terms) == 1 for variable in form.terms}
    everything = alone.union(*(form.terms for form in several.values()))
    return set(several) if len(several) + len(alone) < len(everything) else set()
