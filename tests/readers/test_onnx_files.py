"""ONNX files that are damaged or hostile: a clear error, nothing run, no large allocation."""

import copy
import os
import random
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("onnx", "onnxruntime")

from onnx import TensorProto, numpy_helper

from polyregions.errors import FileFormatError, InvalidDomainError, PolyregionsError
from polyregions.networks import Layer, Network
from polyregions.readers import from_onnx, read_onnx, write_onnx
from polyregions.readers.content import file_content
from polyregions.readers.onnx import evaluation, message_count
from polyregions.readers.onnx.message_count import MOST_RECORDS
from tests.helpers.onnx_models import computes_exactly, external, model, node
from tests.readers.test_onnx_operators import CASES

SMALL = Network([Layer([[1, 2], [3, 4]], [5, 6]), Layer([[1, -1]], None, "identity")])
MEGABYTE = 2**20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "net.onnx"


def refuses(path, message):
    """Check the error, and that the reader has not taken much more memory than the file has."""
    tracemalloc.start()
    try:
        with pytest.raises(FileFormatError) as caught:
            read_onnx(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message in str(caught.value)
    assert str(caught.value).startswith(repr(str(path)))
    size = path.stat().st_size if path.is_file() else 0
    assert peak < 4 * MEGABYTE + 2 * size


# Files that are no models


@each(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\x80\x02}q\x00.", "this is no ONNX model"),
        (b'{"layers": []}', "this is no ONNX model"),
        (b"PK\x03\x04" + bytes(100), "this is no ONNX model"),
        (b"\x89PNG\r\n\x1a\n", "this is no ONNX model"),
        (b"// a network\n3,2,1,2,\n", "this is no ONNX model"),
        (bytes(1000), "this is no ONNX model"),
        (b"\xff" * 1000, "this is no ONNX model"),
        (b"\x08\x08", "this holds no graph"),
        (b"\x08\x08\x3a\x00", "imports the operator sets none"),
        (b"\x0b" * 1000, "begins no record"),
    ],
)
def test_files_of_another_kind(path, content, message):
    path.write_bytes(content)
    refuses(path, message)


def test_paths_without_a_file(tmp_path):
    refuses(tmp_path, "cannot be read")
    with pytest.raises(FileFormatError, match="cannot be read"):
        read_onnx(tmp_path / "missing.onnx")


def test_every_part_of_a_file_is_refused(path):
    write_onnx(SMALL, path)
    content = path.read_bytes()
    for length in range(len(content)):
        path.write_bytes(content[:length])
        # A model that ends before its metadata, with which a file of the package ends, is whole.
        if length in whole_prefixes(content):
            assert read_onnx(path).layers == SMALL.layers
        else:
            with pytest.raises(FileFormatError):
                read_onnx(path)


def whole_prefixes(content):
    """Return the lengths at which the operator sets have been read and a record ends."""
    from onnx import ModelProto

    lengths = set()
    for length in range(1, len(content)):
        try:
            proto = ModelProto.FromString(content[:length])
        except Exception:
            continue
        if proto.opset_import and proto.opset_import[0].version and proto.graph.output:
            lengths.add(length)
    return lengths


def test_damaged_bytes_are_refused_or_harmless(path):
    generator = random.Random(7)
    network = Network(SMALL.layers, [[0, 1], [0, 1]], "small")
    write_onnx(network, path)
    content = path.read_bytes()
    refused = 0
    for _ in range(500):
        damaged = bytearray(content)
        for _ in range(generator.choice([1, 2, 4])):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        path.write_bytes(damaged)
        try:
            read_onnx(path)
        except PolyregionsError:
            refused += 1
    assert refused > 150


# Files that are large inside


