"""``polyregions topology``: Betti numbers of the sets that a network's outputs cut out, exactly."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.choices import one_of
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import search_rows, timed
from polyregions.cli.searching import Search
from polyregions.cli.topology_question import TopologyQuestion
from polyregions.complexes.topology import SETS, Coefficients

__all__ = ["topology"]

SetName = Annotated[
    str | None,
    one_of(
        "--set",
        SETS,
        "The set: {}.",
        show_default="superlevel, or sublevel with --persistence",
    ),
]
Output = Annotated[
    int | None,
    typer.Option(
        "--of",
        metavar="OUTPUT",
        min=0,
        help="Which output has the levels, counted from 0. Default: the only one.",
    ),
]
Level = Annotated[
    str | None,
    typer.Option("--level", metavar="NUMBER", help="The level, such as 0.5 or 1/3. Default: 0."),
]
Label = Annotated[
    int | None,
    typer.Option(
        "--label",
        metavar="CLASS",
        min=0,
        help="The class of a decision region, from 0. One output has 0, below the level, and 1.",
    ),
]
Closed = Annotated[
    bool, typer.Option("--closed", help="Take the closed set: equality is enough to be in it.")
]
CoefficientsName = Annotated[
    str | None,
    one_of(
        "--coefficients",
        [ring.value for ring in Coefficients],
        "Of homology: {}. With integers torsion is told, too.",
        show_default="gf2",
    ),
]
Classes = Annotated[
    bool, typer.Option("--classes", help="Of each class, and of the decision boundary.")
]
Persistence = Annotated[
    bool,
    typer.Option(
        "--persistence",
        help="At which levels pieces and holes of sublevel sets, or with --set superlevel of "
        "superlevel sets, come and go.",
    ),
]
FaceCounts = Annotated[
    bool, typer.Option("--faces", help="How many faces the network's own complex has, instead.")
]


@reads_network
@bounded("betti_numbers")
def topology(
    network: NetworkSource,
    set: SetName = None,
    of: Output = None,
    level: Level = None,
    label: Label = None,
    closed: Closed = False,
    coefficients: CoefficientsName = None,
    classes: Classes = False,
    persistence: Persistence = False,
    faces: FaceCounts = False,
    domain: options.DomainText = None,
    slice: options.SliceText = None,
    engine: options.EngineName = "auto",
    workers: options.Workers = 1,
    dask: options.Dask = None,
    max_regions: options.MaxRegions = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Find the Betti numbers of a set of inputs, exactly: its pieces, its tunnels, its voids.

    The set is where an output is above, below or at a level, where the output of one class is the
    largest, or where the largest tie: in the interior of the domain, or, with --closed, up to its
    boundary.

    Exit code 3: a budget ended it, and nothing is known of the set.
    """
    question = TopologyQuestion(
        set, of, level, label, closed, coefficients, classes, persistence, faces
    )
    search = Search.of(
        network, domain, slice, engine, workers, progress, max_regions, max_seconds, dask
    )
    answer = question.answer(search.network, search.domain)
    complex, seconds = search.regions()
    parts, answering = timed(lambda: [*answer(complex)])
    Report.of(
        *network_rows(search.network),
        *(part for part in parts if isinstance(part, Row)),
        Row("proper activation", "proper_activation", len(complex)),
        *search_rows(complex.engine, seconds + answering),
        *(part for part in parts if not isinstance(part, Row)),
    ).show(as_json)
