"""Engine ``lp``: H-polytopes refined by exact linear programs, in any dimension.

Works on any full-dimensional domain, bounded or not. It shares no geometry with engine
``vertices``, so that the two can check one another.
"""

from polyregions.refinement.lp.engine import count_regions, enumerate_regions

__all__ = ["count_regions", "enumerate_regions"]
