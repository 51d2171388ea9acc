"""Counts in run folders: equal to those without, and clear about whatever goes wrong."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import Definition, checked_domain
from polyregions.errors import FileFormatError, PolyregionsError, UnknownOptionError
from polyregions.refinement import Execution
from polyregions.runs import count_in_folder, running
from polyregions.runs.claims import Pace
from polyregions.runs.folder import RunFolder
from tests.helpers.awkward import AWKWARD
from tests.helpers.clocks import results_by_budget
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.definitions import OF_CELLS
from tests.helpers.executors import PicklingExecutor

pytestmark = pytest.mark.usefixtures("compiled_kernel")
DEFINITIONS = [definition.value for definition in OF_CELLS]
FOLDS = pr.montufar(inputs=2, width=6, depth=3)


@pytest.fixture
def small(monkeypatch):
    """Let few cells be many."""
    monkeypatch.setattr(running, "_CELLS", 20)
    monkeypatch.setattr(running, "_PIECES", 9)
    monkeypatch.setattr(running, "_PARTS", 4)


def counted(network, folder, definition="open_connected", pace=None, part=None, **how):
    """Return the count, or what there is of it, at any pace."""
    domain = checked_domain(network, None)
    run = RunFolder(folder, part)
    chosen, execution = Definition.of(definition), Execution(**how)
    return count_in_folder(network, domain, chosen, execution, run, pace or Pace(wait=0.01))


def merging_network():
    """Return a network half of whose outputs' units cancel, so that many regions merge."""
    net = pr.he_random((2, 8, 8, 1), seed=3, bias_std=0.5)
    *hidden, last = net.layers
    weights = [[w if k % 3 else 0 for k, w in enumerate(last.weights[0])]]
    return pr.Network(
        [*hidden, pr.Layer(weights, last.bias, "identity")], pr.box([-1] * 2, [1] * 2)
    )


def test_golden_counts_in_one_go_in_parts_and_divided(tmp_path, small):
    cases = [case for case in golden_cases() if case["counts"]["proper_activation"] < 400]
    for number, case in enumerate(cases[::12]):
        network = golden_network(case)
        for definition in DEFINITIONS:
            how = number % 3
            folder = tmp_path / f"{number}-{definition}"
            if how == 1:
                for k in range(1, 4):
                    found = counted(network, folder, definition, part=(k, 3))
                    done = isinstance(found, pr.PartialRun)
                    assert not done or found.reason == "part", case["name"]
            else:
                found = counted(network, folder, definition, Pace(heavy=0 if how else 60))
            assert found.count == case["counts"][definition], (case["name"], definition)
            assert found.proper_activation == case["counts"]["proper_activation"]
            assert sorted(os.listdir(folder)) == [
                *("journal", "plan.json", "result.json", "rows", "table"),
            ]


def test_awkward_networks(tmp_path, small):
    refused = []
    for number, case in enumerate(AWKWARD):
        network = case.network
        if network.inputs > 8:
            continue
        definition = DEFINITIONS[number % 3]
        expected = pr.count_regions(network, definition=definition, method="enumeration")
        folder = tmp_path / f"{number}"
        try:
            found = counted(network, folder, definition, Pace(heavy=number % 2 * 60))
        except UnknownOptionError:
            refused.append(str(case))
            assert not folder.exists()
            continue
        assert found.count == expected, (str(case), definition)
    assert len(refused) < 4, refused


def test_workers_and_executors_change_nothing(tmp_path, small):
    for definition in DEFINITIONS:
        expected = pr.count_regions(FOLDS, definition=definition, method="enumeration")
        hows = [
            {"executor": PicklingExecutor(), "workers": 3},
            {"executor": ThreadPoolExecutor(2), "workers": 2},
        ]
        hows += [{"workers": 2}] * (definition == "affine")
        for number, how in enumerate(hows):
            folder = tmp_path / f"{definition}-{number}"
            pace = Pace(wait=0.01, heavy=number % 2 * 60)
            assert counted(FOLDS, folder, definition, pace, **how).count == expected


def test_merging_regions_of_several_pieces_are_joined(tmp_path, monkeypatch):
    """One cell is a piece, so that nearly all that merges does so across pieces."""
    monkeypatch.setattr(running, "_CELLS", 60)
    monkeypatch.setattr(running, "_PIECES", 60)
    network = merging_network()
    expected = pr.count_regions(network, method="enumeration")
    proper = pr.count_regions(network, definition="proper_activation", method="enumeration")
    assert expected < proper
    for part in [(1, 3), (2, 3)]:
        assert isinstance(counted(network, tmp_path / "run", part=part), pr.PartialRun)
    assert counted(network, tmp_path / "run").count == expected


