"""The breakpoints of a network of one input, each with the unit that makes it, all of them proved.

Small and integer networks are computed in integers throughout. Wide float networks are computed in
binary64 with rigorous error bounds; what these leave undecided is tried again in extended precision
where the machine has it, and settled in rationals at last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import nearest_float
from polyregions.errors import check_choice
from polyregions.networks import Network
from polyregions.one_dimension.affine_pieces import bends, maps_between
from polyregions.one_dimension.bending import BENDS
from polyregions.one_dimension.certified_search import search
from polyregions.one_dimension.chart import Chart
from polyregions.one_dimension.dense_network import DenseNetwork, Floats, Mask
from polyregions.one_dimension.enclosed_columns import Columns
from polyregions.one_dimension.exact_refinement import refine
from polyregions.one_dimension.interval import Interval, interval_of
from polyregions.one_dimension.piecewise_input import require_one_input
from polyregions.progress import Progress, progress_bar

__all__ = ["METHODS", "BreakpointTable", "find_breakpoints"]

METHODS: Final = ("auto", "exact", "floats")
"""How breakpoints are computed: in rationals throughout, in certified floats, or as suits."""

_HAS_EXTENDED_PRECISION: Final = bool(np.finfo(np.longdouble).eps < np.finfo(np.float64).eps)
# Below so many multiplications rationals take a moment.
_FEW_MULTIPLICATIONS: Final = 300_000
# Integer networks are full of coincidences, which floats leave undecided.
_FEW_PARAMETERS: Final = 100_000
_SMALL_INTEGER: Final = 1 << 16

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class BreakpointTable:
    """All points of an interval at which the activation pattern of a network changes.

    Attributes
    ----------
    interval
        The domain, in whose interior they lie.
    lower, upper
        Float bounds of each breakpoint, in the order of the breakpoints, shape (k,). The bounds of
        breakpoints that are closer than floats tell apart overlap.
    layers, units
        The first layer, from 1, in which a unit changes there between active and inactive, and one
        such unit, from 0, shape (k,).
    bends
        Whether the outputs bend there, shape (k,): else the pattern changes and the function's
        affine map does not.
    decided_by
        How many of the breakpoints were found in "float64", in "extended" precision and in
        "rationals".
    rational_windows
        The number of small intervals that were left to rationals.
    """

    interval: Interval
    lower: Floats
    upper: Floats
    layers: Indices
    units: Indices
    bends: Mask
    decided_by: dict[str, int]
    rational_windows: int

    def __len__(self) -> int:
        return len(self.layers)

    @property
    def locations(self) -> Floats:
        """A float near each breakpoint, in their order, shape (k,)."""
        return self.lower + (self.upper - self.lower) / 2

    @property
    def proper_activation(self) -> int:
        """The number of proper activation regions (definition 2), exactly."""
        return len(self) + 1

    @property
    def open_connected(self) -> int:
        """The number of linear regions (definition 4), exactly."""
        return int(np.count_nonzero(self.bends)) + 1

    def of_layer(self, number: int) -> int:
        """Return the number of breakpoints that the layer with this number, from 1, adds."""
        return int(np.count_nonzero(self.layers == number))

    @classmethod
    def _of_parts(cls, interval: Interval, parts: Iterable[_Part]) -> Self:
        kinds = {"float64": 0, "extended": 0, "rationals": 0}
        windows = 0
        listed = list(parts)
        for part in listed:
            kinds[part.kind] += len(part.layers)
            windows += part.windows
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in listed])
            for name in ("lower", "upper", "layers", "units", "bends")
        }
        return cls(interval, **columns, decided_by=kinds, rational_windows=windows)


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Neighbouring breakpoints found in one way."""

    kind: str
    lower: Floats
    upper: Floats
    layers: Indices
    units: Indices
    bends: Mask
    windows: int = 0


def find_breakpoints(
    network: Network | DenseNetwork,
    domain: Any = None,
    *,
    method: str = "auto",
    progress: bool = False,
) -> BreakpointTable:
    """Find all breakpoints of a network with one input; their numbers are exact.

    Parameters
    ----------
    network
        A network with one input, or its float matrices.
    domain
        An :class:`Interval`, a pair of ends (None: infinity) or an H-polytope; omitted: the
        network's own domain, all of R where it has none.
    method
        "exact" computes with integers throughout. "floats" computes in certified floats, and leaves
        to rationals what these do not decide: everything, if a parameter is beyond 2^500 or so
        small that floats lose its digits. "auto" chooses by the number and the kind of the
        parameters.
    progress
        Show a progress bar on stderr.

    Raises
    ------
    InvalidNetworkError, InvalidFunctionError
        If this is no network with one input.
    InvalidDomainError
        If the domain is no interval with an interior.
    UnknownOptionError
        If the method is unknown.

    Notes
    -----
    The floats take one dense matrix product for every pair of layers over all breakpoints: about
    2 k sum(n_l n_(l+1)) floating point operations for every layer, with k breakpoints.

    Examples
    --------
    >>> from polyregions.constructions import he_random
    >>> table = find_breakpoints(he_random((1, 50, 1), seed=0))
    >>> table.proper_activation, table.open_connected, table.rational_windows
    (51, 51, 0)
    """
    check_choice("the method", method, METHODS)
    if isinstance(network, DenseNetwork):
        dense, interval = network, Interval() if domain is None else Interval.of(domain)
    else:
        require_one_input(network)
        dense, interval = DenseNetwork.of(network), interval_of(network, domain)
    in_integers = method == "exact" or (method == "auto" and _suits_integers(dense))
    with np.errstate(all="ignore"):
        if in_integers or not all(layer.fits_floats for layer in dense.layers):
            return BreakpointTable._of_parts(interval, [_exact_part(dense, interval, 0)])
        return BreakpointTable._of_parts(interval, _certified_parts(dense, interval, progress))


