"""What is known of a run: which pieces are done, and what they add up to.

Of a division as many numbers are kept as it has pieces, and nothing of the parts of a piece once it
is done: so memory does not grow with the length of a run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from polyregions.errors import FileFormatError
from polyregions.estimates import Estimate, estimate_of_total
from polyregions.runs.addresses import Address, Division, text_of
from polyregions.runs.journal import Entry, sources_of

__all__ = ["ContradictionError", "DividedPiece", "Known"]

_OPEN = -1


class ContradictionError(FileFormatError):
    """A piece has two results.

    Attributes
    ----------
    address
        The piece.
    """

    def __init__(self, address: Address, what: str) -> None:
        super().__init__(f"piece {text_of(address)} of the run {what}")
        self.address = address

    def in_folder(self, folder: Path) -> FileFormatError:
        """Return the error that names the journals, and says what to do."""
        names = " and ".join(sources_of(folder, self.address))
        return FileFormatError(
            f"{self} (journals {names}): remove the one that is of another run, or begin anew in "
            "another folder"
        )


class DividedPiece:
    """The pieces of a division, of the whole or of a heavy piece.

    Attributes
    ----------
    division
        The division.
    results
        int64 array: the regions of each piece, -1 where it is not done.
    parts
        The pieces that are divided and not done.
    done, regions, seconds
        How many pieces are done, the sum of their regions, and how long they took.
    """

    def __init__(self, division: Division) -> None:
        self.division = division
        self.results = np.full(division.pieces, _OPEN, dtype=np.int64)
        self.parts: dict[int, DividedPiece] = {}
        self.done, self.regions, self.seconds = 0, 0, 0.0

    @property
    def is_done(self) -> bool:
        """Whether all pieces are."""
        return self.done == self.division.pieces

    @property
    def cells_done(self) -> int:
        """The number of cells of the pieces that are done."""
        last = bool(self.results[-1] != _OPEN)
        size = self.division.size
        return self.done * size - last * (self.division.pieces * size - self.division.cells)

    @property
    def found(self) -> int:
        """The regions found so far, those of divided pieces among them."""
        return self.regions + sum(part.found for part in self.parts.values())

    @property
    def spent(self) -> float:
        """The seconds of all work that is done."""
        return self.seconds + sum(part.spent for part in self.parts.values())

    def set(self, piece: int, regions: int, seconds: float) -> None:
        """Set the result of a piece that was not done."""
        self.parts.pop(piece, None)
        self.results[piece] = regions
        self.done += 1
        self.regions += regions
        self.seconds += seconds

    def sample(self) -> Iterator[tuple[float, int]]:
        """Yield what tells about all pieces: regions, or an estimate of them, and cells."""
        for piece in np.flatnonzero(self.results != _OPEN).tolist():
            yield int(self.results[piece]), len(self.division.range(piece))
        for piece, part in self.parts.items():
            estimate = part.estimate()
            if estimate.cells:
                yield estimate.value, len(self.division.range(piece))

    def estimate(self) -> Estimate:
        """Return what the pieces done so far tell about the number of regions."""
        sample = list(self.sample())
        regions = [found for found, _ in sample]
        cells = [count for _, count in sample]
        return estimate_of_total(regions, cells, self.division.cells)  # type: ignore[arg-type]


class Known:
    """The results of a run, from the lines of its journals in any order.

    Parameters
    ----------
    division
        How the whole is divided.
    numbers_agree
        Whether whoever searches a piece finds as many regions: not where bounds in floats drop
        cells. The first numbers stand then.

    Attributes
    ----------
    whole
        The results.
    """

    def __init__(self, division: Division, numbers_agree: bool = True) -> None:
        self.whole = DividedPiece(division)
        self._numbers_agree = numbers_agree
        self._orphans: dict[Address, list[Entry]] = {}

    def at(self, address: Address) -> DividedPiece | None:
        """Return the divided piece at an address, None where there is none or it is done."""
        piece = self.whole
        for number in address:
            if number not in piece.parts:
                return None
            piece = piece.parts[number]
        return piece

    def is_done(self, address: Address) -> bool:
        """Return whether a piece is done, or the one that it is a part of."""
        piece = self.whole
        for number in address:
            if piece.results[number] != _OPEN:
                return True
            if number not in piece.parts:
                return False
            piece = piece.parts[number]
        return piece.is_done

    def take(self, entry: Entry) -> Address | None:
        """Take what a line says; return the divided piece that is done with it, if one is.

        Raises
        ------
        ContradictionError
            If the piece is known to have another number of regions, or another division.
        """
        *path, number = entry.address
        parent = self.whole
        for depth, step in enumerate(path):
            if not 0 <= step < parent.division.pieces or parent.results[step] != _OPEN:
                return None  # it is done as a whole
            if step not in parent.parts:
                # The line that divides it stands in a journal that is read later.
                self._orphans.setdefault(entry.address[: depth + 1], []).append(entry)
                return None
            parent = parent.parts[step]
        if number >= parent.division.pieces:
            raise ContradictionError(entry.address, "does not exist")
        if entry.division is not None:
            return self._divide(parent, number, entry)
        return self._finish(parent, number, entry)

    def _divide(self, parent: DividedPiece, number: int, entry: Entry) -> Address | None:
        assert entry.division is not None
        if parent.results[number] != _OPEN:
            return None
        known = parent.parts.setdefault(number, DividedPiece(entry.division))
        if known.division != entry.division:
            raise ContradictionError(entry.address, "is divided in two ways")
        done = None
        for orphan in self._orphans.pop(entry.address, ()):
            done = self.take(orphan) or done
        return done

    def _finish(self, parent: DividedPiece, number: int, entry: Entry) -> Address | None:
        known = int(parent.results[number])
        part = parent.parts.get(number)
        differs = known not in (_OPEN, entry.regions)
        if self._numbers_agree and (differs or (part is not None and part.found > entry.regions)):
            raise ContradictionError(
                entry.address,
                f"has {entry.regions} regions by one process, and "
                f"{known if part is None else part.found} by another",
            )
        if known != _OPEN:
            return None
        parent.set(number, entry.regions, entry.seconds)
        if not parent.is_done or len(entry.address) == 1:
            return None
        # The last part of a divided piece: so this is done as well.
        address = entry.address[:-1]
        whole = Entry(address, parent.regions, parent.seconds)
        return self.take(whole) or address
