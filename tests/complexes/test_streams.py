"""Batches of regions say together what a complex says, wherever a stream is stopped."""

import gc
import os
import subprocess
import sys
import weakref
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

import polyregions as pr
from polyregions.budgets import seconds_left
from polyregions.complexes import measures
from polyregions.errors import InvalidDomainError, UnknownOptionError
from polyregions.refinement.vertices import measuring
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.clocks import fake_clock, results_by_budget
from tests.helpers.executors import PicklingExecutor
from tests.helpers.processes import HERE, children

COLUMNS = ("patterns", "interior_points", "gradients", "offsets", "facet_counts")
SQUARE = [[-1, 1]] * 2
NET = pr.he_random((2, 8, 8, 1), seed=0, bias_std=0.5).with_domain(SQUARE)
FOLDS = pr.montufar(inputs=2, width=6, depth=4)  # 729 regions


# On the plane, the search starts with cells that cut regions in pieces.
PIECES = pr.Network(
    [
        pr.Layer([[1, 1], [1, -1]], [0, 0], ["identity", "relu"]),
        pr.Layer([[1, 1], [1, -1]], [0, -1]),
        pr.Layer([[1, 1]], [0], "identity"),
    ]
)


def rows_of(columns):
    """Return what is said of each region, under its pattern."""
    facets = np.split(columns["facet_hyperplanes"], np.cumsum(columns["facet_counts"])[:-1])
    parts = [columns[name].tolist() for name in COLUMNS]
    return {
        bytes(pattern): (*rest, own.tolist())
        for pattern, *rest, own in zip(*parts, facets, strict=True)
    }


def of_complex(cells):
    enumeration = cells.enumeration
    columns = {name: getattr(cells, name) for name in ("interior_points", "gradients", "offsets")}
    return rows_of(
        columns
        | {
            "patterns": enumeration.patterns,
            "facet_counts": np.diff(enumeration.facet_offsets),
            "facet_hyperplanes": enumeration.facet_hyperplanes,
        }
    )


def of_batches(batches):
    batches = list(batches)
    names = (*COLUMNS, "facet_hyperplanes")
    found = rows_of({n: np.concatenate([getattr(b, n) for b in batches]) for n in names})
    assert len(found) == sum(map(len, batches))  # none comes twice
    return found


def test_units_between_facets():
    cells = pr.regions(FOLDS)
    hyperplanes = cells.enumeration.facet_hyperplanes
    assert len(cells.facet_units.facets) > 5
    expected = units_of(cells.facet_units, hyperplanes)
    for first, last in ((0, len(hyperplanes)), (7, 20), (5, 5), (len(hyperplanes) - 9, 10**6)):
        own = slice(first, last)
        assert units_of(cells.facet_units.between(first, last), hyperplanes[own]) == expected[own]


def units_of(facet_units, hyperplanes):
    counts, units = facet_units.on(np.arange(len(hyperplanes)), hyperplanes)
    return [part.tolist() for part in np.split(units, np.cumsum(counts))[:-1]]


@each("case", [case for case in AWKWARD if case.proper_activation < 50][::3], ids=str)
def test_awkward_networks(case):
    cells = pr.regions(case.network)
    assert of_batches(pr.region_batches(case.network, size=30)) == of_complex(cells)


@pytest.mark.parametrize("engine", ["vertices", "lp"])
def test_batches_of_any_size(engine):
    expected = of_complex(pr.regions(NET, engine=engine))
    pieces = of_complex(pr.regions(PIECES, engine=engine))
    assert len(pieces) == 6
    for size in (1, 7, np.int64(38), 1000):
        batches = list(pr.region_batches(NET, size=size, engine=engine))
        assert max(map(len, batches)) <= size
        assert of_batches(batches) == expected
        batches = list(pr.region_batches(PIECES, size=size, engine=engine))
        assert of_batches(batches) == pieces
        for batch in batches:
            assert batch.facet_offsets[0] == 0
            assert batch.facet_offsets[-1] == len(batch.facet_hyperplanes)


def test_units_on_facets():
    for network in (FOLDS, pr.ternary(2, 6, 3), NET, PIECES):
        cells = pr.regions(network)
        hyperplanes = cells.enumeration.facet_hyperplanes
        expected = iter(units_of(cells.facet_units, hyperplanes))
        told = {
            bytes(pattern): [next(expected) for _ in range(count)]
            for pattern, count in zip(
                cells.enumeration.patterns, np.diff(cells.enumeration.facet_offsets), strict=True
            )
        }
        for batch in pr.region_batches(network, size=4):
            found = iter(units_of(batch.facet_units, batch.facet_hyperplanes))
            for pattern, count in zip(batch.patterns, batch.facet_counts, strict=True):
                assert [next(found) for _ in range(count)] == told[bytes(pattern)]
    assert next(pr.region_batches(NET, engine="lp")).facet_units is None


MEASURES = ("volumes", "centroids", "bounding_boxes", "vertex_counts")


