"""Train the networks of tests/data/networks, in plain NumPy, from rules that are given by formulas.

Three learn the signed distance of a shape (negative inside), and one which of five turns keeps a
ship away from another. The seed is fixed, so one machine with one thread gives the same networks
again; another may round sums otherwise. So the data are the files, whose parameters are 32-bit
floats as trained networks have them, and not what a new run makes.

Usage: OMP_NUM_THREADS=1 python tests/data/train_networks.py [--quick] [FOLDER [NAME ...]]

Without a folder the files in place are written anew, in two minutes. With --quick, 20 steps each.
"""

import sys
from pathlib import Path

import numpy as np

import polyregions as pr

FOLDER = Path(__file__).resolve().parent / "networks"
TURNS = np.radians([-60, -30, 0, 30, 60])  # clockwise is negative
SHIPS_HORIZON, SHIPS_SAFE, TURN_COST = 4, 1, 0.15


def flower(points):
    """Return the distance of five round petals on a disc with a round hole."""
    angles = np.pi * (0.5 + 0.4 * np.arange(5))
    petals = 0.55 * np.column_stack([np.cos(angles), np.sin(angles)])
    distances = np.linalg.norm(points[:, np.newaxis] - petals, axis=2) - 0.3
    from_centre = np.linalg.norm(points, axis=1)
    outside = np.minimum(distances.min(axis=1), from_centre - 0.54)
    return np.maximum(outside, 0.2 - from_centre)


def torus(points):
    """Return the distance of a torus around the last axis."""
    return _torus(points, 0.55, 0.25)


def linked_tori(points):
    """Return the distance of two linked tori, one lying and one standing."""
    shift = [0.25, 0, 0]
    lying, standing = points + shift, (points - shift)[:, [0, 2, 1]]
    return np.minimum(_torus(lying, 0.48, 0.15), _torus(standing, 0.48, 0.15))


def _torus(points, radius, thickness):
    in_plane = np.linalg.norm(points[:, :2], axis=1) - radius
    return np.hypot(in_plane, points[:, 2]) - thickness


def keep_clear(points):
    """Return a score for each of five turns of a ship that meets another.

    Own ship is at the origin and heads along the first axis. In [-1, 1]^5 stand the other's place
    (in units of 3), its heading (in half turns from a quarter turn) and both speeds (1 +- 1/2). A
    turn scores by how near the other comes before the horizon, and loses by its angle.
    """
    place = 3 * points[:, :2]
    heading = np.pi * (0.5 + points[:, 2])
    own, other = (1 + points[:, 3:].T / 2)[:, :, np.newaxis]
    other_velocity = other * np.column_stack([np.cos(heading), np.sin(heading)])
    scores = []
    for turn in TURNS:
        velocity = other_velocity - own * [np.cos(turn), np.sin(turn)]
        square = np.maximum((velocity**2).sum(axis=1), 1e-9)
        time = np.clip(-(place * velocity).sum(axis=1) / square, 0, SHIPS_HORIZON)
        nearest = np.linalg.norm(place + time[:, np.newaxis] * velocity, axis=1)
        scores.append(np.minimum(nearest, SHIPS_SAFE) - TURN_COST * abs(turn))
    return np.column_stack(scores)


# name: (rule, widths, steps, decay of the weights in the unit of the rate)
NETWORKS = {
    "flower_2d_2x50": (flower, (2, 50, 50, 1), 8_000, 0.7),
    "torus_3d_3x16": (torus, (3, 16, 16, 16, 1), 12_000, 0.0),
    "linked_tori_3d_8x32": (linked_tori, (3, *[32] * 8, 1), 12_000, 0.0),
    "keep_clear_5d_6x50": (keep_clear, (5, *[50] * 6, 5), 12_000, 0.0),
}
BATCH = 512


def examples(rule, inputs, random, count=100_000):
    """Return points of the cube and the rule's values; of a distance, many near its zeros."""
    points = random.uniform(-1, 1, (count, inputs))
    values = rule(points).reshape(count, -1)
    if values.shape[1] == 1:
        near = points[np.argsort(abs(values[:, 0]))[: count // 4]]
        points = np.concatenate([points, near, near])
        values = rule(points).reshape(-1, 1)
    return points, values


def train(rule, widths, steps, decay):
    """Minimise the squared error by Adam with a falling rate; return weights and biases."""
    random = np.random.default_rng(1)
    points, values = examples(rule, widths[0], random)
    sizes = list(zip(widths[1:], widths, strict=False))
    parameters = [random.standard_normal(size) * np.sqrt(2 / size[1]) for size in sizes]
    parameters += [np.zeros(rows) for rows, _ in sizes]
    first = [np.zeros_like(p) for p in parameters]
    second = [np.zeros_like(p) for p in parameters]
    for step in range(1, steps + 1):
        chosen = random.integers(0, len(points), BATCH)
        slopes = gradients(parameters, points[chosen], values[chosen])
        rate = 3e-3 * 0.5 * (1 + np.cos(np.pi * step / (steps + 1)))
        for p, m, v, g in zip(parameters, first, second, slopes, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            if p.ndim == 2:
                p *= 1 - rate * decay
            p -= rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
    return [p.astype(np.float32) for p in parameters]


def gradients(parameters, points, values):
    """Return the slopes of the mean squared error, by backpropagation."""
    layers = len(parameters) // 2
    weights, biases = parameters[:layers], parameters[layers:]
    outputs = [points]
    for k in range(layers):
        z = outputs[-1] @ weights[k].T + biases[k]
        outputs.append(z if k == layers - 1 else np.maximum(z, 0))
    slope = 2 * (outputs[-1] - values) / values.size
    of_weights, of_biases = [], []
    for k in reversed(range(layers)):
        of_weights.insert(0, slope.T @ outputs[k])
        of_biases.insert(0, slope.sum(axis=0))
        slope = (slope @ weights[k]) * (outputs[k] > 0)
    return of_weights + of_biases


def network(name, parameters):
    """Return the network with these parameters on the cube [-1, 1]^n0."""
    layers = len(parameters) // 2
    kinds = ["relu"] * (layers - 1) + ["identity"]
    return pr.Network(
        map(pr.Layer, parameters[:layers], parameters[layers:], kinds),
        [[-1, 1]] * parameters[0].shape[1],
        name=name,
    )


def main(words):
    quick = "--quick" in words
    folder, *names = [word for word in words if word != "--quick"] or [FOLDER]
    for name in names or NETWORKS:
        rule, widths, steps, decay = NETWORKS[name]
        trained = network(name, train(rule, widths, 20 if quick else steps, decay))
        path = Path(folder, f"{name}.json")
        pr.write_network(trained, path)
        points, values = examples(rule, widths[0], np.random.default_rng(0), 10_000)
        error = np.sqrt(np.mean((trained(points) - values) ** 2))
        print(f"{path}: root of the mean squared error {error:.4f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
