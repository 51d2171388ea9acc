"""Command lines that cannot be understood, and names written in other ways."""

import json
from pathlib import Path

import pytest

import polyregions as pr
from polyregions.cli.choices import spelt
from tests.helpers.cases import each

WRONG = {
    "cuont net.json": "there is no command 'cuont' (did you mean count?): see polyregions --help",
    "Count net.json": "there is no command 'Count' (did you mean count?): see polyregions --help",
    "train net.json": "there is no command 'train': see polyregions --help",
    "version": "there is no command 'version' (did you mean --version?): see polyregions --help",
    "construct montfar": (
        "there is no command 'montfar' (did you mean montufar?): see polyregions construct --help"
    ),
    "help cuont": "there is no command 'cuont' (did you mean count?): see polyregions --help",
    "help construct foo": "there is no command 'foo': see polyregions construct --help",
    "help count foo": "there is no command 'foo': see polyregions count --help",
    "count net.json --domian unit": (
        "there is no option '--domian' (did you mean --domain?): see polyregions count --help"
    ),
    "count net.json --verbose": ("there is no option '--verbose': see polyregions count --help"),
    "count net.json -x": "there is no option '-x': see polyregions count --help",
    "--json count net.json": (
        "--json is an option of commands, such as count: write it after the command, as in "
        "polyregions count --json"
    ),
    "count": (
        "NETWORK is missing: write polyregions count NETWORK [OPTIONS], see polyregions count "
        "--help"
    ),
    "graph net.json": (
        "-o, --output FILE is missing: write polyregions graph NETWORK -o FILE [OPTIONS], see "
        "polyregions graph --help"
    ),
    "count net.json --domain": (
        "--domain stands without a value: give --domain DOMAIN, see polyregions count --help"
    ),
    "count net.json --domain [[0, 1], [0, 1]]": (
        "there are more words than needed, '1], [0, 1]]': put texts with blanks in quotes, see "
        "polyregions count --help"
    ),
    "count net.json --workers two": (
        "--workers N needs a whole number from 1 on: see polyregions count --help"
    ),
    "count net.json --max-seconds nan": (
        "--max-seconds SECONDS needs a number from 0 on: see polyregions count --help"
    ),
    "plot net.json -o a.png --dpi 3": (
        "--dpi DPI needs a number from 10 to 2400: see polyregions plot --help"
    ),
    "count .": "'.' is a directory: give the path of a file",
    "graph net.json -o .": "'.' is a directory: give the path of a file",
    "graph net.json --format json -o ": (
        "'' cannot be written (it is a directory): give the path of a file in a directory that "
        "exists and may be written to"
    ),
    "count net.json --input-shape 1x3": (
        "--input-shape is '1x3': give whole numbers from 1 on with commas, such as 1,3,8,8"
    ),
    "count net.json --input-shape 1,3 --input-shape 1,4": (
        "--input-shape is given 2 times: give it once, or once for each input by name, as in "
        "NAME=1,3,8,8"
    ),
    "verify": "there is nothing to verify: give a NETWORK, --statement NAME, --all or --list",
    "verify net.json --claim lemma-1": (
        "it is unclear what to verify: give a NETWORK, --statement NAME, --all or --list"
    ),
    "bounds net.json --widths 2": "there is no option '--widths': see polyregions bounds --help",
    "count net.json --definition 7": (
        "the definition '7' is unknown: use activation (1), proper_activation (2), convex (3), "
        "open_connected (4), closed_connected (5), affine (6)"
    ),
    "count net.json --definition 3 --run folder": (
        "the pieces of a run folder do not add up to convex regions (definition 3): count them "
        "without a run folder, or use proper_activation (2), open_connected (4), affine (6)"
    ),
    "ternary-maximum 2 --definition convex": (
        "a search for the most regions needs numbers, and of convex regions (definition 3) two "
        "bounds may be all that is known: use activation (1), proper_activation (2), "
        "open_connected (4), closed_connected (5), affine (6)"
    ),
    "verify --from json --all": (
        "there is no NETWORK, and options say how to read it: give it, or leave them out"
    ),
    "count net.json --raw": (
        "--normalise/--raw is for .nnet files, and this is read as .json: leave it out"
    ),
    "count net.json --output-name=": (
        "--output-name is for .onnx files, and this is read as .json: leave it out"
    ),
}


@pytest.fixture
def net(folder):
    pr.write_network(pr.montufar(inputs=2, width=4, depth=3), "net.json")
    return "net.json"


@each("words", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(run, net, words):
    outcome = run(*words.split(" "))
    assert outcome.is_one_line_error()
    assert outcome.err == f"polyregions: error: {WRONG[words]}\n"


@each(
    "value, name",
    [
        *[(text, "open_connected") for text in ("open_connected", "open-connected", "4")],
        *[(text, "proper_activation") for text in ("Proper-Activation", "2")],
        *[(text, "affine") for text in ("affine", "AFFINE", "6", " 6 ")],
    ],
)
def test_definitions_by_name_and_number(run, net, value, name):
    values = json.loads(run("count", net, "--definition", value, "--json").out)
    assert values["definition"] == name
    assert pr.Definition(value) is pr.Definition.of(value) is pr.Definition(name)
    number = pr.Definition(name).number
    network = pr.montufar(inputs=2, width=4, depth=3)
    assert pr.count_regions(network, definition=number) == values["count"]
    assert pr.regions(network).count(value) == values["count"]


@each("words", ["--of linear-regions", "--of Activation_Regions", "--attributes affine-map,Facets"])
def test_names_with_either_dash(run, net, words):
    option, value = words.split()
    assert run("graph", net, "-o", "a.json", option, value.replace("-", "_")).code == 0
    assert run("graph", net, "-o", "b.json", option, value).code == 0
    assert Path("a.json").read_text() == Path("b.json").read_text()


@each(
    "words",
    [
        "verify --claim Lemma_1_corrected --grid inputs=1",
        "count net.json --max_regions 100 --engine VERTICES --method enumeration",
        "ternary_maximum 2",
        "construct he_random --widths 2,3,1 --bias_std 1 -o random.json",
        "distance net.json --at 1/8,1/4 --norm L1",
    ],
)
def test_options_and_commands_with_either_dash(run, net, words):
    outcome = run(*words.split())
    assert (outcome.code, outcome.err) == (0, "")


def test_other_names_are_left_to_be_refused():
    assert spelt("linear", ["linear_regions"]) == "linear"
    assert spelt("", ["a"]) == ""
