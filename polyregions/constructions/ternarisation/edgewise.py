"""One intermediate layer of copies that are private to every edge."""

from __future__ import annotations

from polyregions.constructions.ternarisation.signals import Target, copying_layers
from polyregions.networks import Layer

__all__ = ["edgewise_layers", "edgewise_nodes"]


def edgewise_layers(target: Target, activation: str) -> list[Layer]:
    """Give every edge of weight w its own |w| copies of its signal.

    A bias b with |b| > 1 has |b| - 1 units of its own that are constantly 1.

    Parameters
    ----------
    target
        The layer.
    activation
        That of the intermediate units.

    Returns
    -------
    list of Layer
        The intermediate layer and the target layer, all parameters ternary.

    References
    ----------
    Nakahara, Kobayashi, Matsushima, arXiv:2507.16079, figure 3.

    Examples
    --------
    >>> from polyregions.constructions.ternarisation.signals import target_of
    >>> edgewise_layers(target_of(Layer([[2]], [-2]), "identity", [False]), "identity")[1]
    Layer([[1, 1, -1]], [-1], 'relu')
    """
    copied: list[int | None] = []
    uses: list[list[tuple[int, int]]] = []
    for weights, constant in zip(target.weights, target.constants, strict=True):
        edges: list[tuple[int, int]] = []
        for signal, weight in [*enumerate(weights), (None, constant)]:
            for _ in range(abs(weight)):
                edges.append((len(copied), 1 if weight > 0 else -1))
                copied.append(signal)
        uses.append(edges)
    return copying_layers(target, activation, copied, uses)


def edgewise_nodes(target: Target) -> int:
    """Return sum_ij |w_ij| + sum_i max(|b_i| - 1, 0), at least 1."""
    copies = sum(abs(w) for row in target.weights for w in row)
    return max(1, copies + sum(map(abs, target.constants)))
