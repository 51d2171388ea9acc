"""What notebooks show of a network: a table of its layers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from polyregions.networks.claim import Claim
from polyregions.networks.layer import Layer
from polyregions.polytopes import HPolytope

__all__ = ["network_html"]

_MOST_ROWS = 24
_SHOWN_AT_THE_END = 4
_LONGEST_TEXT = 300
_COLUMNS = ("layer", "inputs", "units", "activation", "parameters")


def network_html(
    name: str | None, layers: Sequence[Layer], domain: HPolytope | None, claim: Claim | None
) -> str:
    """Return the name of a network, its sizes and its layers as HTML.

    Examples
    --------
    >>> tent = [Layer([[1], [-1]]), Layer([[1, 1]], [0], "identity")]
    >>> network_html("tent", tent, None, None).count("<tr>")
    3
    """
    head = "".join(f"<th>{title}</th>" for title in _COLUMNS)
    rows = "".join(f"<tr>{row}</tr>" for row in _rows(layers))
    sizes = [
        _counted(layers[0].inputs, "input"),
        _counted(layers[-1].units, "output"),
        _counted(sum(len(layer.relu_units) for layer in layers), "ReLU unit"),
        _counted(sum(map(_parameters, layers)), "parameter"),
    ]
    parts = [
        f"<b>{escape(name or 'network')}</b>",
        f"{', '.join(sizes)}, {_domain(domain, layers[0].inputs)}",
    ]
    if claim is not None:
        parts.append(f"claim: {escape(_shortened(str(claim)))}")
    return f"<div>{'<br>'.join(parts)}<table><tr>{head}</tr>{rows}</table></div>"


def _rows(layers: Sequence[Layer]) -> Iterator[str]:
    count = len(layers)
    hidden = range(_MOST_ROWS - _SHOWN_AT_THE_END, count - _SHOWN_AT_THE_END)
    for index, layer in enumerate(layers):
        if count > _MOST_ROWS and index in hidden:
            if index == hidden.start:
                yield f'<td colspan="{len(_COLUMNS)}">… {len(hidden):,} more …</td>'
            continue
        values = (index + 1, layer.inputs, layer.units, _activation(layer), _parameters(layer))
        cells = (f"{v:,}" if isinstance(v, int) else escape(v) for v in values)
        yield "".join(f"<td>{cell}</td>" for cell in cells)


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name}{'' if number == 1 else 's'}"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]} …"


def _activation(layer: Layer) -> str:
    """Return the name of the activation, with numbers if there are several."""
    kinds = Counter(layer.activation)
    if len(kinds) == 1:
        return layer.activation[0]
    return ", ".join(f"{count:,} {name}" for name, count in sorted(kinds.items()))


def _parameters(layer: Layer) -> int:
    return layer.units * (layer.inputs + 1)


def _domain(domain: HPolytope | None, inputs: int) -> str:
    if domain is None or not domain.rows:
        return f"on all of R<sup>{inputs}</sup>"
    return f"on a domain of {len(domain.rows):,} inequalities"
