"""Faults of the composition theorems: the lemma, its hypothesis, and every way of counting."""

from tests.mutations.mutant import Mutant

_FOLDER = "theorems/composition/"
_DETAILS = "theorems/test_composition_details.py::"
_INTERVAL = "theorems/test_interval_maps.py::"
DETAILS = (_DETAILS[:-2],)
TENT = (_DETAILS + "test_what_merges_in_a_tent", _DETAILS + "test_where_copies_merge")
STATES = (
    _DETAILS + "test_powers_of_triangle_folds",
    _DETAILS + "test_powers_of_the_matrix_are_single_steps",
    _DETAILS + "test_a_copy_touches_what_lies_over_the_touched_facets",
)
ZIGZAGS = (_DETAILS + "test_chains_of_zigzags",)
PRODUCTS = (_DETAILS + "test_products_of_different_zigzags",)
RETURNING = (_DETAILS + "test_a_block_that_returns_on_its_image",)
IMAGES = (_DETAILS + "test_images_and_preimages_under_an_affine_map",)
REDUNDANT = (_DETAILS + "test_redundant_rows_carry_no_facets",)
RAYS = (_DETAILS + "test_a_witness_far_along_a_ray",)
FACETS = (_DETAILS + "test_a_point_in_the_relative_interior_of_a_facet",)
CUTS = (
    _DETAILS + "test_layers_that_pass_few_numbers",
    _DETAILS + "test_equal_layers_between_different_cuts",
    _DETAILS + "test_networks_cut_where_they_are_narrow",
)
SIMPLIFIED = (
    _DETAILS + "test_a_layer_that_is_inert_once",
    _DETAILS + "test_simplified_layers_compute_the_same",
)
BROKEN_LINES = (_INTERVAL + "test_chains_of_broken_lines",)
REPETITIONS = (
    _INTERVAL + "test_derivatives_that_alternate",
    _INTERVAL + "test_many_repetitions_are_single_steps",
)
KNOTS = (_INTERVAL + "test_knots_of_a_vector", _INTERVAL + "test_a_kink_between_opposite_slopes")
POWERS = "theorems/test_composition_powers.py::"
LEMMA = "theorems/test_composition_lemma.py::"
CHAINS = "theorems/test_composition_chains.py::"
SHAPES = (POWERS + "test_shapes_of_composed_zigzags",)
TRIANGLES = (POWERS + "test_triangle_fold_as_described",)
COUNTING = "theorems/test_counting.py::"


def _lemma(name, text, replacement, tests=TENT, reason="", equivalent=False):
    file = _FOLDER + "lemma.py"
    return Mutant(f"lemma: {name}", file, text, replacement, tests, reason, equivalent)


def _maps(name, text, replacement, tests=DETAILS, file="full_branch_maps.py"):
    return Mutant(f"full branches: {name}", _FOLDER + file, text, replacement, tests)


def _transfer(name, text, replacement, file="transfer_matrix.py"):
    return Mutant(f"transfer: {name}", _FOLDER + file, text, replacement, STATES)


def _folds(name, text, replacement, file="product_folds.py", tests=ZIGZAGS):
    return Mutant(f"product folds: {name}", _FOLDER + file, text, replacement, tests)


def _intervals(name, text, replacement, file="markov_maps.py", tests=BROKEN_LINES):
    return Mutant(f"intervals: {name}", _FOLDER + file, text, replacement, tests)


def _chains(name, file, text, replacement, tests=DETAILS, **more):
    return Mutant(f"chains: {name}", _FOLDER + file, text, replacement, tests, **more)


def _counting(name, text, replacement, test):
    file = "theorems/counting.py"
    return Mutant(f"counting: {name}", file, text, replacement, (COUNTING + test,))


_LEMMA = (
    _lemma(
        "copies merge across facets that V does not touch",
        "fold.facet in piece.touched and vanishes(piece.gradient, fold.direction)",
        "vanishes(piece.gradient, fold.direction)",
    ),
    _lemma(
        "copies merge across every facet that V touches",
        "fold.facet in piece.touched and vanishes(piece.gradient, fold.direction)",
        "fold.facet in piece.touched",
    ),
    _lemma("one component less", "return int(labels.max()) + 1", "return int(labels.max())"),
    _lemma(
        "the point in the wrong branch", "fold.first].affine_map, image", "0].affine_map, image"
    ),
    _lemma("the bias forgotten", "right = [y - b for", "right = [y for"),
    _lemma(
        "the outer regions on the domain with its redundant rows",
        "regions(outer, folding.target, engine=engine)",
        "regions(outer, engine=engine)",
        reason="the target is the outer domain without redundant rows: the same set, and facets "
        "are named by their primitive rows, which redundant ones do not change",
        equivalent=True,
    ),
)

