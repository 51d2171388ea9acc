"""All that the page needs to know of a complex, as one JSON value."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polyregions.arithmetic import decimal_text
from polyregions.complexes import Definition, RegionComplex
from polyregions.drawing import PALETTE, class_colors, layer_colors
from polyregions.networks import IntegerForm
from polyregions.page.boundary_lines import boundary_lines
from polyregions.page.causes import facet_causes
from polyregions.page.outlines import outlines
from polyregions.page.view import first_view

__all__ = ["PAGE_FORMAT", "page_content"]

PAGE_FORMAT = "polyregions-page/1"

_BOUNDARY, _AT_INFINITY = -1, -2


def page_content(complex: RegionComplex, boundary: bool = True) -> dict[str, Any]:
    """Return the content of a plane complex's page.

    Parameters
    ----------
    complex
        The complex.
    boundary
        Whether to find the decision boundary.

    Notes
    -----
    Integers of any size are decimal texts; long columns are base64 texts of little-endian arrays.
    The exact affine maps, vertices and areas are not in it: the page computes them from the
    network's integers, the patterns and the order of the facets.

    Examples
    --------
    >>> import polyregions as pr
    >>> content = page_content(pr.regions(pr.montufar(inputs=2, width=4, depth=2)))
    >>> content["counts"]
    {'proper_activation': 4, 'open_connected': 4, 'affine': 4}
    """
    view = first_view(complex)
    causes = facet_causes(complex)
    layers = complex.integer_form.layers
    units = {k: list(layer.relu_units) for k, layer in enumerate(layers) if layer.relu_units}
    return {
        "format": PAGE_FORMAT,
        "counts": {definition.value: count for definition, count in _counts(complex).items()},
        "view": list(view),
        "domain": [_texts(row) for row in complex.domain.rows],
        "network": _layers(complex.integer_form),
        "pattern_groups": [{"layer": layer, "units": own} for layer, own in units.items()],
        "outputs": complex.network.outputs,
        "causes": [list(cause) for cause in causes.table],
        "palette": list(PALETTE),
        "layer_colors": layer_colors(list(units)),
        "columns": {
            "patterns": _column(complex.enumeration.patterns.ravel()),
            **_edge_columns(complex, causes.of_facets),
            **_partition_columns(complex),
            **(_boundary_columns(complex) if boundary else {}),
        },
    }


def _counts(complex: RegionComplex) -> dict[Definition, int]:
    """Return the counts by the definitions whose regions the page can colour."""
    return {
        Definition.PROPER_ACTIVATION: len(complex),
        Definition.OPEN_CONNECTED: complex.count("open_connected"),
        Definition.AFFINE: complex.count("affine"),
    }


def _texts(integers: Iterable[int]) -> list[str]:
    return [decimal_text(integer) for integer in integers]


def _layers(form: IntegerForm) -> list[dict[str, Any]]:
    return [
        {
            # Of sparse layers most is zeros: the shortest text for them.
            "rows": [[decimal_text(entry) if entry else 0 for entry in row] for row in layer.rows],
            "denominator": decimal_text(layer.denominator),
            "relu": list(layer.relu_units),
        }
        for layer in form.layers
    ]


def _edge_columns(complex: RegionComplex, causes: NDArray[np.int64]) -> dict[str, Any]:
    found = outlines(complex)
    at_infinity = found.facets < 0
    neighbours = np.full(len(found.facets), _AT_INFINITY)
    neighbours[~at_infinity] = complex.enumeration.facet_neighbours[found.facets[~at_infinity]]
    own_causes = np.zeros(len(found.facets), dtype=np.int64)
    own_causes[~at_infinity] = causes[found.facets[~at_infinity]]
    return {
        "corner_offsets": _column(found.offsets.astype(np.uint32)),
        "corner_x": _column(found.points[:, 0]),
        "corner_y": _column(found.points[:, 1]),
        "directions": _column(np.flatnonzero(found.is_direction).astype(np.uint32)),
        "edge_neighbours": _column(neighbours.astype(np.int32)),
        "edge_causes": _column(_narrow(own_causes)),
    }


def _boundary_columns(complex: RegionComplex) -> dict[str, Any]:
    lines = boundary_lines(complex)
    return {
        "boundary_x": _column(lines.ends[:, 0]),
        "boundary_y": _column(lines.ends[:, 1]),
        "boundary_directions": _column(np.flatnonzero(lines.is_direction).astype(np.uint32)),
    }


def _partition_columns(complex: RegionComplex) -> dict[str, Any]:
    """Return labels and colours; labels that are the regions' own numbers are left out."""
    of_linear, of_affine = (
        class_colors(complex, labels, len(PALETTE)).astype(np.uint8)
        for labels in (complex.linear_region_labels, complex.affine_labels)
    )
    columns = {
        # As in other pictures: linear regions differ in colour, lines separate patterns.
        "proper_activation_colors": _column(of_linear[complex.linear_region_labels]),
        "open_connected_colors": _column(of_linear),
        "affine_colors": _column(of_affine),
    }
    for name, labels in (
        (Definition.OPEN_CONNECTED, complex.linear_region_labels),
        (Definition.AFFINE, complex.affine_labels),
    ):
        if int(labels.max()) + 1 < len(complex):
            columns[f"{name.value}_labels"] = _column(labels.astype(np.uint32))
    return columns


def _narrow(numbers: NDArray[np.int64]) -> NDArray[Any]:
    """Return small nonnegative integers in the narrowest type that holds them."""
    kind = np.uint16 if int(numbers.max(initial=0)) < 2**16 else np.uint32
    return numbers.astype(kind)


def _column(values: NDArray[Any]) -> dict[str, str]:
    little_endian = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))
    return {
        "type": values.dtype.name,
        "base64": b64encode(little_endian.tobytes()).decode("ascii"),
    }
