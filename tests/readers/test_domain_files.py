"""What a domain may be written as, and what it may not."""

import json
import pathlib

import numpy as np
import pytest

from polyregions.constructions import montufar
from polyregions.errors import FileFormatError, InvalidDomainError, InvalidNumberError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope, box, simplex, whole_space
from polyregions.readers import DOMAIN_NAMES, parse_domain, write_network
from tests.helpers.cases import each

SQUARE = box([0, 0], [1, 1])


@each(
    ("domain", "expected"),
    [
        ("unit", SQUARE),
        (" unit\n", SQUARE),
        ("cube", box([-1, -1], [1, 1])),
        ("none", whole_space(2)),
        (None, whole_space(2)),
        (SQUARE, SQUARE),
        ("[[0, 1], [0, 1]]", SQUARE),
        ([[0, 1], [0, 1]], SQUARE),
        (((0, 1), (0, 1)), SQUARE),
        (np.array([[0, 1], [0, 1]]), SQUARE),
        ('[["0", "1/3"], [-0.5, 1e-30]]', box([0, -0.5], ["1/3", 1e-30])),
        ('{"A": [[-1, 0], [0, -1], [1, 1]], "b": [0, 0, 1]}', simplex(2)),
        ({"A": [[-1, 0], [0, "-1/2"], [1, 1]], "b": [0, 0, 1]}, simplex(2)),
        ({"A": [], "b": []}, whole_space(2)),
    ],
)
def test_what_a_domain_may_be(domain, expected):
    assert parse_domain(domain, 2) == expected


def test_every_name_is_a_domain():
    for name in DOMAIN_NAMES:
        assert parse_domain(name, 3).dimension == 3


@pytest.mark.parametrize("kind", [str, pathlib.Path])
def test_files(tmp_path, kind):
    path = tmp_path / "domain.json"
    path.write_text("[[0, 1], [0, 1]]")
    assert parse_domain(kind(path), 2) == SQUARE
    path.write_text(json.dumps({"A": [[1, 1]], "b": [1]}))
    assert parse_domain(kind(path), 2) == HPolytope(2, [(1, 1, 1)])
    write_network(montufar(2, 4, 3), path)
    assert parse_domain(kind(path), 2) == SQUARE
    write_network(Network([Layer([[1, 1]])]), path)
    assert parse_domain(kind(path), 2) == whole_space(2)


@each(
    ("domain", "error", "message"),
    [
        ("[[0, 1]]", InvalidDomainError, "dimension 1 .* 2 inputs"),
        ("[[0, 1], [0, 1], [0, 1]]", InvalidDomainError, "dimension 3 .* 2 inputs"),
        (box([0], [1]), InvalidDomainError, "dimension 1 .* 2 inputs"),
        ("[[0, 1], [1, 0]]", InvalidDomainError, "lower bound exceeds"),
        ("[[0, 1], [1, 1]]", InvalidDomainError, "no interior"),
        ([[0, 1], ["1/3", "1/3"]], InvalidDomainError, "no interior"),
        ({"A": [[1, 0], [-1, 0]], "b": [0, -1]}, InvalidDomainError, "no interior"),
        ({"A": [[0, 0]], "b": [-1]}, InvalidDomainError, "no interior"),
        (HPolytope(2, [(1, 1, 0), (-1, -1, 0)]), InvalidDomainError, "no interior"),
        ({"A": [[1, 0]], "c": [1]}, InvalidDomainError, "the keys A and b"),
        ("[[0, 1], [0, 1]", FileFormatError, "the domain: this is no JSON"),
        ("[[0, NaN], [0, 1]]", FileFormatError, "NaN"),
        ("[[0, 1e999], [0, 1]]", FileFormatError, "overflows"),
        ("[" * 100_000, FileFormatError, "nested too deeply"),
        ("[" * 900 + "]" * 900, (InvalidDomainError, InvalidNumberError), "domain"),
        ([[0, float("inf")], [0, 1]], InvalidNumberError, "finite"),
        ([["0", "1/0"], [0, 1]], InvalidNumberError, "by zero"),
        ([0, 1], InvalidNumberError, "sequence"),
        (1, InvalidDomainError, "domain is a int"),
        ("", InvalidDomainError, "no box, no name and no file"),
        ("Cube", InvalidDomainError, r"no file \(did you mean cube\?\): .*unit, cube, none"),
        ("0,1", InvalidDomainError, "no box, no name and no file"),
        ("a\0b", InvalidDomainError, "no box, no name and no file"),
        ("x" * 100_000, InvalidDomainError, "no box, no name and no file"),
    ],
)
def test_bad_domains(domain, error, message):
    with pytest.raises(error, match=message) as caught:
        parse_domain(domain, 2)
    assert len(str(caught.value)) < 400


def test_bad_files(tmp_path):
    path = tmp_path / "domain.json"
    for text, message in [
        ("[[0, 1]]", "dimension 1"),
        ("[[0, 1", "no JSON"),
        ('{"layers": [], "domain": [[1, 0], [0, 1]]}', "lower bound exceeds"),
        ('{"domian": null}', "the keys A and b"),
    ]:
        path.write_text(text)
        with pytest.raises(FileFormatError, match=message) as caught:
            parse_domain(path, 2)
        assert str(path) in str(caught.value)
    with pytest.raises(FileFormatError, match="it cannot be read"):
        parse_domain(tmp_path, 2)
    with pytest.raises(FileFormatError, match="it cannot be read"):
        parse_domain(tmp_path / "missing", 2)


def test_a_flat_domain_in_a_file_is_named_as_such(tmp_path):
    path = tmp_path / "domain.json"
    path.write_text("[[0, 1], [0, 0]]")
    with pytest.raises(InvalidDomainError, match="no interior"):
        parse_domain(path, 2)
