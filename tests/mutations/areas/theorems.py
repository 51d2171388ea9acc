"""Faults in the formulas of bounds, in the statements, and in how claims are verified."""

from tests.mutations.mutant import Mutant

BOUNDS = tuple(
    f"theorems/test_bounds.py::{test}"
    for test in (
        "test_where_a_bound_begins_to_be_stated",
        "test_pascanus_last_layer_may_be_narrower_than_the_input",
        "test_the_published_table",
        "test_formulas_by_hand",
        "test_serra_by_definition",
        "test_histogram_recursion_reproduces_the_three_bounds",
        "test_shapes_of_networks",
        "test_weights_of_low_rank_attain_zaslavskys_number_of_their_rank",
    )
)
STATEMENTS = "theorems/test_statements.py"
VERIFICATION = "theorems/test_verification.py"


def formula(name, file, text, replacement, reason):
    return Mutant(name, f"theorems/bound_formulas/{file}", text, replacement, BOUNDS, reason)


def statement(name, file, text, replacement, reason, *tests):
    chosen = tuple(f"{STATEMENTS}::{test}" for test in tests)
    return Mutant(name, f"theorems/statements/{file}", text, replacement, chosen, reason)


def verdict_of(*names):
    return [f"test_every_statement_is_as_expected[{name}]" for name in names]


def searching(name, file, text, replacement, reason, test):
    tests = (f"theorems/test_ternary_plane.py::test_{test}",)
    return Mutant(name, f"theorems/ternary_search/{file}", text, replacement, tests, reason)


