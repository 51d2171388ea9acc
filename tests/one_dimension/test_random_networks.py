"""Random networks against theory: exact counts, the arctan law, Cauchy locations, covariances."""

import math

import numpy as np
import pytest
from scipy import stats

from polyregions.errors import InvalidDomainError, InvalidNumberError
from polyregions.one_dimension import (
    Interval,
    Mean,
    breakpoint_density,
    breakpoint_scale,
    covariance,
    covariance_derivative,
    expected_breakpoints,
    expected_regions,
    variance,
)
from polyregions.theorems import random_ensemble


def test_one_hidden_layer_is_exact():
    for width in (1, 7, 100):
        ensemble = random_ensemble([width], samples=5)
        assert ensemble.counts.tolist() == [[width]] * 5
        assert ensemble.regions.tolist() == [width + 1] * 5
        assert ensemble.predicted_regions == pytest.approx(width + 1)


def test_wide_networks_have_one_breakpoint_for_each_unit():
    ensemble = random_ensemble([100, 100], samples=40)
    mean = ensemble.region_mean
    assert abs(mean.value - 201) < 2 * mean.half_width
    assert ensemble.activation_region_mean.value == mean.value


def test_the_arctan_law():
    ensemble = random_ensemble([80, 80, 80], samples=40, domain=(-1, 2))
    pairs = zip(ensemble.breakpoint_means, ensemble.predicted_breakpoints, strict=True)
    for mean, predicted in pairs:
        assert abs(mean.value - predicted) < 2 * mean.half_width + 1
        assert 0 < mean.half_width < 4


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_locations_are_cauchy(layer):
    ensemble = random_ensemble([100] * layer, samples=10, bias_std=0.5, seed=7)
    law = stats.cauchy(scale=breakpoint_scale(layer, 0.5))
    places = ensemble.locations[-1]
    assert stats.kstest(places, law.cdf).statistic < 3 / math.sqrt(len(places))


@pytest.mark.slow
def test_published_simulations():
    for widths, measured, error in [([50, 50], 100.87, 0.28), ([5, 5, 5], 15.04, 0.18)]:
        mean = random_ensemble(widths, samples=1500).activation_region_mean
        assert abs(mean.value - measured) < 3 * (mean.half_width + error)


def test_workers_change_nothing():
    alone = random_ensemble([20, 20], samples=4, seed=3)
    together = random_ensemble([20, 20], samples=4, seed=3, workers=2)
    assert np.array_equal(alone.counts, together.counts)
    assert all(map(np.array_equal, alone.locations, together.locations))


def test_progress_goes_to_stderr(capsys, eager_progress):
    random_ensemble([5], samples=2, progress=True)
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "networks" in printed.err


def test_predictions_of_the_paper():
    assert expected_breakpoints([200] * 3, (-1, 2), 1.0) == pytest.approx(
        [139.2, 120.5, 108.6], abs=0.1
    )
    assert expected_regions([10, 20, 30], Interval(), 0.3) == pytest.approx(61)
    grid = np.linspace(-1, 2, 10_001)
    for layer in (1, 2, 5):
        share = np.trapezoid(breakpoint_density(grid, layer, 0.7), grid)
        assert expected_breakpoints([1] * layer, (-1, 2), 0.7)[-1] == pytest.approx(share)


@pytest.mark.parametrize("layer", [1, 2, 3, 4])
def test_covariance_and_its_derivative(layer):
    x, y = np.meshgrid(np.linspace(-2, 2, 9), np.linspace(-2, 2, 8))
    k = covariance(x, y, layer, 0.8)
    assert np.allclose(k, covariance(y, x, layer, 0.8))
    assert np.allclose(covariance(x, x, layer, 0.8), variance(x, layer, 0.8))
    assert np.all(k**2 <= variance(x, layer, 0.8) * variance(y, layer, 0.8) * (1 + 1e-12))
    h = 1e-6
    slope = (covariance(x + h, y, layer, 0.8) - covariance(x - h, y, layer, 0.8)) / (2 * h)
    assert np.allclose(slope, covariance_derivative(x, y, layer, 0.8), atol=1e-6)


@pytest.mark.parametrize("layer", [1, 2, 3])
def test_kac_rice_gives_the_cauchy_density(layer):
    b, h = 0.8, 1e-4
    for x in (-1.5, 0.0, 0.4):
        near = [(x + s * h, x + t * h) for s in (1, -1) for t in (1, -1)]
        logs = [math.log(float(covariance(u, v, layer, b))) for u, v in near]
        curvature = (logs[0] - logs[1] - logs[2] + logs[3]) / (4 * h * h)
        density = float(breakpoint_density(x, layer, b))
        assert math.sqrt(curvature) / math.pi == pytest.approx(density, rel=2e-3)


def test_covariance_of_networks():
    rng = np.random.default_rng(0)
    n, samples, b = 400, 3000, 0.8
    x = np.array([0.3, -1.1])
    z = rng.standard_normal((samples, 1)) * math.sqrt(2) * x + b * rng.standard_normal((samples, 1))
    assert np.cov(z.T, bias=True) == pytest.approx(
        covariance(x[:, None], x[None, :], 1, b), abs=0.25
    )
    hidden = np.maximum(
        rng.standard_normal((n, 1)) * math.sqrt(2) * x + b * rng.standard_normal((n, 1)), 0
    )
    empirical = 2 / n * hidden.T @ hidden + b * b
    assert empirical == pytest.approx(covariance(x[:, None], x[None, :], 2, b), abs=0.4)


def test_a_single_sample_has_no_interval():
    assert Mean.of([3]).half_width == math.inf


@pytest.mark.parametrize(
    ("widths", "options", "error", "words"),
    [
        ([], {}, InvalidNumberError, "no widths"),
        ([0], {}, InvalidNumberError, "at least 1"),
        ([2.5], {}, InvalidNumberError, "whole number"),
        ([3], {"samples": 0}, InvalidNumberError, "samples"),
        ([3], {"bias_std": 0}, InvalidNumberError, "positive"),
        ([3], {"seed": -1}, InvalidNumberError, "seed"),
        ([3], {"domain": (1, 1)}, InvalidDomainError, "no interior"),
    ],
)
def test_bad_ensembles_are_refused(widths, options, error, words):
    with pytest.raises(error, match=words):
        random_ensemble(widths, **options)
