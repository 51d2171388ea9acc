"""``polyregions random-1d``: random networks of one input against theory."""

from __future__ import annotations

from typing import Annotated

import typer

from polyregions.cli import options
from polyregions.cli.budget import bounded
from polyregions.cli.output import check_writable
from polyregions.cli.report import Report, Row
from polyregions.cli.rows import seconds_row, timed
from polyregions.errors import InvalidDomainError, PolyregionsError
from polyregions.one_dimension import Ensemble, Interval, random_ensemble
from polyregions.plotting import plot_ensemble

__all__ = ["random_1d"]

_INFINITE = ("", "none", "inf", "-inf", "+inf")


@bounded()
def random_1d(
    widths: Annotated[
        str, typer.Option("--widths", metavar="N1,...,NL", help="The hidden widths, with commas.")
    ],
    samples: Annotated[int, typer.Option("--samples", help="The number of networks.")] = 100,
    interval: Annotated[
        str,
        typer.Option(
            "--interval", metavar="A,B", help="Where to count, --interval=-1,2; none: all of R."
        ),
    ] = "none",
    bias_std: Annotated[
        float, typer.Option("--bias-std", help="The standard deviation of the biases.")
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", help="The seed of the first network.")] = 0,
    workers: options.Workers = 1,
    plot: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="A picture to write, such as .png.")
    ] = None,
    max_seconds: options.MaxSeconds = None,
    progress: options.Progress = None,
    as_json: options.AsJson = False,
) -> None:
    """Count the breakpoints of random networks with one input, and compare them with theory.

    Weights are N(0, 2 / fan-in). The counts are exact, the predictions are limits for large widths.

    Exit code 3: a budget ended it, and nothing was written.
    """
    if plot is not None:
        check_writable([plot])
    sizes, where = options.widths_of(widths, "200,200,200"), _interval(interval)
    ensemble, seconds = timed(
        lambda: random_ensemble(
            sizes,
            samples,
            where,
            bias_std=bias_std,
            seed=seed,
            workers=workers,
            progress=options.wants_progress(progress),
        )
    )
    if plot is not None:
        _draw(ensemble, plot)
    Report.of(
        *_rows(ensemble),
        Row(None, "plot", plot),
        seconds_row(seconds),
        *([] if plot is None else [Row("written to", None, plot)]),
    ).show(as_json)


def _interval(text: str) -> Interval:
    if text in _INFINITE:
        return Interval()
    ends = [None if end.strip() in _INFINITE else end for end in text.split(",")]
    if len(ends) != 2:
        raise InvalidDomainError(
            f"the interval is {text!r}: give two numbers with a comma, such as --interval=-1,2"
        )
    return Interval(*ends)


def _rows(ensemble: Ensemble) -> tuple[Row, ...]:
    interval, means = ensemble.interval, ensemble.breakpoint_means
    activation, linear = ensemble.activation_region_mean, ensemble.region_mean
    ends = [None if end is None else str(end) for end in (interval.lower, interval.upper)]
    networks = f"{ensemble.samples} of 1-{'-'.join(map(str, ensemble.widths))}-1"
    predicted = ensemble.predicted_regions
    by_layer = zip(means, ensemble.predicted_breakpoints, strict=True)
    return (
        Row(None, "widths", ensemble.widths),
        Row("networks", "samples", ensemble.samples, networks),
        Row("interval", "interval", ends, str(interval)),
        Row("bias_std", "bias_std", ensemble.bias_std),
        *(
            Row(f"breakpoints of layer {number}", None, f"{mean}, predicted {expected:.2f}")
            for number, (mean, expected) in enumerate(by_layer, start=1)
        ),
        Row(None, "breakpoints", [mean.value for mean in means]),
        Row(None, "breakpoints_half_width", [_finite(mean.half_width) for mean in means]),
        Row(None, "breakpoints_predicted", ensemble.predicted_breakpoints),
        Row(
            "proper activation regions",
            "proper_activation",
            activation.value,
            f"{activation}, predicted {predicted:.2f}",
        ),
        Row(
            "linear regions", "open_connected", linear.value, f"{linear}, predicted {predicted:.2f}"
        ),
        Row(None, "open_connected_half_width", _finite(linear.half_width)),
        Row(None, "predicted", predicted),
        Row(
            "decided in rationals",
            "rational_windows",
            ensemble.rational_windows,
            f"{ensemble.rational_windows} small intervals",
        ),
    )


def _finite(number: float) -> float | None:
    return None if number == float("inf") else number


def _draw(ensemble: Ensemble, path: str) -> None:
    figure = plot_ensemble(ensemble)
    try:
        figure.savefig(path, dpi=130)
    except ValueError as error:  # matplotlib does not know the suffix
        raise PolyregionsError(
            f"{path!r} cannot be drawn ({error}): use .png, .pdf or .svg"
        ) from None
