"""The engines that every test of counts runs over."""

from polyregions.refinement import ENGINES

ENGINE_NAMES = tuple(name for name in ENGINES if name != "auto")
