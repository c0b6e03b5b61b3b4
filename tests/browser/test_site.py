"""The site in a real browser: wide and narrow, light and dark, without JavaScript, on paper."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import visiting

_AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
# `make test` walks these and the next ones, and `make test-long` all.
MAIN = (
    "/",
    "/countries/CHN?as_of=2021-03-01",
    "/officials/john-kerry?as_of=2021-03-01",
    "/quotes/yang-jiechi-mutually-beneficial-cooperation",
    "/claims/chn-reported-voa-2021",
    "/pledges/chn-carbon-neutrality-2060?as_of=2021-03-01",
    "/guides/start",
    "/reference/listPledges?status=in_law&limit=2",
)
_OTHERS = (
    "/countries?region=Oceania",
    "/countries/ATA",
    "/coverage",
    "/changes",
    "/compare/CHN...USA...eu?as_of=2021-03-01",
    "/officials?country=china&as_of=2021-03-01",
    "/officials/ned-price",
    "/quotes",
    "/dialogues",
    "/emissions-shares/chn-co2-territorial-2019",
    "/groups/eu?as_of=2019-06-01",
    "/initiatives/global-methane-pledge",
    "/pledges?horizon=end&as_of=2022-04-01",
    "/search?q=kerry",
    "/sources",
    "/problems",
    "/dictionary",
    "/downloads",
)
_LONG = (
    "/releases",
    "/status",
    "/pledges/chn-carbon-neutrality-2060/history",
    "/compare",
    "/compare/ATA...TUV",
    "/countries?series=ghg-including-land-use&year=1990",
    "/quotes/state-department-spokesperson-climate-challenge",
    "/initiatives",
    "/sources/voa-us-china-climate-2021",
    "/dictionary/pledges",
    "/guides",
    "/guides/errors",
    "/reference",
    "/reference/graphql",
    "/reference/graphql/Country",
)
_PAGES = (*MAIN, *_OTHERS, *(pytest.param(path, marks=pytest.mark.long) for path in _LONG))
# Of what axe looks for, contrast alone differs between the colours.
_RULES_BY_COLOURS = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
_WIDTHS = (1280, 390)
_NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for faults of accessibility."""
    if not _AXE.exists():
        told = "no axe-core: `make axe` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(told)
        pytest.skip(told)
    return _AXE.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", _PAGES)
def test_a_page_has_no_serious_fault(browser: Browser, server: str, axe: str, path: str) -> None:
    """No console error, no other host, no sideways scroll, no serious fault of accessibility."""
    with visiting(browser, server) as visit:
        for width in _WIDTHS:
            visit.page.set_viewport_size({"width": width, "height": 900})
            visit.page.goto(path)
            assert visit.page.evaluate("document.documentElement.scrollWidth") == width
            visit.page.evaluate(axe)
            for colours, rules in _RULES_BY_COLOURS.items():
                visit.page.emulate_media(color_scheme=colours)
                asked = "(rules) => axe.run(rules).then((result) => result.violations)"
                found = visit.page.evaluate(asked, rules)
                faults = {(each["id"], each["impact"]) for each in found}
                grave = {fault for fault in faults if fault[1] in ("serious", "critical")}
                assert not grave, (width, colours)


# What GraphiQL and Swagger UI have of their own: serious and critical faults of accessibility.
@pytest.mark.long
@pytest.mark.parametrize(("path", "most"), [("/graphql", 10), ("/docs/try", 84)])
def test_the_tools_have_few_serious_faults(
    browser: Browser, server: str, axe: str, path: str, most: int
) -> None:
    """Others make GraphiQL and Swagger UI: their faults do not become more."""
    with visiting(browser, server) as visit:
        visit.page.goto(path)
        visit.page.locator(".CodeMirror, .opblock-tag").first.wait_for()
        visit.page.evaluate(axe)
        found = visit.page.evaluate("axe.run().then((result) => result.violations)")
        grave = [each for each in found if each["impact"] in ("serious", "critical")]
        assert sum(len(each["nodes"]) for each in grave) <= most


def _shown(page: Page, kind: str) -> int:
    return page.locator(f"svg.{kind}:visible").count()


def test_wide_and_narrow_screens_have_their_own_drawings(browser: Browser, server: str) -> None:
    """Of each chart one drawing is shown, the one for the width of the screen."""
    with visiting(browser, server) as visit:
        visit.page.goto("/countries/CHN")
        assert (_shown(visit.page, "wide"), _shown(visit.page, "narrow")) == (2, 0)
        visit.page.set_viewport_size(_NARROW)
        assert (_shown(visit.page, "wide"), _shown(visit.page, "narrow")) == (0, 2)


def test_forms_and_details_work_without_javascript(browser: Browser, server: str) -> None:
    """From the home page to who held office on a day, with links and forms alone."""
    with visiting(browser, server, java_script_enabled=False, viewport=_NARROW) as visit:
        page = visit.page
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Countries").click()
        page.get_by_label("Name or code").fill("prc")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="China", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("China")
        page.get_by_text("Show as a table").first.click()
        expect(page.get_by_role("region", name="Shares by year")).to_be_visible()
        page.get_by_label("On this day").fill("2021-03-01")
        page.get_by_role("button", name="Show").click()
        expect(page.get_by_role("heading", name="On 2021-03-01", exact=True)).to_be_visible()
        expect(page.get_by_role("cell", name="certain").first).to_be_visible()


