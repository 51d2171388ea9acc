"""Network files made to do harm: refused in one line, nothing executed, no large room made."""

import importlib
import io
import os
import pickle
import tracemalloc
import zipfile

import numpy as np
import pytest

import polyregions as pr
from polyregions.cli import main
from polyregions.errors import FileFormatError
from polyregions.readers.content.file_content import MOST_PARAMETERS
from tests.helpers.extras import require_packages

# Far below what any of these files asks for, and above what an honest error needs.
MOST_MEMORY = 100 * 2**20


class RunsCode:
    """An object whose pickle makes a folder when it is loaded."""

    def __reduce__(self):
        return os.mkdir, ("executed",)


def zipped(*members, compression=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def array_file(shape, data, descr="<f8"):
    header = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + data


def saved(compressed=False, **arrays):
    buffer = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(buffer, **arrays)
    return buffer.getvalue()


def lying_about(content, field, value):
    """Return a zip archive with one size in its central directory replaced."""
    start = content.index(b"PK\x01\x02") + {"compressed": 20, "size": 24}[field]
    return content[:start] + value.to_bytes(4, "little") + content[start + 4 :]


def bomb_of_arrays():
    """Return 17 arrays of a million zeros, of some kilobytes each."""
    return saved(compressed=True, **{f"W{i}": np.zeros((2**10, 2**10), "i1") for i in range(17)})


SMALL_ARRAY = zipped(("W0.npy", array_file((1, 1), bytes(8))))
NPZ = {
    "a pickled array": lambda: saved(W0=np.array([[RunsCode()]], dtype=object)),
    "a pickle": lambda: pickle.dumps(RunsCode()),
    "a pickle as member": lambda: zipped(("W0.npy", pickle.dumps(RunsCode()))),
    "a pickle behind a header": lambda: zipped(
        ("W0.npy", array_file((1, 1), pickle.dumps(RunsCode()), "|O"))
    ),
    "a member with a path": lambda: zipped(("../executed/W0.npy", array_file((1, 1), bytes(8)))),
    "an absolute member": lambda: zipped(("/executed/W0.npy", array_file((1, 1), bytes(8)))),
    "a billion entries": lambda: zipped(("W0.npy", array_file((10**9, 1), bytes(8)))),
    "a billion rows of nothing": lambda: zipped(("W0.npy", array_file((10**9, 0), b""))),
    "a billion columns in two arrays": lambda: zipped(
        ("W0.npy", array_file((1, 10**9), bytes(8))), ("W1.npy", array_file((10**9, 1), bytes(8)))
    ),
    "many zeros": lambda: zipped(
        ("W0.npy", array_file((MOST_PARAMETERS + 1, 1), bytes(MOST_PARAMETERS + 1), "|i1"))
    ),
    "many zeros in several arrays": bomb_of_arrays,
    "a longer member than told": lambda: lying_about(
        zipped(("W0.npy", array_file((1, 1), bytes(2**25)))), "size", 8 + 128
    ),
    "a member of four gigabytes": lambda: lying_about(SMALL_ARRAY, "size", 2**32 - 2),
    "a shorter member than told": lambda: lying_about(SMALL_ARRAY, "compressed", 9),
}
HUGE_SIZES = "1,{n},{n},{n}\n{n},{n}\n0\n0\n1\n0\n1\n"
NNET = {
    "a billion inputs": lambda: HUGE_SIZES.format(n=10**9).encode(),
    "the largest sizes": lambda: HUGE_SIZES.format(n=10**18 - 1).encode(),
    "a size of many digits": lambda: HUGE_SIZES.format(n="9" * 10**6).encode(),
    "a billion layers": lambda: b"999999999,1,1,1\n1,1\n",
    "many layers": lambda: b"100000,1,1,1\n" + b"1," * 100001 + b"\n0\n",
    "a long line": lambda: b"," * 10**6,
    "many lines": lambda: b"\n" * 10**5 + b"// \n" * 10**5,
}
JSON = {
    "deep lists": lambda: b"[" * 10**6,
    "a number of many digits": lambda: b'{"layers": [{"W": [[' + b"9" * 10**6 + b"]]}]}",
    "a huge exponent": lambda: (
        b'{"layers": [{"W": [["1e999999999"]], "b": [0], "activation": "relu"}]}'
    ),
}


def model(*nodes, **tensors):
    """Return an ONNX model from x to y with the given nodes and initializers."""
    from onnx import TensorProto, helper

    value = helper.make_tensor_value_info
    x, y = (value(name, TensorProto.FLOAT, [1, 2]) for name in ("x", "y"))
    graph = helper.make_graph(list(nodes), "graph", [x], [y], list(tensors.values()))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def product_with(**fields):
    """Return a model that multiplies by a tensor with these fields of its record."""
    from onnx import TensorProto, helper

    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, **fields)
    return model(helper.make_node("MatMul", ["x", "w"], ["y"]), w=tensor).SerializeToString()


