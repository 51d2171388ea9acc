"""Faults of closed connected regions, of the convexity of linear regions, and of convex hulls."""

from tests.mutations.mutant import Mutant

_BOUNDS = (
    "arithmetic/test_sign_bounds.py::test_no_sign_is_taken_within_the_theorem_of_higham",
    "arithmetic/test_signs.py::test_pairs_of_which_a_plain_float_sign_is_wrong",
    "arithmetic/test_signs.py::test_pairs_are_decided_at_all_sizes",
)
_CLOSED = (
    "complexes/test_closed_regions.py::test_closed_regions_are_components_of_slices",
    "complexes/test_closed_regions.py::test_what_touches_on_the_boundary_alone_is_apart",
    "complexes/test_closed_regions.py::test_a_slice_that_sticks_out_makes_a_region_not_convex",
    "complexes/test_closed_regions.py::test_facets_of_several_outputs",
    "complexes/test_closed_regions.py::test_rays_carry_slopes",
    "complexes/test_closed_regions.py::test_copies_of_an_output_change_nothing",
    "complexes/test_closed_regions.py::test_maps_are_searched_in_parts_with_the_same_result",
)
_LINEAR = (
    "complexes/test_linear_regions.py::test_a_region_that_is_not_convex",
    "complexes/test_linear_regions.py::test_the_ball_is_convex",
    "complexes/test_linear_regions.py::test_a_bend_by_one_part_in_10_to_the_40",
    "complexes/test_linear_regions.py::test_convexity_is_decided_in_parts_with_the_same_result",
    "complexes/test_linear_regions.py::test_outputs_that_differ_by_less_than_floats",
)
_HULLS = ("polytopes/test_convex_hulls.py",)


def _signs(name, text, replacement):
    return Mutant(f"signs of pairs: {name}", "arithmetic/signs.py", text, replacement, _BOUNDS)


def _closed(name, file, text, replacement, reason=""):
    path = f"complexes/connected/{file}.py"
    return Mutant(f"closed regions: {name}", path, text, replacement, _CLOSED, reason)


def _joined(name, text, replacement):
    path = "complexes/joined/closed_regions.py"
    return Mutant(f"closed regions: {name}", path, text, replacement, _CLOSED)


def _convexity(name, file, text, replacement):
    path = f"complexes/connected/{file}.py"
    return Mutant(f"convexity: {name}", path, text, replacement, _LINEAR)


def _hull(name, text, replacement):
    path = "polytopes/convex_hulls.py"
    return Mutant(f"convex hulls: {name}", path, text, replacement, _HULLS)


MUTANTS = (
    _signs(
        "no rounding of the entries", "bound *= (right.shape[1] + 4)", "bound *= right.shape[1]"
    ),
    _signs("no terms", "bound *= (right.shape[1] + 4)", "bound *= 4"),
    _signs(
        "no underflow", "bound += np.ldexp(_UNDERFLOW, np.maximum(-exponents, 0))", "bound += 0.0"
    ),
    _signs(
        "underflow after scaling alone",
        "np.ldexp(_UNDERFLOW, np.maximum(-exponents, 0))",
        "_UNDERFLOW",
    ),
    _signs("not scaled", "scaled = np.ldexp(left, -exponents[:, np.newaxis])", "scaled = left"),
    _closed(
        "the boundary counts",
        "meeting",
        "logical_and.reduce(strictly",
        "logical_or.reduce(strictly",
    ),
    _closed(
        "rays are points", "meeting", "kept & (self.generators < vertices)", "kept", "a slope of 0"
    ),
    _closed("both signs are one", "meeting", "self.any(signs > 0) ^", "self.any(signs > 0) |"),
    _closed("no crossing", "meeting", "inside & (counts < 2)", "inside & (counts < 1)"),
    _closed("no programs", "meeting", "inside & (counts > 2)", "inside & (counts > 3)"),
    _closed("no balance", "meeting", "found[parts.places[self._are_inside(parts)]] = True", "pass"),
    _closed("programs of anywhere", "meeting", "rows += [(*-row, -1)", "rows += [(*-row, 0)"),
    _closed("programs are empty", "meeting", "return not isinstance(", "return isinstance("),
    _closed("one level only", "closed_labels", "before, level = level, found", "break"),
    _closed("maps of one region", "closed_labels", "representatives[maps[own]]", "regions[own]"),
    Mutant(
        "closed regions: several are convex",
        "complexes/joined/closed_regions.py",
        "if others or not first",
        "if not first",
        _CLOSED,
        reason="a facet of another linear region is a slice that is not in the first",
        equivalent=True,
    ),
    _joined("slices do not matter", "_is_within(generators(part), first.hull)", "True"),
    _convexity("a facet is enough", "convexity", "above & below", "above | below"),
    _convexity("the first region alone", "convexity", "wanted[labels", "~wanted[labels"),
    _convexity("the first output", "differences", "np.argmax(differ, axis=1)", "0 * here"),
    _convexity("floats are exact", "differences", "if len(left):", "if not len(left):"),
    _hull(
        "no rays", "for part in parts for ray in part.rays", "for part in () for ray in part.rays"
    ),
    _hull("lines are rays", "rows += [_condition((*line, 0)), ", "rows += ["),
    _hull("no equations", "[*valid.rays, *lines]", "valid.rays"),
)
