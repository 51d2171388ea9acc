"""Bounds of the units of layers that a cell has not met yet, by linear relaxation.

Let X be a closed cell, and x in X the sum of its vertices, weighted by numbers >= 0 of sum 1, and
of its rays, weighted by numbers >= 0 of sum m.  For each unit of a layer there are affine functions
c and r, whose coefficients are floats, and numbers e and e' >= 0 such that its exact value y has

    |y(x) - c(x)| <= r(x) + e + m e'    for all x in X.

c is its middle, r its radius, e and e' its slack at vertices and at rays.  (Linear relaxation as in
Weng et al. 2018 and Zhang et al. 2018, forwards, with the extremes of affine functions on a cell,
which are those at its generators, in the place of those on a box.)  Let S_i and S'_i be the
greatest sizes of coordinate i of vertices and of rays, errors included, u = 2**-53, and gamma as in
:mod:`.rounding`; M = sum (|c_i| + |r_i|) S_i is the size of a form at vertices, M' that at rays.

- Of the last layer that the cell has met, c is the row of :mod:`.layer_rows`, r = 0, and
  e = sum E_i S_i with the errors E of the row.
- The extremes l <= y <= h on X are those of c - r and c + r at vertices, less and more
  e + gamma M + sum (|c_i| + |r_i|) e_i, with e_i the errors of the coordinates.  Along each ray
  c + r must be at most -(e' + gamma M' + ...), or else h is infinite; so for l.
- What a unit passes on is y or 0; or, if l < 0 < h, between a y and s y + t, where (s, t) is the
  chord h / (h - l) (1, -l) of relu over [l, h], (1, -l) if only h is infinite and (0, h) if only l
  is, and the slope a is 0 or 1, the nearer one.  So its middle is p c + q r + t / 2, and its radius
  q c + p r + t / 2, with p = (s + a) / 2 and q = (s - a) / 2.  The size of both is at most M + |t|,
  and |t| <= |l| <= 2 M + e.  The chord is too low by at most 4 u h, as is the slope p - q if it is
  not just a, and the coefficients are off by at most 4 u (M + |t|).
- A unit of the next layer has the middle b_k + sum w_kj c_j, the radius sum |w_kj| r_j, and the
  slack gamma |b_k| + sum |w_kj| (e_j + gamma M_j), the gamma terms being for the rounding of the
  sum and of the stored weights and biases, (n + 4) u (M + |t|) of n units, and for what else is
  rounded; hence it is 2 gamma M_j where t is not 0.

Slacks are sums of nonnegative terms, rounded upwards where they are used.  ``FLOOR`` stands for
products that underflow, as in :mod:`.layer_rows`: weights are 0 or at least 2**-100.  What is not
finite bounds nothing: all comparisons are false for a NaN, and a unit without bounds on either side
makes NaNs of all that depend on it.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    AT_RAYS,
    AT_VERTICES,
    ERROR,
    ERROR_AT_VERTICES,
    LOWER,
    MIDDLE,
    POOL,
    RADIUS,
    UPPER,
    VALUE,
    WIDTH,
)
from polyregions.refinement.vertices.kernel.bits import stay_out_of_line
from polyregions.refinement.vertices.kernel.compilation import compiled
from polyregions.refinement.vertices.kernel.rounding import FLOOR, HUGE, INFLATION
from polyregions.refinement.vertices.kernel.zeros import is_exact_zero

# What is known of a unit's sign on the cell.
INACTIVE, ACTIVE, OPEN = 0, 1, 2

# Rows of `passed`: p, q, t / 2, and what the unit adds to slacks at vertices and then at rays.
OWN, OTHER, SHIFT, SPREAD = range(4)


@compiled
def measure_cell(net, stack, start, count, extents):
    """Write the sizes of the coordinates of a cell's generators; return whether there are rays."""
    pool = stack.pool
    dimension = net.dimension
    inputs = dimension - 1
    unbounded = False
    for i in range(dimension):
        for row in range(4):
            extents[row, i] = 0.0
    for k in range(start, start + count):
        p = stack.members[k, POOL]
        side = AT_VERTICES
        scale = 1.0
        if pool[p, inputs] == 0.0:
            side = AT_RAYS
            unbounded = True
        else:
            scale = 1.0 / pool[p, inputs]
        for i in range(dimension):
            error = pool[p, dimension]
            if i == inputs or is_exact_zero(pool[p, i], error):
                error = 0.0
            error = error * scale
            size = abs(pool[p, i]) * scale + error
            # Written so that a NaN stays.
            if extents[side, i] == extents[side, i] and not size <= extents[side, i]:
                extents[side, i] = size
            if not error <= extents[ERROR_AT_VERTICES + side, i]:
                extents[ERROR_AT_VERTICES + side, i] = error
    return unbounded


