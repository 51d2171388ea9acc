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
def settle_layer(work, stack, frame, layer):
    """Write the activations decided by splitting into the branch's pattern."""
    first = work.layers[layer, FIRST]
    for local in range(work.layers[layer, CUTS]):
        word = stack.frames[frame, FRAME + stack.sets + (local >> 6)]
        work.active[work.cut_units[first + local]] = (word >> (local & 63)) & 1


@entry_point
def advance(net, work, stack, output, purpose, last, max_steps):
    """Run the search for at most `max_steps` steps; return why it stopped.

    Regions are the cells that all layers up to `last` have cut; `purpose` tells what to do with
    them.
    """
    frames = stack.frames
    counts = work.counts
    track = purpose != COUNTING
    for _ in range(max_steps):
        frame = counts[TOP_FRAME] - 1
        if frame < 0:
            return FINISHED
        layer = frames[frame, LAYER]
        cutting = 0
        for w in range(stack.sets):
            cutting += count_ones(frames[frame, FRAME + w])
        if cutting == 0:
            if layer >= 0:
                settle_layer(work, stack, frame, layer)
            if layer == last:
                if purpose == DIVIDING:
                    return AT_FRONTIER
                if purpose != COUNTING:
                    outcome = write_region(net, work, stack, output, frame, purpose == ENUMERATING)
                    if outcome != DONE:
                        return outcome
                    counts[TOP_QUERY] = 0
                    counts[QUERY_CURSOR] = 0
                counts[REGIONS] += 1
                pop(work, stack)
                continue
            outcome = enter_layer(net, work, stack, frame, track)
        elif purpose == COUNTING and layer == last and cutting == 1:
            counts[REGIONS] += 2
            pop(work, stack)
            continue
        else:
            outcome = split(net, work, stack, frame, purpose == COUNTING and layer == last, track)
        if outcome == ASK:
            return ASKED
        if outcome == GROW:
            return MUST_GROW
        counts[TOP_QUERY] = 0
        counts[QUERY_CURSOR] = 0
    return PAUSED


@entry_point
def rebuild_branch(net, work, last):
    """Rebuild the hyperplanes of all layers up to `last` from the activation pattern."""
    for layer in range(1, last + 1):
        build_rows(net, work, layer)


@entry_point
def drop_cell(work, stack):
    """Drop the top cell."""
    pop(work, stack)
