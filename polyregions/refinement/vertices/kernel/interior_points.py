"""A point strictly inside a region that depends on the region alone.

The coefficients of hyperplanes in floats are the same however the search has come to a region,
their bounds and all of the generators are not.  So the first proposal is made of hyperplanes: from
a vertex that lies on as many facets as there are coordinates, the first one that does, in the
direction that leads away from all these facets equally fast, half the way to the other side; see
:func:`propose_point`.  It is the region's point where it lies strictly inside.

Else, as for regions that are very thin or have no such vertex, let m be the mean of the vertices
plus the rays, each divided by its greatest absolute entry, let S_i be the extent of the vertices
along coordinate i plus the absolute entries of those rays, and let 2**e_i be the least power of two
above SPREAD * S_i.  The region's point is the first of

    p_i = g_i floor(m_i / g_i + OFFSET),    g_i = 2**(e_i - b),    b = 14, 28, 56, ...,

that lies strictly inside.  OFFSET and SPREAD are so odd that numbers of few digits do not lie where
the floor or e_i changes.

All of this is decided: on which side of a facet a point lies, each e_i and each floor, in floats
where error bounds leave no doubt, else in double-double, else in integers by
:mod:`..exact_interior`.  No bound, good or bad, changes the point.

The vertices are written as offsets d from an origin c, a float at or near one of them, so that
errors are in proportion to the region.  Let u = 2**-53, let k be the number of generators, D the
greatest |d|, t the sum of the rays' absolute entries and E the bound of the errors of the vertices
and of the rays.  Then m is off by at most

    B = E + far (|c| + D) + (k + 8) u (D + t)

where k + 4 would do.  The quotients x / w of integers are off by u |x / w|: `far` is 2 u.  Vertices
as pairs of floats lose some u**2, and `far` is 2**-100.  S is off by at most 2 B, and SPREAD * S by
4 B, of which twice as much is allowed.
"""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

import numpy as np

from polyregions.refinement.vertices.kernel.arrays import (
    CENTRE,
    COUNT,
    ELIMINATION,
    ERROR,
    FIRST,
    FRAME,
    INVERSE,
    LAYER_OF,
    MEMBER,
    POINT,
    POOL,
    REFINED,
    REST,
    START,
    VALUE,
)
from polyregions.refinement.vertices.kernel.bits import (
    count_ones,
    lowest_bit,
    power_of_two_below,
    stay_out_of_line,
)
from polyregions.refinement.vertices.kernel.compilation import compiled, inlined
from polyregions.refinement.vertices.kernel.double_double import product_error, two_sum
from polyregions.refinement.vertices.kernel.enclosures import gather_system, refine_from_facets
from polyregions.refinement.vertices.kernel.rounding import INFLATION, TINY, UNDECIDED
from polyregions.refinement.vertices.kernel.sharp_rows import sharpen_rows
from polyregions.refinement.vertices.kernel.sharp_signs import find_point, sign_in_pairs

FIRST_BITS = 14
MOST_BITS = 28  # of points that are tried here
OFFSET = 0.6180339887498949
SPREAD = 1.6180339887498949

# Rows of a plane of the scratch space: the proposal; the origin c; of offsets from it the least,
# the greatest and the sum; the sums of rays and of their absolute entries; then m - c, its bound B,
# and 2**(e - 1).
PROPOSAL, ORIGIN, LEAST, GREATEST, TOTAL, RAYS, RAY_SIZES, SHIFT, BOUND, POWER = range(10)

# Columns beside the rows of a system.
VERTEX, DIRECTION = 0, 1


@compiled
def place_of(net, label):
    """Return the layer and the column of a hyperplane."""
    if label < 0:
        return net.depth, -1 - label
    layer = net.units[label, LAYER_OF]
    return layer, label - net.layers[layer, FIRST]


@compiled
def simple_vertex(stack, start, end, inputs):
    """Return the first vertex on as many facets as there are coordinates, or -1."""
    for k in range(start, end):
        if stack.pool[stack.members[k, POOL], inputs] != 0.0:
            facets = 0
            for w in range(stack.words):
                facets += count_ones(stack.members[k, MEMBER + w])
            if facets == inputs:
                return k
    return -1


