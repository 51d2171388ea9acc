"""State dicts in files: read and written without loss, hostile ones refused and never run."""

import io
import os
import pickle
import re
import resource
import struct
import warnings
import zipfile

import pytest

from tests.helpers.extras import require_packages

require_packages("torch")

import torch
from torch import nn

import polyregions as pr
from polyregions.errors import AssumptionWarning
from polyregions.readers import read_state_dict, write_state_dict
from tests.helpers.torch_files import (
    Attack,
    archive,
    forged_state,
    forged_tensor,
    integer,
    integers,
    refusal,
    saved,
)


def perceptron(dtype=torch.float32):
    torch.manual_seed(4)
    return nn.Sequential(
        nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1)
    ).to(dtype)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_a_perceptron_is_read_as_it_is(tmp_path, dtype):
    module = perceptron(dtype)
    path = saved(module.state_dict(), tmp_path)
    assert read_state_dict(path) == pr.from_torch(module, 2)
    assert pr.read_network(path) == pr.from_torch(module, 2)
    named = read_state_dict(path, domain=[[0, 1], [0, 1]], name="small")
    assert (named.domain, named.name) == (pr.box([0, 0], [1, 1]), "small")


def test_parameters_and_plain_dictionaries(tmp_path):
    module = perceptron()
    network = pr.from_torch(module, 2)
    assert read_state_dict(saved(dict(module.named_parameters()), tmp_path)) == network
    assert read_state_dict(saved(dict(module.state_dict()), tmp_path)) == network


def test_matrices_without_biases_and_single_layers(tmp_path):
    linear = nn.Linear(2, 3)
    assert read_state_dict(saved(linear.state_dict(), tmp_path)) == pr.from_torch(linear, 2)
    without = nn.Sequential(nn.Linear(2, 3, bias=False), nn.ReLU(), nn.Linear(3, 1))
    assert read_state_dict(saved(without.state_dict(), tmp_path)) == pr.from_torch(without, 2)


def test_transposed_and_shared_memory(tmp_path):
    matrix = torch.arange(4.0).reshape(2, 2)
    network = read_state_dict(saved({"a.weight": matrix, "b.weight": matrix.t()}, tmp_path))
    assert network.layers[0].weights == ((0, 1), (2, 3))
    assert network.layers[1].weights == ((0, 2), (1, 3))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["0", "2", "5"], None),
        (["net.0", "net.2"], None),
        (["linear"], None),
        (["0", "1"], r"between '0\.weight' and '1\.weight' \(from_torch"),
        (["0", "2", "3", "4"], r"between '2\.weight' and '3\.weight', and between 1 more"),
        (["actor.0", "critic.2"], r"between 'actor\.0\.weight' and 'critic\.2\.weight'"),
        (["fc1", "fc2"], r"between 'fc1\.weight' and 'fc2\.weight'"),
        (["1²", "3²"], "holds no activations"),
    ],
)
def test_a_relu_for_which_names_leave_no_room_is_told(tmp_path, names, told):
    torch.save({f"{name}.weight": torch.eye(2) for name in names}, tmp_path / "net.pt")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        network = read_state_dict(tmp_path / "net.pt")
    assert len(network.layers) == len(names)
    if told is None:
        assert not caught
    else:
        [warning] = caught
        assert warning.category is AssumptionWarning
        assert warning.filename == __file__
        assert re.search(told, str(warning.message))


def test_what_is_written_is_read_back_equal(tmp_path):
    path = tmp_path / "net.pt"
    for network in (pr.from_torch(perceptron(), 2), pr.montufar(inputs=2, width=4, depth=2)):
        write_state_dict(network, path)
        assert read_state_dict(path) == network.with_domain(None)
        pr.to_torch(network).load_state_dict(torch.load(path, weights_only=True), strict=True)
    double = pr.Network([pr.Layer([[0.1]], [2**-1074], "identity")])
    write_state_dict(double, path)
    assert read_state_dict(path) == double


