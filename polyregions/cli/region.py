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
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import chosen_domain, point_rows, sliced_network
from polyregions.errors import UnboundedError
from polyregions.networks import AffineMap
from polyregions.questions import (
    LocalRegion,
    NearbyRegions,
    brief_point,
    is_brief,
    json_point,
    regions_at,
    regions_near,
)
from polyregions.readers import read_point

__all__ = ["region"]

# Longer maps and lists are told by their sizes.
_MOST_SHOWN, _MOST_IN_JSON, _MOST_LISTED = 8, 4096, 40

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


@reads_network
@bounded("pattern", "point", "outputs", "facets", "neighbours", "nearby")
def region(
    network: NetworkSource,
    at: options.Point,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
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
    net = sliced_network(network, slice, domain)
    place = chosen_domain(net, domain)
    x = read_point(at, net.inputs)

    def found() -> tuple[list[Row | Columns | str], NearbyRegions | None]:
        meeting = regions_at(net, x, place)
        around = meeting[0]
        parts: list[Row | Columns | str] = [
            Row(None, "point", json_point(x)),
            *point_rows(net, x),
            *_meeting_rows(meeting),
            *_map_rows(around.affine_map, net.exact(x)),
            *_facet_rows(around),
        ]
        lists = [*_neighbour_parts(around)] if neighbours else []
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
            lists += _nearby_parts(walked)
        return [*parts, *lists], walked

    (parts, walked), seconds = timed(found)
    facts = [part for part in parts if isinstance(part, Row)]
    lists = [part for part in parts if not isinstance(part, Row)]
    Report.of(*network_rows(net), *facts, seconds_row(seconds), *lists).show(as_json)
    if walked is not None and walked.reason == "max_seconds":
        raise typer.Exit(ExitCode.STOPPED)


def _meeting_rows(meeting: Sequence[LocalRegion]) -> Iterator[Row]:
    patterns = [str(region.pattern) for region in meeting]
    more = len(meeting) > 1
    yield Row("regions at the point" if more else None, "regions_at_point", len(meeting))
    yield Row(None, "patterns_at_point", patterns)
    yield Row("first pattern" if more else "pattern", "pattern", patterns[0])


def _map_rows(affine: AffineMap, outputs: Sequence[Fraction]) -> Iterator[Row]:
    yield Row("outputs", "outputs", json_point(outputs), brief_point(outputs))
    shape = [len(affine.weights), len(affine.weights[0])]
    entries = shape[0] * shape[1]
    yield Row(None, "map_shape", shape)
    if entries > _MOST_IN_JSON:
        yield Row("affine map", "weights", None, "{} x {}".format(*shape))
        return
    weights = [json_point(row) for row in affine.weights]
    bias = json_point(affine.bias)
    text = "{} x {}".format(*shape)
    if entries <= _MOST_SHOWN:
        vectors = [brief_point(vector) for vector in (*affine.weights, affine.bias)]
        about = "about " * any(vector.startswith("about ") for vector in vectors)
        *rows, constant = (vector.removeprefix("about ") for vector in vectors)
        text = f"x -> {about}({', '.join(rows)}) x + {constant}"
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
    across = region.neighbours()
    yield Row(None, "neighbour_patterns", [str(neighbour.pattern) for neighbour in across])
    vanishing = [_named(region, facet.units) for facet in region.inner_facets]
    yield ""
    yield Columns(
        ["units that vanish", *_header(region, "pattern across", "units that flip")],
        [
            [units, _difference(region, neighbour)]
            for units, neighbour in zip(vanishing, across, strict=True)
        ],
    )


def _nearby_parts(walked: NearbyRegions) -> Iterator[Row | Columns | str]:
    yield Row(None, "nearby", walked.to_json())
    yield ""
    yield str(walked)
    first, listed = walked.regions[0], [*zip(walked.steps, walked.regions, strict=True)]
    yield Columns(
        ["facets away", *_header(first, "pattern", "units that differ from the first")],
        [[steps, _difference(first, region)] for steps, region in listed[:_MOST_LISTED]],
    )
    if len(listed) > _MOST_LISTED:
        yield f"and {len(listed) - _MOST_LISTED} more, which --json lists"


def _header(region: LocalRegion, pattern: str, difference: str) -> list[str]:
    return [pattern if is_brief(region.pattern) else difference]


def _difference(region: LocalRegion, other: LocalRegion) -> str:
    """Return the pattern of another region, for a long one the units by which it differs."""
    if is_brief(other.pattern):
        return str(other.pattern)
    pairs = enumerate(zip(region.bits, other.bits, strict=True))
    units = [unit for unit, (own, bit) in pairs if own != bit]
    return f"{len(units)} units" if len(units) > _MOST_SHOWN else _named(region, units) or "-"


def _named(region: LocalRegion, units: Sequence[int]) -> str:
    return " ".join(f"{layer}:{unit}" for layer, unit in region.unit_names(units))
