"""Columns of regions: joined, put together, sorted and matched; forged ones are refused."""

import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from polyregions import Layer, Network, box, he_random
from polyregions.errors import InternalError
from polyregions.refinement import BOUNDARY, Execution, FloatPoints, entries_of, enumerate_cells
from polyregions.refinement.vertices import assembly, gathering
from polyregions.refinement.vertices.columns import (
    RegionColumns,
    batches,
    joined,
    put_together,
)
from polyregions.refinement.vertices.gathering import GatheredRegions
from polyregions.refinement.vertices.kernel.arrays import CUT_MARK
from polyregions.refinement.vertices.kernel.outcomes import ENUMERATING
from polyregions.refinement.vertices.tasks import prepared, run_slice

NETWORK = Network([Layer([[1, 0], [1, 2], [-1, 1]], ["1/3", 0, "-1/5"]), Layer([[1, -1, 1]], [0])])


def columns_of(network, domain):
    """Return regions, or their pieces, as the kernel wrote them."""
    problem, task = prepared(network, domain)
    return joined(run_slice(problem, ENUMERATING, task, 60.0, None).found.parts)


def assembled(*parts, inputs=1, threads=1):
    """Return the enumeration of all regions in some parts."""
    found = GatheredRegions()
    for part in parts:
        found.append(part)
    return assembly.assembled(found, inputs, tuple(range(inputs)), {}, threads)


@pytest.fixture(scope="module")
def found():
    return columns_of(NETWORK, box([-1, -1], [1, 1]))


def chosen(columns, regions):
    """Return some regions, in this order."""
    facet_ends, unit_ends = np.cumsum(columns.facet_counts), np.cumsum(columns.unit_counts)
    facets = [
        f for r in regions for f in range(facet_ends[r] - columns.facet_counts[r], facet_ends[r])
    ]
    units = [u for f in facets for u in range(unit_ends[f] - columns.unit_counts[f], unit_ends[f])]
    exact = columns.exact_points
    return RegionColumns(
        patterns=columns.patterns[regions],
        points=columns.points[regions],
        exact_points={k: exact[r] for k, r in enumerate(regions) if r in exact},
        facet_counts=columns.facet_counts[regions],
        facet_hyperplanes=columns.facet_hyperplanes[facets],
        facet_keys=columns.facet_keys[facets],
        unit_counts=columns.unit_counts[facets],
        facet_units=columns.facet_units[units],
    )


def told(enumeration):
    columns = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
    points = list(enumeration.interior_points)
    return [getattr(enumeration, name).tolist() for name in columns] + [points]


def test_regions_in_any_order(found):
    """Sorted, and matched to the same; points stay with their regions."""
    count = len(found.patterns)
    found = chosen(found, list(range(count)))
    found.exact_points.update({1: (1, 2, 7), 4: (5, 6, 8)})
    expected = told(assembled(found, inputs=2))
    rng = random.Random(1)
    for _ in range(20):
        order = rng.sample(range(count), count)
        parts = [chosen(found, order[:3]), chosen(found, order[3:5]), chosen(found, order[5:])]
        threads = rng.randint(1, 5)
        assert told(assembled(*parts, inputs=2, threads=threads)) == expected, (order, threads)
        assert told(assembled(joined(parts), inputs=2)) == expected, order


def test_a_missing_region_and_one_too_many_are_refused(found):
    count = len(found.patterns)
    for region in range(count):
        rest = [k for k in range(count) if k != region]
        for threads in (1, 3):
            with pytest.raises(InternalError, match="exactly two sides"):
                assembled(chosen(found, rest), inputs=2, threads=threads)
        with pytest.raises(InternalError, match="exactly two sides"):
            assembled(chosen(found, [*range(count), region]), inputs=2)
    alone = forged("0", [[]], [[]])
    with pytest.raises(InternalError, match="the same activation pattern"):
        assembled(alone, alone)


def test_patterns_are_sorted_by_all_their_bytes():
    rng = np.random.default_rng(1)
    for size in (1, 2, 7, 8, 9, 16, 17):
        patterns = np.unique(rng.integers(0, 3, (40, size), dtype=np.uint8) * 127, axis=0)
        shuffled = rng.permutation(patterns)
        for threads in (1, 2, 5):
            order = assembly._lexicographic_order(shuffled, threads)
            assert [bytes(shuffled[k]) for k in order] == sorted(map(bytes, patterns)), size