def _suits_integers(network: DenseNetwork) -> bool:
    shapes = [layer.weights.shape for layer in network.layers]
    breakpoints = 1 + sum(n for n, _ in shapes)
    parameters = sum(n * m for n, m in shapes)
    if breakpoints * parameters <= _FEW_MULTIPLICATIONS:
        return True
    return parameters <= _FEW_PARAMETERS and all(
        bool(np.all(values == np.rint(values)) and np.all(np.abs(values) <= _SMALL_INTEGER))
        for layer in network.layers
        for values in (layer.weights, layer.bias)
    )


def _certified_parts(network: DenseNetwork, interval: Interval, progress: bool) -> Iterator[_Part]:
    chart = Chart.of(interval)
    s, radii = chart.start(interval, np.float64)
    columns = Columns.at(s, radii, np.ones(len(s) - 1, dtype=np.bool_))
    with progress_bar(progress, "columns", _expected_columns(network)) as report:
        columns = search(network, chart, columns, _added_up(report))
    yield from _settled(network, chart, interval, columns)


def _settled(
    network: DenseNetwork, chart: Chart, interval: Interval, columns: Columns
) -> Iterator[_Part]:
    """Yield what a search found and what its holes contain, from left to right."""
    in_doubles = columns.s.dtype == np.float64
    kind = "float64" if in_doubles else "extended"
    begin = 0
    ends = [interval.lower, *map(chart.exact, columns.s[1:-1]), interval.upper]
    for gap in np.flatnonzero(~columns.live).tolist():
        yield _part_of(chart, columns, slice(begin, gap + 1), kind)
        begin = gap + 1
        hole = Interval(ends[gap], ends[gap + 1])
        if in_doubles and _HAS_EXTENDED_PRECISION:
            inside = search(network, chart, _hole(chart, columns, gap))
            yield from _settled(network, chart, hole, inside)
        else:
            yield _exact_part(network, hole, 1)
    yield _part_of(chart, columns, slice(begin, None), kind)


def _hole(chart: Chart, columns: Columns, gap: int) -> Columns:
    """Return the ends of a hole in extended precision, and 0 if it lies between."""
    s, radii = columns.s[gap : gap + 2], columns.radii[gap : gap + 2]
    if chart.projective and s[0] < 0 < s[1]:
        s, radii = np.insert(s, 1, 0), np.insert(radii, 1, 0)
    return Columns.at(s.astype(np.longdouble), radii, np.ones(len(s) - 1, dtype=np.bool_))


def _part_of(chart: Chart, columns: Columns, run: slice, kind: str) -> _Part:
    found = np.flatnonzero(columns.levels[run] > 0) + run.start
    lower, upper = chart.enclosures(columns.s[found], columns.radii[found])
    return _Part(
        kind,
        lower,
        upper,
        columns.levels[found],
        columns.units[found],
        columns.bends[found] == BENDS,
    )


def _exact_part(network: DenseNetwork, interval: Interval, windows: int) -> _Part:
    refinement = refine(network.integer_layers(), interval)
    bending = bends(maps_between(refinement.columns))
    changing = refinement.layers[1:-1] > 0
    q, p = (row[1:-1][changing].tolist() for row in refinement.columns[:2])
    near = np.array([nearest_float(Fraction(b, a)) for a, b in zip(q, p, strict=True)], np.float64)
    return _Part(
        "rationals",
        np.nextafter(near, -np.inf),
        np.nextafter(near, np.inf),
        refinement.layers[1:-1][changing],
        refinement.units[1:-1][changing],
        bending[changing],
        windows,
    )


def _expected_columns(network: DenseNetwork) -> int:
    """Return how many columns a search passes if every unit has one breakpoint."""
    sizes = [len(network.layers[k - 1].bias) for k in network.relu_levels]
    return sum(sum(sizes[:k]) for k in range(1, len(sizes)))


def _added_up(report: Progress | None) -> Progress | None:
    """Return what passes the sum of the numbers on that it is told."""
    if report is None:
        return None
    done = 0

    def add(number: int) -> None:
        nonlocal done
        done += number
        report(done)

    return add