_HYPOTHESIS = (
    _maps(
        "directions sent to zero by one output",
        "    return all(sum(a * d",
        "    return any(sum(a * d",
        TENT,
        "affine_maps.py",
    ),
    _maps(
        "a singular branch passes",
        "        if direction is not None:",
        "        if False:",
        (LEMMA + "test_a_singular_region",),
    ),
    _maps(
        "a branch that leaves the target passes",
        "        if outside is not None:",
        "        if False:",
        (LEMMA + "test_a_region_that_leaves_the_target",),
    ),
    _maps(
        "a branch that does not cover the target passes",
        "        if hole is not None:",
        "        if False:",
        (LEMMA + "test_a_region_that_does_not_cover_the_target",),
    ),
    _maps(
        "facets inside a branch taken for its own",
        "if across != label]",
        "if True]",
        (LEMMA + "test_branches_may_be_made_of_several_activation_regions",),
    ),
    _maps(
        "a region that touches a row leaves it",
        "if value > offset else None",
        "if value >= offset else None",
        tests=(_DETAILS + "test_a_branch_of_two_regions_that_touch_the_target_in_corners",),
    ),
    _maps(
        "no step beyond along a ray",
        "(offset - value) / speed) + 1",
        "(offset - value) / speed)",
        tests=RAYS,
    ),
    _maps(
        "the way along a ray", "(offset - value) / speed", "(value - offset) / speed", tests=RAYS
    ),
    _maps(
        "a fold named by the source's facet",
        "Fold(u, v, over, _fold",
        "Fold(u, v, neighbours[u][over][0], _fold",
        tests=TENT,
    ),
    _maps(
        "a boundary facet named by the wrong side",
        "sorted((over, own) for over",
        "sorted((own, over) for over",
        tests=STATES,
    ),
    _maps("every fold twice", "            if u < v\n", "            if u != v\n", tests=REDUNDANT),
    _maps(
        "redundant rows of the target kept",
        ", irredundant(target)).result()",
        ", target).result()",
        tests=REDUNDANT,
    ),
    _maps(
        "redundant rows of the source kept",
        "irredundant(cells.domain), ",
        "cells.domain, ",
        tests=REDUNDANT,
    ),
    _maps(
        "a fold's normal for its direction",
        "        zip(*first.weights, strict=True), zip(*second.weights, "
        "strict=True), strict=True\n",
        "        first.weights, second.weights, strict=True\n",
        TRIANGLES,
    ),
    _maps(
        "the sum of the gradients", "difference = [b - a for", "difference = [b + a for", tests=TENT
    ),
    _maps(
        "holes taken for convex",
        "            return None\n    return image(members[0]",
        "            pass\n    return image(members[0]",
        tests=(_DETAILS + "test_a_region_around_a_hole_is_no_branch",),
    ),
    _maps(
        "the other side of the first region",
        "labels[neighbour] != labels[0]\n",
        "labels[neighbour] == labels[0]\n",
        tests=RETURNING,
    ),
    _maps(
        "the preimage moved the wrong way",
        "(*pulled, offset - shift)",
        "(*pulled, offset + shift)",
        file="affine_maps.py",
        tests=IMAGES,
    ),
    _maps(
        "the image moved the wrong way",
        "(*pushed, offset + shift)",
        "(*pushed, offset - shift)",
        file="affine_maps.py",
        tests=IMAGES,
    ),
    _maps(
        "the image by the inverse",
        "    transposed = list(zip(*affine_map.weights, strict=True))",
        "    transposed = list(affine_map.weights)",
        file="affine_maps.py",
        tests=IMAGES,
    ),
    _maps(
        "directions with their sign",
        "return direction if leading > 0 else tuple(-entry for entry in direction)",
        "return direction",
        file="affine_maps.py",
        tests=(_DETAILS + "test_directions_have_one_orientation",),
    ),
    _maps(
        "inner facets for those of the domain",
        "            if neighbour is None:\n                found.setdefault",
        "            if neighbour is not None:\n                found.setdefault",
        file="pieces.py",
        tests=TENT,
    ),
    _maps(
        "a point anywhere on the facet's hyperplane",
        "(*other[:-1], sum(map(abs, other[:-1])), other[-1]) for other in others",
        "(*other[:-1], 0, other[-1]) for other in others",
        file="relative_interior.py",
        tests=FACETS,
    ),
    _maps(
        "one side of the facet's hyperplane",
        "*depths, on_facet, tuple(-entry for entry in on_facet), (*depth, 1)",
        "*depths, on_facet, (*depth, 1)",
        file="relative_interior.py",
        tests=FACETS,
    ),
)

