"""Checkpoints, and files of old versions: read like state dicts, and with the same mistrust."""

import io
import pickle
import resource
import struct
import zipfile

import numpy as np
import pytest

from tests.helpers.cases import each
from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn

import polyregions as pr
from polyregions.readers import read_state_dict
from polyregions.readers.torch.legacy_files import MAGIC
from tests.helpers.torch_files import (
    Attack,
    archive,
    forged_state,
    forged_tensor,
    integer,
    integers,
    refusal,
    saved,
    text,
)


def perceptron():
    torch.manual_seed(4)
    return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))


def trained(optimiser=torch.optim.Adam):
    """Return a module and an optimiser after a step, so that this has tensors of its own."""
    module = perceptron()
    steps = optimiser(module.parameters(), lr=0.5)
    module(torch.ones(1, 2)).sum().backward()
    steps.step()
    return module, steps


CHECKPOINTS = {
    "a training loop's": lambda m, o: {
        "epoch": 3,
        "loss": 0.25,
        "best": None,
        "done": True,
        "note": "of today",
        "losses": [1.5, 0.5],
        "shape": (2, 1),
        "model_state_dict": m.state_dict(),
        "optimizer_state_dict": o.state_dict(),
    },
    "Lightning's": lambda m, o: {
        "epoch": 1,
        "pytorch-lightning_version": "2.0.0",
        "state_dict": {f"model.{name}": t for name, t in m.state_dict().items()},
        "optimizer_states": [o.state_dict()],
        "lr_schedulers": [],
        "callbacks": {"best": {"score": torch.tensor(0.5), "path": "x"}},
    },
    "with other tensors": lambda m, o: {
        "loss": torch.tensor(0.5),
        "net": m.state_dict(),
        "random": torch.get_rng_state(),
    },
    "of parameters": lambda m, o: {"net": dict(m.named_parameters())},
}


@each("zipped", [True, False])
@each("make", CHECKPOINTS.values(), ids=CHECKPOINTS)
def test_one_state_dict_among_other_things(tmp_path, make, zipped):
    module, optimiser = trained()
    checkpoint = make(module, optimiser)
    path = saved(checkpoint, tmp_path, _use_new_zipfile_serialization=zipped)
    expected = pr.from_torch(module, 2)
    assert read_state_dict(path) == pr.read_network(path) == expected
    assert pr.from_torch(perceptron(), 2, state_dict=path) == expected
    assert pr.from_torch(perceptron(), 2, state_dict=checkpoint) == expected


@each("optimiser", [torch.optim.SGD, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad])
def test_what_optimisers_keep_is_passed_over(tmp_path, optimiser):
    module, steps = trained(optimiser)
    path = saved({"opt": steps.state_dict(), "net": module.state_dict()}, tmp_path)
    assert read_state_dict(path) == pr.from_torch(module, 2)


@each("prefix", ["module.", "model.", "_orig_mod.", "module._orig_mod.", "model.module."])
def test_names_as_wrappers_make_them(tmp_path, prefix):
    module = nn.Sequential(nn.Conv1d(1, 2, 2), nn.BatchNorm1d(2))
    state = {prefix + name: tensor for name, tensor in module.state_dict().items()}
    fresh = nn.Sequential(nn.Conv1d(1, 2, 2), nn.BatchNorm1d(2))
    assert pr.from_torch(fresh, (1, 3), state_dict=state) == pr.from_torch(module, (1, 3))


