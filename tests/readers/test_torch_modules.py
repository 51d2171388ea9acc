"""Every supported module of torch.nn, one by one, against torch where torch does not round."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn

import polyregions as pr
from polyregions.readers.torch.modules import MODULES
from tests.helpers.torch_modules import (
    assert_read_exactly,
    dyadic_points,
    with_dyadic_parameters,
)

CASES = {
    "Linear": (lambda: nn.Linear(3, 2), (3,)),
    "Linear without bias": (lambda: nn.Linear(3, 2, bias=False), (3,)),
    "Linear on the last of several axes": (lambda: nn.Linear(3, 2), (2, 3)),
    "ReLU": (lambda: nn.ReLU(), (3,)),
    "ReLU in place": (lambda: nn.ReLU(inplace=True), (2, 2)),
    "ReLU6": (lambda: nn.ReLU6(), (3,)),
    "LeakyReLU": (lambda: nn.LeakyReLU(0.25), (3,)),
    "LeakyReLU of negative slope": (lambda: nn.LeakyReLU(-0.5), (3,)),
    "PReLU": (lambda: nn.PReLU(), (3,)),
    "PReLU by unit": (lambda: nn.PReLU(3), (3,)),
    "PReLU by channel": (lambda: nn.PReLU(3), (3, 2, 2)),
    "Hardtanh": (lambda: nn.Hardtanh(), (3,)),
    "Hardtanh with bounds": (lambda: nn.Hardtanh(-0.25, 1.5), (3,)),
    "RReLU": (lambda: nn.RReLU(0.125, 0.375), (3,)),
    "Softshrink": (lambda: nn.Softshrink(), (3,)),
    "Softshrink of nothing": (lambda: nn.Softshrink(0), (3,)),
    "Threshold": (lambda: nn.Threshold(0.5, 0.5), (3,)),
    "Threshold below zero": (lambda: nn.Threshold(-1, -1.0), (2, 2)),
    "Identity": (lambda: nn.Identity(), (3,)),
    "Dropout": (lambda: nn.Dropout(), (3,)),
    "Dropout1d": (lambda: nn.Dropout1d(), (2, 3)),
    "Dropout2d": (lambda: nn.Dropout2d(), (2, 2, 2)),
    "Dropout3d": (lambda: nn.Dropout3d(), (2, 1, 2, 2)),
    "AlphaDropout": (lambda: nn.AlphaDropout(), (3,)),
    "FeatureAlphaDropout": (lambda: nn.FeatureAlphaDropout(), (2, 3)),
    "Flatten": (lambda: nn.Flatten(), (2, 3)),
    "Flatten of some axes": (lambda: nn.Flatten(-2, -1), (2, 3, 2)),
    "Unflatten": (lambda: nn.Unflatten(1, (2, -1)), (6,)),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(3), (3,)),
    "BatchNorm1d by channel": (lambda: nn.BatchNorm1d(3), (3, 2)),
    "BatchNorm1d without weights": (lambda: nn.BatchNorm1d(3, affine=False), (3,)),
    "BatchNorm2d": (lambda: nn.BatchNorm2d(2), (2, 2, 2)),
    "BatchNorm3d": (lambda: nn.BatchNorm3d(2), (2, 1, 2, 2)),
    "SyncBatchNorm": (lambda: nn.SyncBatchNorm(2), (2, 2, 2)),
    "Conv1d": (lambda: nn.Conv1d(2, 3, 2), (2, 4)),
    "Conv1d of every option": (
        lambda: nn.Conv1d(2, 4, 3, stride=2, padding=2, dilation=2, groups=2, bias=False),
        (2, 6),
    ),
    "Conv1d of even kernel, same": (
        lambda: nn.Conv1d(1, 2, 2, padding="same", dilation=3),
        (1, 5),
    ),
    "Conv2d": (lambda: nn.Conv2d(2, 3, 2), (2, 3, 4)),
    "Conv2d of every option": (
        lambda: nn.Conv2d(2, 4, (3, 2), (1, 2), (2, 1), (2, 1), groups=2),
        (2, 4, 3),
    ),
    "Conv2d same": (lambda: nn.Conv2d(1, 2, (2, 3), padding="same", dilation=(1, 2)), (1, 3, 4)),
    "Conv2d valid": (lambda: nn.Conv2d(1, 2, 3, padding="valid"), (1, 3, 4)),
    "Conv2d depthwise": (lambda: nn.Conv2d(3, 3, 2, groups=3), (3, 3, 3)),
    "Conv3d": (lambda: nn.Conv3d(1, 2, 2, padding=(0, 1, 0)), (1, 2, 2, 3)),
    "Conv1d padded by reflection": (
        lambda: nn.Conv1d(2, 1, 2, padding=1, padding_mode="reflect"),
        (2, 3),
    ),
    "Conv2d padded by replication": (
        lambda: nn.Conv2d(1, 2, 3, padding=(2, 1), padding_mode="replicate", dilation=(1, 2)),
        (1, 3, 4),
    ),
    "Conv2d padded in a circle, same": (
        lambda: nn.Conv2d(1, 1, (2, 3), padding="same", padding_mode="circular"),
        (1, 3, 3),
    ),
    "Conv3d padded by reflection": (
        lambda: nn.Conv3d(1, 1, 2, padding=(0, 1, 1), padding_mode="reflect"),
        (1, 1 + 1, 2, 2),
    ),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(2, 3, 2), (2, 3)),
    "ConvTranspose1d of every option": (
        lambda: nn.ConvTranspose1d(4, 2, 3, 3, 2, 2, groups=2, dilation=2, bias=False),
        (4, 3),
    ),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(2, 1, 3), (2, 2, 3)),
    "ConvTranspose2d of every option": (
        lambda: nn.ConvTranspose2d(2, 4, (2, 3), (2, 1), (1, 0), (1, 0), 2, dilation=(1, 2)),
        (2, 2, 3),
    ),
    "ConvTranspose3d": (lambda: nn.ConvTranspose3d(1, 2, 2, (1, 2, 1)), (1, 2, 1, 2)),
    "AvgPool1d": (lambda: nn.AvgPool1d(2), (2, 5)),
    "AvgPool1d padded": (lambda: nn.AvgPool1d(4, stride=1, padding=2), (1, 4)),
    "AvgPool2d": (lambda: nn.AvgPool2d(2), (2, 4, 4)),
    "AvgPool2d of every option": (
        lambda: nn.AvgPool2d((2, 3), (2, 1), (1, 0), ceil_mode=True, divisor_override=4),
        (1, 3, 4),
    ),
    "AvgPool2d without the padding": (
        lambda: nn.AvgPool2d(2, stride=1, padding=1, count_include_pad=False),
        (1, 2, 3),
    ),
    "AvgPool2d, ceil": (lambda: nn.AvgPool2d(2, padding=1, ceil_mode=True), (1, 3, 2)),
    "AvgPool3d": (lambda: nn.AvgPool3d(2), (1, 2, 2, 2)),
    "MaxPool1d": (lambda: nn.MaxPool1d(2), (2, 5)),
    "MaxPool1d of every option": (
        lambda: nn.MaxPool1d(3, stride=2, padding=1, dilation=2, ceil_mode=True),
        (1, 6),
    ),
    "MaxPool2d": (lambda: nn.MaxPool2d(2), (1, 4, 4)),
    "MaxPool2d of every option": (
        lambda: nn.MaxPool2d((2, 3), (1, 2), (1, 1), (2, 1), ceil_mode=True),
        (1, 3, 4),
    ),
    "MaxPool3d": (lambda: nn.MaxPool3d(2), (1, 2, 2, 2)),
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(1), (2, 4)),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d(1), (2, 4, 2)),
    "AdaptiveAvgPool2d, two sizes": (lambda: nn.AdaptiveAvgPool2d((2, None)), (1, 4, 3)),
    "AdaptiveAvgPool3d": (lambda: nn.AdaptiveAvgPool3d(1), (1, 2, 2, 2)),
    "AdaptiveMaxPool1d": (lambda: nn.AdaptiveMaxPool1d(2), (1, 6)),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d((1, 2)), (1, 2, 4)),
    "AdaptiveMaxPool3d": (lambda: nn.AdaptiveMaxPool3d(1), (1, 1, 2, 2)),
    "ZeroPad1d": (lambda: nn.ZeroPad1d((1, 2)), (1, 2)),
    "ZeroPad2d": (lambda: nn.ZeroPad2d((1, 0, -1, 2)), (1, 2, 2)),
    "ZeroPad3d": (lambda: nn.ZeroPad3d(1), (1, 1, 1, 2)),
    "ConstantPad1d": (lambda: nn.ConstantPad1d(1, 0.5), (1, 2)),
    "ConstantPad2d": (lambda: nn.ConstantPad2d((0, 1, 2, 0), -1.5), (1, 2, 2)),
    "ConstantPad3d": (lambda: nn.ConstantPad3d((1, 0, 0, 0, 0, 1), 2.0), (1, 1, 1, 2)),
    "ReflectionPad1d": (lambda: nn.ReflectionPad1d((2, 1)), (1, 3)),
    "ReflectionPad2d": (lambda: nn.ReflectionPad2d((1, 0, 1, 1)), (2, 2, 2)),
    "ReflectionPad3d": (lambda: nn.ReflectionPad3d(1), (1, 2, 2, 2)),
    "ReplicationPad1d": (lambda: nn.ReplicationPad1d((3, 1)), (2, 2)),
    "ReplicationPad2d": (lambda: nn.ReplicationPad2d((1, 2, 0, 1)), (1, 2, 2)),
    "ReplicationPad3d": (lambda: nn.ReplicationPad3d((0, 1, 1, 0, 1, 1)), (1, 1, 2, 2)),
    "CircularPad1d": (lambda: nn.CircularPad1d((2, 1)), (1, 3)),
    "CircularPad2d": (lambda: nn.CircularPad2d((1, 0, 0, 2)), (1, 2, 2)),
    "CircularPad3d": (lambda: nn.CircularPad3d(1), (1, 1, 2, 1)),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), (8, 1, 2)),
    "PixelUnshuffle": (lambda: nn.PixelUnshuffle(2), (2, 2, 4)),
    "ChannelShuffle": (lambda: nn.ChannelShuffle(2), (6, 1, 2)),
    "Upsample": (lambda: nn.Upsample(scale_factor=2), (2, 3)),
    "Upsample to a size": (lambda: nn.Upsample(size=(5, 3)), (1, 2, 4)),
    "Upsample by a fraction": (lambda: nn.Upsample(scale_factor=(1.5, 0.7)), (1, 3, 5)),
    "Upsample, the scale computed anew": (
        lambda: nn.Upsample(scale_factor=1.7, recompute_scale_factor=True),
        (1, 4),
    ),
    "Upsample to the nearest centre": (
        lambda: nn.Upsample(size=(2, 5), mode="nearest-exact"),
        (1, 3, 3),
    ),
    "Upsample of volumes": (lambda: nn.Upsample(scale_factor=2), (1, 1, 2, 2)),
    "UpsamplingNearest2d": (lambda: nn.UpsamplingNearest2d(scale_factor=2), (1, 2, 3)),
}


@each(("make", "shape"), CASES.values(), ids=CASES)
def test_a_module_alone(make, shape):
    assert_read_exactly(make(), shape)


@each(("make", "shape"), CASES.values(), ids=CASES)
def test_a_module_after_others(make, shape):
    size = torch.Size(shape).numel()
    before = [nn.Linear(3, size), nn.ReLU(), nn.Unflatten(1, shape)]
    assert_read_exactly(nn.Sequential(*before, make(), nn.Flatten()), (3,), seed=1)


def test_every_supported_module_is_among_the_cases():
    elsewhere = {"Hardsigmoid"}  # Its slope is no binary fraction.
    assert {case.split()[0].rstrip(",") for case in CASES} | elsewhere == set(MODULES)


def test_a_hard_sigmoid_has_the_slope_one_sixth():
    for module in (nn.Hardsigmoid(), nn.Sequential(nn.Identity(), nn.Hardsigmoid(inplace=True))):
        network = pr.from_torch(module, 5)
        assert network.exact(["-7/2", -1, "1/7", "5/2", 4]) == (
            0,
            Fraction(1, 3),
            Fraction(1, 42) + Fraction(1, 2),
            Fraction(11, 12),
            1,
        )


@pytest.mark.parametrize("seed", range(12))
def test_transposed_convolutions_of_random_shapes(seed):
    generator = np.random.default_rng(seed)
    axes = 1 + seed % 3
    groups = int(generator.integers(1, 3))
    stride, dilation = generator.integers(1, 4, axes), generator.integers(1, 3, axes)
    extra = [int(generator.integers(0, max(s, d))) for s, d in zip(stride, dilation, strict=True)]
    kernel, length = generator.integers(1, 4, axes), generator.integers(1, 3, axes)
    reach = (length - 1) * stride + dilation * (kernel - 1) + np.array(extra)
    padding = [
        int(generator.integers(0, min(n // 2, k) + 1)) for n, k in zip(reach, kernel, strict=True)
    ]
    module = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)[axes - 1](
        groups * int(generator.integers(1, 3)),
        groups * int(generator.integers(1, 3)),
        tuple(map(int, kernel)),
        tuple(map(int, stride)),
        tuple(padding),
        tuple(extra),
        groups,
        bool(generator.integers(2)),
        tuple(map(int, dilation)),
    )
    assert_read_exactly(module, (module.in_channels, *map(int, length)), seed)


@pytest.mark.parametrize("seed", range(12))
def test_resampling_of_random_shapes(seed):
    generator = np.random.default_rng(seed)
    axes = 1 + seed % 3
    shape = (2, *map(int, generator.integers(1, 5, axes)))
    mode = ("nearest", "nearest-exact")[seed % 2]
    if seed % 4 < 2:
        module = nn.Upsample(size=tuple(map(int, generator.integers(1, 7, axes))), mode=mode)
    else:
        module = nn.Upsample(scale_factor=tuple(generator.uniform(1, 2.5, axes)), mode=mode)
    assert_read_exactly(module, shape, seed)


def pooled(window, count):
    return sum(window, Fraction(0)) / count


def test_averages_that_no_float_holds():
    network = pr.from_torch(nn.AvgPool1d(3, stride=2, padding=1), (1, 5))
    a, b, c, d, e = point = [Fraction(n, 7) for n in (1, -2, 3, 5, 8)]
    windows = ([a, b], [b, c, d], [d, e])
    assert network.exact(point) == tuple(pooled(window, 3) for window in windows)
    inner = pr.from_torch(nn.AvgPool1d(3, stride=2, padding=1, count_include_pad=False), (1, 5))
    assert inner.exact(point) == tuple(pooled(window, len(window)) for window in windows)


def test_a_batch_norm_is_exact_but_for_one_rounded_factor():
    module = nn.BatchNorm1d(2).double()
    with torch.no_grad():
        module.weight.copy_(torch.tensor([0.3, -1.7], dtype=torch.float64))
        module.bias.copy_(torch.tensor([0.1, 0.2], dtype=torch.float64))
        module.running_mean.copy_(torch.tensor([0.7, -0.9], dtype=torch.float64))
        module.running_var.copy_(torch.tensor([2.0, 0.01], dtype=torch.float64))
    point = [Fraction(1, 3), Fraction(-5, 7)]
    expected = []
    for i, x in enumerate(point):
        weight, bias, mean, variance = (
            Fraction(values[i].item())
            for values in (module.weight, module.bias, module.running_mean, module.running_var)
        )
        with localcontext() as context:
            context.prec = 80
            square = variance + Fraction(module.eps)
            root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
            exact_factor = Decimal(weight.numerator) / Decimal(weight.denominator) / root
        expected.append(Fraction(float(exact_factor)) * (x - mean) + bias)
    assert pr.from_torch(module, 2).exact(point) == tuple(expected)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_parameters_of_any_precision_are_the_rationals_they_are(dtype):
    torch.manual_seed(3)
    module = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)).to(dtype)
    network = pr.from_torch(module, 2)
    for layer, linear in zip(network.layers, (module[0], module[2]), strict=True):
        assert layer.weights == tuple(
            tuple(map(Fraction, row)) for row in linear.weight.double().tolist()
        )
        assert layer.bias == tuple(map(Fraction, linear.bias.double().tolist()))
    assert [layer.activation[0] for layer in network.layers] == ["relu", "identity"]


def test_tiny_and_huge_parameters_are_kept():
    module = nn.Linear(2, 1, dtype=torch.float64)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([[5e-324, 1e308]], dtype=torch.float64))
    network = pr.from_torch(module, 2)
    assert network.layers[0].weights[0] == (Fraction(5e-324), Fraction(1e308))


def test_slopes_of_one_make_no_unit():
    module = nn.PReLU(3)
    with torch.no_grad():
        module.weight.copy_(torch.tensor([0.0, 1.0, 0.5]))
    network = pr.from_torch(module, 3)
    assert network.pattern_sizes == (2,)
    for point in dyadic_points(3):
        a, b, c = point
        assert network.exact(point) == (max(a, 0), b, max(c, c / 2))
    with torch.no_grad():
        module.weight.fill_(1.0)
    assert pr.from_torch(module, 3).pattern_sizes == ()


def test_the_shape_may_be_an_integer_or_any_sequence():
    module = with_dyadic_parameters(nn.Linear(3, 2))
    assert pr.from_torch(module, 3) == pr.from_torch(module, [3]) == pr.from_torch(module, (3,))


def test_domain_and_name_are_passed_on():
    network = pr.from_torch(nn.Linear(1, 1), 1, domain=[[0, 1]], name="ramp")
    assert network.domain == pr.box([0], [1])
    assert network.name == "ramp"
