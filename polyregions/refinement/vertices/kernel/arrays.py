"""The arrays the kernel works on, and the names of their columns.

Every array is allocated and grown by Python; the kernel allocates nothing.

A generator is stored once, in a pool that the cells of one branch of the search share.  A cell
lists its generators as members, each with its incident facets and with the units positive and
negative there.
Facet and unit sets are words of 64 bits; a member, a frame and a fresh generator (one that a split
makes) end in such words, whose number is fixed when the arrays are allocated.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

# planes[VALUE or ERROR, layer, coordinate, unit]: pre-activations of the current branch as
# functions of (x, w), and bounds on their errors.  Layer `depth` holds the forms of the domain, w
# >= 0 last.
VALUE, ERROR = 0, 1

# sharp[VALUE, ERROR or REST, ...]: the same in double-double, each coefficient VALUE + REST.
REST = 2

# Columns of `layer_norms`; the Frobenius norm is infinite where a layer has none.
SPECTRAL, FROBENIUS, BIAS_NORM = range(3)

# Columns of `layers` and `units`.
WIDTH, FIRST, CUTS, LINEAR = range(4)
RELU, LAYER_OF, BIT, HASH_ACTIVE, HASH_ZERO = range(5)

# Columns of `frames`; then unit sets (remaining, active), the facet set, and the label of each
# slot.
LAYER, COUNT, START, RESTORE_MEMBERS, RESTORE_POOL = range(5)
COINCIDENCES, COINCIDENCE_START, RESTORE_COINCIDENCES = range(5, 8)
ASKED_AT = 8  # with so many cuts left, or fewer, the cell may be asked whether it is out of reach
FRAME = 9

# Columns of `members`; then facets, positive and negative units.
POOL = 0
MEMBER = 1

# Columns of `fresh`; then facets, positive and negative units.
EDGE_FROM, EDGE_TO, PLACED = range(3)
FRESH = 3

# Columns of `coincidences`.
SLOT, UNIT = 0, 1

# Columns of `queries`; then the facets that meet in the generator.
QUERY_FROM, QUERY_TO, QUERY_UNIT, QUERY_EXTRA, QUERY_POOL, QUERY_ANSWER = range(6)
QUERY = 6

# Entries of `counts`.
TOP_FRAME, TOP_MEMBER, TOP_POOL, TOP_COINCIDENCE, TOP_QUERY, QUERY_CURSOR, SHARP_LAYERS = range(7)
STALE_LAYERS = 7
REGIONS, FLOAT_SIGNS, INTEGER_SIGNS, RATIONAL_SIGNS, REFINED_GENERATORS, WORK = range(8, 14)
SHARP_SIGNS, DROPPED = 14, 15
OUTPUT_REGIONS, OUTPUT_FACETS, OUTPUT_UNITS = range(16, 19)
OUTPUT_GENERATORS, OUTPUT_INCIDENCES = range(19, 21)
COUNTS = 24

# States of a generator, in the last column of `pool`; its error bound is in the column before.
EXACT, INTERPOLATED, REFINED = 0.0, 1.0, 2.0

# Rows of `summary`.
LEAST, GREATEST, LIMIT, MAGNITUDE, OPEN = range(5)

# Planes of `forms`, rows of `slacks` and of `extents`, and rows of `bounds`; see
# :mod:`.unit_bounds`.
MIDDLE, RADIUS = 0, 1
AT_VERTICES, AT_RAYS, ERROR_AT_VERTICES, ERROR_AT_RAYS = range(4)
LOWER, UPPER = 0, 1

# Added to the hyperplane of a facet along which the domain was cut: it may be no facet at all.
CUT_MARK = 1 << 30

# Planes of `scratch`: the hyperplanes that meet in a generator, their errors, and work space; in
# double-double also the rests of the hyperplanes and a point, [POINT, VALUE or REST]; sums of
# generators, see :mod:`.interior_points`.
SYSTEM, SYSTEM_ERROR, ELIMINATION, INVERSE, RESIDUAL, SYSTEM_REST, POINT, CENTRE = range(8)
SCRATCH = 8


class NetworkArrays(NamedTuple):
    """The network in float64; see :mod:`.program`."""

    dimension: int  # homogeneous: inputs + 1
    depth: int  # layers that hold a relu unit
    integer: bool  # all parameters are small integers, held exactly up to powers of two
    domain_rows: int  # the forms of the domain's own inequalities; the others carry no facet
    gamma: float  # bounds the relative rounding error of any sum of products formed here
    layers: Array  # (depth, 4); LINEAR is the number of units without a relu
    units: Array  # (units, 5)
    starts: Array  # (depth,): where the weights of a layer begin
    weights: Array  # (before, width) of each layer but the first: from unit before, to unit
    bias: Array  # (depth, widest)
    grids: Array  # (depth,) powers of two: what is exact in a layer is a multiple; 0 if nothing is
    planes: Array  # (2, depth + 1, dimension, widest) with the first layer and the domain filled in
    row_norms: Array  # (depth, widest): those of the weights of each unit, see :mod:`.dense_rows`
    layer_norms: Array  # (depth, 3): those of all weights, and of the biases, rounded upwards
    weight_rests: Array  # what the weights leave of the exact ones; empty until a sign is open
    bias_rests: Array  # likewise


class Reach(NamedTuple):
    """The network modulo a prime, to prove that units reach the outputs; see :mod:`.reaching`.

    Residues lie between -p/2 and p/2. The tables are those of the network's arrays.
    """

    prime: float
    layers: Array
    units: Array
    starts: Array
    weights: Array
    outputs: Array  # (units of the last layer,) a combination of the outputs, or none
    integers: Array  # such a combination itself where all weights are small integers, or none
    greatest: float  # the size of the greatest weight of the layers, where they are


class Guide(NamedTuple):
    """What a search for a goal drops cells by; see :mod:`.out_of_reach`."""

    call: Any  # the address of `is_out_of_reach`; 0 where no goal is searched for
    clauses: Array  # units of the last layer, one clause after the other
    ends: Array  # where each clause ends
    levels: Array  # of all units of the last layer, as the goal has them: others may raise them
    scales: Array  # (units, 2): m and e, where what is stored of a unit is m 2**e times its value
    waits: Array  # (2, depth): how often cells of a layer were in vain asked, and will not be asked
    states: Array  # (widest,)
    forms: Array  # (2, 2, dimension, widest): of two layers by turns, their middles and radii
    slacks: Array  # (2, 2, widest): likewise, at vertices and at rays
    sizes: Array  # (2, widest): of the forms at vertices and at rays
    bounds: Array  # (2, widest)
    extents: Array  # (4, dimension): of the cell, and of the errors of its generators
    passed: Array  # (5, widest): what each unit passes on
    values: Array  # (2, widest): of the forms at a vertex
    point: Array  # (dimension,)


class Work(NamedTuple):
    """Buffers of the current branch, and scratch space."""

    layers: Array  # a copy, the number of cuts of each layer being written
    planes: Array
    norms: (
        Array  # (2, depth, dimension) of rows, the errors' infinite if unknown: :mod:`.dense_rows`
    )
    sharp: Array  # (3, depth + 1, dimension, widest), or empty until a sign is open
    active: Array  # (units,) the activation pattern of the branch
    cut_units: Array  # (units,) per layer, the units that cut the cell that entered it
    values: Array  # (members, widest) of the cell entering a layer
    summary: Array  # (5, widest)
    reached: Array  # (3, widest) see :mod:`.reaching`
    scratch: Array
    counts: Array


class Stack(NamedTuple):
    """The cells still to be refined, and the pool of their generators."""

    words: int  # the number of words of a facet set
    sets: int  # that of a unit set
    frames: Array
    members: Array
    fresh: Array
    sides: Array  # (4, members) members strictly on either side, and their numbers of facets
    pool: Array
    coincidences: Array
    queries: Array
    table: Array  # a power of two of places, for facet sets less one facet


class Output(NamedTuple):
    """Regions found, in the order of the search; drained by Python when full."""

    patterns: Array
    points: Array
    facet_offsets: Array
    facet_hyperplanes: Array
    facet_keys: Array
    unit_offsets: Array
    facet_units: Array
    generator_offsets: Array  # where the generators of a region begin, and so on
    generators: Array  # as in the pool, without their states
    incidence_offsets: Array
    incidences: Array  # the facets that a generator lies on, counted within its region
