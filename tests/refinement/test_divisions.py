"""What is found is the same byte for byte, however a search is divided and its signs decided."""

import random
from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest

import polyregions as pr
from polyregions.arithmetic import nearest_float
from polyregions.refinement import Execution, FloatPoints, enumerate_cells
from polyregions.refinement.vertices import search, tasks
from tests.helpers.awkward import AWKWARD
from tests.helpers.cases import each
from tests.helpers.data import golden_cases, golden_network
from tests.helpers.divisions import divided_at_random
from tests.helpers.executors import PicklingExecutor
from tests.refinement.kernel.test_interior_points import exact_point, points
from tests.refinement.random_networks import random_network, random_network_of

SQUARE = pr.box([-1, -1], [1, 1])


def columns(found):
    """Return all that an enumeration says, but for how it was decided."""
    place = found.interior_points
    if isinstance(place, FloatPoints):
        place = place.floats().tobytes(), sorted(place.exact_points.items())
    units = found.facet_units
    return {
        "points": place,
        "units": units and (units.facets.tolist(), units.offsets.tolist(), units.units.tolist()),
    } | {
        name: getattr(found, name).tobytes()
        for name in ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
    }


def enumerated(network, engine="vertices", **options):
    domain = network.domain or pr.whole_space(network.inputs)
    return columns(enumerate_cells(network, domain, Execution(engine=engine, **options)))


def number_of(rng):
    """Return a small integer, a third, a float, or one of another magnitude."""
    kind = rng.randrange(5)
    if kind == 0:
        return rng.choice([0, 0, 1, -1, Fraction(1, 3), 2**-60, -(10**30)])
    return rng.gauss(0, 1) * 10.0 ** rng.choice([0, 0, 0, -8, 9] if kind == 1 else [0])


def networks(seeds, regions=200, depth=12):
    """Yield golden, awkward and random networks with their names."""
    for case in golden_cases():
        if case["counts"]["proper_activation"] < regions:
            yield case["name"], golden_network(case)
    for case in AWKWARD:
        yield case.name, case.network
    rng = random.Random(f"numbers {seeds}")
    for seed in seeds:
        inputs = 1 + seed % 3
        yield f"random {seed} {inputs}", random_network(seed, inputs)
        yield f"numbers {seed}", random_network_of(rng, lambda: number_of(rng))
        if seed % 8 == 0:
            widths = (2, *[8] * rng.randint(2, depth), 1)
            yield f"deep {seed}", pr.Network(pr.he_random(widths, seed).layers, SQUARE)
            yield f"cones {seed}", pr.he_random((3, *[5] * rng.randint(1, 4), 1), seed, 0)


def check_divisions(named, engine="vertices"):
    tried = 0
    for name, network in named:
        whole = enumerated(network, engine)
        with divided_at_random(random.Random(name)):
            assert enumerated(network, engine) == whole, name
        tried += 1
    return tried


def test_random_divisions():
    chosen = [case for k, case in enumerate(networks(range(30), regions=60)) if k % 2 == 0]
    assert check_divisions(chosen) > 80


@pytest.mark.slow
def test_more_random_divisions():
    assert check_divisions(networks(range(1000, 1200), regions=1000, depth=25)) > 600


def test_random_divisions_of_linear_programs():
    chosen = [case for k, case in enumerate(networks(range(0), regions=15)) if k % 3 == 0]
    assert check_divisions(chosen, "lp") > 25


def test_divisions_by_dispatch():
    """The same by workers of an executor, each of which gets copies of all that it works at."""
    divided = 0
    for seed in range(3):
        network = pr.Network(pr.he_random((2, 16, 16, 1), seed).layers, SQUARE)
        whole = enumerated(network)
        executor = PicklingExecutor()
        with (
            patch.object(tasks, "QUANTUM", 3000),
            patch.object(tasks, "timer", lambda seconds: lambda: True),
        ):
            assert enumerated(network, executor=executor, workers=3) == whole, seed
        divided += executor.calls
    assert divided > 30


