"""Faults of the integer form of a network and of its restrictions to slices."""

from tests.mutations.mutant import Mutant

_TESTS = "networks/test_scaled_layers.py::test_"
FORMS = (_TESTS + "forms_are_scaled_values", _TESTS + "linear_parts_are_without_bias")
SLICES = (_TESTS + "values_on_a_slice", _TESTS + "the_domain_of_a_slice")


def _forms(name, text, replacement):
    name = f"integer form: {name}"
    return Mutant(name, "networks/integer_form.py", text, replacement, FORMS)


SIGNS = ("networks/test_bounded_signs.py",)
LOCATE = ("complexes/test_locating.py",)


def _signs(name, text, replacement):
    return Mutant(f"signs: {name}", "networks/bounded_signs.py", text, replacement, SIGNS)


def _slices(name, text, replacement, reason="", equivalent=False):
    file, name = "networks/restriction.py", f"slices: {name}"
    return Mutant(name, file, text, replacement, SLICES, reason, equivalent)


SPARSE = ("networks/test_sparse_layers.py", "lowering/test_sparse_lowering.py")


def _sparse(name, file, text, replacement):
    return Mutant(f"sparse rows: {name}", file, text, replacement, SPARSE)


MUTANTS = (
    _forms(
        "a layer that recurs keeps its place",
        "else replace(known, offset=offset)",
        "else known",
    ),
    _forms(
        "the constant not scaled",
        "outputs.append((*zero[:-1], scale))",
        "outputs.append((*zero[:-1], 1))",
    ),
    _forms("active units vanish", "            if not bit:\n", "            if bit:\n"),
    _forms(
        "the first units for those with a ReLU",
        "for unit, bit in zip(self.relu_units, group, strict=True):",
        "for unit, bit in enumerate(group):",
    ),
    _forms(
        "scales of single layers",
        "accumulate((layer.denominator for layer in self.layers), mul, initial=1)",
        "(1, *(layer.denominator for layer in self.layers))",
    ),
    _forms(
        "the scales one layer early",
        "zip(self.layers, self.scales[1:], strict=True)",
        "zip(self.layers, self.scales[:-1], strict=True)",
    ),
    _forms("all units counted", "offset += len(layer.relu_units)", "offset += len(layer.weights)"),
    _forms(
        "the bits of the first layer",
        "group = bits[layer.offset : layer.offset + len(layer.relu_units)]",
        "group = bits[: len(layer.relu_units)]",
    ),
    _forms(
        "the units of the last layer alone",
        "return last.offset + len(last.relu_units)",
        "return len(last.relu_units)",
    ),
    _forms(
        "the bias in the linear part",
        "[*vectors, (0,) * len(vectors[0])]",
        "[*vectors, (1,) * len(vectors[0])]",
    ),
    _slices(
        "the scale of the slice",
        "total = scale * integers.denominator",
        "total = integers.denominator",
    ),
    _slices(
        "the constant not scaled",
        "constant = (*[0] * subspace.dimension, scale)",
        "constant = (*[0] * subspace.dimension, 1)",
    ),
    _slices(
        "the origin on the wrong side", "row[-1] * scale - constant)", "row[-1] * scale + constant)"
    ),
    _slices("the offset not scaled", "row[-1] * scale - constant)", "row[-1] - constant)"),
    _slices("flat parts", "    if part.rows and not is_full_dimensional(part):", "    if False:"),
    _slices(
        "the origin first",
        "vectors = (*subspace.directions, subspace.origin)",
        "vectors = (subspace.origin, *subspace.directions)",
    ),
    _slices(
        "no rows",
        "    if part.rows and not is_full_dimensional(part):",
        "    if not is_full_dimensional(part):",
        "the whole space has an interior: this only saves a linear program",
        equivalent=True,
    ),
    _signs("inputs that are off", "            spread += errors\n", "            pass\n"),
    _signs(
        "no rounding of products",
        "spread = gamma * np.abs(values)",
        "spread = 0.0 * np.abs(values)",
    ),
    _signs("signs of weights", "sizes, bias = abs(weights),", "sizes, bias = weights,"),
    _signs(
        "NaNs that prove",
        "own > off, own < -off",
        "~(own <= off), own < -off",
    ),
    _signs("parameters beyond floats", "if all(map(_are_normal, layers)):", "if True:"),
    _signs("one bound: the norm", "sizes.sum(axis=0).max()", "sizes.sum(axis=0).min()"),
    _signs("one bound: inputs that are off", "(error + gamma * largest)", "(gamma * largest)"),
    _signs("one bound: roundings", "(error + gamma * largest)", "error"),
    _signs("one bound: the bias", "(gamma * self.highest_bias + _LOST)", "_LOST"),
    _signs(
        "one bound: negative inputs",
        "np.abs(values).max(axis=1, keepdims=True)",
        "values.max(axis=1, keepdims=True)",
    ),
    _signs(
        "one bound: sums beyond floats",
        "        error[~(self.norm * largest + self.highest_bias < _HIGHEST)] = np.inf\n",
        "",
    ),
    _signs("sums beyond floats", "        errors[~np.isfinite(found)] = np.inf\n", ""),
    _signs("products below floats", "_LOST = 2.0**-540", "_LOST = 2.0**-1000"),
    _signs("all units inactive", "errors[negative] = 0.0", "errors[...] = 0.0"),
    _signs("errors of inactive units", "errors[negative] = 0.0", "pass"),
    _signs(
        "inputs of ReLUs passed on",
        "np.where(self.relu, np.maximum(values, 0.0), values)",
        "values",
    ),
    _signs(
        "the constant not scaled",
        "constant = [layer.denominator * entry for entry in inputs[-1]]",
        "constant = list(inputs[-1])",
    ),
    _signs("points of the first part", "(start + still).tolist()", "still.tolist()"),
    _sparse(
        "products as if there were one term",
        "networks/sparse_weights.py",
        "terms = int(np.diff(self.starts).max())",
        "terms = 1",
    ),
    _sparse(
        "biases beyond floats in the products",
        "networks/integer_rows.py",
        "        held[list(layer.units_beyond_floats)] = 0.0\n",
        "",
    ),
    _sparse(
        "weights beyond floats in the products",
        "networks/wide_products.py",
        "weights.without(list(others))",
        "weights",
    ),
    _sparse(
        "rounded products",
        "lowering/operations/sparse_maps.py",
        "return None if lost.any() else products",
        "return products",
    ),
    _sparse(
        "products below floats",
        "lowering/operations/sparse_maps.py",
        "if not np.all((sizes == 0.0) | ((sizes > _SMALLEST) & (sizes < _LARGEST))):",
        "if False:",
    ),
    _sparse(
        "rounded sums",
        "lowering/operations/sparse_maps.py",
        "if lost.any() or not np.isfinite(sums).all():",
        "if not np.isfinite(sums).all():",
    ),
    _sparse(
        "rounded averages",
        "lowering/operations/sparse_maps.py",
        "or taps is None or not exact:",
        "or taps is None:",
    ),
    _sparse(
        "variables that recur",
        "lowering/operations/sparse_maps.py",
        "if variables is None or len(np.unique(variables)) < len(variables):",
        "if variables is None:",
    ),
    _sparse(
        "constants beside the last units",
        "lowering/sparse_layering.py",
        "if outputs.counts.max() <= 1 and not outputs.counts.all():",
        "if False:",
    ),
    _sparse(
        "layers that take more than the one before passes on",
        "lowering/sparse_layering.py",
        "if not all(_depends_only_on(rows, before) for rows, before, _ in steps):",
        "if False:",
    ),
    _sparse(
        "terms in the order of the places",
        "lowering/sparse_layering.py",
        "    if increases.all():",
        "    if True:",
    ),
    Mutant(
        "quotients: rounded ones",
        "networks/layer.py",
        "if any(a * divisor != n * b for",
        "if any(False for",
        SLICES,
    ),
    Mutant(
        "points: integers that were rounded",
        "arithmetic/points.py",
        "max(initial=0.0) < 2.0**53:",
        "max(initial=0.0) <= 2.0**54:",
        SIGNS,
    ),
    Mutant(
        "locate: outside of the domain",
        "complexes/locating.py",
        "(complex.domain, points) >= 0).all(axis=1)",
        "(complex.domain, points) >= 0).any(axis=1)",
        LOCATE,
    ),
    Mutant(
        "locate: the first region for all ties",
        "complexes/locating.py",
        "np.argmax(matching) if matching.any() else OUTSIDE",
        "0",
        LOCATE,
    ),
    Mutant(
        "locate: patterns that are not there",
        "complexes/places.py",
        "np.where((patterns[places] == wanted).all(axis=1), places, OUTSIDE)",
        "places",
        LOCATE,
    ),
)
