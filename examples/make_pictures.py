"""Make all pictures of docs/images, each by the script that its page names.

Needs matplotlib, scikit-learn, torch, selenium and pillow, and chromium and chromedriver on the
PATH. Some minutes; with --quick, the slow ones at a small size in less than a minute.

Usage: python examples/make_pictures.py [--quick] [FOLDER]
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import definition_figures
import digits_slices
import page_screenshot
import partition_figure
import picture_gallery
import random_one_dimensional_networks as one_dimension

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "docs" / "images"
WALKS = ("theorists_walk", "practitioners_walk", "verifiers_walk")


def main(quick: bool = False, folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    partition_figure.main(folder / "partitions.png")
    definition_figures.main(folder)
    picture_gallery.main(folder)
    page_screenshot.main(folder / "page.png")
    digits_slices.main(quick, folder)
    one_dimension.law_of_layers(quick, folder)
    one_dimension.sparsity(quick, folder)
    for name in WALKS:
        walk(name, folder)


def walk(name: str, folder: Path) -> None:
    """Keep the pictures of what a walk writes."""
    with TemporaryDirectory() as written:
        subprocess.run([sys.executable, HERE / f"{name}.py", written], check=True)
        for picture in Path(written).glob("*.png"):
            shutil.copy(picture, folder)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--quick"]
    main("--quick" in sys.argv, *map(Path, words[:1]))
