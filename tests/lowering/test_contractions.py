"""Sums of products over indices equal numpy's einsum on the same rationals."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit
from polyregions.lowering import operations as ops
from tests.helpers.cases import each
from tests.lowering.reference import assert_same, random_array

EQUATIONS = [
    ("ij,jk->ik", [(2, 3), (3, 2)]),
    ("ij,jk", [(2, 3), (3, 2)]),
    ("bij,bjk->bik", [(2, 2, 3), (2, 3, 2)]),
    ("bi,oi->bo", [(1, 3), (2, 3)]),
    ("i,i->i", [(3,), (3,)]),
    ("i,i", [(3,), (3,)]),
    ("i,j->ji", [(2,), (3,)]),
    ("...ij,kj->...ki", [(2, 1, 2, 3), (2, 3)]),
    ("...i,...i->...", [(2, 3), (3,)]),
    ("i...,i...", [(2, 1, 3), (2, 2, 1)]),
    ("b...,...->b...", [(2, 3), ()]),
    ("ij->ji", [(2, 3)]),
    ("ij->", [(2, 3)]),
    ("ii", [(3, 3)]),
    ("ii->i", [(3, 3)]),
    ("iij,jk->ki", [(2, 2, 3), (3, 2)]),
    ("ij,jj->i", [(2, 3), (3, 3)]),
    ("ij,jk,kl->il", [(2, 3), (3, 2), (2, 2)]),
    ("ij,kj,k->ik", [(2, 3), (2, 3), (2,)]),
    ("ij,kl->i", [(2, 3), (2, 2)]),
    ("zA,Az->zA", [(2, 3), (3, 2)]),
    (" i j , j -> i ", [(2, 3), (3,)]),
    ("i,i->i", [(1,), (3,)]),
    ("ij,j->i", [(2, 1), (3,)]),
]


@each(("equation", "shapes"), EQUATIONS)
def test_einsum(equation, shapes):
    for place, shape in enumerate(shapes):
        others = [random_array(i + 1, other) for i, other in enumerate(shapes)]

        def operands(x, place=place, others=others):
            return [*others[:place], x, *others[place + 1 :]]

        assert_same(
            shape,
            lambda x, operands=operands: ops.einsum(equation, operands(ops.multiply(x, 2))),
            lambda x, operands=operands: np.einsum(equation.replace(" ", ""), *operands(2 * x)),
            points=2,
        )


def test_constant_tensors_count_as_constants():
    circuit = Circuit()
    x, two = circuit.input((2,)), circuit.constant([2, 3])
    assert circuit.network(ops.einsum("i,i->i", [two, x])).exact([1, 1]) == (2, 3)
    assert circuit.network(ops.einsum("i,i->", [two, two])).exact([1, 1]) == (Fraction(13),)


@each(
    ("equation", "shapes"),
    [
        ("ij,jk->ik", [(2, 3)]),
        ("ij", [(2,)]),
        ("i...j", [(2,)]),
        ("i", [(2, 2)]),
        ("ij,jk->ik", [(2, 3), (2, 2)]),
        ("ij->ik", [(2, 3)]),
        ("ij->ii", [(2, 3)]),
        ("i->...", [()]),
        ("......", [(2,)]),
        ("i.j", [(2, 2)]),
        ("i->j->i", [(2,)]),
        ("é", [(2,)]),
        ("", [(2,)]),
    ],
)
def test_equations_that_do_not_fit(equation, shapes):
    circuit = Circuit()
    with pytest.raises(InvalidNetworkError, match="equation"):
        ops.einsum(equation, [circuit.input(shape) for shape in shapes])


def test_products_of_two_tensors_are_refused():
    x = Circuit().input((2,))
    with pytest.raises(InvalidNetworkError, match="must be constant"):
        ops.einsum("i,i->i", [x, x])


def test_sizes_are_checked_before_anything_is_computed():
    x = Circuit().input((2,))
    long = np.ones(20000)
    for equation, count in (("i,j,k->ijk", 2), ("i,j,k,j,k->i", 4)):
        with pytest.raises(InvalidNetworkError, match="more than"):
            ops.einsum(equation, [x, *[long] * count])
    assert ops.einsum("i,j,k->i", [x, long, long]).shape == (2,)
