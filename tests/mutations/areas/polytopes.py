"""Faults of exact polyhedral geometry: linear programs, predicates, facets, vertices, volumes."""

from tests.mutations.mutant import Mutant

_TESTS = "polytopes/test_certificates.py::test_"
PROGRAMS = (
    _TESTS + "programs",
    _TESTS + "every_start_leads_to_the_answer",
)
ORACLE = (_TESTS + "programs", _TESTS + "a_wrong_basis_proves_nothing")
FORGERIES = (_TESTS + "forgeries",)
PREDICATES = (
    _TESTS + "empty_flat_and_full",
    _TESTS + "bounds",
    _TESTS + "points_of_a_polytope",
)
FACETS = (_TESTS + "redundant_rows_and_their_proofs", _TESTS + "empty_flat_and_full")
MEASURES = (_TESTS + "vertices_and_volumes", _TESTS + "rays_and_lines")


def _fault(name, file, text, replacement, tests, reason="", equivalent=False):
    return Mutant(name, f"polytopes/{file}.py", text, replacement, tests, reason, equivalent)


def _simplex(name, text, replacement, tests=PROGRAMS):
    return _fault(f"simplex: {name}", "linear_programs/simplex", text, replacement, tests)


def _oracle(name, text, replacement, reason="", equivalent=False):
    file, name = "linear_programs/oracle", f"oracle: {name}"
    return _fault(name, file, text, replacement, ORACLE, reason, equivalent)


def _certificates(name, text, replacement):
    return _fault(f"certificates: {name}", "linear_programs/results", text, replacement, FORGERIES)


def _predicates(name, text, replacement, reason="", equivalent=False):
    name = f"predicates: {name}"
    return _fault(name, "predicates", text, replacement, PREDICATES, reason, equivalent)


def _facets(name, text, replacement):
    return _fault(f"facets: {name}", "facets", text, replacement, FACETS)


def _vertices(name, text, replacement, reason="", equivalent=False):
    file, name = "double_description", f"vertices: {name}"
    return _fault(name, file, text, replacement, MEASURES, reason, equivalent)


def _volumes(name, text, replacement, reason="", equivalent=False):
    return _fault(f"volumes: {name}", "volumes", text, replacement, MEASURES, reason, equivalent)


_PROGRAMS = (
    _simplex(
        "dependent rows entered at once",
        "if any(row[k] != denominator for k, row in enumerate(solved)):",
        "if False:",
        ("polytopes/test_linear_programs.py::test_dependent_rows_are_not_entered_at_once",),
    ),
    _simplex(
        "Farkas without the row itself",
        "own = {self.basic[row] - self.dimension: Fraction(1)}",
        "own = {}",
    ),
    _simplex(
        "the sign of Farkas multipliers",
        "self._sparse(-self.table[row, 1:], own)",
        "self._sparse(self.table[row, 1:], own)",
    ),
    _simplex(
        "the sign of the multipliers",
        "self._sparse(-self.table[-1, 1:], {})",
        "self._sparse(self.table[-1, 1:], {})",
    ),
    _simplex(
        "the ratio test the other way",
        "> self.table[best, 0] * entry",
        "< self.table[best, 0] * entry",
    ),
    _simplex(
        "no ratio test",
        "                or self.table[row, 0] * self.table[best, column + 1] > "
        "self.table[best, 0] * entry\n",
        "",
    ),
    _simplex(
        "rows that do not block", "            if entry < 0 and (", "            if entry > 0 and ("
    ),
    _simplex(
        "free coordinates only up",
        "bool(gain > 0 or (gain and self.nonbasic[column] < self.dimension))",
        "bool(gain > 0)",
    ),
    _simplex(
        "rays only up",
        "orientation = 1 if self.table[-1, column + 1] > 0 else -1",
        "orientation = 1",
    ),
    _simplex(
        "a negative denominator",
        "        if pivot_entry < 0:\n            np.negative(table, out=table)\n",
        "",
    ),
    _oracle("negative multipliers", " or min(multipliers) < 0:", ":"),
    _oracle(
        "points that violate a row",
        "    if any(dot(row, vertex) > 0 for row in rows):\n        return None\n",
        "",
    ),
    _oracle(
        "the side of the rows",
        "vertex = primitive_from_rationals((*point, Fraction(-1)))",
        "vertex = primitive_from_rationals((*point, Fraction(1)))",
    ),
    _oracle(
        "touching for infeasible",
        "if optimum is None or optimum.value == 0:",
        "if optimum is None:",
    ),
    _oracle(
        "multipliers of the elastic row",
        "optimum.multipliers.items() if i < len(rows)}",
        "optimum.multipliers.items()}",
        "the least violation t is positive, so the row t >= 0 is not tight and has no multiplier",
        equivalent=True,
    ),
    _oracle(
        "no ascent for a ray", "if steepest is None or steepest.value == 0:", "if steepest is None:"
    ),
    _oracle(
        "the cone moved",
        "cone = [(*row[:-1], 0) for row in rows]",
        "cone = [tuple(row) for row in rows]",
    ),
    _certificates(
        "negative multipliers", "all(y >= 0 for y in multipliers.values())\n        and ", ""
    ),
    _certificates("another objective", "        and combination == list(objective)\n", ""),
    _certificates("another bound", "        and _bound(rows, multipliers) == bound\n", ""),
    _certificates(
        "a point that violates a row",
        "                _feasible(rows, result.point)\n                and _combines",
        "                _combines",
    ),
    _certificates(
        "a point below the maximum",
        "                and _value(objective, result.point) == result.value\n",
        "",
    ),
    _certificates("touching for infeasible", "return bound < 0 and", "return bound <= 0 and"),
    _certificates("a ray that leaves", "return recedes and dot(", "return dot("),
    _certificates(
        "a ray that does not rise",
        "dot(objective, result.ray) > 0",
        "dot(objective, result.ray) >= 0",
    ),
    _certificates("a ray from outside", " and _feasible(rows, result.point)\n\n", "\n\n"),
)

