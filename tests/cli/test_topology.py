"""``polyregions topology``: sets, classes, persistence and faces, as a table and as JSON."""

import json

import pytest

import polyregions as pr
from polyregions.constructions import pinch, projective_plane, shell, slab
from tests.cli.test_commands import rows
from tests.helpers.cases import each

FILES = {
    "ring": shell(2),
    "pinch": pinch(),
    "slab": slab(),
    "plane": projective_plane(),
    # Slopes 1, -2, 3, -4, ...: every valley is deeper than those before.
    "valleys": pr.Network(
        [
            pr.Layer([[1]] * 100, [-k for k in range(100)]),
            pr.Layer([[1, *((-1) ** k * (2 * k + 1) for k in range(1, 100))]], None, "identity"),
        ],
        [[0, 100]],
    ),
    "folds": pr.montufar(inputs=2, width=4, depth=3),
    "classes": pr.he_random((2, 8, 8, 3), seed=7, bias_std=0.5).with_domain([[-3, 3]] * 2),
}


@pytest.fixture
def topology(run, folder):
    """Return a function that asks about one of the networks."""

    def topology(name, options=""):
        pr.write_network(FILES[name], f"{name}.json")
        return run("topology", f"{name}.json", *options.split())

    return topology


@pytest.fixture
def values(topology):
    def values(name, options=""):
        outcome = topology(name, f"{options} --json")
        assert (outcome.code, outcome.err) == (0, "")
        return json.loads(outcome.out)

    return values


# The network, the options, and the Betti numbers, by hand.
SETS = {
    "a ring": ("ring", "", [1, 1]),
    "a ring and its edge": ("ring", "--closed", [1, 1]),
    "inside and outside of it": ("ring", "--set sublevel", [2, 1]),
    "two circles": ("ring", "--set level", [2, 2]),
    "one circle, where it is highest": ("ring", "--set level --level 1", [1, 1]),
    "nothing above that": ("ring", "--level 3/2", [0, 0]),
    "two sectors": ("pinch", "", [2, 0]),
    "two sectors that touch": ("pinch", "--closed", [1, 0]),
    "a half-plane beside a slab": ("slab", "--level 1/3", [1, 0]),
    "a class in a ring": ("classes", "--set decision-region --label 1", [1, 1]),
    "the boundary between three": ("classes", "--set decision_boundary", [2, 1]),
}


@each("case", SETS)
def test_sets(values, case):
    name, options, betti = SETS[case]
    found = values(name, options)
    assert found["betti_numbers"] == betti
    assert found["components"] == betti[0]
    assert found["euler_characteristic"] == betti[0] - betti[1]
    assert found["complete"] is True
    assert found["proper_activation"] == len(pr.regions(FILES[name]))
    assert "torsion" not in found


def test_a_table_says_what_was_asked(topology, values):
    table = rows(topology("ring", "--level 1/3 --closed").out)
    assert table["set"] == "F >= 1/3 in the domain"
    assert table["Betti numbers"] == "1, 1"
    assert "torsion" not in table
    asked = {"set": "superlevel", "output": 0, "label": None, "level": "1/3", "closed": True}
    assert asked.items() <= values("ring", "--level 1/3 --closed").items()
    asked = {"set": "level", "output": 2, "level": 0.5, "closed": False, "coefficients": "gf2"}
    assert asked.items() <= values("classes", "--set level --of 2 --level 0.5").items()
    asked = {"set": "decision_region", "output": None, "label": 1, "level": None}
    assert asked.items() <= values("classes", "--set decision-region --label 1").items()


def test_torsion(topology, values):
    options = "--set level --closed --coefficients integers"
    assert rows(topology("plane", options).out)["torsion"] == "Z/2 in dimension 1"
    found = values("plane", options)
    assert (found["betti_numbers"], found["torsion"]) == ([1, 0, 0, 0, 0], [[], [2], [], [], []])
    assert rows(topology("ring", "--coefficients integers").out)["torsion"] == "none"


def test_all_classes(topology, values):
    *_, header, first, second, third, boundary = topology("classes", "--classes").out.splitlines()
    assert header.split() == ["set", "components", "b0", "b1", "Euler"]
    assert [line.split()[-4:] for line in (first, second, third)] == [
        ["1", "1", "0", "1"],
        ["1", "1", "1", "0"],
        ["1", "1", "0", "1"],
    ]
    assert boundary.split() == ["boundary", "2", "2", "1", "1"]
    found = values("classes", "--classes --coefficients integers")
    assert [region["betti_numbers"] for region in found["classes"]] == [[1, 0], [1, 1], [1, 0]]
    assert found["boundary"]["torsion"] == [[], []]
    assert topology("classes", "--classes --coefficients integers").out.endswith(" none\n")


