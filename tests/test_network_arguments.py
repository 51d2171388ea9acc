"""Whatever takes a network refuses what is none, and says in one line how it becomes one."""

import importlib
import inspect
import pathlib

import pytest

import polyregions as pr
from polyregions import plotting
from polyregions.errors import InvalidNetworkError, PolyregionsError, UnknownOptionError
from polyregions.files import write_tables
from polyregions.networks import Network
from polyregions.one_dimension import DenseNetwork, PiecewiseLinear
from polyregions.runs import RunFolder
from polyregions.theorems.bound_formulas.shape import Shape
from tests.helpers.cases import each

PACKAGE = pathlib.Path(pr.__file__).resolve().parent
PARTS = ["polyregions", "polyregions.checking"] + [
    f"polyregions.{path.parent.name}" for path in sorted(PACKAGE.glob("*/__init__.py"))
]

# What the functions above them have checked comes to these: the searches themselves, and the steps
# of one question.
INNER_PARTS = {"polyregions.refinement", "polyregions.workers", "polyregions.cli"}
INNER = {"search_of", "surely_violated", "tried", "confirmed"}


def is_of_networks(parameter):
    annotation = str(parameter.annotation)
    named = parameter.name in ("network", "networks")
    return named or annotation.split(" | ")[0] == "Network" or " | Network" in annotation


def functions():
    """Return the public functions with the parameters of theirs that are networks, by name."""
    found = {}
    for part in PARTS:
        if part in INNER_PARTS:
            continue
        module = importlib.import_module(part)
        for name in module.__all__:
            function = getattr(module, name)
            known = any(function is other for other, _ in found.values())
            if not inspect.isfunction(function) or known or name in INNER:
                continue
            parameters = inspect.signature(function).parameters.values()
            if any(p.name == "execution" for p in parameters):
                continue
            networks = [p.name for p in parameters if is_of_networks(p)]
            if networks and "IntegerForm" not in str(parameters):
                found[f"{part}.{name}"] = function, networks
    return found


def alien_values():
    torch = pytest.importorskip("torch")
    sklearn = pytest.importorskip("sklearn.neural_network")
    return {
        "polyregions.from_torch(module, input_shape)": torch.nn.Sequential(torch.nn.Linear(2, 1)),
        "polyregions.from_sklearn(model)": sklearn.MLPRegressor(),
        "polyregions.read_network(path)": pathlib.Path("net.onnx"),
        "give one, as polyregions.read_network, from_torch": None,
        "3": 3,
    }


VALUES = {
    "blocks": [],
    "combine": max,
    "domain": pr.box([0, 0], [1, 1]),
    "epsilons": [1],
    "exponent": 1,
    "function": PiecewiseLinear([0, 1], [], [1], [0]),
    "initial": 0,
    "objective": 0,
    "point": [0, 0],
    "points": [[0, 0], [1, 1]],
    "property": pr.Property.always([[0, 1], [0, 1]], [[1]], [1]),
    "segments": [([0, 0], [1, 1])],
    "start": [0, 0],
    "end": [1, 1],
    "target": 0,
    "text": "x0=0",
    "x": [0, 0],
}
"""Arguments of the right kind, so that nothing but the network is wrong."""


def call(function, names, value, folder):
    """Call a function with the value for all of its networks."""
    arguments = {}
    for parameter in inspect.signature(function).parameters.values():
        name = parameter.name
        if name in names:
            arguments[name] = [value] if name == "networks" else value
        elif name == "path":
            arguments[name] = folder / "net.json"
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            arguments[name] = VALUES[name]
    function(**arguments)


def test_most_of_what_is_public_takes_a_network():
    found = {name.rpartition(".")[2] for name in functions()}
    assert len(found) > 45
    assert {"regions", "count_many", "plot", "write_page", "to_onnx", "check_lemma1"} < found


