"""NNet files: normalisation folded in exactly, every way to write them, bad ones of every kind."""

from fractions import Fraction

import numpy as np
import pytest

from polyregions import box, from_inequalities
from polyregions.errors import FileFormatError
from polyregions.readers import read_nnet
from polyregions.readers.content import file_content
from tests.helpers.cases import each
from tests.readers.nnet_text import NNet, random_nnet

SMALL = NNet(
    [np.array([[1.5, -2.0], [0.1, 4.0], [0.0, 0.3]]), np.array([[1.0, 0.7, -3.0]])],
    [np.array([0.5, -0.2, 0.0]), np.array([0.25])],
    [-1.0, 0.0],
    [1.0, 7.5],
    [0.3, -2.0, 10.1],
    [0.7, 3.0, -0.2],
)


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a text or bytes as a file."""

    def read(content, **options):
        return read_nnet(written(content, tmp_path), **options)

    return read


def written(content, folder):
    path = folder / "net.nnet"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def evaluated(nnet, x, normalise=True):
    """Evaluate as the format's definition says, in fractions."""
    *means, output_mean = map(Fraction, nnet.means)
    *ranges, output_range = map(Fraction, nnet.ranges)
    values = list(x)
    if normalise:
        values = [(v - m) / r for v, m, r in zip(values, means, ranges, strict=True)]
    for i, (matrix, vector) in enumerate(zip(nnet.weights, nnet.biases, strict=True)):
        sums = [
            Fraction(b) + sum(Fraction(w) * v for w, v in zip(row, values, strict=True))
            for row, b in zip(matrix.tolist(), vector.tolist(), strict=True)
        ]
        values = sums if i == len(nnet.weights) - 1 else [max(s, Fraction(0)) for s in sums]
    return tuple(v * output_range + output_mean if normalise else v for v in values)


def points(inputs, seed):
    generator = np.random.default_rng(seed)
    return [[Fraction(int(p), 7) for p in generator.integers(-99, 99, inputs)] for _ in range(5)]


@each("sizes", [(1, 1), (3, 2), (2, 5, 1), (4, 6, 5, 3), (1, 9, 1, 9, 2)])
@each("normalise", [True, False])
def test_the_function_is_exact(read, sizes, normalise):
    for seed in range(3):
        nnet = random_nnet(sizes, seed)
        network = read(nnet.text(), normalise=normalise)
        assert network.widths == sizes
        kinds = ["relu"] * (len(sizes) - 2) + ["identity"]
        assert [set(layer.activation) for layer in network.layers] == [{kind} for kind in kinds]
        for x in points(sizes[0], seed):
            assert network.exact(x) == evaluated(nnet, x, normalise)


def test_the_example_by_hand(read):
    network = read(SMALL.text())
    assert network.exact([0.3, -2.0]) == evaluated(SMALL, [Fraction(0.3), Fraction(-2)])
    assert network.layers[0].weights[0] == (Fraction(1.5) / Fraction(0.7), Fraction(-2, 3))
    assert network.layers[1].bias[0] == Fraction(0.25) * Fraction(-0.2) + Fraction(10.1)
    assert network.domain == box([-1, 0], [1, 7.5])
    assert network.name is None


def test_the_raw_network_lives_on_the_normalised_domain(read):
    raw = read(SMALL.text(), normalise=False)
    assert raw.layers[0].float_weights.tolist() == SMALL.weights[0].tolist()
    low, high = (
        [(Fraction(x) - Fraction(m)) / Fraction(r) for x, m, r in zip(*columns, strict=True)]
        for columns in ((SMALL.low, [0.3, -2.0], [0.7, 3.0]), (SMALL.high, [0.3, -2], [0.7, 3]))
    )
    assert raw.domain == box(low, high)


def test_a_negative_range_turns_the_domain_round(read):
    text = "1,1,1,1\n1,1\n0\n-1\n5\n1,0\n-2,1\n1\n0\n"
    assert read(text).domain == box([-1], [5])
    assert read(text, normalise=False).domain == box([-2], [1])
    half = "1,1,1,1\n1,1\n0\n-1\ninf\n1,0\n-2,1\n1\n0\n"
    assert read(half, normalise=False).domain == from_inequalities([[1]], [1])


@pytest.mark.parametrize(
    ("low", "high", "domain"),
    [
        ("-inf,-inf", "inf,Infinity", None),
        ("-INF,0", "1,1e999", from_inequalities([[1, 0], [0, -1]], [1, 0])),
        ("0,0", "0,1", None),
        ("0,0", "0,0", None),
        ("0.1,0", "1,1", box([0.1, 0], [1, 1])),
    ],
)
def test_domains(read, low, high, domain):
    text = f"1,2,1,2\n2,1\n0\n{low}\n{high}\n0,0,0\n1,1,1\n1,1\n0\n"
    assert read(text).domain == domain


