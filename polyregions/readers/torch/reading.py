"""Networks read from PyTorch modules."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from polyregions.errors import InvalidNetworkError
from polyregions.lowering import checked_shape
from polyregions.networks import Network
from polyregions.readers.content import PathLike
from polyregions.readers.torch.agreement import (
    check_agreement,
    check_tracing,
    module_outputs,
    sample_points,
)
from polyregions.readers.torch.archives import load_state_dict
from polyregions.readers.torch.checkpoints import state_in
from polyregions.readers.torch.copies import evaluation_copy
from polyregions.readers.torch.final_activations import without_final_activations
from polyregions.readers.torch.graph_lowering import lowered_network
from polyregions.readers.torch.in_place import check_in_place
from polyregions.readers.torch.input_shapes import check_first_layers, inferred_shape
from polyregions.readers.torch.package import torch_package
from polyregions.readers.torch.tracing import runner, traced_graph

__all__ = ["from_torch"]


def from_torch(
    module: Any,
    input_shape: int | Sequence[int] | None = None,
    *,
    domain: Any = None,
    name: str | None = None,
    state_dict: PathLike | Mapping[str, Any] | None = None,
    logits: bool = False,
    dequantise: bool = False,
    check: bool = True,
) -> Network:
    """Return the network that computes, without rounding, what a PyTorch module does.

    The module is read as in evaluation mode: dropout does nothing, and batch normalisation uses its
    running statistics. Parameters of any float precision are the rationals that they are; so are
    Python floats in the code, such as the slope 0.01 of a leaky ReLU, with their binary64 value.
    One number is rounded: the factor weight / sqrt(variance + eps) of a batch normalisation, which
    is irrational, is the binary64 number nearest to it.

    Wrappers such as DataParallel and what torch.compile returns stand for the module inside.
    Parameters that weight_norm, spectral_norm, pruning or another parametrisation compute have the
    values that they have now.

    The module itself is not changed, nor is torch's random state. Its code is traced with torch.fx,
    so its control flow must not depend on the input.

    Parameters
    ----------
    module
        A torch.nn.Module that takes one tensor and returns one.
    input_shape
        The shape of one input, without the axis of the batch; an integer n stands for (n,). The
        network takes its entries in C order, and returns those of the output so. None: as many
        numbers as the linear map or batch normalisation takes that comes first.
    domain, name
        As in :class:`polyregions.Network`.
    state_dict
        Parameters to use instead of the module's, exactly as they stand: a state dict, or the path
        of a file that holds one, perhaps as an entry beside what training loops save with it. Its
        keys must be the module's, apart from prefixes that DataParallel, Lightning or torch.compile
        put before all of them.
    logits
        Whether to read up to before a softmax, log-softmax, sigmoid or tanh that makes the output,
        perhaps in another shape. Where there is none, nothing changes.
    dequantise
        Whether to read dynamically quantised linear maps by their dequantised weights. Such a map
        also rounds what it is given, to 256 values, which makes it jump; the network does not.
    check
        Whether to compare the network with the module's own ``forward``, in float64 at some fixed
        points, as a guard against misreading: a difference beyond 2**10 times the rounding errors
        that are to be expected is an error. Nothing else depends on it.

    Returns
    -------
    Network
        Where several affine operations follow each other, it has one layer for all of them.

    Raises
    ------
    InvalidNetworkError
        If the module does something that is not supported or not piecewise linear; the message
        names the operator and the node of the traced graph.
    FileFormatError
        If the file of the state dict cannot be read.
    PolyregionsError
        If torch is not installed.

    Notes
    -----
    Of large convolutions only the weights that are not zero are kept.

    References
    ----------
    Reed, DeVito, He, Ussery and Ansel, "torch.fx: Practical Program Capture and Transformation for
    Deep Learning in Python", 2022, arXiv:2112.08429.

    Examples
    --------
    ```python
    module = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
    polyregions.count_regions(polyregions.from_torch(module, 2))
    ```
    """
    torch = torch_package()
    given = (input_shape,) if isinstance(input_shape, int) else input_shape
    shape = None if given is None else checked_shape(given)
    state = _state(state_dict)
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        copy = evaluation_copy(module, state, dequantise=dequantise)
        traced, whole = traced_graph(copy)
        graph = without_final_activations(traced, whole) if logits else whole
        check_in_place(traced, graph)
        if shape is None:
            shape = inferred_shape(traced, graph)
        check_first_layers(traced, graph, shape)
        network = lowered_network(traced, graph, shape, domain, name)
        if check:
            points = sample_points(network.inputs)
            expected = module_outputs(copy, points, shape)
            if graph is not whole:
                check_tracing(module_outputs(runner(traced, whole), points, shape), expected)
                expected = module_outputs(runner(traced, graph), points, shape)
            check_agreement(network, points, expected)
    return network


def _state(given: PathLike | Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if isinstance(given, str | os.PathLike):
        return load_state_dict(given)
    if given is None:
        return None
    if isinstance(given, Mapping):
        is_tensor = torch_package().is_tensor
        return state_in(given, is_tensor, lambda tensor: bool(tensor.is_floating_point()))
    raise InvalidNetworkError(
        f"the state dict is a {type(given).__name__}: give a mapping, or the path of a file"
    )
