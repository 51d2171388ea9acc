"""Faults by which a property would hold that does not, or a touching point would be missed."""

from tests.mutations.mutant import Mutant

DEGENERATE = "questions/test_properties.py::test_degenerate_cases_by_the_search_alone"
RANDOM = "questions/test_properties.py::test_random_properties_by_the_search_alone"
READER = "readers/test_vnnlib.py"


def of_properties(name, file, text, replacement, reason, *tests):
    file = f"questions/properties/{file}"
    return Mutant(f"property-{name}", file, text, replacement, tests, reason, not tests)


def of_reader(name, file, text, replacement, reason, *tests):
    return Mutant(f"vnnlib-{name}", f"readers/vnnlib/{file}", text, replacement, tests, reason)


MUTANTS = (
    of_properties(
        "closed-without-a-shift",
        "constraint_network.py",
        "_SHIFT = Fraction(1, 1 << 20)",
        "_SHIFT = Fraction(0)",
        "closed constraints hold where their units are not active",
        DEGENERATE,
    ),
    of_properties(
        "shift-believed",
        "candidates.py",
        "unshifted = constant - made.shifts[unit] * form.scales[-1]",
        "unshifted = constant + Fraction(0)",
        "the shift only finds regions, and decides nothing",
        DEGENERATE,
    ),
    of_properties(
        "strict-shifted-too",
        "constraint.py",
        "return slack > 0 if self.is_strict else slack >= 0",
        "return slack >= 0",
        "strict inequalities are strict",
        DEGENERATE,
    ),
    of_properties(
        "boundary-enough-for-strict",
        "candidates.py",
        "if deepest.value > 0 or (deepest.value == 0 and not hard):",
        "if deepest.value >= 0:",
        "a point on the boundary satisfies no strict constraint there",
        RANDOM,
    ),
    of_properties(
        "boundary-never-enough",
        "candidates.py",
        "if deepest.value > 0 or (deepest.value == 0 and not hard):",
        "if deepest.value > 0:",
        "closed constraints hold on boundaries",
        DEGENERATE,
    ),
    of_properties(
        "strict-with-an-empty-inside",
        "candidates.py",
        "if deepest.value < 0 or not hard:",
        "if True:",
        "a thin set may satisfy strict constraints",
        DEGENERATE,
    ),
    of_properties(
        "constant-strict-rows-hold",
        "candidates.py",
        "if not any(row[:-1]) and row[-1] <= 0:",
        "if not any(row[:-1]) and row[-1] < 0:",
        "0 < 0 is false on a whole region",
        RANDOM,
    ),
    of_properties(
        "one-unit-enough",
        "candidates.py",
        "active[:, list(case.units)].all(axis=1)",
        "active[:, list(case.units)[:1]].all(axis=1)",
        "work is done in vain, but each region is decided exactly",
    ),
    of_properties(
        "equations-of-inputs-kept-closed",
        "input_sets.py",
        "return low is None or high is None or low <= high",
        "return low is None or high is None or low < high",
        "fixed inputs are a slice",
        DEGENERATE,
    ),
    of_properties(
        "only-first-group",
        "searching.py",
        "    for group in groups:\n        result",
        "    for group in groups[:1]:\n        result",
        "each set of inputs is searched",
        RANDOM,
    ),
    of_reader(
        "negation-of-closed-is-closed",
        "formulas.py",
        "not self.is_strict)",
        "self.is_strict)",
        "the negation of <= is >",
        f"{READER}::test_random_formulas_mean_what_they_say",
    ),
    of_reader(
        "negation-keeps-connectives",
        "formulas.py",
        "isinstance(node, All) != is_negated",
        "isinstance(node, All)",
        "de Morgan",
        f"{READER}::test_random_formulas_mean_what_they_say",
    ),
    of_reader(
        "inner-axes-first",
        "declarations.py",
        "position = position * size + index",
        "position = position + size * index",
        "entries stand in row-major order",
        f"{READER}::test_tensors_of_version_two",
    ),
    of_reader(
        "subtraction-from-the-right",
        "expressions.py",
        "return _sum([first, *(_scaled(form, Fraction(-1)) for form in rest)])",
        "return _sum([first, *(_scaled(form, Fraction((-1) ** k)) for k, form in enumerate(rest, 1))])",
        "(- 1 2 3) is (1 - 2) - 3",
        f"{READER}::test_meanings",
    ),
)
