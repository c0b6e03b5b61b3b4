"""The page of a pledge, beside what REST answers."""

import re
from html import unescape

import pytest

from api.pages.pledge import sentence
from api.pages.pledge_days import compared, stated_days
from api.pages.pledge_records import in_order
from api.pages.pledge_words import promise
from api.pages.wording import on_day
from schema.pledge_terms import PledgeKind
from tests.client import TestClient
from tests.pages.test_country import text_of
from tests.pages.test_frame import BROWSER

_PLEDGE = "/pledges/chn-carbon-neutrality-2060"


def section_of(page: str, id_: str) -> str:
    return page[page.index(f'<section id="{id_}">') :].split("</section>")[0]


def rows_of(client: TestClient, path: str) -> list[dict]:
    rows: list[dict] = client.get(path).json()["data"]
    return rows


def _lede(page: str) -> str:
    return page[page.index('<p class="lede">') + 16 :].split("</p>")[0]


def test_the_sentence_says_who_what_when_and_how_firmly(client: TestClient) -> None:
    """All of it is from the row."""
    row = client.get(f"/v1{_PLEDGE}?include=announced_by").json()["data"]
    told = _lede(client.get(_PLEDGE).text)
    assert told.startswith(
        f"China has an end target: carbon neutrality before {row['target_year']}"
    )
    assert f"in a policy document, dated {row['status_date']}" in told
    assert f"announced by {row['announced_by']['name']} {on_day(row['announced_on'])}" in told


def test_a_pledge_that_is_proposed_or_over_is_not_told_as_a_promise() -> None:
    """The verb follows from standing and outcome."""
    row = {
        "kind": "net_zero",
        "value": None,
        "target_year": 2050,
        "target_year_qualifier": None,
        "horizon": "end",
        "status": "proposed",
        "status_date": None,
        "announced_by": None,
        "announced_on": None,
        "outcome": None,
    }
    assert (
        sentence(row, "Angola")
        == "Angola considers an end target: net zero for 2050. It is proposed."
    )
    over = {"outcome": "superseded", "ended_by": "2023-11-05", "outcome_basis": "inferred"}
    told = sentence(row | over, "Angola")
    assert told.startswith("Angola had an end target")
    assert "took its place by 2023-11-05, as is concluded here" in told
    assert "It is proposed" not in told
    assert "How firmly it stands is unknown" in sentence(row | {"status": None}, "Angola")


def test_the_size_stands_with_its_kind() -> None:
    """A size is told of the cut, not of what it is measured against; a level is a level.

    Where no source states how the year binds, no word says that it does.
    """
    row = {
        "kind": "base_year",
        "value": 50,
        "unit": "percent",
        "baseline_year": 2005,
        "target_year": 2030,
        "target_year_qualifier": None,
    }
    assert promise(row) == "cut of 50\u00a0% against 2005 for 2030"
    assert promise(row | {"kind": "baseline_scenario"}).startswith(
        "cut of 50\u00a0% against a scen"
    )
    level = row | {"kind": "fixed_level", "unit": None}
    assert promise(level) == "fixed level of emissions at 50 for 2030"
    for qualifier, word in (("by", "by"), ("no_later_than", "no later than"), ("before", "before")):
        assert promise(level | {"target_year_qualifier": qualifier}).endswith(f" 50 {word} 2030")


def test_the_ladder_marks_the_standing_and_says_who_states_each(client: TestClient) -> None:
    """One of five rungs is current: that of the row; each record stands on the rung it states."""
    rungs = re.findall(r"<li.*?</li>", section_of(client.get(_PLEDGE).text, "standing"), re.S)
    assert len(rungs) == 5
    (current,) = [rung for rung in rungs if 'aria-current="true"' in rung]
    assert "<h3>In a policy document</h3>" in current
    records = rows_of(client, f"/v1{_PLEDGE}/source-records")
    stated = [each for each in records if "status" in each["values"]]
    lines = [line for rung in rungs for line in re.findall(r'<p class="small">([^<]+)</p>', rung)]
    assert len([line for line in lines if "No source here" not in line]) == len(stated) > 1


