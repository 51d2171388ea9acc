"""A loop of cases fails where one of them does, and names it."""

import pytest

from tests.helpers.cases import each, sampled


@each("number", range(5))
def fails_at_three(number):
    assert number != 3


@each(("low", "high"), [(1, 2), (4, 3), (6, 5), (8, 7), (9, 0)])
def ascending(low, high):
    assert low < high


def test_one_failing_case_is_raised_with_its_name():
    with pytest.raises(AssertionError) as caught:
        fails_at_three()
    assert caught.value.__notes__ == ["in the case number=3"]


def test_all_failing_cases_are_named():
    with pytest.raises(ExceptionGroup, match="4 of 5 cases fail: low=4, high=3; low=6") as caught:
        ascending()
    assert "low=9, high=0" in str(caught.value)
    assert len(caught.value.exceptions) == 3


def test_cases_of_loops_in_loops_are_named():
    @each("low", [1, 5, 7])
    @each("high", [2, 6, 4])
    def smaller(low, high):
        assert low < high

    with pytest.raises(ExceptionGroup) as caught:
        smaller()
    inner = "2 of 3 cases fail: high=2; high=4", "3 of 3 cases fail: high=2; high=6; high=4"
    expected = f"2 of 3 cases fail: low=5 ({inner[0]}); low=7 ({inner[1]})"
    assert caught.value.message == expected


@each("error", [ValueError, pytest.fail.Exception])
@each("number", [1, 2])
def test_missing_errors_are_failures(error, number):
    @each("number", [number])
    def run(number):
        with pytest.raises(error):
            assert number

    with pytest.raises(pytest.fail.Exception) as caught:
        run()
    assert caught.value.__notes__ == [f"in the case number={number}"]


def test_a_test_is_skipped_if_all_its_cases_are():
    @each("number", [1, 2])
    def some(number):
        if number == 1:
            pytest.skip("odd")

    @each("number", [1, 3])
    def all_of_them(number):
        pytest.skip("odd")

    some()
    with pytest.raises(pytest.skip.Exception):
        all_of_them()


def test_marks_and_sizes_make_tests_of_their_own():
    slow = pytest.param(9, marks=pytest.mark.slow)
    seen = []

    @each("number", [0, 1, 2, 3, 4, slow], size=2)
    def test(number):
        seen.append(number)

    (mark,) = test.pytestmark
    name, tests = mark.args
    assert [len(part.values[0]) for part in tests] == [2, 2, 1, 1]
    assert [len(part.marks) for part in tests] == [0, 0, 0, 1]
    assert [part.id for part in tests][:3] == [
        "number=0 to number=1",
        "number=2 to number=3",
        "number=4",
    ]
    for part in tests:
        test(**{name: part.values[0]})
    assert seen == [0, 1, 2, 3, 4, 9]


class TestMethods:
    @each("name", ["a", "b"])
    def test_every_case_has_a_folder_of_its_own(self, tmp_path, name):
        assert isinstance(self, TestMethods)
        assert list(tmp_path.iterdir()) == []
        (tmp_path / name).touch()


def test_a_sample_is_fast():
    marked = pytest.param(1, id="one", marks=pytest.mark.skip)
    fast_and_slow = sampled([0, marked, 2, 3], 3)
    assert fast_and_slow[:2] == [0, 3]
    one, two = fast_and_slow[2:]
    assert (one.id, one.values, two.values) == ("one", (1,), (2,))
    assert [mark.name for mark in one.marks] == ["skip", "slow"]
    assert [mark.name for mark in two.marks] == ["slow"]
