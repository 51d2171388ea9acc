"""``polyregions random-1d``: random networks of one input against theory."""

from __future__ import annotations

from time import perf_counter
from typing import Annotated

import typer

from polyregions.cli.options import AsJson, Progress, wants_progress
from polyregions.cli.output import check_writable, print_json, print_table
from polyregions.errors import InvalidDomainError, InvalidNumberError, PolyregionsError
from polyregions.one_dimension import Ensemble, Interval, random_ensemble

__all__ = ["random_1d"]

_INFINITE = ("", "none", "inf", "-inf", "+inf")


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
    workers: Annotated[int, typer.Option("--workers", help="The number of processes.")] = 1,
    plot: Annotated[
        str | None, typer.Option("--plot", metavar="FILE", help="A picture to write, such as .png.")
    ] = None,
    progress: Progress = None,
    as_json: AsJson = False,
) -> None:
    """Count the breakpoints of random networks with one input, and compare them with theory.

    Weights are N(0, 2 / fan-in). The counts are exact, the predictions are limits for large widths.
    """
    if plot is not None:
        check_writable([plot])
    start = perf_counter()
    ensemble = random_ensemble(
        _sizes(widths),
        samples,
        _interval(interval),
        bias_std=bias_std,
        seed=seed,
        workers=workers,
        progress=wants_progress(progress),
    )
    seconds = perf_counter() - start
    if plot is not None:
        _draw(ensemble, plot)
    if as_json:
        print_json(_values(ensemble) | {"plot": plot, "seconds": round(seconds, 6)})
        return
    rows: list[tuple[str, object]] = [
        ("networks", f"{ensemble.samples} of 1-{'-'.join(map(str, ensemble.widths))}-1"),
        ("interval", ensemble.interval),
        ("bias_std", ensemble.bias_std),
    ]
    pairs = zip(ensemble.breakpoint_means, ensemble.predicted_breakpoints, strict=True)
    for number, (mean, predicted) in enumerate(pairs, start=1):
        rows.append((f"breakpoints of layer {number}", f"{mean}, predicted {predicted:.2f}"))
    activation = ensemble.activation_region_mean
    total = ensemble.predicted_regions
    rows.append(("proper activation regions", f"{activation}, predicted {total:.2f}"))
    rows.append(("linear regions", f"{ensemble.region_mean}, predicted {total:.2f}"))
    rows.append(("decided in rationals", f"{ensemble.rational_windows} small intervals"))
    rows.append(("seconds", f"{seconds:.3f}"))
    print_table([*rows, *([("written to", plot)] if plot is not None else [])])


def _sizes(text: str) -> list[int]:
    try:
        return [int(size) for size in text.split(",")]
    except ValueError:
        raise InvalidNumberError(
            f"the widths are {text!r}: give whole numbers with commas, such as 200,200,200"
        ) from None


def _interval(text: str) -> Interval:
    if text in _INFINITE:
        return Interval()
    ends = [None if end.strip() in _INFINITE else end for end in text.split(",")]
    if len(ends) != 2:
        raise InvalidDomainError(
            f"the interval is {text!r}: give two numbers with a comma, such as --interval=-1,2"
        )
    return Interval(*ends)


def _values(ensemble: Ensemble) -> dict[str, object]:
    means = ensemble.breakpoint_means
    return {
        "widths": list(ensemble.widths),
        "samples": ensemble.samples,
        "interval": [
            None if end is None else str(end)
            for end in (ensemble.interval.lower, ensemble.interval.upper)
        ],
        "bias_std": ensemble.bias_std,
        "breakpoints": [mean.value for mean in means],
        "breakpoints_half_width": [_finite(mean.half_width) for mean in means],
        "breakpoints_predicted": ensemble.predicted_breakpoints,
        "proper_activation": ensemble.activation_region_mean.value,
        "open_connected": ensemble.region_mean.value,
        "open_connected_half_width": _finite(ensemble.region_mean.half_width),
        "predicted": ensemble.predicted_regions,
        "rational_windows": ensemble.rational_windows,
    }


def _finite(number: float) -> float | None:
    return None if number == float("inf") else number


def _draw(ensemble: Ensemble, path: str) -> None:
    from polyregions.plotting import plot_ensemble

    figure = plot_ensemble(ensemble)
    try:
        figure.savefig(path, dpi=130)
    except ValueError as error:  # matplotlib does not know the suffix
        raise PolyregionsError(
            f"{path!r} cannot be drawn ({error}): use .png, .pdf or .svg"
        ) from None