def test_only_prefixes_that_hide_the_modules_names_are_taken_off():
    class Wrapper(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = nn.Linear(2, 1)

        def forward(self, x):
            return self.model(x)

    torch.manual_seed(1)
    trained = Wrapper()
    state = trained.state_dict()
    assert list(state) == ["model.weight", "model.bias"]
    expected = pr.from_torch(trained, 2)
    assert pr.from_torch(Wrapper(), 2, state_dict=state) == expected
    assert pr.from_torch(trained.model, 2, state_dict=state) == expected
    with pytest.raises(pr.PolyregionsError, match="lacks 'bias', 'weight'"):
        pr.from_torch(nn.Linear(2, 1), 2, state_dict={"net.weight": torch.ones(1, 2)})
    mixed = {"model.weight": torch.ones(1, 2), "bias": torch.ones(1)}
    with pytest.raises(pr.PolyregionsError, match="lacks 'weight'"):
        pr.from_torch(nn.Linear(2, 1), 2, state_dict=mixed)


def test_changed_archives_are_refused_or_the_same(tmp_path):
    generator = np.random.default_rng(9)
    whole = files()[0]
    expected = read_state_dict(written(whole, tmp_path))
    refused = 0
    for _ in range(200):
        content = bytearray(whole)
        for place in generator.integers(0, len(whole), generator.integers(1, 4)):
            content[place] = generator.integers(256)
        try:
            assert read_state_dict(written(bytes(content), tmp_path)) == expected
        except pr.PolyregionsError:
            refused += 1
    assert refused > 50


@each(
    ("value", "reason"),
    [
        (
            {"average": perceptron().state_dict(), "net": perceptron().state_dict()},
            "it holds several state dicts, 'average' and 'net'",
        ),
        (
            {name: {"weight": torch.ones(1, 1)} for name in "abcde"},
            "it holds several state dicts, 'a', 'b', 'c' and 2 more",
        ),
        # The inner one might be a part of the outer one.
        ({"a.weight": torch.ones(2, 2), "b": {"weight": torch.ones(1, 2)}}, "'b' is a dictionary"),
        ({"a": {"b": perceptron().state_dict()}}, "'a' is a dictionary"),
        ({"epoch": 3}, "'epoch' is of type int"),
        ({"net": {}}, "'net' is a dictionary"),
        ({"net": {1: torch.ones(1, 1)}}, "'net' is a dictionary"),
        ({"net": [torch.ones(1, 1)]}, "'net' is of type list"),
        ({"net": perceptron().state_dict(), 1: 2}, "its key 1 is no text"),
        ({"net": perceptron().state_dict(), "s": np.float64(1)}, "it holds Python objects"),
        ({"net": perceptron().state_dict(), "t": torch.ones(2).to_sparse()}, "sparse"),
    ],
)
def test_no_state_dict_is_guessed(tmp_path, value, reason):
    for zipped in (True, False):
        path = saved(value, tmp_path, _use_new_zipfile_serialization=zipped)
        assert reason in refusal(path)


def test_a_whole_module_of_an_old_version_is_refused(tmp_path):
    path = saved(perceptron(), tmp_path, _use_new_zipfile_serialization=False)
    assert "torch.nn.modules.container.Sequential" in refusal(path)


@each(
    "dtype",
    [
        torch.float16,
        torch.bfloat16,
        torch.float32,
        torch.float64,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
        torch.uint8,
    ],
)
@each("zipped", [True, False])
def test_numbers_of_every_type(tmp_path, dtype, zipped):
    weight = torch.tensor([[1, 2], [3, 100]], dtype=dtype)
    path = saved({"weight": weight}, tmp_path, _use_new_zipfile_serialization=zipped)
    assert read_state_dict(path).layers[0].weights == ((1, 2), (3, 100))


@each("zipped", [True, False])
def test_parts_of_one_memory(tmp_path, zipped):
    matrix = torch.arange(12.0).reshape(3, 4)
    state = {
        "a.weight": matrix[1:, ::2],
        "b.weight": matrix[:2, :2].t(),
        "c.weight": matrix[:, 1:3],
    }
    path = saved(state, tmp_path, _use_new_zipfile_serialization=zipped)
    layers = read_state_dict(path).layers
    assert layers[0].weights == ((4, 6), (8, 10))
    assert layers[1].weights == ((0, 4), (1, 5))
    assert layers[2].weights == ((1, 2), (5, 6), (9, 10))


FOUR = struct.pack("4f", 1, 2, 3, 4)
ONE_STORAGE = (("0", 4, FOUR),)


def old_file(value, storages=ONE_STORAGE, machine=None, version=1001):
    """Return a file as versions before 1.6 made them, from the pickle of its value."""
    facts = {"protocol_version": 1001, "little_endian": True} if machine is None else machine
    head = MAGIC + pickle.dumps(version, 2) + pickle.dumps(facts, 2) + value
    keys = pickle.dumps([key for key, _, _ in storages], 2)
    return head + keys + b"".join(struct.pack("<q", n) + held for _, n, held in storages)


def written(content, folder):
    path = folder / "old.pt"
    path.write_bytes(content)
    return path


HONEST = forged_state(forged_tensor(4, (2, 2), (2, 1)))
HUGE = 10**9


def test_the_forger_can_make_an_honest_old_file(tmp_path):
    path = written(old_file(HONEST), tmp_path)
    assert read_state_dict(path).layers[0].weights == ((1, 2), (3, 4))


@each(
    ("content", "reason"),
    [
        (old_file(HONEST, version=1000), "its version is unknown"),
        (old_file(HONEST, machine={"little_endian": False}), "big-endian"),
        (old_file(HONEST, machine={}), "big-endian"),
        (old_file(HONEST, machine=[]), "its version is unknown"),
        (old_file(HONEST, [("1", 4, FOUR)]), "its storages are not those of its tensors"),
        (old_file(HONEST, [([], 4, FOUR)]), "its storages are not those of its tensors"),
        (old_file(HONEST, []), "it holds more or less than its storages"),
        (old_file(HONEST, [("0", 4, FOUR), ("0", 4, FOUR)]), "its storages are not those"),
        (old_file(HONEST, [("0", 3, FOUR)]), "it holds more or less than its storages"),
        (old_file(HONEST, [("0", 3, FOUR[:12])]), "claims 4 entries and holds fewer"),
        (old_file(HONEST, [("0", HUGE, FOUR)]), f"a storage claims {HUGE} entries"),
        (old_file(HONEST, [("0", 2**62, FOUR)]), f"a storage claims {2**62} entries"),
        (old_file(HONEST, [("0", -1, FOUR)]), "a storage claims -1 entries"),
        (old_file(HONEST) + b"more", "it holds more or less than its storages"),
        (old_file(HONEST)[:-1], "a storage claims 4 entries"),
        (old_file(HONEST)[:-20], "its storages are not those of its tensors"),
        (old_file(forged_state(forged_tensor(HUGE, (HUGE, 1), (1, 1)))), "holds fewer"),
        (old_file(forged_state(forged_tensor(10**30, (1, 1), (1, 1)))), "holds fewer"),
        (old_file(forged_state(forged_tensor(4, (HUGE, 1), (0, 0)))), "holds fewer"),
        (old_file(forged_state(forged_tensor(4, (2, 2), (3, 1)))), "holds fewer"),
        (old_file(forged_state(forged_tensor(4, (0, 10**30), (1, 1)))), "holds fewer"),
    ],
)
def test_old_files_that_lie(tmp_path, content, reason):
    torch.ones(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert reason in refusal(written(content, tmp_path))
    # Kilobytes on Linux; the claims are gigabytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def storage(kind=b"FloatStorage", key="0", entries=4, view=b""):
    return (
        b"("
        + text("storage")
        + b"ctorch\n"
        + kind
        + b"\n"
        + text(key)
        + text("cpu")
        + (integer(entries) + view + b"tQ")
    )


def tensor_of(inner, metadata=b""):
    arguments = inner + integer(0) + integers(2, 2) + integers(2, 1) + b"\x89"
    arguments += b"ccollections\nOrderedDict\n)R" + metadata
    return b"ctorch._utils\n_rebuild_tensor_v2\n(" + arguments + b"tR"


@each(
    ("pickled", "reason"),
    [
        (b"", "damaged"),
        (b"\x80\x02.", "damaged"),
        (b"\x80\x02N", "damaged"),
        (b"\x80\x02NN.", "damaged"),
        (b"\x80\x02(N.", "damaged"),
        (b"\x80\x02h\x07.", "damaged"),
        (b"\x80\x02q\x07.", "damaged"),
        (b"\x80\x02}]Ns.", "damaged"),
        (b"\x80\x02]NNs.", "damaged"),
        (b"\x80\x02}(Nu.", "damaged"),
        (b"\x80\x02}Na.", "damaged"),
        (b"\x80\x02K\x01\x86.", "damaged"),
        (b"\x80\x02K\x01\x85Q.", "damaged"),
        (b"\x80\x02NNR.", "damaged"),
        (b"\x80\x02ccollections\nOrderedDict\nNR.", "damaged"),
        (b"\x80\x02ccollections\nOrderedDict\n(NNNtR.", "damaged"),
        (b"\x80\x02ctorch._utils\n_rebuild_parameter\n(NNNtR.", "damaged"),
        (b"\x80\x02\xff.", "damaged"),
        (b"\x80\x02}}b.", "changes objects after making them"),
        (b"\x80\x02ccollections\nOrderedDict\n}b.", "changes objects after making them"),
        (b"\x80\x02" + tensor_of(storage()) + b"}b.", "changes objects after making them"),
        (b"\x80\x02I3\n.", "takes the step INT"),
        (b"\x80\x02" + b"\x8e" + struct.pack("<Q", 2**60) + b".", "damaged"),
        (b"\x80\x02" + b"X" + struct.pack("<I", 2**32 - 1) + b"a.", "damaged"),
        (b"\x80\x02Nr\xff\xff\xff\xff.", "it is None"),
        (
            b"\x80\x02X" + struct.pack("<I", 2**22) + bytes(2**22) + b".",
            "longer than 4194304 bytes",
        ),
        (forged_state(tensor_of(storage(b"QInt8Storage"))), "quantised or unknown"),
        (forged_state(tensor_of(storage(b"FloatTensor"))), "Python objects"),
        (forged_state(tensor_of(storage(view=b"(NNNt"))), "damaged"),
        (forged_state(tensor_of(storage(entries=-4))), "damaged"),
        (forged_state(tensor_of(storage(key="1"))), "holds fewer"),
        (forged_state(tensor_of(storage(key="../version"))), "holds fewer"),
        (forged_state(tensor_of(b"N")), "damaged"),
        (forged_state(tensor_of(storage(), b"}" + text("neg") + b"\x88s")), "lazy view"),
        (forged_state(b"ctorch\nFloatStorage\n"), "'a.weight' is of type"),
        (forged_state(storage()), "'a.weight' is of type"),
    ],
)
def test_pickles_that_torch_does_not_write(tmp_path, pickled, reason):
    assert reason in refusal(archive(pickled, tmp_path, struct.pack("4f", 1, 2, 3, 4)))


def test_a_dictionary_that_holds_itself_is_followed_once(tmp_path):
    itself = b"\x80\x02}q\x00" + text("a") + b"h\x00s."
    assert "'a' is a dictionary" in refusal(archive(itself, tmp_path))
    assert "'a' is a dictionary" in refusal(written(old_file(itself, []), tmp_path))
    # Pairs, each of twice the one before: two to the power of a thousand in all.
    doubled = b"]q\x00" + b"".join(b"h\x00\x86q\x00" for _ in range(1000))
    assert "it is of type tuple" in refusal(
        written(old_file(b"\x80\x02" + doubled + b".", []), tmp_path)
    )


def test_deep_nests_overflow_no_stack(tmp_path):
    deep = b"N" + b"\x85" * 300_000
    for keyed in (b"}" + deep + b"Ns", b"ccollections\nOrderedDict\n](" + deep + b"Nt\x85a\x85R"):
        assert "damaged" in refusal(archive(b"\x80\x02" + keyed + b".", tmp_path))
    nest = b"\x80\x02}" + text("a") + b"]" * 50_000 + b"a" * 49_999 + b"s."
    assert "'a' is of type list" in refusal(archive(nest, tmp_path))
    assert "'a' is of type list" in refusal(written(old_file(nest, []), tmp_path))


def test_ordered_dictionaries_as_python_2_wrote_them(tmp_path):
    pair = b"](" + text("a.weight") + forged_tensor(4, (2, 2), (2, 1)) + b"e"
    state = b"\x80\x02ccollections\nOrderedDict\n]" + pair + b"a\x85R."
    path = archive(state, tmp_path, FOUR)
    assert read_state_dict(path).layers[0].weights == ((1, 2), (3, 4))


def test_archives_of_big_endian_machines_are_refused(tmp_path):
    assert "big-endian" in refusal(archive(HONEST, tmp_path, FOUR, order=b"big"))


def test_code_in_an_old_file_is_not_run(tmp_path):
    mark = tmp_path / "mark"
    attack = pickle.dumps(Attack(mark), 2)
    for content in (
        MAGIC + attack,
        MAGIC + pickle.dumps(1001, 2) + attack,
        old_file(attack),
        old_file(HONEST).replace(HONEST, HONEST + attack),
    ):
        assert "nothing of it was run" in refusal(written(content, tmp_path))
    assert not mark.exists()


def files():
    """Return checkpoints of both kinds, whole."""
    module, optimiser = trained()
    checkpoint = CHECKPOINTS["a training loop's"](module, optimiser)
    contents = []
    for zipped in (True, False):
        buffer = io.BytesIO()
        torch.save(checkpoint, buffer, _use_new_zipfile_serialization=zipped)
        contents.append(buffer.getvalue())
    return contents


def test_every_truncation_of_a_checkpoint_is_refused(tmp_path):
    for whole in files():
        for length in [*range(0, len(whole), 61), len(whole) - 1]:
            refusal(written(whole[:length], tmp_path))


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_changed_bytes_never_end_in_a_traceback(tmp_path):
    """Old files carry no checksums: what is changed in a number is read as another number."""
    generator = np.random.default_rng(7)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes = {True: 0, False: 0}
    whole = files()[1]
    pickles = whole.index(struct.pack("<q", 1), 200)
    for _ in range(800):
        content = bytearray(whole)
        for place in generator.integers(len(MAGIC), pickles, generator.integers(1, 4)):
            content[place] = generator.integers(256)
        try:
            read_state_dict(written(bytes(content), tmp_path))
            outcomes[True] += 1
        except pr.PolyregionsError:
            outcomes[False] += 1
    assert min(outcomes.values()) > 25
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
def test_changed_pickles_in_archives_never_end_in_a_traceback(tmp_path):
    generator = np.random.default_rng(8)
    with zipfile.ZipFile(io.BytesIO(files()[0])) as file:
        name = next(name for name in file.namelist() if name.endswith("data.pkl"))
        pickled = file.read(name)
    for _ in range(300):
        content = bytearray(pickled)
        for place in generator.integers(0, len(pickled), generator.integers(1, 4)):
            content[place] = generator.integers(256)
        refusal(archive(bytes(content), tmp_path))
