"""Pictures in files, written as a whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from polyregions.budgets import in_time
from polyregions.errors import UnknownOptionError
from polyregions.plotting.backend import matplotlib
from polyregions.readers import atomic_file
from polyregions.readers.content import PathLike, WatchedBytes, chosen_format, named_format

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["PICTURE_FORMATS", "picture_format", "write_html", "write_picture"]

PICTURE_FORMATS = ("png", "svg", "pdf")
"""The suffixes of still pictures; interactive ones of three inputs are html files."""

_LAYOUT_ROUNDS = 4


def picture_format(path: PathLike, format: str | None = None) -> str:
    """Return the format of a picture: the one that is named, else that of the path's suffix.

    Raises
    ------
    UnknownOptionError
        If there is no such format.

    Examples
    --------
    >>> picture_format("regions.SVG"), picture_format("regions", "pdf")
    ('svg', 'pdf')
    """
    if format is not None:
        return chosen_format(path, format, (*PICTURE_FORMATS, "html"), "format of a picture")
    suffix = named_format(path, None)
    if suffix not in (*PICTURE_FORMATS, "html"):
        known = ", ".join(f".{name}" for name in PICTURE_FORMATS)
        raise UnknownOptionError(
            f"{os.fspath(path)!r} has no suffix of a picture: use {known}, or .html for an "
            "interactive figure of a network with three inputs"
        )
    return suffix


def write_picture(
    figure: Figure, path: PathLike, dpi: float = 150, format: str | None = None
) -> None:
    """Write a matplotlib figure; equal figures make equal files.

    Parameters
    ----------
    figure
        The figure.
    path
        The file.
    dpi
        The resolution in dots per inch, in vector formats that of images in them.
    format
        "png", "svg" or "pdf"; omitted: by the path's suffix.

    Raises
    ------
    PolyregionsError
        If the format is unknown or the file cannot be written.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import polyregions as pr
    >>> from polyregions.plotting import plot
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     target = pathlib.Path(folder, "regions.svg")
    ...     write_picture(plot(pr.montufar(inputs=2, width=4, depth=2)).figure, target)
    ...     target.read_text().startswith("<?xml")
    True
    """
    kind = picture_format(path, format)
    if kind not in PICTURE_FORMATS:
        raise UnknownOptionError(f"a still picture is no {kind} file: use .png, .svg or .pdf")
    # Without dates and random names.
    metadata: dict[str, Any] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    engine = figure.get_layout_engine()
    if engine is not None:
        # With axes of equal scales one round leaves what stands beside them cut off.
        for _ in in_time(range(_LAYOUT_ROUNDS)):
            engine.execute(figure)
    content = WatchedBytes()
    with matplotlib().rc_context({"svg.hashsalt": "polyregions"}):
        figure.savefig(content, format=kind, dpi=dpi, metadata=metadata)
    with atomic_file(path) as file:
        file.write(content.getbuffer())


def write_html(figure: Any, path: PathLike) -> None:
    """Write a plotly figure as one HTML file that needs no connection.

    Raises
    ------
    PolyregionsError
        If the file cannot be written.
    """
    text: str = figure.to_html(include_plotlyjs=True, default_height="96vh")
    with atomic_file(path) as file:
        file.write(text.encode("utf-8"))
