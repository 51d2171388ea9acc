"""One intermediate layer of copies: private to every edge, or shared by all units."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.constructions.ternarise.signals import Row, Target, row_of
from polyregions.networks import Layer

__all__ = ["edgewise", "edgewise_nodes", "shared", "shared_nodes"]


def edgewise(target: Target, activation: str) -> list[Layer]:
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
    >>> from polyregions.constructions.ternarise.signals import target_of
    >>> edgewise(target_of(Layer([[2]], [-2]), "identity", [False]), "identity")[1]
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
    return _copying(target, activation, copied, uses)


def edgewise_nodes(target: Target) -> int:
    """Return sum_ij |w_ij| + sum_i max(|b_i| - 1, 0), at least 1."""
    copies = sum(abs(w) for row in target.weights for w in row)
    return max(1, copies + sum(map(abs, target.constants)))


def shared(target: Target, activation: str) -> list[Layer]:
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
    >>> from polyregions.constructions.ternarise.signals import target_of
    >>> shared(target_of(Layer([[2], [-1]]), "identity", [False]), "identity")[1]
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
    return _copying(target, activation, copied, uses)


def shared_nodes(target: Target) -> int:
    """Return sum_j max_i |w_ij| + max_i max(|b_i| - 1, 0), at least 1."""
    columns: list[Sequence[int]] = [*zip(*target.weights, strict=True), target.constants]
    return max(1, sum(max(abs(w) for w in column) for column in columns))


def _copying(
    target: Target,
    activation: str,
    copied: list[int | None],
    uses: list[list[tuple[int, int]]],
) -> list[Layer]:
    """Return the layer of copies (None: of the constant 1) and the layer that uses them."""
    zero: Row = [0] * target.inputs
    rows = target.signal_rows()
    weights = [zero if signal is None else rows[signal] for signal in copied]
    bias = [int(signal is None) for signal in copied]
    if not copied:  # all weights vanish, and a layer has at least one unit
        weights, bias = [zero], [0]
    intermediate = Layer(weights, bias, activation)
    targets = [row_of(len(weights), edges) for edges in uses]
    return [intermediate, Layer(targets, target.own_bias, target.activation)]
