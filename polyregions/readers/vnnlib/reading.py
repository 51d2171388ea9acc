"""From the text of a VNN-LIB file to the property that it states."""

from __future__ import annotations

import gzip
import os
import zlib
from io import BytesIO

from polyregions.budgets import in_time
from polyregions.errors import FileFormatError, short
from polyregions.questions import Constraint, Property
from polyregions.readers.content import LARGEST_FILE, PathLike, located, read_bytes
from polyregions.readers.vnnlib.formulas import All, Comparison, cases_of
from polyregions.readers.vnnlib.parsing import parsed

__all__ = ["parse_property", "read_property"]


def read_property(path: PathLike) -> Property:
    """Read a property from a file in the format VNN-LIB, exactly.

    Version 1.0 declares inputs X_0, X_1, ... and outputs Y_0, Y_1, ...; version 2.0 a network with
    named tensors, whose entries are taken in row-major order, one tensor after the other. The
    assertions describe the counterexample: what is read is violated where all of them hold. They
    are made of and, or, not, =>, comparisons, and sums and products that are linear. Every constant
    is the rational that its text means, so that 0.1 is 1/10. Operations of the network are taken
    without rounding, whatever type the file declares.

    Parameters
    ----------
    path
        The file, packed by gzip or not.

    Raises
    ------
    FileFormatError
        If it cannot be read, or is no such property: the message names the line.
    OutOfTime
        If the time is up before.

    References
    ----------
    The VNN-LIB standard, https://www.vnnlib.org; C. Brix, S. Bak, T. T. Johnson, H. Wu, "The fifth
    international verification of neural networks competition (VNN-COMP 2024)", 2024.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "prop.vnnlib")
    ...     _ = path.write_text('''
    ... (declare-const X_0 Real)
    ... (declare-const Y_0 Real)
    ... (assert (and (<= X_0 0.1) (>= X_0 -1)))
    ... (assert (>= Y_0 3))
    ... ''')
    ...     print(read_property(path))
    property of 1 input and 1 output, violated where
      X_0 <= 0.1, X_0 >= -1, Y_0 >= 3
    """
    if not isinstance(path, (str, bytes, os.PathLike)):
        raise FileFormatError(f"the property is {short(path)}: give the path of its file")
    with located(repr(os.fspath(path))):
        return parse_property(_text(read_bytes(path)))


def parse_property(text: str) -> Property:
    """Return the property that a text in the format VNN-LIB states; see :func:`read_property`.

    Raises
    ------
    FileFormatError
        If it is no such text.
    """
    declarations, assertions = parsed(text)
    inputs, outputs = declarations.sizes()
    made: dict[int, Constraint] = {}  # a comparison in many cases is one constraint
    cases = []
    for case in in_time(cases_of(All(assertions))):
        for comparison in case:
            if id(comparison) not in made:
                made[id(comparison)] = _constraint(comparison, inputs)
        cases.append([made[id(comparison)] for comparison in case])
    return Property(inputs, outputs, cases)


def _constraint(comparison: Comparison, inputs: int) -> Constraint:
    form = comparison.form
    terms = {k if k >= 0 else inputs - 1 - k: value for k, value in form.terms.items()}
    return Constraint.of(terms, -form.constant, comparison.is_strict)


def _text(content: bytes) -> str:
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"byte {error.start} is no UTF-8: give a VNN-LIB text in that encoding"
        ) from error


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=BytesIO(content)) as file:
            unpacked = file.read(LARGEST_FILE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise FileFormatError(
            f"it is packed by gzip, and damaged ({error}): pack it anew"
        ) from error
    if len(unpacked) > LARGEST_FILE:
        raise FileFormatError(
            f"it unpacks to more than {LARGEST_FILE} bytes: divide the property in several"
        )
    return unpacked
