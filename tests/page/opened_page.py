"""A page in a browser, used as a reader would: mouse, keyboard, and what can be seen."""

import json
import time

from tests.helpers.extras import require_packages

require_packages("selenium")

from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.actions.wheel_input import ScrollOrigin

import polyregions as pr

PATIENCE = 30


class OpenedPage:
    """What the tests do with a page and see of it."""

    def __init__(self, driver):
        self.driver = driver

    @classmethod
    def of(cls, driver, path, subject, **options):
        pr.write_page(subject, path, **options)
        driver.get_log("performance")  # forget what was before
        driver.get(path.as_uri())
        page = cls(driver)
        page.settle()
        return page

    def script(self, source, *arguments):
        return self.driver.execute_script(source, *arguments)

    def __getattr__(self, name):
        """Read one of the names that the page offers to scripts."""
        return self.script(f"return polyregions.{name}")

    def settle(self):
        """Wait until nothing is on its way to the screen."""
        end = time.monotonic() + PATIENCE
        frame = "requestAnimationFrame(() => requestAnimationFrame(arguments[0]))"
        while True:
            self.driver.execute_async_script(frame)
            if self.script("return polyregions.idle"):
                return
            assert time.monotonic() < end, "the page does not settle"

    def describe(self, index):
        return self.script("return polyregions.describe(arguments[0])", index)

    def region_at(self, x, y):
        return self.script("return polyregions.regionAt(arguments[0], arguments[1])", x, y)

    # Mouse and keyboard

    def _pointer(self, x, y):
        place = self.script("return polyregions.toClient(arguments[0], arguments[1])", x, y)
        actions = ActionChains(self.driver, duration=0)
        actions.w3c_actions.pointer_action.move_to_location(*map(round, place))
        return actions

    def hover(self, x, y):
        self._pointer(x, y).perform()
        self.settle()

    def click(self, x, y):
        self._pointer(x, y).click().perform()
        self.settle()

    def drag(self, x, y, dx, dy):
        actions = self._pointer(x, y).click_and_hold()
        actions.move_by_offset(dx, dy).release().perform()
        self.settle()

    def wheel(self, x, y, delta):
        place = self.script("return polyregions.toClient(arguments[0], arguments[1])", x, y)
        origin = ScrollOrigin.from_viewport(*map(round, place))
        self._pointer(x, y).scroll_from_origin(origin, 0, delta).perform()
        self.settle()

    def press(self, *keys, on="#marks"):
        self.find(on).send_keys(*keys)
        self.settle()

    def search(self, query):
        self.find("#query").send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.DELETE, query)
        # The page waits for a pause in the typing.
        time.sleep(0.2)
        self.settle()

    def choose(self, selector):
        self.find(selector).click()
        self.settle()

    # What can be seen

    def find(self, selector):
        return self.driver.find_element("css selector", selector)

    def find_all(self, selector):
        return self.driver.find_elements("css selector", selector)

    def text(self, selector):
        return self.find(selector).text

    def attributes(self, selector, name):
        return [node.get_attribute(name) for node in self.find_all(selector)]

    def color_at(self, x, y):
        """Return red, green and blue of the picture at a point."""
        return self.script(
            "const canvas = document.getElementById('picture');"
            "const { left, top } = canvas.getBoundingClientRect();"
            "const [px, py] = polyregions.toClient(arguments[0], arguments[1]);"
            "const copy = document.createElement('canvas').getContext('2d');"
            "copy.drawImage(canvas, left - px, top - py);"
            "return [...copy.getImageData(0, 0, 1, 1).data.subarray(0, 3)]",
            x,
            y,
        )

    def requests(self):
        """Return the addresses of everything the browser has asked for."""
        messages = [json.loads(e["message"])["message"] for e in self.driver.get_log("performance")]
        return [
            message["params"]["request"]["url"]
            for message in messages
            if message["method"] == "Network.requestWillBeSent"
        ]
