"""Faults of the two engines: in the bounds of the kernel, its set arithmetic, and the matching."""

from tests.mutations.mutant import Mutant

KERNEL = "refinement/vertices/kernel/"
_TESTS = "refinement/kernel/"
SIGNS = (_TESTS + "test_signs.py",)
ROWS = (_TESTS + "test_layer_rows.py",)
DENSE = (_TESTS + "test_dense_rows.py",)
GENERATORS = (_TESTS + "test_generators.py",)
ENCLOSURES = (_TESTS + "test_enclosures.py",)
INTERIOR = (_TESTS + "test_interior_points.py",)
STORED = ("refinement/test_stored_floats.py",)
DERIVATIVES = ("refinement/test_derivative_bounds.py",)
EDGES = (_TESTS + "test_edges.py",)
REACHING = (_TESTS + "test_reaching.py",)
MATCHING = (_TESTS + "test_matching.py",)
ROUNDING = (_TESTS + "test_rounding.py",)
START = ("refinement/test_start_cells.py",)
MANY = ("theorems/test_many_counts.py",)
COLUMNS = ("refinement/test_region_columns.py",)
LATER_LAYERS = ("refinement/test_later_layers.py",)
LP_BOUNDS = ("refinement/test_lp_bounds.py",)
_SEARCH = "refinement/test_vertices_search.py::test_"
DISTINCT = ("refinement/test_distinct_rows.py",)
ASSEMBLY = ("refinement/test_lp_assembly.py",)
LP_QUESTIONS = ("refinement/test_lp_questions.py",)
LP_SEARCH = ("refinement/test_lp_search.py",)
_LP_BUDGETS = "refinement/test_lp_budgets.py::test_"
MAGNITUDES = ("refinement/test_magnitudes.py",)
DISPATCH = ("refinement/test_dispatch.py",)
_DIVISIONS = "refinement/test_divisions.py::test_"
DIVISIONS = (
    _DIVISIONS + "random_divisions",
    _DIVISIONS + "points_are_the_same_however_signs_are_decided",
)
DIVISIONS_SAID = (_DIVISIONS + "points_are_what_they_are_said_to_be",)
_ESTIMATING = "refinement/test_estimating.py::test_"
SCHEDULE = ("refinement/test_dispatch_schedule.py",)
THREADS = ("test_threads.py",)


def _sign_at(name, text, replacement, reason="", equivalent=False):
    return Mutant(
        f"sign_at: {name}", KERNEL + "signs.py", text, replacement, SIGNS, reason, equivalent
    )


def _rows(name, text, replacement, reason="", equivalent=False):
    return Mutant(name, KERNEL + "layer_rows.py", text, replacement, ROWS, reason, equivalent)


def _dense(name, text, replacement, reason="", equivalent=False, file=KERNEL + "dense_rows.py"):
    return Mutant(f"dense rows: {name}", file, text, replacement, DENSE, reason, equivalent)


def _norms(name, text, replacement, reason="", equivalent=False):
    file = "refinement/vertices/weight_norms.py"
    return _dense(name, text, replacement, reason, equivalent, file)


def _generators(name, text, replacement, reason="", equivalent=False):
    return Mutant(name, KERNEL + "generators.py", text, replacement, GENERATORS, reason, equivalent)


def _refined(name, text, replacement, reason="", equivalent=False):
    name = f"refine_generator: {name}"
    return Mutant(name, KERNEL + "enclosures.py", text, replacement, ENCLOSURES, reason, equivalent)


def _zeros(name, text, replacement, file="zeros.py"):
    tests = tuple(f"{_TESTS}test_{part}.py" for part in ("zeros", "generators", "layer_rows"))
    return Mutant(f"zeros: {name}", KERNEL + file, text, replacement, tests)


def _points(name, text, replacement, reason="", equivalent=False, tests=INTERIOR):
    file, name = KERNEL + "interior_points.py", f"interior points: {name}"
    return Mutant(name, file, text, replacement, tests, reason, equivalent)


def _stored(name, text, replacement, file="float_parameters.py"):
    return Mutant(
        f"stored floats: {name}", f"refinement/vertices/{file}", text, replacement, STORED
    )


def _derivatives(name, text, replacement, reason="", equivalent=False):
    file, name = "refinement/vertices/derivatives.py", f"derivatives: {name}"
    return Mutant(name, file, text, replacement, DERIVATIVES, reason, equivalent)


def _lp_bound(name, text, replacement):
    return Mutant(f"lp bound: {name}", "refinement/lp/bounds.py", text, replacement, LP_BOUNDS)


def _later(name, text, replacement):
    return _in(f"later layers: {name}", "lp/later_layers.py", text, replacement, LATER_LAYERS)


def _exact_relaxation(name, text, replacement):
    return _in(f"relaxation: {name}", "lp/exact_relaxations.py", text, replacement, LATER_LAYERS)


def _in(name, file, text, replacement, tests, reason="", equivalent=False):
    return Mutant(name, f"refinement/{file}", text, replacement, tests, reason, equivalent)


def _engines(name, file, text, replacement, test="units_that_touch_or_vanish"):
    return _in(name, file, text, replacement, (f"refinement/test_both_engines.py::test_{test}",))