def test_the_time_may_be_up_anywhere_and_the_same_call_goes_on(tmp_path, small):
    network = pr.montufar(inputs=2, width=4, depth=3)
    for definition in DEFINITIONS:
        expected = pr.count_regions(network, definition=definition, method="enumeration")
        partial = []

        def within(seconds, definition=definition, partial=partial):
            folder = tmp_path / f"{definition}-{seconds}"
            found = counted(network, folder, definition, max_seconds=seconds)
            if not isinstance(found, pr.PartialRun):
                return found.count
            assert found.reason == "max_seconds"
            assert found.found <= 16
            assert f"run={str(folder)!r} goes on" in repr(found)
            partial.append((folder, found))
            return None

        results = results_by_budget(within, most=15)
        assert results[-1] == expected
        assert all(result in (None, expected) for result in results)
        assert len(partial) > 5
        for folder, _ in partial[::3]:
            assert counted(network, folder, definition).count == expected


def test_no_time_at_all_still_tells_what_was_found_before(tmp_path, small):
    first = counted(FOLDS, tmp_path, part=(1, 2))
    again = counted(FOLDS, tmp_path, max_seconds=0)
    assert again.reason == "max_seconds"
    assert 0 < first.found == again.found
    assert (first.pieces_done, first.pieces) == (again.pieces_done, again.pieces)


def test_the_working_directory_may_change_meanwhile(tmp_path, small, monkeypatch):
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    how = {"run": "run", "progress": lambda found: os.chdir(tmp_path / "other")}
    assert pr.count_regions(FOLDS, **how) == 81
    assert not list((tmp_path / "other").iterdir())


def test_a_budget_of_regions(tmp_path, small):
    found = pr.count_regions(FOLDS, run=tmp_path, max_regions=20)
    assert isinstance(found, pr.PartialRun)
    assert found.reason == "max_regions"
    assert 20 < found.found < 81
    status = pr.RunFolder(tmp_path).status()
    assert not status.complete
    assert status.found == found.found
    assert (status.pieces_done, status.pieces) == (found.pieces_done, found.pieces)
    assert status.work_left > 0
    assert status.workers == ()
    assert status.hours_left is None
    assert pr.count_regions(FOLDS, run=tmp_path) == 81
    status = pr.RunFolder(tmp_path).status()
    assert status.complete
    assert (status.count, status.found, status.work_left) == (81, 81, 0)
    assert status.estimate.value == 81
    with pytest.raises(TypeError, match="is no count"):
        bool(found)


def test_a_run_that_is_done_needs_no_search(tmp_path, monkeypatch):
    assert pr.count_regions(FOLDS, run=tmp_path) == 81
    monkeypatch.setattr("polyregions.runs.counting.search_in_pieces", None)
    assert pr.count_regions(FOLDS, run=tmp_path) == 81
    # Nor does it write, as in a folder that is read-only.
    monkeypatch.setattr(os, "open", None)
    assert pr.count_regions(FOLDS, run=tmp_path, max_regions=3) == 81


def test_a_lost_worker_loses_no_finished_piece(tmp_path, small):
    from concurrent.futures.process import BrokenProcessPool

    executor = PicklingExecutor(lost=6, error=BrokenProcessPool("lost"))
    with pytest.raises(PolyregionsError, match="a worker process was ended"):
        counted(FOLDS, tmp_path, executor=executor, workers=2, retries=0)
    assert pr.RunFolder(tmp_path).status().found > 0
    assert not list((tmp_path / "workers").iterdir())
    assert counted(FOLDS, tmp_path).count == 81


def test_the_last_that_is_told_is_all(tmp_path, small):
    told = []
    assert counted(FOLDS, tmp_path, progress=told.append).count == told[-1] == 81


def test_an_interruption_says_what_stays(tmp_path, small, monkeypatch):
    def interrupted(self, *arguments):
        raise KeyboardInterrupt

    assert isinstance(counted(FOLDS, tmp_path, part=(1, 2)), pr.PartialRun)
    monkeypatch.setattr("polyregions.runs.work.PieceWork.__call__", interrupted)
    with pytest.raises(KeyboardInterrupt) as caught:
        counted(FOLDS, tmp_path)
    found = pr.RunFolder(tmp_path).status().found
    assert caught.value.__notes__[0] == (
        f"after {found:,} regions had been found, which stay in the folder"
    )