_TRANSFER = (
    _transfer(
        "folds over facets that are not touched",
        "            if fold.facet in state.touched\n            and self.classes",
        "            if self.classes",
    ),
    _transfer(
        "folds along which the piece has a slope",
        "            and self.classes.vanishes(state.gradient_class, fold.direction)\n",
        "",
    ),
    _transfer("all facets of a copy touched", "                if over in state.touched\n", ""),
    _transfer(
        "the other end of the boundary",
        "for over, facet in branches[branch].boundary",
        "for facet, over in branches[branch].boundary",
    ),
    _transfer(
        "only the first branch of a component touches",
        "                for branch in component\n",
        "                for branch in component[:1]\n",
    ),
    _transfer("the gradient of the first branch", "branches[component[0]]", "branches[0]"),
    _transfer(
        "the gradient before the map",
        "self.classes.after(state.gradient_class, gradient) if touched",
        "state.gradient_class if touched",
    ),
    _transfer(
        "one copy of each kind", "result[successor] += count * copies", "result[successor] += count"
    ),
    _transfer(
        "the matrix transposed",
        "self.successors(old)[new] for old in states] for new",
        "self.successors(new)[old] for old in states] for new",
    ),
    _transfer(
        "one step less", "self.matrix(states) ** exponent", "self.matrix(states) ** (exponent - 1)"
    ),
    _transfer(
        "the direction not moved",
        "if _moved(scaled, d) in gradient_class",
        "if d in gradient_class",
        "gradients.py",
    ),
    _transfer(
        "directions moved once",
        "        fresh = list(moved - directions)",
        "        fresh = []",
        "gradients.py",
    ),
    _transfer(
        "the columns of a branch",
        "for row in branch for entry in row)\n    return tuple(numerators(row, "
        "scale) for row in branch)",
        "for row in branch for entry in row)\n    return tuple(numerators(row, "
        "scale) for row in zip(*branch, strict=True))",
        "gradients.py",
    ),
)

_FOLDS = (
    _folds(
        "upper folds rounded the same way",
        "(self.branches - self.falls_first) // 2",
        "self.branches // 2",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "one lower fold more",
        "self.branches - 1 - self.folds_at_upper",
        "self.branches - self.folds_at_upper",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "where a zigzag ends",
        "self.falls_first == bool(self.branches % 2)",
        "self.falls_first != bool(self.branches % 2)",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "the outer zigzag begins at its end",
        "else not outer.ends_low",
        "else outer.ends_low",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "all iterates fall first",
        "self.falls_first and (exponent % 2 == 1 or self.branches % 2 == 0)",
        "self.falls_first",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "iterates by parity alone",
        "(exponent % 2 == 1 or self.branches % 2 == 0)",
        "exponent % 2 == 1",
        "zigzags.py",
        SHAPES,
    ),
    _folds(
        "pieces that do not run through",
        "any({a, b} != {low, high} for a, b in pairwise(values))",
        "any({a, b} > {low, high} for a, b in pairwise(values))",
        "zigzags.py",
        (POWERS + "test_what_is_no_zigzag",),
    ),
    _folds("sloped pieces merge", "            if flat[j]:", "            if True:"),
    _folds(
        "the sides exchanged",
        "zigzag.folds_at_upper if any(side > 0",
        "zigzag.folds_at_upper if any(side < 0",
    ),
    _folds(
        "lower folds where only the upper side is touched",
        "zigzag.folds_at_lower if any(side < 0 for side in sides) else 0",
        "zigzag.folds_at_lower if any(sides) else 0",
    ),
    _folds(
        "flat in one output",
        "not any(row[j] for row in piece.gradient)",
        "not all(row[j] for row in piece.gradient)",
    ),
    _folds(
        "copies added",
        "copies *= zigzag.branches - merged",
        "copies = zigzag.branches - merged",
        tests=PRODUCTS,
    ),
    _folds(
        "coordinates that are mixed",
        "        if not needed[0] <= {j}:",
        "        if False:",
        tests=(POWERS + "test_what_is_no_zigzag",),
    ),
    _folds("bounds not divided", "Fraction(offset, normal[axes[0]])", "Fraction(offset)"),
    _folds(
        "an open box",
        "    if not len(lower) == len(upper) == polytope.dimension:",
        "    if False:",
        tests=(POWERS + "test_what_is_no_zigzag",),
    ),
)