def test_a_person_is_found_and_asked_about_a_day_without_javascript(
    browser: Browser, server: str
) -> None:
    """From the list of people to a post on a day, and from a quote to its speaker."""
    with visiting(browser, server, java_script_enabled=False, viewport=_NARROW) as visit:
        page = visit.page
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="People").click()
        page.get_by_label("Name").fill("kerry")
        page.get_by_label("Held on").fill("2021-03-01")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="John Kerry", exact=True).click()
        expect(page.get_by_text("on 1 March 2021; Voice of America shows it.")).to_be_visible()
        page.get_by_role("link", name="Kerry had said").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Kerry had said")
        page.get_by_role("link", name="John Kerry", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("John Kerry")


def test_a_pledge_is_found_and_asked_about_a_day_without_javascript(
    browser: Browser, server: str
) -> None:
    """From the form of pledges to how firmly one stood on a day, with links and forms alone."""
    with visiting(browser, server, java_script_enabled=False, viewport=_NARROW) as visit:
        page = visit.page
        page.goto("/pledges")
        page.get_by_label("Country or group").fill("prc")
        page.get_by_label("Horizon").select_option("end")
        page.get_by_role("button", name="Show").click()
        page.get_by_role("link", name="Carbon neutrality before 2060", exact=True).click()
        page.get_by_label("On this day").fill("2021-03-01")
        page.get_by_role("button", name="Show").click()
        rung = page.locator("li[aria-current=true]")
        expect(rung.get_by_role("heading", level=3)).to_have_text("Declared")


def test_fonts_of_the_site_are_the_ones_that_are_drawn(browser: Browser, server: str) -> None:
    """With the fonts installed, the browser loads the latin subsets and no other."""
    with visiting(browser, server) as visit:
        visit.page.goto("/countries/CHN")
        loaded = visit.page.evaluate(
            "document.fonts.ready.then((fonts) => [...fonts].filter((font) =>"
            " font.status === 'loaded').map((font) => font.family.replaceAll('\"', '')).sort())"
        )
        assert loaded in ([], ["Inter Variable", "Source Serif 4 Variable"])


def test_on_paper_there_are_no_controls(browser: Browser, server: str) -> None:
    """Printed, a page has its text and drawings, and neither navigation nor forms."""
    with visiting(browser, server) as visit:
        visit.page.goto("/countries/CHN")
        visit.page.emulate_media(media="print")
        expect(visit.page.get_by_role("navigation", name="Main")).to_be_hidden()
        expect(visit.page.get_by_role("button", name="Show")).to_be_hidden()
        expect(visit.page.get_by_role("heading", level=1)).to_be_visible()


_FIVE_SCREENS_PX = 5 * 800


def test_the_reference_of_a_large_list_is_short(browser: Browser, server: str) -> None:
    """All columns, filters and parameters of pledges are read in less than five screens."""
    with visiting(browser, server, viewport={"width": 1280, "height": 800}) as visit:
        visit.page.goto("/reference/listPledges")
        # The system's fonts, which stand in until ours are loaded, take more room.
        visit.page.evaluate("document.fonts.ready")
        height_px = visit.page.evaluate("document.documentElement.scrollHeight")
        assert height_px < _FIVE_SCREENS_PX
        # A phone shows the columns by name; what is said of each, and its field, is opened.
        visit.page.set_viewport_size(_NARROW)
        height_px = visit.page.evaluate("document.documentElement.scrollHeight")
        assert height_px < 7 * _NARROW["height"]
        expect(visit.page.get_by_label("status", exact=True)).to_be_hidden()
        visit.page.locator("tr", has_text="How firm it is").locator("summary").click()
        expect(visit.page.get_by_label("status", exact=True)).to_be_visible()
        expect(visit.page.get_by_role("button", name="Try it").last).to_be_in_viewport()


@pytest.mark.parametrize("has_javascript", [True, False])
def test_a_request_is_tried_with_a_form(
    browser: Browser, server: str, *, has_javascript: bool
) -> None:
    """What is filled in is sent, and nothing else; the answer stands above the form."""
    with visiting(browser, server, java_script_enabled=has_javascript) as visit:
        page = visit.page
        page.goto("/reference")
        page.get_by_role("link", name="See one: list pledges").click()
        page.get_by_label("status", exact=True).select_option("in_law")
        page.get_by_label("target_year, to").fill("2050")
        page.get_by_role("button", name="Try it").first.click()
        page.wait_for_url("**/listPledges?target_year__lte=2050&status=in_law&limit=10#request")
        expect(page.get_by_role("heading", name="Your request")).to_be_visible()
        expect(page.locator("pre.answer")).to_contain_text('"status": "in_law"')
        expect(page.locator("[data-in=sh] pre")).to_contain_text("status=in_law")


def test_one_choice_of_a_language_changes_the_page(browser: Browser, server: str) -> None:
    """Radio buttons, by keyboard and without JavaScript, show the programs of one language."""
    with visiting(browser, server, java_script_enabled=False) as visit:
        page = visit.page
        page.goto("/reference/listPledges")
        expect(page.locator("[data-in]:visible")).to_have_count(1)
        page.get_by_role("radio", name="curl").focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-in]:visible")).to_contain_text("urlopen")
