"""Tables of complexes: what they say is so, in Parquet as in CSV, for any number of rows."""

import csv
import json
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

import polyregions as pr
from polyregions.errors import PolyregionsError
from polyregions.files import write_tables
from polyregions.files.complexes import ADDED_COLUMNS
from polyregions.files.complexes import tables as tables_module
from polyregions.files.complexes.halfspaces import rounded_halfspaces
from polyregions.files.complexes.tables import ComplexTables
from polyregions.readers import network_from_json
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.extras import require_packages
from tests.strategies import degenerate_networks

require_packages("pyarrow")

THIRDS = pr.Network(
    [
        pr.Layer([["1/3", 1], [1, "-2/7"], [1, 1]], [0, "1/3", -1]),
        pr.Layer([["1/3", 1, 1], [1, "1/9", -1]], [0, "-1/7"]),
        pr.Layer([[1, 1], [2, "1/3"], [0, 1]], [0, "1/5", 0], "identity"),
    ],
    [["-1/3", 1], [-1, "22/7"]],
    name="thirds",
)
ACCURACY = Fraction(1, 2**30)

NORMALS = ("pattern", "weights", "bias", "normal", "offset")
COLUMNS = [(), NORMALS, ADDED_COLUMNS]


@pytest.fixture(scope="module")
def thirds():
    return pr.regions(THIRDS)


def read(paths):
    """Return the rows of two Parquet tables as lists of dictionaries."""
    from pyarrow import parquet

    return [parquet.read_table(path).to_pylist() for path in paths]


def close(numbers, exact, unit):
    return all(
        abs(Fraction(number) - value) <= ACCURACY * unit
        for number, value in zip(numbers, exact, strict=True)
    )


def check_region_row(row, region, cells):
    index = region.index
    assert row["region"] == index
    if "packed_pattern" in row:
        packed = cells.enumeration.patterns[index].tobytes()
        assert row["packed_pattern"] == (packed or bytes(1))
    assert row.get("pattern", str(region.pattern)) == str(region.pattern)
    labels = cells.linear_region_labels[index]
    assert row.get("linear_region", labels) == labels
    labels = cells.affine_labels[index]
    assert row.get("affine_class", labels) == labels
    assert row["facets"] == len(region.facets)
    assert row["interior_point"] == [_nearest(x) for x in region.interior_point]
    exact = region.affine_map
    entries = [w for weights in exact.weights for w in weights]
    if "weights" in row:
        assert row["weights"] == [_nearest(weight) for weight in entries]
        assert row["bias"] == [_nearest(constant) for constant in exact.bias]
    if "weights_exact" in row:
        assert list(map(Fraction, row["weights_exact"])) == entries
        assert tuple(map(Fraction, row["bias_exact"])) == exact.bias
        assert tuple(map(Fraction, row["interior_point_exact"])) == region.interior_point


def check_facet_row(row, index, side, carrier, cells):
    halfspace, units, neighbour = side
    assert (row["region"], row["neighbour"]) == (index, neighbour)
    if neighbour is None:
        assert (row["layer"], row["unit"]) == (None, None)
        assert cells.domain.rows[row["domain_row"]] == halfspace.row
    else:
        assert row["domain_row"] is None
        assert (row["layer"], row["unit"]) == cells.unit_names[carrier] == min(units)
    largest = max(map(abs, halfspace.normal))
    if "normal" in row:
        assert close(row["normal"], [Fraction(a, largest) for a in halfspace.normal], 1)
    if "offset" in row and abs(halfspace.offset) < 10**300 * largest:
        offset = Fraction(halfspace.offset, largest)
        assert close([row["offset"]], [offset], max(1, abs(offset)))
    if "units" in row:
        assert tuple((unit["layer"], unit["unit"]) for unit in row["units"]) == units
        assert tuple(map(int, row["normal_exact"])) == halfspace.normal
        assert int(row["offset_exact"]) == halfspace.offset


def _nearest(x):
    try:
        return float(x)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def check_tables(cells, paths):
    regions, facets = read(paths)
    assert len(regions) == len(cells)
    for row, region in zip(regions, cells, strict=True):
        check_region_row(row, region, cells)
    sides = [
        (region.index, side, carrier)
        for region in cells
        for side, carrier in zip(
            cells.one_sided_facets(region.index),
            cells.facet_column("facet_hyperplanes", region.index),
            strict=True,
        )
    ]
    for row, side in zip(facets, sides, strict=True):
        check_facet_row(row, *side, cells)