WAYS = {
    "no trailing commas": SMALL.text("\n"),
    "many trailing commas": SMALL.text(",,, ,\n"),
    "Windows": SMALL.text(",\r\n", "// head\r\n"),
    "old Macintosh": SMALL.text(",\r", "// head\r"),
    "mixed": SMALL.text(",\n").replace("\n", "\r\n", 4),
    "no head": SMALL.text(head=""),
    "long head": SMALL.text(head="// a\n//\n  // , 1,2\n" * 20),
    "blank lines": "\n \n" + SMALL.text(",\n\n\t\n") + "\n\n",
    "no last line end": SMALL.text().rstrip("\n"),
    "neither comma nor line end": SMALL.text("\n").rstrip("\n"),
    "remarks after numbers": SMALL.text(", // remark, 1,2\n"),
    "spaces": SMALL.text().replace(",", " , ").replace("0.5", "\t0.5"),
    "other notations": SMALL.text().replace("0.5", "+5.00000e-01").replace("4.0", "4.E0"),
    "byte order mark": b"\xef\xbb\xbf" + SMALL.text().encode(),
    "a head in Latin-1": "// Montúfar\n".encode("latin-1") + SMALL.text(head="").encode(),
    "a flag": SMALL.text().replace("\n0,\n", "\nsymmetric,1,2\n"),
    "another largest size": SMALL.text().replace("2,2,1,3", "2,2,1,50"),
}


@each("way", WAYS)
def test_every_way_to_write_it(read, way):
    assert read(WAYS[way]) == read(SMALL.text())


def test_numbers_are_those_that_programs_read(read):
    text = "1,1,1,1\n1,1\n0\n0\n1\n0,0\n1,1\n{}\n{}\n"
    network = read(text.format("0.1000000000000000055511151231257827", "1e-400"))
    assert network.layers[0].weights[0][0] == Fraction(0.1)
    assert network.layers[0].bias[0] == 0
    least = read(text.format("5e-324", "1.7976931348623157e308"))
    assert least.layers[0].weights[0][0] == Fraction(1, 2**1074)


