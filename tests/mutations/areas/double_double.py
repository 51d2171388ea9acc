"""Faults of the second filter, in pairs of floats, and of the forms that integers decide with."""

from tests.mutations.mutant import Mutant

_KERNEL = "refinement/vertices/kernel/"
_TESTS = "refinement/kernel/test_"


def _pairs(name, text, replacement, reason="", equivalent=False):
    tests = (_TESTS + "double_double.py",)
    return Mutant(
        f"pairs: {name}", _KERNEL + "double_double.py", text, replacement, tests, reason, equivalent
    )


def _rows(name, text, replacement, reason="", equivalent=False):
    tests = (_TESTS + "sharp_rows.py",)
    return Mutant(
        f"sharp rows: {name}",
        _KERNEL + "sharp_rows.py",
        text,
        replacement,
        tests,
        reason,
        equivalent,
    )


def _signs(
    name, text, replacement, reason="", equivalent=False, tests=(_TESTS + "sharp_signs.py",)
):
    return Mutant(
        f"sharp signs: {name}",
        _KERNEL + "sharp_signs.py",
        text,
        replacement,
        tests,
        reason,
        equivalent,
    )


def _product(name, text, replacement):
    tests = (_TESTS + "sharp_signs.py",)
    return Mutant(f"add_product: {name}", _KERNEL + "double_double.py", text, replacement, tests)


def _maps(name, text, replacement):
    tests = ("refinement/test_enclosed_maps.py::test_the_exact_maps_are_enclosed",)
    return Mutant(f"enclosed maps: {name}", _KERNEL + "output_maps.py", text, replacement, tests)


def _forms(name, text, replacement, reason="", equivalent=False):
    tests = ("refinement/test_branch_forms.py",)
    file = "refinement/vertices/branch_forms.py"
    return Mutant(f"branch forms: {name}", file, text, replacement, tests, reason, equivalent)


def _rests(name, text, replacement, reason="", equivalent=False):
    tests = tuple(
        f"refinement/test_remainders.py::test_{test}"
        for test in (
            "remainders_of_quotients",
            "pairs_are_the_exact_parameters",
            "long_biases_of_small_integers",
        )
    )
    return Mutant(
        f"rests: {name}",
        "refinement/vertices/remainders.py",
        text,
        replacement,
        tests,
        reason,
        equivalent,
    )