@pytest.mark.parametrize("bytes_at_a_time", [1, 64, 1 << 26])
def test_gathered_in_chunks(bytes_at_a_time, monkeypatch):
    """What was gathered part by part is what the parts hold, in chunks of any size."""
    monkeypatch.setattr(gathering, "_CHUNK_BYTES", bytes_at_a_time)
    found = columns_of(NETWORK, box([-1, -1], [1, 1]))
    count, rng = len(found.patterns), random.Random(4)
    for _ in range(10):
        gathered, ends = GatheredRegions(), sorted(rng.sample(range(count + 1), 3))
        parts = [chosen(found, list(range(*ends[k : k + 2]))) for k in range(2)] + [found]
        for part in parts:
            gathered.append(part)
        whole = joined(parts)
        assert gathered.regions == len(whole.patterns)
        for _ in range(2):
            assert np.array_equal(gathered.patterns, whole.patterns)
        for name in ("points", "facet_counts", "facet_hyperplanes", "facet_keys"):
            assert np.array_equal(gathered.take(name), getattr(whole, name)), name
        listed = gathered.take("listed_facets")
        counts, carriers = whole.unit_counts, whole.facet_hyperplanes
        assert listed.tolist() == np.flatnonzero(counts != (carriers >= 0)).tolist()
        assert gathered.take("listed_counts").tolist() == counts[listed].tolist()


def test_facets_with_several_units_keep_them():
    """A unit twice, one that vanishes on all of one side: sorted, facets keep their units."""
    layers = [Layer([[1, 0], [2, 0], [0, 1], [1, 1]], [0, 0, 0, 0]), Layer([[1, -2, 1, 0]], [0])]
    found = columns_of(Network(layers), box([-1, -1], [1, 1]))
    facets = np.arange(len(found.facet_keys))
    owners = np.repeat(np.arange(len(found.patterns)), found.facet_counts)
    ends = np.cumsum(found.unit_counts)
    expected = set()
    for facet, owner, carrier in zip(facets, owners, found.facet_hyperplanes, strict=True):
        units = found.facet_units[ends[facet] - found.unit_counts[facet] : ends[facet]]
        kept = tuple(int(unit) >> 1 for unit in units if unit % 2 == 0)
        expected.add((bytes(found.patterns[owner]), int(carrier), kept))
    assert max(len(units) for _, _, units in expected) > 1
    cells = assembled(found, inputs=2)
    counts, units = cells.facet_units.on(facets, cells.facet_hyperplanes)
    owners = np.repeat(np.arange(len(cells)), np.diff(cells.facet_offsets))
    told = {
        (bytes(cells.patterns[owner]), int(carrier), tuple(own.tolist()))
        for owner, carrier, own in zip(
            owners, cells.facet_hyperplanes, np.split(units, np.cumsum(counts)[:-1]), strict=True
        )
    }
    assert told == expected


def test_entries_of_rows():
    rng = random.Random(2)
    for _ in range(50):
        rows = [(rng.randint(0, 20), rng.randint(0, 3)) for _ in range(rng.randint(1, 6))]
        starts, counts = np.array(rows).T
        expected = [entry for start, count in rows for entry in range(start, start + count)]
        assert entries_of(starts, counts).tolist() == expected


def forged(patterns, facets, units):
    """Return regions with patterns of one unit, facets as pairs of a hyperplane and a key."""
    pairs = [pair for of_region in facets for pair in of_region]
    vanishing = [of_facet for of_region in units for of_facet in of_region]
    return RegionColumns(
        patterns=np.array([[128 * int(bit)] for bit in patterns], dtype=np.uint8),
        points=np.arange(len(patterns), dtype=float)[:, np.newaxis],
        exact_points={},
        facet_counts=np.array([len(of_region) for of_region in facets]),
        facet_hyperplanes=np.array([hyperplane for hyperplane, _ in pairs], dtype=np.int32),
        facet_keys=np.array([key for _, key in pairs], dtype=np.int64),
        unit_counts=np.array(list(map(len, vanishing)), dtype=np.int64),
        facet_units=np.array([2 * u for of_facet in vanishing for u in of_facet], dtype=np.int32),
    )