@pytest.mark.parametrize(
    "activations", [["identity", "identity"], ["relu", "relu"], [["relu", "identity"], "identity"]]
)
def test_networks_that_would_be_read_differently_are_not_written(tmp_path, activations):
    widths = [1, 2, 1]
    layers = [
        pr.Layer([[1] * widths[i]] * widths[i + 1], None, activation)
        for i, activation in enumerate(activations)
    ]
    path = tmp_path / "net.pt"
    path.write_text("older")
    with pytest.raises(pr.PolyregionsError, match=r"layers\[[01]\] has other units than"):
        write_state_dict(pr.Network(layers), path)
    with pytest.raises(pr.PolyregionsError, match="is 1/3, which is no float64 number"):
        write_state_dict(pr.Network([pr.Layer([["1/3"]], None, "identity")]), path)
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (nn.Conv2d(1, 1, 2).state_dict(), "'weight' of shape (1, 1, 2, 2) is neither"),
        (nn.BatchNorm1d(2).state_dict(), "'weight' of shape (2,) is neither"),
        (
            nn.Sequential(nn.Linear(1, 2), nn.BatchNorm1d(2)).state_dict(),
            "'1.weight' of shape (2,) is neither",
        ),
        (nn.PReLU().state_dict(), "'weight' of shape (1,) is neither"),
        (nn.LSTM(2, 2).state_dict(), "'weight_ih_l0' of shape (8, 2) is neither"),
        ({"w": torch.ones(2, 2)}, "'w' of shape (2, 2) is neither"),
        ({"a.weight": torch.ones(2, 2), "a.bias": torch.ones(3)}, "'a.bias' of shape (3,) is"),
        ({"a.weight": torch.ones(2, 2), "b.bias": torch.ones(2)}, "'b.bias' of shape (2,) is"),
        ({"a.bias": torch.ones(2), "a.weight": torch.ones(2, 2)}, "'a.bias' of shape (2,) is"),
        ({"a.weight": torch.ones(0, 2)}, "'a.weight' of shape (0, 2) is neither"),
        (
            {"a.weight": torch.ones(3, 2), "b.weight": torch.ones(2, 2)},
            "'b.weight' takes 2 inputs where 'a.weight' has 3 outputs",
        ),
        ({}, "it is empty"),
    ],
)
def test_other_state_dicts_are_left_to_from_torch(tmp_path, state, reason):
    message = refusal(saved(state, tmp_path))
    assert reason in message
    assert "from_torch(module, input_shape, state_dict=path)" in message


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (torch.ones(2, 2), "it is a tensor"),
        ([torch.ones(2, 2)], "it is of type list"),
        (None, "it is None"),
        ({1: torch.ones(2, 2)}, "its key 1 is no text"),
        ({"a.weight": torch.ones(2, 2, dtype=torch.complex64)}, "a parameter is complex"),
        ({"a.weight": torch.ones(2, 2).to_sparse()}, "_rebuild_sparse_tensor"),
        ({"a.weight": torch.ones(2, 2, device="meta")}, "_rebuild_meta_tensor"),
        ({"a.weight": torch.ones(1).expand(2, 2)}, "claims 4 entries and holds fewer"),
        ({"a.weight": torch.tensor([[1.0, float("nan")]])}, "weights[0][1] is nan"),
        ({"a.weight": torch.tensor([[1.0]]), "a.bias": torch.tensor([-torch.inf])}, "is -inf"),
    ],
)
def test_files_that_hold_something_else(tmp_path, value, reason):
    assert reason in refusal(saved(value, tmp_path))


def test_a_whole_module_is_refused(tmp_path):
    message = refusal(saved(perceptron(), tmp_path))
    assert "torch.nn.modules.container.Sequential" in message
    assert "nothing of it was run" in message


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
def test_a_torchscript_program_is_refused(tmp_path):
    path = tmp_path / "program.pt"
    torch.jit.trace(perceptron(), torch.zeros(1, 2)).save(path)
    assert "this is a TorchScript program" in refusal(path)