def product_outside(location):
    from onnx import StringStringEntryProto, TensorProto

    entry = StringStringEntryProto(key="location", value=location)
    return product_with(dims=[2, 2], data_location=TensorProto.EXTERNAL, external_data=[entry])


def constant_of_shape(length):
    from onnx import helper, numpy_helper

    shape = numpy_helper.from_array(np.array([2, length]), "shape")
    return model(
        helper.make_node("ConstantOfShape", ["shape"], ["w"]),
        helper.make_node("MatMul", ["x", "w"], ["y"]),
        shape=shape,
    ).SerializeToString()


def custom_operator():
    from onnx import helper

    return model(helper.make_node("Run", ["x"], ["y"], domain="evil")).SerializeToString()


ONNX = {
    "a pickle": lambda: pickle.dumps(RunsCode()),
    "a billion entries": lambda: product_with(dims=[2, 10**9], raw_data=bytes(16)),
    "a billion entries without data": lambda: product_with(dims=[10**9, 10**9]),
    "negative sizes": lambda: product_with(dims=[-1, -(10**9)], raw_data=bytes(16)),
    "a constant of a billion entries": lambda: constant_of_shape(10**9),
    "data above the folder": lambda: product_outside("../secret"),
    "data at an absolute path": lambda: product_outside("/etc/hostname"),
    "data of a device": lambda: product_outside("/dev/zero"),
    "an operator of another domain": custom_operator,
}


def torch_file(value, **options):
    import torch

    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def state_dict_of(shape):
    """Return the file of a tensor that shows one number again and again."""
    import torch

    return torch_file({"0.weight": torch.zeros(1, 1).expand(shape)})


def module_with_code():
    import torch

    module = torch.nn.Linear(2, 1)
    module.extra = RunsCode()
    return torch_file(module)


PT = {
    "a pickle": lambda: pickle.dumps(RunsCode()),
    "a pickle in the place of tensors": lambda: zipped(
        ("net/data.pkl", pickle.dumps(RunsCode(), 2)), compression=zipfile.ZIP_STORED
    ),
    "a state dict with an object": lambda: torch_file({"0.weight": RunsCode()}),
    "a state dict with an object, as older versions wrote it": lambda: torch_file(
        {"0.weight": RunsCode()}, _use_new_zipfile_serialization=False
    ),
    "a whole module": module_with_code,
    "a billion entries": lambda: state_dict_of((1, 10**9)),
    "a compressed archive": lambda: zipped(
        ("net/data.pkl", pickle.dumps({})), ("net/data/0", bytes(2**25))
    ),
}
CASES = [
    pytest.param(suffix, package, make, id=f"{suffix}: {name}")
    for suffix, package, cases in (
        ("npz", None, NPZ),
        ("nnet", None, NNET),
        ("json", None, JSON),
        ("onnx", "onnx", ONNX),
        ("pt", "torch", PT),
    )
    for name, make in cases.items()
]


@pytest.mark.parametrize(("suffix", "package", "make"), CASES)
def test_it_is_refused(tmp_path, monkeypatch, capsys, suffix, package, make):
    if package is not None:
        require_packages(package)
        importlib.import_module(package)  # before the memory is watched
    (tmp_path / "secret").write_bytes(bytes(16))
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    path = folder / f"net.{suffix}"
    path.write_bytes(make())
    tracemalloc.start()
    try:
        with pytest.raises(FileFormatError) as caught:
            pr.read_network(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 900 + len(str(path))
    assert main(["info", str(path)]) == 2
    error = capsys.readouterr().err
    assert error.startswith("polyregions: error: ")
    assert error.count("\n") == 1
    assert os.listdir(folder) == [path.name]
    assert sorted(os.listdir(tmp_path)) == ["folder", "secret"]


def test_the_pickle_would_run_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pickle.loads(pickle.dumps(RunsCode()))
    assert os.listdir(tmp_path) == ["executed"]
