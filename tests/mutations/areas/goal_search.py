"""Faults of the bounds by which a search for a goal drops cells."""

from tests.mutations.mutant import Mutant

_KERNEL = "refinement/vertices/kernel/"
_BOUNDS = ("refinement/kernel/test_unit_bounds.py",)
_SEARCH = ("refinement/test_goal_search.py",)


def _bounds(name, text, replacement, reason="", equivalent=False):
    return Mutant(
        f"unit bounds: {name}",
        _KERNEL + "unit_bounds.py",
        text,
        replacement,
        _BOUNDS,
        reason,
        equivalent,
    )


def _answer(name, text, replacement, tests=_BOUNDS):
    return Mutant(f"out of reach: {name}", _KERNEL + "out_of_reach.py", text, replacement, tests)


# fmt: off
MUTANTS = (
    # measure_cell
    _bounds("extents without errors", "size = abs(pool[p, i]) * scale + error", "size = abs(pool[p, i]) * scale"),
    _bounds("extents of another scale", "size = abs(pool[p, i]) * scale + error", "size = abs(pool[p, i]) + error"),
    _bounds("errors of another scale", "error = error * scale", "error = error * 1.0"),
    _bounds("an error of w", "if i == inputs or is_exact_zero(pool[p, i], error):", "if is_exact_zero(pool[p, i], error):"),
    _bounds("an error of a zero", "if i == inputs or is_exact_zero(pool[p, i], error):", "if i == inputs:"),
    _bounds("no rays", "unbounded = True", "pass"),
    # begin_forms
    _bounds("rows without errors", "+= error * at_vertices + FLOOR", "+= FLOOR"),
    _bounds("rows without errors along rays", "+= error * at_rays + (FLOOR if at_rays != 0.0 else 0.0)", "+= 0.0"),
    _bounds("errors of rows that underflow", "+= error * at_vertices + FLOOR", "+= error * at_vertices"),
    # measure_forms, margin
    _bounds("rounded values", "(net.gamma * guide.sizes[side, k] + moved +", "(moved +"),
    _bounds("generators without errors", "(net.gamma * guide.sizes[side, k] + moved +", "(net.gamma * guide.sizes[side, k] +"),
    _bounds("margins that are rounded down", " + guide.slacks[turn, side, k]) * INFLATION", " + guide.slacks[turn, side, k])"),
    _bounds("what is passed on is rounded down", "else spread * INFLATION", "else spread"),
    _bounds("no slack", " + guide.slacks[turn, side, k]) * INFLATION", ") * INFLATION"),
    _bounds("moved by the middle alone", "            moved += size * error", "            moved += abs(guide.forms[MIDDLE, turn, i, k]) * error"),
    _bounds("values that underflow", "* extent + floor if size", "* extent if size"),
    # bound_units, follow_rays
    _bounds("lower extremes of upper ends", "lower = middles[k] - radii[k]", "lower = middles[k] + radii[k]"),
    _bounds("upper extremes of lower ends", "upper = middles[k] + radii[k]", "upper = middles[k] - radii[k]"),
    _bounds("no margin below", "lowest[k] -= off", "pass"),
    _bounds("no margin above", "highest[k] += off", "pass"),
    _bounds("homogeneous coordinates", "point[i] = pool[p, i] * (1.0 / w)", "point[i] = pool[p, i]"),
    _bounds("rays without a margin below", "if not middle - radius >= off:", "if not middle - radius >= 0.0:"),
    _bounds("rays without a margin above", "if not middle + radius <= -off:", "if not middle + radius <= 0.0:"),
    _bounds("no ray is followed", "    if unbounded:\n", "    if False:\n"),
    # relax_units
    _bounds("active only in part", "ACTIVE if lower >= 0.0", "ACTIVE if upper >= 0.0"),
    _bounds("inactive only in part", "INACTIVE if upper <= 0.0", "INACTIVE if lower <= 0.0"),
    _bounds("a chord that is too flat", "above = min(upper / (upper - lower), 1.0)", "above = 0.99 * min(upper / (upper - lower), 1.0)"),
    _bounds("a chord that is too low", "shift = -above * lower", "shift = -0.99 * above * lower"),
    _bounds("a chord between what overflows", "if upper - lower < HUGE:", "if -np.inf < lower and upper < np.inf:"),
    _bounds("no shift along rays", "                shift = -lower\n", "                pass\n"),
    _bounds("a flat end that is too low", "                shift = upper\n", "                pass\n"),
    _bounds("a unit without bounds", "above = np.nan", "above = 1.0"),
    _bounds("the slope that is further off", "slope = 1.0 if upper > -lower else 0.0", "slope = 0.0 if upper > -lower else 1.0"),
    _bounds("what is passed on without slack", "spread = guide.slacks[turn, side, k] + roundings", "spread = roundings"),
    _bounds("what is passed on is not rounded", " + roundings * guide.sizes[side, k]", ""),
    _bounds("a slack that underflows", "FLOOR if 0.0 < spread < FLOOR else spread * INFLATION", "spread * INFLATION"),
    _bounds("slack of a constant along rays", "if above == 0.0 and slope == 0.0:", "if False:"),
    # pass_on
    _bounds("biases that are not rounded", "spread = net.gamma * abs(net.bias[layer, k])", "spread = 0.0"),
    _bounds("biases that are too small", "FLOOR if net.bias[layer, k] != 0.0 and spread < FLOOR else spread", "spread"),
    _bounds("radii of signed weights", "abs(row[k]) * radius +", "row[k] * radius +"),
    _bounds("radii of signed weights of a second unit", "abs(other[k]) * second_radius", "other[k] * second_radius"),
    _bounds("slacks of signed weights", "abs(row[k]) * spread +", "row[k] * spread +"),
    _bounds("slacks of signed weights of a second unit", "+ abs(other[k]) * second\n", "+ other[k] * second\n"),
    _bounds("a unit that passes on slack", " and passed[SPREAD, unit] == 0.0", ""),
    # levels and clauses
    _answer("levels that are rounded up", "return scaled - abs(scaled)", "return scaled + abs(scaled)"),
    _answer("levels that underflow", " - (FLOOR if level != 0.0 else 0.0)", ""),
    _answer("small levels", "if abs(level) < FLOOR:", "if False:"),
    _answer("any unit of any clause", "        if not missed:\n", "        if missed:\n            return True\n        if False:\n"),
    _answer("units at their level", "guide.bounds[UPPER, unit] < level", "guide.bounds[UPPER, unit] <= level"),
    _answer("units beyond their clause", "begin = guide.ends[clause]", "pass"),
    _answer("decided units are open", "states[k] = ACTIVE if work.active[first + k] != 0 else INACTIVE", "states[k] = OPEN"),
    _answer("units that cut are inactive", "            states[k] = OPEN\n        elif", "            states[k] = INACTIVE\n        elif"),
    _answer("active sides are inactive", "            states[k] = ACTIVE\n        else", "            states[k] = INACTIVE\n        else"),
    Mutant("dropped: regions are none", _KERNEL + "advancing.py", "work.counts[REGIONS if is_region else DROPPED] += 1", "work.counts[DROPPED] += 1", _SEARCH),
    Mutant("dropped: layers are asked but once", _KERNEL + "layer_entry.py", "frames[frame, ASKED_AT] = cuts", "frames[frame, ASKED_AT] = -1", _SEARCH),
)
# fmt: on