_BOUNDS = (
    # sign_at
    _sign_at("no rounding", "(bound + magnitude * net.gamma)", "bound"),
    _sign_at("no underflow", "* net.gamma) * INFLATION + TINY", "* net.gamma) * INFLATION"),
    _sign_at("no error of the hyperplane", "bound += h_error * (abs(x) + e) + ", "bound += "),
    _sign_at("no product of errors", "h_error * (abs(x) + e)", "h_error * abs(x)"),
    _sign_at("no error of the point", "(abs(x) + e) + abs(h) * e", "(abs(x) + e)"),
    _sign_at("w with an error", "0.0 if i == dimension - 1 or", "0.0 if"),
    _sign_at("a coordinate without error", "if i == dimension - 1 or", "if i >= dimension - 2 or"),
    _sign_at("zero with an uncertain hyperplane", "(h != 0.0 or h_error != 0.0)", "h != 0.0"),
    _sign_at("zero at an uncertain point", "(x != 0.0 or e != 0.0)", "x != 0.0"),
    _sign_at("large integers", "if exact and magnitude < INTEGER_LIMIT * net.grids[layer]:", "if exact:"),
    _sign_at("integers on a grid", "INTEGER_LIMIT * net.grids[layer]", "INTEGER_LIMIT"),
    _zeros("sign_at: an error of a zero", "0.0 if i == dimension - 1 or is_exact_zero(x, point_error)", "0.0 if i == dimension - 1", "signs.py"),
    _sign_at("integers with errors", " == EXACT and bound == 0.0", " == EXACT"),
    _sign_at("floats as integers", "pool[p, dimension + 1] == EXACT and bound", "bound"),
    _sign_at("the side", "value < -bound:\n        return -1", "value < -bound:\n        return 1"),
    _sign_at(
        "the bound not rounded upwards", "* net.gamma) * INFLATION", "* net.gamma)",
        "a value above the bound has a magnitude of its size, whose gamma outweighs the rounding",
        equivalent=True,
    ),
    _sign_at(
        "rounding of the stored point alone", "abs(h) * (abs(x) + e)", "abs(h) * abs(x)",
        "the products that are rounded are those of the stored numbers", equivalent=True,
    ),
    # build_rows
    _rows(
        "build_rows: no error of the layer before",
        "spread = error + gamma * abs(value)", "spread = gamma * abs(value)",
    ),
    _rows("build_rows: no rounding", "spread = error + gamma * abs(value)", "spread = error"),
    _rows("build_rows: no rounding of the bias", "= gamma * abs(bias[layer, k])", "= 0.0"),
    _rows("build_rows: no underflow", "FLOOR if spread < FLOOR else spread", "FLOOR if spread < 0.0 else spread"),
    _rows("build_rows: least values skipped", "spread == 0.0 and value == 0.0", "spread == 0.0"),
    _rows("build_rows: not rounded upwards", "i, k] * INFLATION\n", "i, k]\n"),
    _rows("build_rows: large integers", "smallest = gamma *", "smallest = 16.0 * gamma *"),
    _rows("build_rows: floats as integers", "smallest = gamma * INTEGER_LIMIT * net.grids[layer]", "smallest = gamma * INTEGER_LIMIT"),
    _rows("build_rows: inactive units", "active[first + unit] == 0:", "active[first + unit] == 7:"),
    # build_dense_rows
    _dense("no error of the layer before", "* (spread + rounding)", "* rounding"),
    _dense("no rounding", "* (spread + rounding)", "* spread"),
    _dense("no rounding of the bias", " + of_bias * abs(net.bias[layer, k])", ""),
    _dense("no underflow", "if rounding < FLOOR and", "if rounding < 0.0 and"),
    _dense("zeros are not exact", "if rounding < FLOOR and (size != 0.0 or spread != 0.0):", "if rounding < FLOOR:"),
    _dense("the norm: no error of the layer before", "norms[layer, SPECTRAL] * spread", "0.0"),
    _dense("the norm: no rounding", " + norms[layer, FROBENIUS] * rounding", ""),
    _dense("the norm: no rounding of the biases", " + of_bias * norms[layer, BIAS_NORM]", ""),
    _dense("rounding of one product", "(sum_rows(net, work, layer) + 16)", "(0 * sum_rows(net, work, layer) + 16)"),
    _dense("no rounding of the weights", "(sum_rows(net, work, layer) + 16)", "sum_rows(net, work, layer)"),
    _dense("squares that underflow", "TINY < squares < np.inf", "squares < np.inf"),
    _dense("squares that overflow", "TINY < squares < np.inf", "TINY < squares"),
    _dense("squares of one unit less", "(r * r + s * s)", "r * r"),
    _dense("inactive units alone", "if active[first + j] != 0:\n            total", "if active[first + j] == 0:\n            total"),
    Mutant(
        "dense rows: norms of rows that have been replaced", KERNEL + "sharp_rows.py",
        "work.norms[ERROR, own] = np.inf", "pass", (_TESTS + "test_sharp_rows.py",),
    ),
    _norms("norms of rows", "np.sqrt(squares) * INFLATION", "np.sqrt(squares)"),
    _norms("the Frobenius norm", "math.sqrt(squares.sum()) * INFLATION", "math.sqrt(squares.sum())"),
    _norms("the norm of biases", "np.square(array).sum())) * INFLATION", "np.square(array).sum()))"),
    _norms("a spectral norm too small", "return math.sqrt(spectral_bound(", "return 0.9 * math.sqrt(spectral_bound("),
    _norms("half of the weights are zero", "<= _MOST_ZEROS", "<= 1"),
    _norms("integers", "if net.integer or max(", "if max("),
    _norms(
        "no rounding of products", "squarings - 1) + rest)", "squarings - 1))",
        "INFLATION holds it but in layers of more than a thousand units", equivalent=True,
    ),
    # evaluate_layer
    _rows("evaluate_layer: no rounding", "(net.gamma * moved + (error", "((error"),
    _rows("evaluate_layer: no error of the points", "+ (error if i < dimension - 1 else 0.0)", ""),
    _rows("evaluate_layer: no error of the hyperplane", " + planes[ERROR, layer, i, k] * moved", ""),
    _rows("evaluate_layer: error of the last point", "dimension] > error:", "dimension] != error:"),
    _rows("evaluate_layer: no product of errors", "moved = extent + error", "moved = extent"),
    _rows("evaluate_layer: a coordinate without error", "(error if i < dimension - 1", "(error if i < dimension - 2"),
    _rows("evaluate_layer: last extent", "extent = max(extent, abs(", "extent = max(0.0, abs("),
    _rows("evaluate_layer: large integers", "summary[MAGNITUDE, k] < limit and ", ""),
    _rows("evaluate_layer: hyperplanes with errors", " and is_exact_row(planes, layer, k)", ""),
    _rows("evaluate_layer: floats as integers", "!= EXACT:\n            exact = False", "!= EXACT:\n            exact = exact"),
    _rows("evaluate_layer: not rounded upwards", "summary[LIMIT, k] * INFLATION", "summary[LIMIT, k]"),
    _rows("evaluate_layer: no underflow", "[LIMIT, k] * INFLATION + TINY", "[LIMIT, k] * INFLATION"),
    _rows("evaluate_layer: values beyond floats", "elif summary[MAGNITUDE, k] < HUGE:", "elif True:"),
    # place_exactly
    _generators("place_exactly: a large first value", "size_first < INTEGER_LIMIT and size_second", "size_second"),
    _generators("place_exactly: a large second value", " and size_second < INTEGER_LIMIT", ""),
    _generators("place_exactly: large coordinates", "if not size < INTEGER_LIMIT:", "if False:"),
    _generators("place_exactly: a hyperplane with errors", "column] != 0.0:", "column] < 0.0:"),
    _generators("place_exactly: the side of the first end", "weight_first = -value_second", "weight_first = value_second"),
    _generators("place_exactly: a divisor of part of the point", "if divisor == 1:\n                break", "break"),
    # interpolate
    _generators("interpolate: no error of the ends", "max(error_first, error_second)\n                + ", ""),
    _generators("interpolate: error of the first end", "max(error_first, error_second)\n", "error_first\n"),
    _generators("interpolate: error of the second end", "max(error_first, error_second)\n", "error_second\n"),
    _generators("interpolate: bound of the first value", "spread = max(bound_first, bound_second)", "spread = bound_first"),
    _generators("interpolate: bound of the second value", "spread = max(bound_first, bound_second)", "spread = bound_second"),
    _generators("interpolate: no rounding of the values", "column] + abs(h) * gamma", "column]"),
    _generators("interpolate: no error of the hyperplane", "planes[ERROR, layer, i, column] + abs(h) * gamma", "abs(h) * gamma"),
    _generators("interpolate: no movement of the first value", "bound_first += (h_error + abs(h)) * error_first", "bound_first += 0.0"),
    _generators("interpolate: no movement of the second value", "bound_second += (h_error + abs(h)) * error_second", "bound_second += 0.0"),
    _generators("interpolate: no rounding of the point", "                + 4.0 * gamma * size\n", ""),
    _generators("interpolate: no underflow of the point", "            ) * INFLATION + TINY\n        return", "            ) * INFLATION\n        return",
        "w = 1 is among the coordinates, so the size is at least 1 and its 4 gamma outweighs underflow",
        equivalent=True,
    ),
    _generators("interpolate: no underflow of the values", "spread = max(bound_first, bound_second) * INFLATION + TINY", "spread = max(bound_first, bound_second) * INFLATION"),
    _generators("interpolate: no fraction", "(spread / clear + 4.0 * gamma) * length", "4.0 * gamma * length"),
    _generators("interpolate: an uncertain direction", "proved = greatest > spread", "proved = greatest > 0.0"),
    _generators("interpolate: a ray of an uncertain first end", "            + abs(value_second) * (error_first + gamma * first)\n", ""),
    _generators("interpolate: a ray of an uncertain second end", "            + abs(value_first) * (error_second + gamma * second)\n", ""),
    _generators("interpolate: a ray of an uncertain first value", "            spread_first * (second + error_second)\n            + ", "            "),
    _generators("interpolate: a ray of an uncertain second value", "            + spread_second * (first + error_first)\n", ""),
    _generators("interpolate: no product with a second ray's error", "(second + error_second)", "second"),
    _generators("interpolate: no product with a first ray's error", "(first + error_first)", "first"),
    _generators("interpolate: a far vertex becomes a ray", "proved = value_first > spread_first", "proved = True"),
    _generators("interpolate: a far vertex of the second end", "proved = -value_second > spread_second", "proved = True"),
    _generators(
        "interpolate: whole gap", " - 2.0 * spread\n", "\n",
        "the fraction is off by ((1 - t) d_a + t d_b) / gap for the exact t in [0, 1]",
        equivalent=True,
    ),
    _generators(
        "interpolate: no rounding of the fraction", "(spread / clear + 4.0 * gamma)", "(spread / clear)",
        "the length is at most twice the size, whose 4 gamma outweighs it", equivalent=True,
    ),
    _generators(
        "interpolate: not rounded upwards", ") * INFLATION + TINY\n        return", ") + TINY\n        return",
        "errors are at most the size, as the gap is positive; its 4 gamma outweighs the rounding",
        equivalent=True,
    ),
    # refine_generator
    _refined("no division", "/ (1.0 - alpha) * INFLATION", "* INFLATION"),
    _refined("no residual", "(abs(value) + bound) * INFLATION", "bound * INFLATION"),
    _refined("no rounding of the residual", "bound += gamma * abs(product) + scratch[SYSTEM_ERROR, r, i] * abs(x)", "bound += scratch[SYSTEM_ERROR, r, i] * abs(x)"),
    _refined("no error in the residual", "gamma * abs(product) + scratch[SYSTEM_ERROR, r, i] * abs(x)", "gamma * abs(product)"),
    _refined("no underflow of the residual", "bound) * INFLATION + TINY", "bound) * INFLATION"),
    _refined("residual not rounded upwards", "(abs(value) + bound) * INFLATION", "(abs(value) + bound)",
        "the two INFLATIONs of the bound itself cover this rounding too", equivalent=True,
    ),
    _refined("no error in alpha", "bound += gamma * abs(product) + abs(inverse) * scratch[SYSTEM_ERROR, r, column]", "bound += gamma * abs(product)"),
    _refined("no rounding in alpha", "bound += gamma * abs(product) + abs(inverse)", "bound += abs(inverse)"),
    _refined("alpha too large", "if alpha < 0.5:", "if alpha < 8.0:"),
    _refined("alpha of the last row", "alpha == alpha and not far <= alpha", "alpha == alpha"),
    _refined("alpha that forgets a NaN", "if alpha == alpha and not far <= alpha:", "if far > alpha:",
        "a NaN of the system or its inverse also reaches x, and thence every residual",
        equivalent=True,
    ),
    _refined("radius of the last row", "radius = radius if near <= radius else near", "radius = near"),
    _refined("no underflow of the bound", "(1.0 - alpha) * INFLATION + TINY", "(1.0 - alpha) * INFLATION"),
    _refined("a ray's greatest coordinate", "> abs(pool[p, pivot]):", "< abs(pool[p, pivot]):"),
    _refined("errors left behind by a swap", "        swap_rows(scratch, np.int64(SYSTEM_ERROR), column, best, dimension)\n", ""),
    _refined("errors of another hyperplane", "= planes[ERROR, layer, i, column]", "= planes[ERROR, layer, i, 0]"),
    _refined("a unit too few", "    if extra >= 0:", "    if extra > 0:"),
    _refined(
        "one not rounded in alpha", "bound = gamma * value\n", "bound = 0.0\n",
        "near 1 the sum of the products is near 1 too, and their gamma, twice what is needed, holds both",
        equivalent=True,
    ),
    # interior points
    _points("no error", "spread += planes[ERROR, layer, i, column] * abs(x)", "spread += 0.0"),
    _points("no error of the constant", "spread = planes[ERROR, layer, inputs, column]", "spread = 0.0"),
    _points("no rounding", "(spread + gamma * magnitude)", "spread"),
    _points("no underflow", "magnitude) * INFLATION + TINY", "magnitude) * INFLATION"),
    _points("the side", "(side == 1) == (label >= 0 and", "(side == 1) != (label >= 0 and"),
    _points("the side of a row of the domain", "(side == 1) == (label >= 0 and work.active[label] == 0)", "(side == 1) == (work.active[label] == 0)"),
    _points("inside while a side is open", "                answer = UNDECIDED\n", "                pass\n"),
    _points("the first word of facets alone", "            side = side_of(", "            if w:\n                continue\n            side = side_of("),
    _points("a vertex on more facets", "if facets == inputs:", "if facets >= 0:"),
    _points("a ray taken for a vertex", "stack.pool[stack.members[k, POOL], inputs] != 0.0:", "True:"),
    _points("all the way", "step = 0.5 * way", "step = way"),
    _points("the farthest facet", "value < -way * slope", "value > -way * slope"),
    _points("pivots of the first rows", "abs(system[r, column]) > abs(system[best, column])", "False"),
    _points("no errors of vertices", "            error = own\n        for i in range(inputs):\n            x = pool", "            error = 0.0\n        for i in range(inputs):\n            x = pool"),
    _points("no errors of rays", "return 2.0 * (pool[p, inputs + 1] / greatest)", "return 0.0"),
    _points("no rounding of quotients", "remote = far * ", "remote = 0.0 * "),
    _points("no rounding of sums", "remote + rounding * (reach", "remote + 0.0 * (reach"),
    _points("the exponent not decided", "(power + 8.0 * bound < extent and extent < 2.0 * power - 8.0 * bound)", "(power < extent)"),
    _points("the exponent not decided from above", " and extent < 2.0 * power - 8.0 * bound)", ")"),
    _points("the floor not decided", "margin < fraction and fraction < 1.0 - margin", "fraction >= 0.0"),
    _points("the floor not decided from above", " and fraction < 1.0 - margin)", ")"),
    _points("a floor that is off by one", "(floor + over) / scale", "floor / scale"),
    _points("another grid", "scale = 0.5 * (np.int64(1) << bits)", "scale = 1.0 * (np.int64(1) << bits)"),
    _points("another offset", "left * scale) + OFFSET", "left * scale) + 0.5"),
    _points("an origin that counts for nothing", "two_sum(centre[ORIGIN, i], centre[SHIFT, i])", "two_sum(0.0, centre[SHIFT, i])"),
    _points("a grid that depends on what is proved", "if side != -1:\n                return side == 1", "if side == 1:\n                return True"),
    _points("a proposal that is not proved", "        if side != -1:\n            return side == 1\n    return", "        if side == 1:\n            return True\n    return", tests=DIVISIONS),
    _in("interior points: a proposal that is not looked at", "vertices/search.py", "point is None or any(dot(form, point) <= 0 for form in inside)", "True", DIVISIONS),
    _in("interior points: exact ones where floats are", "vertices/columns.py", "if not are_floats(own, floats):", "if True:", DIVISIONS),
    _in("interior points: another exact grid", "vertices/exact_interior.py", "(exponent - bits)", "(exponent - bits - 1)", DIVISIONS_SAID),
    _in("interior points: the first exact grid", "vertices/exact_interior.py", "        bits *= 2\n", "        bits += 1\n", DIVISIONS_SAID),
    # stored floats
    _stored("generators", "point)) * 2.0**-51 + 2.0**-1000", "point)) * 2.0**-60 + 2.0**-1000", "stored_cells.py"),
    Mutant(
        "stored floats: generators that underflow", "refinement/vertices/stored_cells.py",
        "2.0**-51 + 2.0**-1000", "2.0**-51", STORED,
        "w or the largest entry of a ray is 1, so the largest coordinate is at least that",
        equivalent=True,
    ),
    _stored("generators taken as exact", "if all(map(_equal, point, generator, repeat(scale))):", "if scale == 3 or all(map(_equal, point, generator, repeat(scale))):", "stored_cells.py"),
    _stored("a domain without error", "forms[ERROR, i, r] = abs(forms[VALUE, i, r]) * 2.0**-51", "forms[ERROR, i, r] = 0.0", "program.py"),
    _stored("a domain of large integers", "largest < 2**52 else", "largest < 2**60 else", "program.py"),
    _stored("a first layer without error", "errors = np.abs(parameters) * 2.0**-51", "errors = np.abs(parameters) * 0.0", "program.py"),
    _stored("small weights", "_LEAST_WEIGHT = -100", "_LEAST_WEIGHT = -1000"),
    _stored("small and large biases", "LEAST_BIAS, _GREATEST_BIAS = -900, 900", "LEAST_BIAS, _GREATEST_BIAS = -1000, 1000"),
    _stored("large parameters as small integers", "SMALL_INTEGER = 2**20", "SMALL_INTEGER = 2**21", "composed_layers.py"),
    _stored("integers off their grid", "np.ldexp(weights, -down)", "weights"),
    _stored("a grid that may underflow", "if exponent > LEAST_BIAS else 0.0", "if exponent > -2000 else 0.0"),
    _stored("biases that are no multiple", "math.gcd(multiple, *bias)", "multiple"),
    _stored("no common divisor", "math.gcd(common, *row[:-1])", "1"),
    _stored("numbers that leave the range", "exponent -= down", "down = 0"),
    _stored("a tiny bias as zero", "return FLOOR if value > 0 else -FLOOR", "return 0.0"),
    _stored("a zero of a generator without its sign", "if entry else EXACT_ZERO", "", "stored_cells.py"),
    _stored("a generator's coordinate that underflows to an exact zero", "rounded(entry, scale, 0) + 0.0 if", "rounded(entry, scale, 0) if", "stored_cells.py"),
    # zeros
    _zeros("any zero", "(error == 0.0 or math.copysign(1.0, coordinate) < 0.0)", "True"),
    _zeros("any sign", "coordinate == 0.0 and (error", "(error"),
    _zeros("a sign that stays", "return coordinate + 0.0", "return coordinate"),
    _zeros("an uncertain coefficient", "found >= 0 or not abs(value) > error", "found >= 0"),
    _zeros("two coefficients", "found >= 0 or not", "not"),
    _zeros("coefficients that may be zero", "if value != 0.0 or error != 0.0:", "if value != 0.0:"),
    _zeros("one end", "pool[a, error]) and is_exact", "pool[a, error]) or is_exact"),
    _zeros("a constant with an error", " or scratch[SYSTEM_ERROR, r, inputs] != 0.0", ""),
    _zeros("a constant", "scratch[SYSTEM, r, inputs] != 0.0 or ", ""),
    _zeros("a unit's own bias", "if net.bias[layer, column] != 0.0 and not is_ray:\n        return False", "pass"),
    _zeros("an input's bias", "if net.bias[before, j] != 0.0 and not is_ray:\n                    return False", "pass"),
    _zeros("a bias at rays only", "is_ray = stack.pool[p, net.dimension - 1] == 0.0", "is_ray = True"),
    _zeros("inactive units", "work.active[unit] != 0 and not", "not"),
    _zeros("inputs of the first layer", "            return True\n    return False\n", "            return True\n    return True\n"),
    _zeros("interpolate: a ray's sign that stays", "EXACT_ZERO if zero else without_sign(x)", "EXACT_ZERO if zero else x", "generators.py"),
    _zeros("correct: a zero that moves", "if not is_exact_zero(pool[p, place], np.inf):", "if True:", "enclosures.py"),
    _zeros("place_exactly: no grid", "column] * scale\n", "column]\n", "generators.py"),
    _zeros("build_rows: a bias that is too small", "if spread < FLOOR and bias[layer, k] != 0.0:", "if False:", "layer_rows.py"),
    _zeros("evaluate_layer: a grid", "limit = INTEGER_LIMIT * net.grids[layer]", "limit = INTEGER_LIMIT", "layer_rows.py"),
    # derivatives
    _derivatives("no rounding", "passed.errors + self._gamma * np.abs(passed.values), sizes", "passed.errors, sizes"),
    _derivatives("no error passed on", "passed.errors + self._gamma * np.abs(passed.values),", "self._gamma * np.abs(passed.values),"),
    _derivatives("not rounded upwards", "np.abs(passed.values), sizes) * INFLATION", "np.abs(passed.values), sizes)"),
    _derivatives("no underflow", "errors[(errors > 0.0) & (errors < FLOOR)] = 2.0 * FLOOR", "pass"),
    _derivatives("overflow", "errors[~np.isfinite(values)] = np.inf", "pass"),
    _derivatives("large integers", " & (reached < INTEGER_LIMIT)]", "]"),
    _derivatives("integers with errors", "(times(passed.errors, sizes) == 0.0) & (reached", "(reached"),
    _derivatives("no rounding of sums", "(errors + self._gamma * np.abs(values)) * INFLATION", "errors * INFLATION"),
    _derivatives("sums of integers with errors", "self.integer & (errors == 0.0)", "self.integer"),
    _derivatives("errors of the first", "first.errors + second.errors", "first.errors"),
    _derivatives("zero with an error", "(self.values == 0.0) & (self.errors == 0.0)", "self.values == 0.0"),
)  # fmt: skip

