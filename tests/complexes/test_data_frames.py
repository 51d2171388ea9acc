"""Tables of regions: what pandas, Arrow and polars hold is what the complex says."""

import sys

import numpy as np
import pytest

import polyregions as pr
from polyregions.complexes import LIGHT_COLUMNS, TABLE_COLUMNS, region_table
from polyregions.errors import PolyregionsError, UnknownOptionError
from tests.helpers.clocks import fake_clock
from tests.helpers.extras import require_packages

require_packages("pandas", "polars", "pyarrow")

import pandas
from pyarrow import parquet

KINDS = ("activation_regions", "linear_regions")


def networks():
    """A bounded and an unbounded one, and one whose regions merge; two outputs and one."""
    net = pr.he_random((2, 4, 4, 2), seed=1, bias_std=0.5)
    yield pr.regions(net, [[-1, 1]] * 2)
    yield pr.regions(net)
    dead = [pr.Layer([[1, 0], [0, 1], [1, 1]]), pr.Layer([[1, 0, 0]], [0], "identity")]
    yield pr.regions(pr.Network(dead), [[-1, 1]] * 2)
    yield pr.regions(pr.Network([pr.Layer([[1]], [0], "identity")]))


def plain(value):
    """Return a cell as a number, a text or nested lists."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "to_list"):
        return value.to_list()
    return [plain(part) for part in value] if isinstance(value, (list, tuple)) else value


def rows_of(cells, of, columns):
    """Return the rows of the three tables, after checking that they are the same."""
    arrow = cells.to_arrow(of, columns)
    names = list(arrow.column_names)
    frames = [arrow.to_pylist()]
    for frame in (cells.to_pandas(of, columns).to_dict("records"),
                  cells.to_polars(of, columns).to_dicts()):  # fmt: skip
        frames.append([{name: plain(row[name]) for name in names} for row in frame])
    for other in frames[1:]:
        assert repr(other) == repr(frames[0])  # NaN is not equal to itself
    return frames[0]


def test_rows_are_regions():
    for cells in networks():
        rows = rows_of(cells, "activation_regions", TABLE_COLUMNS)
        assert len(rows) == len(cells)
        for region, row in zip(cells, rows, strict=True):
            i = region.index
            assert list(row) == list(TABLE_COLUMNS)
            assert row["pattern"] == str(region.pattern)
            assert (row["members"], row["regions"]) == (1, [i])
            assert row["interior_point"] == cells.interior_points[i].tolist()
            assert row["gradient"] == cells.gradients[i].tolist()
            assert row["offset"] == cells.offsets[i].tolist()
            assert row["volume"] == cells.volumes[i]
            assert repr(row["centroid"]) == repr(cells.centroids[i].tolist())
            assert row["bounding_box"] == cells.bounding_boxes[i].tolist()
            assert row["facets"] == len(region.facets)
            assert row["neighbours"] == sorted(n.index for n in region.neighbours)
            assert row["linear_region"] == cells.linear_region_labels[i]
            assert row["affine_class"] == cells.affine_labels[i]


def test_rows_are_linear_regions():
    for cells in networks():
        rows = rows_of(cells, "linear_regions", TABLE_COLUMNS)
        graph = cells.graph()
        assert len(rows) == cells.count()
        for node, row in enumerate(rows):
            members = np.flatnonzero(cells.linear_region_labels == node).tolist()
            assert (row["members"], row["regions"]) == (len(members), members)
            assert row["neighbours"] == sorted(graph[node])
            assert row["pattern"] == graph.nodes[node]["pattern"]
            assert row["volume"] == pytest.approx(cells.volumes[members].sum(), rel=1e-14)
            outer = [f for i in members for f in cells[i].facets
                     if f.neighbour is None or f.neighbour not in members]  # fmt: skip
            assert row["facets"] == len(outer)
            boxes = cells.bounding_boxes[members]
            least, greatest = boxes[:, :, 0].min(axis=0), boxes[:, :, 1].max(axis=0)
            assert row["bounding_box"] == np.stack([least, greatest], axis=1).tolist()
            weights = cells.volumes[members]
            if np.isfinite(weights).all():
                centre = weights @ cells.centroids[members] / weights.sum()
                assert row["centroid"] == pytest.approx(centre.tolist(), rel=1e-12, abs=1e-15)
            else:
                assert np.isnan(row["centroid"]).all()


def test_columns_are_chosen_in_their_order():
    cells = next(networks())
    for columns in (("volume", "pattern"), ["facets"], iter(["offset", "members"])):
        columns = list(columns)
        assert cells.to_arrow(columns=iter(columns)).column_names == columns
        assert list(cells.to_pandas(columns=columns)) == cells.to_polars(columns=columns).columns
    assert list(cells.to_pandas()) == list(LIGHT_COLUMNS)
    fresh = next(networks())
    fresh.to_pandas()
    assert "_measures" not in fresh.__dict__  # nor does it cost what is not asked for


def test_rows_some_at_a_time(monkeypatch, tmp_path):
    cells = next(networks())
    whole = [rows_of(cells, of, TABLE_COLUMNS) for of in KINDS]
    for size in (1, 7):
        monkeypatch.setattr(region_table, "_ROWS_AT_ONCE", size)
        assert [rows_of(cells, of, TABLE_COLUMNS) for of in KINDS] == whole
        pr.write_table(cells, tmp_path / "cells.parquet", columns=TABLE_COLUMNS)
        assert parquet.read_table(tmp_path / "cells.parquet").to_pylist() == whole[0]


def test_files(tmp_path):
    for cells in networks():
        for of in KINDS:
            pr.write_table(cells, tmp_path / "cells.parquet", of=of, columns=TABLE_COLUMNS)
            expected = cells.to_arrow(of, TABLE_COLUMNS)
            read = parquet.read_table(tmp_path / "cells.parquet")
            assert read.schema == expected.schema
            assert repr(read.to_pylist()) == repr(expected.to_pylist())
            pr.write_table(cells, tmp_path / "cells.csv", of=of, columns=TABLE_COLUMNS)
            table = pandas.read_csv(tmp_path / "cells.csv", dtype=str, keep_default_na=False)
            assert list(table) == list(TABLE_COLUMNS)
            for row, texts in zip(expected.to_pylist(), table.to_dict("records"), strict=True):
                assert texts["pattern"] == row["pattern"]
                assert float(texts["volume"]) == row["volume"]
                numbers = [
                    [float(x) for x in texts[name].split()] for name in ("gradient", "neighbours")
                ]
                gradient = np.ravel(row["gradient"]).tolist()
                assert numbers == [gradient, row["neighbours"]]


def test_bad_choices(tmp_path):
    cells = next(networks())
    path = tmp_path / "cells.csv"
    for make in (cells.to_arrow, cells.to_pandas, cells.to_polars,
                 lambda **chosen: pr.write_table(cells, path, **chosen)):  # fmt: skip
        with pytest.raises(
            UnknownOptionError,
            match=r"column 'volumes' is unknown .*: use pattern, ",
        ):
            make(columns=["volumes"])
        with pytest.raises(UnknownOptionError, match="column 7 is unknown"):
            make(columns=[7])
        with pytest.raises(UnknownOptionError, match="columns must be a sequence of names"):
            make(columns="volume")
        with pytest.raises(UnknownOptionError, match="'facets' is asked for twice"):
            make(columns=["facets", "facets"])
        with pytest.raises(UnknownOptionError, match="a table of 'cells' is unknown"):
            make(of="cells")
    with pytest.raises(UnknownOptionError, match="format of tables"):
        pr.write_table(cells, tmp_path / "cells.json")
    assert not list(tmp_path.iterdir())


def test_packages_that_are_missing(tmp_path, monkeypatch):
    cells = next(networks())
    for name, make in (
        ("pandas", cells.to_pandas),
        ("polars", cells.to_polars),
        ("pyarrow", cells.to_arrow),
        ("pyarrow", lambda: pr.write_table(cells, tmp_path / "cells.parquet")),
    ):
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, name, None)
            with pytest.raises(PolyregionsError, match=f"{name}, which is missing: pip install"):
                make()
    assert not list(tmp_path.iterdir())


def test_no_time(tmp_path):
    cells = next(networks())
    path = tmp_path / "cells.csv"
    for make in (cells.to_arrow, cells.to_pandas, cells.to_polars,
                 lambda: pr.write_table(cells, path)):  # fmt: skip
        with fake_clock(), pytest.raises(pr.OutOfTime), pr.time_limit(0.5):
            make()
    assert not path.exists()