def record(field, content):
    """Return a record of a message that holds bytes."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(number):
    parts = bytearray()
    while number >= 128:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


MODEL, NODE, INITIALIZER, INPUT = 7, 1, 5, 11


def bombs(count):
    """Return files of two bytes for each of the objects that a parser would make of them."""
    return {
        "nodes": record(MODEL, record(NODE, b"") * count),
        "tensors": record(MODEL, record(INITIALIZER, b"") * count),
        "attributes": record(MODEL, record(NODE, record(5, b"") * count)),
        "lengths of axes": record(
            MODEL, record(INPUT, record(2, record(1, record(2, b"\x0a\x00" * count))))
        ),
        "operator sets": record(8, b"") * count + record(MODEL, b""),
        "functions": record(25, record(7, b"") * count),
        "trainings": record(20, record(1, record(NODE, b"") * count)),
        "names": record(MODEL, record(NODE, record(1, b"") * count)),
        "numbers": record(MODEL, record(NODE, record(5, b"\x40\x01" * count))),
    }


@pytest.mark.parametrize("name", bombs(1))
def test_more_records_than_a_model_needs(path, name, monkeypatch):
    monkeypatch.setattr(message_count, "MOST_RECORDS", 1000)
    path.write_bytes(bombs(1001)[name])
    refuses(path, "more than 1000 records, far more than its numbers need")
    path.write_bytes(bombs(400)[name])
    with pytest.raises(FileFormatError) as caught:
        read_onnx(path)
    assert "far more than" not in str(caught.value)


def test_nesting(path):
    nested = b""
    for _ in range(2000):
        nested = record(NODE, record(5, record(6, nested)))
    path.write_bytes(record(MODEL, nested))
    refuses(path, "no ONNX model, or a damaged one")


def test_long_names(path):
    proto = model([node("N" * MEGABYTE, "x", "y")], [1, 2])
    path.write_bytes(proto.SerializeToString())
    refuses(path, "is not yet read")


def tensor(**fields):
    return TensorProto(name="w", data_type=TensorProto.FLOAT, **fields)


DECLARED = {
    "large": (tensor(dims=[10**9], raw_data=bytes(8)), "there are 1000000000 parameters"),
    "large together": (tensor(dims=[10**5, 10**4], raw_data=bytes(8)), "there are 1000000000"),
    "beyond 64 bits": (tensor(dims=[2**62, 2**62], raw_data=bytes(8)), "parameters"),
    "too few bytes": (tensor(dims=[3], raw_data=bytes(8)), "has 8 bytes of data where its shape"),
    "too many bytes": (tensor(dims=[1], raw_data=bytes(8)), "has 8 bytes of data"),
    "half a number": (tensor(dims=[2], raw_data=bytes(7)), "has 7 bytes of data"),
    "too few numbers": (tensor(dims=[3], float_data=[1, 2]), "has 2 elements of data"),
    "no numbers": (tensor(dims=[2]), "has 0 elements of data"),
    "negative": (tensor(dims=[-2, -1], raw_data=bytes(8)), "no length may be negative"),
    "many axes": (tensor(dims=[1] * 100, raw_data=bytes(4)), "has 100 axes"),
    "two places": (tensor(dims=[1], raw_data=bytes(4), float_data=[1]), "in several places"),
    "the wrong place": (tensor(dims=[1], int64_data=[1]), "stand in int64_data, not in float_data"),
    "texts": (
        TensorProto(name="w", data_type=TensorProto.STRING, dims=[1], string_data=[b"1"]),
        "have the type STRING",
    ),
    "floats of 8 bits": (
        TensorProto(name="w", data_type=TensorProto.FLOAT8E4M3FN, dims=[1], raw_data=b"1"),
        "have the type FLOAT8E4M3FN",
    ),
    "no type": (TensorProto(name="w", dims=[1], raw_data=b"1234"), "have the type UNDEFINED"),
    "an unknown type": (TensorProto(name="w", data_type=99, dims=[1]), "have the type 99"),
    "a segment": (tensor(dims=[1], segment=TensorProto.Segment(begin=0, end=9)), "is a segment"),
    "out of range": (
        TensorProto(name="w", data_type=TensorProto.FLOAT16, dims=[1], int32_data=[2**17]),
        "out of the range 0 to 65535",
    ),
}


@each("name", DECLARED)
def test_shapes_without_their_numbers(path, name):
    stored, message = DECLARED[name]
    proto = model([node("Add", "x w", "y")], [1, 2])
    proto.graph.initializer.append(stored)
    path.write_bytes(proto.SerializeToString())
    refuses(path, message)


HUGE = np.int64([10**5, 10**4])
GROWING = {
    "ConstantOfShape": [node("ConstantOfShape", "huge", "c"), node("Add", "x c", "y")],
    "Expand": [node("Expand", "x huge", "y")],
    "Expand of a constant": [node("Expand", "one huge", "c"), node("Add", "x c", "y")],
    "Pad": [node("Pad", "x pads", "y")],
    "Pad of a constant": [node("Pad", "row pads", "c"), node("Add", "x c", "y")],
    "Conv": [node("Reshape", "x image", "r"), node("Conv", "r k", "y", pads=[10**9] * 4)],
    "MaxPool": [
        node("Reshape", "x image", "r"),
        node("MaxPool", "r", "y", kernel_shape=[10**9, 10**9], pads=[10**9] * 4),
    ],
    "AveragePool": [
        node("Reshape", "x image", "r"),
        node("AveragePool", "r", "y", kernel_shape=[2**31, 1], pads=[2**62] * 4),
    ],
    "MatMul of constants": [
        node("Expand", "one tall", "a"),
        node("Transpose", "a", "b"),
        node("MatMul", "a b", "c"),
        node("Add", "x c", "y"),
    ],
    "sums of constants": [
        node("Expand", "one tall", "a"),
        node("Transpose", "a", "b"),
        node("Add", "a b", "c"),
        node("Add", "x c", "y"),
    ],
    "sums of tensors": [
        node("Expand", "one tall", "a"),
        node("Transpose", "a", "b"),
        node("Add", "x0 a", "s"),
        node("Add", "s b", "y"),
    ],
    "Gather": [
        node("Expand", "nothing tall", "i"),
        node("Gather", "row i", "g"),
        node("Gather", "g i", "h", axis=2),
        node("Add", "x h", "y"),
    ],
    "Concat": [
        *[node("Concat", f"v{i} v{i}", f"v{i + 1}", axis=1) for i in range(40)],
        node("Identity", "v40", "y"),
    ],
    "Concat of constants": [
        *[node("Concat", f"c{i} c{i}", f"c{i + 1}", axis=0) for i in range(40)],
        node("Add", "x c40", "y"),
    ],
    "a shape of many axes": [node("Unsqueeze", "x axes", "y")],
}


@pytest.mark.parametrize("name", GROWING)
def test_few_bytes_that_ask_for_many_numbers(path, name):
    nodes = copy.deepcopy(GROWING[name])
    for proto in nodes:
        proto.input[:] = ["x" if part in ("v0", "x0") else part for part in proto.input]
    numbers = {
        "huge": HUGE,
        "one": np.float32(1),
        "row": np.float32([[1, 1]]),
        "pads": np.int64([0, 0, 10**5, 10**5]),
        "image": np.int64([1, 1, 1, 2]),
        "k": np.ones((1, 1, 1, 1), np.float32),
        "tall": np.int64([10**4, 1]),
        "nothing": np.int64([[0]]),
        "c0": np.float32([1]),
        "axes": np.int64(range(100)),
    }
    used = {part for proto in nodes for part in proto.input}
    proto = model(nodes, [1, 2], {name: a for name, a in numbers.items() if name in used})
    path.write_bytes(proto.SerializeToString())
    tracemalloc.start()
    try:
        with pytest.raises(FileFormatError):
            read_onnx(path)
        assert tracemalloc.get_traced_memory()[1] < 200 * MEGABYTE
    finally:
        tracemalloc.stop()


REPEATED = {
    "chains of one matrix": lambda i: node("Gemm", f"v{i} w b{i}", f"v{i + 1}"),
    "products with one matrix": lambda i: node("MatMul", f"v{i} w", f"v{i + 1}"),
    "units": lambda i: node("Relu", f"v{i}", f"v{i + 1}"),
    "copies": lambda i: node("Concat", f"v{i} v{i} v0", f"v{i + 1}", axis=0),
    "constants": lambda i: node("Add", f"c{i} big", f"c{i + 1}"),
}


@pytest.mark.parametrize("name", REPEATED)
def test_many_operations_on_few_numbers(path, name, monkeypatch):
    """Every one of them would be allowed, but not all together."""
    monkeypatch.setattr(evaluation, "MOST_NUMBERS", 2 * 10**4)
    monkeypatch.setattr(file_content, "MOST_PARAMETERS", 10**4)
    nodes = [REPEATED[name](i) for i in range(200)]
    for proto in nodes:
        proto.input[:] = ["x" if part == "v0" else part for part in proto.input]
    last = nodes[-1].output[0]
    nodes.append(node("Add", f"x {last}", "y"))
    numbers = {f"b{i}": np.ones(40, np.float32) for i in range(200)}
    numbers |= {"w": np.ones((40, 40), np.float32), "big": np.ones((50, 40), np.float32)}
    numbers["c0"] = np.float32(1)
    used = {part for proto in nodes for part in proto.input}
    if name == "chains of one matrix":
        nodes.pop()
        nodes[-1].output[0] = "y"
    proto = model(nodes, [1, 40], {key: a for key, a in numbers.items() if key in used})
    path.write_bytes(proto.SerializeToString())
    with pytest.raises(
        FileFormatError, match=r"more than [\d,]+ (numbers|entries)|there are \d+ parameters"
    ):
        read_onnx(path)
    del proto.graph.node[3:]
    proto.graph.output[0].name = proto.graph.node[-1].output[0]
    path.write_bytes(proto.SerializeToString())
    assert read_onnx(path).inputs == 40


@pytest.mark.parametrize("shape", [[1, 10**9], [10**9], [1, 2**62, 2**62], [1] * 1000, [1, -5]])
def test_inputs_that_are_too_large(path, shape):
    path.write_bytes(model([node("Relu", "x", "y")], shape).SerializeToString())
    refuses(path, "the input 'x': ")


def test_one_file_of_numbers_read_many_times(path):
    """Each tensor is small enough, but all of them together are not."""
    tensors = [external(f"w{i}", [2**22], "numbers", length=2**24) for i in range(8)]
    path.with_name("numbers").write_bytes(bytes(2**24))
    nodes = [node("Gather", f"{tensor.name} zero", f"g{i}") for i, tensor in enumerate(tensors)]
    nodes.append(node("Sum", " ".join(["x", *(f"g{i}" for i in range(8))]), "y"))
    proto = model(nodes, [1, 1], {"zero": np.int64(0)})
    proto.graph.initializer.extend(tensors)
    path.write_bytes(proto.SerializeToString())
    with pytest.raises(FileFormatError, match="there are 16777217 parameters"):
        read_onnx(path)


# External data


def with_external(location, **entries):
    proto = model([node("Add", "x w", "y")], [1, 2])
    proto.graph.initializer.append(external("w", [2], location, **entries))
    return proto


NUMBERS = np.float32([1.5, -2]).tobytes()


@pytest.mark.parametrize(
    ("content", "entries"),
    [
        (NUMBERS, {}),
        (NUMBERS + b"more", {}),
        (NUMBERS, {"offset": 0, "length": 8, "checksum": "ab"}),
        (b"1234" + NUMBERS, {"offset": 4}),
    ],
)
def test_external_data_are_read(tmp_path, content, entries):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "numbers.bin").write_bytes(content)
    proto = with_external("data/numbers.bin", **entries)
    (tmp_path / "net.onnx").write_bytes(proto.SerializeToString())
    network = read_onnx(tmp_path / "net.onnx")
    assert network.exact([0, 0]) == (1.5, -2)


@each(
    ("location", "message"),
    [
        ("", "no path"),
        (".", "outside"),
        ("..", "outside"),
        ("../secret", "outside"),
        ("data/../../secret", "outside"),
        ("/etc/passwd", "outside"),
        ("..\\secret", "outside"),
        ("C:\\secret", "outside"),
        ("C:secret", "outside"),
        ("\\\\server\\secret", "outside"),
        ("data\0", "no path"),
        ("missing", "cannot be read"),
        ("data", "cannot be read"),
        ("link", "reached by the link 'link'"),
        ("linked/secret", "reached by the link 'linked'"),
        ("pipe", "cannot be read"),
        ("short", "end at byte 7, and bytes up to 8 are needed"),
    ],
)
def test_external_data_that_are_refused(tmp_path, location, message):
    folder = tmp_path / "model"
    (folder / "data").mkdir(parents=True)
    (tmp_path / "secret").write_bytes(NUMBERS)
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
    (folder / "short").write_bytes(NUMBERS[:7])
    os.mkfifo(folder / "pipe")
    (folder / "net.onnx").write_bytes(with_external(location).SerializeToString())
    with pytest.raises(FileFormatError, match=message) as caught:
        read_onnx(folder / "net.onnx")
    assert "the initializer 'w'" in str(caught.value)


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ({"length": 4}, "have 4 bytes where the shape needs 8"),
        ({"length": 2**60}, "where the shape needs 8"),
        ({"length": -8}, "the length of external data is '-8'"),
        ({"offset": "four"}, "the offset of external data is 'four'"),
        ({"offset": 10**18}, "bytes up to 1000000000000000008 are needed"),
        ({"offset": "9" * 100}, "the offset of external data"),
        ({"encoding": "zip"}, "have the key 'encoding'"),
    ],
)
def test_external_data_that_do_not_fit(tmp_path, entries, message):
    (tmp_path / "numbers").write_bytes(NUMBERS)
    (tmp_path / "net.onnx").write_bytes(with_external("numbers", **entries).SerializeToString())
    with pytest.raises(FileFormatError, match=message):
        read_onnx(tmp_path / "net.onnx")


def test_external_data_of_a_model_without_a_folder():
    with pytest.raises(FileFormatError, match="are external data: read the file by read_onnx"):
        from_onnx(with_external("numbers"))


def test_external_data_of_constants(tmp_path):
    (tmp_path / "numbers").write_bytes(NUMBERS)
    nodes = [node("Constant", "", "c", value=external("c", [2], "../numbers"))]
    proto = model([*nodes, node("Add", "x c", "y")], [1, 2])
    (tmp_path / "net.onnx").write_bytes(proto.SerializeToString())
    with pytest.raises(FileFormatError, match=r"\.\./numbers', outside"):
        read_onnx(tmp_path / "net.onnx")


# Attributes and numbers of every kind, and the memory of a whole process


def mutants():
    """Yield the models of all operators with one number after the other made hostile."""
    for name, (proto, _) in CASES.items():
        if not name.endswith("opset 17"):
            continue
        for i, made in enumerate(proto.graph.node):
            for j, attribute in enumerate(made.attribute):
                for value in (-(2**63), -1, 0, 2**31, 2**63 - 1):
                    changed = copy.deepcopy(proto)
                    target = changed.graph.node[i].attribute[j]
                    if attribute.ints:
                        target.ints[len(target.ints) // 2] = value
                        yield changed
                    elif attribute.type == attribute.INT:
                        target.i = value
                        yield changed
        for i, stored in enumerate(proto.graph.initializer):
            array = numpy_helper.to_array(stored)
            if array.dtype != np.int64:
                continue
            for value in (-(2**63), -1, 0, 2**31, 2**63 - 1):
                changed = copy.deepcopy(proto)
                numbers = array.copy()
                numbers.flat[-1:] = value
                new = numpy_helper.from_array(numbers, stored.name)
                changed.graph.initializer[i].CopyFrom(new)
                yield changed


def test_hostile_numbers_are_refused_or_computed():
    refused = computed = 0
    tracemalloc.start()
    try:
        for proto in mutants():
            try:
                from_onnx(proto)
                computed += 1
            except PolyregionsError:
                refused += 1
        assert tracemalloc.get_traced_memory()[1] < 200 * MEGABYTE
    finally:
        tracemalloc.stop()
    assert refused > 300
    assert computed > 50


LIMITED = """
import resource, sys
import onnx
from polyregions.errors import FileFormatError
from polyregions.readers import read_onnx
pages = int(open("/proc/self/statm").read().split()[0])
limit = pages * resource.getpagesize() + 300 * 2**20
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
for path in sys.argv[1:]:
    try:
        read_onnx(path)
    except FileFormatError as error:
        print(str(error)[:40])
    else:
        sys.exit(path)