MUTANTS = (
    _pairs("half the error of a sum", "(a - (total - other)) + (b - other)", "b - other"),
    _pairs("a half that is too long", "134217729.0", "1048577.0"),
    _pairs("a half that is none", "return stretched - (stretched - a)", "return a"),
    _pairs("a product and a sum rounded each", "multiply_add(a, b, -product)", "a * b - product"),
    _pairs("no product of rests", "a_rest * b_rest - (", "-("),
    _pairs("no product with a rest", " - a_half * b_rest)", ")"),
    _product("no error of the product", "(error + (a * b_rest + a_rest * b))", "(a * b_rest + a_rest * b)"),
    _product("no error of the sum", "rest + (left + ", "rest + ("),
    _product("no rest of the point", "a * b_rest + a_rest * b)", "a_rest * b)"),
    _product("no rest of the hyperplane", "a * b_rest + a_rest * b)", "a * b_rest)"),
    # build_sharp_rows
    _rows("no rest of the value", "weight * rest + weight_rests[k] * value", "weight_rests[k] * value"),
    _rows("no rest of the weight", "weight * rest + weight_rests[k] * value", "weight * rest"),
    _rows("no error of the sum", "+= left + error", "+= error"),
    _rows("no error of the product", "product_error(product, weight, value) + (", "("),
    _rows("no rest of the bias", "net.bias_rests[layer, k] if", "0.0 if"),
    _rows("no error of the layer before", "sharp[ERROR, layer - 1, i, j] + tiny * abs(value)", "tiny * abs(value)"),
    _rows("no rounding", "i, j] + tiny * abs(value)", "i, j]"),
    _rows("no rounding of the bias", "spread = tiny * abs(bias)", "spread = 0.0"),
    _rows("no underflow", "            if spread < FLOOR:\n", "            if spread < 0.0:\n"),
    _rows("a bias that is too small", "if spread < FLOOR and bias != 0.0:", "if False:"),
    _rows("least values skipped", "spread == 0.0 and value == 0.0", "spread == 0.0"),
    _rows("not rounded upwards", "sharp[ERROR, layer, i, k] * INFLATION", "sharp[ERROR, layer, i, k]"),
    _rows("few terms", "(terms * (terms + 8.0) + 32.0)", "(terms * 0.01 + 4.0)"),
    _rows("multiples of a grid", "0.0 if scaled <= exact else scaled", "scaled"),
    _rows("larger multiples of a grid", "exact = rounding_of(0)", "exact = rounding_of(terms)"),
    _rows("layers whose units change", "net.units[unit, LAYER_OF] + 1)", "net.units[unit, LAYER_OF] + 2)"),
    _rows("units without a ReLU", "bit = np.uint8(1)", "bit = np.uint8(0)"),
    _rows("inactive units", "work.active[before_first + j] == 0", "work.active[before_first + j] == 7"),
    _rows("a sum left as it is", "sharp[REST, layer, i, k] = rest\n", "sharp[REST, layer, i, k] += 0.0\n"),
    _rows("bounded without the rest", "apart += abs(sharp[REST, layer, i, k])", "pass"),
    _rows("bounded without the error", "(apart + sharp[ERROR, layer, i, k])", "apart"),
    _rows("bounded without the distance", "apart = abs(planes[VALUE, layer, i, k] - sharp[VALUE, layer, i, k])", "apart = 0.0"),
    _rows("bounds not upwards", "(apart + sharp[ERROR, layer, i, k]) * INFLATION", "(apart + sharp[ERROR, layer, i, k])"),
    _rows("coefficients that are replaced", "planes[ERROR, layer, i, k] = error\n", "planes[ERROR, layer, i, k] = error\n                planes[VALUE, layer, i, k] = sharp[VALUE, layer, i, k]\n"),
    _rows("worse rows", "if error < planes[ERROR, layer, i, k]:", "if True:"),
    _rows("the first layer made anew", "max(counts[SHARP_LAYERS], 1)", "max(counts[SHARP_LAYERS], 0)"),
    _rows("layers that are forgotten", "= max(begin, layer + 1)", "= layer + 1"),
    _rows("layers that are kept", "range(begin, layer + 1)", "range(begin + 1, layer + 1)"),
    # find_point
    _signs("a vertex that floats lost", "            x = 0.0\n", "            pass\n"),
    _signs("a ray that floats lost", " and pool[p, pool.shape[1] - 3] != 0.0:", ":"),
    _signs("a generator without error", "    if pool[p, dimension] == 0.0:\n        return 0.0\n", ""),
    _signs("no residual", "(abs(value) + bound) * INFLATION", "bound * INFLATION"),
    _signs("no rounding of the residual", "bound = gamma * gamma * magnitude", "bound = 0.0"),
    _signs("no error in the residual", "bound += scratch[SYSTEM_ERROR, r, i] * abs(scratch[POINT, VALUE, i])", "pass"),
    _signs(
        "residual not rounded upwards", "(abs(value) + bound) * INFLATION", "(abs(value) + bound)",
        "the two INFLATIONs of the bound itself cover this rounding too", equivalent=True,
    ),
    _signs(
        "no underflow of the residual", "(abs(value) + bound) * INFLATION + TINY", "(abs(value) + bound) * INFLATION",
    ),
    _signs("a zero that moves", "if not is_exact_zero(scratch[POINT, VALUE, place], np.inf):", "if True:"),
    _signs("w of a ray that moves", "        scratch[POINT, VALUE, inputs] = 0.0\n", "        pass\n"),
    _signs("no rest of the step", "value, rest + scratch[POINT, REST, place])", "value, rest)"),
    _signs("rounded without the rest", "rounded = (error + rounding) * INFLATION", "rounded = error * INFLATION"),
    _signs("rounded without the error", "rounded = (error + rounding) * INFLATION", "rounded = rounding * INFLATION"),
    _signs("a worse bound", "if rounded < pool[p, dimension]:", "if rounded < np.inf:"),
    # sign_in_pairs
    _signs("w with an error", "0.0 if i == dimension - 1 or", "0.0 if"),
    _signs("a coordinate without error", "if i == dimension - 1 or", "if i >= dimension - 2 or"),
    _signs("a zero with an error", " or is_exact_zero(x, error) else", " else"),
    _signs("no error of the hyperplane", "bound += sharp[ERROR, layer, i, column] * (abs(x) + e) + abs(h) * e", "bound += abs(h) * e"),
    _signs("no product of errors", "column] * (abs(x) + e) + abs(h) * e", "column] * abs(x) + abs(h) * e"),
    _signs("no error of the point", "column] * (abs(x) + e) + abs(h) * e", "column] * (abs(x) + e)"),
    _signs("no rounding", "bound += gamma * gamma * (abs(h) * (abs(x) + e))", "pass"),
    _signs("no underflow", "bound = bound * INFLATION + TINY", "bound = bound * INFLATION"),
    _signs("no rest of the value", "    value += rest\n", ""),
    _signs("a value beyond floats", "if np.inf > value > bound:", "if value > bound:"),
    _signs("a negative value beyond floats", "if -np.inf < value < -bound:", "if value < -bound:"),
    _signs("the side", "value < -bound:\n        return -1", "value < -bound:\n        return 1"),
    _signs(
        "the bound not rounded upwards", "bound = bound * INFLATION + TINY", "bound = bound + TINY",
        "a value above the bound has a magnitude of its size, whose gamma outweighs the rounding",
        equivalent=True,
    ),
    _signs("before there are pairs", "    if work.sharp.shape[0] == 0:\n        return UNDECIDED\n", ""),
    # forms of a branch
    _forms("those of layers that were not reached", "self._forms[reached:] = [{} for _ in self._layers[reached:]]", "pass"),
    _forms("a layer too many kept", "del self._inputs[same + 1 :]", "del self._inputs[same + 2 :]"),
    _forms("moves of the branch before", "        self._moves, self._multiples = [], {}\n\n    def form", "\n    def form"),
    _forms("no constant", "entries[-1] += row[-1] * self._scales[index]", "pass"),
    _forms("another scale", "entries[-1] += row[-1] * self._scales[index]", "entries[-1] += row[-1]"),
    _forms("identity units inactive", "bits.get(unit, 1)", "bits.get(unit, 0)"),
    _forms("the old form of a unit that leaves", "(unmoved if bit else self._multiples.get(unit, unmoved))", "unmoved"),
    _forms("the new form of a unit that comes", "(unmoved if bit else self._multiples.get(unit, unmoved))", "self._multiples.get(unit, unmoved)"),
    _forms("what others pass on", "for u in active if u not in changed}", "for u in ()}"),
    _forms("the side", "form if bit else negated(form)", "negated(form) if bit else form"),
    _forms("one multiple for all", "            own[place] = 0\n", ""),
    _forms("nothing moved", "self._moves) + len(changed) > self._size", "self._moves) + len(changed) > 0"),
    _forms("however many changes", "self._moves) + len(changed) > self._size", "self._moves) + len(changed) > 10**9"),
    # remainders
    _rests("the digits of floats", "_PRECISION = 53", "_PRECISION = 52"),
    _rests("the scale", "shift = math.frexp(value)[1] - exponent", "shift = -exponent"),
    _rests("large quotients", "(digits * denominator << max(-down, 0))", "(digits * denominator)"),
    _rests("of weights in another order", "own = slice(start + unit, ", "own = slice(start, "),
    _rests("of small integers", "stored = net.bias[index].tolist()", "stored = [0.0] * len(integers)"),
    _rests("of composed layers", "return range(len(layer.rows))", "return range(0)"),
    _rests("of layers beyond floats", "return list(layer.rows.layer.units_beyond_floats)", "return []"),
    _rests("of the first layer", "for unit in _units_with_rests(first):", "for unit in ():"),
    _rests("of the domain", "        write(-1, column, rows[column], 1)", "        pass"),
    _rests("no errors of the first layer", "np.abs(stored) * 2.0**-103", "0.0"),
    # maps
    _maps("outputs that are inactive", "if work.active[first + unit] != 0:", "if True:"),
    _maps("no errors", "sharp[ERROR, last, i, unit]", "0.0"),
    _maps("one scale", "scale = fetched(scales, unit)", "scale = fetched(scales, 0)"),
)  # fmt: skip