_EDGES = "vertices/kernel/edges.py"
_DECISIONS = (
    _engines("crossed: the side of a derivative", "adjacency.py", "int(units[-1] > 0)", "int(units[-1] < 0)"),
    _engines("crossed: a passive unit passes on", "adjacency.py", "if not new_bits[position]:", "if not bits[position]:"),
    _engines("patterns_across: no unit changes", "adjacency.py", "1 - bits[unit],", "bits[unit],", "awkward_networks"),
    _engines("merging: from the passive side", "vertices/merging.py", "facet_hyperplanes[chosen]] == 1]", "facet_hyperplanes[chosen]] == 0]", "awkward_networks"),
    _engines("merging: the orientation", "vertices/across_facets.py", "-np.sign(found.values)", "np.sign(found.values)", "awkward_networks"),
    _in("stacks: dependent units", "vertices/stacked_cells.py", "+ gamma * (sizes", "+ 0.0 * (sizes", MANY),
    _in("stacks: the signs of mirrored rays", "vertices/stacked_cells.py", ":inputs] *= -1.0", ":inputs] *= 1.0", MANY),
    _in("stacks: an adjugate that is not right", "vertices/stacked_cells.py", "right = (matrices @ adjugates == determinants", "right = (0 * matrices @ adjugates == 0 * determinants", MANY),
    _in("stacks: the scale of biases", "vertices/stacked_networks.py", "np.minimum(scale, 1000)", "np.minimum(0 * scale, 1000)", MANY),
    _in("stacks: what floats leave open", "vertices/stacked_merging.py", "~(same | changed)", "same & changed", MANY),
    _in("simple edges: other facets", "vertices/kernel/edges.py", "if first != second:", "if first < second:", EDGES),
    _in("simple edges: cells that are not simple", "vertices/kernel/edges.py", "if sides[3, j] != inputs:", "if sides[3, j] < inputs:", EDGES),
    _in("start cells: a mirrored generator", "vertices/start_cells.py", "ray if forms <= tight else negated(ray)", "ray", ("refinement/test_start_cells.py",)),
    _in("start cells: the ends of a box", "vertices/start_cells.py", "lower[-1] * upper[i] >= upper[-1] * lower[i]", "lower[-1] * upper[i] > upper[-1] * lower[i]", ("refinement/test_start_cells.py",)),
    _engines("cutting: generators on the hyperplane", "lp/questions.py", "signs[i] == 1 or dot(form.vector(0), vector) > 0", "signs[i] == 1 or dot(form.vector(0), vector) >= 0"),
    _in("cutting: cones that are not below", "lp/cones.py", "_cone(cell, k)) <= 0)", "_cone(cell, k)) <= 1)", LP_BOUNDS),
    _in("keep: points beyond a constraint and on others", "lp/questions.py", "((positive == len(signs) - 1) & (negative == 1))", "(negative == 1)", LP_QUESTIONS),
    _in("keep: points on a constraint", "lp/questions.py", "((positive == len(signs) - 1) & (negative == 1))", "(positive == len(signs) - 1)", LP_QUESTIONS),
    _in(
        "facets: an own facet implies itself", "lp/cones.py",
        "            if cell.carriers[index] in cell.facets_of_cones[k]:\n                continue\n            signs", "            signs",
        LP_BOUNDS, "it vanishes at all generators of the cone but one, and then nothing follows", equivalent=True,
    ),
    _lp_bound("slopes left over", "linear = np.maximum(slopes, 0.0) @ box[0] -", "linear = 0.0 -"),
    _lp_bound("slopes that fall", " - np.minimum(slopes, 0.0) @ box[1]", ""),
    _lp_bound("no error of slopes", "error[..., :-1] @ reach + ", ""),
    _lp_bound("no error of the constant", " + error[..., -1] + ", " + "),
    _lp_bound("no error of the last sum", " + ((size + 4) * _UNIT_ROUNDOFF) * sizes", ""),
    _lp_bound("least for greatest", "residual[..., -1], box.max(axis=0)", "residual[..., -1], box.min(axis=0)"),
    _lp_bound("no error at all", "* _UNIT_ROUNDOFF) * magnitudes + tiny", "* 0.0) * magnitudes + tiny"),
    _lp_bound("a box rounded down", "math.nextafter(numerator / denominator, math.inf)", "math.nextafter(numerator / denominator, -math.inf)"),
    _in("lp bound: a box of one side", "lp/cell.py", "size - 1).max(axis=0)", "size - 1).min(axis=0)", LP_BOUNDS),
    _later("no offset", "raised = up @ lines.offset", "raised = 0.0 * (up @ lines.offset)"),
    _later("no bias", "constants += rows @ own.bias + raised", "constants += raised"),
    _later("no error of the weights", "wrong = own.gamma * (sizes @ own.sizes) + _lost(sizes)", "wrong = _lost(sizes) + 0.0 * own.sizes[0]"),
    _later("no error of the forms", "(gamma * (sizes @ np.abs(forms)) + _lost(sizes))", "(0.0 * (sizes @ np.abs(forms)) + _lost(sizes))"),
    _later("no error of the constants", "off += gamma * sizes_added", ""),
    _later("the lower line for both", "rows = up * lines.slope", "rows = up * down_lines"),
    _later("the upper line for both", "+ down * down_lines", "+ down * lines.slope"),
    _later("an offset of one end", "np.maximum(left, right)", "left * 0.5"),
    _exact_relaxation("no value below zero", "lines = [[-a for a in own], ", "lines = ["),
    _exact_relaxation("the chord moved", "chord[-1] += top * bottom * scale", "chord[-1] -= top * bottom * scale"),
    _exact_relaxation("a floor missed", "result.value + goal[-1] <= floor", "result.value + goal[-1] < floor"),
    _exact_relaxation("a floor passed", "<= floor * network.scales[-1]", "<= floor * network.scales[-1] + 1"),
    _in("find_edges: a facet too few", _EDGES, "if number < inputs - 1:", "if number < inputs - 2:", EDGES,
        "such a pair is no edge, and a third generator shows it", equivalent=True),
    _in("find_edges: edges between simple ends alone", _EDGES, "if simple or lies_between(", "if simple and lies_between(", EDGES),
    _in("find_edges: ends that are not simple", _EDGES, " and (first_simple or sides[3, j] == inputs)", "", EDGES),
    _in("find_edges: facets beyond the first word", _EDGES, "for w in range(1, words):", "for w in range(1, 1):", EDGES),
    _in("sort_sides: facets of the first word", _EDGES, "for w in range(words):\n                facets +=", "for w in range(1):\n                facets +=", EDGES),
    _engines("write_members: facets of the other side", "vertices/kernel/parts.py", "if members[k, inside] & bit != 0:\n                kept", "if members[k, inside] & bit == 0:\n                kept"),
    _engines("write_members: the new facet forgotten", "vertices/kernel/parts.py", "    frames[child, facet_set + slot_word] |= slot_bit\n", ""),
    _engines("decide_units: active units forgotten", "vertices/kernel/parts.py", "active | (before & ~remaining & positive)", "active"),
)  # fmt: skip