"""


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="the limit is one of Linux")
def test_a_process_of_little_memory_refuses_them_all(tmp_path):
    files = bombs(MOST_RECORDS + 1)
    contents = [files["nodes"], files["attributes"]]
    for stored, _ in DECLARED.values():
        proto = model([node("Add", "x w", "y")], [1, 2])
        proto.graph.initializer.append(stored)
        contents.append(proto.SerializeToString())
    paths = [tmp_path / f"{i}.onnx" for i in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content)
    command = [sys.executable, "-c", LIMITED, *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == len(paths)


def test_the_package_is_named_where_it_is_missing(path, monkeypatch):
    write_onnx(SMALL, path)
    monkeypatch.setitem(sys.modules, "onnx", None)
    message = r"onnx is missing: install it by pip install 'polyregions\[onnx\]'"
    for use in (lambda: read_onnx(path), lambda: write_onnx(SMALL, path), lambda: from_onnx(path)):
        with pytest.raises(PolyregionsError, match=message):
            use()


def test_errors_name_the_file_unless_the_caller_is_wrong(path):
    write_onnx(SMALL, path)
    with pytest.raises(FileFormatError, match=r"net\.onnx'.* makes no value 'z'"):
        read_onnx(path, output="z")
    with pytest.raises(InvalidDomainError, match=r"^the domain"):
        read_onnx(path, [[0, 1]])


def test_an_honest_model_of_many_layers(path):
    """Deep networks do not run into the limit on records."""
    layer = Layer([[1, 0.5], [0, 1]], [1, -1])
    network = Network([layer] * 3000)
    write_onnx(network, path)
    assert read_onnx(path) == network


def test_models_with_much_description(path):
    proto = model([node("Relu", "x", "y")], [1, 2])
    proto.doc_string = "text" * MEGABYTE
    path.write_bytes(proto.SerializeToString())
    assert computes_exactly(read_onnx(path), proto)
