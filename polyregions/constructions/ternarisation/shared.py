"""One intermediate layer of copies that all units share."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.constructions.ternarisation.signals import Target, copying_layers
from polyregions.networks import Layer

__all__ = ["shared_layers", "shared_nodes"]


def shared_layers(target: Target, activation: str) -> list[Layer]:
    """Give every signal as many copies as its largest weight needs, used by all units.

    Constant units are shared likewise.

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
    Nakahara, Kobayashi, Matsushima, arXiv:2507.16079, figure 4.

    Examples
    --------
    >>> from polyregions.constructions.ternarisation.signals import target_of
    >>> shared_layers(target_of(Layer([[2], [-1]]), "identity", [False]), "identity")[1]
    Layer([[1, 1], [-1, 0]], [0, 0], 'relu')
    """
    columns = [*zip(*target.weights, strict=True), target.constants]
    copied: list[int | None] = []
    uses: list[list[tuple[int, int]]] = [[] for _ in target.weights]
    for signal, column in enumerate(columns):
        start = len(copied)
        is_constant = signal == len(target.signals)
        copied += [None if is_constant else signal] * max(map(abs, column))
        for edges, weight in zip(uses, column, strict=True):
            edges += [(start + k, 1 if weight > 0 else -1) for k in range(abs(weight))]
    return copying_layers(target, activation, copied, uses)


def shared_nodes(target: Target) -> int:
    """Return sum_j max_i |w_ij| + max_i max(|b_i| - 1, 0), at least 1."""
    columns: list[Sequence[int]] = [*zip(*target.weights, strict=True), target.constants]
    return max(1, sum(max(abs(w) for w in column) for column in columns))
