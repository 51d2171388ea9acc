"""What ``polyregions plot --kind`` draws: for which networks, and which options have a meaning."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from polyregions.errors import UnknownOptionError, check_choice

__all__ = ["PICTURE_KINDS", "REGIONS", "PictureKind", "picture_kind"]

REGIONS = "regions"
"""The usual kind."""


@dataclass(frozen=True, slots=True)
class PictureKind:
    """A kind of pictures.

    Attributes
    ----------
    name
        Its name.
    inputs
        The numbers of inputs that it is drawn for; empty if any.
    options
        The options that have a meaning for it, as they are written.
    size
        The usual width and height in inches.
    is_interactive
        Whether there is an interactive figure of it for three inputs.
    """

    name: str
    inputs: tuple[int, ...]
    options: frozenset[str]
    size: tuple[float, float]
    is_interactive: bool = False

    def check_options(self, given: Collection[str]) -> None:
        """Check that all options that are given have a meaning.

        Raises
        ------
        UnknownOptionError
            If one has none.

        Examples
        --------
        >>> picture_kind("faces").check_options({"--view", "--signs"})
        """
        idle = [option for option in given if option not in self.options]
        if idle:
            raise UnknownOptionError(
                f"--kind {self.name} draws nothing by {' and '.join(sorted(idle))}: leave it out"
            )

    def check_inputs(self, inputs: int) -> None:
        """Check that it is drawn for so many inputs.

        Raises
        ------
        UnknownOptionError
            If not.
        """
        if self.inputs and inputs not in self.inputs:
            fix = "cut it by --slice" if inputs > min(self.inputs) else "choose another --kind"
            raise UnknownOptionError(
                f"--kind {self.name} is drawn for {' or '.join(map(str, self.inputs))} inputs, and "
                f"the network has {inputs}: {fix}"
            )


_KINDS = (
    PictureKind(
        REGIONS,
        (1, 2, 3),
        frozenset({"--color", "--graph", "--boundary", "--betti", "--per-layer", "--view"}),
        (7.0, 6.0),
        True,
    ),
    PictureKind("faces", (2, 3), frozenset({"--signs", "--view"}), (8.0, 6.0), True),
    PictureKind("level_set", (2, 3), frozenset({"--level", "--view"}), (8.0, 6.0), True),
    PictureKind("persistence", (), frozenset(), (6.0, 6.0)),
    PictureKind("barcode", (), frozenset(), (7.0, 5.0)),
    PictureKind("definitions", (2,), frozenset({"--view"}), (12.0, 8.0)),
)


PICTURE_KINDS = tuple(kind.name for kind in _KINDS)
"""What ``--kind`` accepts."""


def picture_kind(name: str) -> PictureKind:
    """Return the kind of pictures with a name.

    Raises
    ------
    UnknownOptionError
        If there is none.

    Examples
    --------
    >>> picture_kind("level_set").inputs
    (2, 3)
    """
    check_choice("the kind of picture", name, PICTURE_KINDS)
    return next(kind for kind in _KINDS if kind.name == name)