def test_days_of_speeches_and_announcements_stand_side_by_side(client: TestClient) -> None:
    """Each day with who states it, and whether they agree as far as they are precise."""
    key = "chn-carbon-neutrality-2060"
    section = section_of(client.get(f"/pledges/{key}").text, "said")
    records = rows_of(client, f"/v1/source-records?pledge_id={key}&include=speech")
    days = [each["speech"]["date"] for each in records if each["speech"]]
    days += [
        each["values"]["announced_on"] for each in records if each["values"].get("announced_on")
    ]
    assert re.findall(r'<tr><th scope="row">([^<]+)</th>', section) == sorted(days)
    assert "“Announced” is the day that a source gives" in section


def test_days_are_compared_by_their_precision() -> None:
    """A month agrees with a day in it; two days do not agree."""

    def record(day: str, said: str | None = None) -> dict:
        return {"values": {"announced_on": day}, "speech": said and {"date": said}}

    assert compared(stated_days([record("2020-09", "2020-09-22")])).startswith("They agree as far")
    assert compared(stated_days([record("2020", "2020")])) == "They agree on the day."
    assert compared(stated_days([record("2020-09", "2020-10-01")])).startswith("They differ")
    assert compared(stated_days([record("2020-09")])) == ""


def test_a_target_of_another_kind_is_explained(client: TestClient) -> None:
    """By the definition of the vocabulary, on its page and in lists."""
    rows = rows_of(client, "/v1/pledges?kind=other&limit=1")
    if rows:
        words = PledgeKind.other.definition
        assert words in unescape(client.get(f"/pledges/{rows[0]['id']}").text)
        assert words in unescape(client.get("/pledges?kind=other").text)
    assert PledgeKind.other.definition not in unescape(client.get("/pledges?kind=net_zero").text)


def test_a_standing_that_no_source_states_has_no_current_rung(client: TestClient) -> None:
    """Unknown is said, and no rung is marked."""
    row = rows_of(client, "/v1/pledges?status__isnull=true&limit=1")[0]
    section = section_of(client.get(f"/pledges/{row['id']}").text, "standing")
    assert "aria-current" not in section
    assert "No source here states how firmly it stands" in section
    records = rows_of(client, f"/v1/source-records?pledge_id={row['id']}&include=source")
    assert "Those that state the target say nothing of it" in section
    for record in records:
        assert str(record["last_seen"])[:4] in section


def test_a_day_gives_the_version_of_that_day(client: TestClient) -> None:
    """With as_of the rung is that of REST on the day, with whether it held and why not."""
    page = client.get(f"{_PLEDGE}?as_of=2021-03-01").text
    section = section_of(page, "standing")
    row = client.get(f"/v1{_PLEDGE}?as_of=2021-03-01").json()["data"]
    assert (row["status"], row["holds"]) == ("declaration", True)
    current = section[section.index('aria-current="true"') :]
    assert current[: current.index("</li>")].count("<h3>Declared</h3>") == 1
    assert '<span class="chip yes">certain' in section
    assert 'value="2021-03-01"' in page
    later = section_of(client.get(f"{_PLEDGE}?as_of=2026-01-01").text, "standing")
    assert "The date is after the last source record." in later


def test_a_lane_for_each_record_and_one_for_what_follows(client: TestClient) -> None:
    """The marks of the chart are counted: the dates that records state, and their own days."""
    page = client.get(_PLEDGE).text
    chart = page[page.index('<svg class="wide"') :].split("</svg>")[0]
    records = rows_of(client, f"/v1{_PLEDGE}/source-records")
    assert chart.count('class="ground"') == chart.count('class="seen"') == len(records)
    assert chart.count('class="in_policy_document"') == sum(
        record["values"].get("status") == "in_policy_document" and "status_date" in record["values"]
        for record in records
    )
    assert chart.count('class="now"') == 1
    assert chart.count('class="beyond"') == 2  # before it and after it, which nobody states


