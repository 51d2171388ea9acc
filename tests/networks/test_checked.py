"""What is no network is refused, and told how it becomes one, without loading its package."""

import pathlib
import subprocess
import sys

import pytest

import polyregions as pr
from polyregions.errors import InvalidNetworkError
from polyregions.networks import check_network
from tests.helpers.cases import each

LAYER = pr.Layer([[1, -1]])
NETWORK = pr.Network([LAYER], [[0, 1], [0, 1]])


def torch_module():
    torch = pytest.importorskip("torch")
    return torch.nn.Sequential(torch.nn.Linear(2, 1))


def torch_module_of_an_own_class():
    torch = pytest.importorskip("torch")

    class Tent(torch.nn.Module):
        pass

    return Tent()


def sklearn_model():
    return pytest.importorskip("sklearn.neural_network").MLPRegressor()


def onnx_model():
    return pytest.importorskip("onnx").ModelProto()


def keras_model():
    """A model by its classes alone: Keras is not among the packages of the tests."""
    module = type("Module", (), {"__module__": "torch.nn.modules.module"})
    return type("Functional", (module,), {"__module__": "keras.src.models.functional"})()


REFUSALS = {
    "module": (torch_module, "a Sequential is no network: polyregions.from_torch(module, input_sh"),
    "own class": (torch_module_of_an_own_class, "a Tent is no network: polyregions.from_torch(mo"),
    "sklearn": (sklearn_model, "a MLPRegressor is no network: polyregions.from_sklearn(model) ma"),
    "onnx": (
        onnx_model,
        "a ModelProto is no network: polyregions.from_onnx(model) makes one of it",
    ),
    "keras": (keras_model, "a Functional is no network: export it to ONNX, which polyregions.read"),
    "path": (lambda: pathlib.PurePosixPath("a.pt"), "polyregions.read_network(path) reads a file"),
    "name": (lambda: "net.onnx", "'net.onnx' is no network: polyregions.read_network(path) reads"),
    "class": (lambda: pr.Network, "Network, a class, is no network: give an object, as Network(.."),
    "complex": (lambda: pr.regions(NETWORK), "a RegionComplex is no network: give its attribute"),
    "slice": (
        lambda: pr.regions_on(pr.regions(NETWORK), pr.through([0, 0], [1, 1])),
        "a ComplexSlice is no network: give its attribute cells, or cells.network",
    ),
    "layer": (lambda: LAYER, "a Layer is no network: polyregions.Network([layer]) makes one of it"),
    "layers": (lambda: [LAYER], "a list of layers is no network: polyregions.Network(layers) make"),
    "nothing": (lambda: None, "None is no network: give one, as polyregions.read_network, from_t"),
    "no layers": (lambda: [], "[] is no network: give one, as polyregions.read_network, from_t"),
    "number": (lambda: 3, "3 is no network: give one, as polyregions.read_network, from_torch, f"),
}


@each("make, message", REFUSALS.values(), ids=list(REFUSALS))
def test_what_is_no_network_is_told_how_it_becomes_one(make, message):
    with pytest.raises(InvalidNetworkError) as caught:
        check_network(make())
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_network_is_returned_itself():
    assert check_network(NETWORK) is NETWORK


def test_no_package_is_loaded_to_tell():
    code = (
        "import sys; from polyregions.networks import check_network\n"
        "try: check_network(3)\n"
        "except ValueError: print(sorted({'torch', 'sklearn', 'onnx', 'keras'} & {*sys.modules}))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