_MATCHING = "vertices/kernel/matching.py"
_START = "vertices/start_cells.py"
_COLUMNS = "vertices/columns.py"
_GATHERING = "vertices/gathering.py"
_ASSEMBLY = "vertices/assembly.py"

_COLUMNS_AND_CONSTANTS = (
    # matching
    _in("same_signs: signs", _MATCHING, "if difference != 0:", "if False:", MATCHING),
    _in("same_signs: the first byte alone", _MATCHING, "for byte in range(patterns.shape[1])", "for byte in range(1)", MATCHING),
    _in("same_signs: which units vanish", _MATCHING, "        if unit_on(facet_hyperplanes, listed_units, first", "        if False and unit_on(facet_hyperplanes, listed_units, first", MATCHING),
    _in("same_signs: how many units vanish", _MATCHING, "if other_end - other != end - unit:", "if False:", MATCHING),
    _in("same_signs: a vanishing unit's own bit", _MATCHING, "128 >> (vanishing & 7)", "64 >> (vanishing & 7)", MATCHING),
    _in("unit_on: what is told beside a unit", _MATCHING, "np.int64(listed_units[k]) >> 1", "np.int64(listed_units[k])", MATCHING),
    _in("match_facets: the boundary", _MATCHING, "if facet_hyperplanes[facet] < 0 or not", "if not", MATCHING),
    _in("match_facets: parts of the keys", _MATCHING, "* parts >> 32 == part", "* parts >> 33 == part", MATCHING),
    _in("match_facets: facets without another side", _MATCHING, "return region, alone", "return region, 0", MATCHING),
    _in("match_facets: one side alone", _MATCHING, "                    neighbours[other] = region\n", "", MATCHING),
    _in("match_facets: signs without keys", _MATCHING, "if facet_keys[other] == facet_keys[facet] and same_signs(", "if same_signs(", MATCHING,
        "keys are equal where signs are", equivalent=True),
    _in("remove: what has gone past", _MATCHING, "if (place - wanted) & mask >= (place - hole) & mask:", "if False:", MATCHING),
    _in("remove: what stands in its own place", _MATCHING, "if (place - wanted) & mask >= (place - hole) & mask:", "if True:", MATCHING),
    # rounding
    _in("INTEGER_LIMIT", "vertices/kernel/rounding.py", "INTEGER_LIMIT = 2.0**52", "INTEGER_LIMIT = 2.0**53", ROUNDING),
    _in("INFLATION", "vertices/kernel/rounding.py", "INFLATION = 1.0 + 2.0**-30", "INFLATION = 1.0 + 2.0**-40", ROUNDING),
    _in("FLOOR", "vertices/kernel/rounding.py", "FLOOR = 2.0**-900", "FLOOR = 2.0**-980", ROUNDING),
    _in("TINY", "vertices/kernel/rounding.py", "TINY = 2.0**-1000", "TINY = 2.0**-1060", ROUNDING),
    _in("gamma: half", "vertices/program.py", "+ 16) * 2.0**-52", "+ 16) * 2.0**-54", ROUNDING),
    _in("gamma: wide layers", "vertices/program.py", "gamma=(max(widest, dimension)", "gamma=(dimension", ROUNDING),
    _in("gamma: many inputs", "vertices/program.py", "gamma=(max(widest, dimension)", "gamma=(widest", ROUNDING,
        "a pointed cell has at most twice `widest` inputs, and gamma is twice what is needed", equivalent=True),
    # start cells
    _in("start cells: edges that are none", _START, "common <= tight for", "False for", START),
    _in("start cells: too few facets in common", _START, "if len(common) >= dimension - 2 and", "if len(common) >= dimension - 1 and", START),
    _in("start cells: generators on a form", _START, "cone[ray] | {index} if value == 0 else cone[ray]", "cone[ray]", START),
    _in("start cells: new generators", _START, "(cone[a] & cone[b]) | {index}", "cone[a] & cone[b]", START),
    _in("start cells: faces as facets", _START, "rank(on) == dimension - 1", "rank(on) >= 1", START),
    _in("start cells: flat domains", _START, "if rank(list(cone)) < dimension:", "if not cone:", START),
    _in("start cells: active units", _START, "if sign > 0)", "if sign < 0)", START),
    _in("start cells: identity units first", _START, "units = relu + [i for i, bit in enumerate(first.bits) if bit < 0]", "units = [i for i, bit in enumerate(first.bits) if bit < 0] + relu", START),
    # columns, float points, and what engine lp puts together
    _in("put_together: a cut within a region", _COLUMNS, "(sides[key.reshape(-1)] >= 2)", "True", COLUMNS),
    _in("put_together: keys that collide", _COLUMNS, "(sides[key.reshape(-1)] >= 2)", "(sides[key.reshape(-1)] == 2)", COLUMNS),
    _in("put_together: the mark of a cut", _COLUMNS, "names[:, 1] & (arrays.CUT_MARK - 1)", "names[:, 1]", COLUMNS),
    _in("batches: exact points of others", _COLUMNS, "k - begin: point for k", "k: point for k", COLUMNS),
    _in("joined: exact points of later parts", _COLUMNS, "{regions + k: point", "{k: point", COLUMNS),
    _in("gathered: exact points of later parts", _GATHERING, "{self.regions + k: x", "{k: x", COLUMNS),
    _in("gathered: facets of later parts", _GATHERING, "np.flatnonzero(listed) + self.facets", "np.flatnonzero(listed)", COLUMNS),
    _in("gathered: the last chunk", _GATHERING, "self._chunks[-1][: self._filled]", "self._chunks[-1]", COLUMNS),
    _in("assembled: neighbours in the order of the search", _ASSEMBLY, "neighbours, threads, places)", "neighbours, threads)", COLUMNS),
    _in("assembled: the last part unsorted", _ASSEMBLY, "sorting(part) for part in range(threads)", "sorting(part) for part in range(threads - 1)", COLUMNS),
    _in("assembled: bounds on the wrong side", _ASSEMBLY, 'side="right")\n    orders', 'side="left")\n    orders', COLUMNS,
        "rows with one first word stay together", equivalent=True),
    _in("assembled: one part of the facets", _ASSEMBLY, "matching(part) for part in range(threads)", "matching(part) for part in range(1)", COLUMNS),
    _in("assembled: exact points in the order of the search", _ASSEMBLY, "{int(places[k]): point", "{k: point", COLUMNS),
    _in("assembled: units in the order of the search", _ASSEMBLY, "offsets[places[owners]] + listed.facets - starts[owners]", "listed.facets", COLUMNS),
    _in("assembled: facets that are alone", _ASSEMBLY, "    if alone:", "    if alone < 0:", COLUMNS),
    _in("assembled: a region twice", _ASSEMBLY, "rows[1:] == rows[:-1]", "rows[1:] < rows[:-1]", COLUMNS),
    _in("assembled: the order of bytes", "vertices/distinct_rows.py", 'padded.view(">u8")', 'padded.view("<u8")', COLUMNS),
    _in("float points: inputs divided out", "float_points.py", "point[i] = Fraction", "point[0] = Fraction", COLUMNS),
    _in("float points: exact points", "float_points.py", "if position in self._exact_points:", "if False:", COLUMNS),
    _in("lp assembly: facets that are alone", "lp/assembly.py", "    check_reciprocal(facet_offsets, facet_neighbours)\n", "", ASSEMBLY),
    _in("lp assembly: regions in the order of the search", "lp/assembly.py", "index = {region.pattern: i for i, region in enumerate(regions)}", "index = {region.pattern: 0 for i, region in enumerate(regions)}", ASSEMBLY),
    _in("lp assembly: facets in the order of the search", "lp/assembly.py", "facets = sorted(zip(region.hyperplanes, _neighbours(region, index), strict=True))", "facets = list(zip(region.hyperplanes, _neighbours(region, index), strict=True))", ASSEMBLY),
    _in("lp assembly: inward for outward", "lp/found_region.py", "negated(cell.constraints.vector(k)[:-1])", "cell.constraints.vector(k)[:-1]", ASSEMBLY),
    _in("lp assembly: no clock", "lp/assembly.py", "        checkpoint()\n        facets", "        facets", ASSEMBLY),
    _in("lp search: parts of a cell in count", "lp/search.py", "regions += 1 + len(cuts)", "regions += 1", LP_SEARCH),
    _in("lp search: facets where regions are counted", "lp/search.py", "not self._lists and", "not self._lists and not cuts and", LP_SEARCH,
        "both parts are then searched, for the same count", equivalent=True),
    _in("lp search: the top given away", "lp/search.py", "Task(task.frames[1:], task.goal), Task(task.frames[:1], task.goal)", "Task(task.frames[:1], task.goal), Task(task.frames[1:], task.goal)", LP_SEARCH),
    _in("lp search: other candidates forgotten", "lp/search.py", "for i, _ in cuts if i != chosen)", "for i, _ in cuts[:1] if i != chosen)", LP_SEARCH),
    _in("lp search: pauses that lose a region", "lp/search.py", "count.regions < regions)", "count.regions <= regions)", (_LP_BUDGETS + "patterns_are_in_the_order_of_the_search_whoever_searches",),
        "what a slice finds beyond the wanted is not counted", equivalent=True),
    _in("lp engine: more listed than counted", "lp/engine.py", "self.regions()[: watch.found]", "self.regions()", (_LP_BUDGETS + "at_most_one_region_more_than_asked_for",)),
    _in("lp engine: the order of arrival", "lp/engine.py", "sorted(self._parts, key=lambda part: part[0])", "self._parts", (_LP_BUDGETS + "patterns_are_in_the_order_of_the_search_whoever_searches",)),
    _in("dispatch: regions beyond those wanted", "dispatch.py", "min(regions, wanted)", "regions", DISPATCH),
    _in("dispatch: places in the order of giving away", "dispatch.py", "(*task.place, -given_away)", "(*task.place, given_away)", DISPATCH),
    _in("dispatch: one task a worker", "dispatch.py", "2 * self.pool.width", "self.pool.width", SCHEDULE),
    _in("dispatch: slices that do not grow", "dispatch.py", "max(self._shortest, so_far / _EQUAL)", "self._shortest", SCHEDULE),
    _in("dispatch: workers that stay idle", "dispatch.py", "so_far = 0.0 if are_idle else", "so_far =", SCHEDULE),
    _in("dispatch: many workers at the pace of few", "dispatch.py", "max(1.0, width / _WIDE)", "1.0", SCHEDULE),
    _in("dispatch: never alone", "dispatch.py", "_SECONDS if pool is None else alone", "_SECONDS", SCHEDULE),
    _in("dispatch: alone for ever", "dispatch.py", "and has_begun()", "and False", SCHEDULE),
    Mutant("threads: none hears of a failure", "workers/threads.py", "            is_over.set()\n            raise", "            raise", THREADS),
    Mutant("threads: beyond the time", "workers/threads.py", "with until(end):", "with until(float(\"inf\")):", THREADS),
    _in("dispatch: slices as long as ever", "dispatch.py", "seconds = min(left, ", "seconds = max(0, ", DISPATCH),
    _in("dispatch: workers are left at work", "dispatch.py", "            future.cancel()", "            pass", DISPATCH),
    _in("dispatch: a task ends with its first part", "dispatch.py", "(*self._waiting, *running)", "self._waiting", DISPATCH),
    _in("sampling: the weight of one stage only", "vertices/sampling.py", "weight *= interval", "weight = interval", (_ESTIMATING + "stages_have_no_bias",)),
    _in("sampling: always the first of each so many", "vertices/sampling.py", "begin + random.randrange(interval)", "begin", (_ESTIMATING + "stages_have_no_bias",)),
    _in("sampling: cells in the order of the search", "vertices/sampling.py", "(cells[place] for place in places)", "cells.values()", (_ESTIMATING + "a_sample_is_each_cell_once_in_random_order",)),
    _in("levels: one too fine", "vertices/levels.py", "while enough - few > 1:", "while enough - few > 2:", (_ESTIMATING + "the_first_level_with_so_many_cells_is_found",)),
    Mutant("estimates: all were searched", "estimates.py", "1 - searched / all_cells if are_counted", "1.0 if are_counted", ("test_estimates.py",)),
    Mutant("estimates: one degree too many", "estimates.py", "are_counted else None, pieces - 1)", "are_counted else None, pieces)", ("test_estimates.py",)),
)  # fmt: skip

