"""Network files of NumPy: lossless both ways, the files people make, and bad ones of every kind."""

import io
import json
import os
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polyregions import Claim, Layer, Network, box, he_random, montufar, ternary, whole_space
from polyregions.errors import FileFormatError, PolyregionsError
from polyregions.readers import npz, read_npz, write_npz
from polyregions.readers.content import file_content
from tests.helpers.cases import each

TENT = Network([Layer([[2], [4]], [0, -2]), Layer([[1, -1]], [0], "identity")])


@pytest.fixture
def read(tmp_path):
    """Return a function that saves arrays as a file and reads it as a network."""

    def read(*arrays, **named):
        path = tmp_path / "net.npz"
        np.savez(path, *arrays, **named)
        return read_npz(path)

    return read


def identical(first, second):
    return (
        first == second
        and first.name == second.name
        and first.claim == second.claim
        and repr(first.layers) == repr(second.layers)
    )


# The package's own layout


NETWORKS = [
    TENT,
    Network([Layer([[2**70, 0.1]], [-(2**63)], "identity")]),
    Network([Layer([[5e-324, -1.7976931348623157e308]], [2**63 - 1])]),
    Network([Layer([[2**63]], [2**1023])]),
    Network([Layer([[1], [2]], None, ["relu", "identity"])], name='Montúfar "n\\0" 😀\n\0'),
    Network([Layer([[1, 1]])], box([0, "-1/3"], ["1e-300", 5]), name=""),
    Network([Layer([[1, 1]])], whole_space(2)),
    Network([Layer([[1]])], claim=Claim(7**20_000, "7**20000", "affine", box([0], [1]), "nobody")),
    he_random((3, 4, 4, 2), seed=3),
    montufar(2, 8, 30),
    ternary(2, 13, 6, variant="slim"),
]


@each("network", NETWORKS, ids=range(len(NETWORKS)))
def test_written_and_read_equal(tmp_path, network):
    write_npz(network, tmp_path / "net.npz")
    assert identical(read_npz(str(tmp_path / "net.npz")), network)
    assert os.listdir(tmp_path) == ["net.npz"]


floats = st.floats(allow_nan=False, allow_infinity=False)
numbers = st.one_of(st.integers(-(2**63), 2**63 - 1), floats)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_any_floats_survive(tmp_path_factory, data):
    inputs, units = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    # An array is written as integers or as floats, so that only one kind survives in each.
    kind = data.draw(st.sampled_from([st.integers(-(2**63), 2**63 - 1), floats]))
    rows = data.draw(
        st.lists(st.lists(kind, min_size=inputs, max_size=inputs), min_size=units, max_size=units)
    )
    bias = data.draw(st.lists(kind, min_size=units, max_size=units))
    network = Network([Layer(rows, bias)])
    path = tmp_path_factory.mktemp("npz") / "net.npz"
    write_npz(network, path)
    assert read_npz(path) == network


