"""The ternary network of an integer network, layer by layer, and the nodes it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from polyregions.arithmetic import repr_of_fields
from polyregions.constructions.ternarisation.edgewise import edgewise_layers, edgewise_nodes
from polyregions.constructions.ternarisation.integers import integer_network
from polyregions.constructions.ternarisation.logarithmic import (
    logarithmic_layers,
    logarithmic_nodes,
)
from polyregions.constructions.ternarisation.shared import shared_layers, shared_nodes
from polyregions.constructions.ternarisation.signals import Target, target_of
from polyregions.errors import ConstructionError, check_choice
from polyregions.networks import Claim, Layer, Network, check_network

__all__ = ["INTERMEDIATES", "SCHEMES", "TernarisedLayer", "TernarisedNetwork", "ternarise"]

MOST_NODES = 100_000
"""Networks with more intermediate units are refused."""


@dataclass(frozen=True, slots=True)
class TernarisedLayer:
    """How one layer of the source became ternary.

    Attributes
    ----------
    source
        The position of the layer in the source.
    widths
        The widths of the intermediate layers in front of its target layer.
    signals
        The number n of signals that they carry: the layer's inputs, those twice that may be
        negative before a ReLU.
    formula
        The number of intermediate units as a formula of weights w_ij and biases b_i.
    predicted
        What the formula says.
    """

    source: int
    widths: tuple[int, ...]
    signals: int
    formula: str
    predicted: int

    @property
    def nodes(self) -> int:
        """The number of intermediate units."""
        return sum(self.widths)


@dataclass(frozen=True, slots=True)
class TernarisedNetwork:
    """A ternary network with the integer network whose function it computes.

    Attributes
    ----------
    network
        The ternary network.
    source
        The network given.
    integer_source
        The source scaled to integers: the same function as ``network`` on all of R^n0.
    output_scale
        The positive factor by which its outputs are those of the source; 1 for integer networks.
    scheme, intermediate
        How it was made.
    layers
        The node counts, one entry for each layer of the source.
    """

    network: Network
    source: Network
    integer_source: Network
    output_scale: int
    scheme: str
    intermediate: str
    layers: tuple[TernarisedLayer, ...]

    __repr__ = repr_of_fields

    @property
    def nodes(self) -> int:
        """The number of intermediate units."""
        return sum(layer.nodes for layer in self.layers)

    @property
    def predicted(self) -> int:
        """The number of intermediate units by the scheme's formula."""
        return sum(layer.predicted for layer in self.layers)


def ternarise(
    network: Network, scheme: str = "edgewise", intermediate: str = "identity"
) -> TernarisedNetwork:
    """Return a ternary network that computes the function of a network on all of R^n0.

    Every layer becomes one or more intermediate layers, which hold copies of its inputs, and a
    target layer that adds them up to integer multiples. A network that is not integer is scaled
    first, which multiplies its outputs by a positive number.

    Parameters
    ----------
    network
        A network with rational parameters.
    scheme
        "edgewise": |w_ij| copies for every edge. "shared": max_i |w_ij| copies for every input.
        "logarithmic": about log2 of the largest weight many intermediate layers.
    intermediate
        The activation of the intermediate units: "identity", or "relu", for which inputs that may
        be negative (those of the first layer, and behind identity units) are carried twice, as
        relu(x) and relu(-x).

    Returns
    -------
    TernarisedNetwork
        The ternary network on the source's domain, with its node counts and output scale.

    Raises
    ------
    UnknownOptionError
        If the scheme or the activation is unknown.
    ConstructionError
        If it would have more than 100,000 intermediate units.

    Notes
    -----
    Without ReLU among them, the intermediate layers change no region; with ReLU on signed inputs
    they add the hyperplanes x_j = 0 to the activation regions, not to the linear regions.

    References
    ----------
    Y. Nakahara, M. Kobayashi, T. Matsushima, "A Lower Bound for the Number of Linear Regions of
    Ternary ReLU Regression Neural Networks", arXiv:2507.16079, figures 3 and 4; the logarithmic
    scheme is new.

    Examples
    --------
    >>> import polyregions as pr
    >>> result = ternarise(pr.montufar(inputs=1, width=2, depth=2), scheme="shared")
    >>> result.network.widths, result.nodes, result.predicted
    ((1, 5, 2, 2, 1), 7, 7)
    """
    check_network(network)
    check_choice("the scheme", scheme, SCHEMES)
    check_choice("the intermediate activation", intermediate, INTERMEDIATES)
    integers, scale = integer_network(network)
    targets = _targets(integers, intermediate)
    chosen = SCHEMES[scheme]
    _check_size(sum(chosen.nodes(target) for target in targets), scheme)
    layers: list[Layer] = []
    reports = []
    for position, target in enumerate(targets):
        made = chosen.layers(target, intermediate)
        layers += made
        widths = tuple(layer.units for layer in made[:-1])
        signals = len(target.signals)
        predicted = chosen.nodes(target)
        reports.append(TernarisedLayer(position, widths, signals, chosen.formula, predicted))
    name = f"{network.name or 'network'}, ternarised ({scheme})"
    ternary = Network(layers, network.domain, name, _claim(network))
    return TernarisedNetwork(
        ternary, network, integers, scale, scheme, intermediate, tuple(reports)
    )


def _targets(network: Network, intermediate: str) -> list[Target]:
    nonnegative = [False] * network.inputs
    targets = []
    for layer in network.layers:
        targets.append(target_of(layer, intermediate, nonnegative))
        nonnegative = [name == "relu" for name in layer.activation]
    return targets


def _check_size(nodes: int, scheme: str) -> None:
    if nodes > MOST_NODES:
        remedy = (
            "give smaller weights"
            if scheme == "logarithmic"
            else "give smaller weights, or use the scheme 'logarithmic'"
        )
        raise ConstructionError(
            f"the scheme {scheme!r} takes {nodes} intermediate units, more than {MOST_NODES}: "
            f"{remedy}"
        )


def _claim(network: Network) -> Claim | None:
    """Return the source's claim if it speaks of the function: that the scale leaves alone."""
    claim = network.claim
    return None if claim is None or claim.definition == "proper_activation" else claim


@dataclass(frozen=True, slots=True)
class _Scheme:
    """How one scheme makes the layers, and how many intermediate units it takes."""

    layers: Callable[[Target, str], list[Layer]]
    nodes: Callable[[Target], int]
    formula: str


SCHEMES = {
    "edgewise": _Scheme(edgewise_layers, edgewise_nodes, "sum_ij |w_ij| + sum_i max(|b_i|-1, 0)"),
    "shared": _Scheme(shared_layers, shared_nodes, "sum_j max_i |w_ij| + max_i max(|b_i|-1, 0)"),
    "logarithmic": _Scheme(
        logarithmic_layers, logarithmic_nodes, "2(n+1) + (K-1)(2(n+1)+2m), K = ceil(log2(M/2+1))"
    ),
}
"""The schemes by name."""

INTERMEDIATES = ("identity", "relu")
"""The activations that intermediate units may have."""
