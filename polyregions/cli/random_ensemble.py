"""``polyregions random-ensemble``: random networks against theory, and against a conjecture."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.cluster import executor_at
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.cli.searching import announce_compilation
from polyregions.cli.streams import output_file, read_from
from polyregions.errors import InvalidDomainError, PolyregionsError
from polyregions.one_dimension import BreakpointEnsemble, Interval, Mean
from polyregions.plotting import picture_format, plot_ensemble, write_picture
from polyregions.polytopes import HPolytope
from polyregions.readers import domain_to_json, parse_domain
from polyregions.theorems import RegionEnsemble
from polyregions.theorems import random_ensemble as drawn

__all__ = ["random_ensemble"]

_INFINITE = ("", "none", "inf", "-inf", "+inf")


@bounded()
def random_ensemble(
    widths: Annotated[
        str, typer.Option("--widths", metavar="N1,...,NL", help="The hidden widths, with commas.")
    ],
    samples: Annotated[int, typer.Option("--samples", help="The number of networks.")] = 100,
    inputs: Annotated[
        int, typer.Option("--inputs", metavar="N", min=1, help="The number of inputs.")
    ] = 1,
    interval: Annotated[
        str | None,
        typer.Option(
            "--interval", metavar="A,B", help="Of one input, where to count: --interval=-1,2."
        ),
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option(
            "--domain",
            metavar="DOMAIN",
            help='Where to count: a box "[[lo, hi], ...]", unit, cube. Default: all of R^n0.',
            callback=read_from("--domain"),
        ),
    ] = None,
    bias_std: Annotated[
        float, typer.Option("--bias-std", help="The standard deviation of the biases.")
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="The seed of the first network.")] = 0,
    workers: options.Workers = 1,
    dask: options.Dask = None,
    plot: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="Of one input, a picture to write.")
    ] = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = True,
    as_json: options.AsJson = False,
) -> None:
    """Count the regions of random networks, of one input also the breakpoints of each layer.

    Weights are N(0, 2 / fan-in). The counts are exact, the predictions are limits for large widths:
    of one input by theory, of several by conjecture, on all of R^n0.

    Exit code 3: a budget ended it, and nothing was written.
    """
    file = None
    if plot is not None:
        if inputs != 1:
            raise PolyregionsError("--plot draws breakpoints: leave it out, or give --inputs 1")
        file = output_file(plot, None, "png")
        picture_format(file)
        check_writable([file])
    sizes = options.widths_of(widths, "200,200,200")
    where = _place(inputs, interval, domain)
    if progress and inputs > 1 and not isinstance(where, Interval):
        announce_compilation("auto", inputs, where)
    executor = executor_at(dask)
    ensemble, seconds = timed(
        lambda: drawn(
            sizes,
            samples,
            where,
            inputs=inputs,
            bias_std=bias_std,
            seed=seed,
            workers=workers,
            executor=executor,
            progress=progress,
        )
    )
    if file is not None and isinstance(ensemble, BreakpointEnsemble):
        write_picture(plot_ensemble(ensemble), file)
    Report.of(
        *_rows(ensemble),
        Row(None, "plot", file),
        seconds_row(seconds),
        *([] if file is None else [Row("written to", None, file)]),
    ).show(as_json)


def _place(inputs: int, interval: str | None, domain: str | None) -> Interval | HPolytope | None:
    """Return where to count."""
    if interval is None:
        polytope = parse_domain(domain, inputs)
        return polytope if polytope.rows else None
    if inputs != 1 or domain is not None:
        raise InvalidDomainError(
            "--interval is the domain of networks of one input: give --domain alone"
        )
    if interval in _INFINITE:
        return None
    ends = [None if end.strip() in _INFINITE else end for end in interval.split(",")]
    if len(ends) != 2:
        raise InvalidDomainError(
            f"the interval is {interval!r}: give two numbers with a comma, such as --interval=-1,2"
        )
    return Interval(*ends)


def _rows(ensemble: BreakpointEnsemble | RegionEnsemble) -> tuple[Row, ...]:
    sizes = "-".join(map(str, (ensemble.inputs, *ensemble.widths, 1)))
    activation, linear = ensemble.activation_region_mean, ensemble.region_mean
    predicted = ensemble.predicted_regions
    of_layers: tuple[Row, ...] = ()
    of_windows: tuple[Row, ...] = ()
    if isinstance(ensemble, BreakpointEnsemble):
        where = _interval_row(ensemble.domain)
        of_layers, of_windows = _breakpoint_rows(ensemble), _window_rows(ensemble)
    else:
        shown = "R^n0" if ensemble.domain is None else str(domain_to_json(ensemble.domain))
        where = Row("domain", "domain", domain_to_json(ensemble.domain), shown)
    return (
        Row(None, "inputs", ensemble.inputs),
        Row(None, "widths", ensemble.widths),
        Row("networks", "samples", ensemble.samples, f"{ensemble.samples} of {sizes}"),
        where,
        Row("bias_std", "bias_std", ensemble.bias_std),
        *of_layers,
        Row(
            "proper activation regions",
            "proper_activation",
            activation.value,
            _compared(activation, predicted),
        ),
        Row("linear regions", "open_connected", linear.value, _compared(linear, predicted)),
        Row(None, "open_connected_half_width", _finite(linear.half_width)),
        Row(None, "predicted", predicted),
        *of_windows,
    )


def _compared(mean: Mean, predicted: float | None) -> str:
    return f"{mean}" if predicted is None else f"{mean}, predicted {predicted:.2f}"


def _interval_row(interval: Interval) -> Row:
    ends = [None if end is None else str(end) for end in (interval.lower, interval.upper)]
    return Row("interval", "interval", ends, str(interval))


def _breakpoint_rows(ensemble: BreakpointEnsemble) -> tuple[Row, ...]:
    means, predicted = ensemble.breakpoint_means, ensemble.predicted_breakpoints
    by_layer = enumerate(zip(means, predicted, strict=True), start=1)
    return (
        *(
            Row(f"breakpoints of layer {number}", None, f"{mean}, predicted {expected:.2f}")
            for number, (mean, expected) in by_layer
        ),
        Row(None, "breakpoints", [mean.value for mean in means]),
        Row(None, "breakpoints_half_width", [_finite(mean.half_width) for mean in means]),
        Row(None, "breakpoints_predicted", predicted),
    )


def _window_rows(ensemble: BreakpointEnsemble) -> tuple[Row, ...]:
    windows = ensemble.rational_windows
    return (Row("decided in rationals", "rational_windows", windows, f"{windows} small intervals"),)


def _finite(number: float) -> float | None:
    return None if number == float("inf") else number
