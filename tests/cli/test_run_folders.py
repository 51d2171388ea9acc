"""``polyregions count --run``: the same command begins, goes on with, and ends a run."""

import json
import os
import stat

import pytest

import polyregions as pr
from polyregions.runs import running


@pytest.fixture
def net(folder, monkeypatch):
    monkeypatch.setattr(running, "_CELLS", 30)
    monkeypatch.setattr(running, "_PIECES", 10)
    pr.write_network(pr.montufar(inputs=2, width=6, depth=3), "net.json")
    return "net.json"


def test_a_run_to_its_end_prints_what_a_count_does(run, net):
    plain = json.loads(run("count", net, "--method", "enumeration", "--json").out)
    outcome = run("count", net, "--run", "dir", "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    own = json.loads(outcome.out)
    assert own.pop("seconds") >= 0 <= plain.pop("seconds")
    assert own == plain
    assert json.loads(run("count", net, "--run", "dir", "--json").out)["count"] == 81


def test_parts_and_what_is_known_in_between(run, net):
    for number in (1, 2):
        outcome = run("count", net, "--run", "dir", "--part", f"{number}/3")
        assert outcome.code == 3
        assert "unknown: its part is done, others are not" in outcome.out
        assert "--run without --part goes on" in outcome.out
    value = json.loads(run("count", net, "--run", "dir", "--part", "1/3", "--json").out)
    assert (value["count"], value["complete"], value["stopped_at"]) == (None, False, "part")
    before = snapshot("dir")
    outcome = run("count", net, "--run", "dir", "--status", "--json")
    assert outcome.code == 3
    status = json.loads(outcome.out)
    assert status["found"] == value["found"]
    assert (status["pieces_done"], status["pieces"]) == (value["pieces_done"], value["pieces"])
    assert status["estimate"] > status["found"]
    assert status["working"] == []
    assert status["core_hours_left"] > 0
    text = run("count", net, "--run", "dir", "--status").out
    assert "not yet known" in text
    assert "of one core" in text
    assert "nobody" in text
    assert snapshot("dir") == before
    outcome = run("count", net, "--run", "dir", "--part", "3/3")
    assert outcome.code == 0
    assert "81" in outcome.out
    outcome = run("count", net, "--run", "dir", "--status", "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["count"] == 81


def snapshot(folder):
    """Return the names of all files in a folder, with their times and their contents."""
    return {
        os.path.join(place, name): (
            os.stat(os.path.join(place, name)).st_mtime_ns,
            open(os.path.join(place, name), "rb").read(),
        )
        for place, _, names in os.walk(folder)
        for name in names
    }


def test_budgets_end_with_code_3_and_the_same_command_goes_on(run, net):
    for budget in (["--max-regions", 20], ["--max-seconds", 0]):
        outcome = run("count", net, "--run", f"dir{budget[1]}", *budget)
        assert outcome.code == 3
        assert "stopped at" in outcome.out
        assert run("count", net, "--run", f"dir{budget[1]}").code == 0


def test_a_time_that_is_up_at_once_says_nothing_of_what_was_found_before(run, net):
    assert run("count", net, "--run", "dir", "--part", "1/2").code == 3
    outcome = run("count", net, "--run", "dir", "--max-seconds", 0)
    assert outcome.code == 3
    assert "nothing found" not in outcome.out
    assert "all stays that was found" in outcome.out
    value = json.loads(run("count", net, "--run", "dir", "--max-seconds", 0, "--json").out)
    assert (value["count"], value["found"], value["stopped_at"]) == (None, None, "max_seconds")


def test_the_status_needs_no_definition(run, net):
    assert run("count", net, "--run", "dir", "--definition", "affine", "--part", "1/2").code == 3
    for arguments in ([], ["--definition", "affine"]):
        outcome = run("count", net, "--run", "dir", "--status", "--json", *arguments)
        assert outcome.code == 3, outcome.err
        assert json.loads(outcome.out)["definition"] == "affine"


def test_a_table(run, net):
    pandas = pytest.importorskip("pandas")
    assert run("count", net, "--run", "dir", "--columns", "pattern,volume").code == 0
    table = pandas.read_parquet("dir/table")
    assert table.pattern.nunique() == len(table) == 81
    assert abs(table.volume.sum() - 1) < 0.001


def test_what_goes_wrong_is_one_line(run, net, folder):
    pr.write_network(pr.montufar(inputs=2, width=6, depth=4), "other.json")
    assert run("count", net, "--run", "dir").code == 0
    (folder / "file").write_text("")
    (folder / "plans").mkdir()
    (folder / "plans" / "plan.json").write_text("{")
    words = [
        (["other.json", "--run", "dir"], "belongs to another network"),
        ([net, "--run", "dir", "--domain", "cube"], "belongs to another domain"),
        ([net, "--run", "dir", "--definition", "affine"], "counts by the definition"),
        ([net, "--run", "dir", "--status", "--definition", "affine"], "counts by the definition"),
        ([net, "--run", "dir", "--columns", "pattern"], "has no table"),
        ([net, "--run", "new", "--columns", "patern"], "is unknown"),
        ([net, "--run", "file"], "give the path of a folder"),
        ([net, "--run", "."], "holds other files"),
        ([net, "--run", "none", "--status"], "there is no run"),
        (["other.json", "--run", "dir", "--status"], "belongs to another network"),
        ([net, "--run", "plans"], "damaged"),
        ([net, "--run", "new", "--part", "3"], "as 3/64"),
        ([net, "--run", "new", "--part", "0/64"], "the first from 1 to the second, as 3/64"),
        ([net, "--run", "new", "--part", "65/64"], "the first from 1 to the second, as 3/64"),
        ([net, "--part", "3/64"], "give --run DIR"),
        ([net, "--status"], "give --run DIR"),
        ([net, "--columns", "pattern"], "give --run DIR"),
        ([net, "--run", "new", "--engine", "lp"], "is for engine 'vertices'"),
        ([net, "--run", "new", "--method", "composition"], "no use for a run folder"),
    ]
    for arguments, text in words:
        outcome = run("count", *arguments)
        assert outcome.is_one_line_error(), arguments
        assert text in outcome.err, (arguments, outcome.err)
    assert not (folder / "new").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_is_read_only(run, net, folder):
    assert run("count", net, "--run", "dir", "--part", "1/2").code == 3
    for place, _, _ in os.walk(folder / "dir"):
        os.chmod(place, stat.S_IRUSR | stat.S_IXUSR)
    outcome = run("count", net, "--run", "dir")
    assert outcome.is_one_line_error()
    assert "run where it may be written to" in outcome.err
    assert run("count", net, "--run", "dir", "--status").code == 3


def test_an_interruption_says_that_the_command_goes_on(run, net, monkeypatch):
    def interrupted(self, *arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("polyregions.runs.work.PieceWork.__call__", interrupted)
    outcome = run("count", net, "--run", "dir")
    assert outcome.code == 130
    assert outcome.err == (
        "polyregions: error: interrupted after 0 regions had been found, which stay in the folder: "
        "the same command goes on\n"
    )