@each("name, function, networks", [(name, *found) for name, found in functions().items()])
def test_what_is_no_network_is_refused_by_every_function(name, function, networks, tmp_path):
    for remedy, value in alien_values().items():
        if name.endswith("region_adaptive_sparsity") and value == 3:
            continue  # a number of regions may stand for a network
        with pytest.raises(InvalidNetworkError) as caught:
            call(function, networks, value, tmp_path)
        assert "no network: " in str(caught.value)
        assert remedy in str(caught.value)
        assert "\n" not in str(caught.value)
    assert not [*tmp_path.iterdir()]


@each("make", [Shape.of, DenseNetwork.of, PiecewiseLinear.from_network, Network.compose])
def test_what_makes_something_of_a_network_refuses_others(make):
    for remedy, value in alien_values().items():
        arguments = (pr.he_random((1, 1)), value) if make is Network.compose else (value,)
        with pytest.raises(InvalidNetworkError, match="no network: ") as caught:
            make(*arguments)
        assert remedy in str(caught.value)


COMPLEXES = {
    "boundary": pr.decision_boundary,
    "probabilities": pr.class_probabilities,
    "measures": pr.OutputMeasures,
    "complex": lambda cells: pr.write_complex(cells, "never.npz"),
    "table": lambda cells: pr.write_table(cells, "never.csv"),
    "tables": lambda cells: write_tables(cells, "never.csv", "csv"),
    "mesh": lambda cells: pr.write_mesh(cells, "never.obj"),
    "level set": lambda cells: pr.write_level_set(cells, "never.obj"),
    "partition": plotting.plot_partition,
    "function": plotting.plot_function,
    "region graph": plotting.plot_region_graph,
    "space": plotting.plot_complex_3d,
    "still space": plotting.plot_complex_3d_static,
    "faces": plotting.plot_faces,
    "faces in space": plotting.plot_faces_3d,
    "plotted level set": plotting.plot_level_set,
    "level set in space": plotting.plot_level_set_3d,
    "definitions": plotting.plot_definitions,
}


@each("function", COMPLEXES.values(), ids=list(COMPLEXES))
def test_what_is_no_complex_is_refused(function):
    for remedy, value in alien_values().items():
        with pytest.raises(InvalidNetworkError, match="no network: ") as caught:
            function(value)
        assert remedy in str(caught.value)
    network = pr.montufar(inputs=2, width=4, depth=2)
    with pytest.raises(InvalidNetworkError, match=r"without its regions: polyregions\.regions\("):
        function(network)
    with pytest.raises(InvalidNetworkError, match=r"not all regions.*: give the search a larger"):
        function(pr.regions(network, max_regions=1))


CELLS = pr.regions(pr.montufar(inputs=2, width=4, depth=2))
PATHS = {
    "read_network": pr.read_network,
    "read_network as JSON": lambda path: pr.read_network(path, "json"),
    "read_property": pr.read_property,
    "read_complex": pr.read_complex,
    "read_graph": pr.read_graph,
    "write_network": lambda path: pr.write_network(CELLS.network, path),
    "write_network as npz": lambda path: pr.write_network(CELLS.network, path, "npz"),
    "write_complex": lambda path: pr.write_complex(CELLS, path),
    "write_graph": lambda path: pr.write_graph(CELLS.graph(), path),
    "write_table": lambda path: pr.write_table(CELLS, path),
    "write_mesh": lambda path: pr.write_mesh(CELLS, path),
    "write_level_set": lambda path: pr.write_level_set(CELLS, path),
    "write_page": lambda path: pr.write_page(CELLS, path),
    "run folder": RunFolder,
}


@each("function", PATHS.values(), ids=list(PATHS))
def test_what_is_no_path_is_refused(function):
    for value in (None, 3, b"net.json", ["net.json"], CELLS.network):
        with pytest.raises(PolyregionsError, match="path") as caught:
            function(value)
        assert "\n" not in str(caught.value)


def test_what_is_no_format_is_refused():
    for value in (3, b"json", ["json"]):
        with pytest.raises(UnknownOptionError, match=r"the format is .*: give the suff"):
            pr.read_network("net.json", value)
