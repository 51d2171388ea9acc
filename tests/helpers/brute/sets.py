"""Level sets, decision regions and their boundary as unions of faces, and persistence."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from tests.helpers.brute.definitions import components
from tests.helpers.brute.homology import chains_of
from tests.helpers.brute.pieces import dot

SIGNS = {"superlevel": (1,), "sublevel": (-1,), "level": ()}


def brute_level(complex, name, output=0, level=0, closed=False):
    """Return the faces of {F > t}, {F < t} or {F = t} in the interior of the domain.

    Of closed sets return those at t too, and those on the domain's boundary.
    """
    wanted = (*SIGNS[name], 0) if closed or name == "level" else SIGNS[name]
    faces = complex.faces if closed else complex.inner

    def difference(face):
        form = face.outputs[output]
        return [(*form[:-1], form[-1] - level)]

    return [face for face in cut(faces, difference) if face.signs[-1] in wanted]


def brute_decision(complex, label=None, closed=False):
    """Return the faces on which an output is greatest, or on which several are, with no label."""
    outputs = len(complex.faces[0].outputs)
    pairs = [*combinations(range(outputs), 2)]
    faces = complex.faces if closed else complex.inner

    def differences(face):
        forms = face.outputs
        return [[a - b for a, b in zip(forms[i], forms[j], strict=True)] for i, j in pairs]

    def is_chosen(face):
        signs = dict(zip(pairs, face.signs[-len(pairs) :], strict=True))
        order = signs | {(j, i): -sign for (i, j), sign in signs.items()}
        least = {i: min(order[i, j] for j in range(outputs) if j != i) for i in range(outputs)}
        if label is None:
            return sum(least[i] >= 0 for i in range(outputs)) > 1
        return least[label] >= 0 if closed else least[label] > 0

    return [face for face in cut(faces, differences) if is_chosen(face)]


def cut(faces, forms_of):
    """Cut faces by more forms, whose signs come after those of the units."""
    found = []
    for face in faces:
        parts = [face]
        for form in forms_of(face):
            parts = [
                replace(part, signs=(*part.signs, sign), piece=smaller)
                for part in parts
                for sign, smaller in part.piece.parts(form)
            ]
        found += parts
    return found


def number_of_components(faces):
    return len(components(faces))


def brute_persistence(complex, output=0):
    """Return the bars of the sublevel sets: a Counter of (dimension, birth, death or None).

    A face is there from its greatest value on, a chain of faces from that of its greatest face.
    """
    values = [_greatest(face, output) for face in complex.faces]
    levels = chains_of(complex.faces)
    chains = sorted(
        (chain for level in levels for chain in level),
        key=lambda chain: (values[chain[-1]], len(chain)),
    )
    index = {chain: i for i, chain in enumerate(chains)}
    pivots, bars, unpaired = {}, Counter(), set()
    for i, chain in enumerate(chains):
        column = 0
        if len(chain) > 1:
            for k in range(len(chain)):
                column ^= 1 << index[chain[:k] + chain[k + 1 :]]
        while column and column.bit_length() - 1 in pivots:
            column ^= pivots[column.bit_length() - 1]
        if not column:
            unpaired.add(i)
            continue
        low = column.bit_length() - 1
        pivots[low] = column
        unpaired.discard(low)
        birth, death = values[chains[low][-1]], values[chain[-1]]
        if birth < death:
            bars[len(chains[low]) - 1, birth, death] += 1
    for i in unpaired:
        bars[len(chains[i]) - 1, values[chains[i][-1]], None] += 1
    return bars


def _greatest(face, output):
    form = face.outputs[output]
    return max(Fraction(dot(form, g)) / g[-1] for g in face.piece.generators)
