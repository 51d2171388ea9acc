"""Networks in Stanford's NNet text files (.nnet), read only.

After comments that begin with ``//`` come lines of numbers with commas: the numbers of layers,
inputs and outputs, and the largest size of a layer; the sizes of all layers, inputs first; a flag
without meaning; the least and the greatest values of the inputs; the means of the inputs and of the
outputs; their ranges; then for every layer the rows of its weights and its biases, one on a line.
The network takes (x - mean) / range and puts out y * range + mean.

References
----------
K. Julian, M. Kochenderfer and others, NNet, Stanford Intelligent Systems Laboratory (2016 on).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import pairwise

from polyregions.errors import FileFormatError, InvalidDomainError
from polyregions.networks import Layer, Network
from polyregions.polytopes import HPolytope
from polyregions.readers.content import PathLike, announce_assumptions, located, read_bytes
from polyregions.readers.nnet.lines import Line, Lines
from polyregions.readers.nnet.normalisation import read_normalisation, take_normalisation
from polyregions.readers.nnet.sizes import read_sizes

__all__ = ["read_nnet"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def read_nnet(path: PathLike, normalise: bool = True) -> Network:
    r"""Read a network from an NNet file, with its normalisation folded in exactly.

    A number is the binary64 value that programs read: the nearest one to the decimal number, zero
    if that is too small. The least and greatest values of the inputs become the domain; the
    clipping of other inputs to it, which some programs do, is no part of the function. An infinite
    value bounds nothing; there is no domain if no value is finite, or if the least and the greatest
    value of some input are equal, since such a domain has no interior.

    A file is read also where its header is short, has more sizes than layers, or where the lines of
    bounds, means and ranges have too few numbers, too many, or zeros in place of them, if that
    leaves one function; then a :class:`polyregions.errors.AssumptionWarning` tells what was
    assumed.

    Parameters
    ----------
    path
        The file.
    normalise
        Whether the network takes and gives the physical values, as programs for NNet files do.
        Otherwise it is the raw network, and the domain that of the normalised inputs; where the
        lines of bounds, means and ranges do not tell it, there is none.

    Returns
    -------
    Network
        ReLU layers and an identity layer at the end.

    Raises
    ------
    FileFormatError
        If the file cannot be read or is no such network; the message says in which line and why.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> text = "// |x| / 4\n2,1,1,2,\n1,2,1,\n0,\n-8,\n8,\n0,0,\n4,1,\n1,\n-1,\n0,\n0,\n1,1,\n0,\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "absolute.nnet")
    ...     _ = path.write_text(text)
    ...     network = read_nnet(path)
    >>> network.exact([-3]), network.domain == HPolytope(1, [(1, 8), (-1, 8)])
    ((Fraction(3, 4),), True)
    """
    name = repr(os.fspath(path))
    assumptions: list[str] = []
    with located(name):
        network = _network(read_bytes(path), normalise, assumptions.append)
    announce_assumptions(name, assumptions)
    return network


def _network(content: bytes, normalise: bool, tell: Callable[[str], None]) -> Network:
    content = content.removeprefix(_BYTE_ORDER_MARK)
    lines = Lines(content)
    sizes = read_sizes(lines, len(content), tell)
    lines.take("the flag")
    normalising = take_normalisation(lines)
    if normalise:
        normalisation = read_normalisation(normalising, sizes[0], tell, of_outputs=True)
        layers = normalisation.folded(_layers(lines, sizes))
        return Network(layers, normalisation.domain())
    domain = _raw_domain(normalising, sizes[0], tell)
    return Network(_layers(lines, sizes), domain)


def _raw_domain(
    normalising: Sequence[Line], inputs: int, tell: Callable[[str], None]
) -> HPolytope | None:
    """Return the domain of the normalised inputs, none where odd lines do not tell it."""
    try:
        return read_normalisation(normalising, inputs, tell, of_outputs=False).normalised_domain()
    except (FileFormatError, InvalidDomainError) as error:
        tell(f"there is no domain, for want of bounds of the normalised inputs ({error})")
        return None


def _layers(lines: Lines, sizes: Sequence[int]) -> list[Layer]:
    layers = []
    for i, (inputs, units) in enumerate(pairwise(sizes)):
        weights = [lines.numbers(f"weights[{j}] of layer {i}", inputs) for j in range(units)]
        bias = [lines.numbers(f"bias[{j}] of layer {i}", 1)[0] for j in range(units)]
        layers.append(Layer(weights, bias, "identity" if i == len(sizes) - 2 else "relu"))
    lines.check_end()
    return layers
