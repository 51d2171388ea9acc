"""Faults of the regions around a point: facets of one cell, tangent cones, walks, polylines."""

from tests.mutations.mutant import Mutant

_LP, _LOCAL = "refinement/lp/", "questions/local/"
_CELLS = "refinement/test_facets_of_cell.py::test_"
_REGIONS = "questions/local/test_local_region.py"
_NEAR, _ALONG = "questions/local/test_nearby.py", "questions/local/test_along.py"
_POINTS = ("readers/test_point_text.py",)


def _rows(name, text, replacement, *tests):
    tests = tuple(_CELLS + test for test in tests)
    return Mutant(f"boxed rows: {name}", _LP + "boxed_rows.py", text, replacement, tests)


def _cell(name, text, replacement, reason=""):
    tests = (_CELLS + "degenerate_cells", _CELLS + "only_what_is_implied_is_dropped")
    file = _LP + "facets_of_cell.py"
    return Mutant(f"facets of cells: {name}", file, text, replacement, tests, reason, bool(reason))


def _local(name, file, text, replacement, *tests):
    return Mutant(f"local: {name}", _LOCAL + file, text, replacement, tests)


_STRICT, _BEYOND = "what_is_proved_strict_is_so", "points_beyond_one_row_only"
_ROUNDED = "bounds_are_rounded_outwards_and_inwards"

# fmt: off
MUTANTS = (
    _rows("a residual without the rounding of its terms", "error = ((terms + 4) * _UNIT_ROUNDOFF) * magnitudes", "error = 0.0 * magnitudes", _STRICT),
    _rows("a residual without the rounding of its constant", "bound = off.sum() + error[-1] + (size + 6)", "bound = off.sum() + (size + 6)", _STRICT),
    _rows("a residual without the rounding of its slopes", "bound = off.sum() + error[-1]", "bound = error[-1]", _STRICT),
    _rows("a residual that forgets what underflows", "error += np.where(used, _UNDERFLOW * (1 + multipliers.sum()), 0.0)", "pass", "what_underflows_is_not_forgotten"),
    _rows("the wrong bound of a coordinate", "np.where(slopes > 0, self.outer[0], self.outer[1])", "np.where(slopes < 0, self.outer[0], self.outer[1])", "the_least_value_is_at_the_right_bound"),
    _rows("bounds rounded to the nearest", "inner[side, j], outer[side, j] = (lower, upper) if side else (upper, lower)", "inner[side, j] = outer[side, j] = lower", _ROUNDED),
    _rows("points on a bound are inside", "inside = side * coordinates < side * self.inner", "inside = side * coordinates <= side * self.inner", _BEYOND),
    _rows("points beyond two rows", "once = wrong == 1", "once = wrong >= 1", _BEYOND),
    _cell("what looks strict is so", "if self.boxed.proved_strict(form, scale * optimum.multipliers):", "if True:", "only what floats see far from zero gets there, and they are right where they are"),
    _cell("negative multipliers imply rows", "if multipliers is None or min(multipliers, default=0) < 0:", "if multipliers is None:", "they are those of an optimum of floats, which are right where floats are"),
    _cell("what is left may be negative", "elif left == 0:", "else:"),
    _cell("a row that implies itself by its bound", "if bound in (-1, row) or bound in self.implied:", "if bound == -1 or bound in self.implied:", "the bound is relaxed at the optimum, and so is held by no other side"),
    _local("coincident hyperplanes are crossed one at a time", "local_region.py", "if len(facet.carriers) == 1 and not vanishing:", "if True:", _REGIONS),
    _local("units asleep on the whole region stay so", "local_region.py", "restless = {*facet.carriers, *vanishing}", "restless = {*facet.carriers}", _REGIONS),
    _local("the loosest of parallel rows counts", "constraints.py", "if known is None or level < known[0]:", "if known is None or level > known[0]:", _REGIONS),
    _local("the domain does not bound a region", "setting.py", "if (self.gap_signs([point]) > 0).all():", "if True:", _REGIONS + "::test_the_domain_bounds_a_region"),
    _local("tangent cones forget earlier units", "tangent.py", "if bit and factor:", "if False:", _REGIONS),
    _local("points outside are in the region", "local_region.py", "if (self._setting.gap_signs([homogeneous_point(exact)]) < 0).any():", "if False:", _REGIONS + "::test_the_domain_bounds_a_region"),
    _local("a walk that stops a step early", "nearby.py", "if most_steps is not None and steps >= most_steps:", "if most_steps is not None and steps + 1 >= most_steps:", _NEAR + "::test_steps"),
    _local("a ball of twice the radius", "nearby.py", "[x - radius for x in point]", "[x - 2 * radius for x in point]", _NEAR + "::test_the_regions_that_meet_a_ball"),
    _local("a walk in a ball that says it is complete", "nearby.py", 'return self.reason == "closed" and self.radius is None', 'return self.reason == "closed"', _NEAR + "::test_the_regions_that_meet_a_ball"),
    _local("inactive units pass gradients on", "along.py", "tuple([0 if unit in inactive else entry for unit, entry in enumerate(row)])", "tuple(row)", _ALONG),
    _local("every piece has the same weight", "along.py", "weight = int(piece.length * scale)", "weight = scale // len(pieces)", _ALONG),
    _local("a ball that leaves the region", "deep_ball.py", "return slack / (self.above if slack > 0 else self.below)", "return 2 * slack / self.above", "questions/local/test_deep_ball.py"),
    _local("a bound of balls that forgets the residual", "deep_ball.py", "total += abs(slope) * max(map(abs, reach[j]))", "pass", "questions/local/test_deep_ball.py"),
    Mutant("points: X_1 before X_0", "readers/point_text.py", "return tuple(values[i] for i in range(len(values)))", "return tuple(values.values())", _POINTS),
    Mutant("points: several arrays are one point", "readers/point_text.py", "if len(arrays) != 1:", "if not arrays:", _POINTS),
)
# fmt: on
