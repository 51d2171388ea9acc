"""Large convolutions are read as sparse rows, and compute on slices what their modules do."""

from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import FileFormatError, TooLargeError
from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "torch")

import torch

from polyregions.readers import from_onnx, from_torch
from tests.readers.wide_convolutions import as_onnx, of_collins, of_images

WIDTHS = {
    "collins": (400, 1600, 2400, 800, 600, 100, 1),
    "images": (3072, 32768, 32768, 10),
    "small images": (192, 512, 512, 10),
}


@pytest.fixture(scope="module")
def networks():
    """Return the modules, the shapes of their inputs, and the networks read from ONNX."""
    modules = {
        "collins": of_collins(torch),
        "images": of_images(torch),
        "small images": of_images(torch, channels=8, size=8),
    }
    return {
        name: (module, shape, from_onnx(as_onnx(module, shape)))
        for name, (module, shape) in modules.items()
    }


def slice_of(network, seed=1):
    origin, *directions = np.random.default_rng(seed).integers(-64, 65, (3, network.inputs)) / 64
    return origin, directions


@each("name", WIDTHS)
def test_values(networks, name):
    module, shape, network = networks[name]
    assert network.widths == WIDTHS[name]
    origin, (first, second) = slice_of(network)
    flat = network.restrict(origin, (first, second))
    t = np.array([[0.0, 0.0], [0.5, -0.25], [1.0, 2.0]])
    points = origin + t @ np.stack([first, second])
    with torch.no_grad():
        images = torch.from_numpy(points.reshape(-1, *shape))
        expected = module.double()(images).numpy()
    module.float()
    assert np.allclose(network(points), expected, rtol=1e-10, atol=1e-10)
    assert np.allclose(flat(t), expected, rtol=1e-10, atol=1e-10)
    assert np.array_equal(flat.patterns(t), network.patterns(points))


@each("name", ["collins", "small images"])
def test_torch_and_onnx_agree(networks, name):
    module, shape, network = networks[name]
    assert from_torch(module, shape) == network


@each("name", ["collins", "images"])
def test_what_is_kept(networks, name):
    *_, network = networks[name]
    kept = sum(layer.float_entries.size for layer in network.layers)
    full = sum(layer.units * layer.inputs for layer in network.layers)
    assert kept < full / 2
    assert any(layer.is_sparse for layer in network.layers)


def test_the_first_layer_exactly(networks):
    """A window in a corner, in the middle and at an edge, with three channels each."""
    module, _, network = networks["images"]
    weights, bias = (p.detach().numpy() for p in module[0].parameters())
    layer = network.layers[0]
    for channel, row, column in ((0, 0, 0), (7, 5, 31), (31, 16, 16)):
        expected = np.zeros((3, 34, 34))
        expected[:, row : row + 3, column : column + 3] = weights[channel]
        found = layer.row((channel * 32 + row) * 32 + column)
        assert found[:-1] == tuple(map(float, expected[:, 1:-1, 1:-1].ravel()))
        assert found[-1] == float(bias[channel])


def test_what_the_largest_cannot(networks, tmp_path):
    *_, network = networks["images"]
    flat = network.restrict(*slice_of(network))
    with pytest.raises(TooLargeError, match=r"1,073,741,824 weights"):
        pr.regions(flat, domain=[[0, 1]] * 2, engine="vertices")
    for suffix in ("json", "npz", "onnx"):
        with pytest.raises(FileFormatError, match=r"parameters, where this format"):
            pr.write_network(network, tmp_path / f"network.{suffix}")
    with pytest.raises(TooLargeError, match="sparse rows"):
        pr.to_torch(network)
    assert not list(tmp_path.iterdir())


def test_regions_on_a_plane(networks):
    """The regions on a small square have the patterns that points in them have."""
    *_, network = networks["small images"]
    origin, directions = slice_of(network)
    flat = network.restrict(origin, directions, domain=[[0, 1 / 64]] * 2)
    cells = pr.regions(flat)
    assert len(cells) > 20
    middles = [region.interior_point for region in cells]
    found = network.patterns(
        [
            [o + s * a + t * b for o, a, b in zip(origin, *directions, strict=True)]
            for s, t in middles
        ]
    )
    assert found.tolist() == [list(region.pattern.bits) for region in cells]


def test_regions_along_a_segment(networks):
    *_, network = networks["collins"]
    origin, (direction, _) = slice_of(network)
    end = origin + direction / 32
    ends = [origin, end]
    pieces = pr.regions_along(network, ends).pieces
    assert len(pieces) > 10
    middles = []
    for piece in pieces:
        t = piece.middle
        middle = [Fraction(o) + t * (Fraction(e) - Fraction(o)) for o, e in zip(*ends, strict=True)]
        middles.append(middle)
    found = network.patterns(middles)
    assert found.tolist() == [list(piece.pattern.bits) for piece in pieces]


@pytest.mark.slow
def test_regions_of_the_largest(networks):
    *_, network = networks["images"]
    origin, (direction, _) = slice_of(network)
    along = pr.regions_along(network, [origin, origin + direction / 2**12])
    assert len(along) > 1
    middles = [along.point(0, piece.middle) for piece in along.pieces]
    found = network.patterns(middles)
    assert found.tolist() == [list(piece.pattern.bits) for piece in along.pieces]
