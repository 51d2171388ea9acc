"""A node of an ONNX graph: an operator, what it takes and what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from polyregions.errors import FileFormatError
from polyregions.readers.onnx.names import clipped, listed, quoted

__all__ = ["STANDARD_DOMAINS", "Node", "check_distinct", "node_of"]

STANDARD_DOMAINS = ("", "ai.onnx")
"""The names of the domain whose operators are those of ONNX itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """An operator in the graph: the names of what it takes and makes, and its attributes.

    Attributes
    ----------
    operator, domain, name
        Texts, the last of which may be empty.
    inputs, outputs
        The names of values; an empty one for an optional value that is left out. The inputs of an
        If include what its branches take from around it.
    attributes
        An ``onnx.AttributeProto`` for each name.
    """

    operator: str
    domain: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    @property
    def place(self) -> str:
        """What messages call the node.

        Examples
        --------
        >>> Node("Relu", "", "", ("x",), ("y",), {}).place
        "the node Relu that makes 'y'"
        """
        if self.name:
            return f"the node {quoted(self.name)} ({self.full_operator})"
        made = listed([name for name in self.outputs if name])
        return f"the node {self.full_operator} that makes {made}"

    @property
    def is_standard(self) -> bool:
        """Whether the operator is one of ONNX's own."""
        return self.domain in STANDARD_DOMAINS

    @property
    def key(self) -> str:
        """The operator, after its domain unless that is ONNX's own."""
        return self.operator if self.is_standard else f"{self.domain}.{self.operator}"

    @property
    def full_operator(self) -> str:
        """What messages call the operator: its key, the middle left out if it is long."""
        return clipped(self.key)


def node_of(proto: Any) -> Node:
    """Return an ``onnx.NodeProto`` as a node.

    Raises
    ------
    FileFormatError
        If two attributes have one name, or the name of the operator is no text.
    """
    if isinstance(proto.op_type, bytes) or isinstance(proto.domain, bytes):
        # What some versions of protobuf give where bytes are no UTF-8.
        raise FileFormatError(
            f"the operator {proto.op_type!r} of the domain {proto.domain!r} has a name that is no "
            "UTF-8 text: export the model again"
        )
    names = [attribute.name for attribute in proto.attribute]
    standard = proto.domain in STANDARD_DOMAINS
    around = _names_from_around(proto) if standard and proto.op_type == "If" else []
    node = Node(
        proto.op_type,
        proto.domain,
        proto.name,
        (*proto.input, *around),
        tuple(proto.output),
        dict(zip(names, proto.attribute, strict=True)),
    )
    check_distinct(names, f"attributes of {node.place}")
    return node


def _names_from_around(proto: Any) -> list[str]:
    """Return the names in the graphs of a node that stand for values outside of them."""
    found: dict[str, None] = {}
    for attribute in proto.attribute:
        if not attribute.HasField("g"):
            continue
        graph = attribute.g
        inside = {info.name for info in (*graph.input, *graph.initializer)}
        inside.update(tensor.values.name for tensor in graph.sparse_initializer)
        inside.update(name for node in graph.node for name in node.output)
        used = [name for node in graph.node for name in (*node.input, *_names_from_around(node))]
        used += [info.name for info in graph.output]
        found |= dict.fromkeys(name for name in used if name and name not in inside)
    return list(found)


def check_distinct(names: list[str], what: str) -> None:
    """Check that no name stands for two things.

    Raises
    ------
    FileFormatError
        If one does.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise FileFormatError(
                f"two of the {what} are called {quoted(name)}: rename one of them"
            )
        seen.add(name)
