"""Properties from files in the format VNN-LIB, versions 1.0 and 2.0, every constant exact."""

from polyregions.readers.vnnlib.counterexamples import read_counterexample
from polyregions.readers.vnnlib.reading import parse_property, read_property

__all__ = ["parse_property", "read_counterexample", "read_property"]
