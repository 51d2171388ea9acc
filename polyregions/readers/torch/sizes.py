"""The sizes of a graph's values, seen in a run in floats before any is computed exactly."""

from __future__ import annotations

import warnings
from contextlib import suppress
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import MOST_ENTRIES, checked_shape
from polyregions.readers.torch.handlers import description
from polyregions.readers.torch.package import torch_package

__all__ = ["check_sizes"]


def check_sizes(module: Any, graph: Any, shape: tuple[int, ...]) -> None:
    """Check that no value that depends on the input is larger than a tensor may be.

    Parameters
    ----------
    module, graph
        What :func:`traced_graph` returns, in evaluation mode and binary64.
    shape
        The shape of the input, without the axis of the batch.

    Raises
    ------
    InvalidNetworkError
        If one has more than ``MOST_ENTRIES`` entries; the message names the node.
    """
    torch = torch_package()
    depending: set[Any] = set()
    too_large: list[tuple[Any, Any]] = []  # the node and its value

    class Run(torch.fx.Interpreter):  # type: ignore[misc, name-defined]  # torch is optional
        def run_node(self, node: Any) -> Any:
            value = super().run_node(node)
            if node.op == "placeholder" or not depending.isdisjoint(node.all_input_nodes):
                depending.add(node)
                if isinstance(value, torch.Tensor) and value.numel() > MOST_ENTRIES:
                    too_large.append((node, value))
                    raise StopIteration
            return value

    x = torch.zeros((1, *shape), dtype=torch.float64)
    # What fails for another reason is told by the reader, node by node.
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        Run(module, graph=graph).run(x)
    for node, value in too_large:
        try:
            checked_shape(value.shape)
        except InvalidNetworkError as error:
            raise InvalidNetworkError(f"the node {description(module, node)}: {error}") from error
