"""Hypothesis profiles ("ci" repeats the same examples, "default" draws new ones); the kernel."""

import os

import pytest
from hypothesis import settings

import polyregions as pr
from polyregions.constructions import absolute_value

settings.register_profile("default", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def compiled_kernel():
    """Compile the kernel of engine vertices, so that no command under test announces it."""
    pr.count_regions(absolute_value(), engine="vertices")


@pytest.fixture
def eager_progress(monkeypatch):
    """Show progress in logs at once, rather than after some seconds."""
    monkeypatch.setattr("polyregions.progress._FIRST", 0)