def test_the_file_is_the_documented_layout(tmp_path):
    network = Network(
        [Layer([[1, 0.5]], [2]), Layer([[3], [-4]], [0, 0.25], ["relu", "identity"])],
        box([0, -1], ["1/3", 1]),
        "small",
    )
    write_npz(network, tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as arrays:
        assert list(arrays) == ["network", "W0", "b0", "W1", "b1"]
        types = {name: str(arrays[name].dtype) for name in list(arrays)[1:]}
        assert types == {"W0": "float64", "b0": "int64", "W1": "int64", "b1": "float64"}
        assert arrays["W1"].tolist() == [[3], [-4]]
        assert json.loads(str(arrays["network"])) == {
            "format": "polyregions-network-npz/1",
            "name": "small",
            "domain": [[0, "1/3"], [-1, 1]],
            "activations": ["relu", ["relu", "identity"]],
        }


def test_equal_networks_make_equal_files(tmp_path):
    for name in ("first.npz", "second.npz"):
        write_npz(he_random((2, 3, 1)), tmp_path / name)
    assert (tmp_path / "first.npz").read_bytes() == (tmp_path / "second.npz").read_bytes()


def test_equal_layers_are_read_as_one_object(tmp_path):
    write_npz(montufar(2, 4, 101), tmp_path / "net.npz")
    assert len({id(layer) for layer in read_npz(tmp_path / "net.npz").layers}) == 3


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (Layer([[1, "1/3"]]), r"layers\[1\]\.weights\[0\]\[1\] is 1/3, which is no binary64"),
        (Layer([[1, 2]], ["-1/10"]), r"layers\[1\]\.bias\[0\] is -1/10, which is no binary64"),
        (Layer([[2**53 + 1, 0.5]]), r"weights\[0\]\[0\] is 9007199254740993, which is no"),
        (Layer([[2**63 + 1, 0]]), r"weights\[0\]\[0\] is 9223372036854775809, which is no"),
        (Layer([[0, 2**1024]]), r"weights\[0\]\[1\] is an integer of many digits, which is no"),
        (Layer([[0, Fraction(1, 2**1075)]]), "is a fraction of many digits, which is no"),
        (Layer([[0, Fraction(1, 10**5000)]]), "is a fraction of many digits, which is no"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_written(tmp_path, layer, message):
    network = Network([Layer([[1, 0], [0, 1]]), layer])
    with pytest.raises(FileFormatError, match=message):
        write_npz(network, tmp_path / "net.npz")
    assert os.listdir(tmp_path) == []


def test_a_domain_of_many_digits(tmp_path):
    network = Network([Layer([[1]])], box([0], [10**5000]))
    write_npz(network, tmp_path / "net.npz")
    assert read_npz(tmp_path / "net.npz") == network


def test_files_of_older_versions_hold_an_array_named_by_an_option(tmp_path):
    """numpy before 2.2 stores allow_pickle=False as one more array."""
    path = tmp_path / "net.npz"
    network = Network([Layer([[1, 2]], [3])])
    write_npz(network, path)
    stray = io.BytesIO()
    np.save(stray, np.array(False))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("allow_pickle.npy", stray.getvalue())
    assert read_npz(path) == network


def test_a_network_too_large_to_be_read_is_not_written(tmp_path):
    with pytest.raises(FileFormatError, match=r"there are \d+ parameters"):
        write_npz(montufar(2, 200, 1001), tmp_path / "net.npz")
    assert os.listdir(tmp_path) == []


def test_a_domain_too_long_to_be_read_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LONGEST_TEXT", 100)
    write_npz(Network([Layer([[1]])]), tmp_path / "net.npz")
    with pytest.raises(FileFormatError, match=r"make a text of \d+ characters, where 100 are read"):
        write_npz(Network([Layer([[1]])], box([0], [10**99])), tmp_path / "other.npz")
    assert os.listdir(tmp_path) == ["net.npz"]


def test_unwritable_paths(tmp_path):
    for path in (tmp_path, tmp_path / "missing" / "net.npz"):
        with pytest.raises(PolyregionsError, match="cannot be written"):
            write_npz(TENT, path)


# The files people make


CONVENTIONS = {
    "W and b": ["W0", "b0", "W1", "b1"],
    "from one": ["W1", "b1", "W2", "b2"],
    "weights and bias": ["weights_0", "bias_0", "weights_1", "bias_1"],
    "padded": ["w01", "b01", "w02", "b02"],
    "torch": ["0.weight", "0.bias", "2.weight", "2.bias"],
    "torch with a prefix": ["net.9.weight", "net.9.bias", "net.10.weight", "net.10.bias"],
    "named layers": ["fc1.weight", "fc1.bias", "out2.weight", "out2.bias"],
    "numpy's own": ["arr_0", "arr_1", "arr_2", "arr_3"],
}
PARTS = [[[2], [4]], [0, -2], [[1, -1]], [0]]


@pytest.mark.parametrize("convention", CONVENTIONS)
@each("shuffled", [False, True])
def test_conventions(read, convention, shuffled):
    named = list(zip(CONVENTIONS[convention], PARTS, strict=True))
    assert read(**dict(reversed(named) if shuffled else named)) == TENT


def test_positional_arrays_and_more_than_ten_of_them(read):
    assert read(*PARTS) == TENT
    layers = [Layer([[1 + i]], [i], "relu" if i < 11 else "identity") for i in range(12)]
    parts = [part for layer in layers for part in (layer.float_weights, layer.float_bias)]
    assert read(*parts) == Network(layers)


def test_missing_biases_are_zero(read):
    expected = Network([Layer([[1], [2]], [3, 4]), Layer([[1, 1]], None, "identity")])
    assert read(W0=[[1], [2]], b0=[3, 4], W1=[[1, 1]]) == expected
    assert read([[1], [2]], [3, 4], [[1, 1]]) == expected


def test_a_single_layer_is_affine(read):
    assert read(W0=[[1, 2]], b0=[3]) == Network([Layer([[1, 2]], [3], "identity")])


def test_the_text_network_tells_the_rest(read):
    text = json.dumps({"activations": ["identity", "relu"], "domain": [[0, "1/3"]], "name": "x"})
    network = read(W0=[[2], [4]], b0=[0, -2], W1=[[1, -1]], network=text)
    layers = [Layer([[2], [4]], [0, -2], "identity"), Layer([[1, -1]])]
    assert identical(network, Network(layers, box([0], ["1/3"]), "x"))


TYPES = ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]


@each("dtype", [*TYPES, ">i4", ">f2", ">f4", ">f8"])
def test_every_type_is_exact(read, dtype):
    info = np.iinfo(dtype) if "f" not in dtype else np.finfo(dtype)
    values = np.array([[info.min, info.max, 1, 0]], dtype)
    if "f" in dtype:
        values = np.append(values, np.array([[info.smallest_subnormal, 0.1, -0.0]], dtype), axis=1)
    exact = [Fraction(v) for v in values[0].tolist()]
    assert read(W0=values).layers[0].weights == (tuple(exact),)
    assert float(exact[1]) == float(info.max)


def test_float16_and_float32_are_the_dyadic_numbers_they_are(read):
    network = read(W0=np.float16([[0.1]]), b0=np.float32([0.1]))
    assert network.layers[0].weights[0][0] == Fraction(1638, 2**14)
    assert network.layers[0].bias[0] == Fraction(13421773, 2**27)


def test_columns_first_and_compressed(read, tmp_path):
    matrix = np.asfortranarray(np.arange(6).reshape(2, 3))
    assert read(W0=matrix).layers[0].weights == ((0, 1, 2), (3, 4, 5))
    np.savez_compressed(tmp_path / "small.npz", W0=np.zeros((50, 50)))
    assert read_npz(tmp_path / "small.npz").widths == (50, 50)


# Bad files


def saved(*arrays, **named):
    buffer = io.BytesIO()
    np.savez(buffer, *arrays, **named)
    return buffer.getvalue()


def array_bytes(header, data=b"", version=1):
    text = header if isinstance(header, bytes) else header.encode()
    width = 2 if version == 1 else 4
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(width, "little") + text + data


def archive(*members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in members:
            file.writestr(name, content)
    return buffer.getvalue()


def header(descr="'<f8'", order="False", shape="(1, 1)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


def with_array(text, data=bytes(8), version=1):
    return archive(("W0.npy", array_bytes(text, data, version)))


def with_network(**keys):
    return saved(*PARTS, network=json.dumps(keys))


def a_pickle_that_runs_code():
    class Evil:
        def __reduce__(self):
            return os.mkdir, ("executed",)

    buffer = io.BytesIO()
    np.savez(buffer, W0=np.array([[Evil()]], dtype=object))
    return buffer.getvalue()


MATRIX = np.ones((1, 1))
BAD = {
    "nothing": (b"", "no .npz file, or a damaged one"),
    "text": (b"W0 = [[1]]", "no .npz file, or a damaged one"),
    "no arrays": (archive(), "it holds no arrays"),
    "only the text": (saved(network="{}"), "it holds no arrays"),
    "a folder": (archive(("net/W0.npy", array_bytes(header(), bytes(8)))), "in no folder"),
    "a path": (archive(("../../W0.npy", array_bytes(header(), bytes(8)))), "in no folder"),
    "another file": (archive(("readme.txt", "hello")), "'readme.txt', which is no array"),
    "LZMA": (
        archive(("W0.npy", array_bytes(header(), bytes(8))), compression=zipfile.ZIP_LZMA),
        "'W0.npy' is compressed in an unusual way",
    ),
    "no array": (archive(("W0.npy", b"hello, world")), "'W0': it is no .npy file of version"),
    "empty array": (archive(("W0.npy", b"")), "'W0': it is no .npy file of version"),
    "version 9": (with_array(header(), version=9), "no .npy file of version 1, 2 or 3"),
    "long header": (with_array(header() + " " * 5000), "header is too long or cut short"),
    "huge header": (
        archive(("W0.npy", b"\x93NUMPY\x02\x00\xff\xff\xff\xff{")),
        "header is too long or cut short",
    ),
    "no dictionary": (with_array("hello"), "its header tells no type and shape"),
    "a call": (with_array("__import__('os').mkdir('executed')"), "tells no type and shape"),
    "deep": (with_array("(" * 2000 + ")" * 2000), "its header tells no type and shape"),
    "another key": (with_array(header()[:-3] + "'x': 1}"), "its header tells no type and shape"),
    "unhashable": (with_array("{[]: 1}"), "its header tells no type and shape"),
    "null byte": (with_array("\0"), "its header tells no type and shape"),
    "fields": (with_array(header("[('x', '<f8')]")), r"entries of type \[\('x', '<f8'\)\]"),
    "objects": (a_pickle_that_runs_code(), "entries of type '|O'"),
    "complex": (saved(W0=[[1j]]), "entries of type '<c16'"),
    "truth values": (saved(W0=[[True]]), "entries of type '|b1'"),
    "extended": (with_array(header("'<f16'"), bytes(16)), "entries of type '<f16'"),
    "dates": (saved(W0=np.array([["2020"]], "M8[D]")), "entries of type '<M8"),
    "bytes": (saved(W0=[[b"1"]]), "entries of type '|S1'"),
    "texts": (saved(W0=[["1"]]), r"'W0' has 2 axes and type <U1: give matrices"),
    "a huge text": (with_array(header("'<U999999999'", shape="()")), "entries of type '<U9"),
    "a large text": (with_array(header("'<U99999999'", shape="()")), "do not fit the 8 bytes"),
    "an escape": (with_array(header("'\\d'")), "its header tells no type and shape"),
    "no text": (with_array(header("'<U0'"), b""), "entries of type '<U0'"),
    "order": (with_array(header(order="None")), "its header tells no order of entries"),
    "shape a number": (with_array(header(shape="1")), "its shape is 1"),
    "shape of texts": (with_array(header(shape="('1',)")), "its shape is"),
    "shape of truths": (with_array(header(shape="(True, 1)")), "its shape is"),
    "negative shape": (with_array(header(shape="(-1, -1)")), "its shape is"),
    "long shape": (with_array(header(shape=f"({'9' * 3000}, 1)")), "its shape is"),
    "a billion entries": (
        with_array(header(shape="(1000000000, 1)")),
        r"its shape \(1000000000, 1\) and type float64 do not fit the 8 bytes",
    ),
    "many axes": (with_array(header(shape=f"({'2,' * 60})")), "do not fit the 8 bytes"),
    "few entries": (with_array(header(), bytes(7)), "do not fit the 7 bytes"),
    "many entries": (with_array(header(), bytes(9)), "do not fit the 9 bytes"),
    "twice": ("twice", "the array 'W0' stands twice"),
    "flat": (saved(W0=[1.0]), "these arrays make no layer: 'W0' .1,."),
    "a cube": (saved(W0=np.ones((2, 2, 2))), "'W0' has 3 axes and type float64"),
    "a number": (saved(W0=1.0), "'W0' has 0 axes"),
    "no name": (saved(W=MATRIX, b=[0]), "'W' has no number in its name"),
    "a long number": (saved(**{"W" + "1" * 5000: MATRIX}), "'W1.*' has no number in its name"),
    "an extra": (saved(W0=MATRIX, b0=[0], accuracy=[0.9]), "'accuracy' has no number"),
    "two matrices": (saved(W0=MATRIX, V0=MATRIX), "make no layer: 'W0' .1, 1., 'V0' .1, 1."),
    "a lonely bias": (saved(W0=MATRIX, b0=[0], b1=[0]), "these arrays make no layer: 'b1'"),
    "bias first": (saved([0], MATRIX), "these arrays make no layer: 'arr_0' .1,.: give"),
    "two biases": (saved(MATRIX, [0], [0]), "make no layer: 'arr_0' .*'arr_1' .*'arr_2'"),
    "column bias": (saved(W0=MATRIX, b0=[[0]]), "these arrays make no layer: 'W0'.*'b0' .1, 1."),
    "transposed": (
        saved(W0=np.ones((1, 2)), b0=[0, 0], W1=np.ones((2, 1)), b1=[0]),
        r"fit together as \(inputs, units\): store their transposes",
    ),
    "transposed, no bias": (saved(W0=np.ones((2, 3)), W1=np.ones((3, 1))), "store their transpos"),
    "mismatch": (saved(np.ones((2, 1)), np.ones((4, 3))), r"layers\[1\] takes 3 inputs where"),
    "bias length": (
        saved(W0=np.ones((2, 2)), b0=[0]),
        r"layers\[0\]: weights have 2 rows and bias",
    ),
    "no units": (saved(W0=np.ones((0, 2))), r"its shape is \(0, 2\): every layer has"),
    "no inputs": (saved(W0=np.ones((2, 0))), r"its shape is \(2, 0\): every layer has"),
    "NaN": (saved(*PARTS[:2], [[np.nan, 1]]), r"layers\[1\]: weights\[0\]\[0\] is nan"),
    "infinity": (saved(W0=MATRIX, b0=[-np.inf]), r"layers\[0\]: bias\[0\] is -inf"),
    "float16 infinity": (saved(W0=np.array([[np.inf]], "f2")), r"weights\[0\]\[0\] is inf"),
    "a number as text": (saved(*PARTS, network=3), "the array 'network' is no text"),
    "texts as text": (saved(*PARTS, network=["{}"]), "the array 'network' is no text"),
    "no JSON": (saved(*PARTS, network="hello"), "the text 'network': this is no JSON"),
    "a list": (saved(*PARTS, network="[]"), "the text 'network': this is a list"),
    "deep JSON": (saved(*PARTS, network="[" * 10**5), "'network': the JSON is nested too deeply"),
    "a key": (with_network(layers=[]), "the key 'layers' is unknown: the keys are format, name"),
    "format": (with_network(format="polyregions-network-npz/9"), "the format is 'polyregions"),
    "name": (with_network(name=1), "the name is a int"),
    "domain": (with_network(domain=[[0, 1], [0, 1]]), "dimension 2 where the network takes 1"),
    "domain order": (with_network(domain=[[1, 0]]), "lower bound exceeds"),
    "claim": (with_network(claim=1), "a claim is an object"),
    "activation": (with_network(activations=["tanh", "relu"]), r"layers\[0\]: .*'tanh' is unknown"),
    "few": (with_network(activations=["relu"]), r"the activations are \['relu'\] for 2 layers"),
    "one": (with_network(activations="relu"), "the activations are 'relu' for 2 layers"),
    "per unit": (with_network(activations=[["relu"], "relu"]), r"layers\[0\]: 1 activations .* 2"),
    "numbers": (with_network(activations=[1, 2]), r"layers\[0\]: the activation is 1"),
    "objects as activations": (with_network(activations=[{}, {}]), r"layers\[0\]: the activation"),
    "a lost bias": (
        saved(W0=MATRIX, network=json.dumps({"format": "polyregions-network-npz/1"})),
        "the array 'b0' is missing",
    ),
}


def with_a_member_twice():
    with pytest.warns(UserWarning, match="Duplicate name"):
        return archive(*[("W0.npy", array_bytes(header(), bytes(8)))] * 2)


@each("case", BAD)
def test_bad_files(tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    content, message = BAD[case]
    path = tmp_path / "net.npz"
    path.write_bytes(with_a_member_twice() if content == "twice" else content)
    with pytest.raises(FileFormatError, match=message) as caught:
        read_npz(path)
    assert str(caught.value).startswith(repr(str(path)))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))
    assert os.listdir(tmp_path) == ["net.npz"]


def test_encrypted_files(tmp_path):
    content = bytearray(saved(W0=MATRIX))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "net.npz").write_bytes(content)
    with pytest.raises(FileFormatError, match=r"'W0\.npy' is encrypted"):
        read_npz(tmp_path / "net.npz")


def test_a_small_file_of_many_zeros_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    np.savez_compressed(path, W0=np.zeros((2000, 2000)), W1=np.zeros((2000, 2000)))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(file_content, "MOST_PARAMETERS", 7_999_999)
    monkeypatch.setattr(np, "frombuffer", None)
    with pytest.raises(FileFormatError, match="there are 8000000 parameters"):
        read_npz(path)


def test_a_long_text_is_refused_unread(tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    np.savez_compressed(path, W0=MATRIX, network=np.array(" " * (2**24 + 1)))
    monkeypatch.setattr(np, "frombuffer", None)
    with pytest.raises(FileFormatError, match="its text is longer than 16777216 characters"):
        read_npz(path)


def test_a_changed_byte_is_noticed_or_without_effect(tmp_path):
    path = tmp_path / "net.npz"
    network = he_random((2, 3, 1)).with_domain(box([0, 0], [1, 1]))
    write_npz(network, path)
    content = path.read_bytes()
    refused = 0
    for i in range(0, len(content), 3):
        changed = bytearray(content)
        changed[i] ^= 1 << (i % 8)
        path.write_bytes(changed)
        try:
            assert read_npz(path) == network
        except FileFormatError:
            refused += 1
    assert refused > len(content) // 6