def check_measures(batches, cells):
    """Compare the measures in batches, made of these regions alone, with those of the complex."""
    count = 0
    for batch in batches:
        measured = [len(part.patterns) for part in batch._cells.enclosed_measures()]
        assert sum(measured) in (0, len(batch))
        bits = np.unpackbits(batch.patterns, axis=1, count=cells.integer_form.units)
        places = cells.index_of_patterns(bits)
        for name in MEASURES:
            expected = getattr(cells, name)[places]
            assert np.array_equal(getattr(batch, name), expected, equal_nan=True), (cells, name)
        count += len(batch)
    assert count == len(cells)


@each("case", [case for case in AWKWARD if case.proper_activation < 50][1::3], ids=str)
def test_measures_of_awkward_networks(case):
    check_measures(pr.region_batches(case.network, size=3), pr.regions(case.network))


def test_measures(monkeypatch):
    """Each batch repeats its part of the search, wherever that was, and nothing more."""
    exactly = measures._measure_exactly
    by_hand = []
    monkeypatch.setattr(
        measures, "_measure_exactly", lambda p, i, found: (by_hand.append(i), exactly(p, i, found))
    )
    space = pr.he_random((3, 8, 8, 1), seed=1, bias_std=0.5)
    for network, domain in ((NET, None), (space, None), (space, [[-1, 1]] * 3)):
        cells = pr.regions(network, domain)
        for size in (1, 7, 40, 10**6) if network is NET else (100,):
            check_measures(pr.region_batches(network, domain, size=size), cells)
    assert not by_hand
    for options in ({"engine": "lp"}, {"network": PIECES}):
        options = {"network": NET} | options
        cells = pr.regions(**options)
        check_measures(pr.region_batches(**options, size=5), cells)
    assert len(by_hand) == 38 + 6 + 6


def test_measures_that_others_make():
    cells = pr.regions(FOLDS)
    check_measures(pr.region_batches(FOLDS, executor=PicklingExecutor(), workers=2), cells)
    options = {"executor": PicklingExecutor(), "workers": 3, "size": 50}
    volume = pr.reduce_regions(FOLDS, total_volume, 0.0, float.__add__, **options)
    assert abs(volume - 1) < 729 * 2.0**-52
    partial = pr.reduce_regions(FOLDS, total_volume, 0.0, float.__add__, max_regions=99)
    assert abs(partial.value - 100 / 729) < 100 * 2.0**-52


def total_volume(batch):
    return batch.volumes.sum()


def test_measures_come_only_when_asked_for(monkeypatch):
    monkeypatch.setattr(measuring, "_measured", None)
    (batch,) = pr.region_batches(NET)
    assert len(batch.gradients) == len(batch.interior_points) == batch.facet_counts.size == 38
    with pytest.raises(TypeError):
        _ = batch.volumes


def test_no_time_for_measures():
    (batch,) = pr.region_batches(NET)
    for seconds in (0.5, 1.5):
        with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(seconds):
            _ = batch.volumes
    check_measures([batch], pr.regions(NET))


def test_workers_hand_over_the_same():
    expected = of_complex(pr.regions(FOLDS))
    assert of_batches(pr.region_batches(FOLDS, executor=PicklingExecutor(), workers=2)) == expected
    with ThreadPoolExecutor(2) as executor:
        batches = pr.region_batches(FOLDS, executor=executor, workers=2, size=10)
        assert of_batches(batches) == expected


def facet_histogram(batch):
    return np.bincount(batch.facet_counts, minlength=12)


def test_reductions():
    cells = pr.regions(FOLDS)
    expected = np.bincount(np.diff(cells.enumeration.facet_offsets), minlength=12)
    nothing = np.zeros(12, dtype=int)
    for options in ({}, {"size": 5}, {"executor": PicklingExecutor(), "workers": 3}):
        found = pr.reduce_regions(FOLDS, facet_histogram, nothing, np.add, **options)
        assert found.tolist() == expected.tolist()
    steepest = pr.reduce_regions(NET, lambda b: abs(b.gradients).max(), 0.0, max, [[0, 1]] * 2)
    assert steepest == abs(pr.regions(NET, [[0, 1]] * 2).gradients).max()


@pytest.mark.slow
def test_reductions_in_processes():
    found = pr.reduce_regions(FOLDS, facet_histogram, np.zeros(12, dtype=int), np.add, workers=2)
    assert found.sum() == 729
    assert not children(os.getpid())


# Budgets


def test_a_budget_of_regions():
    for most in (0, 1, 37, 38):
        *batches, last = pr.region_batches(NET, max_regions=most)
        if most == 38:
            assert sum(map(len, [*batches, last])) == 38
            continue
        assert isinstance(last, pr.PartialResult)
        assert (last.found, last.reason) == (sum(map(len, batches)), "max_regions")
        assert last.found == most + 1
        partial = pr.reduce_regions(NET, len, 0, int.__add__, max_regions=most)
        assert isinstance(partial, pr.PartialReduction)
        assert partial.value == partial.found == most + 1
        assert "stopped at max_regions" in repr(partial)
        with pytest.raises(TypeError):
            bool(partial)


