"""The file: whole, alone, the same every time."""

import base64
import hashlib
import json
import os
import re
from html import unescape

import numpy as np
import pytest

import polyregions as pr
from polyregions.errors import InvalidDomainError, PolyregionsError
from polyregions.page import page_text
from polyregions.page.causes import facet_causes
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each

PLANE = [case for case in AWKWARD if case.network.inputs == 2]


@pytest.fixture(scope="module")
def text():
    return page_text(pr.he_random((2, 6, 6, 2), seed=0))


def content(text):
    return json.loads(
        re.search(r'<script type="application/json".*?>(.*?)</script>', text, re.S)[1]
    )


def test_nothing_points_to_the_outside(text):
    outside_of_base64 = re.sub(r'"base64":"[\w+/=]*"', "", text)
    assert not re.search(r"https?:|//[a-z]|\bsrc=|@import|url\(", outside_of_base64)
    assert re.findall(r'href="(.*?)"', text) == ["data:,"]


def test_the_policy_admits_just_what_is_there(text):
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', text)[1]
    assert policy.startswith("default-src 'none'")
    for element in ("script", "style"):
        (source,) = re.findall(rf"<{element}>(.*?)</{element}>", text, re.S)
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{element}-src 'sha256-{digest}'" in policy


def test_the_same_complex_makes_the_same_bytes(tmp_path):
    net = pr.he_random((2, 8, 8, 2), seed=3).with_domain([[-1, 1], [-1, 1]])
    pr.write_page(net, tmp_path / "a.html")
    pr.write_page(pr.regions(net, engine="lp"), tmp_path / "b.html")
    pr.write_page(pr.regions(net, workers=2), tmp_path / "c.html")
    first, *others = [(tmp_path / f"{name}.html").read_bytes() for name in "abc"]
    assert all(other == first for other in others)


def test_a_name_cannot_end_the_content():
    net = pr.Network([pr.Layer([[1, 0]])], name="</script><script>")
    text = page_text(net, title="</title><script>")
    assert text.count("<script") == 2
    assert unescape(re.search("<title>(.*?)</title>", text)[1]) == "</title><script>"


def test_the_scripts_stay_inside_of_their_element(text):
    assert text.count("</script") == text.count("<script") == 2
    assert text.count("<style") == text.count("</style") == 1


def test_nothing_is_left_of_a_page_that_cannot_be_written(tmp_path):
    with pytest.raises(PolyregionsError, match="cannot be written"):
        pr.write_page(pr.he_random((2, 3, 1)), tmp_path / "missing" / "a.html")
    target = tmp_path / "a.html"
    target.write_text("old")
    with pytest.raises(InvalidDomainError):
        pr.write_page(pr.he_random((3, 3, 1)), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.html"]


@pytest.mark.parametrize("inputs", [1, 3])
def test_other_dimensions_are_refused(inputs):
    with pytest.raises(InvalidDomainError, match=f"{inputs} input.*slice"):
        page_text(pr.he_random((inputs, 3, 1)))


@pytest.mark.parametrize(
    "domain",
    [
        [[0, 10**400], [0, 1]],
        [["1/2", 0.5 + 2**-50], [0, 1]],
        [[10**30, 10**30 + 1], [0, 1]],
    ],
    ids=["huge", "narrow", "far out"],
)
def test_domains_beyond_floats_are_refused(domain):
    with pytest.raises(InvalidDomainError, match="shift and scale"):
        page_text(pr.Network([pr.Layer([[1, 0]])], domain))


def test_a_slice_brings_them_back():
    net = pr.Network([pr.Layer([[2**60, 0]], [-(2**59) - 1])], [["1/2", 0.5 + 2**-50], [0, 1]])
    near = net.restrict(["1/2", 0], [[2**-50, 0], [0, 1]])
    assert content(page_text(near))["counts"]["proper_activation"] == len(pr.regions(net)) == 2


@each("case", PLANE, ids=str)
def test_causes(case):
    """They are the units that both sides of a facet name together."""
    cells = pr.regions(case.network)
    found = facet_causes(cells)
    rows = cells.enumeration.facet_hyperplanes
    number = 0
    for region in cells:
        for facet in region.facets:
            row, *bits = found.table[found.of_facets[number]]
            assert tuple(cells.unit_names[bit] for bit in bits) == facet.units
            assert row == (-1 if rows[number] >= 0 else -1 - rows[number])
            number += 1
    assert number == len(found.of_facets)


def test_columns_are_little_endian(text):
    column = content(text)["columns"]["corner_x"]
    assert column["type"] == "float64"
    values = np.frombuffer(base64.b64decode(column["base64"]), dtype="<f8")
    assert np.all(np.isfinite(values))


def test_a_page_of_a_complex_that_was_read_back(tmp_path):
    cells = pr.regions(pr.he_random((2, 6, 4, 1), seed=0), [[-1, 1], [-1, 1]])
    pr.write_complex(cells, tmp_path / "cells.npz")
    assert page_text(pr.read_complex(tmp_path / "cells.npz")) == page_text(cells)


def test_numbers_of_any_length():
    net = pr.Network([pr.Layer([[10**5000, 1], [1, "1/3"]], [1, 0])], [[-1, 1], [-1, 1]])
    rows = content(page_text(net))["network"][0]["rows"]
    assert rows[0][0] == "3" + 5000 * "0"  # times the common denominator
