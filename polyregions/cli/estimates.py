"""What commands tell of a number of regions that is estimated."""

from __future__ import annotations

from polyregions.budgets import time_limit
from polyregions.cli.report import Row
from polyregions.complexes import Definition, estimate_regions
from polyregions.errors import OutOfTime, PolyregionsError
from polyregions.estimates import Estimate
from polyregions.networks import Network
from polyregions.refinement import chosen_engine, compiles_first

__all__ = ["estimate_rows", "rough_rows"]

_ROUGHLY, _AT_MOST = 1.0, 5.0  # seconds, without and with those that it takes to load the kernel


def estimate_rows(estimate: Estimate, label: str = "estimate") -> tuple[Row, ...]:
    """Return the rows that tell an estimate.

    Examples
    --------
    >>> from polyregions.cli.report import Report
    >>> Report.of(*estimate_rows(Estimate(1.23e9, 2e7, 400, 5000, 399))).show()
    estimate  about 1.23e9 ± 3.2 % (95 %), from 400 of 5,000 cells
    """
    names = "estimate", "standard_error", "interval", "cells"
    is_known = estimate.margin < float("inf")  # JSON has no infinity
    values = (
        estimate.value,
        estimate.standard_error if is_known else None,
        list(estimate.interval) if is_known else None,
        estimate.cells,
    )
    return (
        Row(label, None, str(estimate)),
        *(Row(None, name, value) for name, value in zip(names, values, strict=True)),
    )


def rough_rows(network: Network) -> tuple[Row, ...]:
    """Return the rows that tell about how many regions a network has, if a second tells that."""
    label = f"{Definition.PROPER_ACTIVATION.value.replace('_', ' ')} regions"
    try:
        if chosen_engine("auto", network.inputs) != "vertices":
            raise PolyregionsError("it has more than 8 inputs")
        if compiles_first("auto", network.inputs):
            raise PolyregionsError("the kernel is not compiled yet")
        with time_limit(_AT_MOST):
            estimate = estimate_regions(network, seconds=_ROUGHLY)
    except OutOfTime:
        why = "a second is too short: polyregions count --estimate 60 takes longer"
    except PolyregionsError as error:
        why = str(error)
    else:
        return estimate_rows(estimate, label)
    return Row(label, None, f"not estimated: {why}"), Row(None, "estimate", None)