@pytest.mark.parametrize("columns", COLUMNS, ids=len)
@pytest.mark.parametrize("engine", ["lp", "vertices"])
def test_every_column(tmp_path, engine, columns):
    cells = pr.regions(THIRDS, engine=engine)
    paths = write_tables(cells, tmp_path / "cells.parquet", columns=columns)
    assert sorted(os.listdir(tmp_path)) == ["cells.facets.parquet", "cells.regions.parquet"]
    check_tables(cells, paths)


@each("case", AWKWARD, ids=str)
def test_awkward_networks(tmp_path, case):
    cells = pr.regions(case.network)
    check_tables(cells, write_tables(cells, tmp_path / "cells.parquet", columns=ADDED_COLUMNS))


@settings(max_examples=25)
@given(net=degenerate_networks(most_inputs=3, most_units=3, most_hidden_layers=2, with_domain=True))
def test_degenerate_networks(tmp_path_factory, net):
    cells = pr.regions(net)
    path = tmp_path_factory.mktemp("tables") / "cells.parquet"
    check_tables(cells, write_tables(cells, path, columns=NORMALS))


def test_floats_that_cancel_are_computed_exactly():
    """The slope 1 + e - 1 of a second layer keeps all of its digits."""
    tiny = Fraction(1, 10**40)
    net = pr.Network(
        [
            pr.Layer([[1], [1 + tiny]], [0, 0]),
            pr.Layer([[-1, 1]], [-tiny / 2]),
            pr.Layer([[1]], None, "identity"),
        ],
        [[-1, 1]],
    )
    cells = pr.regions(net)
    assert len(cells) == 3
    assert cells.gradients.tolist()[-1] == [[float(tiny)]]
    assert cells.offsets.tolist()[-1] == [-float(tiny) / 2]
    sides = [side for region in cells for side in cells.one_sided_facets(region.index)]
    for row, (halfspace, _, _) in zip(rounded_halfspaces(cells), sides, strict=True):
        size = abs(halfspace.normal[0])
        assert close(row, [Fraction(c, size) for c in halfspace.row], 1)


def test_floats_that_overflow_on_the_way_are_computed_exactly():
    net = pr.Network(
        [pr.Layer([[1e200]]), pr.Layer([[1e200]], [-1]), pr.Layer([[1e-300]], None, "identity")],
        [[-1, 1]],
    )
    cells = pr.regions(net)
    slope = float(Fraction(1e200) ** 2 * Fraction(1e-300))
    assert cells.gradients[:, 0, 0].tolist() == [0, 0, slope]
    assert np.all(np.abs(rounded_halfspaces(cells)[:, 0]) == 1)
    huge = pr.regions(pr.Network([pr.Layer([[1e200]]), pr.Layer([[1e200]])], [[-1, 1]]))
    assert huge.gradients[:, 0, 0].tolist() == [0, float("inf")]


@pytest.mark.parametrize("columns", COLUMNS, ids=len)
def test_csv_has_the_same_rows(thirds, tmp_path, columns):
    wanted = {"pattern", *columns}
    parquet = read(write_tables(thirds, tmp_path / "cells.parquet", columns=wanted))
    for row in parquet[0]:
        del row["packed_pattern"]
    paths = write_tables(thirds, tmp_path / "cells.csv", columns=columns)
    assert [os.path.basename(path) for path in paths] == ["cells.regions.csv", "cells.facets.csv"]
    for rows, path in zip(parquet, paths, strict=True):
        with open(path, newline="", encoding="ascii") as file:
            table = list(csv.DictReader(file, strict=True))
        assert [list(row) for row in table] == [list(row) for row in rows]
        for text, row in zip(table, rows, strict=True):
            assert text == {name: _csv_text(value) for name, value in row.items()}


def _csv_text(value):
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(map(_csv_text, value))
    if isinstance(value, dict):
        return f"{value['layer']}:{value['unit']}"
    return str(value)


def test_what_the_metadata_say(thirds, tmp_path):
    from pyarrow import parquet

    write_tables(thirds, tmp_path / "cells.parquet", columns=["linear_region", "affine_class"])
    for table in ("regions", "facets"):
        schema = parquet.read_schema(tmp_path / f"cells.{table}.parquet")
        header = json.loads(schema.metadata[b"polyregions"])
        assert header["format"] == "polyregions-tables/2"
        assert (header["table"], header["engine"]) == (table, thirds.engine)
        assert network_from_json(header["network"]) == THIRDS
        assert header["regions"] == len(thirds)
        assert header["facets"] == len(thirds.enumeration.facet_neighbours)
        assert header["counts"] == {
            "proper_activation": len(thirds),
            "open_connected": thirds.count(),
            "affine": thirds.count("affine"),
        }
        domain = pr.from_inequalities(header["domain"]["A"], header["domain"]["b"])
        assert domain.rows == thirds.domain.rows
        assert header["polyregions"] == pr.__version__


