"""The sizes of a graph's values, told by ONNX's shape inference, before any of them is computed.

Exact numbers take time and room, so that a graph made for large images is refused by its shapes
alone. Where they are not told, the graph is computed up to where it grows too large.
"""

from __future__ import annotations

from math import prod
from typing import Any

from polyregions.lowering import check_weights, checked_shape
from polyregions.readers.content import located
from polyregions.readers.onnx.graph import Graph, Node
from polyregions.readers.onnx.package import onnx_package

__all__ = ["check_sizes"]

# Longer initializers are no shapes, and need not be copied for the inference.
_LONGEST_SHAPE = 64
# What makes affine forms alone, without a unit.
_AFFINE = {
    *("Add", "AveragePool", "BatchNormalization", "Concat", "Conv", "Div", "Dropout", "Flatten"),
    *("Gemm", "GlobalAveragePool", "Identity", "MatMul", "Mul", "Pad", "Reshape", "Squeeze"),
    *("Sub", "Transpose", "Unsqueeze"),
}


def check_sizes(model: Any, graph: Graph, shape: tuple[int, ...]) -> None:
    """Check that no value of a graph is larger than a tensor may be, nor the network as a whole.

    Parameters
    ----------
    model
        The ``onnx.ModelProto``.
    graph
        Its graph, of operators that are known.
    shape
        The shape of the input.

    Raises
    ------
    FileFormatError
        If a value has more than ``MOST_ENTRIES`` entries, or the ReLU layers that follow each other
        from the input on have more than ``MOST_WEIGHTS`` weights.
    """
    shapes = _inferred_shapes(model, graph, shape)
    depths = {graph.input.name: 0}  # of the values that ReLU layers and affine operations make
    depending = {graph.input.name}
    widths = [prod(shape)]
    for node in graph.nodes:
        if depending.isdisjoint(node.inputs):
            continue
        depending.update(node.outputs)
        sizes = {name: shapes[name] for name in node.outputs if name in shapes}
        with located(node.place):
            for lengths in sizes.values():
                checked_shape(lengths)
            depth = _depth(node, depending, depths)
            if depth is None:
                continue
            depths.update(dict.fromkeys(node.outputs, depth))
            if node.operator == "Relu" and node.outputs[0] in sizes:
                widths += [0] * (depth + 1 - len(widths))
                widths[depth] += prod(sizes[node.outputs[0]])
                check_weights(widths)


def _depth(node: Node, depending: set[str], depths: dict[str, int]) -> int | None:
    """Return the depth of what a node makes, None where it is not told."""
    inputs = [name for name in node.inputs if name in depending]
    if node.operator not in _AFFINE | {"Relu"} or any(name not in depths for name in inputs):
        return None
    return max(depths[name] for name in inputs) + (node.operator == "Relu")


def _inferred_shapes(
    model: Any, graph: Graph, shape: tuple[int, ...]
) -> dict[str, tuple[int, ...]]:
    """Return the shapes that are told: positive lengths of all axes."""
    onnx = onnx_package()
    light = onnx.ModelProto(ir_version=model.ir_version, opset_import=model.opset_import)
    light.graph.node.extend(model.graph.node)
    light.graph.input.add().CopyFrom(graph.input)
    dimensions = light.graph.input[0].type.tensor_type.shape
    del dimensions.dim[:]
    dimensions.dim.extend(type(dimensions).Dimension(dim_value=length) for length in shape)
    for name, tensor in graph.initializers.items():
        if prod(tensor.dims) <= _LONGEST_SHAPE and not tensor.external_data:
            light.graph.initializer.add().CopyFrom(tensor)
        else:
            light.graph.input.append(
                onnx.helper.make_tensor_value_info(name, tensor.data_type, tensor.dims)
            )
    try:
        inferred = onnx.shape_inference.infer_shapes(light)
    # The inference is of other hands, and a help alone: what it cannot read is read by ourselves.
    except Exception:
        return {}
    found = {}
    for info in (*inferred.graph.value_info, *inferred.graph.output):
        lengths = tuple(axis.dim_value for axis in info.type.tensor_type.shape.dim)
        if info.type.tensor_type.HasField("shape") and all(length > 0 for length in lengths):
            found[info.name] = lengths
    return found