_INTERVALS = (
    _intervals(
        "the kink at the lower end counted",
        "kinks[high] - kinks[low + 1]",
        "kinks[high] - kinks[low]",
    ),
    _intervals(
        "a falling piece keeps its sides", "(side * sign(slope) + 1) // 2", "(side + 1) // 2"
    ),
    _intervals(
        "slopes of the outer map alone",
        "[slope * entry for entry in across]",
        "[entry for entry in across]",
    ),
    _intervals(
        "the rest of the period",
        "    for _ in range(rest):\n",
        "    for _ in range(0):\n",
        tests=REPETITIONS,
    ),
    _intervals(
        "the way to the period",
        "divmod(exponent - start, period)",
        "divmod(exponent, period)",
        tests=REPETITIONS,
    ),
    _intervals(
        "kinks of the points in every unit",
        "columns[j][i] - constant[i] for j",
        "columns[j][i] for j",
        tests=REPETITIONS,
    ),
    _intervals(
        "the kink at the lower end of the domain",
        "self.kinks[first + 1 : last]",
        "self.kinks[first:last]",
        tests=KNOTS,
    ),
    _intervals(
        "opposite derivatives are equal",
        "left is not None and right is not None and left != right",
        "left is not None and right is not None and left != right and left != "
        "tuple(-a for a in right)",
        tests=KNOTS,
    ),
    _intervals(
        "images of the first points alone", "        fresh = list(images)\n", "        fresh = []\n"
    ),
    _intervals(
        "one repetition more",
        "counts, step.repeats - 1)",
        "counts, step.repeats)",
        "interval_chains.py",
    ),
    _intervals(
        "an interval that is not mapped into itself",
        "if low <= min(values) and max(values) <= high:",
        "if low <= min(values):",
        "interval_chains.py",
    ),
    _intervals(
        "the first block last",
        "for step in in_time(reversed(steps)):",
        "for step in in_time(steps):",
        "interval_chains.py",
    ),
    _intervals(
        "knots where nothing turns",
        ".simplified()",
        "",
        "interval_maps.py",
        tests=KNOTS,
    ),
    _intervals(
        "the piece on the left",
        "right - 1 if on_knot and side < 0 else right",
        "right",
        "interval_maps.py",
        tests=KNOTS,
    ),
)

