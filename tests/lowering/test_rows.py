"""One row of a batch, taken out of a circuit for all rows."""

import numpy as np
import pytest

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import Circuit, Tensor, one_row
from polyregions.lowering import operations as ops
from tests.helpers.cases import each

POINTS = [[0, 0], [1, -2], ["-1/3", 5], [7, "1/2"]]


def network(tensor):
    return tensor.circuit.network(tensor)


def two_layers(x):
    hidden = ops.relu(ops.linear(x, [[1, -1], [2, 3], [0, 1]], [1, 0, -1]))
    return ops.add(ops.linear(hidden, [[1, 1, -1], [0, 2, 1]], None), x)


SAME = {
    "the input": lambda x: x,
    "two layers": two_layers,
    "a constant": lambda x: x.circuit.constant([[1, 2]] * x.shape[0]),
    "units of constants": lambda x: ops.add(x, ops.relu(x.circuit.constant([[1, 2]]))),
    "a bias that is the same": lambda x: ops.add(x, np.ones(x.shape)),
    "another row, taken away again": lambda x: ops.subtract(ops.add(x, x[::-1]), x[::-1]),
    "all entries of a row": lambda x: ops.absolute(x).reshape((x.shape[0], 2, 1)),
}


@each("name", SAME)
def test_it_is_the_function_of_one_row(name):
    x = Circuit().input((3, 2))
    row = network(one_row([x], SAME[name](x)))
    alone = Circuit().input((1, 2))
    expected = network(SAME[name](alone))
    assert [row.exact(p) for p in POINTS] == [expected.exact(p) for p in POINTS]
    assert (row.inputs, row.outputs) == (2, 2)


def test_layers_are_those_of_a_batch_of_one():
    """Units that the output does not need are kept, and those of other rows are not."""
    found = []
    for rows in (1, 5):
        x = Circuit().input((rows, 2))
        ops.relu(x)
        found.append(network(one_row([x], two_layers(x))))
    assert found[0] == found[1]
    assert found[0].pattern_sizes == (5,)


def test_units_of_several_rows_are_left_out():
    x = Circuit().input((2, 2))
    ops.relu(ops.add(x, x[::-1]))
    assert network(one_row([x], ops.relu(x))).pattern_sizes == (2,)


def test_several_inputs():
    circuit = Circuit()
    x, z = circuit.input((3, 2)), circuit.input((3, 1))
    row = network(one_row([x, z], ops.relu(ops.add(x, z))))
    assert row.exact([1, -5, 2]) == (3, 0)
    with pytest.raises(InvalidNetworkError, match="row 0 of the output depends on other rows"):
        one_row([x, z], ops.add(x, z[::-1]))


def third_row_apart(x):
    return ops.add(x, [[0, 0], [0, 0], [0, 1]])


DIFFERENT = {
    "a sum of rows": (lambda x: ops.add(x, x[0:1]), "row 1 of the output depends on other rows"),
    "a unit of two rows": (
        lambda x: ops.add(x, ops.relu(ops.subtract(x, x[::-1]))),
        "row 0 of the output depends on other rows",
    ),
    "rows in another order": (lambda x: x[[0, 2, 1]], "row 1 of the output depends on other rows"),
    "a bias of one row": (third_row_apart, "row 2 of the output is another function than row 0"),
    "a unit of one row": (
        lambda x: ops.add(x, ops.relu(third_row_apart(x))),
        "row 2 of the output is another function",
    ),
    "a slope of one row": (
        lambda x: ops.parametric_relu(x, [[0.5, 2], [0.5, 3], [0.5, 2]]),
        "row 1 of the output is another function",
    ),
    "entries in another order": (
        lambda x: Tensor(x.circuit, [x.flat[i] for i in (0, 1, 3, 2, 4, 5)], (3, 2)),
        "row 1 of the output is another function",
    ),
    "fewer rows": (
        lambda x: x[:2],
        r"the output has shape \(2, 2\), not one row for each of the 3",
    ),
    "no axis": (lambda x: x[0, 0], r"the output has shape \(\), not one row"),
    "the same rows, joined": (lambda x: x.reshape((1, 6)), r"the output has shape \(1, 6\)"),
}


@each("name", DIFFERENT)
def test_rows_that_are_not_apart_and_alike(name):
    function, message = DIFFERENT[name]
    x = Circuit().input((3, 2))
    with pytest.raises(InvalidNetworkError, match=message):
        one_row([x], function(x))