def test_records_stand_side_by_side_by_source_and_first_day(client: TestClient) -> None:
    """A column for each record, silence in words, and which columns differ."""
    section = section_of(client.get(_PLEDGE).text, "records")
    records = in_order(rows_of(client, f"/v1{_PLEDGE}/source-records"))
    head = section[section.index("<thead>") : section.index("</thead>")]
    assert re.findall(r"<br><small>([\d-]+)", head) == [each["first_seen"] for each in records]
    rows = {
        text_of(name).strip(): row
        for row, name in re.findall(r'(<tr><th scope="row">(.*?)</th>.*?</tr>)', section)
    }
    for label, column in (("Kind", "kind"), ("Gases", "gases"), ("Announced", "announced_on")):
        values = [each["values"].get(column) for each in records]
        assert rows[label].count("says nothing") == values.count(None)
    assert ">differ<" in rows["Kind"]
    assert ">agree<" in rows["Target year"]
    assert ">one source<" in rows["Announced"]
    used = rows_of(client, f"/v1{_PLEDGE}/statements?used=true&inferred=false")
    assert section.count(">used<") == len(used)


def test_records_of_one_source_stay_together() -> None:
    """They are ordered by the first day of their source, then by their own."""
    days = (("a", "2019"), ("b", "2020"), ("a", "2021"))
    records = [{"source_id": source, "first_seen": day} for source, day in days]
    assert [each["first_seen"] for each in in_order(records)] == ["2019", "2021", "2020"]


def test_a_speech_and_other_pledges_have_links(client: TestClient) -> None:
    """The speech that states it leads to its speaker; other pledges to their pages."""
    page = client.get(_PLEDGE).text
    speeches = rows_of(
        client, f"/v1{_PLEDGE}/source-records?speech_id__isnull=false&include=speech"
    )
    said = section_of(page, "said")
    for record in speeches:
        assert f'href="/officials/{record["speech"]["speaker_id"]}"' in said
    others = rows_of(client, "/v1/countries/CHN/pledges")
    linked = set(re.findall(r'href="(/pledges/[^"?]+)"', section_of(page, "others")))
    assert linked == {f"/pledges/{each['id']}" for each in others} - {_PLEDGE}
    for path in linked:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("pledge", range(0, 60, 6))
def test_any_pledge_has_a_page(client: TestClient, pledge: int) -> None:
    """Whatever is unknown of a pledge, its page answers and shows no empty value."""
    rows = rows_of(client, "/v1/pledges?limit=100&fields=id")
    page = client.get(f"/pledges/{rows[pledge % len(rows)]['id']}")
    assert page.status_code == 200
    assert not re.search(r"\b(None|null|nan)\b", text_of(page.text))


def test_page_and_data_of_a_pledge_lead_to_each_other(client: TestClient) -> None:
    """Both name each other, and with a release all links keep it."""
    link = client.get(f"/v1{_PLEDGE}").headers["Link"]
    assert link == f'<{_PLEDGE}>; rel="alternate"; type="text/html"'
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"{_PLEDGE}?release={release}")
    assert f'type="application/json" href="/v1{_PLEDGE}?release={release}"' in page.text
    assert "immutable" in page.headers["Cache-Control"]
    links = set(map(unescape, re.findall(r'href="(/v1/[^"]*)"', page.text)))
    assert {link for link in links if client.get(link).status_code != 200} == set()


def test_an_unknown_pledge_is_refused_with_those_near_it(client: TestClient) -> None:
    """A misspelt id is a 404 with links; a wrong parameter is refused."""
    answer = client.get("/pledges/chn-carbon-neutrality-206", headers=BROWSER)
    assert answer.status_code == 404
    assert f'<a href="{_PLEDGE}">' in answer.text
    assert client.get(f"{_PLEDGE}?as_of=never").json()["parameter"] == "as_of"
    assert client.get(f"{_PLEDGE}?status=in_law").json()["parameter"] == "status"


def test_the_query_of_a_pledge_runs(client: TestClient) -> None:
    """The GraphQL that the page shows answers with the pledge's records."""
    page = client.get(_PLEDGE).text
    query = re.search(r'href="(/graphql\?query=[^"]+)"', page)
    assert query is not None
    answer = client.get(query[1]).json()
    records = rows_of(client, f"/v1{_PLEDGE}/source-records")
    assert len(answer["data"]["pledge"]["sourceRecords"]["nodes"]) == len(records)
