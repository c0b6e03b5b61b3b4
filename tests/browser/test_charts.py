"""Line charts in a browser: the figures of a year at the pointer, a finger or the arrow keys."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from api.pages import files
from tests.browser.conftest import visiting

_SCRIPT = Path(files.__file__).parent / "static/charts.js"
_MOST_BYTES = 2048


def _chart(page: Page) -> Locator:
    return page.locator("svg[data-axes]:visible")


def _figures_in_table(page: Page, year: int) -> list[str]:
    page.get_by_text("Show as a table").first.click()
    row = page.get_by_role("region", name="Shares by year").get_by_role("row", name=str(year))
    return row.get_by_role("cell").all_inner_texts()


def test_the_script_is_small() -> None:
    """At most 2 kB before compression."""
    assert _SCRIPT.stat().st_size <= _MOST_BYTES


def test_arrow_keys_go_through_the_years(browser: Browser, server: str) -> None:
    """The figures are those of the table, seen and said; the ends of the axis are not passed."""
    with visiting(browser, server) as visit:
        page = visit.page
        page.goto("/countries/CHN")
        chart, reading = _chart(page), page.locator(".reading")
        chart.focus()
        page.keyboard.press("Home")
        page.keyboard.press("ArrowLeft")
        first = int(chart.get_attribute("aria-valuemin") or "")
        expect(chart).to_have_attribute("aria-valuenow", str(first))
        page.keyboard.press("ArrowRight")
        expect(reading).to_contain_text(f"{first + 1}: Share ")
        said = chart.get_attribute("aria-valuetext")
        expect(reading).to_have_text(said or "")
        for figure in _figures_in_table(page, first + 1):
            assert figure in (said or "")
        assert page.get_by_role("slider", name=re.compile("^China: share")).count() == 1


def test_the_pointer_and_a_finger_show_a_year(browser: Browser, server: str) -> None:
    """Where they are on the axis, on wide and narrow screens; the figures are marked there."""
    for options in ({}, {"viewport": {"width": 390, "height": 844}, "has_touch": True}):
        with visiting(browser, server, **options) as visit:
            page = visit.page
            page.goto("/")
            chart = _chart(page)
            chart.scroll_into_view_if_needed()
            box = chart.bounding_box()
            assert box is not None
            place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            (page.touchscreen.tap if options else page.mouse.move)(*place)
            reading = page.locator(".reading")
            expect(reading).to_have_text(re.compile(r"^(19|20)\d\d: China [\d.]+"))
            circles = (chart.locator(".rule").get_attribute("d") or "").count("a4 4") / 2
            assert circles == reading.inner_text().count("%") > 1


def test_without_the_script_a_chart_is_a_picture(browser: Browser, server: str) -> None:
    """It has its name, takes no focus, and no place is left for the figures of a year."""
    with visiting(browser, server, java_script_enabled=False) as visit:
        visit.page.goto("/countries/CHN")
        assert visit.page.get_by_role("img", name=re.compile("^China: share")).count() == 1
        expect(visit.page.locator(".reading")).to_be_hidden()