# Other folders


def test_the_folder_of_another_count_is_refused(tmp_path):
    pr.count_regions(FOLDS, run=tmp_path, definition="affine")
    others = [
        ((pr.montufar(inputs=2, width=6, depth=4),), {}, "belongs to another network"),
        ((FOLDS, [[0, 2], [0, 1]]), {}, "belongs to another domain"),
        ((FOLDS,), {"definition": "open_connected"}, "counts by the definition 'affine'"),
        ((FOLDS,), {"run": RunFolder(tmp_path, columns=["pattern"])}, "has no table"),
    ]
    for arguments, keywords, text in others:
        with pytest.raises(FileFormatError, match=text):
            pr.count_regions(*arguments, **{"run": tmp_path, "definition": "affine", **keywords})
    # Neither names nor the form of numbers matter.
    weights = [[[float(w) for w in row] for row in layer.weights] for layer in FOLDS.layers]
    same = pr.Network(
        [
            pr.Layer(w, layer.bias, layer.activation)
            for w, layer in zip(weights, FOLDS.layers, strict=True)
        ],
        FOLDS.domain,
    )
    assert pr.count_regions(same, run=tmp_path, definition="affine") == 32


def test_a_plan_that_is_damaged_newer_or_of_another_version_is_refused(tmp_path):
    pr.count_regions(FOLDS, run=tmp_path)
    plan = json.loads((tmp_path / "plan.json").read_text())
    text = json.dumps(plan)
    damaged = [text[:k] for k in range(0, len(text), 40)]
    damaged += [
        json.dumps({key: value for key, value in plan.items() if key != missing})
        for missing in plan
    ]
    changes = [("size", 0), ("cells", "9"), ("level", [1]), ("definition", "x"), ("network", 3)]
    changes += [("cells", 4 * 10**18)]
    damaged += ["[" * 100_000]
    damaged += [json.dumps(plan | {key: value}) for key, value in changes]
    damaged += [json.dumps(plan | {"format": other}) for other in ("polyregions-graph/1", 1)]
    for other in damaged:
        (tmp_path / "plan.json").write_text(other)
        for ask in (lambda: pr.count_regions(FOLDS, run=tmp_path), RunFolder(tmp_path).status):
            with pytest.raises(FileFormatError, match=r"is no plan of a run, or damaged .*restore"):
                ask()
    (tmp_path / "plan.json").write_text(json.dumps(plan | {"format": "polyregions-run/2"}))
    with pytest.raises(FileFormatError, match="newer than polyregions-run/1: use the polyregions"):
        pr.count_regions(FOLDS, run=tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps(plan | {"polyregions": "0.0.1"}))
    with pytest.raises(FileFormatError, match="finish it with that version, or begin anew"):
        pr.count_regions(FOLDS, run=tmp_path)
    (tmp_path / "plan.json").write_text(text)
    for other in ("{", "[" * 100_000):
        (tmp_path / "result.json").write_text(other)
        with pytest.raises(FileFormatError, match=r"is damaged .*remove it"):
            pr.count_regions(FOLDS, run=tmp_path)
    (tmp_path / "result.json").unlink()
    assert pr.count_regions(FOLDS, run=tmp_path) == 81
    (tmp_path / "result.json").write_text('{"regions": 80, "count": 80}')
    shutil.copy(tmp_path / "plan.json", tmp_path / "kept")
    assert pr.count_regions(FOLDS, run=tmp_path) == 80  # it is believed, as other files are


def test_paths_that_are_no_run_folder(tmp_path):
    file = tmp_path / "file"
    file.write_text("mine")
    for path in (file, file / "below"):
        with pytest.raises(PolyregionsError, match=r"cannot be used .*give the path of a folder"):
            pr.count_regions(FOLDS, run=path)
    with pytest.raises(FileFormatError, match=r"holds other files \('file'\): give that of a run"):
        pr.count_regions(FOLDS, run=tmp_path)
    assert os.listdir(tmp_path) == ["file"]
    with pytest.raises(FileFormatError, match="there is no run in"):
        RunFolder(tmp_path / "none").status()
    assert pr.count_regions(FOLDS, run=tmp_path / "new" / "below") == 81
    for run in ("", 3, b""):
        with pytest.raises(UnknownOptionError, match="give a path"):
            pr.count_regions(FOLDS, run=run)


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path, monkeypatch):
    assert isinstance(counted(FOLDS, tmp_path, part=(1, 2)), pr.PartialRun)

    def refused(self, *arguments, **keywords):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refused)
    with pytest.raises(PolyregionsError, match=r"\(Permission denied\): run where it may be writt"):
        counted(FOLDS, tmp_path)
    assert not RunFolder(tmp_path).status().complete


