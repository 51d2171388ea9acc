"""What a test needs beyond the package's own requirements: skipped without it, but not in CI."""

import os
import shutil
from importlib.util import find_spec

import pytest

EVERYTHING_IS_HERE = "POLYREGIONS_TEST_EXTRAS"
"""Where this variable of the environment is set, a missing extra fails instead of skipping."""


def require_packages(*names):
    """Skip the module that calls this, at its top, unless all packages can be imported."""
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        _skip(f"{', '.join(missing)} not installed")


def require_programs(*names):
    """Skip the module that calls this, at its top, unless all programs are on the PATH."""
    missing = [name for name in names if shutil.which(name) is None]
    if missing:
        _skip(f"{', '.join(missing)} not on the PATH")


def _skip(reason):
    if os.environ.get(EVERYTHING_IS_HERE):
        pytest.fail(f"{reason}, though {EVERYTHING_IS_HERE} is set", pytrace=False)
    pytest.skip(reason, allow_module_level=True)
