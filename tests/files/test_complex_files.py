"""Complexes as JSON, npz and Parquet files: read back they are equal, and lies are found out."""

import json
import os
import tracemalloc
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polyregions as pr
from polyregions.errors import FileFormatError, PolyregionsError, UnknownOptionError
from polyregions.files import complex_paths, write_tables
from polyregions.files.complexes import json_file, npz_file
from polyregions.readers import network_to_json
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.extras import require_packages
from tests.strategies import degenerate_networks

WHOLE = ("json", "npz")
THIRDS = pr.Network(
    [
        pr.Layer([["1/3", 1], [1, "-2/7"], [1, 1]], [0, "1/3", -1]),
        pr.Layer([["1/3", 1, 1], [1, "1/9", -1]], [0, "-1/7"]),
        pr.Layer([[1, 1]], None, "identity"),
    ],
    [["-1/3", 1], [-1, "22/7"]],
    name='thirds, "quoted"\n',
    claim=pr.Claim(3, "p", "open_connected", pr.whole_space(2), "nowhere"),
)


@pytest.fixture(scope="module")
def thirds():
    return pr.regions(THIRDS)


def points(cells):
    return [region.interior_point for region in cells]


def check_round_trip(cells, path):
    assert pr.write_complex(cells, path) == (os.fspath(path),)
    back = pr.read_complex(path)
    assert back == cells
    assert hash(back) == hash(cells)
    assert points(back) == points(cells)
    assert list(back.enumeration.interior_points) == list(cells.enumeration.interior_points)
    assert (back.engine, back.domain.rows) == (cells.engine, cells.domain.rows)
    assert back.network.name == cells.network.name
    assert back.network.claim == cells.network.claim
    for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours"):
        ours, theirs = getattr(cells.enumeration, name), getattr(back.enumeration, name)
        assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)


@pytest.mark.parametrize("suffix", WHOLE)
@pytest.mark.parametrize("engine", ["lp", "vertices"])
def test_thirds(tmp_path, suffix, engine):
    cells = pr.regions(THIRDS, engine=engine)
    check_round_trip(cells, tmp_path / f"cells.{suffix}")
    back = pr.read_complex(tmp_path / f"cells.{suffix}")
    assert [region.facets for region in back] == [region.facets for region in cells]
    assert [region.polytope for region in back] == [region.polytope for region in cells]
    assert back.count() == cells.count()
    assert os.listdir(tmp_path) == [f"cells.{suffix}"]


@each("case", AWKWARD, ids=str, size=18)
def test_awkward_networks(tmp_path, case):
    cells = pr.regions(case.network)
    for suffix in WHOLE:
        check_round_trip(cells, tmp_path / f"cells.{suffix}")


@each("case", AWKWARD[::2], ids=str, size=18)
def test_two_parquet_tables_are_a_whole_complex(tmp_path, case):
    require_packages("pyarrow")
    cells = pr.regions(case.network)
    pr.write_complex(cells, tmp_path / "cells.parquet")
    back = pr.read_complex(tmp_path / "cells.parquet")
    assert back == cells
    ours, theirs = cells.enumeration.interior_points, back.enumeration.interior_points
    assert list(ours) == list(theirs)
    assert back.engine == cells.engine


def changed_table(path, change, header=None):
    """Change the columns of a table, and what its metadata say."""
    import pyarrow
    from pyarrow import parquet

    table = parquet.read_table(path)
    said = json.loads(table.schema.metadata[b"polyregions"])
    columns = {name: table[name].to_pylist() for name in table.column_names}
    change(columns)
    said |= header or {}
    arrays = [
        pyarrow.array(columns[field.name], field.type)
        for field in table.schema
        if field.name in columns
    ]
    names = [name for name in table.column_names if name in columns]
    written = pyarrow.Table.from_arrays(arrays, names)
    parquet.write_table(written.replace_schema_metadata({"polyregions": json.dumps(said)}), path)