def test_options_that_are_none(tmp_path):
    for part in [(0, 64), (65, 64), (1,), (1, 2, 3), "1/2", (1.5, 2), (True, 2), 3]:
        with pytest.raises(UnknownOptionError, match=r"give two numbers, the first from 1"):
            RunFolder(tmp_path, part)
    for columns in ["pattern", ["patterns"], ["pattern", "pattern"], []]:
        with pytest.raises(UnknownOptionError, match=r"column"):
            RunFolder(tmp_path, columns=columns)
    assert RunFolder(tmp_path, (np.int64(2), np.int64(2))).part == (2, 2)
    with pytest.raises(UnknownOptionError, match="has no use for a run folder"):
        pr.count_regions(FOLDS, run=tmp_path, method="composition")
    with pytest.raises(UnknownOptionError, match="a run folder is for engine 'vertices'"):
        pr.count_regions(FOLDS, run=tmp_path, engine="lp")
    for definition in {*Definition} - {*OF_CELLS}:
        match = rf"do not add up to {definition} regions \(definition {definition.number}\): .* use"
        with pytest.raises(UnknownOptionError, match=match):
            pr.count_regions(FOLDS, run=tmp_path, definition=definition)
    assert os.listdir(tmp_path) == []


# Tables


def test_a_table_has_each_region_once(tmp_path, small):
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    network = pr.he_random((2, 6, 6, 1), seed=2, bias_std=0.5).with_domain([[-1, 1]] * 2)
    cells = pr.regions(network)
    columns = ["pattern", "interior_point", "gradient", "offset", "facets"]
    columns += ["volume", "centroid", "bounding_box"]
    expected = cells.to_pandas(columns=columns)
    for number, definition in enumerate(DEFINITIONS):
        folder = tmp_path / definition
        count = pr.count_regions(network, definition=definition)
        pace = Pace(heavy=60 * (number != 1), rows=3 if number else 1 << 20)
        run = RunFolder(folder, columns=columns)
        domain, chosen = network.domain, Definition.of(definition)
        found = count_in_folder(network, domain, chosen, Execution(), run, pace)
        assert found.count == count
        table = pandas.read_parquet(folder / "table")
        assert list(table.columns) == columns
        table = table.sort_values("pattern", ignore_index=True)
        assert table.pattern.tolist() == expected.pattern.tolist()
        for name in ("facets", "volume"):
            assert table[name].tolist() == expected[name].tolist()
        for name in ("gradient", "offset", "centroid"):
            own, theirs = (
                np.array([np.hstack(list(row)) for row in column])
                for column in (table[name], expected[name])
            )
            assert np.array_equal(own, theirs.reshape(own.shape)), name
        assert polars.read_parquet(folder / "table" / "*.parquet").height == len(cells)
        with pytest.raises(FileFormatError, match="has a table of regions: give its columns patt"):
            pr.count_regions(network, definition=definition, run=folder)


def test_a_piece_done_both_whole_and_in_parts_is_in_the_table_once(tmp_path, small):
    pandas = pytest.importorskip("pandas")
    run = RunFolder(tmp_path, columns=["pattern"])
    domain = FOLDS.domain
    chosen = Definition.PROPER_ACTIVATION
    first = RunFolder(tmp_path, (1, 2), ["pattern"])
    count_in_folder(FOLDS, domain, chosen, Execution(), first, Pace())
    # The same part again, by a process that does not know, in parts.
    hidden = tmp_path / "hidden"
    (tmp_path / "journal").rename(hidden)
    (tmp_path / "journal").mkdir()
    count_in_folder(FOLDS, domain, chosen, Execution(), first, Pace(rows=1))
    for path in hidden.iterdir():
        path.rename(tmp_path / "journal" / path.name)
    hidden.rmdir()
    assert pandas.read_parquet(tmp_path / "table").pattern.duplicated().any()
    assert count_in_folder(FOLDS, domain, chosen, Execution(), run, Pace()).count == 81
    table = pandas.read_parquet(tmp_path / "table")
    assert len(table) == table.pattern.nunique() == 81