_CHAINS = (
    _chains(
        "checked once for every polytope",
        "stages.py",
        "key = (id(block.network), source)",
        "key = (id(block.network), None)",
        tests=RETURNING,
    ),
    _chains(
        "repeated on another image",
        "stages.py",
        "left if result.target == source else 1",
        "left",
        tests=RETURNING,
    ),
    _chains(
        "the next block on the same polytope",
        "stages.py",
        "            source = result.target\n",
        "",
        tests=ZIGZAGS,
    ),
    _chains(
        "redundant rows of the domain kept",
        "chains.py",
        "source = irredundant(domain)",
        "source = domain",
        tests=REDUNDANT,
    ),
    _chains(
        "the zigzags in the wrong order",
        "chains.py",
        "first.then(second) for",
        "second.then(first) for",
        tests=ZIGZAGS,
    ),
    _chains(
        "the repetitions of a fold",
        "chains.py",
        "fold.zigzag**stage.repeats",
        "fold.zigzag",
        tests=REDUNDANT,
    ),
    _chains(
        "the outer map on the domain of the whole",
        "chains.py",
        "    target = stages[-1].target if stages else source\n    cells = "
        "search(outer, target)\n    if isinstance(cells, CompositionRefusal):\n  "
        "      return cells\n    pieces = linear_pieces(cells)\n    zigzags",
        "    cells = search(outer, source)\n    if isinstance(cells, "
        "CompositionRefusal):\n        return cells\n    pieces = "
        "linear_pieces(cells)\n    zigzags",
        tests=ZIGZAGS,
    ),
    _chains(
        "the stages from the first on",
        "chains.py",
        "for stage in in_time(reversed(stages)):",
        "for stage in in_time(stages):",
        tests=(_DETAILS + "test_different_folds_in_a_chain",),
    ),
    _chains(
        "the source alone as target",
        "chains.py",
        "        if target != source:",
        "        if False:",
        tests=IMAGES,
    ),
    _chains(
        "equal layers cut alike whatever follows",
        "blocks.py",
        "key = (tuple(map(id, layers[start:stop])), cuts[start], cuts[stop])",
        "key = (tuple(map(id, layers[start:stop])),)",
        tests=CUTS,
    ),
    _chains(
        "pivots taken for 1",
        "blocks.py",
        "[row[k] / entry for k, entry in pivots]",
        "[row[k] for k, entry in pivots]",
        tests=CUTS,
    ),
    _chains(
        "all numbers that pass",
        "blocks.py",
        "for row in distinct]) <= bound",
        "for row in distinct]) <= bound + 1",
        tests=CUTS,
    ),
    _chains(
        "the first rows decide",
        "blocks.py",
        "[: bound + 1]",
        "[:bound]",
        reason="only the quick look fails: all rows decide",
        equivalent=True,
    ),
    _chains(
        "a cut behind other numbers",
        "blocks.py",
        "_row_space_of([*own, *earlier], layer.inputs) == earlier",
        "True",
        tests=CUTS,
    ),
    _chains(
        "ReLUs of sums with negative weights",
        "simplified_layers.py",
        "w == 0 or (w > 0 and k in nonnegative)",
        "w == 0 or k in nonnegative",
        tests=SIMPLIFIED,
    ),
    _chains(
        "ReLUs of sums of any inputs",
        "simplified_layers.py",
        "w == 0 or (w > 0 and k in nonnegative)",
        "w >= 0",
        tests=SIMPLIFIED,
    ),
    _chains(
        "ReLUs of sums with negative bias",
        "simplified_layers.py",
        "return bias >= 0 and all(",
        "return all(",
        tests=SIMPLIFIED,
    ),
    _chains(
        "inert layers told by themselves alone",
        "simplified_layers.py",
        "key = (id(layer), nonnegative)",
        "key = (id(layer), frozenset())",
        tests=SIMPLIFIED,
    ),
    _chains(
        "layers with one identity unit merged",
        "simplified_layers.py",
        'if "relu" in before.activation:',
        'if "identity" not in before.activation:',
        tests=SIMPLIFIED,
    ),
    _chains(
        "merged layers told by the outer one alone",
        "simplified_layers.py",
        "key = (id(layer), id(before))",
        "key = (id(layer), 0)",
        tests=SIMPLIFIED,
    ),
    _chains(
        "the bias of the merged layer",
        "simplified_layers.py",
        "[b / scale + own for",
        "[b / scale for",
        tests=SIMPLIFIED,
    ),
    _chains(
        "a scale forgotten",
        "simplified_layers.py",
        "scale = outer * inner\n",
        "scale = outer\n",
        tests=SIMPLIFIED,
    ),
)

_COUNTING = (
    _counting(
        "other definitions by composition",
        '(method == "auto" and merged)',
        '(method == "auto")',
        "test_definitions_that_composition_does_not_count",
    ),
    _counting(
        "definitions not looked at",
        'if method == "composition" and not merged:\n',
        "if False:\n",
        "test_definitions_that_composition_does_not_count",
    ),
    _counting(
        "a refusal for a count",
        "if isinstance(result, CompositionCount):",
        "if result is not None:",
        "test_other_networks_are_counted_by_enumeration",
    ),
    _counting(
        "a limit of its own for each way",
        "with time_limit(execution.max_seconds):",
        "with time_limit(None):",
        "test_both_ways_of_counting_share_one_limit_of_time",
    ),
)

MUTANTS = (
    *_LEMMA,
    *_HYPOTHESIS,
    *_TRANSFER,
    *_FOLDS,
    *_INTERVALS,
    *_CHAINS,
    *_COUNTING,
)