_PREDICATES = (
    _predicates("flat for full", "if deepest.value > 0:", "if deepest.value >= 0:"),
    _predicates(
        "empty rows without a depth",
        "sum(map(abs, row[:-1])) or 1, row[-1])",
        "sum(map(abs, row[:-1])), row[-1])",
    ),
    _predicates(
        "the multiplier of the limit",
        "for i, y in deepest.multipliers.items() if i < len(polytope.rows)}",
        "for i, y in deepest.multipliers.items()}",
        "the greatest depth is at most 0, so the row t <= 1 is not tight and has no multiplier",
        equivalent=True,
    ),
    _predicates(
        "empty for not empty",
        "return Answer(True, result.multipliers)",
        "return Answer(False, result.multipliers)",
    ),
    _predicates(
        "least and largest exchanged", "for orientation in (-1, 1):", "for orientation in (1, -1):"
    ),
    _predicates(
        "the sign of the least value",
        "extremes.append(orientation * result.value)",
        "extremes.append(result.value)",
    ),
    _predicates("the boundary outside", "        if slack < 0:", "        if slack <= 0:"),
    _predicates(
        "the point's denominator",
        "return row[-1] * scale - sum(products)",
        "return row[-1] - sum(products)",
    ),
    _facets("rows that only touch", "if result.value > offset:", "if result.value >= offset:"),
    _facets("no room beyond the row", "(*normal, offset + 1)", "(*normal, offset)"),
    _facets("multipliers of the rows before", "{i + (i >= index): y for", "{i: y for"),
    _facets("flat polytopes", "    interior_point(polytope)\n    kept", "    kept"),
    _facets(
        "the redundant rows",
        "for i, row in enumerate(polytope.rows) if is_irredundant(polytope, i)]",
        "for i, row in enumerate(polytope.rows) if not is_irredundant(polytope, i)]",
    ),
    _vertices(
        "rays outside of the form",
        "values[upper] * b - values[lower] * a",
        "values[upper] * b + values[lower] * a",
    ),
    _vertices(
        "rays on the form lost", "        if values[ray] >= 0\n", "        if values[ray] > 0\n"
    ),
    _vertices("rays on the form not marked", "mask | (bit if not values[ray] else 0)", "mask"),
    _vertices("new rays not marked", "kept[ray] = shared | bit", "kept[ray] = shared"),
    _vertices("all rays adjacent", "_adjacent(rays, upper, lower, shared):", "True:"),
    _vertices("rays at infinity behind", "    forms.append((*[0] * polytope.dimension, 1))\n", ""),
    _vertices(
        "lines left in the cone",
        "_extreme_rays([*forms, *lines, *(negated(line) for line in lines)], size, most)",
        "_extreme_rays([*forms, *lines], size)",
    ),
    _vertices(
        "no count of common hyperplanes",
        "shared.bit_count() >= size - 2 and _adjacent",
        "_adjacent",
        "two extreme rays whose common hyperplanes contain no third one are adjacent, and lie on "
        "size - 2 independent ones: the count only saves the search",
        equivalent=True,
    ),
    _volumes(
        "facets through the apex",
        "part >> apex & 1 or any(",
        "any(",
        "the apex is the first vertex of such a facet too, so every simplex holds it "
        "twice and has the determinant 0",
        equivalent=True,
    ),
    _volumes(
        "faces of lower dimension",
        " or any(part & other == part for other in parts - {part}):",
        ":",
    ),
    _volumes(
        "the denominators",
        "                scale *= self.vertices[k][-1]\n",
        "                pass\n",
    ),
    _volumes("parallelepipeds for simplices", "scale = factorial(len(simplex) - 1)", "scale = 1"),
    _volumes(
        "signed simplices",
        "abs(determinant([vertices[k] for k in simplex]))",
        "determinant([vertices[k] for k in simplex])",
    ),
    _vertices("tight rows of other vertices", "(tight >> i & 1) << k", "(tight >> i & 1)"),
    _volumes(
        "few vertices",
        "if len(vertices) <= polytope.dimension or rank(vertices) <= polytope.dimension:",
        "if rank(vertices) <= polytope.dimension:",
        "the rank is at most the number of vertices",
        equivalent=True,
    ),
)

MUTANTS = (*_PROGRAMS, *_PREDICATES)