@pytest.mark.parametrize("options", [{}, {"engine": "lp"}, {"network": PIECES}], ids=str)
def test_a_budget_of_time_stops_it_anywhere(options):
    options = {"network": NET} | options

    def counted(seconds):
        value = pr.reduce_regions(
            **options,
            function=len,
            initial=0,
            combine=int.__add__,
            size=5,
            max_seconds=seconds,
        )
        if isinstance(value, pr.PartialReduction):
            assert value.reason == "max_seconds"
            assert value.found == value.value
            return value.value, False
        return value, True

    *stopped, (whole, complete) = results_by_budget(counted, most=7)
    assert complete
    assert whole == len(pr.regions(**options))
    assert all(value <= whole for value, _ in stopped)
    assert not stopped[0][1]


def test_a_limit_around_it_ends_it_by_an_error():
    with fake_clock(), pr.time_limit(3), pytest.raises(pr.OutOfTime):
        list(pr.region_batches(FOLDS))
    with fake_clock(), pr.time_limit(3), pytest.raises(pr.OutOfTime):
        pr.reduce_regions(FOLDS, len, 0, int.__add__)


def test_the_limit_of_a_stream_does_not_bound_who_takes_it():
    batches = pr.region_batches(FOLDS, size=10, max_seconds=1000)
    next(batches)
    assert seconds_left() == np.inf
    with pr.time_limit(100):
        next(batches)
        assert 99 < seconds_left() <= 100
    assert seconds_left() == np.inf
    batches.close()


def test_progress():
    told = []
    assert pr.reduce_regions(FOLDS, len, 0, int.__add__, progress=told.append) == 729
    assert told[-1] == 729


# Leaving early


def test_no_batch_is_kept():
    alive = weakref.WeakSet()
    for batch in pr.region_batches(FOLDS, size=10, executor=PicklingExecutor()):
        assert len(batch.gradients) == len(batch)
        alive.add(batch)
        del batch
    gc.collect()
    assert not alive


def test_errors_of_the_function_come_through():
    def failing(batch):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        pr.reduce_regions(NET, failing, 0, max)
    with pytest.raises(KeyboardInterrupt, match="stop"):
        pr.reduce_regions(NET, lambda batch: interrupt(), 0, max)
    assert seconds_left() == np.inf


def interrupt():
    raise KeyboardInterrupt("stop")


LEFT = """
import threading, time
import polyregions as pr

network, domain = pr.montufar(3, 12, 6), pr.box([0] * 3, [1] * 3)
for batch in pr.region_batches(network, domain, workers=2):
    if len(batch):
        break
batches = pr.region_batches(network, domain, workers=2)
for batch in batches:
    if threading.active_count() > 1:  # at first this thread works alone
        break
assert threading.active_count() > 1
batches.close()
end = time.monotonic() + 10
while threading.active_count() > 1 and time.monotonic() < end:
    time.sleep(0.05)
print(threading.active_count() - 1)
"""


@pytest.mark.slow
def test_a_loop_that_is_left_ends_its_workers():
    run = subprocess.run(
        [sys.executable, "-c", LEFT], cwd=HERE, capture_output=True, text=True, timeout=120
    )
    assert (run.stdout, run.stderr) == ("0\n", "")


MEMORY = """
import resource
import polyregions as pr

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

network, domain = pr.montufar(2, 8, 6), pr.box([0, 0], [1, 1])
pr.reduce_regions(pr.montufar(2, 8, 3), len, 0, int.__add__, domain)
before = most()
print(pr.reduce_regions(network, len, 0, int.__add__, domain), most() - before)
"""


@pytest.mark.slow
def test_a_million_regions_in_constant_memory():
    run = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    count, megabytes = map(int, run.stdout.split())
    assert count == 4**10
    assert megabytes < 150


# Bad input


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "many", None])
def test_sizes_that_are_none(size):
    with pytest.raises(UnknownOptionError, match=r"size is .*: give a whole number from 1 on"):
        pr.region_batches(NET, size=size)
    with pytest.raises(UnknownOptionError, match="size is"):
        pr.reduce_regions(NET, len, 0, max, size=size)


def test_a_function_that_cannot_be_sent_is_refused():
    with ProcessPoolExecutor(1) as executor, pytest.raises(UnknownOptionError, match="be sent to"):
        pr.reduce_regions(NET, lambda batch: 1, 0, int.__add__, executor=executor)
    assert pr.reduce_regions(NET, lambda batch: len(batch), 0, int.__add__, workers=2) > 1


def test_bad_options_are_refused_before_the_first_batch():
    with pytest.raises(UnknownOptionError):
        pr.region_batches(NET, engine="best")
    with pytest.raises(UnknownOptionError):
        pr.region_batches(NET, max_seconds=-1)
    with pytest.raises(UnknownOptionError, match="progress is 3: give True"):
        pr.region_batches(NET, progress=3)
    with pytest.raises(UnknownOptionError, match="executor is 3: give one of"):
        pr.region_batches(NET, executor=3)
    with pytest.raises(InvalidDomainError):
        pr.region_batches(NET, [[0, 1]])
