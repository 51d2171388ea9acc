"""Bounds on regions, faces and ways, as exact integers of inputs and widths; one file a source."""

from polyregions.theorems.bound_formulas.arora_2018 import arora_2018_lower
from polyregions.theorems.bound_formulas.buck_1943 import buck_1943_faces
from polyregions.theorems.bound_formulas.gaines_bi_2026 import gaines_bi_2026_diameter
from polyregions.theorems.bound_formulas.hinz_van_de_geer_2019 import (
    HISTOGRAMS,
    hinz_van_de_geer_2019_upper,
)
from polyregions.theorems.bound_formulas.montufar_2014 import (
    montufar_2014_lower,
    montufar_2014_simple,
)
from polyregions.theorems.bound_formulas.montufar_2017 import montufar_2017_upper
from polyregions.theorems.bound_formulas.nakahara_2025 import nakahara_2025_lower
from polyregions.theorems.bound_formulas.pascanu_2013 import pascanu_2013_lower
from polyregions.theorems.bound_formulas.serra_2018 import (
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    serra_2018_theorem_6,
    serra_2018_theorem_7,
)
from polyregions.theorems.bound_formulas.shape import BoundNotApplicableError, Shape
from polyregions.theorems.bound_formulas.slim_ternary import slim_ternary_lower
from polyregions.theorems.bound_formulas.table import Bound, BoundKind, bounds
from polyregions.theorems.bound_formulas.trivial import trivial_upper
from polyregions.theorems.bound_formulas.zaslavsky_1975 import zaslavsky_1975_maximum

__all__ = [
    "HISTOGRAMS",
    "Bound",
    "BoundKind",
    "BoundNotApplicableError",
    "Shape",
    "arora_2018_lower",
    "bounds",
    "buck_1943_faces",
    "gaines_bi_2026_diameter",
    "hinz_van_de_geer_2019_upper",
    "montufar_2014_lower",
    "montufar_2014_simple",
    "montufar_2017_upper",
    "nakahara_2025_lower",
    "pascanu_2013_lower",
    "serra_2018_theorem_1",
    "serra_2018_theorem_5",
    "serra_2018_theorem_6",
    "serra_2018_theorem_7",
    "slim_ternary_lower",
    "trivial_upper",
    "zaslavsky_1975_maximum",
]