@compiled
def solve(system, sides, inputs):
    """Solve a system of equations with two right-hand sides, by rows of the largest pivots.

    The solutions replace the right-hand sides; without any they are no numbers.
    """
    for column in range(inputs):
        best = column
        for r in range(column + 1, inputs):
            if abs(system[r, column]) > abs(system[best, column]):
                best = r
        if best != column:
            for i in range(column, inputs):
                kept = system[column, i]
                system[column, i] = system[best, i]
                system[best, i] = kept
            for side in range(2):
                kept = sides[column, side]
                sides[column, side] = sides[best, side]
                sides[best, side] = kept
        scale = 1.0 / system[column, column]
        system[column, column] = scale
        for r in range(column + 1, inputs):
            factor = system[r, column] * scale
            for i in range(column + 1, inputs):
                system[r, i] -= factor * system[column, i]
            for side in range(2):
                sides[r, side] -= factor * sides[column, side]
    for column in range(inputs - 1, -1, -1):
        for side in range(2):
            value = sides[column, side]
            for i in range(column + 1, inputs):
                value -= system[column, i] * sides[i, side]
            sides[column, side] = value * system[column, column]


@inlined
def propose_point(net, work, stack, frame, points, region):
    """Write half the way from a vertex to the other side of a region; return whether there is any.

    The direction d leads away from the facets h_j at the vertex equally fast in the maximum norm:
    h_j d is the sum of the absolute coefficients of h_j.  If it leads to infinity, the way is d.
    """
    frames = stack.frames
    planes = work.planes
    system = work.scratch[ELIMINATION]
    sides = work.scratch[INVERSE]
    inputs = net.dimension - 1
    facet_set = FRAME + 2 * stack.sets
    slots = facet_set + stack.words
    start = frames[frame, START]
    vertex = simple_vertex(stack, start, start + frames[frame, COUNT], inputs)
    if vertex < 0:
        return False
    row = 0
    for w in range(stack.words):
        facets = stack.members[vertex, MEMBER + w]
        while facets != 0:
            label = frames[frame, slots + 64 * w + lowest_bit(facets)]
            facets &= facets - 1
            layer, column = place_of(net, label)
            inward = -1.0 if label >= 0 and work.active[label] == 0 else 1.0
            size = 0.0
            for i in range(inputs):
                h = inward * planes[VALUE, layer, i, column]
                system[row, i] = h
                size += abs(h)
            sides[row, VERTEX] = -inward * planes[VALUE, layer, inputs, column]
            sides[row, DIRECTION] = size
            row += 1
    solve(system, sides, inputs)
    way = np.inf
    for w in range(stack.words):
        facets = frames[frame, facet_set + w] & ~stack.members[vertex, MEMBER + w]
        while facets != 0:
            label = frames[frame, slots + 64 * w + lowest_bit(facets)]
            facets &= facets - 1
            layer, column = place_of(net, label)
            value = planes[VALUE, layer, inputs, column]
            slope = 0.0
            for i in range(inputs):
                h = planes[VALUE, layer, i, column]
                value += h * sides[i, VERTEX]
                slope += h * sides[i, DIRECTION]
            if label >= 0 and work.active[label] == 0:
                value = -value
                slope = -slope
            if slope < 0.0 and value < -way * slope:
                way = -value / slope
    step = 0.5 * way if way < np.inf else 1.0
    for i in range(inputs):
        points[region, i] = sides[i, VERTEX] + step * sides[i, DIRECTION]
    return True


@compiled
def begin_sums(centre, inputs):
    """Clear the sums of rays."""
    for i in range(inputs):
        centre[RAYS, i] = 0.0
        centre[RAY_SIZES, i] = 0.0


@compiled
def add_offset(centre, i, offset):
    """Add the offset of a vertex along a coordinate."""
    centre[LEAST, i] = min(centre[LEAST, i], offset)
    centre[GREATEST, i] = max(centre[GREATEST, i], offset)
    centre[TOTAL, i] += offset


@compiled
def begin_offsets(centre, i, origin, offset):
    """Let a vertex be the first one along a coordinate."""
    centre[ORIGIN, i] = origin
    centre[LEAST, i] = offset
    centre[GREATEST, i] = offset
    centre[TOTAL, i] = offset


@compiled
def add_ray(centre, pool, p, inputs):
    """Add a ray divided by its greatest entry; return the bound of its errors.

    Let the exact entries d_i be within e of the stored x_i, and M' and M the greatest of each, so
    that |M - M'| <= e.  As d_i / M' - x_i / M = (d_i - x_i) / M + d_i / M' (M - M') / M, quotients
    are off by at most 2 e / M.
    """
    greatest = 0.0
    for i in range(inputs):
        greatest = max(greatest, abs(pool[p, i]))
    for i in range(inputs):
        entry = pool[p, i] / greatest
        centre[RAYS, i] += entry
        centre[RAY_SIZES, i] += abs(entry)
    return 2.0 * (pool[p, inputs + 1] / greatest)


