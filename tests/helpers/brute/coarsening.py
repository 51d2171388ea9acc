"""Definition 3 for tiny complexes: all convex coarsenings are tried, face to face."""

from itertools import product

from tests.helpers.brute.pieces import dot


def coarsest_convex(complex, most_facets=14):
    """Return the least number of cells of a convex, face-to-face coarsening; None if too large.

    Every cell of the coarsening is a union of cells with one affine map. An upper bound of
    definition 3, and equal to it where the package says so.
    """
    search = _Search(complex)
    if len(search.removable) > most_facets:
        return None
    return min(filter(None, map(search.size, product((False, True), repeat=len(search.removable)))))


def is_convex_coarsening(complex, labels):
    """Whether regions with one label are convex cells that meet face to face, by their patterns.

    Facets are removed where both sides have one label; what that joins must be one label each.
    """
    search = _Search(complex)
    found = [labels[cell.pattern] for cell in complex.cells]
    sides = [{found[i] for i in search.facets[facet]} for facet in search.removable]
    return search.size([len(names) == 1 for names in sides]) == len(set(found))


class _Search:
    def __init__(self, complex):
        self.cells = complex.cells
        self.inside = {}
        for i, cell in enumerate(self.cells):
            for face in complex.faces:
                if face.is_in_closure_of(cell):
                    self.inside.setdefault(face, set()).add(i)
        self.below = [
            frozenset(face for face, cells in self.inside.items() if i in cells)
            for i in range(len(self.cells))
        ]
        facets = complex.of_dimension(complex.inputs - 1)
        self.facets = {facet: sorted(self.inside[facet]) for facet in facets}
        self.removable = [
            facet
            for facet, cells in self.facets.items()
            if len(cells) == 2 and len({self.cells[i].outputs for i in cells}) == 1
        ]
        self.known = {}

    def size(self, removed):
        """Return the number of classes when facets are removed, or None if they do not fit."""
        label = list(range(len(self.cells)))
        for facet, gone in zip(self.removable, removed, strict=True):
            if gone:
                one, other = (label[i] for i in self.facets[facet])
                label = [one if this == other else this for this in label]
        classes = [
            frozenset(i for i, this in enumerate(label) if this == name) for name in set(label)
        ]
        carriers = [self.carriers(members) for members in classes]
        if None in carriers:
            return None
        closures = [frozenset().union(*(self.below[i] for i in members)) for members in classes]
        for i, j in product(range(len(classes)), repeat=2):
            common = closures[i] & closures[j]
            if i != j and common and not _is_face(common, closures[i], carriers[i]):
                return None
        return len(classes)

    def carriers(self, members):
        """Return the inward forms of a union's facets, or None where the union is not convex.

        A union of cells is convex iff it lies on one side of each facet that bounds it.
        """
        if members not in self.known:
            self.known[members] = self._carriers(members)
        return self.known[members]

    def _carriers(self, members):
        forms = set()
        for facet, cells in self.facets.items():
            mine = [i for i in cells if i in members]
            if len(mine) == 1:
                forms.add(self._inward(facet, self.cells[mine[0]]))
        inside = [self.cells[i].piece for i in members]
        ends = {g for piece in inside for g in piece.generators}
        lines = {line for piece in inside for line in piece.lines}
        convex = all(
            all(dot(form, end) >= 0 for end in ends) and not any(dot(form, line) for line in lines)
            for form in forms
        )
        return forms if convex else None

    @staticmethod
    def _inward(facet, cell):
        """Return the cell's inequality that vanishes on the facet."""
        (form,) = [
            row
            for row in cell.piece.inequalities
            if any(row[:-1])
            and not any(dot(row, g) for g in facet.piece.generators)
            and not any(dot(row, line) for line in facet.piece.lines)
        ]
        return form


def _is_face(common, closure, carriers):
    """Whether some faces of a convex union are exactly those on some of its facets."""
    tight = [form for form in carriers if all(_is_on(face, form) for face in common)]
    return common == {face for face in closure if all(_is_on(face, form) for form in tight)}


def _is_on(face, form):
    piece = face.piece
    return not any(dot(form, vector) for vector in (*piece.generators, *piece.lines))
