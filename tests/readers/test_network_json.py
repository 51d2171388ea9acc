"""Networks as JSON files: lossless both ways, the published format, and bad files of every kind."""

import json
import math
import os
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polyregions.constructions import he_random, max_min, montufar, ternary
from polyregions.errors import FileFormatError, PolyregionsError
from polyregions.networks import Claim, Layer, Network
from polyregions.polytopes import HPolytope, box, from_inequalities, simplex, whole_space
from polyregions.readers import network_from_json, network_to_json
from polyregions.readers.content import file_content, json_text
from polyregions.readers.network_json import read_json_network, write_json_network
from tests.helpers.cases import each

HUGE = 10**5000  # beyond Python's limit for writing integers


def identical(first, second):
    return (
        first == second
        and first.name == second.name
        and first.claim == second.claim
        and repr(first) == repr(second)
    )


NETWORKS = [
    Network([Layer([[1]])]),
    Network([Layer([["1/3", 0.1], ["0.1", -(2**70)]], [5e-324, 1.7976931348623157e308])]),
    Network([Layer([[Fraction(1, HUGE), HUGE]], [Fraction(-HUGE, 7)], "identity")]),
    Network(
        [Layer([[1], [2], [3]], None, ["relu", "identity", "relu"])], name='Montúfar "n\\0" 😀\n'
    ),
    Network([Layer([[1, 1]])], box([0, "-1/3"], [1e-300, 5])),
    Network([Layer([[1, 1]])], box([0, 0], [0, 1])),
    Network([Layer([[1, 1]])], simplex(2), name=""),
    Network([Layer([[1, 1]])], from_inequalities([[0.5, "1/3"]], ["1/7"])),
    Network([Layer([[1, 1]])], whole_space(2)),
    Network([Layer([[1, 1]])], HPolytope(2, [(0, 0, -1)])),
    Network([Layer([[1, 1]])], HPolytope(2, [(1, 0, 0), (-1, 0, -1), (0, 1, 1), (0, -1, 1)])),
    he_random((3, 4, 4, 2), seed=3),
    montufar(2, 7, 4, outputs=2),
    ternary(2, 13, 6, variant="slim"),
    max_min(),
]


@each("network", NETWORKS, ids=range(len(NETWORKS)))
def test_written_and_read_equal(tmp_path, network):
    path = tmp_path / "net.json"
    write_json_network(network, path)
    assert identical(read_json_network(str(path)), network)
    assert identical(network_from_json(network_to_json(network)), network)


numbers = st.one_of(
    st.integers(),
    st.fractions(),
    st.floats(allow_nan=False, allow_infinity=False),
)


@given(
    st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1, max_size=3),
    st.lists(st.sampled_from(["relu", "identity"]), min_size=3, max_size=3),
    st.lists(numbers, min_size=3, max_size=3),
    st.lists(st.tuples(numbers, numbers), min_size=2, max_size=2),
)
def test_any_numbers_survive_json(weights, activation, bias, bounds):
    units = len(weights)
    domain = box([min(pair) for pair in bounds], [max(pair) for pair in bounds])
    network = Network([Layer(weights, bias[:units], activation[:units])], domain)
    text = json.dumps(network_to_json(network))
    assert network_from_json(json_text.parse_json(text)) == network


def test_the_file_is_the_published_format(tmp_path):
    layers = [
        Layer([["1/3", 0.5]], [2], ["identity"]),
        Layer([[1], [0.1]], [0, 0], ["relu", "identity"]),
    ]
    write_json_network(Network(layers, box([0, -1], ["1/3", 1]), "small"), tmp_path / "net.json")
    assert json.loads((tmp_path / "net.json").read_text()) == {
        "format": "polyregions-network/1",
        "name": "small",
        "domain": [[0, "1/3"], [-1, 1]],
        "layers": [
            {"W": [["1/3", 0.5]], "b": [2], "activation": "identity"},
            {"W": [[1], [0.1]], "b": [0, 0], "activation": ["relu", "identity"]},
        ],
    }


