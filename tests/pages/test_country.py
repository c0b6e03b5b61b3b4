"""The page of a country, beside what REST answers."""

import re
from html import unescape

import pytest

from api.app import create_app
from api.pages import offices_part, reading
from api.pages.country import COVERED
from api.pages.pledge_words import status
from api.pages.wording import capital, percent
from api.settings import Settings
from schema.figures import figure_text
from tests.client import TestClient
from tests.pages.test_frame import BROWSER


def text_of(page: str) -> str:
    """What a person reads of a page, in one line."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def _rows(client: TestClient, path: str) -> list[dict]:
    return client.get(path).json()["data"]


def test_figures_are_those_of_rest(client: TestClient) -> None:
    """The sentence, the facts and the table have each figure as REST gives it."""
    page = client.get("/countries/CHN").text
    shares = _rows(client, "/v1/countries/CHN/emissions-shares?sort=-year&limit=500")
    latest = shares[0]
    sentence = re.search(r'<p class="lede">(.*?)</p>', page)
    assert sentence is not None
    share = percent(latest["share_percent"])
    assert share == f"{figure_text(latest['share_percent'])}\u00a0%"
    assert sentence[1].startswith(f"China emitted {share} of the world’s CO₂ in {latest['year']}")
    table = re.findall(r'>(\d{4})</a></th><td class="n">([^<]+)</td>', page)
    assert [(int(year), text) for year, text in table] == [
        (row["year"], percent(row["share_percent"])) for row in shares
    ]


def test_the_chart_has_a_point_for_each_year_and_a_ring_for_each_claim(client: TestClient) -> None:
    """The marks of both drawings are counted: as many as the rows say."""
    page = client.get("/countries/CHN").text
    shares = _rows(client, "/v1/countries/CHN/emissions-shares?limit=500")
    claims = _rows(client, "/v1/countries/CHN/claims?measure=share")
    lines = re.findall(r'<path class="ln this" d="([^"]+)"', page)
    assert len(lines) == 2  # for wide screens and for narrow ones
    assert {len(re.findall("[ML]", line)) for line in lines} == {len(shares)}
    rings = re.findall(r'<rect class="mark"[^>]*><title>([^<]*)</title>', page)
    assert sum(len(re.findall(r"\d{4}: “", ring)) for ring in rings) == 2 * len(claims)
    table = page[page.index("The claims of the chart") :].split("</table>")[0]
    assert table.count('<tr><th scope="row">') == len(claims)
    assert page.count('class="bar-this"') == 1


def test_pledges_have_each_record_of_a_source(client: TestClient) -> None:
    """Each pledge is there with as many steps as it has source records."""
    page = client.get("/countries/CHN").text
    section = page[page.index('<section id="pledges">') : page.index('<section id="ndcs">')]
    pledges = _rows(client, "/v1/countries/CHN/pledges?include=source_records")
    assert section.count("<h3>") == len(pledges)
    assert section.count("<dt>") == sum(len(each["source_records"]["data"]) for each in pledges)


def test_holders_on_a_day_are_those_of_rest(client: TestClient) -> None:
    """With as_of the page lists whom REST lists, and marks what is certain as certain."""
    page = client.get("/countries/CHN?as_of=2021-03-01").text
    section = page[page.index('<section id="office">') : page.index('<section id="quotes">')]
    held = _rows(client, "/v1/countries/CHN/tenures?as_of=2021-03-01&limit=200")
    assert section.count('<span class="chip yes">certain') == sum(
        row["holds"] is True for row in held
    )
    assert section.count('<span class="chip open">unknown') == sum(
        row["holds"] is None for row in held
    )
    assert 'value="2021-03-01"' in page
    assert 'class="day"' in section


@pytest.mark.parametrize("code", ["CHN", "DEU", "USA"])
def test_leaders_are_those_whom_rest_lists_by_their_roles(client: TestClient, code: str) -> None:
    """The page finds them by their offices."""
    page = client.get(f"/countries/{code}").text
    section = page[page.index('<section id="office">') :].split("</section>")[0]
    roles = "head_of_state,head_of_government,foreign,environment,climate"
    rows = _rows(client, f"/v1/tenures?country_code={code}&role={roles}&limit=500")
    ends = ("end_date", "attested_on", "certain_until", "start_date")
    drawn = [row for row in rows if max(filter(None, map(row.get, ends)), default="") >= "2000"]
    assert drawn
    assert section.count('<th scope="row">') == len(drawn)
    for row in drawn:
        assert f'href="/officials/{row["official_id"]}"' in section


def test_what_is_read_once_may_take_several_pages_of_a_list(
    client: TestClient, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page names all offices, groups and sources, however many there are of each."""
    monkeypatch.setattr(reading, "ALL", 2)
    with TestClient(create_app(Settings(database_url=database_url))) as other:
        page = other.get("/countries/CHN")
    assert page.status_code == 200
    assert page.text == client.get("/countries/CHN").text