def test_code_in_a_pickle_is_not_run(tmp_path):
    mark = tmp_path / "mark"
    attack = Attack(mark)
    pickle.loads(pickle.dumps(attack))
    assert mark.exists(), "the attack works on pickle itself"
    mark.unlink()

    message = refusal(saved({"a.weight": attack}, tmp_path))
    assert f"'{os.system.__module__}.system'" in message
    with pytest.raises(pr.PolyregionsError, match="nothing of it was run"):
        pr.from_torch(perceptron(), 2, state_dict=tmp_path / "state.pt")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        refusal(archive(pickle.dumps({"a.weight": attack}, protocol), tmp_path))
    path = tmp_path / "plain.pt"
    path.write_bytes(pickle.dumps(attack))
    assert "no file of torch.save" in refusal(path)
    torch.save({"a.weight": attack}, path, _use_new_zipfile_serialization=False)
    assert "nothing of it was run" in refusal(path)
    assert not mark.exists()


@pytest.mark.parametrize("zipped", [True, False])
def test_no_pickle_is_run_at_all(tmp_path, monkeypatch, zipped):
    path = tmp_path / "state.pt"
    torch.save(perceptron().state_dict(), path, _use_new_zipfile_serialization=zipped)
    expected = pr.from_torch(perceptron(), 2)
    for module, name in ((torch, "load"), (pickle, "load"), (pickle, "loads")):
        monkeypatch.delattr(module, name)
    monkeypatch.delattr(pickle, "Unpickler")
    assert read_state_dict(path) == expected


def test_the_forger_can_make_an_honest_file(tmp_path):
    honest = forged_state(forged_tensor(4, (2, 2), (2, 1)))
    path = archive(honest, tmp_path, struct.pack("4f", 1, 2, 3, 4))
    assert read_state_dict(path).layers[0].weights == ((1, 2), (3, 4))


HUGE = 10**9


