"""The depth-first search: take the top cell, cut it or pass it on, count or write regions."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    CUTS,
    FIRST,
    FRAME,
    LAYER,
    QUERY_CURSOR,
    REGIONS,
    TOP_FRAME,
    TOP_QUERY,
)
from polyregions.refinement.vertices.kernel.bits import count_ones
from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point
from polyregions.refinement.vertices.kernel.layer_entry import enter_layer
from polyregions.refinement.vertices.kernel.layer_rows import build_rows
from polyregions.refinement.vertices.kernel.outcomes import (
    ASK,
    ASKED,
    AT_FRONTIER,
    COUNTING,
    DIVIDING,
    DONE,
    ENUMERATING,
    FINISHED,
    GROW,
    MUST_GROW,
    PAUSED,
)
from polyregions.refinement.vertices.kernel.region_output import write_region
from polyregions.refinement.vertices.kernel.splitting import pop, split


@compiled
def settle_layer(layers, frames, frame, active, cut_units, sets, layer):
    """Write the activations decided by splitting into the branch's pattern."""
    first = layers[layer, FIRST]
    for local in range(layers[layer, CUTS]):
        word = frames[frame, FRAME + sets + (local >> 6)]
        active[cut_units[first + local]] = (word >> (local & 63)) & 1


@entry_point
def advance(net, work, stack, output, purpose, last, max_steps):
    """Run the search for at most `max_steps` steps; return why it stopped.

    Regions are the cells that all layers up to `last` have cut; `purpose` tells what to do with
    them.
    """
    integer = net.integer
    gamma = net.gamma
    domain_rows = net.domain_rows
    units = net.units
    weights = net.weights
    bias = net.bias
    layers = work.layers
    planes = work.planes
    active = work.active
    cut_units = work.cut_units
    values = work.values
    summary = work.summary
    scratch = work.scratch
    counts = work.counts
    frames = stack.frames
    members = stack.members
    fresh = stack.fresh
    sides = stack.sides
    pool = stack.pool
    coincidences = stack.coincidences
    queries = stack.queries
    patterns = output.patterns
    points = output.points
    facet_offsets = output.facet_offsets
    facet_hyperplanes = output.facet_hyperplanes
    facet_keys = output.facet_keys
    unit_offsets = output.unit_offsets
    facet_units = output.facet_units
    words = queries.shape[1] - 6
    sets = (members.shape[1] - 1 - words) // 2
    track = purpose != COUNTING
    for _ in range(max_steps):
        frame = counts[TOP_FRAME] - 1
        if frame < 0:
            return FINISHED
        layer = frames[frame, LAYER]
        cutting = 0
        for w in range(sets):
            cutting += count_ones(frames[frame, FRAME + w])
        if cutting == 0:
            if layer >= 0:
                settle_layer(layers, frames, frame, active, cut_units, sets, layer)
            if layer == last:
                if purpose == DIVIDING:
                    return AT_FRONTIER
                if purpose != COUNTING:
                    outcome = write_region(
                        planes, layers, units, active, pool, frames, frame, members, coincidences,
                        queries, counts, words, sets, domain_rows, gamma, patterns, points,
                        facet_offsets, facet_hyperplanes, facet_keys, unit_offsets, facet_units,
                        purpose == ENUMERATING,
                    )  # fmt: skip
                    if outcome != DONE:
                        return outcome
                    counts[TOP_QUERY] = 0
                    counts[QUERY_CURSOR] = 0
                counts[REGIONS] += 1
                pop(frames, counts)
                continue
            outcome = enter_layer(
                planes, layers, units, weights, bias, active, cut_units, pool, frames, frame,
                members, coincidences, queries, values, summary, scratch, counts, words, sets,
                track, integer, gamma,
            )  # fmt: skip
        elif purpose == COUNTING and layer == last and cutting == 1:
            counts[REGIONS] += 2
            pop(frames, counts)
            continue
        else:
            outcome = split(
                planes, layers, units, cut_units, pool, frames, frame, members, fresh, sides,
                coincidences, queries, scratch, counts, words, sets,
                purpose == COUNTING and layer == last, track, integer, gamma,
            )  # fmt: skip
        if outcome == ASK:
            return ASKED
        if outcome == GROW:
            return MUST_GROW
        counts[TOP_QUERY] = 0
        counts[QUERY_CURSOR] = 0
    return PAUSED


@entry_point
def rebuild_branch(planes, layers, weights, bias, active, last, integer, gamma):
    """Rebuild the hyperplanes of all layers up to `last` from the activation pattern."""
    for layer in range(1, last + 1):
        build_rows(planes, layers, weights, bias, active, layer, integer, gamma)


@entry_point
def drop_cell(frames, counts):
    """Drop the top cell."""
    pop(frames, counts)
