"""Counts by five definitions of linear region, each taken at its word.

Definition 3 is in :mod:`tests.helpers.brute.coarsening`.
"""


def six_counts(complex):
    """Return {1: R1, 2: R2, 4: R4, 5: R5, 6: R6}."""
    return {
        1: len({face.pattern for face in complex.inner}),
        2: len({cell.pattern for cell in complex.cells}),
        4: sum(_open_regions(complex, outputs) for outputs in complex.maps),
        5: sum(_closed_regions(complex, outputs) for outputs in complex.maps),
        6: len(complex.maps),
    }


def _open_regions(complex, outputs):
    """Count the components of the interior of {F = a}: all cells around a face compute a."""
    interior = [
        face
        for face in complex.inner
        if all(cell.outputs == outputs for cell in complex.cells if face.is_in_closure_of(cell))
    ]
    return len(components(interior))


def _closed_regions(complex, outputs):
    """Count the components of {F = a} inside the domain that hold a cell.

    Where F - a vanishes somewhere on two faces, one in the closure of the other, it vanishes on a
    segment from one to the other: components are those of the faces that {F = a} meets.
    """
    met = [face for face in complex.inner if vanishes(face, outputs)]
    return sum(
        any(face.dimension == complex.inputs and face.outputs == outputs for face in component)
        for component in components(met)
    )


def vanishes(face, outputs):
    """Whether F - a is zero somewhere on a relatively open face."""
    pieces = [face.piece]
    for form, other in zip(face.outputs, outputs, strict=True):
        difference = [a - b for a, b in zip(form, other, strict=True)]
        pieces = [part for piece in pieces for sign, part in piece.parts(difference) if sign == 0]
    return bool(pieces)


def components(faces):
    """Return the connected components of a union of relatively open faces, as lists."""
    remaining, found = set(range(len(faces))), []
    while remaining:
        reached = [remaining.pop()]
        for here in reached:
            face = faces[here]
            near = [
                i
                for i in remaining
                if faces[i].is_in_closure_of(face) or face.is_in_closure_of(faces[i])
            ]
            remaining.difference_update(near)
            reached += near
        found.append([faces[i] for i in reached])
    return found