def test_files_and_batches(tmp_path):
    for name, network in [
        *((case.name, case.network) for case in AWKWARD[::9]),
        *((f"random {seed}", random_network(seed, 2)) for seed in range(5)),
    ]:
        whole = everything_about(network, tmp_path)
        with divided_at_random(random.Random(name)):
            again = everything_about(network, tmp_path)
        assert again.keys() == whole.keys()
        for key, value in whole.items():
            assert again[key] == value, (name, key)


def everything_about(network, folder):
    """Return the files of a complex, and what batches say of each region."""
    cells = pr.regions(network)
    found = {}
    for kind in ("json", "npz", "parquet"):
        pr.write_complex(cells, folder / f"cells.{kind}")
        for path in sorted(folder.iterdir()):
            found[kind, path.name] = path.read_bytes()
            path.unlink()
    rows = []
    for batch in pr.region_batches(network, size=3):
        of_regions = (
            "patterns", "interior_points", "gradients", "offsets", "volumes", "centroids",
            "bounding_boxes", "vertex_counts", "facet_counts",
        )  # fmt: skip
        values = [getattr(batch, name) for name in of_regions]
        hyperplanes = np.split(batch.facet_hyperplanes, batch.facet_offsets[1:-1])
        for k, own in enumerate(hyperplanes):
            rows.append([*(value[k].tobytes() for value in values), own.tobytes()])
    return found | {"batches": sorted(rows)}


def test_pieces_of_regions_have_the_point_of_the_first_piece():
    """An identity unit cuts the plane where the search starts, and regions in pieces."""
    layers = [
        pr.Layer([[1, 1], [1, -2]], [0.25, 1], ["identity", "identity"]),
        pr.Layer([[1, 2], [3, -1], [1, 1]], [1, 0.1, -2]),
        pr.Layer([[1, 2, -3]], [1], "identity"),
    ]
    network = pr.Network(layers)
    whole = enumerated(network)
    for seed in range(20):
        with divided_at_random(random.Random(seed)):
            assert enumerated(network) == whole, seed


def sharp_at_once(self, *arguments):
    begun(self, *arguments)
    self._sharpen()


def in_integers(self):
    """Answer what the kernel asks without double-double."""
    counts = self.work.counts
    if np.any(self.stack.queries[: counts[search.arrays.TOP_QUERY], search.arrays.QUERY_UNIT] < 0):
        self._answer_point()
    else:
        self._answer()


begun = search.Search.__init__


@each(("name", "replacement"), [("__init__", sharp_at_once), ("_sharpen", in_integers)])
def test_points_are_the_same_however_signs_are_decided(name, replacement):
    for case, network in networks(range(200, 208), depth=20):
        plain = enumerated(network)
        with patch.object(search.Search, name, replacement):
            assert enumerated(network) == plain, case


def rounded_mean(region):
    """Return the first rounded mean strictly inside a region, from its exact generators."""
    generators = region.generators
    rays = [[Fraction(x) for x in ray] for ray in generators.rays]
    bits = points.FIRST_BITS
    while True:
        _, point = exact_point(generators.vertices, rays, bits)
        if all(
            row.offset > sum(a * x for a, x in zip(row.normal, point, strict=True))
            for row in rows(region)
        ):
            return tuple(point)
        bits *= 2


def rows(region):
    return region.polytope.halfspaces


def is_simple(region, vertex):
    on = [
        sum(a * x for a, x in zip(row.normal, vertex, strict=True)) == row.offset
        for row in rows(region)
    ]
    return sum(on) == len(vertex)


@each("size", [16, pytest.param(200, marks=pytest.mark.slow)])
def test_points_are_what_they_are_said_to_be(size):
    """Floats half the way from a simple vertex, else the rounded mean."""
    means = 0
    for name, network in networks(range(300, 300 + size), regions=40, depth=4):
        domain = network.domain or pr.whole_space(network.inputs)
        if len(network.layers) > 20 or tasks.prepared(network, domain)[0].cuts_regions:
            continue
        for region in pr.regions(network):
            if region.generators.lines:
                break
            point = region.interior_point
            is_float = all(Fraction(nearest_float(x)) == x for x in point if abs(x) < 2**1023)
            simple = any(is_simple(region, vertex) for vertex in region.generators.vertices)
            if point == rounded_mean(region):
                means += 1
            else:
                assert is_float, (name, region.index)
                assert simple, (name, region.index)
    assert means > size
