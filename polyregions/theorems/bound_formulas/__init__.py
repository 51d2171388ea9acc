"""Bounds on the number of regions, as exact integers of inputs and widths; one file a source."""

from polyregions.theorems.bound_formulas.arora_2018 import arora_2018
from polyregions.theorems.bound_formulas.hinz_van_de_geer_2019 import (
    HISTOGRAMS,
    hinz_van_de_geer_2019,
)
from polyregions.theorems.bound_formulas.montufar_2014 import montufar_2014, montufar_2014_simple
from polyregions.theorems.bound_formulas.montufar_2017 import montufar_2017
from polyregions.theorems.bound_formulas.nakahara_2025 import nakahara_2025
from polyregions.theorems.bound_formulas.pascanu_2013 import pascanu_2013
from polyregions.theorems.bound_formulas.serra_2018 import (
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    serra_2018_theorem_6,
    serra_2018_theorem_7,
)
from polyregions.theorems.bound_formulas.shape import BoundNotApplicableError, Shape
from polyregions.theorems.bound_formulas.slim_ternary import slim_ternary
from polyregions.theorems.bound_formulas.table import Bound, BoundKind, bounds
from polyregions.theorems.bound_formulas.trivial import trivial
from polyregions.theorems.bound_formulas.zaslavsky_1975 import zaslavsky_1975

__all__ = [
    "HISTOGRAMS",
    "Bound",
    "BoundKind",
    "BoundNotApplicableError",
    "Shape",
    "arora_2018",
    "bounds",
    "hinz_van_de_geer_2019",
    "montufar_2014",
    "montufar_2014_simple",
    "montufar_2017",
    "nakahara_2025",
    "pascanu_2013",
    "serra_2018_theorem_1",
    "serra_2018_theorem_5",
    "serra_2018_theorem_6",
    "serra_2018_theorem_7",
    "slim_ternary",
    "trivial",
    "zaslavsky_1975",
]
