"""The depth-first search: take the top cell, cut it or pass it on, count or write regions."""

# Numba infers the types of the kernel's functions from their arguments.
# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators

from __future__ import annotations

from polyregions.refinement.vertices.kernel.arrays import (
    ASKED_AT,
    COUNT,
    CUTS,
    DROPPED,
    FIRST,
    FLOAT_SIGNS,
    FRAME,
    INTEGER_SIGNS,
    LAYER,
    QUERY_CURSOR,
    REFINED_GENERATORS,
    REGIONS,
    STALE_LAYERS,
    TOP_FRAME,
    TOP_QUERY,
    WIDTH,
    WORK,
)
from polyregions.refinement.vertices.kernel.bits import count_ones
from polyregions.refinement.vertices.kernel.calls import called
from polyregions.refinement.vertices.kernel.compilation import compiled, entry_point
from polyregions.refinement.vertices.kernel.layer_entry import enter_layer, write_rows
from polyregions.refinement.vertices.kernel.outcomes import (
    ASK,
    ASKED,
    COUNTING,
    DONE,
    FINISHED,
    GROW,
    MERGING,
    MUST_GROW,
    PAUSED,
    REACHED,
)
from polyregions.refinement.vertices.kernel.reaching import MOST_CUTS, stands_apart
from polyregions.refinement.vertices.kernel.region_output import write_region
from polyregions.refinement.vertices.kernel.splitting import pop, split

_STEP = 64  # what any step costs beyond what is counted


@compiled
def settle_layer(work, stack, frame, layer):
    """Write the activations decided by splitting into the branch's pattern."""
    first = work.layers[layer, FIRST]
    for local in range(work.layers[layer, CUTS]):
        word = stack.frames[frame, FRAME + stack.sets + (local >> 6)]
        work.active[work.cut_units[first + local]] = (word >> (local & 63)) & 1


@compiled
def work_done(dimension, counts):
    """Return about how many multiplications have been done since the counts were cleared.

    What WORK counts of itself are the hyperplanes of layers, the pairs of generators and the
    entries that splits and regions write; with each step, however short.
    """
    signs = dimension * (counts[FLOAT_SIGNS] + counts[INTEGER_SIGNS])
    return counts[WORK] + signs + counts[REFINED_GENERATORS] * 8 * dimension * dimension * dimension


@compiled
def is_dropped(net, work, stack, guide, frame, layer, cutting):
    """Return whether a cell is proved out of reach of a goal, and count it then.

    It is asked once it has entered a layer, and again when so few units are left that cut it as was
    said then; not where none are, of which more is known in the next layer.
    """
    is_region = cutting == 0 and layer == net.depth - 1
    if layer < 0 or cutting > stack.frames[frame, ASKED_AT] or (cutting == 0 and not is_region):
        return False
    if called(guide.call, net, work, stack, guide, frame) == 0:
        return False
    work.counts[REGIONS if is_region else DROPPED] += 1
    return True


@entry_point
def advance(
    net, work, stack, output, reach, guide, purpose, level, decided, most_work, most_regions
):
    """Run the search until so much work is done, or so many regions are found; say why it stopped.

    Both are counted from when the counts were last cleared.  At least one step is done: a search
    that goes on in another process has lost what was answered before a step was done, and might
    never end.  As none is done by half, a little more work may be done, and up to three regions
    more be found where they are only counted.
    `purpose` tells what to do with regions, the cells that all layers have cut; `reach` is asked
    where those that merge are wanted, `guide` tells which cells to drop, if any.  A cell that layer
    `level` cuts, so many of whose cuts or all of them are decided, is no further refined: it is
    counted, or left on top of the stack, where the search stops.  The level `net.depth` is never
    reached.
    """
    frames = stack.frames
    counts = work.counts
    dimension = net.dimension
    last = net.depth - 1
    # Cells of a level may be taken after others were counted, from what is on the stack then.
    track = purpose != COUNTING or level < net.depth
    merging = purpose == MERGING and last >= 0
    apart = frames.shape[0]  # no region in this frame or above merges
    for layer in range(1, counts[STALE_LAYERS]):
        counts[WORK] += dimension * net.layers[layer - 1, WIDTH] * net.layers[layer, WIDTH]
        write_rows(net, work, layer)
    counts[STALE_LAYERS] = 0
    steps = 0
    while True:
        frame = counts[TOP_FRAME] - 1
        if frame < 0:
            return FINISHED
        if steps > 0 and (
            counts[REGIONS] >= most_regions or work_done(dimension, counts) >= most_work
        ):
            return PAUSED
        steps += 1
        counts[WORK] += _STEP + frames.shape[1]
        layer = frames[frame, LAYER]
        cutting = 0
        for w in range(stack.sets):
            cutting += count_ones(frames[frame, FRAME + w])
        if frame < apart:
            apart = frames.shape[0]
        if layer >= 0 and (cutting == 0 or (merging and layer == last)):
            settle_layer(work, stack, frame, layer)
        if layer == level and (cutting == 0 or work.layers[layer, CUTS] - cutting >= decided):
            if purpose != COUNTING:
                return REACHED
            counts[REGIONS] += 1
            pop(work, stack)
            continue
        if guide.call != 0 and is_dropped(net, work, stack, guide, frame, layer, cutting):
            pop(work, stack)
            continue
        if (
            merging
            and layer == last
            and frame < apart
            and cutting <= MOST_CUTS
            and stands_apart(net, work, stack, reach, frame, layer)
        ):
            apart = frame
        counting = layer == last and layer != level and (purpose == COUNTING or frame >= apart)
        if cutting == 0:
            if layer == last:
                if not counting:
                    counts[WORK] += net.units.shape[0] + dimension * (64 * stack.words)
                    outcome = write_region(net, work, stack, output, frame, purpose)
                    if outcome != DONE:
                        return outcome
                    counts[TOP_QUERY] = 0
                    counts[QUERY_CURSOR] = 0
                counts[REGIONS] += 1
                pop(work, stack)
                continue
            if layer >= 0:
                counts[WORK] += dimension * net.layers[layer, WIDTH] * net.layers[layer + 1, WIDTH]
            outcome = enter_layer(net, work, stack, frame, track)
        elif counting and cutting == 1:
            counts[REGIONS] += 2
            pop(work, stack)
            continue
        else:
            counts[WORK] += 2 * frames[frame, COUNT] * stack.members.shape[1]
            outcome = split(net, work, stack, frame, counting, track)
        if outcome == ASK:
            return ASKED
        if outcome == GROW:
            return MUST_GROW
        counts[TOP_QUERY] = 0
        counts[QUERY_CURSOR] = 0