def with_texts(path):
    """Make of two tables what the first version has written: patterns in texts, wider integers."""
    import pyarrow
    from pyarrow import parquet

    for table in ("regions", "facets"):
        own = path.with_name(f"cells.{table}.parquet")
        read = parquet.read_table(own)
        if table == "regions":
            read = read.drop_columns(["packed_pattern"])
        wide = [
            pyarrow.field(f.name, pyarrow.int64() if f.type == pyarrow.int32() else f.type)
            for f in read.schema
        ]
        header = json.loads(read.schema.metadata[b"polyregions"])
        header["format"] = "polyregions-tables/1"
        schema = pyarrow.schema(wide, {"polyregions": json.dumps(header)})
        parquet.write_table(read.cast(schema), own)


@each("case", AWKWARD[1::2], ids=str, size=18)
def test_tables_of_the_first_version(tmp_path, case):
    require_packages("pyarrow")
    cells = pr.regions(case.network)
    path = tmp_path / "cells.parquet"
    write_tables(cells, path, columns=["pattern"])
    with_texts(path)
    assert pr.read_complex(path) == cells


OLD_LIES = {
    "a bit": lambda c: c["pattern"].__setitem__(0, "2" + c["pattern"][0][1:]),
    "a bar": lambda c: c["pattern"].__setitem__(0, c["pattern"][0].replace("|", "0")),
    "lengths": lambda c: c["pattern"].__setitem__(0, c["pattern"][0] + "0"),
    "short patterns": lambda c: c.update(pattern=[p[1:] for p in c["pattern"]]),
    "no pattern": lambda c: c["pattern"].__setitem__(0, None),
    "beyond 32 bits": lambda c: c["facets"].__setitem__(0, c["facets"][0] + 2**32),
}


@pytest.mark.parametrize("lie", OLD_LIES)
def test_tables_of_the_first_version_that_lie(tmp_path, lie):
    require_packages("pyarrow")
    path = tmp_path / "cells.parquet"
    write_tables(pr.regions(pr.montufar(2, 4, 3)), path, columns=["pattern"])
    with_texts(path)
    changed_table(tmp_path / "cells.regions.parquet", OLD_LIES[lie])
    with pytest.raises(FileFormatError, match=r"cells\..*write (it|them) anew"):
        pr.read_complex(path)


def unchanged(columns):
    """Leave all as it is."""


LYING_TABLES = {
    "a bit": ("regions", lambda c: c["packed_pattern"].__setitem__(0, b"\xff")),
    "no pattern": ("regions", lambda c: c["packed_pattern"].__setitem__(0, None)),
    "numbers of facets": ("regions", lambda c: c["facets"].__setitem__(0, 1)),
    "fewer facets than none": ("regions", lambda c: c["facets"].__setitem__(0, -1)),
    "no number of facets": ("regions", lambda c: c["facets"].__setitem__(0, None)),
    "a point": ("regions", lambda c: c["interior_point"].__setitem__(0, [float("nan")] * 2)),
    "no column": ("regions", lambda c: c.pop("packed_pattern")),
    "no regions": ("regions", lambda c: c.update({k: [] for k in c})),
    "an owner": ("facets", lambda c: c["region"].__setitem__(0, 1)),
    "a neighbour": ("facets", lambda c: c["neighbour"].__setitem__(-1, 0)),
    "a unit": ("facets", lambda c: c.update(unit=[9 for _ in c["unit"]])),
    "a layer": ("facets", lambda c: c.update(layer=[-5 for _ in c["layer"]])),
    "no facet": ("facets", lambda c: c.update({k: [] for k in c})),
}


@pytest.mark.parametrize("lie", LYING_TABLES)
def test_tables_that_lie(tmp_path, lie):
    require_packages("pyarrow")
    pr.write_complex(pr.regions(pr.montufar(2, 4, 3)), tmp_path / "cells.parquet")
    table, change = LYING_TABLES[lie]
    changed_table(tmp_path / f"cells.{table}.parquet", change)
    with pytest.raises(FileFormatError, match=r"cells\..*write (it|them) anew"):
        pr.read_complex(tmp_path / "cells.parquet")


