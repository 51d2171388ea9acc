"""NNet files as they are found: odd headers and normalisation, read with a note or refused."""

import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import polyregions as pr
from polyregions.cli import main
from polyregions.errors import AssumptionWarning, FileFormatError
from polyregions.readers import read_nnet
from tests.helpers.cases import each
from tests.readers.nnet_text import random_nnet

FOLDER = Path(__file__).parents[1] / "data" / "nnet"
SQUARE = pr.box([-1, -1], [1, 1])
# What the four files have in common, in layers written by hand.
NETWORK = pr.Network([pr.Layer([[1, 1], [-1, 1]], [0, 0]), pr.Layer([[1, 1]], [0], "identity")])
FILES = {
    "no_output_mean": (SQUARE, ["lines 6 and 7 have 2 means and 2 ranges for 2 inputs"]),
    "extra_bounds": (
        SQUARE,
        [
            "lines 4 and 5 bound more than the 2 inputs: the first 2 numbers are taken",
            "as 3 inputs are bounded, the first 2 and the last are taken",
        ],
    ),
    "short_header": (None, ["line 1 tells 1 of the header's 4 counts", "placeholders of zeros"]),
    "zero_lines_extra_size": (
        None,
        ["line 2 has 4 sizes for 2 layers: the first 3 are taken", "lines 4 to 7 are placeholders"],
    ),
}


@each("name", FILES)
@each("normalise", [True, False])
def test_variants_are_read_with_a_note(name, normalise):
    domain, notes = FILES[name]
    with pytest.warns(AssumptionWarning) as caught:
        network = read_nnet(FOLDER / f"{name}.nnet", normalise)
    assert network.layers == NETWORK.layers
    assert network.domain == domain
    (warning,) = caught
    message = str(warning.message)
    assert message.startswith(f"{str(FOLDER / name)!r}"[:-1])
    assert all(note in message for note in notes)
    assert warning.filename == __file__


HEAD = "2,2,1,2\n2,2,1\n0\n"
LAYERS = "1,1\n-1,1\n0\n0\n1,1\n0\n"
LOW_HIGH = "-1,0\n1,2\n"


def read(content, folder, normalise=True):
    """Return the network of the content, and what was assumed; None if nothing was."""
    path = folder / "net.nnet"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        network = read_nnet(path, normalise)
    assert all(warning.category is AssumptionWarning for warning in caught)
    return network, str(caught[0].message) if caught else None


MEANINGS = {
    # (the four lines) -> the value at (4, 3), the domain, a part of the note
    "regular": ("-1,0\n1,2\n1,0,5\n2,3,7\n", 7 * Fraction(5, 2) + 5, [[-1, 1], [0, 2]], None),
    "no outputs' term, the last input unchanged": (
        "-1,0\n1,2\n1,0\n2,1\n",
        Fraction(9, 2) + Fraction(3, 2),
        [[-1, 1], [0, 2]],
        "lines 6 and 7 have no number for the outputs, which are not normalised",
    ),
    "bounds, means and ranges of one input more": (
        "-1,0,9\n1,2,9\n1,0,8,5\n2,3,8,7\n",
        7 * Fraction(5, 2) + 5,
        [[-1, 1], [0, 2]],
        "as 3 inputs are bounded",
    ),
    "bounds of two inputs more": (
        "-1,0,9,9\n1,2,9,9\n1,0,5\n2,3,7\n",
        7 * Fraction(5, 2) + 5,
        [[-1, 1], [0, 2]],
        "lines 4 and 5 bound more",
    ),
    "one bound more": (
        "-1,0,9\n1,2\n1,0,5\n2,3,7\n",
        7 * Fraction(5, 2) + 5,
        [[-1, 1], [0, 2]],
        "lines 4 and 5 bound more",
    ),
    "one bound for all, as programs in Julia write": (
        "-6.55e4\n6.55e4\n0.0,0.0\n1.0,1.0\n",
        7,
        None,
        "lines 4 and 5 have one number for 2 inputs: they bound nothing",
    ),
    "one mean and one range": ("-1,0\n1,2\n0\n1\n", 7, [[-1, 1], [0, 2]], "nothing is normalised"),
    "zeros": ("0\n0\n0\n0\n", 7, None, "lines 4 to 7 are placeholders"),
    "all zeros": ("0,0\n0,0\n0,0,0\n0,0,0\n", 7, None, "lines 4 to 7 are placeholders"),
}


@each("case", MEANINGS)
def test_what_odd_lines_mean(tmp_path, case):
    lines, value, bounds, note = MEANINGS[case]
    network, told = read(HEAD + lines + LAYERS, tmp_path)
    # By hand: with u = (x - mean) / range, max(u + v, 0) + max(v - u, 0).
    assert network.exact([4, 3]) == (value,)
    domain = None if bounds is None else pr.box(*zip(*bounds, strict=True))
    assert network.domain == domain
    assert (note is None) if told is None else (note in told)


