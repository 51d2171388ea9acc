"""Numbers of axes, negative ones counted from the end."""

from __future__ import annotations

from collections.abc import Sequence

from polyregions.errors import FileFormatError, short

__all__ = ["checked_axes", "checked_axis"]


def checked_axis(axis: int, count: int) -> int:
    """Return an axis out of ``count`` as a number from 0.

    Raises
    ------
    FileFormatError
        If there is no such axis.

    Examples
    --------
    >>> checked_axis(-1, 4)
    3
    """
    if not -count <= axis < count:
        raise FileFormatError(f"there is no axis {axis}: the input has {count} axes")
    return axis % count


def checked_axes(axes: Sequence[int], count: int) -> tuple[int, ...]:
    """Return distinct axes out of ``count`` as numbers from 0.

    Raises
    ------
    FileFormatError
        If one does not exist, or occurs twice.
    """
    checked = tuple(checked_axis(axis, count) for axis in axes)
    if len(set(checked)) < len(checked):
        raise FileFormatError(f"the axes {short(tuple(axes))} name one axis twice")
    return checked