HEAD = "1,2,1,2,\n2,1,\n0,\n0,0,\n1,1,\n0,0,0,\n1,1,1,\n"
BAD = {
    "nothing": ("", "ends after line 0, before the header's counts"),
    "remarks only": ("// a\n// b\n", "ends after line 2, before the header's counts"),
    "words": ("hello\n", "line 1: 'hello' is among the header's counts: give positive"),
    "three counts": ("1,2,1\n2\n", "line 2: numbers needed for the sizes of the layers: 2"),
    "five counts": ("1,2,1,2,2\n2,1\n", "line 1: numbers needed for the header's counts: 4"),
    "no layers": ("0,2,1,2\n", "line 1: '0' is among the header's counts: give positive"),
    "negative": ("1,-2,1,2\n", "line 1: '-2' is among the header's counts"),
    "broken": ("1,2.0,1,2\n", "line 1: '2.0' is among the header's counts"),
    "many digits": (f"1,{'9' * 5000},1,2\n", "line 1: '9999.* is among the header's counts"),
    "huge": ("1,1000000000,1000000000,1000000000\n1000000000,1000000000\n", "cannot hold"),
    "huge depth": (
        "1000000000,2,1,2\n2,1\n",
        "needed for the sizes of the layers: 1000000001, found: 2",
    ),
    "sizes": ("2,2,1,2\n2,1\n", "line 2: numbers needed for the sizes of the layers: 3, found: 2"),
    "size 0": ("2,2,1,2\n2,0,1\n", "line 2: '0' is among the sizes"),
    "size of another sign": ("2,2,1,2\n2,-3,1\n", "line 2: '-3' is among the sizes"),
    "inputs": (HEAD.replace("2,1,\n0", "3,1,\n0"), "from 3 to 1 where the header tells 2 inputs"),
    "outputs": (HEAD.replace("2,1,\n0", "2,2,\n0"), "from 2 to 2 where the header tells 1 outputs"),
    "more sizes than layers, the last the outputs": (
        HEAD.replace("2,1,\n0", "2,2,1,\n0"),
        "from 2 to 2 where the header tells 1 outputs",
    ),
    "no flag": ("1,2,1,2\n2,1\n" + "//" * 20, "before the flag"),
    "no bounds": ("1,2,1,2\n2,1\n0\n" + "//" * 20, "before the least inputs"),
    "a bound too few": (
        HEAD.replace("0,0,\n1", "0,\n1", 1),
        "line 4: numbers needed for the least inputs: 2, found: 1",
    ),
    "NaN bound": (HEAD.replace("1,1,\n", "1,nan,\n"), "line 5: 'nan' is among the greatest"),
    "bounds exchanged": (HEAD.replace("\n1,1,\n", "\n1,-1,\n") + "1,1\n0\n", "input 1 exceeds"),
    "bounds at infinity": (
        HEAD.replace("\n0,0,\n1,1,\n", "\n0,inf\n1,inf\n") + "1,1\n0\n",
        "input 1 exceeds",
    ),
    "means of inputs only": (
        HEAD.replace("0,0,0,", "0,2,"),
        "line 6: numbers needed for the means: 3",
    ),
    "ranges of inputs only": (
        HEAD.replace("1,1,1,", "1,2,"),
        "line 7: numbers needed for the ranges: 3",
    ),
    "means and ranges of inputs only": (
        HEAD.replace("0,0,0,", "0,2,").replace("1,1,1,", "1,1,"),
        "lines 6 and 7 have no number for the outputs, .* or give normalise=False",
    ),
    "ranges and means of inputs only": (
        HEAD.replace("0,0,0,", "0,0,").replace("1,1,1,", "1,2,"),
        "lines 6 and 7 have no number for the outputs, .* or give normalise=False",
    ),
    "too many means, of no more bounds": (
        HEAD.replace("0,0,0,", "0,0,3,0,").replace("1,1,1,", "1,1,2,1,"),
        "line 6: numbers needed for the means: 3, found: 4",
    ),
    "a range for all": (
        HEAD.replace("0,0,0,", "0,").replace("1,1,1,", "2,"),
        "line 6: numbers needed for the means: 3, found: 1",
    ),
    "infinite mean": (HEAD.replace("0,0,0,", "0,inf,0"), "line 6: 'inf' is among the means"),
    "range 0": (HEAD.replace("1,1,1,", "1,-0.0,1"), "the range of input 1 is 0"),
    "ranges 0, and bounds": (HEAD.replace("1,1,1,", "0,0,0"), "the range of input 0 is 0"),
    "no weights": (HEAD, r"ends after line 7, before weights\[0\] of layer 0"),
    "weights": (
        HEAD + "1\n0\n",
        r"line 8: numbers needed for weights\[0\] of layer 0: 2, found: 1",
    ),
    "weights too many": (HEAD + "1,2,3\n0\n", "line 8: numbers needed for .*: 2, found: 3"),
    "a gap": (
        HEAD + "1,,\n0\n",
        r"line 8: numbers needed for weights\[0\] of layer 0: 2, found: 1",
    ),
    "a gap before": (HEAD + ",1\n0\n", "line 8: '' is among weights"),
    "no commas": (HEAD + "1 2\n0\n", "line 8: numbers needed for .*: 2, found: 1"),
    "NaN": (HEAD + "1,NaN\n0\n", r"line 8: 'NaN' is among weights\[0\] of layer 0: give finite"),
    "infinity": (HEAD + "1,-inf\n0\n", "line 8: '-inf' is among weights"),
    "overflow": (HEAD + "1,1e400\n0\n", "line 8: '1e400' is among weights.* range of binary64"),
    "underscore": (HEAD + "1,1_0\n0\n", "line 8: '1_0' is among weights"),
    "hexadecimal": (HEAD + "1,0x1p3\n0\n", "line 8: '0x1p3' is among weights"),
    "other digits": (HEAD + "1,²\n0\n", r"line 8: '\\xc2\\xb2' is among weights"),
    "no bias": (HEAD + "1,1\n", r"ends after line 8, before bias\[0\] of layer 0"),
    "bias in one line": (
        HEAD.replace("1,2,1,2,\n2,1", "1,2,2,2,\n2,2") + "1,1\n1,1\n0,0\n",
        "bias",
    ),
    "cut in a number": (HEAD + "1,1,\n0.2", "without the comma that ends all other lines"),
    "more": (HEAD + "1,1\n0\n3\n", "line 10: it goes on after the last bias"),
    "two files": ((HEAD + "1,1\n0\n") * 2, "line 10: it goes on after the last bias"),
    "JSON": ('{"layers": []}', "line 1: .* is among the header's counts"),
    "binary": (bytes(range(256)), "line 1: "),
    "zeros": (bytes(100), "line 1: "),
}


@each("case", BAD)
def test_bad_files(tmp_path, case):
    content, message = BAD[case]
    path = written(content, tmp_path)
    with pytest.raises(FileFormatError, match=message) as caught:
        read_nnet(path)
    assert str(caught.value).startswith(repr(str(path)))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))


def test_the_truth_about_huge_networks_is_in_the_file(read, monkeypatch):
    monkeypatch.setattr(file_content, "MOST_PARAMETERS", 3)
    with pytest.raises(FileFormatError, match="there are 13 parameters"):
        read(SMALL.text())