def test_domains_as_written():
    def written(domain):
        return network_to_json(Network([Layer([[1, 1]])], domain))["domain"]

    assert written(None) is None
    assert written(whole_space(2)) == {"A": [], "b": []}
    assert written(simplex(2)) == {"A": [[-1, 0], [0, -1], [1, 1]], "b": [0, 0, 1]}
    assert written(box([0, 0], ["1/2", 1])) == [[0, 0.5], [0, 1]]
    assert written(from_inequalities([[2, 0], [0, 1], [0, -1]], [1, 1, 1]))["b"] == [1, 1, 1]


def test_claims_of_any_size(tmp_path):
    claim = Claim(7**20_000, "7**20000", "open_connected", whole_space(1), "nobody")
    write_json_network(Network([Layer([[1]])], claim=claim), tmp_path / "net.json")
    assert read_json_network(tmp_path / "net.json").claim == claim


def test_equal_layers_are_read_as_one_object(tmp_path):
    network = montufar(2, 20, 1001)
    write_json_network(network, tmp_path / "net.json")
    again = read_json_network(tmp_path / "net.json")
    assert again == network
    assert len({id(layer) for layer in again.layers}) == 3


def test_optional_keys_remarks_and_byte_order_mark(tmp_path):
    path = tmp_path / "net.json"
    layers = [{"W": [[1, "2/3"]], "b": [0], "activation": "relu", "trained": True}]
    path.write_text(
        json.dumps({"layers": layers, "n0": 2, "expected": None, "counts": {}, "author": "me"}),
        encoding="utf-8-sig",
    )
    assert read_json_network(path) == Network([Layer([[1, "2/3"]], [0])])


GOOD = '{"W": [[1, 0], [0, 1]], "b": [0, 0], "activation": "relu"}'


def net_text(*layers, **keys):
    parts = [f'"{key}": {value}' for key, value in keys.items()]
    return "{" + ", ".join([*parts, f'"layers": [{", ".join(layers)}]']) + "}"


def layer_text(W="[[1, 0], [0, 1]]", b="[0, 0]", activation='"relu"'):
    return f'{{"W": {W}, "b": {b}, "activation": {activation}}}'


def claim_text(**changes):
    claim = {"regions": 1, "formula": "", "definition": "affine", "domain": None, "source": ""}
    return json.dumps(claim | changes)


