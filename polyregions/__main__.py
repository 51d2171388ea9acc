"""``python -m polyregions`` is the program ``polyregions``."""

import sys

from polyregions.cli import main

sys.exit(main())