RAW = {
    "words": "a\nb\nc\nd\n",
    "ranges of zero": LOW_HIGH + "1,1,1\n0,1,1\n",
    "infinite means": LOW_HIGH + "inf,0,0\n1,1,1\n",
    "a bound too few": "0\n1,1\n0,0,0\n1,1,1\n",
    "bounds exchanged": "0,0\n-1,-1\n0,0,0\n1,1,1\n",
    "nothing but commas": ",\n,,\n,\n,\n",
}


@each("case", RAW)
def test_the_raw_network_needs_no_normalisation(tmp_path, case):
    text = HEAD + RAW[case] + LAYERS
    network, told = read(text, tmp_path, normalise=False)
    assert network == NETWORK
    assert "there is no domain, for want of bounds" in told
    with pytest.raises(FileFormatError):
        read(text, tmp_path)


def test_the_raw_network_needs_no_number_of_the_outputs(tmp_path):
    text = HEAD + LOW_HIGH + "1,3\n2,-2\n" + LAYERS
    network, told = read(text, tmp_path, normalise=False)
    assert network == NETWORK.with_domain([[-1, 0], [Fraction(1, 2), Fraction(3, 2)]])
    assert "no number for the outputs" in told
    with pytest.raises(FileFormatError, match="or give normalise=False"):
        read(text, tmp_path)


@each("header", ["2", "2,2", "2,2,1", "2,"])
def test_short_headers(tmp_path, header):
    lines = "2,2,1\n0\n" + LOW_HIGH + "0,0,0\n1,1,1\n" + LAYERS
    network, told = read(f"{header}\n{lines}", tmp_path)
    assert network.layers == NETWORK.layers
    assert f"line 1 tells {header.strip(',').count(',') + 1} of the header's 4 counts" in told
    for wrong in ("1", "3", "2,3", "2,2,2", "2,2,1,2,1"):
        with pytest.raises(FileFormatError):
            read(f"{wrong}\n{lines}", tmp_path)


def test_the_shell_tells_one_note_and_its_own_options(tmp_path, capsys):
    path = tmp_path / "net.nnet"
    path.write_text(HEAD + LOW_HIGH + "0,0\n1,1\n" + LAYERS)
    for _ in range(2):  # every command tells it
        assert main(["count", str(path), "--json"]) == 0
        output, errors = capsys.readouterr()
        assert json.loads(output)["count"] == 3
        assert errors.count("polyregions: note: ") == 1
        assert "nothing is normalised" in errors
    path.write_text(HEAD + LOW_HIGH + "1,1\n2,2\n" + LAYERS)
    assert main(["count", str(path)]) == 2
    assert capsys.readouterr().err.endswith("or give --raw\n")


def read_or_refused(content, folder, normalise):
    """Return the network, None if it is refused in one line."""
    try:
        return read(content, folder, normalise)[0]
    except FileFormatError as error:
        message = str(error)
    assert "\n" not in message
    return None


@each("name", FILES)
def test_a_file_cut_short_is_refused(tmp_path, name):
    text = (FOLDER / f"{name}.nnet").read_text()
    whole = text.rstrip("\n,")
    for end in range(len(text)):
        if end >= len(whole):  # no more than the end of the last line is missing
            continue
        with pytest.raises(FileFormatError):
            read(text[:end], tmp_path)


@each("seed", range(20))
def test_no_change_of_a_header_gives_another_function(tmp_path, seed):
    """Of files with odd first lines, the raw network is the one written, or there is an error."""
    generator = np.random.default_rng(seed)
    nnet = random_nnet((3, 2, 2), seed)
    kept = read(nnet.text(head=""), tmp_path, normalise=False)[0].layers
    readable = 0
    for _ in range(20):
        lines = [text.rstrip(",").split(",") for text in nnet.text(head="").splitlines()]
        for _ in range(generator.integers(1, 4)):
            fields = lines[generator.integers(0, 7)]
            place = generator.integers(0, len(fields) + 1)
            match generator.integers(0, 4):
                case 0:
                    fields.insert(place, generator.choice(["0", "1", "3", "-2.5", "x", "inf", ""]))
                case 1 if len(fields) > 1:
                    del fields[min(place, len(fields) - 1)]
                case 2:
                    fields[min(place, len(fields) - 1)] = generator.choice(["0", "2", "3", "nan"])
                case _:
                    fields[:] = ["0"]
        text = "".join(",".join(fields) + ",\n" for fields in lines)
        network = read_or_refused(text, tmp_path, normalise=False)
        assert network is None or network.layers == kept
        readable += network is not None
        read_or_refused(text, tmp_path, normalise=True)
    assert readable


@each("seed", range(10))
def test_changed_bytes_never_end_in_another_error(tmp_path, seed):
    generator = np.random.default_rng(seed)
    names = sorted(FILES)
    for _ in range(30):
        content = bytearray((FOLDER / f"{generator.choice(names)}.nnet").read_bytes())
        for place in generator.integers(0, len(content), generator.integers(1, 5)):
            content[place] = generator.choice(bytearray(b"0123456789,.-+e\n\r/ \xff\x00"))
        for normalise in (True, False):
            network = read_or_refused(bytes(content), tmp_path, normalise)
            assert network is None or network.inputs <= len(content)
