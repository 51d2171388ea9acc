"""The composition of two networks."""

from __future__ import annotations

from polyregions.errors import InvalidNetworkError
from polyregions.networks.network import Network

__all__ = ["compose"]


def compose(outer: Network, inner: Network) -> Network:
    """Return the network x -> outer(inner(x)) on the domain of ``inner``.

    Its layers are those of ``inner`` followed by those of ``outer``: nothing is merged.

    Parameters
    ----------
    outer, inner
        The two networks; the domain of ``outer`` plays no part.

    Raises
    ------
    InvalidNetworkError
        If ``inner`` has another number of outputs than ``outer`` has inputs.

    Examples
    --------
    >>> from polyregions.networks import Layer
    >>> size = Network([Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")])
    >>> compose(size, Network([Layer([[2]], [-3], "identity")])).exact([1])
    (Fraction(1, 1),)
    """
    if inner.outputs != outer.inputs:
        raise InvalidNetworkError(
            f"the inner network has {inner.outputs} outputs where the outer one takes "
            f"{outer.inputs} inputs: make them equal"
        )
    return Network((*inner.layers, *outer.layers), inner.domain)
