"""The site by keyboard alone: Tab, Enter, arrows and letters."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visiting
from tests.browser.test_site import MAIN

# Notes each element that gets the focus: its words, whether an outline of 2 px or more is drawn
# around it or around what stands for it, and whether it is in the window.
_NOTE_FOCUS = """
window.noted = [];
document.addEventListener("focusin", ({ target }) => {
  const shown = target.matches("[type=radio]") ? target.nextElementSibling : target;
  const { outlineStyle, outlineWidth } = getComputedStyle(shown);
  const { top, bottom, width } = shown.getBoundingClientRect();
  noted.push({
    words: (target.getAttribute("aria-label") ?? target.textContent.trim()).slice(0, 60),
    href: target.getAttribute("href"),
    outlined: outlineStyle === "solid" && parseFloat(outlineWidth) >= 2,
    inWindow: width > 0 && bottom > 0 && top < innerHeight,
  });
});
"""
_COUNT_STOPS = """
[...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")].filter(
  (each) =>
    each.tabIndex >= 0 &&
    each.checkVisibility() &&
    each.type !== "hidden" &&
    (each.type !== "radio" || each.checked)
).length
"""
# Within a field for a day Tab goes from the day to the month, the year and the calendar.
_FURTHER_STOPS = """
[...document.querySelectorAll("[type=date]")].filter((each) => each.checkVisibility()).length * 3
"""
_MOST_STOPS = 400
# `make test` tabs through this one, `make test-long` through all.
_SHORT = "/countries/CHN?as_of=2021-03-01"
_PAGES = [
    path if path == _SHORT else pytest.param(path, marks=pytest.mark.long)
    for path in (*MAIN, "/countries", "/countries/CHN", "/pledges", "/search", "/dictionary")
]


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus is named by these words."""
    for _ in range(_MOST_STOPS):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if name == words:
            return
    pytest.fail(f"no Tab leads to {words!r}")


@pytest.mark.parametrize("path", _PAGES)
def test_tab_reaches_everything_and_leaves(browser: Browser, server: str, path: str) -> None:
    """Each link, field and part that opens or scrolls gets the focus once, and shows that it has.

    The first is the link that skips to the content. After the last one the focus leaves the page.
    """
    with visiting(browser, server) as visit:
        page = visit.page
        page.goto(path)
        stops = page.evaluate(_COUNT_STOPS)
        assert 10 < stops < _MOST_STOPS
        page.evaluate(_NOTE_FOCUS)
        for _ in range(stops + page.evaluate(_FURTHER_STOPS)):
            page.keyboard.press("Tab")
        noted = page.evaluate("noted")
        assert len(noted) == stops
        assert noted[0]["href"] == "#main"
        assert [each for each in noted if not each["outlined"] or not each["inWindow"]] == []
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body")


def test_the_site_is_used_by_keyboard(browser: Browser, server: str) -> None:
    """From the home page to a table of figures: skip, navigate, fill in a form, open, scroll."""
    with visiting(browser, server) as visit:
        page = visit.page
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
        page.reload()
        _tab_to(page, "Countries")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        _tab_to(page, "Name or code")
        page.keyboard.type("prc")
        with page.expect_navigation(url="**/countries?*name=prc*"):
            page.keyboard.press("Enter")
        _tab_to(page, "China")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("China")
        _tab_to(page, "Show as a table")
        page.keyboard.press("Enter")
        table = page.get_by_role("region", name="Shares by year")
        expect(table).to_be_visible()
        page.keyboard.press("Tab")
        expect(table).to_be_focused()
        earliest = table.get_by_role("row").last
        expect(earliest).not_to_be_in_viewport()
        page.keyboard.press("End")
        expect(earliest).to_be_in_viewport()