def test_further_lists_are_counted_as_rest_counts_them(client: TestClient) -> None:
    """Initiatives, speeches, dialogues and events of the country are there with their number."""
    page = client.get("/countries/CHN").text
    section = page[page.index('<section id="further">') :].split("</section>")[0]
    for name in ("initiative-participations", "speeches", "dialogues", "events"):
        total = client.get(f"/v1/countries/CHN/{name}?limit=1").json()["meta"]["total"]
        shown = f">{total:,}</a>" if total else "none here"
        assert shown in section, name
    for href in re.findall(r'href="([^"]+)"', section):
        assert client.get(unescape(href)).status_code == 200


def test_posts_that_a_page_has_no_place_for_are_counted(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that is cut says by how many rows."""
    day = "as_of=2021-03-03"  # no other test asks for it: answers are stored
    total = client.get(f"/v1/countries/CHN/tenures?{day}&limit=1").json()["meta"]["total"]
    told = "in the data and not on this page"
    assert told not in client.get("/countries/CHN?as_of=2021-03-02").text
    monkeypatch.setattr(offices_part, "MOST_HELD", 3)
    assert f"{total - 3} posts are {told}" in client.get(f"/countries/CHN?{day}").text


def test_bars_are_dark_where_rest_says_that_they_hold(client: TestClient) -> None:
    """The page concludes nothing from dates by itself."""
    page = client.get("/countries/CHN?as_of=2021-03-01").text
    drawing = page[page.index("Who held which office, by years") :].split("</svg>")[0]
    held = _rows(client, "/v1/countries/CHN/tenures?as_of=2021-03-01&limit=200")
    certain = [row for row in held if row["holds"]]
    dark = re.findall(r'class="now"[^>]*><title>([^<]+?), ', drawing)
    named = _rows(client, "/v1/officials?id=" + ",".join(row["official_id"] for row in certain))
    assert dark
    assert set(map(unescape, dark)) <= {row["name"] for row in named}


@pytest.mark.parametrize("code", ["CHN", "AGO", "BTN", "USA"])
def test_the_sentence_says_how_firmly_a_target_stands(client: TestClient, code: str) -> None:
    """A target that is proposed is not told as a promise."""
    sentence = re.search(r'<p class="lede">(.*?)</p>', client.get(f"/countries/{code}").text)
    assert sentence is not None
    pledges = _rows(client, f"/v1/countries/{code}/pledges?horizon=end")
    ended = [row for row in pledges if row["outcome"] in ("superseded", "withdrawn")]
    standing = {status(row["status"]) for row in pledges if row not in ended}
    assert any(sentence[1].endswith(f", {words}.") for words in standing)
    assert "pledged" not in sentence[1]


def test_treaties_have_every_status_act_and_statement(client: TestClient) -> None:
    """Also a status that has no day; on a day, the statuses alone are those of that day."""
    page = client.get("/countries/CHN").text
    section = page[page.index("Status in treaties") : page.index('<section id="office">')]
    rows = [
        _rows(client, f"/v1/{resource}?country_code=CHN")
        for resource in ("treaty-statuses", "treaty-actions", "treaty-attestations")
    ]
    assert section.count('<th scope="row">') == sum(map(len, rows)) > len(rows[0]) > 0
    for act in rows[1]:
        assert f"{capital(act['action'])} {act['date']}" in text_of(section)
    on_day = client.get("/countries/CHN?as_of=2021-03-01").text
    section = on_day[
        on_day.index("Status in treaties on") : on_day.index("What it did in treaties")
    ]
    held = _rows(client, "/v1/countries/CHN/treaty-statuses?as_of=2021-03-01")
    assert section.count("chip yes") == sum(row["holds"] is True for row in held) > 0
    assert "Signatory" not in section


def test_a_standing_has_the_date_that_its_source_gives(client: TestClient) -> None:
    """Not the day on which the source was seen, which stands apart and is called so."""
    page = client.get("/countries/CHN").text
    section = page[page.index('<section id="pledges">') : page.index('<section id="ndcs">')]
    dates = re.findall(r"<dt>([^<]+)</dt>", section)
    pledges = _rows(client, "/v1/countries/CHN/pledges?include=source_records")
    records = [record for each in pledges for record in each["source_records"]["data"]]
    stated = [record["values"].get("status_date") or "no date" for record in records]
    assert sorted(dates) == sorted(stated)
    assert all(f"seen {record['first_seen']}" in text_of(section) for record in records)


def test_an_end_that_no_source_states_is_dashed(client: TestClient) -> None:
    """A bar without an end goes on dashed, with a question mark; one with an end does not."""
    page = client.get("/countries/CHN").text
    drawing = page[page.index("Who held which office, by years") :].split("</svg>")[0]
    assert 'class="beyond"' in drawing
    assert drawing.count('class="beyond"') == drawing.count(">?<")
    assert drawing.count('class="beyond"') == len(re.findall("the end is unknown", drawing))


def test_the_claim_table_shows_what_fits_first(client: TestClient) -> None:
    """All readings are on the page, those that do not fit in a part that opens."""
    page = client.get("/countries/CHN").text
    section = page[page.index('<section id="claims">') :].split("</section>")[0]
    claim = re.search(r'href="/claims/([^"?]+)"', section)
    assert claim is not None
    readings = _rows(client, f"/v1/claims/{claim[1]}/readings?limit=100")
    shown, _, besides = section.partition("<details>")
    fitting = sum(each["fits"] is True for each in readings)
    assert shown.count('<th scope="row">') == shown.count("chip yes") == fitting > 0
    assert besides.partition("</details>")[0].count('<th scope="row">') == len(readings) - fitting


def test_a_chip_says_what_it_is_of(client: TestClient) -> None:
    """An unknown standing is named as that, with the reason."""
    page = client.get("/countries/CHN").text
    section = page[page.index('<section id="pledges">') : page.index('<section id="ndcs">')]
    chips = re.findall(r'(\S+) <span class="chip (?:tag|open)">', section)
    assert set(chips) == {'class="small">Standing:'}
    unknown = '<span class="chip open">unknown</span> no source here states it'
    nulls = _rows(client, "/v1/countries/CHN/pledges?status__isnull=true")
    assert section.count(unknown) == len(nulls)
    assert "Unknown <small>" not in section


@pytest.mark.parametrize("given", ["china", "CN", "chn", "中国"])
def test_a_name_leads_to_the_code(client: TestClient, given: str) -> None:
    """Names and other codes are redirected for good, with the query string."""
    answer = client.get(f"/countries/{given}?as_of=2021-03-01", follow_redirects=False)
    assert answer.status_code == 308
    assert answer.headers["Location"] == "/countries/CHN?as_of=2021-03-01"


def test_an_unknown_country_is_a_page_with_suggestions(client: TestClient) -> None:
    """A misspelt name is a 404 with links to the pages that were meant."""
    answer = client.get("/countries/CHM", headers=BROWSER)
    assert answer.status_code == 404
    told = client.get("/countries/CHM").json()
    assert told["suggestions"]
    for code in told["suggestions"]:
        assert f'<a href="/countries/{code}">' in answer.text


def test_empty_fields_of_the_form_are_not_sent(client: TestClient) -> None:
    """A form sends all its fields: the empty ones change nothing."""
    empty = client.get("/countries/CHN?as_of=&release=")
    assert empty.status_code == 200
    assert empty.text == client.get("/countries/CHN").text


def test_a_wrong_field_is_refused(client: TestClient) -> None:
    """No field is ignored: a malformed date and an unknown parameter are told."""
    for date in ("yesterday", "2021-03-01="):
        assert client.get(f"/countries/CHN?as_of={date}").json()["parameter"] == "as_of"
    assert client.get("/countries/CHN?colour=red").json()["parameter"] == "colour"


@pytest.mark.parametrize("code", ["ATA", "TUV", "XKX", "PSE"])
def test_what_is_missing_says_why(client: TestClient, code: str) -> None:
    """A country with empty parts has a page, and each empty part a sentence on why."""
    page = client.get(f"/countries/{code}")
    assert page.status_code == 200
    for section in re.findall(r"<section id=.*?</section>", page.text, re.S):
        assert len(text_of(section)) > 60
    unknown = page.text[page.text.index('<section id="unknown">') :].split("</section>")[0]
    for name, words in (("quotes", "quotes"), ("pledges", "pledges"), ("tenures", "holders")):
        total = client.get(f"/v1/{name}?country_code={code}&limit=1").json()["meta"]["total"]
        section = "office" if name == "tenures" else name
        assert (f'<section id="{section}">' in page.text) == bool(total)
        assert (f'href="#{section}"' in page.text) == bool(total)
        reasons = " ".join(re.findall(r'<p class="none">.*?</p>', unknown))
        assert (words in reasons) == (not total)
    for reason in re.findall(r'<p class="none">(.*?)</p>', unknown):
        assert reason.endswith(" is unknown.") or ", and state no " in reason
    country = client.get(f"/v1/countries/{code}").json()["data"]
    has_statuses = _rows(client, f"/v1/treaty-statuses?country_code={code}&limit=1") != []
    is_open = not country["independent"] and not has_statuses
    assert ("or have pledges and NDCs of its own, is not in the record" in unknown) == is_open
    assert "None" not in text_of(page.text)
    assert "null" not in text_of(page.text)


def test_a_pinned_page_keeps_its_release(client: TestClient) -> None:
    """With release= the page may be stored for good, and its links name the release."""
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"/countries/CHN?release={release}")
    assert "immutable" in page.headers["Cache-Control"]
    assert f'href="/v1/countries/CHN?release={release}"' in page.text
    assert page.headers["Climate-Record-Release"] == release


def test_page_and_data_lead_to_each_other(client: TestClient) -> None:
    """Page and data name each other, and every link to data answers."""
    link = client.get("/v1/countries/china").headers["Link"]
    assert link == '</countries/CHN>; rel="alternate"; type="text/html"'
    page = client.get("/countries/CHN").text
    assert '<link rel="alternate" type="application/json" href="/v1/countries/CHN">' in page
    links = {unescape(link) for link in re.findall(r'href="(/(?:v1|countries)[^"]*)"', page)}
    data = {link for link in links if not link.startswith("/countries/")}
    refused = {link for link in data if client.get(link).status_code != 200}
    assert refused == set()


def test_sources_are_those_of_the_page_whichever_is_read_first(uncached: TestClient) -> None:
    """What is read once per release adds no source to the page that it is read for."""
    cold, warm = (uncached.get("/countries/ATA").text for _ in range(2))
    assert cold == warm


def test_pages_are_stored_by_the_answer_cache(cached: TestClient) -> None:
    """Asked twice, a page is made once."""
    cached.get("/countries/CHN")
    assert "hit" in cached.get("/countries/CHN").headers["Server-Timing"]


@pytest.mark.parametrize("code", ["CHN", "USA", "TUV"])
def test_coverage_is_that_of_the_lists(client: TestClient, code: str) -> None:
    """What sources have in full in one part of a list alone is covered in part."""
    page = client.get(f"/countries/{code}").text
    shown = dict(
        re.findall(r'<th scope="row">([^<]*)</th><td><span class="chip [a-z]*">(.*?)<', page)
    )
    levels = {"full": "covered", "partial": "in part", "none": "not covered"}
    for name, words in COVERED:
        meta = client.get(f"/v1/{name}?actor_id={code}&limit=1").json()["meta"]
        assert shown[words] == levels[meta["coverage"]["level"]], name


def test_a_tenure_is_not_dashed_beyond_the_next_one_of_the_same_person() -> None:
    """Only within one office: a term in another one ends nothing."""
    row = {"official_id": "a", "office_id": "x", "start_date": "2021-02-22", "end_date": None}
    later = {**row, "start_date": "2021-03-22"}
    elsewhere = {**row, "office_id": "y", "start_date": "2021-03-01"}
    rows = [row, later, elsewhere]
    next_term = offices_part._next_term
    assert next_term(row, rows) == "2021-03-22"
    assert next_term(later, rows) is None
    assert next_term({**row, "end_date": "2021-03-01"}, rows) is None