@compiled
def sum_up(centre, pool, members, start, end, inputs):
    """Sum up generators as they are stored; return the number of vertices and the bound E."""
    vertices = 0
    error = 0.0
    ray_error = 0.0
    begin_sums(centre, inputs)
    for k in range(start, end):
        p = members[k, POOL]
        w = pool[p, inputs]
        if w == 0.0:
            ray_error += add_ray(centre, pool, p, inputs)
            continue
        own = pool[p, inputs + 1]
        if error == error and not own <= error:  # a NaN stays
            error = own
        for i in range(inputs):
            x = pool[p, i]
            if w != 1.0:  # then they are integers
                x /= w
            if vertices == 0:
                begin_offsets(centre, i, x, 0.0)
            else:
                add_offset(centre, i, x - centre[ORIGIN, i])
        vertices += 1
    return vertices, (error + ray_error) * INFLATION


@compiled
def choose_grids(centre, vertices, generators, error, far, inputs):
    """Write m with its bound, and the exponents e; return whether these are decided."""
    rounding = (generators + 8) * 2.0**-53
    for i in range(inputs):
        least = centre[LEAST, i]
        greatest = centre[GREATEST, i]
        reach = max(abs(least), abs(greatest))
        remote = far * (abs(centre[ORIGIN, i]) + reach)
        bound = (error + remote + rounding * (reach + centre[RAY_SIZES, i])) * INFLATION + TINY
        extent = ((greatest - least) + centre[RAY_SIZES, i]) * SPREAD
        power = power_of_two_below(extent)
        if not (power + 8.0 * bound < extent and extent < 2.0 * power - 8.0 * bound):
            return False
        centre[SHIFT, i] = centre[TOTAL, i] / vertices + centre[RAYS, i]
        centre[BOUND, i] = bound
        centre[POWER, i] = power
    return True


@compiled
def round_centre(centre, bits, points, region, inputs):
    """Write m, rounded to so many bits of the extents; return whether that is decided."""
    for i in range(inputs):
        scale = 0.5 * (np.int64(1) << bits) / centre[POWER, i]
        m, left = two_sum(centre[ORIGIN, i], centre[SHIFT, i])
        floor = np.floor(m * scale + OFFSET)
        fraction = ((m * scale - floor) + left * scale) + OFFSET
        over = np.floor(fraction)
        fraction -= over
        margin = centre[BOUND, i] * scale + 2.0**-50
        if not (abs(m) * scale < 2.0**51 and margin < fraction and fraction < 1.0 - margin):
            return False
        points[region, i] = (floor + over) / scale
    return True


@compiled
def side_of(planes, layer, column, gamma, points, region):
    """Return the sign of a form at a point whose floats are exact, or UNDECIDED."""
    inputs = planes.shape[2] - 1
    value = planes[VALUE, layer, inputs, column]
    magnitude = abs(value)
    spread = planes[ERROR, layer, inputs, column]
    for i in range(inputs):
        x = points[region, i]
        value += planes[VALUE, layer, i, column] * x
        magnitude += abs(planes[VALUE, layer, i, column] * x)
        spread += planes[ERROR, layer, i, column] * abs(x)
    bound = (spread + gamma * magnitude) * INFLATION + TINY
    if value > bound:
        return 1
    return -1 if value < -bound else UNDECIDED


@compiled
def side_in_pairs(net, work, layer, column, points, region):
    """Return the sign of a form at a point whose floats are exact, or UNDECIDED."""
    point = work.scratch[POINT]
    inputs = net.dimension - 1
    for i in range(inputs):
        point[VALUE, i] = points[region, i]
        point[REST, i] = 0.0
    point[VALUE, inputs] = 1.0
    point[REST, inputs] = 0.0
    return sign_in_pairs(work, layer, column, 0.0, net.dimension, net.gamma)


@compiled
def side_of_facets(net, work, stack, frame, in_pairs, points, region):
    """Return 1 where a point is strictly inside a cell, -1 where it is not, else UNDECIDED."""
    frames = stack.frames
    facet_set = FRAME + 2 * stack.sets
    answer = 1
    for w in range(stack.words):
        facets = frames[frame, facet_set + w]
        while facets != 0:
            label = frames[frame, facet_set + stack.words + 64 * w + lowest_bit(facets)]
            facets &= facets - 1
            layer, column = place_of(net, label)
            side = side_of(work.planes, layer, column, net.gamma, points, region)
            if side == UNDECIDED and in_pairs:
                side = side_in_pairs(net, work, layer, column, points, region)
            if side == UNDECIDED:
                answer = UNDECIDED
            elif (side == 1) == (label >= 0 and work.active[label] == 0):
                return -1
    return answer


