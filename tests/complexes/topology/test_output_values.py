"""Values at vertices are those of the network, rounded and in order, whatever proves them."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import Enclosures, nearest_float
from polyregions.complexes.topology import VertexValues
from polyregions.errors import OutOfTime, UnknownOptionError
from tests.helpers.cases import each


def random_lattice(*widths):
    network = pr.he_random(widths, seed=1, bias_std=0.5)
    return pr.regions(network, pr.box([-1] * widths[0], [1] * widths[0])).face_lattice


LATTICES = {
    "random in the plane": lambda: random_lattice(2, 24, 16, 2),
    "random in space": lambda: random_lattice(3, 8, 8, 1),
    "folds, with many ties": lambda: pr.regions(pr.montufar(2, 8, 3)).face_lattice,
    "few": lambda: pr.regions(pr.montufar(3, 6, 2)).face_lattice,
    "with lines": lambda: (
        pr.regions(
            pr.Network([pr.Layer([[1, 0]]), pr.Layer([[3]], ["1/7"], "identity")]),
            pr.whole_space(2),
        ).face_lattice
    ),
    "one variable": lambda: pr.regions(pr.montufar(1, 3, 3)).face_lattice,
}


@pytest.fixture(scope="module", params=LATTICES)
def lattice(request):
    return LATTICES[request.param]()


def check(lattice, output):
    values = VertexValues(lattice, output)
    network = lattice.complex.network
    expected = [network.exact(vertex)[output] for vertex in lattice.vertices]
    assert len(values) == len(expected)
    assert values.floats.tolist() == list(map(nearest_float, expected))
    places = {value: place for place, value in enumerate(sorted(set(expected)))}
    assert values.ranks.tolist() == [places[value] for value in expected]
    assert values.exact(np.arange(len(expected))) == expected
    assert values.exact([]) == []
    return values


def test_values_are_those_of_the_network(lattice):
    for output in range(lattice.complex.network.outputs):
        check(lattice, output)


def test_corners_that_nothing_encloses(lattice):
    unknown = Enclosures(np.full((lattice.vertex_count, lattice.complex.network.inputs, 3), np.nan))
    check(replace(lattice, corners=unknown), 0)


def test_few_values_are_computed_exactly(monkeypatch):
    lattice = random_lattice(2, 32, 16, 1)
    asked = []
    computed = VertexValues._computed

    def counted(self, vertices):
        asked.extend(vertices.tolist())
        return computed(self, vertices)

    monkeypatch.setattr(VertexValues, "_computed", counted)
    values = VertexValues(lattice)
    assert len(values.ranks) > 256
    assert len(asked) < len(values) / 50
    first = values.exact([7, 7, 3])
    assert asked[-2:] == [3, 7]
    before = len(asked)
    assert values.exact([3, 7, 7]) == [first[2], first[0], first[0]]
    assert len(asked) == before


def test_values_closer_than_floats_and_beyond_them():
    tiny, huge = Fraction(1, 10**40), Fraction(10**400)
    hidden = pr.Layer([[1], [1], [1], [1]], [0, -1, -2, -3])
    # 0, tiny, 0, huge, 2 huge at 0, 1, 2, 3, 4
    output = pr.Layer([[tiny, -2 * tiny, tiny + huge, 0]], None, "identity")
    lattice = pr.regions(pr.Network([hidden, output]), [[0, 4]]).face_lattice
    values = check(lattice, 0)
    assert sorted(values.floats.tolist()) == [0.0, 0.0, 1e-40, np.inf, np.inf]
    assert sorted(values.ranks.tolist()) == [0, 0, 1, 2, 3]


@each("output", [1, -1, True, "0", 0.5, None, 10**5000])
def test_outputs_that_are_not_there(output):
    lattice = pr.regions(pr.montufar(1, 2, 2)).face_lattice
    with pytest.raises(UnknownOptionError, match=r"has no output .*: they count from 0 to 0"):
        VertexValues(lattice, output)


def test_the_time_is_bounded():
    lattice = pr.regions(pr.montufar(1, 2, 2)).face_lattice
    with pytest.raises(OutOfTime), pr.time_limit(0):
        VertexValues(lattice).exact([0])
