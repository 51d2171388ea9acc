"""The refusal of operators that are not read, before anything is computed."""

from __future__ import annotations

from polyregions.errors import FileFormatError
from polyregions.interface import option
from polyregions.readers.onnx.final_operators import final_node
from polyregions.readers.onnx.graph import Graph, Node
from polyregions.readers.onnx.names import quoted
from polyregions.readers.onnx.operators import OPERATORS
from polyregions.readers.refusals import Reason, reason_of, refusal

__all__ = ["check_operators"]

# Which branch of an If is read, and whether, is told when its condition is computed.
_READ = {"If", *OPERATORS}
_LIST = "docs/how_to/read_onnx.md lists them"


def check_operators(graph: Graph) -> None:
    """Check that all operators of a graph are read.

    Raises
    ------
    FileFormatError
        If one is not; the message names the node, why its operator is refused, and what to do.
    """
    refused = [node for node in graph.nodes if node.key not in _READ]
    if not refused:
        return
    last = final_node(graph.nodes, graph.output)
    reasons = [reason_of(node.key, at_the_end=node is last) for node in refused]
    # Of several, one that can never be read: others are often only parts of what it belongs to.
    certain = (reason is not Reason.NOT_YET_READ for reason in reasons)
    place = next((i for i, is_certain in enumerate(certain) if is_certain), 0)
    node = refused[place]
    made = {name for other in graph.nodes for name in other.outputs}
    before = [name for name in node.inputs if name in made]
    raise FileFormatError(f"{node.place}: {_sentence(node, reasons[place], before)}")


def _sentence(node: Node, reason: Reason, before: list[str]) -> str:
    """Return why a node is refused, and the values before it that can be read instead."""
    if reason is Reason.NOT_YET_READ and not node.is_standard:
        sentence = (
            f"{node.full_operator} belongs to the domain {quoted(node.domain)}, whose operators "
            "are not read: export the model with operators of ONNX alone, without optimisations "
            "for one runtime"
        )
    else:
        at_the_end = reason is Reason.AT_THE_END
        sentence = refusal(node.full_operator, at_the_end=at_the_end, read=OPERATORS)
    if reason is Reason.NOT_YET_READ:
        sentence = f"{sentence} ({_LIST})"
    if reason is Reason.AT_THE_END or not before:
        return sentence
    earlier = option(f"output={quoted(before[0])}", f"--output-name {quoted(before[0])}")
    return f"{sentence}; or stop before it by {earlier}"