def test_tables_that_belong_to_nobody(tmp_path):
    require_packages("pyarrow")
    path = tmp_path / "cells.parquet"
    pr.write_complex(pr.regions(pr.montufar(2, 4, 3)), path)
    changed_table(tmp_path / "cells.facets.parquet", unchanged, {"regions": 5})
    with pytest.raises(FileFormatError, match="different complexes"):
        pr.read_complex(path)
    changed_table(tmp_path / "cells.facets.parquet", unchanged, {"format": "other/1"})
    with pytest.raises(FileFormatError, match="no table of a complex"):
        pr.read_complex(path)
    another = pr.montufar(2, 4, 4)
    for header in (
        {"exact_points": None},
        {"exact_points": {"x": "1"}},
        {"table": "facets"},
        {"network": network_to_json(another)},
    ):
        pr.write_complex(pr.regions(pr.montufar(2, 4, 3)), path)
        for table in ("regions", "facets"):
            changed_table(tmp_path / f"cells.{table}.parquet", unchanged, header)
        with pytest.raises(FileFormatError, match=r"cells\."):
            pr.read_complex(path)
    (tmp_path / "cells.facets.parquet").write_bytes(b"PAR1")
    with pytest.raises(FileFormatError, match="cannot be read"):
        pr.read_complex(path)
    (tmp_path / "cells.facets.parquet").unlink()
    with pytest.raises(pr.PolyregionsError, match=r"cells\.facets"):
        pr.read_complex(path)


@settings(max_examples=30)
@given(
    net=degenerate_networks(most_inputs=3, most_units=3, most_hidden_layers=2, with_domain=True),
    engine=st.sampled_from(["lp", "vertices"]),
)
def test_degenerate_networks(tmp_path_factory, net, engine):
    folder = tmp_path_factory.mktemp("complexes")
    for suffix in WHOLE:
        check_round_trip(pr.regions(net, engine=engine), folder / f"cells.{suffix}")


@pytest.mark.parametrize("suffix", WHOLE)
def test_equal_complexes_make_equal_files(thirds, tmp_path, suffix):
    contents = []
    for name in ("one", "two"):
        pr.write_complex(pr.regions(THIRDS), tmp_path / f"{name}.{suffix}")
        contents.append((tmp_path / f"{name}.{suffix}").read_bytes())
    assert contents[0] == contents[1]


@pytest.mark.parametrize("suffix", WHOLE)
def test_the_domain_is_the_complexes_and_not_the_networks(tmp_path, suffix):
    redundant = pr.HPolytope(2, [(0, -1, 1), (1, 0, 1), (-1, 0, 1), (0, 1, 1), (1, 1, 7)])
    cells = pr.regions(THIRDS, redundant)
    check_round_trip(cells, tmp_path / f"cells.{suffix}")
    back = pr.read_complex(tmp_path / f"cells.{suffix}")
    assert back.domain.rows == redundant.rows
    assert back.network.domain == THIRDS.domain


def test_points_that_are_no_floats(tmp_path):
    net = THIRDS.with_domain([["1/3", "2/3"], [10**40, 10**40 + Fraction(1, 10**40)]])
    cells = pr.regions(net, engine="lp")
    assert any(x.denominator % 3 == 0 for x in points(cells)[0])
    for suffix in WHOLE:
        check_round_trip(cells, tmp_path / f"cells.{suffix}")
    with np.load(tmp_path / "cells.npz") as arrays:
        assert len(arrays["exact_points"]) == len(cells)


