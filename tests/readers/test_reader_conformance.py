"""One suite for every format of network files: what goes in comes out, and bad ones are refused."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

import polyregions as pr
from polyregions import Layer, Network, box
from polyregions.errors import FileFormatError
from polyregions.readers import NETWORK_FORMATS, network_format
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.readers.network_file_kinds import KINDS


@pytest.fixture(params=KINDS, ids=str)
def kind(request):
    request.param.require()
    return request.param


def random_network(widths, seed, dtype):
    generator = np.random.default_rng(seed)
    layers = [
        Layer(
            generator.normal(size=(after, before)).astype(dtype),
            generator.normal(size=after).astype(dtype),
            "identity" if i == len(widths) - 2 else "relu",
        )
        for i, (before, after) in enumerate(pairwise(widths))
    ]
    return Network(layers)


def plain(*layers, domain=None, name=None):
    *hidden, last = layers
    return Network([*map(make, hidden), make(last, "identity")], domain, name)


def make(parts, activation="relu"):
    return Layer(*parts, activation)


FLOAT = {
    "1-1": plain(([[2]], [1])),
    "1-1-1": plain(([[1]], [0]), ([[-1]], [0.5])),
    "float32": random_network((2, 5, 4, 2), 0, np.float32),
    "float16": random_network((3, 4, 1), 1, np.float16),
    "float64": random_network((2, 4, 1), 2, np.float64),
    "wide": random_network((1, 300, 1), 3, np.float32),
    "many inputs": random_network((200, 3, 2), 4, np.float32),
    "deep": random_network((2, *[2] * 40, 1), 5, np.float32),
    "affine": plain(([[1, 2], [3, 4]], [5, 6])),
    "dyadic": plain(([[Fraction(3, 4), Fraction(-5, 8)]], [Fraction(1, 1024)]), ([[0.5]], [0])),
    "negative zeros": plain(([[-0.0, 1], [1, -0.0]], [-0.0, 0.0]), ([[1, -0.0]], [-0.0])),
    "zeros": plain(([[0, 0], [0, 0]], [0, 0]), ([[0, 0]], [0])),
    "integers": plain(([[3, -7], [2**24, 1]], [-1, 0]), ([[1, 1]], [2])),
    "beyond float32": plain(([[2**24 + 1, 0.1]], [0]), ([[1]], [2**53])),
    "extremes": plain(([[1.7976931348623157e308, 5e-324]], [0]), ([[1]], [-1e300])),
    "duplicate units": plain(([[1, 2]] * 3, [1] * 3), ([[1, 1, -1]], [0])),
    "box": plain(([[1, 1]], [0]), ([[1]], [0]), domain=box([-0.5, 0], [1, 2])),
    "name": plain(([[1, 1]], [0]), ([[1]], [0]), name="Montúfar's 'tent'"),
}
MIXED = {
    "last layer with ReLU": Network([Layer([[1, 2], [3, -4]], [0, 1]), Layer([[1, -1]], [0.5])]),
    "identity between": Network(
        [Layer([[2]], [1], "identity"), Layer([[1], [-1]]), Layer([[1, 1]], None, "identity")]
    ),
    "activations per unit": Network(
        [
            Layer([[1], [1]], None, ["relu", "identity"]),
            Layer([[2, -1]]),
            Layer([[1]], None, "identity"),
        ]
    ),
}
NETWORKS = FLOAT | MIXED | {f"awkward: {case}": case.network for case in AWKWARD}


def written(kind, network, folder):
    path = folder / f"net.{kind.suffix}"
    kind.write(network, path)
    return path


def small(kind):
    """Return a network for files that will be spoiled."""
    return FLOAT["float32"] if kind.suffix != "json" else FLOAT["dyadic"]


@each("network", NETWORKS.values(), ids=list(NETWORKS))
def test_what_goes_in_comes_out(kind, network, tmp_path):
    if not kind.holds(network):
        return
    again = pr.read_network(written(kind, network, tmp_path))
    assert again.layers == network.layers
    for part in ("domain", "name", "claim"):
        assert getattr(again, part) == (getattr(network, part) if part in kind.keeps else None)


def test_every_kind_holds_most_plain_networks():
    for kind in KINDS:
        assert sum(kind.holds(network) for network in FLOAT.values()) == len(FLOAT)
        assert sum(kind.holds(network) for network in NETWORKS.values()) > 50


def test_the_table_tells_what_is_kept(kind):
    known = network_format("", kind.suffix)
    assert set(known.keeps) == set(kind.keeps)
    assert kind.suffix in known.suffixes
    assert {k.suffix for k in KINDS} == {s for known in NETWORK_FORMATS for s in known.suffixes}


def refused(path):
    """Return the message by which the file at a path is refused, after checking its form."""
    with pytest.raises(FileFormatError) as caught:
        pr.read_network(path)
    message = str(caught.value)
    assert message.startswith(repr(str(path)) + ": ")
    assert "\n" not in message
    assert len(message) < 900 + len(str(path))
    return message


def test_parts_of_files(kind, tmp_path):
    network = small(kind)
    path = written(kind, network, tmp_path)
    content = path.read_bytes()
    whole = pr.read_network(path)
    step = max(1, len(content) // 97)
    kept = 0
    for length in [*range(0, len(content), step), len(content) - 1]:
        path.write_bytes(content[:length])
        try:
            assert pr.read_network(path) == whole
            kept += 1
        except FileFormatError:
            refused(path)
    assert kept <= 2  # the last line end may be missing


def test_changed_bytes(kind, tmp_path):
    path = written(kind, small(kind), tmp_path)
    content = path.read_bytes()
    refusals = 0
    for i in range(0, len(content), max(1, len(content) // 200)):
        changed = bytearray(content)
        changed[i] ^= 1 << (i % 8)
        path.write_bytes(changed)
        try:
            assert isinstance(pr.read_network(path), Network)  # a digit became another
        except FileFormatError:
            refused(path)
            refusals += 1
    assert refusals > 0


@each(
    "content",
    [
        b"",
        b"\0",
        b"\n\n\n",
        b"hello, world\n" * 10,
        bytes(1000),
        bytes(range(256)) * 4,
        b"\xff" * 99,
    ],
)
def test_other_contents(kind, tmp_path, content):
    path = tmp_path / f"net.{kind.suffix}"
    path.write_bytes(content)
    assert refused(path)


@each("other", KINDS, ids=str)
def test_files_of_another_kind(kind, other, tmp_path):
    if network_format("", kind.suffix) == network_format("", other.suffix):
        return
    other.require()
    path = tmp_path / f"net.{other.suffix}"
    path.write_bytes(written(kind, FLOAT["float32"], tmp_path).read_bytes())
    suffixes = network_format("", kind.suffix).suffixes_text
    assert refused(path).endswith(f"give it the suffix {suffixes}")


def test_paths_that_are_no_file(kind, tmp_path):
    folder = tmp_path / f"folder.{kind.suffix}"
    folder.mkdir()
    assert "it cannot be read" in refused(folder)
    assert "it cannot be read" in refused(tmp_path / f"missing.{kind.suffix}")
    with pytest.raises(FileFormatError, match="it is no path"):
        pr.read_network(f"a\0b.{kind.suffix}")


@each("number", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none(kind, tmp_path, number):
    path = written(kind, small(kind), tmp_path)
    kind.spoil(path, 0.25)
    assert pr.read_network(path) != small(kind)
    kind.spoil(path, number)
    message = refused(path)
    assert "finite" in message
    assert ("nan" if np.isnan(number) else "inf") in message.lower()


def test_a_file_too_large_is_refused_unread(kind, tmp_path):
    path = tmp_path / f"net.{kind.suffix}"
    with open(path, "wb") as file:
        file.truncate(2**29 + 1)  # sparse: takes no room
    assert "files up to 536870912 bytes are read" in refused(path)


WRITERS_OF_FLOATS = [
    kind
    for kind in KINDS
    if not kind.rationals and network_format("", kind.suffix).writer is not None
]


@each(
    "number",
    [10**5000, Fraction(1, 10**5000), 2**1024, Fraction(1, 2**1075)],
    ids=["huge", "tiny", "overflow", "underflow"],
)
@pytest.mark.parametrize("kind", WRITERS_OF_FLOATS, ids=str)
def test_numbers_beyond_all_floats(kind, tmp_path, number):
    kind.require()
    path = tmp_path / f"net.{kind.suffix}"
    with pytest.raises(pr.PolyregionsError, match=r"^layers\[0\]\.weights\[0\]\[1\] is") as caught:
        pr.write_network(plain(([[1, number]], [0])), path)
    assert len(str(caught.value)) < 300
    assert not path.exists()


THIRD = plain(([[1, 2]], [0]), ([[1], [2]], [0, "1/3"]), ([[1, "1/3"]], [0]))


@pytest.mark.parametrize("kind", WRITERS_OF_FLOATS, ids=str)
def test_what_does_not_fit_is_named_and_the_older_file_stays(kind, tmp_path):
    kind.require()
    path = tmp_path / f"net.{kind.suffix}"
    path.write_text("older")
    with pytest.raises(pr.PolyregionsError, match=r"layers\[1\]\.bias\[1\] is 1/3, which is no"):
        pr.write_network(THIRD, path)
    assert path.read_text() == "older"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