@pytest.mark.parametrize(
    "pickled",
    [
        forged_state(forged_tensor(4, (HUGE, 1), (0, 0))),
        forged_state(forged_tensor(4, (10**5, 10**5), (0, 0))),
        forged_state(forged_tensor(4, (HUGE, 1), (1, 1))),
        forged_state(forged_tensor(HUGE, (HUGE, 1), (1, 1))),
        forged_state(forged_tensor(HUGE, (1, 1), (1, 1))),
        forged_state(forged_tensor(10**30, (1, 1), (1, 1))),
        # A second life of the same tensor, whose memory torch would then make as large as asked.
        forged_state(
            forged_tensor(4, (4,), (1,))
            + b"q\x07)b(h\x07"
            + integer(0)
            + integers(HUGE)
            + integers(1)
            + b"tb"
        ),
        forged_state(b"cbuiltins\nbytearray\n(" + integer(4 * HUGE) + b"tR"),
        forged_state(b"ctorch\nFloatTensor\n(" + integer(HUGE) + b"tR"),
        forged_state(b"ctorch\nTensor\n(" + integer(HUGE) + b"tR"),
        forged_state(b"ctorch\nFloatStorage\n(" + integer(HUGE) + b"tR"),
        forged_state(b"ctorch.storage\nUntypedStorage\n(" + integer(4 * HUGE) + b"tR"),
    ],
)
def test_tiny_files_that_claim_much_get_no_room(tmp_path, pickled):
    path = archive(pickled, tmp_path)
    torch.ones(1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refusal(path)
    with pytest.raises(pr.PolyregionsError):
        pr.from_torch(nn.Linear(1, 1), 1, state_dict=path)
    # Kilobytes on Linux; the claims are gigabytes.
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000


def test_compressed_records_are_not_unpacked(tmp_path):
    honest = forged_state(forged_tensor(10**7, (10**7, 1), (1, 1)))
    path = archive(honest, tmp_path, bytes(4 * 10**7), compression=zipfile.ZIP_DEFLATED)
    assert path.stat().st_size < 10**6
    assert "compressed or with records that overlap" in refusal(path)
    small = forged_state(forged_tensor(4, (2, 2), (2, 1)))
    assert "compressed" in refusal(archive(small, tmp_path, compression=zipfile.ZIP_DEFLATED))


def test_records_of_one_name_are_refused(tmp_path):
    path = saved(perceptron().state_dict(), tmp_path)
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("STATE/DATA.PKL", pickle.dumps(Attack(tmp_path / "mark"), 2))
    assert "records that overlap" in refusal(path)


def test_an_archive_of_something_else(tmp_path):
    path = tmp_path / "other.pt"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("readme.txt", "nothing")
    assert "the archive holds no record called data.pkl" in refusal(path)


@pytest.mark.parametrize("content", [b"", b"P", b"PK\x03\x04", b"\x80\x02}q.", b"\x93NUMPY", b"{}"])
def test_files_that_are_no_archives(tmp_path, content):
    path = tmp_path / "broken.pt"
    path.write_bytes(content)
    refusal(path)


def test_every_truncation_is_refused(tmp_path):
    whole = saved(perceptron().state_dict(), tmp_path).read_bytes()
    path = tmp_path / "part.pt"
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refusal(path)


def test_truncated_pickles_are_refused(tmp_path):
    buffer = io.BytesIO()
    torch.save(perceptron().state_dict(), buffer)
    with zipfile.ZipFile(buffer) as file:
        pickled = file.read(next(name for name in file.namelist() if name.endswith("data.pkl")))
    for length in range(0, len(pickled), 13):
        refusal(archive(pickled[:length], tmp_path))


def test_paths_that_cannot_be_read(tmp_path):
    assert "No such file" in refusal(tmp_path / "missing.pt")
    assert "Is a directory" in refusal(tmp_path)


class TestStateDictsOfModules:
    """from_torch(module, shape, state_dict=...)."""

    def test_the_files_numbers_take_the_place_of_the_modules(self, tmp_path):
        torch.manual_seed(5)
        trained, fresh = (nn.Sequential(nn.Conv1d(1, 2, 2), nn.BatchNorm1d(2)) for _ in range(2))
        before = {name: tensor.clone() for name, tensor in fresh.state_dict().items()}
        path = saved(trained.state_dict(), tmp_path)
        expected = pr.from_torch(trained, (1, 3))
        assert pr.from_torch(fresh, (1, 3)) != expected
        assert pr.from_torch(fresh, (1, 3), state_dict=path) == expected
        assert pr.from_torch(fresh, (1, 3), state_dict=str(path)) == expected
        assert pr.from_torch(fresh, (1, 3), state_dict=trained.state_dict()) == expected
        assert all(torch.equal(fresh.state_dict()[name], before[name]) for name in before)

    def test_numbers_that_the_modules_precision_would_round_are_kept(self):
        state = {"weight": torch.tensor([[0.1]], dtype=torch.float64), "bias": torch.zeros(1)}
        network = pr.from_torch(nn.Linear(1, 1), 1, state_dict=state)
        assert network.layers[0].float_weights[0, 0] == 0.1

    @pytest.mark.parametrize(
        ("state", "reason"),
        [
            ({}, "lacks 'bias', 'weight': give"),
            ({"weight": torch.ones(1, 1)}, "lacks 'bias'"),
            (
                {"weight": torch.ones(1, 1), "bias": torch.ones(1), "more": torch.ones(1)},
                "holds, unlike the module, 'more'",
            ),
            (
                {"weight": torch.ones(1, 2), "bias": torch.ones(1)},
                "'weight' has the shape (1, 1) in the module, and (1, 2) in the state dict",
            ),
            ({"weight": [[1.0]], "bias": torch.ones(1)}, "its entry 'weight' is of type list"),
            ({"model": 3}, "its entry 'model' is of type int, where a state dict holds"),
            (3, "the state dict is a int"),
        ],
    )
    def test_what_does_not_fit(self, state, reason):
        with pytest.raises(pr.PolyregionsError) as caught:
            pr.from_torch(nn.Linear(1, 1), 1, state_dict=state)
        assert reason in str(caught.value)

    def test_long_lists_of_keys_are_cut(self):
        module = nn.Sequential(*(nn.Linear(1, 1) for _ in range(100)))
        with pytest.raises(pr.PolyregionsError, match=r"'1\.bias' and 197 more: give"):
            pr.from_torch(module, 1, state_dict={})
