"""NNet files made for tests: the text of a network, or of random numbers in the format's form."""

from dataclasses import dataclass

import numpy as np

from polyregions.readers import domain_to_json


@dataclass(frozen=True)
class NNet:
    """The numbers of an NNet file, and how they are written."""

    weights: list  # of arrays (units, inputs)
    biases: list
    low: list
    high: list
    means: list  # of the inputs and the outputs
    ranges: list

    @property
    def sizes(self):
        return [self.weights[0].shape[1], *map(len, self.biases)]

    def lines(self):
        sizes = self.sizes
        yield [len(self.weights), sizes[0], sizes[-1], max(sizes)]
        yield sizes
        yield [0]
        yield from (self.low, self.high, self.means, self.ranges)
        for matrix, vector in zip(self.weights, self.biases, strict=True):
            yield from matrix.tolist()
            yield from ([entry] for entry in vector.tolist())

    def text(self, end=",\n", head="// made for a test\n"):
        return head + "".join(",".join(map(str, line)) + end for line in self.lines())


def random_nnet(sizes, seed, plain=False):
    """Return random numbers, with five decimals as in published files; plain: no normalisation."""
    generator = np.random.default_rng(seed)

    def draw(*shape):
        return np.round(generator.normal(size=shape), 5)

    pairs = list(zip(sizes[1:], sizes[:-1], strict=True))
    inputs = sizes[0]
    means, ranges = draw(inputs + 1), np.round(generator.uniform(0.1, 9, inputs + 1), 5)
    if plain:
        means, ranges = np.zeros(inputs + 1), np.ones(inputs + 1)
    low = draw(inputs)
    return NNet(
        [draw(*pair) for pair in pairs],
        [draw(units) for units, _ in pairs],
        low.tolist(),
        (low + np.round(generator.uniform(0.5, 3, inputs), 5)).tolist(),
        means.tolist(),
        ranges.tolist(),
    )


def nnet_of_network(network):
    """Return the file of a network of ReLU layers and an identity layer, without normalisation."""
    inputs = network.inputs
    bounds = domain_to_json(network.domain)
    if bounds is None:
        bounds = [(-np.inf, np.inf)] * inputs
    low, high = ([float(pair[side]) for pair in bounds] for side in (0, 1))
    weights = [layer.float_weights for layer in network.layers]
    biases = [layer.float_bias for layer in network.layers]
    return NNet(weights, biases, low, high, [0] * (inputs + 1), [1] * (inputs + 1))
