"""A headless Chromium in which pages are opened."""

import shutil

import pytest

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,800",
)


@pytest.fixture(scope="session")
def driver(tmp_path_factory):
    """Start one browser; its messages and its requests are logged."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    driver = webdriver.Chrome(options, service)
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1280, "height": 800, "deviceScaleFactor": 1, "mobile": False},
    )
    yield driver
    driver.quit()


@pytest.fixture
def open_page(driver, tmp_path):
    """Return a function that writes a page and opens it; at the end no page has complained."""
    from tests.page.opened_page import OpenedPage

    opened = []

    def open_page(subject, **options):
        opened.append(OpenedPage.of(driver, tmp_path / f"{len(opened)}.html", subject, **options))
        return opened[-1]

    yield open_page
    assert opened
    assert driver.get_log("browser") == []
