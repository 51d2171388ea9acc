"""Faults of Lipschitz constants, of integrals and distributions, and of preimages."""

from tests.mutations.mutant import Mutant

_STEEPNESS = "questions/test_steepness.py::test_"
_BOUNDS = ("questions/test_steepness_bounds.py",)
_ROOTS = ("arithmetic/test_largest_roots.py",)
_MEASURES = "questions/test_output_measures.py::test_"
_CLASSES = ("questions/test_class_probabilities.py",)
_PREIMAGES = "complexes/test_preimages.py::test_"


def _root(name, text, replacement, **other):
    file = "arithmetic/largest_roots.py"
    return Mutant(f"largest roots: {name}", file, text, replacement, _ROOTS, **other)


def _square_root(name, text, replacement):
    return Mutant(f"square roots: {name}", "arithmetic/roots.py", text, replacement, _ROOTS)


def _norm(name, text, replacement, **other):
    file = "questions/steepness/norms.py"
    return Mutant(f"norms: {name}", file, text, replacement, _BOUNDS, **other)


def _steepest(name, text, replacement, *tests, file="candidates"):
    tests = tuple(_STEEPNESS + test for test in tests)
    return Mutant(f"steepness: {name}", f"questions/steepness/{file}.py", text, replacement, tests)


def _simplices(name, text, replacement):
    tests = tuple(
        _MEASURES + test
        for test in ("shares_of_simplices_with_values_that_agree", "plateaus", "random_networks")
    )
    file = "questions/measures/simplex_formulas.py"
    return Mutant(f"simplices: {name}", file, text, replacement, tests)


def _measures(name, text, replacement, *tests, file="output_measures"):
    tests = tuple(_MEASURES + test for test in tests)
    return Mutant(f"outputs: {name}", f"questions/measures/{file}.py", text, replacement, tests)


def _preimage(name, text, replacement, *tests, **other):
    tests = tuple(_PREIMAGES + test for test in tests)
    return Mutant(f"preimages: {name}", "complexes/preimages.py", text, replacement, tests, **other)


