"""Tables of ONNX models by name, each with whether floats must round in what it computes."""

from typing import Any

import numpy as np

from tests.helpers.onnx_models import model, node

__all__ = ["OperatorCases"]


class OperatorCases(dict[str, Any]):
    """Models by name and version: each as a pair of it and of whether floats must round."""

    def add(self, name, nodes, shape, constants=None, *, close=False, opsets=(17,), **options):
        """Add a model, and one more for each further version of the operator set."""
        for opset in opsets:
            label = f"{name}, opset {opset}"
            assert label not in self
            self[label] = (model(nodes, shape, constants, opset=opset, **options), close)

    def add_one(
        self, name, operator, shape, constants=None, *, close=False, opsets=(17,), **options
    ):
        """Add a model of one node, which takes x and then the constants."""
        dtype = options.pop("dtype", np.float32)
        names = " ".join(["x", *(constants or {})])
        nodes = [node(operator, names, "y", **options)]
        self.add(name, nodes, shape, constants, close=close, opsets=opsets, dtype=dtype)

    @property
    def operators(self):
        """The names of all operators, each after its domain unless that is ONNX's own."""
        nodes = [node for proto, _ in self.values() for node in proto.graph.node]
        return {f"{n.domain}.{n.op_type}".lstrip(".") for n in nodes}
