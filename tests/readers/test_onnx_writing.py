"""Networks written as ONNX models: onnxruntime computes them, and the reader returns them equal."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

import onnx
from onnx import TensorProto

from polyregions.constructions import he_random, montufar, ternary
from polyregions.errors import FileFormatError, PolyregionsError, UnknownOptionError
from polyregions.networks import Layer, Network
from polyregions.polytopes import box, from_inequalities, whole_space
from polyregions.readers import from_onnx, read_onnx, to_onnx, write_onnx
from polyregions.readers.content import file_content
from polyregions.readers.onnx.metadata import ONNX_HEADER
from tests.helpers.awkward import AWKWARD
from tests.helpers.onnx_models import computes_closely, computes_exactly, session
from tests.readers.network_file_kinds import is_float, parameters
from tests.strategies import domains

MIXED = Network(
    [
        Layer([[1, -2], [3, 4], [0.5, 1]], [1, 0, -1], ["relu", "identity", "relu"]),
        Layer([[1, 1, 1], [1, -1, 2]], [0, 1], "identity"),
        Layer([[2, 1], [-1, 1]], None, ["identity", "relu"]),
    ]
)
NETWORKS = {
    "one layer": Network([Layer([[1, 0.5]], [2], "identity")]),
    "one layer of ReLUs": Network([Layer([[1, 0.5], [3, -1]])]),
    "identity layers": Network([Layer([[2]], [1], "identity"), Layer([[3]], [1], "identity")]),
    "mixed layers": MIXED,
    "equal units": Network([Layer([[1], [1], [0]], [0, 0, 1]), Layer([[0, 0, 0]])]),
    "a zigzag": montufar(2, 5, 3),
    "a deep zigzag": montufar(1, 3, 60),
    "random": he_random((3, 8, 8, 2), seed=4),
    "beyond 32 bits": Network([Layer([[1e300, 2**-1074]], [0.1])]),
    "negative zero": Network([Layer([[-0.0, 1]], [-0.0], "identity")]),
}


def identical(first, second):
    return (
        first == second
        and first.name == second.name
        and first.claim == second.claim
        and [layer.activation for layer in first.layers]
        == [layer.activation for layer in second.layers]
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_written_is_read_equal(name, tmp_path):
    network = NETWORKS[name]
    write_onnx(network, tmp_path / "net.onnx")
    assert identical(read_onnx(tmp_path / "net.onnx"), network)


@pytest.mark.parametrize("name", NETWORKS)
def test_models_are_valid(name):
    onnx.checker.check_model(to_onnx(NETWORKS[name]), full_check=True)


@pytest.mark.parametrize("name", ["one layer", "one layer of ReLUs", "identity layers", "a zigzag"])
def test_onnxruntime_computes_the_network(name):
    assert computes_exactly(NETWORKS[name], to_onnx(NETWORKS[name]))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_onnxruntime_computes_mixed_layers(dtype):
    """The slopes 0 and 1 of a PRelu are exact: no float is rounded."""
    assert computes_exactly(MIXED, to_onnx(MIXED, dtype))
    operators = [node.op_type for node in to_onnx(MIXED).graph.node]
    assert operators == ["Gemm", "PRelu", "Gemm", "Gemm", "PRelu"]


def test_onnxruntime_computes_random_networks():
    network = he_random((4, 16, 16, 3), seed=9)
    points = np.random.default_rng(0).normal(size=(20, 4))
    assert computes_closely(network, to_onnx(network), points, digits=12)


def test_batches():
    network = he_random((3, 5, 2), seed=1)
    points = np.random.default_rng(0).normal(size=(7, 3))
    [result] = session(to_onnx(network)).run(["y"], {"x": points})
    assert np.abs(result - network(points)).max() < 1e-12


@each("case", AWKWARD, ids=str)
def test_awkward_networks(case):
    if all(map(is_float, parameters(case.network))):
        assert identical(from_onnx(to_onnx(case.network)), case.network)
    else:
        with pytest.raises(FileFormatError, match="which is no binary64 number"):
            to_onnx(case.network)


@st.composite
def float_networks(draw):
    floats = st.one_of(
        st.integers(-3, 3).map(float),
        st.floats(allow_nan=False, allow_infinity=False, width=draw(st.sampled_from([32, 64]))),
    )
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    layers = []
    for before, after in pairwise(widths):
        weights = [[draw(floats) for _ in range(before)] for _ in range(after)]
        kinds = [draw(st.sampled_from(["relu", "identity"])) for _ in range(after)]
        layers.append(Layer(weights, [draw(floats) for _ in range(after)], kinds))
    return Network(layers, draw(domains(widths[0])), draw(st.none() | st.text(max_size=5)))


@settings(max_examples=50)
@given(float_networks())
def test_any_floats_survive(network):
    assert identical(from_onnx(to_onnx(network)), network)


# Types of numbers


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, TensorProto.FLOAT),
        (float(np.float32(0.1)), TensorProto.FLOAT),
        (float(np.float32(1e-45)), TensorProto.FLOAT),
        (2**127, TensorProto.FLOAT),
        (0.1, TensorProto.DOUBLE),
        (2**128, TensorProto.DOUBLE),
        (2**24 + 1, TensorProto.DOUBLE),
        (5e-324, TensorProto.DOUBLE),
    ],
)
def test_the_smallest_type_that_holds_all_parameters(value, kind):
    for layer in (Layer([[value]]), Layer([[1]], [value])):
        proto = to_onnx(Network([layer]))
        assert {tensor.data_type for tensor in proto.graph.initializer} == {kind}
        assert proto.graph.input[0].type.tensor_type.elem_type == kind
        assert from_onnx(proto).layers == (layer,)


def test_a_type_that_is_wanted():
    proto = to_onnx(MIXED, "float64")
    assert {tensor.data_type for tensor in proto.graph.initializer} == {TensorProto.DOUBLE}
    assert from_onnx(proto) == MIXED
    with pytest.raises(UnknownOptionError, match=r"'float16' is unknown .*: use float32"):
        to_onnx(MIXED, "float16")


TENTH = Fraction(1, 10)


@pytest.mark.parametrize(
    ("layers", "dtype", "message"),
    [
        ([Layer([[1, TENTH]])], None, r"layers\[0\].weights\[0\]\[1\] is 1/10, .*no binary64"),
        ([Layer([[1]]), Layer([[1]], [TENTH])], None, r"layers\[1\].bias\[0\] is 1/10"),
        ([Layer([[1], [2**2000]])], None, r"weights\[1\]\[0\] is an integer of many digits"),
        ([Layer([[1 + Fraction(1, 2**80)]])], None, "no binary64 number: write a .json file"),
        ([Layer([[0.1]])], "float32", "no binary32 number: write dtype='float64', or a .json"),
        ([Layer([[1e300]])], "float32", "no binary32 number"),
    ],
)
def test_parameters_that_do_not_fit(layers, dtype, message, tmp_path):
    with pytest.raises(FileFormatError, match=message):
        to_onnx(Network(layers), dtype)
    if dtype is None:
        with pytest.raises(FileFormatError, match=message):
            write_onnx(Network(layers), tmp_path / "net.onnx")
        assert not list(tmp_path.iterdir())


# What is kept beside the layers


@pytest.mark.parametrize(
    "domain",
    [
        None,
        whole_space(2),
        box([0, "-1/3"], [1, 5]),
        from_inequalities([[0.5, "1/3"], [-1, 2]], ["1/7", 10**30]),
    ],
)
def test_domains_and_names_are_kept(domain, tmp_path):
    network = Network(MIXED.layers, domain, 'Montúfar "n\\0" 😀\n')
    write_onnx(network, tmp_path / "net.onnx")
    assert identical(read_onnx(tmp_path / "net.onnx"), network)
    assert read_onnx(tmp_path / "net.onnx", "unit").domain == box([0, 0], [1, 1])
    assert read_onnx(tmp_path / "net.onnx", name="other").name == "other"


def test_claims_are_kept_with_their_domain_only(tmp_path):
    network = montufar(2, 5, 3)
    assert network.claim is not None
    proto = to_onnx(network)
    assert from_onnx(proto).claim == network.claim
    assert from_onnx(proto, "none").claim is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"domain": [[0, 1]]}', '{"name": 3}', '{"domain": 7}', "{}" * 9]
)
def test_damaged_metadata(text):
    proto = to_onnx(MIXED)
    proto.metadata_props[0].value = text
    with pytest.raises(FileFormatError, match=f"the metadata '{ONNX_HEADER}'"):
        from_onnx(proto)


def test_metadata_of_others_do_not_matter():
    proto = to_onnx(MIXED)
    proto.metadata_props[0].key = "author"
    proto.metadata_props[0].value = "{"
    assert from_onnx(proto) == MIXED


def test_metadata_of_another_output():
    """A domain is one of the inputs, whichever output is read."""
    network = Network(MIXED.layers, [[0, 1], [0, 1]], "mixed")
    part = from_onnx(to_onnx(network), output="layers[0].sum")
    assert part.layers == (Layer(MIXED.layers[0].weights, MIXED.layers[0].bias, "identity"),)
    assert part.domain == network.domain


# Files


def test_layers_that_recur_are_stored_once():
    layer = Layer([[1, 0.5], [0, 1]])
    proto = to_onnx(Network([layer] * 50))
    assert len(proto.graph.initializer) == 2
    read = from_onnx(proto)
    assert read == Network([layer] * 50)
    assert all(other is read.layers[0] for other in read.layers)


def test_an_older_file_stays_when_writing_fails(tmp_path):
    path = tmp_path / "net.onnx"
    write_onnx(MIXED, path)
    before = path.read_bytes()
    with pytest.raises(FileFormatError):
        write_onnx(Network([Layer([["1/3"]])]), path)
    assert path.read_bytes() == before
    with pytest.raises(PolyregionsError, match="cannot be written"):
        write_onnx(MIXED, tmp_path / "missing" / "net.onnx")


def test_equal_networks_make_equal_files(tmp_path):
    for name in ("a", "b"):
        write_onnx(Network(MIXED.layers, [[0, 1], [0, 1]], "same"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_too_many_parameters(monkeypatch):
    monkeypatch.setattr(file_content, "MOST_PARAMETERS", 10)
    layer = Layer([[1, 2], [3, 4]])
    assert len(to_onnx(Network([layer, layer])).graph.initializer) == 2
    with pytest.raises(FileFormatError, match="12 parameters"):
        to_onnx(Network([layer, Layer([[1, 2], [3, 5]])]))


def test_ternary_networks():
    network = ternary(2, 6, 5)
    assert identical(from_onnx(to_onnx(network)), network)
    assert computes_exactly(network, to_onnx(network))