def test_pieces_put_together():
    """Two regions in two pieces each: what they have in common counts once, the cut not at all."""
    cut, facet, outer = (CUT_MARK, 5), (0, 9), (-1, 3)
    pieces = forged(
        "0101",
        [[outer, cut, facet], [facet, (CUT_MARK, 6)], [outer, facet, cut], [(CUT_MARK, 6)]],
        [[[], [0], [0]], [[0], [0]], [[], [0], [0]], [[0]]],
    )
    pieces.exact_points.update({0: (7, 1), 2: (8, 1)})
    whole = put_together(pieces)
    assert whole.patterns.tolist() == [[0], [128]]
    assert whole.points.tolist() == [[0.0], [1.0]]
    assert whole.exact_points == {0: (7, 1)}
    assert whole.facet_counts.tolist() == [2, 1]
    assert whole.facet_hyperplanes.tolist() == [-1, 0, 0]
    assert whole.facet_keys.tolist() == [3, 9, 9]
    assert whole.unit_counts.tolist() == [0, 1, 1]
    assert assembled(whole).facet_neighbours.tolist() == [BOUNDARY, 1, 0]


def test_a_facet_along_a_cut_is_one_where_regions_differ():
    """Also where its key is that of another facet: the signs tell them apart in the end."""
    cut = (CUT_MARK, 5)
    two = forged("01", [[cut], [cut]], [[[0]], [[0]]])
    whole = put_together(two)
    assert whole.facet_hyperplanes.tolist() == [0, 0]
    assert assembled(whole).facet_neighbours.tolist() == [1, 0]
    patterns = np.array([[0], [128], [64], [192]], dtype=np.uint8)
    four = put_together(replace(joined([two, two]), patterns=patterns))
    assert assembled(four).facet_neighbours.tolist() == [2, 3, 0, 1]
    alone = forged("01", [[cut], [(CUT_MARK | 1, 5)]], [[[0]], [[1]]])
    with pytest.raises(InternalError, match="exactly two sides"):
        assembled(put_together(alone))


MEMORY = """
import resource
import polyregions as pr

def peak():
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

network = pr.he_random((3, *8 * [32], 1), seed=0, bias_std=0.5).with_domain([[-1, 1]] * 3)
pr.regions(pr.montufar(3, 3, 2))
pr.count_regions(network, definition="proper_activation")
before = peak()
cells = pr.regions(network)
assert len(cells) == 454_114, len(cells)
print((peak() - before) / len(cells))
"""


@pytest.mark.slow
def test_memory():
    """The peak: half of it are the columns of the result; the other half was seven times that."""
    pytest.importorskip("resource")
    run = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True)
    assert float(run.stdout) < 260, run.stdout


def test_float_points_are_what_the_floats_are():
    """Exact rationals, zero where an input was divided out, replaced where a float will not do."""
    floats = np.array([[0.1, -3.0], [2.0**-1074, 1e300], [0.0, 0.5]])
    points = FloatPoints(floats, {2: (1, 2, 3, 4)}, 3, [0, 2])
    for k in (0, 1):
        *x, w = points[k]
        assert w > 0
        assert [Fraction(v, w) for v in x] == [Fraction(floats[k, 0]), 0, Fraction(floats[k, 1])]
    assert points[2] == points[-1] == (1, 2, 3, 4)
    assert points[-3] == points[0]
    assert points[::-1] == (points[2], points[1], points[0])
    assert len(points) == len(list(points)) == 3
    for start in range(3):
        for stop in range(start, 5):
            assert list(points.part(start, stop)) == list(points[start:stop]), (start, stop)
    for k in (3, -4):
        with pytest.raises(IndexError):
            points[k]


def test_batches_are_the_regions_in_order(found):
    exact = {k: (k, k, 7) for k in range(0, len(found.patterns), 2)}
    columns = replace(found, exact_points=exact)
    for size in (1, 3, len(found.patterns), 10**6):
        again = joined(list(batches(columns, size)))
        assert again.exact_points == exact
        for name in ("patterns", "points", "facet_counts", "facet_keys", "unit_counts"):
            assert np.array_equal(getattr(again, name), getattr(columns, name))


def test_assembly_in_threads(monkeypatch):
    """Facets matched and regions sorted by several threads are those of one."""
    names = ("patterns", "facet_offsets", "facet_hyperplanes", "facet_neighbours")
    for seed in range(4):
        network = he_random((2, 8, 8, 1), seed, bias_std=0.5)
        domain = box([-1, -1], [1, 1])
        alone = enumerate_cells(network, domain)
        with monkeypatch.context() as patch:
            patch.setattr(assembly, "_REGIONS_OF_A_THREAD", 5)
            together = enumerate_cells(network, domain, Execution(workers=3))
        for name in names:
            assert np.array_equal(getattr(together, name), getattr(alone, name)), (seed, name)
