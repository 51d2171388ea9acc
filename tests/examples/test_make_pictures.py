"""The pictures of the documentation are all shown, and all but drawings made by scripts."""

import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.helpers.extras import require_packages, require_programs

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURES = {path.name for path in (REPOSITORY / "docs" / "images").iterdir()}
DRAWINGS = {"overview.svg"}


def test_every_picture_is_shown():
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    shown = [re.findall(r"\]\([\w./]*images/([\w.]+)\)", page.read_text()) for page in pages]
    assert {name for names in shown for name in names} == PICTURES


@pytest.mark.parametrize("name", sorted(DRAWINGS))
def test_a_drawing_stands_alone(name):
    """It is well-formed, names itself to those who cannot see it, and fetches nothing."""
    drawing = ElementTree.parse(REPOSITORY / "docs" / "images" / name).getroot()
    assert drawing[0].tag.endswith("}title")
    values = [value for part in drawing.iter() for value in (part.text, *part.attrib.values())]
    assert not [value for value in values if value and re.search(r"//|@import", value)]


@pytest.mark.slow
def test_every_picture_is_made(tmp_path):
    require_packages("matplotlib", "PIL", "selenium", "sklearn", "torch")
    require_programs("chromium", "chromedriver")
    script = REPOSITORY / "examples" / "make_pictures.py"
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    subprocess.run([sys.executable, script, "--quick", tmp_path], check=True, env=environment)
    made = list(tmp_path.iterdir())
    assert {path.name for path in made} == PICTURES - DRAWINGS
    for path in made:
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) > 10_000


@pytest.mark.parametrize("program", ["chromium", "chromedriver"])
def test_a_missing_browser_is_named(tmp_path, program):
    require_packages("PIL", "selenium")
    script = REPOSITORY / "examples" / "page_screenshot.py"
    other = {"chromium": "chromedriver", "chromedriver": "chromium"}[program]
    (tmp_path / other).touch(mode=0o755)
    run = subprocess.run(
        [sys.executable, script, tmp_path / "page.png"],
        env={"PATH": str(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.startswith(f"page_screenshot: {program} is not on the PATH: install it")
