"""Published bounds on the number of regions, as exact integers of inputs and widths."""

from polyregions.theorems.bounds.arora_2018 import arora_2018
from polyregions.theorems.bounds.counting import Counted, count_within
from polyregions.theorems.bounds.hinz_van_de_geer_2019 import HISTOGRAMS, hinz_van_de_geer_2019
from polyregions.theorems.bounds.montufar_2014 import montufar_2014, montufar_2014_simple
from polyregions.theorems.bounds.montufar_2017 import montufar_2017
from polyregions.theorems.bounds.nakahara_2025 import nakahara_2025, slim_ternary
from polyregions.theorems.bounds.pascanu_2013 import pascanu_2013
from polyregions.theorems.bounds.serra_2018 import (
    serra_2018_theorem_1,
    serra_2018_theorem_5,
    serra_2018_theorem_6,
    serra_2018_theorem_7,
)
from polyregions.theorems.bounds.shape import BoundNotApplicableError, Shape
from polyregions.theorems.bounds.table import Bound, BoundKind, bounds
from polyregions.theorems.bounds.trivial import trivial
from polyregions.theorems.bounds.zaslavsky_1975 import zaslavsky_1975

__all__ = [
    "HISTOGRAMS",
    "Bound",
    "BoundKind",
    "BoundNotApplicableError",
    "Counted",
    "Shape",
    "arora_2018",
    "bounds",
    "count_within",
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