@compiled
def begin_forms(net, work, guide, layer, width):
    """Write the forms of the last layer that a cell has met: its rows."""
    planes = work.planes
    forms = guide.forms
    slacks = guide.slacks
    for k in range(width):
        slacks[0, AT_VERTICES, k] = 0.0
        slacks[0, AT_RAYS, k] = 0.0
    for i in range(net.dimension):
        at_vertices = guide.extents[AT_VERTICES, i]
        at_rays = guide.extents[AT_RAYS, i]
        for k in range(width):
            error = planes[ERROR, layer, i, k]
            forms[MIDDLE, 0, i, k] = planes[VALUE, layer, i, k]
            forms[RADIUS, 0, i, k] = 0.0
            if error != 0.0:
                slacks[0, AT_VERTICES, k] += error * at_vertices + FLOOR
                slacks[0, AT_RAYS, k] += error * at_rays + (FLOOR if at_rays != 0.0 else 0.0)


@compiled
def measure_forms(net, guide, turn, width, side):
    """Write the sizes of the forms of a layer at vertices or at rays."""
    sizes = guide.sizes
    for k in range(width):
        sizes[side, k] = 0.0
    for i in range(net.dimension):
        extent = guide.extents[side, i]
        floor = FLOOR if extent != 0.0 else 0.0
        for k in range(width):
            size = abs(guide.forms[MIDDLE, turn, i, k]) + abs(guide.forms[RADIUS, turn, i, k])
            sizes[side, k] += (size + FLOOR) * extent + floor if size != 0.0 else 0.0


@compiled
def margin(net, guide, turn, side, k):
    """Return by how much the forms of a unit may be off its value at a generator."""
    moved = 0.0
    for i in range(net.dimension - 1):
        error = guide.extents[ERROR_AT_VERTICES + side, i]
        if error != 0.0:
            size = abs(guide.forms[MIDDLE, turn, i, k]) + abs(guide.forms[RADIUS, turn, i, k])
            moved += size * error
    return (net.gamma * guide.sizes[side, k] + moved + guide.slacks[turn, side, k]) * INFLATION


@compiled
def evaluate_forms(plane, x, values, inputs, width):
    """Write the values of forms, (dimension, units), at a vertex."""
    first = x[0] if inputs > 0 else 0.0
    for k in range(width):
        values[k] = plane[inputs, k] + plane[0, k] * first
    for i in range(1, inputs, 2):
        after = i + 1 if i + 1 < inputs else i
        here = x[i]
        there = x[i + 1] if i + 1 < inputs else 0.0
        for k in range(width):
            values[k] += plane[i, k] * here + plane[after, k] * there


@compiled
def bound_units(net, stack, guide, start, count, turn, width, unbounded):
    """Write the extremes of a layer's units on a cell, infinite or NaN where there are none."""
    pool = stack.pool
    middles = guide.values[MIDDLE]
    radii = guide.values[RADIUS]
    lowest = guide.bounds[LOWER]
    highest = guide.bounds[UPPER]
    point = guide.point
    inputs = net.dimension - 1
    measure_forms(net, guide, turn, width, AT_VERTICES)
    for k in range(width):
        lowest[k] = np.inf
        highest[k] = -np.inf
        guide.sizes[AT_RAYS, k] = 0.0
    for g in range(start, start + count):
        p = stack.members[g, POOL]
        w = pool[p, inputs]
        if w == 0.0:
            continue
        for i in range(inputs):
            point[i] = pool[p, i] * (1.0 / w)
        evaluate_forms(guide.forms[MIDDLE, turn], point, middles, inputs, width)
        evaluate_forms(guide.forms[RADIUS, turn], point, radii, inputs, width)
        for k in range(width):
            lower = middles[k] - radii[k]
            upper = middles[k] + radii[k]
            lowest[k] = lower if lower < lowest[k] else lowest[k]
            highest[k] = upper if upper > highest[k] else highest[k]
    for k in range(width):
        off = margin(net, guide, turn, AT_VERTICES, k)
        lowest[k] -= off
        highest[k] += off
    if unbounded:
        follow_rays(net, stack, guide, start, count, turn, width)


@compiled
def follow_rays(net, stack, guide, start, count, turn, width):
    """Take away the bounds of units that are not proved to keep to them along all rays."""
    stay_out_of_line()
    forms = guide.forms
    bounds = guide.bounds
    inputs = net.dimension - 1
    measure_forms(net, guide, turn, width, AT_RAYS)
    for k in range(width):
        off = margin(net, guide, turn, AT_RAYS, k)
        for g in range(start, start + count):
            p = stack.members[g, POOL]
            if stack.pool[p, inputs] != 0.0:
                continue
            middle = 0.0
            radius = 0.0
            for i in range(inputs):
                middle += forms[MIDDLE, turn, i, k] * stack.pool[p, i]
                radius += forms[RADIUS, turn, i, k] * stack.pool[p, i]
            if not middle - radius >= off:
                bounds[LOWER, k] += -np.inf
            if not middle + radius <= -off:
                bounds[UPPER, k] += np.inf


