"""Names of what the kernel is asked for, and of what its functions answer."""

# What the search does with a region: count it, write its pattern and facets, write these and a
# point inside, write its pattern, the hyperplanes of its facets and its generators, or count it and
# write it only where it may merge with a neighbour.
COUNTING, LISTING, ENUMERATING, MEASURING, MERGING = range(5)

# Outcomes of a step.
DONE, ASK, GROW = 0, 1, 2

# Why the kernel returned.
FINISHED, ASKED, MUST_GROW, OUTPUT_FULL, PAUSED, POINT_ASKED, REACHED = range(7)

WHOLE_CELL = -1
"""The "slot" of a unit that vanishes on the whole cell."""
