"""The largest of several outputs as more layers of the same network.

The maximum of a and b is a + relu(b - a), so that a tournament of the outputs is a chain of layers,
and its ReLU units say which output won. The regions of the longer network refine those of the
network by the places where outputs tie, exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from polyregions.networks import Layer, Network

__all__ = ["Tournament", "with_tournament"]

Indices = NDArray[np.int64]


def with_tournament(network: Network) -> Network:
    """Return the network whose single output is the largest output of this one.

    In every round each output at an even place meets the next one, by a unit that is active iff the
    latter is larger. Of outputs that tie the first wins.

    Parameters
    ----------
    network
        A network with m >= 2 outputs.

    Returns
    -------
    Network
        The network followed by layers with m - 1 ReLU units in all, and an identity layer.

    Examples
    --------
    >>> from polyregions.networks import Layer, Network
    >>> with_tournament(Network([Layer([[1], [2], [-1]], None, "identity")])).exact([-1])
    (Fraction(1, 1),)
    """
    layers = list(network.layers)
    # The outputs still in the game, as sums of units of the layer before.
    players = np.eye(network.outputs, dtype=np.int64)
    while len(players) > 1:
        rows: list[Indices] = []
        kinds: list[str] = []
        winners: list[list[int]] = []
        for k in range(0, len(players) - 1, 2):
            rows += [players[k], players[k + 1] - players[k]]
            winners.append([len(kinds), len(kinds) + 1])
            kinds += ["identity", "relu"]
        if len(players) % 2:
            winners.append([len(kinds)])
            rows.append(players[-1])
            kinds.append("identity")
        layers.append(Layer(np.array(rows), None, kinds))
        players = np.array([[int(j in units) for j in range(len(kinds))] for units in winners])
    layers.append(Layer(players, None, "identity"))
    return Network(layers, network.domain)


@dataclass(frozen=True, slots=True, eq=False)
class Tournament:
    """Which outputs met in each region of a network with a tournament, and which won.

    Attributes
    ----------
    left, right
        The outputs that meet at each of the tournament's ReLU units, int64, shape (N, m - 1).
    winner
        The largest output, of outputs that tie the first, int64, shape (N,).
    """

    left: Indices
    right: Indices
    winner: Indices

    @classmethod
    def of(cls, bits: NDArray[np.uint8], outputs: int) -> Tournament:
        """Read the bits of the tournament's units in N regions, shape (N, outputs - 1).

        Examples
        --------
        >>> Tournament.of(np.array([[1, 0]], np.uint8), outputs=3).winner
        array([1])
        """
        left, right = np.empty((2, *bits.shape), dtype=np.int64)
        players = [np.full(len(bits), c, dtype=np.int64) for c in range(outputs)]
        unit = 0
        while len(players) > 1:
            winners = []
            for k in range(0, len(players) - 1, 2):
                left[:, unit], right[:, unit] = players[k : k + 2]
                winners.append(np.where(bits[:, unit] == 1, players[k + 1], players[k]))
                unit += 1
            players = winners + players[2 * len(winners) :]
        return cls(left, right, players[0])
