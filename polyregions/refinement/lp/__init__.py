"""Engine ``lp``: H-polytopes refined by exact linear programs, in any dimension.

Works on any full-dimensional domain, bounded or not. It shares no geometry with engine
``vertices``, so that the two can check one another.
"""

from polyregions.refinement.lp.engine import count_cells, enumerate_cells

__all__ = ["count_cells", "enumerate_cells"]
