"""Budgets in theorems: verdicts, counts by composition and maxima are whole, or say otherwise."""

import pytest

import polyregions as pr
from polyregions.constructions import zigzag
from polyregions.networks import Layer, Network
from polyregions.theorems import (
    PartialTernaryMaximum,
    Verdict,
    check_lemma1,
    count_power,
    equal_functions,
    ternary_maximum,
    verify_statement,
)
from polyregions.theorems.ternary_search.question import Question
from polyregions.theorems.ternary_search.state import SearchState, read_state
from tests.helpers.clocks import fake_clock, results_by_budget, stopped_everywhere

FOLDS = pr.montufar(inputs=2, width=4, depth=4)
INTERVALS = Network(
    [Layer([[1], [1]], [0, "-1/3"]), Layer([[2, -3]], None, "identity")] * 4, [[0, 1]]
)


@pytest.mark.parametrize("network", [FOLDS, INTERVALS], ids=["product", "interval"])
def test_composition(network):
    def counted(seconds):
        return pr.count_by_composition(network, max_seconds=seconds)

    *stopped, whole = results_by_budget(counted)
    assert isinstance(whole, pr.CompositionCount)
    assert len(stopped) >= 10
    for result in stopped:
        if isinstance(result, pr.CompositionRefusal):
            assert result.stopped_at == "max_seconds"
        else:
            assert result.count == whole.count
    assert isinstance(stopped[0], pr.CompositionRefusal)
    assert stopped_everywhere(lambda: pr.count_by_composition(network)).count == whole.count


def test_a_refusal_for_a_hypothesis_is_no_stop():
    refusal = pr.count_by_composition(pr.he_random((2, 4, 4, 1)), max_seconds=10**6)
    assert refusal.stopped_at is None


@pytest.mark.parametrize("method", ["auto", "composition"])
def test_counting_by_composition_within_a_budget(method):
    def counted(seconds):
        return pr.count_regions(FOLDS, method=method, max_seconds=seconds)

    *stopped, whole = results_by_budget(counted)
    assert whole == 64
    assert all(r == 64 or r.found <= 64 for r in stopped)
    assert isinstance(stopped[0], pr.PartialResult)


@pytest.mark.parametrize("budget", [{"max_regions": 20}, {"max_seconds": 0}], ids=str)
def test_the_method_composition_says_which_budget_ended_it(budget):
    network = pr.he_random((2, 30, 2, 30, 2, 30, 1), seed=1, bias_std=0.5)
    result = pr.count_regions(network, method="composition", **budget)
    assert isinstance(result, pr.PartialResult)
    assert [result.reason] == list(budget)
    assert result.found == 0


@pytest.mark.parametrize("depth", [2, 4])
def test_a_claim_is_verified_or_nothing_is_known_of_it(depth):
    network = pr.montufar(inputs=2, width=4, depth=depth)

    def verified(seconds):
        return pr.verify_claim(network, max_seconds=seconds)

    *stopped, whole = results_by_budget(verified)
    assert whole.holds
    for result in stopped:
        if isinstance(result, pr.PartialResult):
            with pytest.raises(TypeError, match="no count"):
                bool(result)
        else:
            assert result.holds
    assert isinstance(stopped[0], pr.PartialResult)
    assert stopped_everywhere(lambda: pr.verify_claim(network).holds, fewest=1)


def test_a_claim_within_a_number_of_regions():
    network = pr.montufar(inputs=2, width=6, depth=2)
    assert isinstance(pr.verify_claim(network, max_regions=3), pr.PartialResult)
    assert pr.verify_claim(network, max_regions=9).holds


@pytest.mark.parametrize(
    ("name", "grid"),
    [
        ("proposition-1", {"inputs": [2], "width": [4], "depth": [2, 3]}),
        ("theorem-1-function", {"variant": ["slim"], "inputs": [1], "width": [3], "depth": [3]}),
    ],
)
def test_statements(name, grid):
    def verified(seconds):
        return verify_statement(name, grid, max_seconds=seconds)

    *stopped, whole = results_by_budget(verified)
    assert whole.verdict is Verdict.HOLDS
    assert not whole.stopped
    for evidence in stopped:
        verdicts = [case.verdict for case in evidence.cases]
        assert set(verdicts) <= {Verdict.HOLDS, Verdict.STOPPED}
        assert sorted(verdicts, key=[Verdict.HOLDS, Verdict.STOPPED].index) == verdicts
        assert evidence.verdict is (Verdict.STOPPED if evidence.stopped else Verdict.HOLDS)
    assert not stopped[0].as_expected
    assert stopped_everywhere(lambda: verify_statement(name, grid).verdict) is Verdict.HOLDS


def test_a_refutation_stands_whatever_was_not_checked():
    """lemma-1 is false at the second of these points, which the budget lets it reach."""
    grid = {"inputs": [1], "branches": [2], "outer": ["sum", "zero", "hinge"]}
    whole = verify_statement("lemma-1", grid)
    assert [case.verdict for case in whole.cases].count(Verdict.REFUTED) == 2
    results = results_by_budget(lambda s: verify_statement("lemma-1", grid, max_seconds=s), most=30)
    found = {(e.verdict, e.stopped) for e in results}
    assert found == {
        (Verdict.STOPPED, True),
        (Verdict.REFUTED, True),
        (Verdict.REFUTED, False),
    }


def test_the_lemma_and_equality_of_functions():
    hinge = Network([Layer([[-1]], ["1/2"])], [[0, 1]])
    report = stopped_everywhere(lambda: check_lemma1(zigzag(1, 2), hinge))
    assert report.corrected == 3
    assert stopped_everywhere(lambda: count_power(hinge, zigzag(1, 2), 10)).count == 1536
    tents = pr.montufar(inputs=1, width=2, depth=3), pr.ternary(inputs=1, width=8, depth=5)
    assert stopped_everywhere(lambda: equal_functions(*tents)).holds


def test_ternary_search(tmp_path):
    whole = ternary_maximum([2, 2])

    def searched(seconds):
        return ternary_maximum([2, 2], max_seconds=seconds)

    with fake_clock() as clock:
        searched(10**9)
    total = clock.questions
    for seconds in [1, 2, 3, *range(5, total, total // 40), total]:
        with fake_clock() as clock:
            found = searched(seconds)
        if isinstance(found, PartialTernaryMaximum):
            assert clock.questions <= seconds + 4
            assert 0 <= found.found <= whole.regions
            assert found.first_layers <= found.total <= whole.first_layers
            assert (found.network is None) == (found.first_layers == 0)
            with pytest.raises(TypeError, match="no maximum"):
                bool(found)
        else:
            assert found == whole
    assert found == whole


def test_a_ternary_search_that_was_stopped_goes_on(tmp_path):
    question = Question(1, (2, 2), None, pr.Definition.OPEN_CONNECTED)
    state, fresh = tmp_path / "state.json", SearchState(question, 16)
    done = 0
    for _ in range(100):
        with fake_clock():
            found = ternary_maximum([2, 2], state=state, max_seconds=300)
        assert done < read_state(state, fresh).done <= 16
        done = read_state(state, fresh).done
        if not isinstance(found, PartialTernaryMaximum):
            break
    assert found == ternary_maximum([2, 2])


def test_workers_share_the_deadline():
    with fake_clock():
        found = ternary_maximum([2, 2], workers=2, max_seconds=30)
    assert isinstance(found, PartialTernaryMaximum)
    assert ternary_maximum([2, 2], workers=2, max_seconds=10**6) == ternary_maximum([2, 2])