@compiled
def refine_all(net, work, stack, frame):
    """Bound the generators of a cell afresh, where only cheap bounds are known."""
    start = stack.frames[frame, START]
    state = net.dimension + 1
    for k in range(start, start + stack.frames[frame, COUNT]):
        p = stack.members[k, POOL]
        if stack.pool[p, state] != REFINED and stack.pool[p, state - 1] != 0.0:
            refine_from_facets(
                net, work, stack, frame, stack.members, k, np.int64(MEMBER), np.int64(-1), p
            )


@compiled
def sum_up_in_pairs(net, work, stack, frame):
    """Sum up generators found in double-double; return the number of vertices and the bound E."""
    centre = work.scratch[CENTRE]
    point = work.scratch[POINT]
    pool = stack.pool
    members = stack.members
    inputs = net.dimension - 1
    start = stack.frames[frame, START]
    vertices = 0
    error = 0.0
    ray_error = 0.0
    begin_sums(centre, inputs)
    for k in range(start, start + stack.frames[frame, COUNT]):
        p = members[k, POOL]
        rows = 0
        if pool[p, inputs + 1] != 0.0:
            rows = gather_system(
                net, work, work.sharp, stack, frame, members, k, np.int64(MEMBER), np.int64(-1)
            )
        own = find_point(work.scratch, rows, pool, p, net.gamma)
        w = pool[p, inputs]
        if w == 0.0:
            ray_error += add_ray(centre, pool, p, inputs)
            continue
        if error == error and not own <= error:  # a NaN stays
            error = own
        for i in range(inputs):
            x = point[VALUE, i]
            rest = point[REST, i]
            if w != 1.0:  # then they are integers
                product = (x / w) * w
                rest = ((x - product) - product_error(product, x / w, w)) / w
                x /= w
            if vertices == 0:
                begin_offsets(centre, i, x, rest)
            else:
                offset, left = two_sum(x, -centre[ORIGIN, i])
                add_offset(centre, i, offset + (left + rest))
        vertices += 1
    return vertices, (error + ray_error) * INFLATION


@compiled
def round_with_care(net, work, stack, frame, points, region):
    """Write the first rounded mean that lies inside a region; return whether it is decided.

    The generators are taken as they are, then bounded afresh, then found in double-double.
    """
    centre = work.scratch[CENTRE]
    inputs = net.dimension - 1
    start = stack.frames[frame, START]
    count = stack.frames[frame, COUNT]
    has_pairs = work.sharp.shape[0] > 0
    bits = FIRST_BITS
    for attempt in range(2 + has_pairs):
        far = 2.0**-52
        if attempt == 2:
            vertices, error = sum_up_in_pairs(net, work, stack, frame)
            far = 2.0**-100
        else:
            if attempt == 1:
                refine_all(net, work, stack, frame)
            vertices, error = sum_up(
                centre, stack.pool, stack.members, start, start + count, inputs
            )
        if not choose_grids(centre, vertices, count, error, far, inputs):
            continue
        while bits <= MOST_BITS and round_centre(centre, bits, points, region, inputs):
            side = side_of_facets(net, work, stack, frame, has_pairs, points, region)
            if side != -1:
                return side == 1
            bits *= 2
        if bits > MOST_BITS:
            return False
    return False


@compiled
def write_with_care(net, work, stack, frame, points, region, proposed):
    """Write the point of a region that floats do not prove inside; return whether it is decided."""
    stay_out_of_line()
    proposal = work.scratch[CENTRE, PROPOSAL]
    for i in range(net.dimension - 1):
        proposal[i] = points[region, i] if proposed else np.nan
        proposed &= abs(points[region, i]) < np.inf
    has_pairs = work.sharp.shape[0] > 0
    if has_pairs:
        sharpen_rows(net, work, net.depth - 1)
    if proposed:
        side = side_of_facets(net, work, stack, frame, has_pairs, points, region)
        if side != -1:
            return side == 1
    return round_with_care(net, work, stack, frame, points, region)


@inlined
def write_interior_point(net, work, stack, frame, points, region):
    """Write the point of a region; return whether all of it is decided."""
    proposed = propose_point(net, work, stack, frame, points, region)
    if proposed and side_of_facets(net, work, stack, frame, False, points, region) == 1:
        return True
    return write_with_care(net, work, stack, frame, points, region, proposed)
