"""Names of what the kernel is asked for, and of what its functions answer."""

# What the search does with a region: count it, hand it over as the start of another search, write
# its pattern and facets, or write these and a point inside.
COUNTING, DIVIDING, LISTING, ENUMERATING = range(4)

# Outcomes of a step.
DONE, ASK, GROW = 0, 1, 2

# Why the kernel returned.
FINISHED, ASKED, MUST_GROW, OUTPUT_FULL, PAUSED, AT_FRONTIER, POINT_ASKED = range(7)

WHOLE_CELL = -1
"""The "slot" of a unit that vanishes on the whole cell."""
