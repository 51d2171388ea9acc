"""The faces of regions in space: as a table of floats to be drawn, and as exact outlines."""
