"""Lines of progress, with a clock and streams of the tests' own."""

import io
import os
import pty
import re
import subprocess
import sys

import pytest

from polyregions import progress
from polyregions.estimates import Estimate
from polyregions.progress import ProgressLine, progress_bar, with_progress


class Stream(io.StringIO):
    def __init__(self, is_terminal):
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self):
        return self._is_terminal


@pytest.fixture
def clock(monkeypatch):
    """Let time pass as a test says."""
    now = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def lines(clock, stream, steps, *, total=None, done=0):
    """Tell a line what is done at some times; return what it writes, redrawn or not."""
    line = ProgressLine(stream, "regions", total, done)
    for seconds, number, estimate in steps:
        clock[0] = seconds
        line.estimate = estimate
        line(number)
    line.finish()
    return stream.getvalue().replace("\r", "\n").splitlines()


def test_a_log_has_a_line_at_growing_intervals(clock):
    steps = [(second, 1000 * second, None) for second in range(1, 3001)]
    written = lines(clock, Stream(False), steps)
    times = [int(re.search(r"^regions: ([\d,]+) ", line)[1].replace(",", "")) for line in written]
    assert times == [1000 * s for s in (10, 20, 40, 80, 160, 320, 640, 1240, 1840, 2440, 3000)]
    assert written[0] == "regions: 10,000 | 10 s | 1,000/s"
    assert written[-1] == "regions: 3,000,000 | 50 min | 1,000/s"


def test_short_work_leaves_nothing(clock):
    assert lines(clock, Stream(False), [(1, 5, None), (9.9, 7, None)]) == []
    assert lines(clock, Stream(True), [(0.1, 5, None), (0.4, 7, None)]) == []


def test_a_terminal_has_one_line(clock):
    """It is redrawn some times a second, over all of what stood there, and ended at the end."""
    stream = Stream(True)
    steps = [(0.05 * k, 10 ** max(0, 12 - k), None) for k in range(40)]
    lines(clock, stream, steps)
    text = stream.getvalue()
    assert text.count("\n") == 1
    assert text.endswith("\n")
    assert 7 <= text.count("\r") <= 10
    first, *rest = text.strip("\r\n").split("\r")
    for line in rest:
        assert len(line) >= len(first.rstrip())
        first = line


def test_what_is_expected_is_shown_with_its_error(clock):
    guess = Estimate(1.2e9, 6e7, 12, 100, degrees=11)
    all_of_it = Estimate(1.25e9, 0, 100, 100)
    steps = [(10, 0, None), (60, 144_000_000, guess), (600, 1_300_000_000, guess)]
    _, early, late = lines(clock, Stream(False), steps)[:3]
    assert early == "regions: 12 % | about 1.2e9 ± 11 % | 6 min left | 2,880,000/s"
    # More than was guessed are found: that is not all, and no time is known.
    assert late.startswith("regions: 99 % | about 1.2e9 ± 11 % | 10 min | ")
    clock[0] = 0
    last = lines(clock, Stream(False), [*steps, (700, 1_250_000_000, all_of_it)])[-1]
    assert last.startswith("regions: 100 % | 1,250,000,000 | 12 min | ")


def test_an_estimate_that_tells_nothing_is_left_out(clock):
    """Its error is as large as itself, or unknown."""
    for error in (6e8, float("inf")):
        guess = Estimate(1.2e9, error, 3, 100, degrees=2)
        written = lines(clock, Stream(False), [(10, 0, guess), (60, 150_000_000, guess)])
        assert written[-1] == "regions: 150,000,000 | 60 s | 3,000,000/s"
        clock[0] = 0


def test_a_known_total_is_no_estimate(clock):
    steps = [(20, 10, None), (60, 999, None), (200, 1000, None)]
    written = lines(clock, Stream(False), steps, total=1000, done=5)
    assert written == [
        "regions: 1 % | 10 of 1,000",
        "regions: 99 % | 999 of 1,000 | 0 s left | 25/s",
        "regions: 100 % | 1,000 of 1,000 | 3 min | 5.5/s",
    ]


def test_a_stream_that_takes_nothing_does_no_harm(clock):
    stream = Stream(False)
    line = ProgressLine(stream, "regions")
    clock[0] = 20
    stream.close()
    line(5)
    line.finish()


def test_without_stderr_there_is_no_line(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    with progress_bar(True, "regions") as report:
        assert report is None
    assert [*with_progress("ab", True, "letters", 2)] == ["a", "b"]


IN_A_TERMINAL = """
from polyregions.progress import progress_bar
import polyregions.progress as progress
progress._MOMENT = progress._REDRAWN = 0
with progress_bar(True, "regions") as report:
    report(123456)
    report(123457)
"""


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="needs pseudo-terminals")
@pytest.mark.parametrize("environment", [{}, {"NO_COLOR": "1"}])
def test_a_real_terminal(environment):
    """What is written there holds no escapes, so no colours, whatever NO_COLOR says."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-c", IN_A_TERMINAL]
    subprocess.run(words, stderr=theirs, check=True, env={**os.environ, **environment})
    os.close(theirs)
    text = os.read(ours, 10_000).decode()
    os.close(ours)
    assert "\x1b" not in text
    assert text.startswith("\rregions: 123,456 | 0 s\rregions: 123,457 | 0 s")
    assert text.endswith("\r\n")