def test_what_the_files_say(tmp_path):
    tent = pr.Network([pr.Layer([[1], [-1]]), pr.Layer([[1, 1]], [0], "identity")], [[-2, 4]])
    cells = pr.regions(tent)
    pr.write_complex(cells, tmp_path / "cells.json")
    value = json.loads((tmp_path / "cells.json").read_text())
    assert list(value) == ["format", "network", "domain", "engine", "regions", "sha256"]
    assert value["format"] == "polyregions-complex/1"
    assert value["domain"] == {"A": [[1], [-1]], "b": [4, 2]}
    assert value["regions"][0]["pattern"] == "01"
    assert value["regions"][0]["facets"] == [
        {"domain_row": 1},
        {"unit": [0, 0], "neighbour": 1},
    ]
    pr.write_complex(cells, tmp_path / "cells.npz")
    with np.load(tmp_path / "cells.npz", allow_pickle=False) as arrays:
        assert json.loads(arrays["header"].item())["format"] == "polyregions-complex/1"
        assert arrays["patterns"].tolist() == [[0b01000000], [0b10000000]]
        assert arrays["facet_neighbours"].tolist() == [-1, 1, -1, 0]


# Equality


def test_equality(thirds):
    assert thirds == pr.regions(THIRDS)
    assert thirds == pr.regions(THIRDS, engine="lp")
    assert len({thirds, pr.regions(THIRDS, engine="lp")}) == 1
    assert thirds != pr.regions(THIRDS, [[-1, 1], [-1, 1]])
    assert thirds != pr.regions(THIRDS.with_domain(None), THIRDS.domain)
    assert thirds != list(thirds)
    backwards = pr.HPolytope(2, THIRDS.domain.rows[::-1])
    assert backwards == thirds.domain
    assert thirds != pr.regions(THIRDS, backwards)


# Files that lie


def changed_json(path, value):
    path.write_text(json.dumps(value))
    return path


def at(value, *keys):
    for key in keys:
        value = value[key]
    return value


def _swap_regions(value):
    value["regions"][:2] = value["regions"][1::-1]


def _swap_neighbours(value):
    first, second = [f for f in value["regions"][0]["facets"] if "unit" in f][:2]
    first["neighbour"], second["neighbour"] = second["neighbour"], first["neighbour"]


def _other_unit_on_both_sides(value):
    facet = next(f for f in value["regions"][0]["facets"] if "unit" in f)
    unit = [1, 1]
    assert facet["unit"] != unit
    there = value["regions"][facet["neighbour"]]
    next(f for f in there["facets"] if f.get("neighbour") == 0)["unit"] = unit
    facet["unit"] = unit
    for region in (value["regions"][0], there):
        region["facets"].sort(key=lambda f: f.get("unit", [-f.get("domain_row", 0) - 1]))


LIES = {
    "no region": lambda v: v["regions"].clear(),
    "one region less": lambda v: v["regions"].pop(),
    "one region twice": lambda v: v["regions"].append(v["regions"][-1]),
    "regions in another order": _swap_regions,
    "one facet less": lambda v: v["regions"][0]["facets"].pop(),
    "one facet twice": lambda v: v["regions"][0]["facets"].append(v["regions"][0]["facets"][-1]),
    "facets in another order": lambda v: v["regions"][0]["facets"].reverse(),
    "a neighbour that is not there": lambda v: v["regions"][0]["facets"][-1].update(neighbour=99),
    "a negative neighbour": lambda v: v["regions"][0]["facets"][-1].update(neighbour=-1),
    "a region beside itself": lambda v: v["regions"][0]["facets"][-1].update(neighbour=0),
    "a truth value for a neighbour": lambda v: v["regions"][0]["facets"][-1].update(neighbour=True),
    "neighbours exchanged": _swap_neighbours,
    "another unit, on both sides": _other_unit_on_both_sides,
    "a unit that is not there": lambda v: v["regions"][0]["facets"][-1].update(unit=[0, 3]),
    "a unit without a ReLU": lambda v: v["regions"][0]["facets"][-1].update(unit=[2, 0]),
    "an inequality that is not there": lambda v: v["regions"][0]["facets"].insert(
        0, {"domain_row": 4}
    ),
    "a facet with too much": lambda v: v["regions"][0]["facets"][-1].update(domain_row=0),
    "a pattern too short": lambda v: v["regions"][0].update(pattern="000|0"),
    "a pattern of another cut": lambda v: v["regions"][0].update(pattern="00|000"),
    "a pattern that is none": lambda v: v["regions"][0].update(pattern="0x0|00"),
    "a pattern of another kind": lambda v: v["regions"][0].update(pattern=["000", "00"]),
    "another pattern": lambda v: v["regions"][0].update(pattern="000|01"),
    "a point of another dimension": lambda v: v["regions"][0].update(interior_point=[0]),
    "a point of another kind": lambda v: v["regions"][0].update(interior_point="1/2 1/2"),
    "a point in another region": lambda v: v["regions"][0].update(
        interior_point=v["regions"][1]["interior_point"]
    ),
    "a point outside of the domain": lambda v: v["regions"][0].update(interior_point=[-50, -50]),
    "another network": lambda v: v["network"]["layers"][0]["b"].__setitem__(0, 100),
    "a network of another size": lambda v: v["network"]["layers"].pop(1),
    "another domain": lambda v: v["domain"].update(b=[100, 100, -99, -99]),
    "a domain as a box": lambda v: v.update(domain=[[-1, 1], [-1, 1]]),
    "a domain with a repeated row": lambda v: (
        v["domain"]["A"].append(v["domain"]["A"][0]),
        v["domain"]["b"].append(v["domain"]["b"][0]),
    ),
    "no domain": lambda v: v.pop("domain"),
    "no engine": lambda v: v.pop("engine"),
    "an engine of another kind": lambda v: v.update(engine=7),
    "no format": lambda v: v.pop("format"),
    "another format": lambda v: v.update(format="polyregions-complex/2"),
}


