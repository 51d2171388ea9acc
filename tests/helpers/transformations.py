"""Changes of a network that change no count."""

from fractions import Fraction

from polyregions import Layer, Network, from_inequalities


def _replaced(network, layers, domain=None):
    return Network(layers, network.domain if domain is None else domain)


def _layer(layer, weights=None, bias=None, activation=None):
    return Layer(
        layer.weights if weights is None else weights,
        layer.bias if bias is None else bias,
        layer.activation if activation is None else activation,
    )


def permuted(network, index, order):
    """Reorder the units of one layer, and the columns of the next."""
    layers = list(network.layers)
    layer = layers[index]
    layers[index] = Layer(
        [layer.weights[i] for i in order],
        [layer.bias[i] for i in order],
        [layer.activation[i] for i in order],
    )
    if index + 1 < len(layers):
        rows = [[row[i] for i in order] for row in layers[index + 1].weights]
        layers[index + 1] = _layer(layers[index + 1], rows)
    return _replaced(network, layers)


def unit_scaled(network, index, unit, factor, compensated):
    """Multiply a unit by a positive factor, and divide its column in the next layer if asked."""
    layers = list(network.layers)
    layer = layers[index]
    rows, bias = [list(row) for row in layer.weights], list(layer.bias)
    rows[unit] = [factor * w for w in rows[unit]]
    bias[unit] *= factor
    layers[index] = _layer(layer, rows, bias)
    if compensated and index + 1 < len(layers):
        after = [list(row) for row in layers[index + 1].weights]
        for row in after:
            row[unit] /= factor
        layers[index + 1] = _layer(layers[index + 1], after)
    return _replaced(network, layers)


def unit_duplicated(network, index, unit, share):
    """Append a copy of a hidden unit; it takes over a share of the unit's outgoing weights."""
    layers = list(network.layers)
    layer, after = layers[index], layers[index + 1]
    layers[index] = Layer(
        [*layer.weights, layer.weights[unit]],
        [*layer.bias, layer.bias[unit]],
        [*layer.activation, layer.activation[unit]],
    )
    rows = [[*row, share * row[unit]] for row in after.weights]
    for row in rows:
        row[unit] *= 1 - share
    layers[index + 1] = _layer(after, rows)
    return _replaced(network, layers)


def inputs_changed(network, matrix, shift):
    """Return the network of y, and its domain, for x = matrix y + shift."""
    first, *rest = network.layers
    n = network.inputs

    def moved(row):
        return [sum(row[i] * matrix[i][j] for i in range(n)) for j in range(n)]

    def level(row):
        return sum(a * s for a, s in zip(row, shift, strict=True))

    bias = [b + level(row) for row, b in zip(first.weights, first.bias, strict=True)]
    layers = [_layer(first, [moved(row) for row in first.weights], bias), *rest]
    if network.domain is None:
        return Network(layers)
    rows = network.domain.rows
    domain = from_inequalities(
        [moved(row[:-1]) for row in rows], [row[-1] - level(row[:-1]) for row in rows], n
    )
    return Network(layers, domain)


def inputs_scaled(network, factor):
    """Return the network of y = x / factor."""
    matrix = [[factor * (i == j) for j in range(network.inputs)] for i in range(network.inputs)]
    return inputs_changed(network, matrix, [Fraction(0)] * network.inputs)


def translated(network, shift):
    """Return the network of y = x - shift."""
    matrix = [[int(i == j) for j in range(network.inputs)] for i in range(network.inputs)]
    return inputs_changed(network, matrix, shift)
