"""Seconds to draw large partitions; run with ``pytest --benchmark-only -s`` on this file.

The regions are found beforehand; drawing includes the colouring and the PNG file.
"""

import pytest

import polyregions as pr
from polyregions.drawing.space.face_table import face_table
from polyregions.plotting import (
    plot_decision_boundary,
    plot_partition,
    polygon_table,
    write_picture,
)
from polyregions.plotting.backend import new_figure
from tests.helpers.data import NETWORKS, crossing_ships

PLANE = {
    "trained, 25676 regions": crossing_ships,
    "montufar, 15625 regions": lambda: pr.montufar(2, 10, 4),
    "random, 16123 regions": lambda: pr.he_random((2, 64, 64, 64, 1), seed=0),
}


def complex_of(name):
    cells = pr.regions(PLANE[name]())
    assert f"{len(cells)} regions" in name
    return cells


@pytest.mark.parametrize("name", PLANE)
def test_polygons(benchmark, name):
    cells = complex_of(name)
    table = benchmark.pedantic(polygon_table, (cells,), rounds=3)
    share = len(table.exactly_computed) / len(cells)
    print(f"\n{name}: {benchmark.stats.stats.median:.2f} s, {share:.2%} computed exactly")


@pytest.mark.parametrize("color", ["region", "class", "gradient", "area", "layer", "output"])
@pytest.mark.parametrize("name", PLANE)
def test_pictures(benchmark, name, color, tmp_path):
    network = PLANE[name]()

    def fresh():
        # A new complex has computed nothing but its regions.
        return (pr.regions(network),), {}

    def draw(cells):
        figure = new_figure((7, 6))
        plot_partition(cells, figure.add_subplot(), color=color)
        write_picture(figure, tmp_path / "a.png")

    benchmark.pedantic(draw, setup=fresh, rounds=3)
    print(f"\n{name} by {color}: {benchmark.stats.stats.median:.2f} s")


@pytest.mark.parametrize("name", PLANE)
def test_boundaries(benchmark, name, tmp_path):
    network = PLANE[name]()

    def fresh():
        return (pr.regions(network),), {}

    def draw(cells):
        figure = new_figure((7, 6))
        axes, boundary = figure.add_subplot(), pr.decision_boundary(cells)
        plot_partition(cells, axes, color=boundary)
        plot_decision_boundary(boundary, axes)
        write_picture(figure, tmp_path / "a.png")

    benchmark.pedantic(draw, setup=fresh, rounds=2)
    print(f"\n{name} with boundary: {benchmark.stats.stats.median:.2f} s")


def test_faces_in_space(benchmark):
    cells = pr.regions(pr.read_network(NETWORKS / "torus_3d_3x16.json"))
    table = benchmark.pedantic(face_table, (cells,), rounds=3)
    print(f"\n{len(cells)} regions, {len(table)} faces: {benchmark.stats.stats.median:.2f} s")
