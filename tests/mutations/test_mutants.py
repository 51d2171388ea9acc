"""Every mutant is found by the tests that it names."""

import os
from hashlib import sha256

import pytest

from tests.mutations.areas import all_mutants
from tests.mutations.runner import ROOT, Workshop

MUTANTS = [mutant for mutants in all_mutants().values() for mutant in mutants]

ALL = "POLYREGIONS_ALL_MUTANTS" in os.environ
"""Whether each mutant is tried, which takes some minutes; else one in three, drawn anew when its
file changes, so that those of a file that is worked on come up in turn."""


def is_drawn(mutant):
    """Return whether a mutant is tried."""
    if mutant.equivalent:
        return False
    text = (ROOT / "polyregions" / mutant.file).read_bytes() + mutant.name.encode()
    return ALL or sha256(text).digest()[0] % 3 == 0


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    made = Workshop(tmp_path_factory.mktemp("workshop"), MUTANTS)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("mutant", [m for m in MUTANTS if is_drawn(m)], ids=str)
def test_mutant_is_found(workshop, mutant):
    workshop.check(mutant)


def test_tables():
    """Names are unique, and every text stands where it is said to stand."""
    names = [mutant.name for mutant in MUTANTS]
    assert sorted(set(names)) == sorted(names)
    for mutant in MUTANTS:
        text = (ROOT / "polyregions" / mutant.file).read_text(encoding="utf-8")
        assert text.count(mutant.text) == 1, mutant.name
        assert mutant.reason or not mutant.equivalent, mutant.name
        for test in mutant.tests:
            assert (ROOT / "tests" / test.split("::")[0]).exists(), mutant.name
