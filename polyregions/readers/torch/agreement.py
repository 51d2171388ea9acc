"""A comparison of a network with the module that it was read from, at random points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.errors import InvalidNetworkError
from polyregions.networks import Network
from polyregions.readers.torch.messages import first_line
from polyregions.readers.torch.package import torch_package

__all__ = ["check_agreement", "check_tracing", "module_outputs", "sample_points"]

Floats = NDArray[np.float64]

_SCALES = (0.0, *(1.0,) * 6, *(0.05,) * 3, *(50.0,) * 3)
# The unit of rounding, how often errors are simulated, and how far beyond them is suspicious.
_UNIT = 2.0**-53
_DRAWS = 8
_SLACK = 2.0**10


def sample_points(inputs: int) -> Floats:
    """Return some points of several magnitudes, the same ones every time, shape (points, inputs).

    Examples
    --------
    >>> sample_points(2).shape
    (13, 2)
    """
    generator = np.random.default_rng(0)
    points: Floats = generator.standard_normal((len(_SCALES), inputs))
    points *= np.array(_SCALES)[:, np.newaxis]
    return points


def module_outputs(
    module: Callable[[Any], Any], points: Floats, shape: tuple[int, ...]
) -> list[Floats]:
    """Return the outputs of a module at points, each one flattened.

    The module sees each point by itself, as a batch of one.

    Parameters
    ----------
    module
        A module in evaluation mode and binary64, or another function of one tensor.
    points
        Floats of shape (points, inputs).
    shape
        The shape of one input, without the axis of the batch.

    Raises
    ------
    InvalidNetworkError
        If the module fails, or returns something else than one tensor.
    """
    torch = torch_package()
    outputs = []
    for point in points:
        x = torch.from_numpy(point.reshape((1, *shape)).copy())
        try:
            value = module(x)
        # The module is code of somebody else, which may fail in any way.
        except Exception as error:
            raise InvalidNetworkError(
                f"the module, in float64, fails on an input of shape {(1, *shape)} "
                f"({first_line(error)}): give the input_shape that it takes, without the axis of "
                "the batch; or check=False, if it runs in another precision only"
            ) from error
        if not isinstance(value, torch.Tensor):
            raise InvalidNetworkError(
                f"the module returns a {type(value).__name__}: wrap it in one that returns a "
                "single tensor"
            )
        outputs.append(value.detach().to(device="cpu", dtype=torch.float64).numpy().ravel())
    return outputs


def check_agreement(network: Network, points: Floats, expected: list[Floats]) -> None:
    """Compare a network, evaluated in binary64, with the outputs of its module.

    A difference may be 2**10 times the rounding error of such an evaluation, which is estimated by
    disturbing all pre-activations at random: networks that fold their inputs many times magnify
    it, others do not. This guards against mistakes in reading; no region is decided by it.

    Parameters
    ----------
    network
        The network.
    points
        Floats of shape (points, inputs).
    expected
        The module's output at each of them.

    Raises
    ------
    InvalidNetworkError
        If they disagree, or cannot be compared because floats overflow.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> network = Network([Layer([[2]], [1], "identity")])
    >>> check_agreement(network, np.array([[3.0]]), [np.array([7.0])])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        computed, errors = _outputs_and_errors(network, points)
    compared = 0
    for point, (mine, theirs, error) in enumerate(zip(computed, expected, errors, strict=True)):
        if mine.shape != theirs.shape:
            raise InvalidNetworkError(
                f"the network has {mine.size} outputs and the module {theirs.size}: the module "
                "does something that is read wrongly; please report it"
            )
        finite = np.isfinite(theirs) & np.isfinite(mine) & np.isfinite(error)
        compared += int(finite.sum())
        with np.errstate(invalid="ignore"):
            wrong = np.flatnonzero(finite & (np.abs(mine - theirs) > _SLACK * error))
        if len(wrong):
            output = wrong[0]
            raise InvalidNetworkError(
                f"at sample point {point}, output {output} of the network is {mine[output]} and "
                f"that of the module {theirs[output]}: its code does something that tracing does "
                "not see, such as drawing random numbers or rounding to another precision; change "
                "that, or, if rounding alone explains the difference, give check=False"
            )
    if not compared:
        raise InvalidNetworkError(
            "the outputs of the module overflow float64 at all sample points: they cannot be "
            "compared; give check=False"
        )


def check_tracing(traced: list[Floats], expected: list[Floats]) -> None:
    """Compare what a traced graph computes in floats with what its module does: the same.

    Parameters
    ----------
    traced, expected
        The outputs of both at each sample point.

    Raises
    ------
    InvalidNetworkError
        If they differ.

    Examples
    --------
    >>> check_tracing([np.array([0.5])], [np.array([0.5])])
    """
    for point, (mine, theirs) in enumerate(zip(traced, expected, strict=True)):
        if not np.array_equal(mine, theirs, equal_nan=True):
            raise InvalidNetworkError(
                f"at sample point {point}, the traced graph and the module give different outputs: "
                "its code does something that tracing does not see, such as drawing random "
                "numbers; change that"
            )


def _outputs_and_errors(network: Network, points: Floats) -> tuple[Floats, Floats]:
    """Return the outputs, shape (points, outputs), and an estimate of the error at each point."""
    generator = np.random.default_rng(1)
    values = points
    errors = np.zeros((_DRAWS, *points.shape))
    floor = np.full(len(points), np.finfo(np.float64).tiny)
    for layer in network.layers:
        relu = np.array([name == "relu" for name in layer.activation])
        weights: Any = layer.float_matrix
        # A sum of n terms is wrong by up to n units of the sum of their absolute values.
        terms = np.abs(values) @ abs(weights).T + np.abs(layer.float_bias)
        own = _UNIT * (layer.inputs + 1) * terms
        signs = generator.choice([-1.0, 1.0], (_DRAWS, *own.shape))
        z = values @ weights.T + layer.float_bias
        passed = (errors.reshape(-1, layer.inputs) @ weights.T).reshape(signs.shape)
        errors = np.where(relu & (z < 0), 0.0, passed + signs * own)
        floor = np.maximum(floor, _UNIT * terms.max(axis=1))
        values = np.where(relu & (z < 0), 0.0, z)
    return values, np.maximum(np.abs(errors).max(axis=(0, 2)), floor)