ROW = "[[0, 1]]"
BAD = {
    "empty file": ("", "this is empty: give a JSON text"),
    "truncated": (net_text(GOOD)[:-5], "no JSON, or only a part"),
    "two values": (net_text(GOOD) + "{}", "no JSON"),
    "a list": ("[1]", "this is a list"),
    "a number": ("1", "this is a int"),
    "null": ("null", "this is a NoneType"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "deep object": ('{"a":' * 100_000, "nested too deeply"),
    "deep weights": (net_text(layer_text(W="[" * 900 + "]" * 900)), r"layers\[0\]"),
    "deep domain": (net_text(GOOD, domain="[" * 900 + "]" * 900), "domain|deep"),
    "NaN": (net_text(layer_text(b="[NaN, 0]")), "NaN .* must be finite"),
    "Infinity": (net_text(layer_text(b="[-Infinity, 0]")), "-Infinity .* must be finite"),
    "overflow": (net_text(layer_text(b="[1e400, 0]")), '1e400 overflows.*as a text, "1e400"'),
    "underflow": (net_text(layer_text(b="[-0.1E-400, 0]")), "rounded to zero.*as a text"),
    "p/0": (net_text(GOOD, layer_text(b='["1/0", 0]')), r"layers\[1\]: bias\[0\].*by zero"),
    "nan text": (net_text(GOOD, layer_text(b='["nan", 0]')), r"layers\[1\]: bias\[0\].*'nan'"),
    "words": (net_text(layer_text(b='["one", 0]')), r"layers\[0\]: bias\[0\].*'one'"),
    "true": (net_text(layer_text(W="[[true, 0], [0, 1]]")), r"weights\[0\]\[0\] .*truth value"),
    "true after 1": (net_text(GOOD, layer_text(W="[[true, 0], [0, 1]]")), r"layers\[1\].*truth"),
    "null entry": (net_text(layer_text(W="[[null, 0], [0, 1]]")), r"weights\[0\]\[0\] is None"),
    "object entry": (net_text(layer_text(W="[[{}, 0], [0, 1]]")), r"weights\[0\]\[0\] is \{\}"),
    "ragged": (net_text(GOOD, layer_text(W="[[1, 0], [0]]")), r"layers\[1\]: weights is ragged"),
    "flat weights": (net_text(layer_text(W="[1, 0]")), r"layers\[0\]: weights\[0\] is 1"),
    "weights text": (net_text(layer_text(W='"10"')), r"layers\[0\]: weights is '10'"),
    "bias number": (net_text(layer_text(b="0")), r"layers\[0\]: bias is 0"),
    "bias nested": (net_text(layer_text(b="[[0], [0]]")), r"layers\[0\]: bias\[0\] is \[0\]"),
    "bias short": (net_text(GOOD, layer_text(b="[0]")), r"layers\[1\]: .*2 rows and bias 1"),
    "bias null": (net_text(layer_text(b="null")), r"layers\[0\]: the key 'b' is missing"),
    "mismatch": (net_text(GOOD, layer_text(W=ROW.replace("]]", ", 2]]"), b="[0]")), r"layers\[1\]"),
    "no units": (net_text(layer_text(W="[]", b="[]")), r"layers\[0\]: a layer has no units"),
    "no inputs": (net_text(layer_text(W="[[]]", b="[0]")), r"layers\[0\]: a layer has no inputs"),
    "activation": (net_text(GOOD, layer_text(activation='"tanh"')), r"layers\[1\]: .*'tanh'"),
    "activations": (net_text(layer_text(activation='["relu", 1]')), "activation 1 is unknown"),
    "activation count": (net_text(layer_text(activation='["relu"]')), "1 activations .* 2 units"),
    "activation 1": (net_text(layer_text(activation="1")), r"layers\[0\]: the activation is 1"),
    "activation {}": (net_text(layer_text(activation="{}")), r"layers\[0\]: the activation is"),
    "activation [[]]": (net_text(layer_text(activation="[[], []]")), "activation .* is unknown"),
    "no layers": (net_text(), "no layers: give at least one"),
    "layers missing": ('{"layer": []}', "key 'layers' is missing among .*'layer'"),
    "layers null": ('{"layers": null}', "'layers' is a NoneType"),
    "layers object": ('{"layers": {}}', "'layers' is a dict"),
    "layer list": ('{"layers": [[1]]}', r"layers\[0\]: this is a list"),
    "layer key": ('{"layers": [{"weights": [[1]], "b": [0]}]}', r"'W' is missing.*'weights'"),
    "format": (net_text(GOOD, format='"other/1"'), "format is 'other/1'"),
    "format 1": (net_text(GOOD, format="1"), "format is 1"),
    "misspelt": (net_text(GOOD, Domain="[[0, 1], [0, 1]]"), "key 'Domain' .* write 'domain'"),
    "misspelt 2": (net_text(GOOD, domian="[[0, 1], [0, 1]]"), "key 'domian' .* write 'domain'"),
    "long name": (net_text(GOOD, n0=f'"{"9" * 5000}"'), "n0 is '999"),
    "twice": (net_text(GOOD, domain="null")[:-1] + ', "domain": 1}', "'domain' stands twice"),
    "name": (net_text(GOOD, name="[1]"), "name is a list"),
    "n0": (net_text(GOOD, n0="3"), "n0 is 3 .* 2 inputs"),
    "domain dimension": (net_text(GOOD, domain=ROW), "dimension 1 .* 2 inputs"),
    "domain A dimension": (net_text(GOOD, domain='{"A": [[1]], "b": [1]}'), "dimension 1 .* 2"),
    "domain rows": (net_text(GOOD, domain='{"A": [[1, 2]], "b": []}'), "A has 1 rows and b 0"),
    "domain keys": (net_text(GOOD, domain='{"A": [[1, 2]]}'), r"keys \['A'\].* the keys A and b"),
    "domain swapped": (net_text(GOOD, domain="[[0, 1], [1, 0]]"), "lower bound exceeds"),
    "domain triple": (net_text(GOOD, domain="[[0, 1, 2], [0, 1, 2]]"), "3 numbers"),
    "domain ragged": (net_text(GOOD, domain="[[0, 1], [0]]"), "ragged"),
    "domain text": (net_text(GOOD, domain='"cube"'), "domain is a str"),
    "domain number": (net_text(GOOD, domain="1"), "domain is a int"),
    "domain true": (net_text(GOOD, domain="[[0, true], [0, 1]]"), "truth value"),
    "domain empty": (net_text(GOOD, domain="[]"), "dimension 0"),
    "claim": (net_text(GOOD, claim="{}"), "a claim is an object with the keys regions"),
    "claim count": (net_text(GOOD, claim=claim_text(regions=-1)), "regions are no count"),
    "claim true": (net_text(GOOD, claim=claim_text(regions=True)), "regions are no count"),
    "claim hex": (net_text(GOOD, claim=claim_text(regions="0xyz")), "regions are no count"),
    "claim source": (net_text(GOOD, claim=claim_text(source=1)), "claim's source is 1"),
    "claim domain": (
        net_text(GOOD, claim=claim_text(domain=[[0, 1]])),
        "claim's domain.*dimension 1",
    ),
}


@each("case", BAD)
def test_bad_files(tmp_path, case):
    text, message = BAD[case]
    path = tmp_path / "net.json"
    path.write_text(text)
    with pytest.raises(FileFormatError, match=message) as caught:
        read_json_network(path)
    assert str(caught.value).startswith(repr(str(path)))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400 + len(str(path))


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "net.json"
    path.write_bytes(b'{"name": "\xff"}')
    with pytest.raises(FileFormatError, match="byte 10 is no UTF-8"):
        read_json_network(path)


def test_huge_files_are_refused_unread(tmp_path):
    path = tmp_path / "net.json"
    with open(path, "wb") as file:
        file.truncate(file_content.LARGEST_FILE + 1)  # sparse: takes no room
    with pytest.raises(FileFormatError, match="files up to 536870912 bytes"):
        read_json_network(path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="a device of POSIX")
def test_endless_files_are_refused(monkeypatch):
    monkeypatch.setattr(file_content, "LARGEST_FILE", 1000)
    with pytest.raises(FileFormatError, match="files up to 1000 bytes"):
        read_json_network("/dev/zero")


def test_paths_that_are_no_file(tmp_path):
    for path in (tmp_path, tmp_path / "missing.json", "a\0b", ""):
        with pytest.raises(FileFormatError, match=r"it cannot be read|it is no path"):
            read_json_network(path)


def test_a_network_too_large_to_be_read_is_not_written(tmp_path):
    with pytest.raises(FileFormatError, match="would exceed"):
        write_json_network(montufar(2, 200, 10_001), tmp_path / "net.json")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("number", ["1" + "0" * 5000, '"1' + "0" * 5000 + '"'])
def test_integers_of_many_digits_as_people_write_them(tmp_path, number):
    path = tmp_path / "net.json"
    path.write_text(net_text(layer_text(b=f"[{number}, 0]")))
    assert read_json_network(path).layers[0].bias == (HUGE, 0)


def test_unwritable_paths(tmp_path):
    for path in (tmp_path, tmp_path / "missing" / "net.json"):
        with pytest.raises(PolyregionsError, match="cannot be written"):
            write_json_network(montufar(1, 2, 2), path)


def test_the_largest_float_is_read_and_the_next_refused():
    assert json_text.parse_json("1.7976931348623157e308") == sys.float_info.max
    assert json_text.parse_json("0e-999") == 0
    assert math.copysign(1, json_text.parse_json("-0.0")) == -1