@compiled
def relax_units(net, guide, width, turn):
    """Write what the units of a layer pass on, by their states or else by their bounds."""
    passed = guide.passed
    for k in range(width):
        lower = guide.bounds[LOWER, k]
        upper = guide.bounds[UPPER, k]
        state = guide.states[k]
        if state == OPEN:
            state = ACTIVE if lower >= 0.0 else (INACTIVE if upper <= 0.0 else OPEN)
        if state == INACTIVE:
            for row in range(passed.shape[0]):
                passed[row, k] = 0.0
            continue
        slope = 1.0
        above = 1.0
        shift = 0.0
        roundings = net.gamma
        if state == OPEN:
            roundings = 2.0 * net.gamma
            if upper - lower < HUGE:
                above = min(upper / (upper - lower), 1.0)
                shift = -above * lower
                slope = 1.0 if upper > -lower else 0.0
            elif -np.inf < lower:
                shift = -lower
            elif upper < np.inf:
                above = 0.0
                slope = 0.0
                shift = upper
            else:
                above = np.nan
        passed[OWN, k] = 0.5 * (above + slope)
        passed[OTHER, k] = 0.5 * (above - slope)
        passed[SHIFT, k] = 0.5 * shift
        for side in range(2):
            spread = guide.slacks[turn, side, k] + roundings * guide.sizes[side, k]
            passed[SPREAD + side, k] = FLOOR if 0.0 < spread < FLOOR else spread * INFLATION
        if above == 0.0 and slope == 0.0:
            passed[SPREAD + AT_RAYS, k] = 0.0


@compiled
def next_passing(passed, unit, width):
    """Return the first unit from one on that passes on anything, or beyond the last."""
    while unit < width and passed[OWN, unit] == 0.0 and passed[SPREAD, unit] == 0.0:
        unit += 1
    return unit


@compiled
def passed_form(forms, passed, turn, i, unit, is_constant):
    """Return coefficient i of the middle and of the radius of what a unit passes on."""
    own = passed[OWN, unit]
    other = passed[OTHER, unit]
    c = forms[MIDDLE, turn, i, unit]
    r = forms[RADIUS, turn, i, unit]
    shift = passed[SHIFT, unit] if is_constant else 0.0
    return own * c + other * r + shift, other * c + own * r + shift


@compiled
def pass_on(net, guide, layer, turn):
    """Write the forms of a layer's units, from those of the layer before and what these pass on."""
    forms = guide.forms
    passed = guide.passed
    dimension = net.dimension
    width = net.layers[layer, WIDTH]
    before_width = net.layers[layer - 1, WIDTH]
    start = net.starts[layer]
    weights = net.weights[start : start + before_width * width].reshape(before_width, width)
    middles = forms[MIDDLE, turn]
    radii = forms[RADIUS, turn]
    slacks = guide.slacks[turn]
    for i in range(dimension):
        for k in range(width):
            middles[i, k] = net.bias[layer, k] if i == dimension - 1 else 0.0
            radii[i, k] = 0.0
    for k in range(width):
        spread = net.gamma * abs(net.bias[layer, k])
        slacks[AT_VERTICES, k] = FLOOR if net.bias[layer, k] != 0.0 and spread < FLOOR else spread
        slacks[AT_RAYS, k] = 0.0
    # Two units at a time, for which sums are read and written once.
    j = next_passing(passed, np.int64(0), before_width)
    while j < before_width:
        after = next_passing(passed, j + 1, before_width)
        paired = after < before_width
        row = weights[j]
        other = weights[after] if paired else row
        for i in range(dimension):
            middle, radius = passed_form(forms, passed, 1 - turn, i, j, i == dimension - 1)
            second = 0.0
            second_radius = 0.0
            if paired:
                second, second_radius = passed_form(
                    forms, passed, 1 - turn, i, after, i == dimension - 1
                )
            if radius != 0.0 or second_radius != 0.0:
                for k in range(width):
                    middles[i, k] += row[k] * middle + other[k] * second
                    radii[i, k] += abs(row[k]) * radius + abs(other[k]) * second_radius
            elif middle != 0.0 or second != 0.0:
                for k in range(width):
                    middles[i, k] += row[k] * middle + other[k] * second
        for side in range(2):
            spread = passed[SPREAD + side, j]
            second = passed[SPREAD + side, after] if paired else 0.0
            if spread != 0.0 or second != 0.0:
                for k in range(width):
                    slacks[side, k] += abs(row[k]) * spread + abs(other[k]) * second
        j = next_passing(passed, after + 1, before_width)
