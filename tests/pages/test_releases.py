"""The pages of releases and changes, and the history of a row, beside what REST answers."""

import re
from html import unescape

from api.pages.record_steps import steps_of
from tests.client import TestClient
from tests.pages.test_country import text_of


def _releases(client: TestClient) -> list[dict]:
    return client.get("/v1/releases").json()["data"]


def _changes(client: TestClient, query: str) -> dict:
    return client.get(f"/v1/changes?limit=50&{query}").json()


def test_each_release_has_a_row_and_a_page(client: TestClient) -> None:
    """With its counts, its checksum and its address; an unknown id is refused."""
    page = client.get("/releases").text
    for release in _releases(client):
        key = release["id"]
        row = page[page.index(f'<a href="/releases/{key}">') :].partition("</tr>")[0]
        assert f'data-label="rows">{release["rows"]:,}<' in row
        own = client.get(f"/releases/{key}")
        assert release["content_hash"] in own.text
        assert "curl &#39;http" in own.text or "curl 'http" in own.text
        assert f"release={key}" in own.text
        assert own.headers["Cache-Control"] == "no-store"
        if release["previous_id"]:
            assert f'data-label="added">{release["added"]:,}<' in row
            assert f"{release['added']:,} added, {release['corrected']:,} corrected" in own.text
    link = client.get(f"/v1/releases/{key}").headers["Link"]
    assert f"/releases/{key}>" in link
    assert client.get("/releases/9.9.9-000000000000").status_code == 404


def test_changes_are_those_of_rest(client: TestClient) -> None:
    """Each change of the page is there with both values, and the fields select as REST does."""
    release = next(each["id"] for each in _releases(client) if each["corrected"])
    asked = f"release={release}&kind=corrected"
    answer = _changes(client, asked)
    page = client.get(f"/changes?{asked}&resource=&country=&row_id=").text
    words = text_of(page)
    assert re.search(rf"<strong>{answer['meta']['total']:,} changes?</strong>", page)
    listed = page[page.index("<strong>") :].split("</table>")[0]
    assert listed.count("<tr>") == len(answer["data"]) + 1
    for change in answer["data"]:
        assert f">{change['row_id']}</a>" in listed
        assert f">{change['field']}<" in listed
        if isinstance(change["new"], str) and len(change["new"]) < 200:
            assert re.sub(r"\s+", " ", change["new"]) in words
    change = answer["data"][0]
    one = client.get(f"/changes?release={release}&row_id={change['row_id']}").text
    total = _changes(client, f"release={release}&row_id={change['row_id']}")["meta"]["total"]
    assert f"<strong>{total} change" in one
    assert client.get("/changes?kind=correctd").json()["parameter"] == "kind"
    assert client.get("/changes?sort=id").status_code == 400


def test_changes_are_counted_by_resource_and_paged(client: TestClient) -> None:
    """Without fields the numbers by resource lead to lists; the next page has the next rows."""
    release = max(_releases(client), key=lambda each: each["added"])["id"]
    page = client.get(f"/changes?release={release}").text
    total = _changes(client, f"release={release}")["meta"]["total"]
    head = page[page.index("<caption>") :].split("</table>")[0]
    numbers = re.findall(r'<a href="([^"]+)">([\d,]+)</a>', head)
    assert sum(int(number.replace(",", "")) for _, number in numbers) == total
    href, number = numbers[-1]
    assert f"<strong>{number} change" in client.get(unescape(href)).text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert (following is not None) == (total > 50)
    if following is not None:
        assert "First changes" in client.get(unescape(following[1])).text


def test_a_history_has_what_each_release_changed(client: TestClient) -> None:
    """A row that was corrected has the change with the release; its page leads to the history."""
    for release in _releases(client):
        for change in _changes(client, f"release={release['id']}&resource=pledges")["data"]:
            if change["kind"] == "corrected":
                break
        else:
            continue
        break
    key = change["row_id"]
    page = client.get(f"/pledges/{key}/history").text
    part = page[page.index(f'/releases/{release["id"]}">') :].split("<h3>")[0]
    assert f">{change['field']}<" in part
    assert "changed value" in part
    assert f'href="/pledges/{key}/history"' in client.get(f"/pledges/{key}").text
    records = client.get(f"/v1/source-records?pledge_id={key}").json()["data"]
    assert page.count("<div><dt>") == len(records)


def test_each_kind_of_page_has_a_history(client: TestClient) -> None:
    """Names lead on; what has no page has no history."""
    assert client.get("/countries/china/history").url.path == "/countries/CHN/history"
    for path in ("/countries/CHN", "/groups/eu", "/officials/john-kerry"):
        assert f'href="{path}/history"' in client.get(path).text
        assert client.get(f"{path}/history").status_code == 200
    for path in ("/series/x/history", "/pledges/x/history", "/releases/x/history"):
        assert client.get(path).status_code == 404


def test_a_record_says_what_is_new_and_what_differs() -> None:
    """Beside the latest value before it; a null states that there is none."""
    first = {"id": "a", "first_seen": "2020", "values": {"kind": "net_zero", "target_year": 2050}}
    later = {
        "id": "b",
        "first_seen": "2021-03",
        "values": {"kind": "net_zero", "target_year": 2060, "status": None},
    }
    one, other = steps_of([later, first])
    assert one.record is first
    assert one.new == [("Kind", "net zero"), ("Target year", "2050")]
    assert other.differing == [("Target year", "2060", "2050")]
    assert other.new == [("Standing", "states none")]
    assert other.same == ["Kind"]


def test_a_history_counts_the_changes_about_a_country(client: TestClient) -> None:
    """By resource and kind, as /v1/changes counts them; each number leads to its changes."""
    release = max(_releases(client), key=lambda each: each["added"])["id"]
    rows = client.get(f"/v1/changes?release={release}&limit=all").json()["data"]
    code = next(row["country_code"] for row in rows if row["country_code"])
    total = _changes(client, f"release={release}&country_code={code}")["meta"]["total"]
    page = unescape(client.get(f"/countries/{code}/history").text)
    part = page[page.index(f'/releases/{release}">') :].split("<h3>")[0]
    counted = re.findall(r'<li><a href="(/changes[^"]+)">[^<]*, ([\d,]+)</a>', part)
    assert sum(int(number.replace(",", "")) for _, number in counted) == total > 0
    href, number = counted[0]
    assert f"<strong>{number} change" in client.get(href).text
