"""All faces of a network's polyhedral complex: the nonempty sets of inputs with equal signs."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from tests.helpers.brute.pieces import Piece, whole_space_piece


@dataclass(frozen=True)
class BruteFace:
    """A relatively open face: all inputs at which units and inequalities have these signs.

    Forms are affine functions, as coefficients with the constant last.
    """

    signs: tuple
    """Of every pre-activation that a ReLU follows, layer by layer."""

    tight: frozenset
    """The inequalities of the domain that hold with equality."""

    outputs: tuple
    """A form of every output, valid on the closure of the face."""

    piece: Piece

    @property
    def dimension(self):
        return self.piece.dimension

    @property
    def is_on_boundary(self):
        return bool(self.tight)

    @property
    def is_bounded(self):
        return not self.piece.lines and all(g[-1] for g in self.piece.generators)

    @property
    def vertices(self):
        generators = self.piece.generators
        return frozenset(tuple(Fraction(x, g[-1]) for x in g[:-1]) for g in generators if g[-1])

    @property
    def rays(self):
        return frozenset(g[:-1] for g in self.piece.generators if not g[-1])

    @property
    def pattern(self):
        return tuple(sign > 0 for sign in self.signs)

    @cached_property
    def _sides(self):
        """The units on either side of zero, and the inequalities that are tight, as bits."""
        above = sum(1 << i for i, sign in enumerate(self.signs) if sign > 0)
        below = sum(1 << i for i, sign in enumerate(self.signs) if sign < 0)
        return above, below, sum(1 << i for i in self.tight)

    def is_in_closure_of(self, other):
        """Whether every sign is that of the other face, or zero: the faces' partial order."""
        above, below, tight = self._sides
        other_above, other_below, other_tight = other._sides
        return not (above & ~other_above or below & ~other_below or other_tight & ~tight)


class BruteComplex:
    """All faces, in no order that means anything."""

    def __init__(self, inputs, faces):
        self.inputs = inputs
        self.faces = faces

    @cached_property
    def inner(self):
        return [face for face in self.faces if not face.is_on_boundary]

    @cached_property
    def cells(self):
        return [face for face in self.faces if face.dimension == self.inputs]

    def of_dimension(self, dimension):
        return [face for face in self.faces if face.dimension == dimension]

    def f_vector(self, inner=False):
        chosen = self.inner if inner else self.faces
        return tuple(sum(face.dimension == d for face in chosen) for d in range(self.inputs + 1))

    @cached_property
    def maps(self):
        """The affine maps of the network on full-dimensional cells."""
        return {cell.outputs for cell in self.cells}


def brute_complex(network, domain=None):
    """Return all faces of a network's complex on a domain, its own by default."""
    inputs = network.inputs
    domain = domain if domain is not None else network.domain
    started = [((), whole_space_piece(inputs))]
    for index, row in enumerate(domain.rows if domain is not None else ()):
        slack = (*(-a for a in row[:-1]), row[-1])
        started = [
            ((*tight, index) if sign == 0 else tight, part)
            for tight, piece in started
            for sign, part in piece.parts(slack)
            if sign >= 0
        ]
    identity = [[int(i == j) for j in range(inputs + 1)] for i in range(inputs)]
    faces = [
        BruteFace(signs, frozenset(tight), tuple(map(tuple, forms)), part)
        for tight, piece in started
        for signs, forms, part in _through(network.layers, (), identity, piece)
    ]
    return BruteComplex(inputs, faces)


def _through(layers, signs, forms, piece):
    """Yield the parts of a piece on which all units of the layers have one sign."""
    if not layers:
        yield signs, forms, piece
        return
    layer = layers[0]
    parts = [((), [], piece)]
    for row, bias, activation in zip(layer.weights, layer.bias, layer.activation, strict=True):
        form = [sum(w * f[i] for w, f in zip(row, forms, strict=True)) for i in _positions(forms)]
        form[-1] += bias
        if activation == "identity":
            parts = [(found, [*after, form], part) for found, after, part in parts]
            continue
        zero = [Fraction(0)] * len(form)
        parts = [
            ((*found, sign), [*after, form if sign > 0 else zero], smaller)
            for found, after, part in parts
            for sign, smaller in part.parts(form)
        ]
    for found, after, part in parts:
        yield from _through(layers[1:], (*signs, *found), after, part)


def _positions(forms):
    return range(len(forms[0]))