@each("lie", LIES)
def test_json_that_lies(thirds, tmp_path, lie):
    pr.write_complex(thirds, tmp_path / "cells.json")
    value = json.loads((tmp_path / "cells.json").read_text())
    del value["sha256"]
    LIES[lie](value)
    changed_json(tmp_path / "cells.json", value)
    with pytest.raises(FileFormatError, match=r"cells\.json"):
        pr.read_complex(tmp_path / "cells.json")


def test_only_verification_sees_the_points(thirds, tmp_path):
    pr.write_complex(thirds, tmp_path / "cells.json")
    value = json.loads((tmp_path / "cells.json").read_text())
    del value["sha256"]
    value["regions"][0]["interior_point"] = value["regions"][1]["interior_point"]
    changed_json(tmp_path / "cells.json", value)
    assert pr.read_complex(tmp_path / "cells.json", verify=False) == thirds
    with pytest.raises(FileFormatError, match="region 0 is not inside a region with its pattern"):
        pr.read_complex(tmp_path / "cells.json")


def test_check_sums(thirds, tmp_path):
    path = tmp_path / "cells.json"
    pr.write_complex(thirds, path)
    # The same value, written by another program.
    value = json.loads(path.read_text())
    path.write_text(json.dumps({"remark": 3} | dict(reversed(value.items())), indent=1))
    assert pr.read_complex(path) == thirds
    # A lie that contradicts nothing else: the other side of the domain.
    facet = next(f for r in value["regions"] for f in r["facets"] if "domain_row" in f)
    facet["domain_row"] += 1 if facet["domain_row"] == 0 else -1
    with pytest.raises(FileFormatError, match=r"cells\.json.*check sum differs"):
        pr.read_complex(changed_json(path, value))


def test_a_point_on_the_boundary_is_not_inside(tmp_path):
    # At 0 the unit has bit 0, yet the point is on the border of the region.
    net = pr.Network([pr.Layer([[1]]), pr.Layer([[1], [0]], [0, 0]), pr.Layer([[1, 1]])], [[-1, 1]])
    cells = pr.regions(net)
    for place, what in ((0, "inside a region"), (-1, "inside the domain")):
        pr.write_complex(cells, tmp_path / "cells.json")
        value = json.loads((tmp_path / "cells.json").read_text())
        assert value["regions"][0]["pattern"] == "0|00|0"
        value["regions"][0]["interior_point"] = [place]
        del value["sha256"]
        with pytest.raises(FileFormatError, match=f"region 0 is not {what}"):
            pr.read_complex(changed_json(tmp_path / "cells.json", value))


