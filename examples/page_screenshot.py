"""Draw the picture of docs/how_to/page.md: a page in headless Chromium, with a region pinned.

Needs selenium and pillow, and chromium and chromedriver on the PATH.

Usage: python examples/page_screenshot.py [FILE]
"""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium import webdriver

import polyregions as pr

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT = REPOSITORY / "docs" / "images" / "page.png"
TRAINED = REPOSITORY / "tests" / "data" / "networks" / "flower_2d_2x50.json"
PINNED = (0.55, 0.2)


def main(path: Path = DEFAULT) -> None:
    programs = [found(name) for name in ("chromium", "chromedriver")]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        pr.write_page(pr.read_network(TRAINED), page, title="A network trained on a flower")
        browser = started(*programs, Path(folder, "profile"))
        try:
            browser.get(page.as_uri())
            browser.find_element("id", "boundary").click()
            place = browser.execute_script("return polyregions.toClient(...arguments[0])", PINNED)
            mouse = webdriver.ActionChains(browser)
            mouse.w3c_actions.pointer_action.move_to_location(*map(round, place))
            mouse.click().perform()
            browser.execute_async_script("setTimeout(arguments[0], 500)")
            picture = Image.open(BytesIO(browser.get_screenshot_as_png()))
        finally:
            browser.quit()
    path.parent.mkdir(parents=True, exist_ok=True)
    # A palette makes the file much smaller.
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"written to {path}")


def found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        sys.exit(f"page_screenshot: {program} is not on the PATH: install it, then run this again")
    return path


def started(chromium: str, chromedriver: str, profile: Path) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={profile}")
    browser = webdriver.Chrome(options, webdriver.ChromeService(chromedriver))
    size = {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return browser


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