@pytest.mark.parametrize("suffix", ["parquet", "csv"])
@pytest.mark.parametrize("columns", COLUMNS, ids=len)
def test_parts_make_no_difference(thirds, tmp_path, monkeypatch, suffix, columns):
    def rows(name):
        paths = write_tables(thirds, tmp_path / f"{name}.{suffix}", columns=columns)
        if suffix == "parquet":
            return read(paths)
        return [Path(path).read_text(encoding="ascii") for path in paths]

    whole = rows("whole")
    monkeypatch.setattr(tables_module, "_MOST_REGIONS_AT_ONCE", 2)
    assert len(list(ComplexTables(thirds).parts())) == -(-len(thirds) // 2) > 2
    assert rows("parts") == whole


def test_parts_stay_small_in_many_dimensions():
    net = pr.he_random((400, 3, 1), seed=1)
    cells = pr.regions(net.with_domain(None), engine="lp")
    first, *_ = ComplexTables(cells).parts()
    assert len(first[0]["region"]) == len(cells) == 8


def test_equal_complexes_make_equal_files(tmp_path):
    for suffix in ("parquet", "csv"):
        contents = []
        for name in ("one", "two"):
            paths = write_tables(pr.regions(THIRDS), tmp_path / f"{name}.{suffix}")
            contents.append([Path(path).read_bytes() for path in paths])
        assert contents[0] == contents[1]


def test_both_tables_or_none(thirds, tmp_path, monkeypatch):
    for suffix in ("parquet", "csv"):
        (tmp_path / f"cells.facets.{suffix}").mkdir()
        with pytest.raises(PolyregionsError, match="is a directory"):
            write_tables(thirds, tmp_path / f"cells.{suffix}")
        (tmp_path / f"cells.facets.{suffix}").rmdir()

    def failing(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(tables_module, "_rows", failing)
    for suffix in ("parquet", "csv"):
        with pytest.raises(KeyboardInterrupt):
            write_tables(thirds, tmp_path / f"cells.{suffix}")
    assert not os.listdir(tmp_path)


def test_without_pyarrow(thirds, tmp_path, monkeypatch):
    from polyregions.files.complexes import parquet_file

    monkeypatch.setattr(parquet_file, "find_spec", lambda name: None)
    with pytest.raises(PolyregionsError, match=r"pip install 'polyregions\[parquet\]'"):
        pr.write_complex(thirds, tmp_path / "cells.parquet")
    assert not os.listdir(tmp_path)


def check_joins(cells, paths):
    """Check that the rows of the two tables fit each other."""
    from pyarrow import parquet

    regions, facets = map(parquet.read_table, paths)
    assert np.array_equal(regions["region"], np.arange(len(cells)))
    owners = np.repeat(np.arange(len(cells)), regions["facets"])
    assert np.array_equal(facets["region"], owners)
    across = facets["neighbour"].to_numpy().astype(float)
    inner = ~np.isnan(across)
    here, there = owners[inner], across[inner].astype(np.int64)
    forward, backward = here * len(cells) + there, there * len(cells) + here
    assert np.array_equal(np.sort(forward), np.sort(backward))
    # The two sides of a facet have opposite normals, and the same scale.
    normals = np.stack(facets["normal"].to_numpy())[inner]
    gap = normals[np.argsort(forward)] + normals[np.argsort(backward)]
    assert np.max(np.abs(gap)) <= 2 * float(ACCURACY)


def test_thousands_of_regions(tmp_path):
    cells = pr.regions(pr.he_random((2, 40, 40, 1), seed=3, bias_std=1), [[-2, 2]] * 2)
    assert len(cells) == 1748
    check_joins(cells, write_tables(cells, tmp_path / "cells.parquet", columns=NORMALS))


@pytest.mark.slow
def test_hundreds_of_thousands_of_regions(tmp_path):
    """298,119 regions with 1,788,677 sides of facets, in less than a minute."""
    from pyarrow import parquet

    cells = pr.regions(pr.he_random((3, 64, 64, 64, 1), seed=0, bias_std=1), [[-2, 2]] * 3)
    paths = write_tables(cells, tmp_path / "cells.parquet", columns=NORMALS)
    check_joins(cells, paths)
    assert all(parquet.ParquetFile(path).num_row_groups > 10 for path in paths)
    with parquet.ParquetFile(paths[0]) as file:
        rows = file.read_row_group(7).slice(0, 50).to_pylist()
    for row in rows:
        check_region_row(row, cells[row["region"]], cells)
