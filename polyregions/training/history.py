"""The snapshots of a training, in columns: all of them, or those that a budget had time for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from polyregions.complexes import Definition, package
from polyregions.training.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas

__all__ = ["Evolution", "PartialEvolution"]

Numbers = NDArray[Any]

_FORMATS: Mapping[str, str] = {"regions": ",", "density": ".2f", "error": ".2f", "boundary": ".4g"}
_GAP = 2


@dataclass(frozen=True, slots=True)
class Evolution:
    """How the regions of a network changed: a sequence of snapshots, and their columns.

    Printed it is a table. What was not asked for has no column.

    Attributes
    ----------
    snapshots
        What was measured of each checkpoint, in the order of the training.
    definition
        What was counted as a region.

    Examples
    --------
    >>> import polyregions as pr
    >>> nets = {depth: pr.montufar(inputs=1, width=2, depth=depth + 1) for depth in (1, 2, 4)}
    >>> history = pr.evolution(nets, segments=[([0], ["3/4"])], level="1/2")
    >>> print(history)
    epoch  regions  density  error  boundary
        1        2     1.33    nan         2
        2        4     2.67    nan         4
        4       16    14.67    nan        16
    >>> history.regions, history.boundaries
    (array([ 2,  4, 16]), array([ 2.,  4., 16.]))
    """

    snapshots: tuple[Snapshot, ...]
    definition: Definition

    def __len__(self) -> int:
        return len(self.snapshots)

    def __getitem__(self, index: int) -> Snapshot:
        return self.snapshots[index]

    def __iter__(self) -> Iterator[Snapshot]:
        return iter(self.snapshots)

    def __repr__(self) -> str:
        what = f"{len(self)} checkpoint{'s' * (len(self) != 1)}"
        if self.snapshots:
            first, last = self.snapshots[0], self.snapshots[-1]
            what += f", epochs {first.epoch} to {last.epoch}"
            what += f", from {first.regions:,} to {last.regions:,} {self.definition} regions"
        return f"<Evolution: {what}>"

    @property
    def epochs(self) -> Numbers:
        """When the checkpoints were taken, an array of numbers."""
        return np.array([snapshot.epoch for snapshot in self.snapshots])

    @property
    def regions(self) -> Numbers:
        """The numbers of regions, int64; Python integers where one is beyond 64 bits."""
        counts = [snapshot.regions for snapshot in self.snapshots]
        fit = all(count < 2**63 for count in counts)
        return np.array(counts, dtype=np.int64 if fit else object)

    @property
    def densities(self) -> Numbers | None:
        """The breakpoints for each unit of length along the segments; None without segments.

        See :attr:`polyregions.complexes.LineDensity.density`, whose counts are exact.
        """
        return self._of_lines("density")

    @property
    def standard_errors(self) -> Numbers | None:
        """The standard errors of the densities, where the segments are a random sample."""
        return self._of_lines("standard_error")

    @property
    def boundaries(self) -> Numbers | None:
        """The sizes of the decision boundary, lengths in the plane; None if not asked for."""
        sizes = [snapshot.boundary for snapshot in self.snapshots if snapshot.boundary is not None]
        return np.array(sizes) if sizes else None

    def _of_lines(self, name: str) -> Numbers | None:
        lines = [snapshot.lines for snapshot in self.snapshots if snapshot.lines is not None]
        return np.array([getattr(line, name) for line in lines]) if lines else None

    @property
    def columns(self) -> dict[str, Numbers]:
        """The columns that there are, by name: epoch, regions, density, error, boundary."""
        columns = {
            "epoch": self.epochs,
            "regions": self.regions,
            "density": self.densities,
            "error": self.standard_errors,
            "boundary": self.boundaries,
        }
        return {name: values for name, values in columns.items() if values is not None}

    def to_pandas(self) -> pandas.DataFrame:
        """Return the columns as a table, a row for each checkpoint.

        Raises
        ------
        PolyregionsError
            If pandas is not installed.

        Examples
        --------
        >>> import polyregions as pr
        >>> history = pr.evolution([pr.montufar(inputs=2, width=4, depth=2)], boundary=False)
        >>> history.to_pandas().to_dict("list")
        {'epoch': [0], 'regions': [4]}
        """
        frame: pandas.DataFrame = package("pandas").DataFrame(self.columns)
        return frame

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes; numbers that are not finite are null."""
        columns = {name: [_plain(x) for x in values] for name, values in self.columns.items()}
        return {"complete": True, "definition": self.definition.value, **columns}

    def __str__(self) -> str:
        texts = [
            [name, *(format(x, _FORMATS.get(name, "")) for x in values.tolist())]
            for name, values in self.columns.items()
        ]
        widths = [max(map(len, column)) for column in texts]
        rows = zip(*texts, strict=True)
        gap = " " * _GAP
        return "\n".join(
            gap.join(text.rjust(width) for text, width in zip(row, widths, strict=True))
            for row in rows
        )


@dataclass(frozen=True, slots=True)
class PartialEvolution:
    """Snapshots of some checkpoints, the first ones, where something ended the work.

    Attributes
    ----------
    known
        The evolution up to there: what it says of these checkpoints is whole and exact.
    reason
        "max_seconds"; or "worker_lost".

    Examples
    --------
    >>> import polyregions as pr
    >>> pr.evolution([pr.montufar(inputs=2, width=4, depth=2)], max_seconds=0)
    <PartialEvolution: 0 checkpoints, stopped at max_seconds>
    """

    known: Evolution
    reason: str

    def __repr__(self) -> str:
        known = repr(self.known).removeprefix("<Evolution: ").removesuffix(">")
        return f"<PartialEvolution: {known}, stopped at {self.reason}>"

    def __bool__(self) -> NoReturn:
        raise TypeError("a partial evolution is not the whole: look at its attribute known")

    def __str__(self) -> str:
        return f"{self.known}\nstopped at {self.reason}"

    def to_json(self) -> dict[str, Any]:
        """Return what ``json.dumps`` takes, of the checkpoints that are known."""
        return self.known.to_json() | {"complete": False, "reason": self.reason}


def _plain(number: Any) -> int | float | None:
    """Return a number of NumPy as one of Python, None where JSON has none."""
    plain: int | float = number.item() if isinstance(number, np.generic) else number
    return plain if isinstance(plain, int) or math.isfinite(plain) else None
