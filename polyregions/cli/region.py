"""``polyregions region``: the region around a point, and those near it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Annotated

import typer

from polyregions.arithmetic import nearest_float
from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.searching import chosen_domain
from polyregions.errors import UnboundedError
from polyregions.networks import AffineMap
from polyregions.questions import (
    LocalRegion,
    json_point,
    point_text,
    regions_at,
    regions_near,
)
from polyregions.readers import read_network, read_point

__all__ = ["region"]

# Longer points and maps are told by their sizes.
_MOST_SHOWN, _MOST_IN_JSON = 8, 4096

WithNeighbours = Annotated[
    bool, typer.Option("--neighbours", help="List the regions that share a facet with it.")
]
Steps = Annotated[
    int | None,
    typer.Option(
        "--steps", metavar="K", min=0, help="Walk to the regions at most K facets away, too."
    ),
]
Radius = Annotated[
    str | None,
    typer.Option(
        "--radius",
        metavar="R",
        help="Walk to the regions that meet the open ball of radius R in the maximum norm.",
    ),
]
Count = Annotated[
    int | None,
    typer.Option("--count", metavar="N", min=1, help="Walk until N regions are found."),
]


@bounded("region")
def region(
    network: options.NetworkPath,
    at: options.Point,
    domain: options.DomainText = None,
    neighbours: WithNeighbours = False,
    steps: Steps = None,
    radius: Radius = None,
    count: Count = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Describe the region around a point, exactly and without a search: for any number of inputs.

    Where several regions meet in the point, it is the first of them by their patterns.
    """
    net = read_network(network)
    place = chosen_domain(net, domain)
    x = read_point(at, net.inputs)
    meeting = regions_at(net, x, place)
    around = meeting[0]
    rows = [
        *network_rows(net),
        Row("point", "point", json_point(x), _numbers_text(x)),
        *_meeting_rows(meeting),
        *_map_rows(around.affine_map, net.exact(x)),
        *_facet_rows(around),
        *(_neighbour_parts(around) if neighbours else ()),
    ]
    walked = None
    if any(limit is not None for limit in (steps, radius, count)):
        walked = regions_near(
            net,
            x,
            place,
            steps=steps,
            radius=radius,
            count=count,
            max_seconds=max_seconds,
            progress=progress,
        )
        rows += [Row("regions near it", "nearby", walked.to_json(), str(walked))]
    Report.of(*rows).show(as_json)
    if walked is not None and walked.reason == "max_seconds":
        raise typer.Exit(ExitCode.STOPPED)


def _meeting_rows(meeting: Sequence[LocalRegion]) -> Iterator[Row]:
    patterns = [str(region.pattern) for region in meeting]
    more = len(meeting) > 1
    yield Row("regions at the point" if more else None, "regions_at_point", len(meeting))
    yield Row(None, "patterns_at_point", patterns)
    yield Row("first pattern" if more else "pattern", "pattern", patterns[0])


def _map_rows(affine: AffineMap, outputs: Sequence[Fraction]) -> Iterator[Row]:
    yield Row("outputs", "outputs", json_point(outputs), _numbers_text(outputs))
    shape = [len(affine.weights), len(affine.weights[0])]
    entries = shape[0] * shape[1]
    yield Row(None, "map_shape", shape)
    if entries > _MOST_IN_JSON:
        yield Row("affine map", "weights", None, "{} x {}".format(*shape))
        return
    weights = [json_point(row) for row in affine.weights]
    bias = json_point(affine.bias)
    text = f"x -> {weights} x + {bias}" if entries <= _MOST_SHOWN else "{} x {}".format(*shape)
    yield Row("affine map", "weights", weights, text)
    yield Row(None, "bias", bias)


def _facet_rows(region: LocalRegion) -> Iterator[Row]:
    inner = sum(not facet.is_boundary for facet in region.facets)
    total = len(region.facets)
    yield Row(
        "facets", "facets", total, f"{total}, {total - inner} of them on the domain's boundary"
    )
    yield Row("neighbours", "neighbours", inner)
    try:
        radius = nearest_float(region.chebyshev_ball().radius)
    except UnboundedError:
        yield Row("largest ball", "chebyshev_radius", None, "none: balls of every size fit")
    else:
        yield Row("largest ball", "chebyshev_radius", radius, f"of radius {radius:.6g}")


def _neighbour_parts(region: LocalRegion) -> Iterator[Row | Columns | str]:
    rows = []
    for facet, neighbour in zip(region.inner_facets, region.neighbours(), strict=True):
        units = region.unit_names(facet.units)
        rows.append([" ".join(f"{layer}:{unit}" for layer, unit in units), str(neighbour.pattern)])
    yield Row(None, "neighbour_patterns", [pattern for _, pattern in rows])
    yield ""
    yield Columns(["units that vanish", "pattern across"], rows)


def _numbers_text(values: Sequence[Fraction]) -> str:
    if len(values) > _MOST_SHOWN:
        return f"{len(values)} numbers"
    return point_text(values)