def test_one_output_has_two_classes(values):
    found = values("ring", "--classes --level 1/2 --closed")
    assert (found["level"], found["closed"]) == (0.5, True)
    assert [region["betti_numbers"] for region in found["classes"]] == [[2, 1], [1, 1]]
    assert found["boundary"]["components"] == 2


def test_persistence(topology, values):
    *_, header, never, valleys, loops = topology("folds", "--persistence").out.splitlines()
    assert header.split() == ["dimension", "birth", "death", "times"]
    assert [line.split() for line in (never, valleys, loops)] == [
        ["0", "0", "never", "1"],
        ["0", "0", "1", "8"],
        ["1", "1", "2", "4"],
    ]
    found = values("folds", "--persistence --set superlevel")
    expected = pr.regions(FILES["folds"]).persistence(of="superlevel")
    assert found["of"] == "superlevel"
    assert found["bars"] == [bar.to_json() for bar in expected]
    assert found["bars"][0]["death"] is None
    assert (found["set"], found["output"]) == ("superlevel", 0)
    found = values("classes", "--persistence --of 2")
    assert found["bars"]
    assert (found["set"], found["output"]) == ("sublevel", 2)


def test_long_diagrams_are_cut_short(topology):
    lines = topology("valleys", "--persistence").out.splitlines()
    bars = len(pr.regions(FILES["valleys"]).persistence())
    assert bars > 40
    assert lines[-1] == f"and {bars - 40} more, which --json lists"


def test_faces(topology, values):
    out = topology("folds", "--faces").out
    assert [line.split() for line in out.splitlines()[-3:]] == [
        ["0", "25", "9", "25"],
        ["1", "40", "24", "40"],
        ["2", "16", "16", "16"],
    ]
    found = values("slab", "--faces")
    assert (found["f_vector"], found["bounded_f_vector"]) == ([0, 2, 3], [0, 0, 0])
    assert (found["lineality"], found["rays"]) == (1, 2)


def test_slices_and_domains(values):
    assert values("ring", "--slice x0=0")["betti_numbers"] == [2]
    assert values("ring", "--domain [[0,4],[0,4]]")["betti_numbers"] == [1, 0]
    assert values("ring", "--engine lp")["engine"] == "lp"


WRONG = {
    "ring --faces --classes": "--classes and --faces are both given: leave one of them out",
    "ring --faces --level 1": "--level means nothing with --faces: leave it out",
    "ring --persistence --closed": "--closed means nothing with --persistence: leave it out",
    "ring --classes --label 1": "--label means nothing with --classes: leave it out",
    "ring --persistence": (
        "the domain is unbounded, and persistence is that of a bounded one: give a box as the "
        "domain"
    ),
    "classes --set decision_boundary --level 1/2": (
        "--level is 1/2, which has no meaning for the set 'decision_boundary': leave it out"
    ),
    "ring --label 1": ("--label is 1, which has no meaning for the set 'superlevel': leave it out"),
    "ring --set decision-region": (
        "a decision region is that of a class: give --label from 0 to 1"
    ),
    "classes --set decision-region": (
        "a decision region is that of a class: give --label from 0 to 2"
    ),
    "classes --set decision-region --label 3": (
        "there is no label 3 of 3: they are counted from 0 to 2"
    ),
    "classes": ("the network has 3 outputs: say by --of which of them is meant, counted from 0"),
    "classes --persistence": (
        "the network has 3 outputs: say by --of which of them is meant, counted from 0"
    ),
    "ring --level high": ("the level is the text 'high': write an integer, \"p/q\" or a decimal"),
    "ring --set halo": (
        "the set 'halo' is unknown: use superlevel, sublevel, level, decision_region, "
        "decision_boundary"
    ),
}


@each("words", WRONG)
def test_what_is_wrong_is_said_before_the_search(topology, monkeypatch, words):
    def search(*arguments):
        raise AssertionError("it was searched")

    monkeypatch.setattr("polyregions.cli.searching.found_regions", search)
    name, _, options = words.partition(" ")
    outcome = topology(name, options)
    assert outcome.is_one_line_error()
    assert outcome.err == f"polyregions: error: {WRONG[words]}\n"


def test_budgets(topology):
    outcome = topology("folds", "--max-regions 3 --json")
    assert outcome.code == 3
    found = json.loads(outcome.out)
    assert (found["betti_numbers"], found["complete"], found["found"]) == (None, False, 4)
    assert found["stopped_at"] == "max_regions"
