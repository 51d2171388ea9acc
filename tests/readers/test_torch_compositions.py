"""Random compositions of modules, and regions of convolutional and residual networks in a plane."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn

import polyregions as pr
from polyregions.polytopes import contains
from tests.helpers.torch_modules import (
    assert_read_exactly,
    dyadic_points,
    exact_outputs,
    with_dyadic_parameters,
)


class Residual(nn.Module):
    """x + inner(x)."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return x + self.inner(x)


class Dense(nn.Module):
    """The input beside inner(x), along the channels."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return torch.cat([x, self.inner(x)], 1)


class Bent(nn.Module):
    """x above a place and a line through the same point below it, chosen by a comparison."""

    def __init__(self, place, slope):
        super().__init__()
        self.place, self.slope = place, slope

    def forward(self, x):
        return torch.where(x > self.place, x, self.slope * (x - self.place) + self.place)


ACTIVATIONS = (
    nn.ReLU,
    lambda: nn.ReLU(inplace=True),
    lambda: nn.LeakyReLU(0.125),
    nn.PReLU,
    nn.Hardtanh,
    nn.ReLU6,
    lambda: nn.RReLU(0.125, 0.375),
    nn.Softshrink,
    lambda: nn.Threshold(0.5, 0.5),
    lambda: Bent(-0.5, 0.25),
    lambda: nn.Sequential(Bent(1, 2.0), Bent(0.5, 0.0)),
    nn.Identity,
    nn.Dropout,
)


@st.composite
def image_parts(draw, shape, depth=0):
    """Draw a module that takes images of a shape, and the shape that it returns."""
    channels, height, width = shape
    kinds = ["activation", "norm", "conv", "same", "around"]
    kinds += ["larger", "shuffled"] if height * width <= 6 else []
    kinds += ["max", "mean"] if min(height, width) >= 2 else []
    kinds += ["residual", "dense"] if depth == 0 else []
    kind = draw(st.sampled_from(kinds))
    if kind == "activation":
        return draw(st.sampled_from(ACTIVATIONS))(), shape
    if kind == "norm":
        return nn.BatchNorm2d(channels), shape
    if kind == "conv":
        kernel = draw(st.integers(1, min(height, width)))
        outputs, stride = draw(st.integers(1, 2)), draw(st.integers(1, 2))
        module = nn.Conv2d(channels, outputs, kernel, stride)
        return module, (outputs, *((n - kernel) // stride + 1 for n in (height, width)))
    if kind == "same":
        return nn.Conv2d(channels, channels, 3, padding=1, groups=channels), shape
    if kind == "around":
        mode = draw(st.sampled_from(["replicate", "circular"]))
        return nn.Conv2d(channels, 1, 2, padding="same", padding_mode=mode), (1, height, width)
    if kind == "larger":
        by_weights = nn.ConvTranspose2d(channels, 1, 2, 2), (1, 2 * height, 2 * width)
        by_copies = nn.Upsample(scale_factor=2), (channels, 2 * height, 2 * width)
        return draw(st.sampled_from([by_weights, by_copies]))
    if kind == "shuffled":
        before = nn.Conv2d(channels, 4, 1)
        return nn.Sequential(before, nn.PixelShuffle(2)), (1, 2 * height, 2 * width)
    if kind in ("max", "mean"):
        pool = nn.MaxPool2d if kind == "max" else nn.AvgPool2d
        return pool(2), (channels, height // 2, width // 2)
    inner = nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1),
        draw(st.sampled_from(ACTIVATIONS[:1] + ACTIVATIONS[2:]))(),
        nn.Conv2d(channels, channels, 1),
    )
    if kind == "residual":
        return Residual(inner), shape
    return Dense(inner), (2 * channels, height, width)


@st.composite
def image_modules(draw):
    """Draw a module on small images, and the shape that it takes."""
    shape = first = draw(st.sampled_from([(1, 3, 3), (2, 2, 3), (1, 4, 2)]))
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        part, shape = draw(image_parts(shape))
        parts.append(part)
    return nn.Sequential(*parts, nn.Flatten(), nn.Linear(int(np.prod(shape)), 2)), first


@st.composite
def vector_modules(draw):
    """Draw a module on vectors, and how many entries they have."""
    first = width = draw(st.integers(1, 4))
    parts = []
    for _ in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(["linear", "activation", "norm", "residual", "dense"]))
        if kind == "linear":
            units = draw(st.integers(1, 4))
            parts.append(nn.Linear(width, units, bias=draw(st.booleans())))
            width = units
        elif kind == "activation":
            parts.append(draw(st.sampled_from(ACTIVATIONS))())
        elif kind == "norm":
            parts.append(nn.BatchNorm1d(width))
        else:
            activation = draw(st.sampled_from(ACTIVATIONS))()
            inner = nn.Sequential(nn.Linear(width, width), activation, nn.Linear(width, width))
            parts.append(Residual(inner) if kind == "residual" else Dense(inner))
            width *= 2 if kind == "dense" else 1
    return nn.Sequential(*parts), first


@given(vector_modules(), st.integers(0, 2**31))
@settings(max_examples=60)
def test_compositions_on_vectors(drawn, seed):
    module, inputs = drawn
    assert_read_exactly(module, (inputs,), seed)


@given(image_modules(), st.integers(0, 2**31))
@settings(max_examples=40)
def test_compositions_on_images(drawn, seed):
    module, shape = drawn
    assert_read_exactly(module, shape, seed)


def small_convolutional():
    return nn.Sequential(
        nn.Conv2d(1, 2, 2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(2, 2)
    )


def small_residual():
    block = nn.Sequential(
        nn.Conv2d(1, 1, 3, padding=1), nn.BatchNorm2d(1), nn.ReLU(), nn.Conv2d(1, 1, 1)
    )
    return nn.Sequential(Residual(block), nn.ReLU(), nn.AvgPool2d(2, 1), nn.Flatten())


def leaky_and_clipped():
    return nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.LeakyReLU(0.25), nn.Flatten(), nn.Linear(2, 2), nn.Hardtanh()
    )


def plane(inputs, seed):
    """Return the parametrisation of a plane, on the square [-2, 2]^2, as a network."""
    generator = np.random.default_rng(seed)
    directions = generator.integers(-8, 9, (inputs, 2)) / 8
    origin = generator.integers(-8, 9, inputs) / 8
    layer = pr.Layer(directions, origin, "identity")
    return pr.Network([layer], domain=pr.box([-2, -2], [2, 2]))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("make", [small_convolutional, small_residual, leaky_and_clipped])
def test_both_engines_count_the_same_regions_in_a_plane(make, seed):
    module = with_dyadic_parameters(make(), seed)
    network = pr.from_torch(module, (1, 3, 3))
    slice_of_it = network.compose(plane(9, seed))
    counts = []
    for engine in ("lp", "vertices"):
        cells = pr.regions(slice_of_it, engine=engine)
        counts.append([cells.count(kind) for kind in ("proper_activation", "open_connected")])
        assert sum(cell.volume for cell in cells) == 16
    assert counts[0] == counts[1]
    assert counts[0][0] > 4


@pytest.mark.parametrize("make", [small_convolutional, small_residual, leaky_and_clipped])
def test_inside_every_region_the_module_is_the_regions_map(make):
    module = with_dyadic_parameters(make(), 5)
    network = pr.from_torch(module, (1, 3, 3))
    through = plane(9, 5)
    compared = 0
    for cell in pr.regions(network.compose(through)):
        # The nearest point whose coordinates torch adds and multiplies without rounding.
        near = [Fraction(round(x * 2**12), 2**12) for x in cell.interior_point]
        if contains(cell.polytope, near):
            [image] = exact_outputs(module, [list(map(float, through.exact(near)))], (1, 3, 3))
            assert cell.affine_map(near) == image
            compared += 1
    assert compared > 4


def test_activation_regions_of_leaky_units_are_those_of_the_units():
    """One bit for each leaky unit: the patterns are the signs of the original pre-activations."""
    module = with_dyadic_parameters(
        nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.5), nn.Linear(4, 3), nn.LeakyReLU(0.5)), 3
    ).double()
    network = pr.from_torch(module, 2)
    assert network.pattern_sizes == (4, 3)
    for point in dyadic_points(2, 20):
        first = module[0](torch.tensor(point))
        second = module[2](module[1](first))
        signs = [int(z > 0) for z in (*first.tolist(), *second.tolist())]
        assert [bit for group in network.pattern(point) for bit in group] == signs
