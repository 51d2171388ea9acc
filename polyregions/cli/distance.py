"""``polyregions distance``: how far a point is from where the class or the pattern changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of
from polyregions.cli.exit_codes import ExitCode
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import chosen_domain, point_rows, sliced_network
from polyregions.errors import UnknownOptionError, short
from polyregions.networks import Network
from polyregions.polytopes import Norm
from polyregions.questions import (
    Distance,
    DistanceAtLeast,
    InfiniteDistance,
    distance_to_boundary,
    distance_to_class,
    distance_to_facet,
)
from polyregions.readers import read_point

__all__ = ["distance"]

NormName = Annotated[str, one_of("--norm", [norm.value for norm in Norm], "The norm: {}.")]
To = Annotated[
    str,
    typer.Option(
        "--to",
        metavar="WHAT",
        help=(
            "boundary: where another output ties with the largest. facet: where the pattern "
            "changes. A number: the class, counted from 0, whose output is then the largest."
        ),
    ),
]
Level = Annotated[
    str | None,
    typer.Option(
        "--level",
        metavar="NUMBER",
        help="For a network with one output: where its classes 0 and 1 meet. Default: 0.",
    ),
]


@reads_network
@bounded("distance", "to", "norm", "at_least", "at_most", "point", "regions_visited")
def distance(
    network: NetworkSource,
    at: options.Point,
    to: To = "boundary",
    norm: NormName = "l2",
    level: Level = None,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Measure the distance from a point to the decision boundary, exactly.

    Or to a class, or to the next region. For any number of inputs: regions are visited from the
    point outwards, as far as the nearest point that counts. Exit code 3: a budget ended the search,
    and the distance is at least what is printed. On a slice the distance is that of slice
    coordinates.
    """
    net = sliced_network(network, slice, domain)
    options_of_search: dict[str, Any] = {"max_seconds": max_seconds, "progress": progress}
    if to != "facet":
        options_of_search |= {"level": level, "max_regions": max_regions}
    elif level is not None or max_regions is not None:
        raise UnknownOptionError(
            "--level and --max-regions are for classes: leave them out with --to facet"
        )
    x, place = read_point(at, net.inputs), chosen_domain(net, domain)
    answer, seconds = timed(lambda: _asked(net, x, to, norm, place, options_of_search))
    rows = (*network_rows(net), *_told(answer, net), seconds_row(seconds))
    if as_json:
        print(json.dumps({**answer.to_json(), **Report.of(*rows).values()}))
    else:
        Report.of(*rows).show()
    if isinstance(answer, DistanceAtLeast):
        raise typer.Exit(ExitCode.STOPPED)


def _told(answer: Distance | DistanceAtLeast | InfiniteDistance, network: Network) -> Iterator[Row]:
    label, nearest = f"distance ({answer.sought.norm.value})", None
    yield Row("to", None, answer.sought.what)
    match answer:
        case Distance():
            nearest = answer
            yield Row(label, None, answer.number_text)
        case DistanceAtLeast():
            nearest = answer.candidate
            yield Row("stopped at", None, answer.reason)
            yield Row(label, None, answer.number_text)
        case InfiniteDistance():
            yield Row(label, None, f"infinite: {answer.reason}")
    if nearest is not None:
        yield from point_rows(network, nearest.point)
        yield Row("there", None, nearest.where)
        yield Row("pattern", None, str(nearest.region.pattern))
    yield Row("regions visited", None, answer.regions)


def _asked(
    network: Network, x: Any, to: str, norm: str, domain: Any, options_of_search: dict[str, Any]
) -> Distance | DistanceAtLeast | InfiniteDistance:
    if to == "boundary":
        return distance_to_boundary(network, x, norm, domain, **options_of_search)
    if to == "facet":
        return distance_to_facet(network, x, norm, domain, **options_of_search)
    if not (to.isascii() and to.isdigit() and len(to) < 10):
        raise UnknownOptionError(
            f"--to is {short(to)}: give boundary, facet, or the number of a class"
        )
    return distance_to_class(network, x, int(to), norm, domain, **options_of_search)
