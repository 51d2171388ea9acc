"""Checkpoints as they are given: networks one after the other, with or without their epochs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sized
from numbers import Integral, Real
from typing import Any

from polyregions.errors import InvalidNetworkError, UnknownOptionError, short
from polyregions.networks import Network

__all__ = ["Epoch", "number_of", "numbered"]

Epoch = int | float


def number_of(checkpoints: Any) -> int | None:
    """Return how many checkpoints there are, None where only the end will tell."""
    return len(checkpoints) if isinstance(checkpoints, Sized) else None


def numbered(checkpoints: Any) -> Iterator[tuple[Epoch, Network]]:
    """Yield the epochs and the networks of checkpoints, each when it is wanted.

    Parameters
    ----------
    checkpoints
        As for :func:`polyregions.evolution`.

    Raises
    ------
    InvalidNetworkError
        If there are none, one is no network, or takes another number of inputs than the first.
    UnknownOptionError
        If an epoch is no number, or not later than the one before.

    Examples
    --------
    >>> import polyregions as pr
    >>> network = pr.montufar(inputs=1, width=2, depth=2)
    >>> [epoch for epoch, _ in numbered([network, network])]
    [0, 1]
    >>> [epoch for epoch, _ in numbered(iter([(1, network), (2.5, network)]))]
    [1, 2.5]
    """
    before: Epoch | None = None
    inputs: int | None = None
    for epoch, network in _pairs(checkpoints):
        checked = _checked_epoch(epoch, before)
        if not isinstance(network, Network):
            raise InvalidNetworkError(
                f"the checkpoint of epoch {checked} is {short(network)}: give networks, as "
                "from_torch(module, input_shape, state_dict=checkpoint) makes them"
            )
        if inputs is not None and network.inputs != inputs:
            raise InvalidNetworkError(
                f"the network of epoch {checked} takes {network.inputs} inputs where those before "
                f"take {inputs}: give checkpoints of one network"
            )
        inputs, before = network.inputs, checked
        yield checked, network
    if before is None:
        raise InvalidNetworkError("there are no checkpoints: give at least one network")


def _pairs(checkpoints: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each checkpoint with the epoch given, or with its place."""
    if isinstance(checkpoints, Network | str | bytes) or not isinstance(checkpoints, Iterable):
        raise InvalidNetworkError(
            f"checkpoints is {short(checkpoints)}: give several networks, or a mapping from epochs "
            "to networks"
        )
    items = checkpoints.items() if isinstance(checkpoints, Mapping) else checkpoints
    for place, item in enumerate(items):
        if isinstance(item, tuple) and len(item) == 2:
            yield item
        else:
            yield place, item


def _checked_epoch(epoch: Any, before: Epoch | None) -> Epoch:
    """Return an epoch as a number of Python, after checking that it comes after another."""
    is_whole = isinstance(epoch, Integral)
    is_number = is_whole or (isinstance(epoch, Real) and math.isfinite(epoch))
    if not is_number or isinstance(epoch, bool):
        raise UnknownOptionError(f"an epoch is {short(epoch)}: give a number")
    number: Epoch = int(epoch) if epoch == int(epoch) else float(epoch)
    if before is not None and number <= before:
        raise UnknownOptionError(
            f"epoch {number} comes after epoch {before}: give the checkpoints in the order of the "
            "training"
        )
    return number
