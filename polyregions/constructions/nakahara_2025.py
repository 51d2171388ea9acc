"""The ternary network of Nakahara, Kobayashi and Matsushima: every parameter is -1, 0 or 1."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from polyregions.arithmetic import number_text
from polyregions.constructions.parts import (
    Row,
    alternating_sums,
    coordinates,
    padded_layer,
    sum_layer,
    whole,
)
from polyregions.errors import ConstructionError, check_choice, short
from polyregions.networks import Claim, Layer, Network
from polyregions.polytopes import box

__all__ = ["VARIANTS", "ternary"]


def ternary(
    inputs: int, width: int, depth: int, outputs: int = 1, variant: str = "paper"
) -> Network:
    """Return the ternary network that computes the Montufar function by copies of its signals.

    A block is two layers: the first copies every coordinate of the folded cube, and holds units
    that are constantly 1; the second adds copies to integer multiples and folds by them into q
    branches. There are floor((L-1)/2) blocks; for even L a spare layer hands the last block's
    outputs on.

    Parameters
    ----------
    inputs
        The dimension n0 >= 1.
    width
        The number of units n of every hidden layer, those that are not needed being 0.
    depth
        The number L >= 3 of layers, output layer included.
    outputs
        The number of outputs, all equal.
    variant
        "paper": the copying layers are affine (identity units), q = floor(n / (2 (n0 + 1))).
        "relu": the same with ReLU everywhere, which changes no value on all of R^n0.
        "slim": ReLU everywhere, 2 relu(q z - (i-1)) as two units: q = floor((floor(n/n0) + 1) / 2).

    Returns
    -------
    Network
        With the unit cube as its domain, and the claim that this has q^(n0 floor((L-1)/2)) linear
        regions. Its function is that of ``montufar(n0, q n0, floor((L-1)/2) + 1, outputs)``.

    Raises
    ------
    ConstructionError
        If a size is no positive whole number, the width leaves q = 0, or there is no block.
    UnknownOptionError
        If the variant is unknown.

    References
    ----------
    Y. Nakahara, M. Kobayashi, T. Matsushima, "A Lower Bound for the Number of Linear Regions of
    Ternary ReLU Regression Neural Networks", arXiv:2507.16079, equations (12) to (15), Theorem 1.

    Examples
    --------
    >>> net = ternary(inputs=2, width=12, depth=3)
    >>> net.widths, net.claim.regions
    ((2, 12, 12, 1), 4)
    >>> ternary(inputs=2, width=6, depth=3, variant="slim").claim.regions
    4
    """
    n0, n = whole(inputs, "inputs"), whole(width, "width")
    layer_count, output_count = whole(depth, "depth"), whole(outputs, "outputs")
    design = _DESIGNS[check_choice("the variant", variant, VARIANTS)]
    q = design.branches(n0, n)
    if q < 1:
        raise ConstructionError(
            f"width is {number_text(n)}, too small for one branch along each of "
            f"{number_text(n0)} inputs: the variant {short(variant)} needs a width of at least "
            f"{number_text(design.least_width(n0))}"
        )
    if layer_count < 3:
        raise ConstructionError(
            f"depth is {layer_count}, and a block takes two layers before the output layer: "
            "give at least 3"
        )
    blocks = (layer_count - 1) // 2
    folded = design.folded(n0, q, n)
    fold = design.fold(n0, q, n)
    layers = [design.copies(coordinates(n0), q, n), fold]
    if blocks > 1:
        layers += [design.copies(folded, q, n), fold] * (blocks - 1)
    if layer_count % 2 == 0:
        layers.append(Layer(coordinates(n), None, design.activation))
    layers.append(sum_layer(folded, output_count))
    cube = box([0] * n0, [1] * n0)
    claim = Claim(
        regions=q ** (n0 * blocks),
        formula=f"q**(n0*floor((L-1)/2)) with q = {q}, n0 = {n0}, L = {layer_count}",
        definition="open_connected",
        domain=cube,
        source=design.source,
    )
    name = f"ternary ({variant}) {n0} inputs, width {n}, depth {layer_count}"
    return Network(layers, cube, name, claim)


def _wide_copies(activation: str) -> Callable[[Sequence[Row], int, int], Layer]:
    def copies(signals: Sequence[Row], q: int, width: int) -> Layer:
        rows = [list(signal) for signal in signals for _ in range(2 * q)]
        constants = [[0] * len(signals[0])] * (2 * q)
        return padded_layer(
            rows + constants, [0] * len(rows) + [1] * len(constants), width, activation
        )

    return copies


def _wide_fold(inputs: int, q: int, width: int) -> Layer:
    rows = []
    for i in range(q):
        for j in range(inputs):
            row = [0] * width
            copies = 2 * q if i else q
            row[2 * q * j : 2 * q * j + copies] = [1] * copies
            row[2 * q * inputs : 2 * q * inputs + 2 * i] = [-1] * (2 * i)
            rows.append(row)
    return padded_layer(rows, [0] * len(rows), width, "relu")


def _slim_copies(signals: Sequence[Row], q: int, width: int) -> Layer:
    rows = [list(signal) for signal in signals for _ in range(q)]
    constants = [[0] * len(signals[0])] * max(q - 2, 0)
    return padded_layer(rows + constants, [0] * len(rows) + [1] * len(constants), width, "relu")


def _slim_fold(inputs: int, q: int, width: int) -> Layer:
    """Return q z_j for every j, then twice q z_j - (i - 1) for every i = 2..q and j."""
    rows, bias = [], []
    for i in range(q):
        for j in range(inputs):
            row = [0] * width
            row[q * j : q * (j + 1)] = [1] * q
            constants = max(i - 1, 0)
            row[q * inputs : q * inputs + constants] = [-1] * constants
            twins = 2 if i else 1
            rows += [row] * twins
            bias += [-1 if i else 0] * twins
    return padded_layer(rows, bias, width, "relu")


def _slim_folded(inputs: int, q: int, width: int) -> list[Row]:
    rows = [[0] * width for _ in range(inputs)]
    for j, row in enumerate(rows):
        row[j] = 1
        for i in range(1, q):
            twin = inputs * (2 * i - 1) + 2 * j
            row[twin : twin + 2] = [(-1) ** i] * 2
    return rows


@dataclass(frozen=True, slots=True)
class _Design:
    """How one variant lays out its two layers: sizes first, then the layers of a block."""

    activation: str
    source: str
    branches: Callable[[int, int], int]
    least_width: Callable[[int], int]
    copies: Callable[[Sequence[Row], int, int], Layer]
    fold: Callable[[int, int, int], Layer]
    folded: Callable[[int, int, int], list[Row]]


def _wide(activation: str, source: str) -> _Design:
    return _Design(
        activation=activation,
        source=source,
        branches=lambda inputs, width: width // (2 * (inputs + 1)),
        least_width=lambda inputs: 2 * (inputs + 1),
        copies=_wide_copies(activation),
        fold=_wide_fold,
        folded=alternating_sums,
    )


_THEOREM = "Theorem 1 of Nakahara, Kobayashi, Matsushima, arXiv:2507.16079"

_DESIGNS = {
    "paper": _wide("identity", _THEOREM),
    "relu": _wide("relu", f"{_THEOREM}, with ReLU in every hidden layer"),
    "slim": _Design(
        activation="relu",
        source=f"{_THEOREM}, with ReLU in every hidden layer and width (2 q - 1) n0",
        branches=lambda inputs, width: (width // inputs + 1) // 2,
        least_width=lambda inputs: inputs,
        copies=_slim_copies,
        fold=_slim_fold,
        folded=_slim_folded,
    ),
}

VARIANTS = tuple(_DESIGNS)
"""The names of the construction's variants."""