_COUNTING = "refinement/test_vertices_counting.py::test_"


def _reaching(name, text, replacement, reason="", equivalent=False):
    name = f"reaching: {name}"
    return Mutant(name, KERNEL + "reaching.py", text, replacement, REACHING, reason, equivalent)


def _apart(name, text, replacement, test="on_boxes_most_regions_are_counted_where_they_are_found"):
    name = f"stands_apart: {name}"
    return Mutant(name, KERNEL + "reaching.py", text, replacement, (_COUNTING + test,))


SHARED = ("refinement/test_shared_facets.py",)
LIMITS = ("refinement/kernel/test_crossing.py",)


def _crossing(name, text, replacement, tests=SHARED):
    return Mutant(f"crossing: {name}", KERNEL + "crossing.py", text, replacement, tests)


_MERGING = (
    _reaching("multiples of half a prime", "_ROUNDER = 1.5 * 2.0**52", "_ROUNDER = 1.5 * 2.0**51"),
    _reaching("inactive units on the way", "if active[first + i] == 0 or reached[before, i] == 0.0:", "if reached[before, i] == 0.0:"),
    _reaching("inactive units of the last layer", "if active[first + k] != 0:", "if True:"),
    _reaching("residues that grow", "            reached[row, k] = reduced(reached[row, k], reach.prime)\n    return row", "            pass\n    return row"),
    _reaching("the bits of a byte", ">> (7 - (position & 7))", ">> (position & 7)"),
    _reaching("units without a bit", "                active[unit] = 1\n", "                active[unit] = 0\n"),
    _reaching("are_different: no error of d", "abs(a) * d_error + a_error", "a_error"),
    _reaching("are_different: no error of a", " + a_error * (abs(d) + d_error)", ""),
    _reaching("are_different: no product of a and d", "a_error * (abs(d) + d_error)", "a_error * abs(d)"),
    _reaching("are_different: no error of c", "abs(b) * c_error + b_error", "b_error"),
    _reaching("are_different: no error of b", " + b_error * (abs(c) + c_error)", ""),
    _reaching("are_different: no product of b and c", "b_error * (abs(c) + c_error)", "b_error * abs(c)"),
    _reaching("are_different: no rounding", "        spread += net.gamma * (abs(a * d) + abs(b * c))\n", ""),
    _apart("units that do not reach", "return reach.outputs[one] != 0.0", "return True"),
    _apart("hyperplanes that are the same", "if other != one and are_different(", "if other != one or are_different(", "units_of_the_last_layer_that_cancel_only_together"),
    _apart("units that cancel together", "return change != 0.0 and total", "return total", "units_of_the_last_layer_that_cancel_only_together"),
    _apart("slopes of both signs", "size = abs(work.planes[VALUE, layer, pivot, other])", "size = work.planes[VALUE, layer, pivot, other]", "units_of_the_last_layer_that_cancel_only_together"),
    _apart("one set of active units", "            count *= 2\n", ""),
    _apart("several units on a facet", "if coincidences and others_vanish(", "if False and others_vanish("),
    _crossing("units that vanish on all of a cell", "where in (slot, WHOLE_CELL)", "where == slot"),
    _crossing("the way out", "outward = -1.0 if", "outward = 1.0 if"),
    _crossing("what was passed on before", "passed - slope if", "passed if"),
    _crossing("units beyond the facet", "beyond if beyond > 0.0 else 0.0", "beyond"),
    _crossing("no other unit", "and coincidences[c, SLOT] in (slot, WHOLE_CELL)", "and False"),
    _crossing("units on other facets", "and coincidences[c, SLOT] in (slot, WHOLE_CELL)", "and True"),
    _crossing("inactive units", "reached[2, k] if work.active[first + k] != 0 else 0.0", "reached[2, k]"),
    _crossing("one set of active units", "            count *= 2\n", ""),
    _crossing("sums that vanish", "return total < INTEGER_LIMIT and not vanishes", "return total < INTEGER_LIMIT"),
    _crossing("no limit of the sums", "return total < INTEGER_LIMIT and not vanishes", "return not vanishes", LIMITS),
    _crossing("no limit of the changes", "return total * reach.greatest < INTEGER_LIMIT", "return True", LIMITS),
    _crossing("no limit of the slopes", "return work.planes[ERROR, layer, pivot, column] == 0.0", "return True", LIMITS),
    _crossing("no limit of the products", "exact = error == 0.0 and abs(a * d) + abs(b * c) < INTEGER_LIMIT", "exact = error == 0.0", LIMITS),
    _apart("facets of the last layer", "if reach.outputs[unit - net.layers[layer, FIRST]] == 0.0:", "if False:"),
    _in("reach: layers without a ReLU", "vertices/reach.py", "pending = None if layer.relu_units else weights", "pending = None", REACHING),
    _in("merging: units that reach the outputs", "vertices/merging.py", "~self._reaching(", "self._reaching(", (_COUNTING + "fixtures",)),
)  # fmt: skip