MUTANTS = (
    searching(
        "ternary-maxima-of-any-symmetry",
        "symmetries.py",
        "if {_moved(row, one) for row in rows} == rows]",
        "if True]",
        "the domain must be mapped to itself",
        "each_layer_is_like_one_that_is_searched[box]",
    ),
    searching(
        "ternary-maxima-through-the-origin",
        "symmetries.py",
        "(1, *bias)",
        "(1, *(0 * b for b in bias))",
        "the affine subspace has a place",
        "networks_of_one_input_are_those_of_the_search_by_pieces",
    ),
    searching(
        "ternary-maxima-without-units",
        "symmetries.py",
        "if max(function) <= 0:",
        "if min(function) < 0:",
        "only what no input makes positive is zero",
        "networks_of_one_input_are_those_of_the_search_by_pieces",
    ),
    searching(
        "ternary-maxima-of-what-there-was-time-for",
        "exhaustive.py",
        "return Found(best, complete=False)",
        "return Found(best)",
        "others may have more regions",
        "a_search_that_is_stopped_anywhere",
    ),
    searching(
        "ternary-maxima-of-patterns-below-activation-regions",
        "exhaustive.py",
        "_BY_PATTERNS = (Definition.ACTIVATION, Definition.PROPER_ACTIVATION)",
        "_BY_PATTERNS = (Definition.PROPER_ACTIVATION,)",
        "patterns of lower dimension are no fewer than activation regions",
        "patterns_of_lower_dimension_may_be_more_than_all_activation_regions",
    ),
    Mutant(
        "many-patterns-counted-as-activation-regions",
        "theorems/many_counts.py",
        "together = self.definition in (Definition.PROPER_ACTIVATION, Definition.OPEN_CONNECTED)",
        "together = self.definition is not Definition.AFFINE",
        (
            "theorems/test_ternary_plane.py::test_patterns_of_lower_dimension_may_be_more_than_all_"
            "activation_regions",
        ),
        "definitions 1 and 5 need faces",
    ),
    Mutant(
        "random-ensemble-one-binomial-less",
        "theorems/random_ensembles.py",
        "for j in range(self.inputs + 1)",
        "for j in range(self.inputs)",
        ("theorems/test_random_ensembles.py::test_one_hidden_layer_is_one_arrangement",),
        "the sum goes up to the number of inputs",
    ),
    Mutant(
        "random-ensemble-of-linear-regions-alone",
        "theorems/many_counts.py",
        "self.proper[place] = proper",
        "self.proper[place] = count",
        ("theorems/test_random_ensembles.py::test_counts_are_those_of_single_networks",),
        "activation regions are more",
    ),
    formula(
        "pascanu-refuses-a-narrow-last-layer",
        "pascanu_2013.py",
        "all(n >= inputs for n in earlier)",
        "all(n >= inputs for n in shape.widths)",
        "the last layer is an arrangement, of however few hyperplanes",
    ),
    formula(
        "pascanu-refuses-nothing",
        "pascanu_2013.py",
        "all(n >= inputs for n in earlier)",
        "True",
        "a layer narrower than the input folds nothing",
    ),
    formula(
        "montufar-2014-one-axis",
        "montufar_2014.py",
        "prod(n // inputs for n in earlier) ** inputs)",
        "prod(n // inputs for n in earlier))",
        "every axis is folded",
    ),
    formula(
        "montufar-2014-simple-one-layer-less",
        "montufar_2014.py",
        "(inputs * len(shape.widths))",
        "(inputs * (len(shape.widths) - 1))",
        "L hidden layers fold, not L - 1",
    ),
    formula(
        "montufar-2017-forgets-the-bottleneck",
        "montufar_2017.py",
        "dimension = min(dimension, width)",
        "dimension = min(inputs, width)",
        "behind a narrow layer the image stays small",
    ),
    formula(
        "serra-1-inactive-units-keep-dimension",
        "serra_2018.py",
        "regions[min(d, n - j)]",
        "regions[min(d, n)]",
        "inactive units take dimensions away",
    ),
    formula(
        "serra-1-one-term-less",
        "serra_2018.py",
        "for j in range(min(d, n) + 1))",
        "for j in range(min(d, n)))",
        "the last binomial counts",
    ),
    formula(
        "serra-5-widths-from-2",
        "serra_2018.py",
        'require(min(shape.widths) >= 3, "a hidden layer is narrower than 3")',
        'require(min(shape.widths) >= 2, "a hidden layer is narrower than 3")',
        "two units make no zigzag of three full branches",
    ),
    formula(
        "serra-6-without-the-extra-branch",
        "serra_2018.py",
        "prod(n // inputs + 1 for n in earlier)",
        "prod(n // inputs for n in earlier)",
        "the extra branch is what the theorem adds to Montufar 2014",
    ),
    formula(
        "serra-6-widths-from-2-n0",
        "serra_2018.py",
        "require(min(shape.widths) >= 3 * inputs,",
        "require(min(shape.widths) >= 2 * inputs,",
        "the extra branch needs three units an axis",
    ),
    formula(
        "serra-7-without-the-extra-branch",
        "serra_2018.py",
        "(min(later, default=0) + 1)",
        "min(later, default=1)",
        "the extra branch is what the theorem adds to Arora 2018",
    ),
    formula(
        "arora-one-hyperplane-more",
        "arora_2018.py",
        "comb(generators - 1, j)",
        "comb(generators, j)",
        "hyperplanes through the origin are counted as one fewer in general position",
    ),
    formula(
        "hinz-one-histogram-entry-less",
        "hinz_van_de_geer_2019.py",
        "if width - k <= dimension else 0",
        "if width - k < dimension else 0",
        "as many inactive units as dimensions are possible",
    ),
    formula(
        "zaslavsky-ignores-the-rank",
        "zaslavsky_1975.py",
        "min(inputs, rank)",
        "inputs",
        "hyperplanes of low rank make fewer regions",
    ),
    formula(
        "arrangement-one-term-less",
        "shape.py",
        "for j in range(min(hyperplanes, dimension) + 1))",
        "for j in range(min(hyperplanes, dimension)))",
        "the last binomial counts",
    ),
    formula(
        "shape-counts-identity-layers",
        "shape.py",
        "for layer in network.layers if layer.relu_units",
        "for layer in network.layers",
        "an affine layer makes no regions",
    ),
    formula(
        "nakahara-without-constants",
        "nakahara_2025.py",
        "least = 2 * (inputs + 1)",
        "least = 2 * inputs",
        "the constant units take width",
    ),
    formula(
        "nakahara-a-block-a-layer",
        "nakahara_2025.py",
        "(len(shape.widths) // 2)",
        "(len(shape.widths) - 1)",
        "a block takes two layers",
    ),
    formula(
        "slim-rounds-down",
        "slim_ternary.py",
        "(min(shape.widths) // inputs + 1) // 2",
        "min(shape.widths) // inputs // 2",
        "(2 q - 1) n0 units suffice",
    ),
    statement(
        "remark-1-width-not-doubled",
        "nakahara_2025.py",
        "ternary(inputs, 2 * width, 2 * depth, variant=variant)",
        "ternary(inputs, width, 2 * depth, variant=variant)",
        "the width is doubled before the depth",
        *verdict_of("remark-1-slim"),
    ),
    statement(
        "slim-branches-round-down",
        "nakahara_2025.py",
        "return (width // inputs + 1) // 2",
        "return width // inputs // 2",
        "(2 q - 1) n0 units suffice",
        *verdict_of("theorem-1-function"),
    ),
    statement(
        "theorem-1-parameters-unchecked",
        "nakahara_2025.py",
        "if not is_ternary(network):\n        return Outcome(claimed",
        "if False:\n        return Outcome(claimed",
        "the count alone is no ternary network",
        "test_theorem_1_needs_ternary_parameters",
    ),
    statement(
        "lemma-1-compared-with-its-correction",
        "nakahara_2025.py",
        "Outcome.of_counts(report.product, enumerated, remark)",
        "Outcome.of_counts(report.corrected, enumerated, remark)",
        "the published lemma is false",
        *verdict_of("lemma-1"),
    ),
    statement(
        "arranged-folds-with-a-dead-region",
        "montufar_2014.py",
        "[1 if factor > 0 else -1 for factor in factors]",
        "[1 for factor in factors]",
        "copies of a region without slope merge across every fold that it touches",
        "test_arranged_folds_have_the_regions_of_montufars_bound",
    ),
    statement(
        "least-degree-of-the-first-width",
        "gaines_bi_2026.py",
        "min(first, inputs)",
        "first",
        "a region needs no more neighbours than inputs",
        *verdict_of("least-degree"),
    ),
    statement(
        "line-density-half-the-constant",
        "goujon_2022.py",
        "math.sqrt(math.pi * inputs)",
        "math.sqrt(4 * math.pi * inputs)",
        "the constant is nearly attained",
        *verdict_of("line-density"),
    ),
    statement(
        "breakpoint-density-signed",
        "hanin_rolnick_2019.py",
        "np.abs(derivative) @ density",
        "derivative @ density",
        "falling pre-activations vanish too",
        *verdict_of("breakpoint-density"),
    ),
    statement(
        "breakpoints-pass-their-own-layer",
        "kogan_2025.py",
        "sizes[_checked(layer, sizes) :]",
        "sizes[_checked(layer, sizes) - 1 :]",
        "a breakpoint has to pass later layers only",
        *verdict_of("breakpoints-reach-the-output"),
    ),
    statement(
        "closed-regions-as-open-ones",
        "nakahara_2025.py",
        'definition="closed_connected"',
        'definition="open_connected"',
        "Proposition 1 fails of closed regions",
        *verdict_of("proposition-1-closed"),
    ),
    statement(
        "definitions-in-any-order",
        "stargalla_2025.py",
        "for definition in reversed(Definition)]",
        "for definition in Definition]",
        "affine maps are the fewest",
        *verdict_of("order-of-definitions"),
    ),
    statement(
        "mean-without-root",
        "samples.py",
        "stdev(values) / math.sqrt(len(values))",
        "stdev(values)",
        "the error of a mean shrinks with the sample",
        "test_means_beside_samples",
    ),
    statement(
        "mean-too-small-passes",
        "samples.py",
        "abs(z) if two_sided else z",
        "z",
        "a mean may be too small",
        "test_means_beside_samples",
    ),
    statement(
        "a-sample-proves",
        "statement.py",
        "return Verdict.CONSISTENT if self.holds else Verdict.IMPLAUSIBLE",
        "return Verdict.HOLDS if self.holds else Verdict.IMPLAUSIBLE",
        "a sample proves nothing",
        "test_means_beside_samples",
    ),
    statement(
        "a-counterexample-is-outvoted",
        "evidence.py",
        "*(Verdict.REFUTED, Verdict.IMPLAUSIBLE, Verdict.STOPPED),",
        "*(Verdict.HOLDS, Verdict.REFUTED, Verdict.IMPLAUSIBLE, Verdict.STOPPED),",
        "one counterexample refutes",
        "test_a_false_statement_is_refuted",
    ),
    Mutant(
        "claims-always-of-definition-4",
        "theorems/verification.py",
        "Definition.of(claim.definition)",
        "Definition.OPEN_CONNECTED",
        (f"{VERIFICATION}::test_the_claims_domain_and_definition_count",),
        "a claim is counted by its own definition",
    ),
    Mutant(
        "linear-regions-on-the-networks-domain",
        "theorems/verification.py",
        "checked_domain(network, claim.domain)",
        "checked_domain(network, None)",
        (f"{VERIFICATION}::test_the_claims_domain_and_definition_count",),
        "a claim is counted on its own domain",
    ),
)