def check_what_was_believed(path, cells):
    """Check that an error names the file, or that it reads back equal."""
    try:
        back = pr.read_complex(path)
    except FileFormatError as error:
        if path.name not in str(error) or "\n" in str(error):
            raise
        return
    assert back == cells
    assert points(back) == points(cells)


JUNK = st.sampled_from(
    [None, True, -1, 0, 2, 10**30, 1.5, "", "1/3", "01|1", "x", [], [[]], {}, {"unit": [0, 0]}]
)


@settings(max_examples=150)
@given(data=st.data())
def test_junk_in_json(thirds, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("junk") / "cells.json"
    pr.write_complex(thirds, path)
    value = json.loads(path.read_text())
    inner = value
    while True:
        keys = list(inner) if isinstance(inner, dict) else list(range(len(inner)))
        key = data.draw(st.sampled_from(keys))
        child = inner[key]
        if not (isinstance(child, (dict, list)) and child) or data.draw(st.booleans()):
            inner[key] = data.draw(JUNK)
            break
        inner = child
    path.write_text(json.dumps(value))
    check_what_was_believed(path, thirds)


def rewritten(path, **changes):
    """Write the archive with other arrays, an array that is None left out."""
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays.update(changes)
    np.savez(path, **{name: array for name, array in arrays.items() if array is not None})


def columns(path):
    with np.load(path) as archive:
        return dict(archive)


NPZ_LIES = {
    "no header": lambda a: {"header": None},
    "no patterns": lambda a: {"patterns": None},
    "a header of another kind": lambda a: {"header": np.array("{}")},
    "a header that is no JSON": lambda a: {"header": np.array(b"{")},
    "patterns of another kind": lambda a: {"patterns": a["patterns"].astype(np.int64)},
    "patterns in one row": lambda a: {"patterns": a["patterns"].reshape(-1)},
    "patterns of more bits": lambda a: {"patterns": a["patterns"] | 1},
    "patterns of more bytes": lambda a: {"patterns": np.repeat(a["patterns"], 2, axis=1)},
    "patterns twice": lambda a: {"patterns": a["patterns"][[0, 0, *range(2, len(a["patterns"]))]]},
    "no rows": lambda a: {
        "patterns": a["patterns"][:0],
        "interior_points": a["interior_points"][:0],
    },
    "points as objects": lambda a: {"interior_points": a["interior_points"].astype(object)},
    "points less": lambda a: {"interior_points": a["interior_points"][:-1]},
    "points of other coordinates": lambda a: {"interior_points": a["interior_points"][:, :1]},
    "points that are not finite": lambda a: {"interior_points": a["interior_points"] * np.nan},
    "exact points of no region": lambda a: {
        "exact_regions": np.array([99]),
        "exact_points": np.array([b"0 0"]),
    },
    "exact points that are none": lambda a: {
        "exact_regions": np.array([0]),
        "exact_points": np.array([b"0 one"]),
    },
    "exact points without regions": lambda a: {"exact_points": np.array([b"0 0"])},
    "offsets that do not start": lambda a: {"facet_offsets": a["facet_offsets"] + 1},
    "offsets that do not end": lambda a: {"facet_offsets": a["facet_offsets"] // 2},
    "offsets beyond": lambda a: {"facet_offsets": a["facet_offsets"] * 2**40},
    "offsets that descend": lambda a: {
        "facet_offsets": np.array([0, 10**9, *a["facet_offsets"][2:]])
    },
    "offsets too few": lambda a: {"facet_offsets": a["facet_offsets"][:-1]},
    "no offsets": lambda a: {"facet_offsets": a["facet_offsets"][:0]},
    "hyperplanes beyond the units": lambda a: {"facet_hyperplanes": a["facet_hyperplanes"] + 5},
    "hyperplanes beyond the rows": lambda a: {"facet_hyperplanes": a["facet_hyperplanes"] - 9},
    "neighbours beyond": lambda a: {"facet_neighbours": a["facet_neighbours"] + 1},
    "neighbours less": lambda a: {"facet_neighbours": a["facet_neighbours"][:-1]},
    "neighbours of no name": lambda a: {"facet_neighbours": np.minimum(a["facet_neighbours"], -7)},
    "boundaries of another kind": lambda a: {
        "facet_neighbours": np.where(a["facet_neighbours"] < 0, -7, a["facet_neighbours"])
    },
    "no neighbours": lambda a: {"facet_neighbours": a["facet_neighbours"] * 0 - 1},
}


@each("lie", NPZ_LIES)
def test_npz_that_lies(thirds, tmp_path, lie):
    path = tmp_path / "cells.npz"
    pr.write_complex(thirds, path)
    rewritten(path, **NPZ_LIES[lie](columns(path)))
    with pytest.raises(FileFormatError, match=r"cells\.npz"):
        pr.read_complex(path)


def test_other_programs_may_rewrite_the_archive(thirds, tmp_path):
    path = tmp_path / "cells.npz"
    pr.write_complex(thirds, path)
    arrays = columns(path)
    arrays["patterns"] = np.asfortranarray(arrays["patterns"])
    arrays["facet_offsets"] = arrays["facet_offsets"].astype(">i8")
    np.savez_compressed(path, **arrays, remark=np.arange(3))
    assert pr.read_complex(path) == thirds


class Explosive:
    """What runs code when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("exploded",)


def test_nothing_is_unpickled(thirds, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pr.write_complex(thirds, "cells.npz")
    for name in ("header", "patterns", "interior_points", "exact_points"):
        pr.write_complex(thirds, "cells.npz")
        arrays = columns("cells.npz")
        np.savez("cells.npz", **arrays | {name: np.array([Explosive()], dtype=object)})
        with pytest.raises(FileFormatError):
            pr.read_complex("cells.npz")
    assert os.listdir() == ["cells.npz"]


def test_a_huge_shape_takes_no_room(thirds, tmp_path):
    path = tmp_path / "cells.npz"
    for shape in ((10**12, 1), (2**62, 2**62), (10**9,)):
        pr.write_complex(thirds, path)
        forged(
            path,
            "patterns.npy",
            npy(f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}}}"),
        )
        tracemalloc.start()
        with pytest.raises(FileFormatError):
            pr.read_complex(path)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2**23


def test_a_bomb_takes_no_room(thirds, tmp_path, monkeypatch):
    path = tmp_path / "cells.npz"
    pr.write_complex(thirds, path)
    monkeypatch.setattr(npz_file, "LARGEST_FILE", 20 * 2**20)
    header = npy_bytes((24 * 2**20, 1))
    with zipfile.ZipFile(path) as archive:
        others = {n: archive.read(n) for n in archive.namelist() if n != "patterns.npy"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in others.items():
            archive.writestr(name, content)
        with archive.open("patterns.npy", "w") as stream:
            stream.write(header)
            for _ in range(24):
                stream.write(bytes(2**20))
    tracemalloc.start()
    with pytest.raises(FileFormatError, match="compressed"):
        pr.read_complex(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**23


def npy(header):
    text = header.encode() + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def npy_bytes(shape):
    return npy(f"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}")


def forged(path, name, content):
    """Replace a member of an archive by any bytes."""
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members[name] = content
    with zipfile.ZipFile(path, "w") as archive:
        for other, data in members.items():
            archive.writestr(other, data)


@each(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"\x93NUMPY\x02\x00" + bytes(20),
        b"\x93NUMPY\x01\x00\xff\xff{",
        npy("{"),
        npy("[" * 9000),
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1), }"),
        npy("{'descr': '|S0', 'fortran_order': False, 'shape': (1, 1), }"),
        npy("__import__('os').mkdir('exploded')"),
        npy("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }") + b"\x80\x04.",
        npy("{'descr': [('a', '|u1')], 'fortran_order': False, 'shape': (1, 1), }") + b"a",
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, -1), }") + b"a",
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1), 'x': 1, }") + b"a",
        npy("{'descr': '|V0', 'fortran_order': False, 'shape': (1, 1), }"),
    ],
)
def test_arrays_that_are_none(thirds, tmp_path, monkeypatch, content):
    monkeypatch.chdir(tmp_path)
    pr.write_complex(thirds, "cells.npz")
    forged("cells.npz", "patterns.npy", content)
    with pytest.raises(FileFormatError, match=r"cells\.npz"):
        pr.read_complex("cells.npz")
    assert os.listdir() == ["cells.npz"]


@pytest.mark.parametrize("suffix", WHOLE)
@each("share", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_truncated_files(thirds, tmp_path, suffix, share):
    path = tmp_path / f"cells.{suffix}"
    pr.write_complex(thirds, path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(FileFormatError, match=rf"cells\.{suffix}"):
        pr.read_complex(path)


@settings(max_examples=200)
@given(
    place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), suffix=st.sampled_from(WHOLE)
)
def test_a_flipped_bit(thirds, tmp_path_factory, place, bit, suffix):
    path = tmp_path_factory.mktemp("bits") / f"cells.{suffix}"
    pr.write_complex(thirds, path)
    content = bytearray(path.read_bytes())
    content[int(place * len(content))] ^= 1 << bit
    path.write_bytes(content)
    check_what_was_believed(path, thirds)


@pytest.mark.parametrize("suffix", WHOLE)
def test_files_of_something_else(tmp_path, suffix):
    path = tmp_path / f"cells.{suffix}"
    pr.write_network(pr.montufar(1, 2, 2), path)
    with pytest.raises(FileFormatError, match=r"format|header"):
        pr.read_complex(path)
    path.unlink()
    with pytest.raises(FileFormatError, match="No such file"):
        pr.read_complex(path)
    path.mkdir()
    with pytest.raises(FileFormatError, match="directory"):
        pr.read_complex(path)


# Formats and places


def test_the_format_may_be_named(thirds, tmp_path):
    for format in WHOLE:
        pr.write_complex(thirds, tmp_path / "cells.dat", format)
        assert pr.read_complex(tmp_path / "cells.dat", format.upper()) == thirds


@pytest.mark.parametrize("name", ["cells", "cells.txt", "cells.json.gz"])
def test_an_unknown_suffix(thirds, tmp_path, name):
    for use in (lambda path: pr.write_complex(thirds, path), pr.read_complex):
        with pytest.raises(UnknownOptionError, match="use one of json, npz, parquet"):
            use(tmp_path / name)
    assert not os.listdir(tmp_path)


def test_formats_that_are_written_only(tmp_path):
    for suffix in ("csv", "obj", "ply"):
        with pytest.raises(
            UnknownOptionError, match="written only: read one of json, npz, parquet"
        ):
            pr.read_complex(tmp_path / f"cells.{suffix}")


def test_whole_files_have_no_tables(thirds, tmp_path):
    with pytest.raises(UnknownOptionError, match="use one of parquet, csv"):
        write_tables(thirds, tmp_path / "cells.json")


def test_paths():
    assert complex_paths("a/cells.JSON") == ("a/cells.JSON",)
    two = ("a/cells.regions.csv", "a/cells.facets.csv")
    assert complex_paths("a/cells.csv") == two
    assert complex_paths("a/cells.facets.csv") == two
    assert complex_paths("a/cells.regions.csv") == two


@pytest.mark.parametrize("suffix", ["json", "npz", "parquet", "csv", "obj", "ply"])
def test_a_missing_folder_leaves_nothing(thirds, tmp_path, suffix):
    with pytest.raises(PolyregionsError, match="cannot be written"):
        pr.write_complex(thirds, tmp_path / "missing" / f"cells.{suffix}")
    assert not os.listdir(tmp_path)


def test_json_too_large_to_be_read_is_not_written(thirds, tmp_path, monkeypatch):
    monkeypatch.setattr(json_file, "LARGEST_FILE", 1000)
    with pytest.raises(FileFormatError, match=r"write an \.npz file"):
        pr.write_complex(thirds, tmp_path / "cells.json")
    assert not os.listdir(tmp_path)
