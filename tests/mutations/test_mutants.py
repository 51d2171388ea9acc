"""Every mutant is found by the tests that it names."""

import pytest

from tests.mutations.areas import all_mutants
from tests.mutations.runner import ROOT, Workshop

MUTANTS = [mutant for mutants in all_mutants().values() for mutant in mutants]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    made = Workshop(tmp_path_factory.mktemp("workshop"), MUTANTS)
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.parametrize("mutant", [m for m in MUTANTS if not m.equivalent], ids=str)
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
