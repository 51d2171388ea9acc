"""One input of a network as a user gives it: a text of numbers, or a file of one of many kinds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from io import BytesIO
from typing import Any

from polyregions.arithmetic import exact_rational, exact_vector, plain_values
from polyregions.errors import FileFormatError, InvalidDomainError, short
from polyregions.questions import counted
from polyregions.readers.content import (
    PathLike,
    check_parameters,
    likely_format,
    located,
    named_format,
    parse_json,
    read_bytes,
    read_entries,
    read_header,
)
from polyregions.readers.npz_arrays import arrays_of
from polyregions.readers.onnx.message_count import check_message
from polyregions.readers.onnx.package import decoding_error, onnx_package
from polyregions.readers.onnx.tensors import TensorReader
from polyregions.readers.torch.archives import load_tensors

__all__ = ["read_point"]

_NUMBERS = re.compile(r"[\d\s,.eE+/-]*", re.ASCII)
_BETWEEN = re.compile(r"\s*,\s*|\s+")
# What verifiers write of an input that violates a property: ((X_0 0.5) (X_1 -1) (Y_0 2)).
_NAMED = re.compile(r"\(\s*X_(\d{1,9})\s+([^\s()]+)\s*\)", re.ASCII)


def read_point(source: PathLike, inputs: int) -> tuple[Fraction, ...]:
    """Return a point of R^n0 that a text or a file holds, exactly.

    Parameters
    ----------
    source
        A text of numbers, separated by commas or blanks: integers, decimals and
        fractions, each as exact as it is written; or as verifiers write an input,
        ``((X_0 0.5) (X_1 -1))``. Or the path of a file: such a text, an array (.npy, .npz), lists
        of numbers in JSON, a tensor of ONNX (.pb) or of torch (.pt, .pth). Arrays may have any
        shape with n0 entries, in C order, and stand for their exact values.
    inputs
        The number n0 of coordinates.

    Raises
    ------
    FileFormatError, InvalidNumberError, InvalidDomainError
        If it is no text of numbers and no readable file, holds something else than numbers, or not
        n0 of them.

    Examples
    --------
    >>> read_point("0.5, 1/3 2e-3", inputs=3)
    (Fraction(1, 2), Fraction(1, 3), Fraction(1, 500))
    >>> read_point("((X_0 0.5) (X_1 -1))", inputs=2)
    (Fraction(1, 2), Fraction(-1, 1))
    """
    if isinstance(source, str) and _NUMBERS.fullmatch(source) and any(map(str.isdigit, source)):
        point, place = _of_text(source), "the point"
    elif isinstance(source, str) and source.lstrip().startswith("["):
        with located("the point"):
            point, place = _of_json(parse_json(source)), "the point"
    elif isinstance(source, str) and not os.path.exists(source) and _NAMED.search(source):
        with located("the point"):
            point, place = _of_text(source), "the point"
    elif isinstance(source, str) and not os.path.exists(source):
        raise FileFormatError(
            f"the point {short(source)} is no list of numbers and no file: give {inputs} numbers "
            "with commas, or the path of a text, .npy, .npz, .json, .pb or .pt file"
        )
    else:
        place = repr(os.fspath(source))
        with located(place):
            point = _of_file(source)
    if len(point) != inputs:
        raise InvalidDomainError(
            f"{place} has {counted(len(point), 'number')} where the network takes "
            f"{counted(inputs, 'input')}: give one for each input"
        )
    return point


def _of_file(path: PathLike) -> tuple[Fraction, ...]:
    content = read_bytes(path)
    kind = named_format(path, None)
    if kind not in _READERS:
        kind = likely_format(content) or "txt"
    read = _READERS.get(kind, _of_bytes)
    return read(content)


def _of_bytes(content: bytes) -> tuple[Fraction, ...]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileFormatError(
            f"byte {error.start} is no UTF-8: give a text of numbers, or a file that ends in "
            ".npy, .npz, .json, .pb or .pt"
        ) from error
    return _of_json(parse_json(text)) if text.lstrip().startswith("[") else _of_text(text)


def _of_text(text: str) -> tuple[Fraction, ...]:
    named = _NAMED.findall(text)
    if named:
        return _in_order(named)
    words = _BETWEEN.split(text.strip()) if text.strip() else []
    return tuple(exact_rational(word, f"coordinate {i}") for i, word in enumerate(words))


def _in_order(named: Iterable[tuple[str, str]]) -> tuple[Fraction, ...]:
    """Return the values of X_0, X_1, ..., which may stand in any order."""
    values: dict[int, Fraction] = {}
    for index, word in named:
        if int(index) in values:
            raise FileFormatError(f"X_{index} stands there twice: give each input one value")
        values[int(index)] = exact_rational(word, f"X_{index}")
    missing = next((i for i in range(len(values)) if i not in values), None)
    if missing is not None:
        raise FileFormatError(f"X_{missing} has no value: give one for each input")
    return tuple(values[i] for i in range(len(values)))


def _of_json(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list):
        raise FileFormatError(f"it holds {short(value)}: give a list of numbers")
    return exact_vector([*_flat(value)], "the point")


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for entry in value:
            yield from _flat(entry)
    else:
        yield value


def _of_npy(content: bytes) -> tuple[Fraction, ...]:
    stream = BytesIO(content)
    header = read_header(stream, len(content), "iuf")
    check_parameters(len(content) // header.dtype.itemsize)
    return _of_array(read_entries(stream, header))


def _of_npz(content: bytes) -> tuple[Fraction, ...]:
    return _of_only(arrays_of(content), "arrays")


def _of_torch(content: bytes) -> tuple[Fraction, ...]:
    return _of_only(load_tensors(content), "tensors")


def _of_tensor_proto(content: bytes) -> tuple[Fraction, ...]:
    kind = onnx_package().TensorProto
    check_message(content, kind.DESCRIPTOR)
    try:
        tensor = kind.FromString(content)
    except decoding_error() as error:
        raise FileFormatError(
            f"this is no tensor of ONNX, or a damaged one ({error}): write it again"
        ) from error
    return _of_array(TensorReader(None).array(tensor))


def _of_only(arrays: dict[str, Any], what: str) -> tuple[Fraction, ...]:
    if len(arrays) != 1:
        raise FileFormatError(
            f"it holds {len(arrays)} {what}, {short(sorted(arrays))}: keep the one that is the "
            "point"
        )
    return _of_array(*arrays.values())


def _of_array(array: Any) -> tuple[Fraction, ...]:
    numbers = plain_values(array)
    if numbers.dtype.kind not in "iuf":
        raise FileFormatError(f"its entries are of type {numbers.dtype}: give numbers")
    return exact_vector(numbers.ravel(), "the point")


_READERS: dict[str, Callable[[bytes], tuple[Fraction, ...]]] = {
    **dict.fromkeys(("txt", "csv"), _of_bytes),
    **dict.fromkeys(("pt", "pth"), _of_torch),
    "json": lambda content: _of_json(parse_json(content.decode("utf-8-sig", "replace"))),
    "npy": _of_npy,
    "npz": _of_npz,
    "pb": _of_tensor_proto,
}