# fmt: off
MUTANTS = (
    _root("roots that are equal are ordered", "            ):\n                return 0\n", "            ):\n                return 1\n"),
    _root("common roots that are not the largest", "_sign_of_difference(common, lower) > 0 for lower", "True for lower"),
    _root("intervals with several roots", "        while _changes_of_sign(self._polynomial, self.interval[0]) > 1:\n            self.interval = self._halved(self.interval)\n", "", reason="64 bits leave several roots in an interval only where they are very near"),
    _root("a number that is the root", "return 0 if coefficients[0] == 0 else -1", "return -1"),
    _root("linear factors of other roots", "if self.sign_of_difference(root) == 0:", "if True:"),
    _square_root("roots that are not exact", "0 if floor * floor == scaled else Fraction(1, 2)", "0"),
    _square_root("few bits of a root", "_BITS = 64", "_BITS = 20"),
    _norm("rounding", "margins = values * room + errors * (1 + room) + _UNDERFLOW", "margins = errors * (1 + room) + _UNDERFLOW"),
    _norm("errors of entries", "margins = values * room + errors * (1 + room) + _UNDERFLOW", "margins = values * room + _UNDERFLOW"),
    _norm("underflow", "margins = values * room + errors * (1 + room) + _UNDERFLOW", "margins = values * room + errors * (1 + room)"),
    _norm("the low part of a pair", "(np.abs(low) + radius) * (1 + 8", "radius * (1 + 8"),
    _norm("the radius of a pair", "(np.abs(low) + radius) * (1 + 8", "np.abs(low) * (1 + 8"),
    _norm("entries that are not known", "lower = np.where(known, np.nextafter(lower, 0.0), 0.0)", "lower = np.nextafter(lower, 0.0)", reason="entries that are not known are taken for zero, so that the bound from below is 0 without it", equivalent=True),
    _norm("no bound from above", "np.nextafter(np.ldexp(upper, exponent), np.inf), np.inf)", "np.nextafter(np.ldexp(upper, exponent), np.inf), 0.0)"),
    _norm("errors of singular values below", "(1 - room) - errors[chosen]\n", "(1 - room)\n"),
    _norm("errors of singular values above", "(1 + room) + errors[chosen]\n", "(1 + room)\n"),
    _norm("roundings of singular values", "    margin = (margin + largest * factor) * (1 + room)\n    below = np.sqrt(np.maximum(largest - margin, 0.0)) * (1 - room)", "    margin = 0 * margin\n    below = np.sqrt(np.maximum(largest - margin, 0.0))"),
    _steepest("regions that come first", "self.pattern <= other.pattern", "self.pattern >= other.pattern", "workers_and_batches_do_not_change_the_answer"),
    _steepest("the region of another", "yield start + chosen, upper", "yield chosen, upper", "maps_that_come_in_small_parts"),
    _steepest("gradients that floats do not hold", "exact = (gradients.parts[order, :, :, 2] == 0)", "exact = (gradients.parts[order, :, :, 2] < 1)", "gradients_that_floats_do_not_tell_apart") ,
    _steepest("levels that are too high", "np.maximum(self.levels, lower.max(axis=0))", "np.maximum(self.levels, upper.max(axis=0))", "gradients_whose_norms_are_alike_but_for_roundings"),
    _steepest("what is known of nothing", "at_least = self.answer(known) if found and None not in known[1] else None", "at_least = None", "a_budget_leaves_a_lower_bound", file="finding"),
    _simplices("derivatives where values agree", "table[i] = sign * comb(degree, step) * depths[i] ** (degree - step)", "table[i] = Fraction(0)"),
    _simplices("signs of differences", "table[0] * (-1 if order % 2 else 1)", "table[0]"),
    _simplices("the negative part once", "mean(values) + 2 * _mean", "mean(values) + _mean"),
    _simplices("squares of corners", "+ sum((v * v for v in values), Fraction(0))", ""),
    _measures("plateaus at the level", "if least < level or (least == level and not strictly):", "if least <= level:", "plateaus"),
    _measures("plateaus below the level", "if least < level or (least == level and not strictly):", "if least == level and not strictly:", "plateaus"),
    _measures("the middle of an enclosure", "return (lower + upper) / 2", "return lower + upper", "random_networks", file="totals"),
    _measures("bits for all terms", "bits + count.bit_length()", "max(0, bits - 5)", "random_networks", file="totals"),
    _measures("shares beyond 1", "return min(total(terms, count, bits, 1 / whole), Fraction(1))", "return total(terms, count, bits, 1 / whole)", "rounded_probabilities_are_none_beyond_1", file="totals"),
    Mutant("classes: digits that are not certain", "questions/measures/classes.py", "if lower == upper:", "if True:", _CLASSES),
    Mutant("classes: rare ones", "questions/measures/classes.py", "rounding=ROUND_CEILING", "rounding='ROUND_FLOOR'", _CLASSES),
    Mutant("classes: ties", "questions/measures/classes.py", "if len(classes) == 1:", "if True:", _CLASSES),
    _preimage("constraints that hold nowhere", "~bits[:, units:].any(axis=1)", "~bits[:, units:].all(axis=1)", "the_absolute_value"),
    _preimage("strict constraints", "[0.0] * count)", "[1.0] * count)", "the_absolute_value", reason="levels only say what a search may drop, and bounds do not drop all that they might", equivalent=True),
    _preimage("offsets of rows", "offset * scale - sums[-1]", "offset * scale + sums[-1]", "random_networks"),
    _preimage("scales of outputs", "offset * scale - sums[-1]", "offset - sums[-1]", "random_networks"),
    _preimage("pieces within others of full dimension", "other in full or ", "", "the_absolute_value"),
    _preimage("pieces that are the same", "(dimensions[other], -other) > (dimensions[region], -region)", "dimensions[other] > dimensions[region]", "the_absolute_value"),
    _preimage("rays of a point inside", "+ sum(ray[i] for ray in found.rays)", "", "flat_pieces_that_are_unbounded"),
    _preimage("roundings of boxes", "(least - errors > 0)", "(least + errors > 0)", "the_absolute_value"),
)
