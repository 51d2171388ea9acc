"""Slices as a user writes them, well and badly."""

import json

import pytest

import polyregions as pr
from polyregions.errors import FileFormatError, InvalidDomainError, PolyregionsError
from polyregions.readers import parse_slice, slice_from_json
from tests.helpers.cases import each

NET = pr.Network(
    [
        pr.Layer([[1, 2, 3, 4], [0, 1, 0, -1]], [5, 0]),
        pr.Layer([[1, "1/3"]], [0], "identity"),
    ],
    pr.box([0] * 4, [1] * 4),
    "four",
)
PLANE = {"through": [[0, 0, 0, 0], [1, 0, 0, 0], [0, "1/2", 0.5, 0]]}


@pytest.mark.parametrize(
    ("text", "free", "fixed"),
    [
        ("x2=0,x3=1/2", [0, 1], {3: "1/2"}),
        (" x3 = 0.5 , x_2=0 ", [0, 1], {3: "1/2"}),
        ("x0=1e-1", [1, 2, 3], {0: "1/10"}),
        ("x1=1,x0=+1/3,x2=0.25", [3], {0: "1/3", 1: 1, 2: "1/4"}),
    ],
)
def test_fixed_coordinates(text, free, fixed):
    sliced = parse_slice(text, NET)
    origin = [fixed.get(j, 0) for j in range(4)]
    assert sliced == NET.restrict(origin, [[int(i == j) for i in range(4)] for j in free])
    assert sliced.domain == pr.box([0] * len(free), [1] * len(free))


@pytest.mark.parametrize(
    ("value", "domain"),
    [
        (PLANE, pr.HPolytope(2, [(1, 0, 1), (-1, 0, 0), (0, 1, 2), (0, -1, 0)])),
        ({**PLANE, "domain": [[0, 2], [0, "1/3"]]}, pr.box([0, 0], [2, "1/3"])),
        ({**PLANE, "domain": "cube"}, pr.box([-1, -1], [1, 1])),
        ({**PLANE, "domain": {"A": [[1, 1]], "b": [1]}}, pr.HPolytope(2, [(1, 1, 1)])),
        ({**PLANE, "domain": "none"}, pr.whole_space(2)),
    ],
)
def test_json(value, domain, tmp_path):
    expected = NET.restrict(pr.through(*PLANE["through"]), domain=domain)
    text = json.dumps(value)
    assert parse_slice(text, NET) == expected
    path = tmp_path / "x=plane.json"  # an equals sign makes no coordinate of it
    path.write_text(text)
    assert parse_slice(str(path), NET) == expected
    own = {"origin": [0, 0, 0, 0], "directions": value["through"][1:]}
    assert parse_slice(json.dumps(own), NET, domain) == expected


def test_a_domain_beside_comes_first():
    text = json.dumps({**PLANE, "domain": [[5, 6], [5, 6]]})
    assert parse_slice(text, NET, "[[0, 1], [0, 3]]").domain == pr.box([0, 0], [1, 3])
    assert parse_slice("x0=7", NET, "unit").domain == pr.box([0] * 3, [1] * 3)
    with pytest.raises(InvalidDomainError, match="another slice, or a domain in slice coord"):
        parse_slice("x0=7", NET)


@each(
    ("text", "what"),
    [
        ("", "is no file: fix coordinates"),
        ("plane.json", "is no file: fix coordinates"),
        ("x4=0", "x4, and the inputs are x0 to x3: count from 0"),
        ("x0=0,x0=1", "fixes x0 twice"),
        ("x0=0,x1=0,x2=0,x3=0", "fixes every input"),
        ("x0=", "has the part 'x0='"),
        ("x0=0,", "has the part ''"),
        ("x-1=0", "has the part 'x-1=0'"),
        ("y=0", "has the part 'y=0'"),
        ("x0=0;x1=0", "has the part"),
        ("x0=nan", "x0 is the text 'nan'"),
        ("x0=1/0", "divides by zero"),
        ("x99999999999999999999=0", "has the part"),
        ("{", "no JSON"),
        ("[]", "the slice is a list"),
        ("[[0, 1], [1, 2]]", "the slice is a list"),
        ("{}", r"has the keys \[\]"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "origin": [0]}', "has the keys"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "domian": [[0, 1]]}', "'domian'"),
        ('{"through": "x"}', "give a list of points"),
        ('{"through": [[0, 0, 0, 0]]}', "the number of points is 1"),
        ('{"through": [[0, 0, 0], [1, 0, 0]]}', "which are 4 numbers"),
        ('{"through": [[0, 0, 0, 0], [0, 0, 0, NaN]]}', "NaN is no number"),
        ('{"origin": [0, 0, 0, 0], "directions": null}', "no directions"),
        ('{"origin": [0, 0, 0, 0], "directions": {"0": 1}}', "directions"),
        ('{"origin": 0, "directions": [[1, 0, 0, 0]]}', "origin is 0"),
        ('{"origin": [0, 0, 0, 0], "directions": [[0, 0, 0, 0]]}', "dependent"),
        ('{"origin": [0, 0, 0, 0], "directions": [[1, 0, 0, true]]}', "truth value"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "domain": "net.json"}', "domain 'net.json'"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "domain": [[1, 0]]}', "swap them"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "domain": [[1, 1]]}', "no interior"),
        ('{"through": [[0, 0, 0, 0], [1, 0, 0, 0]], "domain": [[0, 1], [0, 1]]}', "dimension 2"),
        ('{"through": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    ],
)
def test_malformed_slices(text, what):
    with pytest.raises(PolyregionsError, match=what):
        parse_slice(text, NET)


def test_malformed_files(tmp_path):
    for content, what in [
        (b"\xff", "no UTF-8"),
        (b"{", "no JSON"),
        (b"[1]", "the slice is a list"),
        (b'{"layers": []}', "has the keys"),
    ]:
        path = tmp_path / "slice.json"
        path.write_bytes(content)
        with pytest.raises(FileFormatError, match=f"slice.json.*{what}"):
            parse_slice(str(path), NET)
    with pytest.raises(FileFormatError, match="cannot be read"):
        parse_slice(str(tmp_path), NET)


def test_slices_without_a_network():
    subspace, domain = slice_from_json({**PLANE, "domain": None})
    assert subspace == pr.through(*PLANE["through"])
    assert domain is None
    with pytest.raises(InvalidDomainError, match="the slice is a list"):
        slice_from_json([1])
