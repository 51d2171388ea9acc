"""Faults in views of faces, their edges, graphs, matrices and tables, and in their formulas."""

from tests.mutations.mutant import Mutant

_FACES = "complexes/faces/"
_VIEWS = "complexes/faces/test_views.py::test_"
_GRAPHS = "complexes/faces/test_graphs.py::test_"
_INSIDE = _VIEWS + "a_face_is_what_is_seen_from_a_point_inside"
_INCLUSION = _GRAPHS + "incidence_is_inclusion"
_NEIGHBOURS = _GRAPHS + "neighbours_share_a_face_or_lie_in_one"
_HASSE = _GRAPHS + "the_hasse_diagram"
_EDGES = _VIEWS + "edges_are_the_faces_of_dimension_one"
_FORMULAS = "theorems/test_face_formulas.py"
_STATEMENTS = "theorems/test_statements.py::test_"


def _faces(name, file, text, replacement, *tests, **other):
    return Mutant(f"faces: {name}", _FACES + file, text, replacement, tests, **other)


def _theorems(name, file, text, replacement, *tests):
    return Mutant(f"faces: {name}", "theorems/" + file, text, replacement, tests)


# fmt: off
MUTANTS = (
    _faces("points without rays", "face.py", "mean + sum(ray[i] for ray in rays)", "mean", _INSIDE),
    _faces("generators of other numbers", "lattice_columns.py", "self.generators(self.heads[numbers])", "self.generators(self.heads[: len(numbers)])", _INSIDE),
    _faces("a vertex for the mean", "face.py", "sum(column, Fraction(0)) / len(vertices)", "column[0]", _INSIDE),
    _faces("rays counted from the first vertex", "attributes.py", "lattice.rays[i - count]", "lattice.rays[i - count - 1]", _HASSE),
    _faces("zeros are active", "face.py", "int(sign > 0)", "int(sign >= 0)", _INSIDE),
    _faces("the next coface", "face.py", 'side="right") - 1', 'side="right") - 2', _VIEWS + "faces_above_and_below_hold_one_another"),
    _faces("equal in any lattice", "face.py", "self.lattice is other.lattice and self._place", "self._place", _VIEWS + "faces_by_their_index"),
    _faces("no faces from the end", "lattice.py", "if not -count <= position < count", "if not 0 <= position < count", _VIEWS + "faces_by_their_index"),
    _faces("one face too many", "lattice.py", "-count <= position < count:", "-count <= position <= count:", _VIEWS + "faces_by_their_index"),
    _faces("edges without their second end", "lattice_columns.py", "ends[counts == 2, 1] =", "ends[counts == 3, 1] =", _EDGES),
    _faces("bounded faces that are not", "lattice_columns.py", "np.count_nonzero(faces.are_bounded)", "np.count_nonzero(faces.are_on_boundary)", _VIEWS + "bounded_faces_alone"),
    _faces("a face beside itself", "pairs.py", "- np.arange(len(members)) - 1", "- np.arange(len(members))", _NEIGHBOURS),
    _faces("the next one alone", "pairs.py", "behind = offsets[1:][rows] - np.arange(len(members)) - 1", "behind = np.minimum(offsets[1:][rows] - np.arange(len(members)) - 1, 1)", _NEIGHBOURS),
    _faces("pairs out of order", "pairs.py", "order = np.lexsort((high, low))", "order = np.arange(len(low))", _GRAPHS + "the_dual_graph_is_the_graph_of_activation_regions"),
    _faces("lower for upper", "pairs.py", "above = lattice.faces(dimension + 1)\n    return _within(above.facet_offsets, above.facets)", "return _within(*_holding(faces.facet_offsets, faces.facets))", _NEIGHBOURS),
    _faces("the number of ways", "matrices.py", "matrix.data[:] = 1", "pass", _INCLUSION),
    _faces("indices in any order", "matrices.py", "matrix.data[:] = 1  # not the number of ways through the faces between\n    matrix.sort_indices()", "matrix.data[:] = 1", _INCLUSION),
    _faces("one half of a matrix", "matrices.py", "np.concatenate([pairs.second, pairs.first]),", "np.concatenate([pairs.second, pairs.second]),", _NEIGHBOURS),
    _faces("any lower dimension", "matrices.py", " or below >= dimension:", ":", _GRAPHS + "what_there_is_not"),
    _faces("edges down", "graphs.py", "(below[lower], nodes[upper])", "(nodes[upper], below[lower])", _HASSE),
    _faces("signs one off", "attributes.py", 'b"-0+"', 'b"-+0"', _HASSE),
    _faces("rays by all numbers", "attributes.py", "faces.generators[chosen] - count", "faces.generators[chosen]", _HASSE),
    _faces("regions for facets", "attributes.py", "Lists(faces.facet_offsets, faces.facets)", "Lists(faces.cell_offsets, faces.cells)", _HASSE),
    _theorems("a face of each dimension less", "bound_formulas/buck_1943.py", "rest = width - codimension", "rest = width - codimension - 1", _FORMULAS),
    _theorems("bounded faces of one more hyperplane", "bound_formulas/buck_1943.py", "comb(rest - 1, dimension)", "comb(rest, dimension)", _FORMULAS),
    _theorems("no bounded points of nothing", "bound_formulas/buck_1943.py", "else int(dimension == 0)", "else 0", _FORMULAS),
    _theorems("a facet for each piece", "bound_formulas/gaines_bi_2026.py", "checked_shape(inputs, widths).widths) - 1", "checked_shape(inputs, widths).widths)", _FORMULAS),
    _theorems("a region less in reach", "statements/gaines_bi_2026.py", "while reached < regions", "while reached <= regions", _STATEMENTS + "the_least_diameter_of_so_many_regions"),
    _theorems("genericity unchecked", "statements/generic_complexes.py", "if np.any(zeros != inputs - dimension)", "if False", _STATEMENTS + "genericity_is_demanded_where_it_is_supposed"),
)
# fmt: on
