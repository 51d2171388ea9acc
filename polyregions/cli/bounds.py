"""``polyregions bounds``: what is known of the region counts of all networks of a shape."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from polyregions.cli.columns import print_columns
from polyregions.cli.options import (
    AsJson,
    DomainText,
    EngineName,
    NetworkPath,
    chosen_domain,
)
from polyregions.cli.output import network_rows, print_json, print_table
from polyregions.io import read_network
from polyregions.refinement import Execution
from polyregions.regions import RegionCount, counted_within
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


def bounds(
    network: NetworkPath,
    domain: DomainText = None,
    budget: Budget = 10_000,
    engine: EngineName = "auto",
    as_json: AsJson = False,
) -> None:
    """Print every published bound for the shape of a network, and the network's exact count.

    Lower bounds speak of the best network of the shape, upper bounds of every one.
    """
    net = read_network(network)
    shape = Shape.of(net)
    chosen = chosen_domain(net, domain)
    counted = None
    if budget:
        execution = Execution(max_regions=budget)
        found = counted_within(net, chosen, "open_connected", engine, False, execution)
        counted = found if isinstance(found, RegionCount) else None
    rows = all_bounds(shape)
    if as_json:
        print_json(
            {
                "inputs": shape.inputs,
                "widths": list(shape.widths),
                "count": None if counted is None else counted.count,
                "proper_activation": None if counted is None else counted.proper_activation,
                "complete": counted is not None,
                "bounds": [_json_row(row) for row in rows],
            }
        )
        return
    print_table(
        [
            *network_rows(net),
            ("hidden ReLU layers", ", ".join(map(str, shape.widths)) or "none"),
            ("linear regions", counted.count if counted else _uncounted(budget)),
            ("proper activation", counted.proper_activation if counted else _uncounted(budget)),
        ]
    )
    print()
    print_columns(
        ["bound", "kind", "value", "source, or why it is not stated"],
        [[row.name, row.kind.value, row.value, row.reason or row.source] for row in rows],
    )
    best = _best(rows)
    if best:
        print(f"\n{best}")


def _uncounted(budget: int) -> str:
    return f"not counted: more than the budget of {budget}" if budget else "not counted"


def _best(rows: tuple[Bound, ...]) -> str:
    """Return what the bounds together say of the maximum of the shape."""
    maxima = [row.value for row in rows if row.kind is BoundKind.MAXIMUM and row.value is not None]
    if maxima:
        return f"the most regions of any network of this shape: {_short(maxima[0])}"
    lower = [row.value for row in rows if row.kind is BoundKind.LOWER and row.value is not None]
    upper = [row.value for row in rows if row.kind is BoundKind.UPPER and row.value is not None]
    if not upper:
        return ""
    least = _short(max(lower, default=1))
    return f"the most regions of any network of this shape: {least} to {_short(min(upper))}"


def _short(number: int) -> str:
    digits = number.bit_length() * 30103 // 100000
    return str(number) if digits <= 40 else f"about 10^{digits}"


def _json_row(row: Bound) -> dict[str, Any]:
    value = row.value
    return {
        "name": row.name,
        "kind": row.kind.value,
        "value": hex(value) if value is not None and value.bit_length() > 2000 else value,
        "reason": row.reason,
        "source": row.source,
    }
