"""``polyregions bounds``: what is known of the region counts of all networks of a shape."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.network_facts import network_rows
from polyregions.cli.network_source import NetworkSource, reads_network
from polyregions.cli.output import short_text
from polyregions.cli.report import Columns, Report, Row
from polyregions.cli.searching import announce_compilation, chosen_domain
from polyregions.complexes import (
    Definition,
    EnumerationBounds,
    EnumerationCount,
    PartialResult,
    checked_domain,
    count_by_enumeration,
)
from polyregions.errors import InternalError
from polyregions.refinement import Execution
from polyregions.theorems.bound_formulas import Bound, BoundKind, Shape
from polyregions.theorems.bound_formulas import bounds as all_bounds

__all__ = ["bounds"]

Budget = Annotated[
    int,
    typer.Option(
        "--budget",
        min=0,
        metavar="N",
        help="Count the network's own regions if there are at most N; 0: do not count.",
    ),
]


@reads_network
@bounded("count")
def bounds(
    network: NetworkSource,
    domain: options.DomainText = None,
    budget: Budget = 10_000,
    engine: options.EngineName = "auto",
    max_seconds: options.MaxSeconds = None,
    as_json: options.AsJson = False,
) -> None:
    """Print every published bound for the shape of a network, and the network's exact count.

    Lower bounds speak of the best network of the shape, upper bounds of every one. Where a budget
    ends the count, the bounds are printed without it.
    """
    net = network.read()
    shape = Shape.of(net)
    place = checked_domain(net, chosen_domain(net, domain))
    counted = None
    if budget:
        announce_compilation(engine, net.inputs, place)
        execution = Execution(engine, max_regions=budget, max_seconds=max_seconds)
        found = count_by_enumeration(net, place, Definition.OPEN_CONNECTED, execution)
        if isinstance(found, EnumerationBounds):
            raise InternalError("of linear regions bounds alone are known")
        counted = found
    rows = all_bounds(shape)
    widths, best = ", ".join(map(str, shape.widths)), _best(rows)
    Report.of(
        *network_rows(net),
        Row(None, "inputs", shape.inputs),
        Row("hidden ReLU layers", "widths", shape.widths, widths or "none"),
        *_count_rows(counted, budget),
        Row(None, "bounds", [_values(row) for row in rows]),
        "",
        Columns(
            ["bound", "kind", "value", "source, or why it is not stated"],
            [[row.name, row.kind.value, row.value, row.reason or row.source] for row in rows],
        ),
        *(["", best] if best else []),
    ).show(as_json)


def _count_rows(counted: EnumerationCount | PartialResult | None, budget: int) -> tuple[Row, ...]:
    text, linear, proper = None, None, None
    match counted:
        case None:
            text = "not counted"
        case PartialResult(reason="max_regions"):
            text = f"not counted: more than the budget of {budget}"
        case PartialResult():
            text = f"not counted: stopped at {counted.reason}"
        case EnumerationCount():
            linear, proper = counted.count, counted.proper_activation
    return (
        Row("linear regions", "count", linear, text),
        Row("proper activation", "proper_activation", proper, text),
        Row(None, "complete", isinstance(counted, EnumerationCount)),
    )


def _best(rows: tuple[Bound, ...]) -> str:
    """Return what the bounds together say of the maximum of the shape."""
    maxima = [row.value for row in rows if row.kind is BoundKind.MAXIMUM and row.value is not None]
    if maxima:
        return f"the most regions of any network of this shape: {short_text(maxima[0])}"
    lower = [row.value for row in rows if row.kind is BoundKind.LOWER and row.value is not None]
    upper = [row.value for row in rows if row.kind is BoundKind.UPPER and row.value is not None]
    if not upper:
        return ""
    least = short_text(max(lower, default=1))
    return f"the most regions of any network of this shape: {least} to {short_text(min(upper))}"


def _values(row: Bound) -> dict[str, Any]:
    value = row.value
    return {
        "name": row.name,
        "kind": row.kind.value,
        "value": hex(value) if value is not None and value.bit_length() > 2000 else value,
        "reason": row.reason,
        "source": row.source,
    }