_HARVEST = "vertices/harvest.py"
_LEVELS = "refinement/test_levels.py::test_"
_BUDGETS = (
    _in("advance: a region more than wanted", "vertices/kernel/advancing.py", "counts[REGIONS] >= most_regions", "counts[REGIONS] > most_regions", (_SEARCH + "a_slice_comes_back_with_the_regions_wanted",)),
    _in("advance: wide layers for the price of narrow ones", "vertices/kernel/advancing.py", " * net.layers[layer + 1, WIDTH]", "", (_SEARCH + "work_is_what_takes_the_time",)),
    _in("given away: a cell in both parts", "vertices/stored_cells.py", "stored_cells(work, stack, lowest)", "stored_cells(work, stack, lowest + 1)", (_SEARCH + "a_search_taken_apart",)),
    _in("stored cells: rows of another branch", "vertices/stored_cells.py", "counts[arrays.STALE_LAYERS] = cell.layer + 1", "pass", (_LEVELS + "the_cells_of_a_level_part_the_search",)),
    _in("stored cells: no coincidences", "vertices/stored_cells.py", "frame[arrays.COINCIDENCES] = len(cell.coincidences)", "pass", (_LEVELS + "the_cells_of_a_level_part_the_search",)),
    _in("levels: cells passed leave no trace of what vanishes", "vertices/kernel/advancing.py", "purpose != COUNTING or level < net.depth", "purpose != COUNTING", ("refinement/test_pieces.py::test_pieces_know_what_vanishes_on_facets_though_cells_before_were_passed",)),
    _in("levels: cells that are cut no more are passed", "vertices/kernel/advancing.py", "layer == level and (cutting == 0 or ", "layer == level and (", (_LEVELS + "the_cells_of_a_level_part_the_search",)),
    _in("advance: no step at all", "vertices/kernel/advancing.py", "if steps > 0 and (", "if (", (_LEVELS + "tasks_that_are_sent_on_after_every_step_come_to_their_end",)),
    _in("divided: cells in both parts", "vertices/tasks.py", "task.cells[given:]", "task.cells[given - 1 :]", (_SEARCH + "parting_a_task",)),
    _in("harvest: regions beyond those wanted", _HARVEST, "min(self._counters[0], self._most)", "self._counters[0]", (_SEARCH + "no_more_regions_than_one_beyond_the_budget[count_cells-1]",)),
    _in("harvest: pieces for regions", _HARVEST, "self._counters[0] = len(self._seen)", "pass", (_SEARCH + "pieces_of_regions_are_no_regions",)),
    _in("harvest: a slice that was broken off", _HARVEST, "if not found.whole:", "if False:", (_SEARCH + "what_merges_is_not_taken_for_known_where_the_time_was_up",)),
    _in("harvest: more regions than can be numbered", _HARVEST, "check_indices(self.regions)", "pass", (_SEARCH + "more_regions_than_columns_can_number",)),
    _in("distinct rows: the first word alone", "vertices/distinct_rows.py", "(of_part[1:] != of_part[:-1]).any(axis=1)", "of_part[1:, 0] != of_part[:-1, 0]", DISTINCT),
    _in("distinct rows: places within a part", "vertices/distinct_rows.py", "count - 1 + np.cumsum", "np.cumsum", DISTINCT),
)  # fmt: skip

_LONG = "lp/long_numbers.py"
_MAGNITUDES = (
    _in("rounded points: too large for their images", "lp/corners.py", "points = np.where((np.abs(points) < _HUGE)", "points = np.where((np.abs(points) < np.inf)", MAGNITUDES),
    _in("points beyond a vertex: others vanish there", _LONG, "if any(row[0] == 0 for row in others):", "if False:", MAGNITUDES),
    _in("points beyond a vertex: as far as the others hold, or farther", _LONG, "default=1) - 1", "default=1) + 1", MAGNITUDES),
    _in("points beyond along rays: another is met first", _LONG, "values[i] < 0 and ", "", MAGNITUDES),
    _in("shortened: points anywhere", "lp/short_points.py", "if all(value > 0 for", "if any(True for", MAGNITUDES),
    _in("coordinates: points of z", "lp/coordinates.py", "primitive([x << k for x, k", "primitive([x for x, k", MAGNITUDES),
)  # fmt: skip

MUTANTS = _MAGNITUDES + _BOUNDS + _DECISIONS + _COLUMNS_AND_CONSTANTS + _MERGING + _BUDGETS
