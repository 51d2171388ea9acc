"""Modules on whose parameters and inputs torch itself computes without rounding."""

from fractions import Fraction

import numpy as np

from tests.helpers.extras import require_packages

require_packages("torch")

import torch

import polyregions as pr


def with_dyadic_parameters(module, seed=0):
    """Fill a module with multiples of 1/8 between -2 and 2, and return it."""
    generator = np.random.default_rng(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            eighths = generator.integers(-16, 17, parameter.shape)
            parameter.copy_(torch.as_tensor(eighths / 8))
        for part in module.modules():
            if isinstance(part, torch.nn.modules.batchnorm._BatchNorm):
                # Variances whose roots, with eps, are powers of two.
                part.eps = 0.25
                part.running_mean.copy_(
                    torch.as_tensor(generator.integers(-8, 9, part.num_features) / 8)
                )
                part.running_var.copy_(
                    torch.as_tensor(generator.choice([0.0, 0.75, 3.75], part.num_features))
                )
    return module


def dyadic_points(inputs, count=6, seed=0):
    """Return points whose coordinates are multiples of 1/8, zero and far ones among them."""
    generator = np.random.default_rng(seed)
    points = generator.integers(-16, 17, (count, inputs)) / 8
    points[0] = 0
    points[1] *= 16
    return points


def exact_outputs(module, points, shape):
    """Return what the module computes in float64, which is exact for a few dyadic numbers."""
    double = module.double().eval()
    with torch.no_grad():
        values = [
            double(torch.tensor(p, dtype=torch.float64).reshape(1, *shape)).reshape(-1)
            for p in points
        ]
    return [tuple(map(Fraction, value.tolist())) for value in values]


def assert_read_exactly(module, shape, seed=0):
    """Read a module, with dyadic parameters, and compare it exactly; return the network."""
    with_dyadic_parameters(module, seed)
    network = pr.from_torch(module, shape)
    points = dyadic_points(network.inputs, seed=seed)
    expected = exact_outputs(module, points, shape)
    assert [network.exact(point) for point in points] == expected
    return network
