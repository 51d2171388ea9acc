"""Evolutions: of networks whose counts are known, against the functions for one, and in budgets."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import nearest_root
from polyregions.complexes import density_along
from polyregions.errors import (
    InvalidDomainError,
    InvalidNetworkError,
    InvalidNumberError,
    OutOfTime,
    UnknownOptionError,
    WorkerLostError,
)
from tests.helpers.cases import each
from tests.helpers.clocks import results_by_budget
from tests.helpers.definitions import CERTAIN
from tests.helpers.executors import PicklingExecutor
from tests.helpers.extras import require_packages

SEGMENTS = [([0, "1/8"], [1, "1/8"]), (["1/8", 0], ["1/8", "1/2"])]
FOLDS = {depth: pr.montufar(inputs=2, width=4, depth=depth) for depth in (2, 3, 4)}


def level_of_sum(depth):
    """Return |x| + |y| with scaled inputs: its level 1 is a square of diagonal 2 / depth."""
    sizes = [[depth, 0], [-depth, 0], [0, depth], [0, -depth]]
    return pr.Network([pr.Layer(sizes), pr.Layer([[1, 1, 1, 1]], None, "identity")])


def test_folds():
    """4 ** (depth - 1) squares, 2 ** (depth - 1) of them in each direction."""
    history = pr.evolution(FOLDS, segments=SEGMENTS, boundary=False)
    assert history.epochs.tolist() == [2, 3, 4]
    assert history.regions.tolist() == [4, 16, 64]
    assert history.regions.dtype == np.int64
    # Folds on length 1 and half of that: 1 + 0, 3 + 1, and 7 + 3.
    assert history.densities.tolist() == [1 / 1.5, 4 / 1.5, 10 / 1.5]
    assert history.boundaries is None
    assert list(history.columns) == ["epoch", "regions", "density", "error"]
    assert [snapshot.lines for snapshot in history] == [
        density_along(network, SEGMENTS) for network in FOLDS.values()
    ]
    assert history.standard_errors.tolist() == [
        density_along(network, SEGMENTS).standard_error for network in FOLDS.values()
    ]


def test_lengths_of_boundaries():
    nets = {scale: level_of_sum(scale) for scale in (1, 2, 3)}
    history = pr.evolution(nets, [[-1, 1], [-1, 1]], level=1)
    assert history.regions.tolist() == [4, 4, 4]
    assert history.boundaries.tolist() == [nearest_root(Fraction(32, k * k)) for k in nets]
    assert history.densities is None
    whole = pr.evolution([level_of_sum(1)], level=1)  # on the whole plane
    assert whole[0].boundary == nearest_root(32)
    line = pr.Network([pr.Layer([[1, 1]], None, "identity")])
    assert pr.evolution([line])[0] == pr.Snapshot(0, 1, None, math.inf)


def test_everything_is_what_the_functions_for_one_network_say():
    nets = [pr.he_random((2, 5, 4, 3), seed=seed, bias_std=0.5) for seed in range(4)]
    box = [[-2, 2], [-1, 3]]
    for definition in CERTAIN:
        history = pr.evolution(nets, box, segments=SEGMENTS, definition=definition.value)
        counts = [pr.count_regions(net, box, definition=definition.value) for net in nets]
        assert history.definition is definition
        assert history.regions.tolist() == counts
        alone = pr.evolution(nets, box, boundary=False, definition=definition.value)
        assert alone.regions.tolist() == counts
    # Those of the folds differ.
    for definition, count in zip(CERTAIN, (16, 16, 16, 12, 12), strict=True):
        for boundary in (True, False):
            folds = pr.evolution([FOLDS[3]], boundary=boundary, definition=definition)
            assert folds.regions.tolist() == [count]
    lengths = [pr.decision_boundary(pr.regions(net, box)).measure for net in nets]
    assert history.boundaries.tolist() == lengths
    assert any(lengths)


def test_slices():
    nets = [pr.he_random((6, 5, 3), seed=seed, bias_std=0.5) for seed in range(2)]
    plane = pr.through([0] * 6, [1] * 6, [1, -1] * 3)
    square = [[-1, 1], [-1, 1]]
    segments = [([0] * 6, [3] * 6)]
    history = pr.evolution(nets, square, subspace=plane, segments=segments)
    for snapshot, net in zip(history, nets, strict=True):
        cells = pr.regions(net.restrict(plane, domain=square))
        assert snapshot.regions == cells.count()
        assert snapshot.boundary == pr.decision_boundary(cells).measure
        assert snapshot.lines == density_along(net, segments)
    without = pr.evolution(nets, square, subspace=plane, boundary=False)
    assert without.regions.tolist() == history.regions.tolist()


def test_domains_of_the_networks_themselves():
    halves = [FOLDS[3].with_domain([[0, 1], [0, height]]) for height in ("1/2", 1)]
    assert pr.evolution(halves, boundary=False).regions.tolist() == [8, 16]
    line = pr.through([0, 0], [1, 0])
    on_line = pr.evolution(halves, subspace=line, boundary=False)
    assert on_line.regions.tolist() == [4, 4]


def test_counts_beyond_64_bits():
    history = pr.evolution([pr.montufar(inputs=3, width=30, depth=100)], boundary=False)
    assert history.regions.tolist() == [10 ** (3 * 99)]
    assert history.to_json()["regions"] == [10 ** (3 * 99)]
    assert "000,000" in str(history)


def test_how_epochs_are_given():
    nets = list(FOLDS.values())
    regions = [4, 16, 64]
    for checkpoints, epochs in [
        (nets, [0, 1, 2]),
        (iter(nets), [0, 1, 2]),
        (FOLDS, [2, 3, 4]),
        (zip([0.5, np.int64(2), Fraction(5, 2)], nets, strict=True), [0.5, 2, 2.5]),
        (nets[:1], [0]),
    ]:
        history = pr.evolution(checkpoints, boundary=False)
        assert history.epochs.tolist() == epochs
        assert history.regions.tolist() == regions[: len(epochs)]


def test_a_generator_trains_between_the_checkpoints():
    steps = []

    def training():
        for depth, network in FOLDS.items():
            steps.append(f"trained {depth}")
            yield depth, network

    pr.evolution(training(), boundary=False, progress=lambda done: steps.append(f"{done} measured"))
    assert steps == [
        *("trained 2", "1 measured", "trained 3", "2 measured", "trained 4", "3 measured")
    ]


OTHER = pr.montufar(inputs=3, width=6, depth=2)
NET = FOLDS[2]


@each(
    ("checkpoints", "options", "error", "message"),
    [
        ([], {}, InvalidNetworkError, "no checkpoints: give at least one"),
        ({}, {}, InvalidNetworkError, "no checkpoints: give at least one"),
        (NET, {}, InvalidNetworkError, "give several networks"),
        (3, {}, InvalidNetworkError, "checkpoints is 3: give several networks"),
        ("run/", {}, InvalidNetworkError, "checkpoints is 'run/': give several networks"),
        ([NET, OTHER], {}, InvalidNetworkError, "epoch 1 takes 3 inputs where .* 2: give"),
        ({4: NET, 7: "x.pt"}, {}, InvalidNetworkError, "epoch 7 is 'x.pt': .* from_torch"),
        ({2: NET, 1: NET}, {}, UnknownOptionError, "epoch 1 comes after epoch 2: give"),
        ([NET], {"level": "x"}, InvalidNumberError, "level"),
        ([(1, NET), (1, NET)], {}, UnknownOptionError, "epoch 1 comes after epoch 1"),
        ({"a": NET}, {}, UnknownOptionError, "an epoch is 'a': give a number"),
        ({True: NET}, {}, UnknownOptionError, "an epoch is True"),
        ({math.nan: NET}, {}, UnknownOptionError, "an epoch is nan"),
        ({math.inf: NET}, {}, UnknownOptionError, "an epoch is inf"),
        ([NET], {"definition": "linear"}, UnknownOptionError, "the definition"),
        (
            [NET],
            {"definition": "convex"},
            UnknownOptionError,
            "an evolution needs numbers, .*: use",
        ),
        ([NET], {"engine": "x"}, UnknownOptionError, "the engine"),
        ([NET], {"workers": 0}, UnknownOptionError, "workers is 0"),
        ([NET], {"max_seconds": -1}, UnknownOptionError, "max_seconds is -1"),
        ([NET], {"progress": 3}, UnknownOptionError, "progress is 3"),
        ([NET], {"segments": []}, InvalidDomainError, "no segments"),
        ([NET], {"segments": 3}, InvalidDomainError, "segments is 3: give pairs of points"),
        ([NET], {"subspace": [0, 0]}, InvalidDomainError, "the subspace is .*through"),
        ([NET], {"domain": [[0, 1]]}, InvalidDomainError, "dimension 1"),
        ([NET], {"level": 1, "boundary": False}, UnknownOptionError, "no boundary is measured"),
    ],
)
def test_what_is_refused(checkpoints, options, error, message):
    with pytest.raises(error, match=message):
        pr.evolution(checkpoints, **options)


def test_budgets():
    """Whatever time there is, the snapshots are those of the whole, the first of them."""
    whole = pr.evolution(FOLDS, segments=SEGMENTS, level="1/2")
    *stopped, last = results_by_budget(
        lambda seconds: pr.evolution(FOLDS, segments=SEGMENTS, level="1/2", max_seconds=seconds),
        most=60,
    )
    assert last == whole
    seen = set()
    for found in stopped:
        if found == whole:  # what is left to do asks no more
            continue
        assert isinstance(found, pr.PartialEvolution)
        assert found.reason == "max_seconds"
        assert found.known.snapshots == whole.snapshots[: len(found.known)]
        assert len(found.known) < len(whole)
        assert found.to_json()["complete"] is False
        assert str(found).endswith("stopped at max_seconds")
        assert repr(found).startswith(f"<PartialEvolution: {len(found.known)} checkpoint")
        seen.add(len(found.known))
        with pytest.raises(TypeError, match="not the whole"):
            bool(found)
    assert seen == {0, 1, 2}


def test_the_time_of_a_training_counts_and_what_comes_later_is_not_trained():
    trained = []

    def training():
        for epoch in range(5):
            trained.append(epoch)
            if epoch == 2:
                raise OutOfTime
            yield NET

    found = pr.evolution(training(), boundary=False, max_seconds=1000)
    assert isinstance(found, pr.PartialEvolution)
    assert (found.known.regions.tolist(), trained) == ([4, 4], [0, 1, 2])
    with pr.time_limit(0), pytest.raises(OutOfTime):
        pr.evolution([NET])


def test_interrupted():
    def training():
        yield NET
        yield NET
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        pr.evolution(training())
    assert caught.value.__notes__ == ["after 2 checkpoints had been measured"]


def test_workers():
    nets = [pr.he_random((2, 8, 8, 2), seed=seed, bias_std=0.5) for seed in range(2)]
    box = [[-1, 1], [-1, 1]]
    alone = pr.evolution(nets, box)
    assert pr.evolution(nets, box, workers=2) == alone
    executor = PicklingExecutor()
    assert pr.evolution(nets, box, executor=executor) == alone
    assert executor.calls > 1


def test_lost_workers_leave_what_was_measured(monkeypatch):
    from polyregions.training import measuring

    def lost(network, domain, execution):
        if network is FOLDS[3]:
            raise WorkerLostError(7)
        return pr.regions(network, domain)

    monkeypatch.setattr(measuring, "complete_regions", lost)
    with pytest.raises(WorkerLostError) as caught:
        pr.evolution(FOLDS)
    partial = caught.value.partial
    assert isinstance(partial, pr.PartialEvolution)
    assert (partial.reason, partial.known.regions.tolist()) == ("worker_lost", [4])


def test_texts():
    history = pr.evolution(FOLDS, segments=SEGMENTS[:1], level="1/2")
    assert repr(history) == (
        "<Evolution: 3 checkpoints, epochs 2 to 4, from 4 to 64 open_connected regions>"
    )
    head, *rows = str(history).splitlines()
    assert head.split() == ["epoch", "regions", "density", "error", "boundary"]
    assert [row.split()[:3] for row in rows] == [
        ["2", "4", "1.00"],
        ["3", "16", "3.00"],
        ["4", "64", "7.00"],
    ]
    assert len({len(row) for row in [head, *rows]}) == 1
    content = json.loads(json.dumps(history.to_json(), allow_nan=False))
    assert content["complete"] is True
    assert content["definition"] == "open_connected"
    assert content["regions"] == [4, 16, 64]
    assert content["error"] == [None] * 3  # of one segment there is no error
    assert content["boundary"] == history.boundaries.tolist()
    assert eval(repr(history[0].lines), {"Fraction": Fraction, **vars(pr.complexes)})
    with pytest.raises(AttributeError):
        history.definition = "affine"


def test_a_table():
    require_packages("pandas")
    frame = pr.evolution(FOLDS, segments=SEGMENTS, boundary=False).to_pandas()
    assert list(frame.columns) == ["epoch", "regions", "density", "error"]
    assert frame.regions.tolist() == [4, 16, 64]


def test_checkpoints_of_torch():
    require_packages("torch")
    import torch

    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 2))
    states = {}
    for epoch in (1, 5):
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(torch.arange(parameter.numel()).reshape(parameter.shape) - epoch)
        states[epoch] = {name: value.clone() for name, value in model.state_dict().items()}
    history = pr.evolution(
        (epoch, pr.from_torch(model, 2, state_dict=state)) for epoch, state in states.items()
    )
    assert history.regions.tolist() == [
        pr.count_regions(pr.from_torch(model, 2, state_dict=state)) for state in states.values()
    ]
