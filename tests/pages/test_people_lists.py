"""The lists of officials, quotes and dialogues, beside what REST answers."""

import re
from collections import Counter
from html import unescape

import pytest

from tests.client import TestClient
from tests.pages.test_country import _rows, text_of
from tests.pages.test_frame import BROWSER


def _sentence(client: TestClient, path: str) -> str:
    lede = re.search(r'<p class="lede">(.*?)</p>', client.get(path).text)
    assert lede is not None
    return unescape(lede[1])


def _people(client: TestClient, path: str) -> list[str]:
    page = client.get(path).text
    return re.findall(r'<th scope="row"><a href="/officials/([^"?]+)', page)


def _walk(client: TestClient, path: str, pattern: str) -> list[str]:
    """What a pattern finds on a page and on all that its links to the next one lead to."""
    found, address = [], path
    for _ in range(20):
        page = client.get(address).text
        found += re.findall(pattern, page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            return found
        address = unescape(following[1])
    raise AssertionError("the walk does not end")


def test_posts_on_a_day_are_those_of_rest(client: TestClient) -> None:
    """The list of a country on a day has the rows of REST in its order, with its certainty."""
    query = "country=china&as_of=2021-03-01"
    page = client.get(f"/officials?{query}").text
    answer = client.get("/v1/tenures?country_code=CHN&as_of=2021-03-01&limit=50").json()
    assert _people(client, f"/officials?{query}") == [row["official_id"] for row in answer["data"]]
    assert page.count("chip yes") == sum(row["holds"] is True for row in answer["data"]) > 0
    assert page.count("chip open") == sum(row["holds"] is None for row in answer["data"])
    certain, unknown = (answer["meta"]["as_of"][name] for name in ("holds", "unknown"))
    sentence = _sentence(client, f"/officials?{query}")
    assert f"shows {certain} such post" in sentence
    assert f"of {unknown:,} more it is unknown" in sentence
    assert page.index("chip yes") < page.index("of which it is unknown</summary>")


def test_before_a_choice_heads_of_government_are_listed(client: TestClient) -> None:
    """The first list is of the latest day of which a source shows heads of government."""
    latest = client.get(
        "/v1/tenures?role=head_of_government&sort=-attested_on&limit=1&fields=attested_on"
    ).json()["data"][0]["attested_on"]
    query = f"role=head_of_government,climate,environment&as_of={latest}"
    answer = client.get(f"/v1/tenures?{query}&limit=50").json()
    assert _people(client, "/officials") == [row["official_id"] for row in answer["data"]]
    certain = answer["meta"]["as_of"]["holds"]
    assert f"{certain} posts of heads of government" in _sentence(client, "/officials")
    assert _sentence(client, "/officials?q=kerry&as_of=2021-03-01").startswith(
        "John Kerry was Special Presidential Envoy for Climate"
    )


def test_all_posts_are_reached_page_by_page(client: TestClient) -> None:
    """Links to the next page lead through all posts of a role, each once, the day kept."""
    path = "/officials?role=head_of_government&as_of=2020-05"
    named = _walk(client, path, r'<th scope="row"><a href="/officials/([^"?]+)')
    rows = _rows(client, "/v1/tenures?role=head_of_government&as_of=2020-05&limit=500")
    assert named == [row["official_id"] for row in rows]
    assert len(named) > 0
    whole = _walk(client, "/officials?country=DNK", r'<th scope="row"><a href="/officials/([^"?]+)')
    total = client.get("/v1/tenures?country_code=DNK&limit=1").json()["meta"]["total"]
    assert len(whole) == total > 50


def test_people_are_found_by_name(client: TestClient) -> None:
    """A part of a name selects the people who have it; a name that nobody has is said."""
    assert set(_people(client, "/officials?q=kerry")) == {"john-kerry"}
    assert _people(client, "/officials?q=kerry&role=ambassador") == []
    page = client.get("/officials?q=kerry&as_of=2021-03-01").text
    assert 'href="/v1/tenures?official_id=john-kerry&amp;as_of=2021-03-01"' in page
    page = client.get("/officials?q=zzzz").text
    assert "Nobody in the record has this name" in page
    assert "no such post" in _sentence(client, "/officials?q=zzzz")


def test_quotes_are_those_of_rest(client: TestClient) -> None:
    """Words, country, kind and speaker select quotes as they do in REST."""

    def ids(query: str) -> list[str]:
        return re.findall(r'<p><a href="/quotes/([^"?]+)"', client.get(f"/quotes?{query}").text)

    def expected(query: str) -> list[str]:
        rows = _rows(client, f"/v1/quotes?{query}&sort=-said_on&limit=30")
        return [row["id"] for row in rows]

    assert ids("") == expected("") != []
    assert ids("country=usa&kind=verbatim&q=climate") == expected(
        "country_code=USA&kind=verbatim&q=climate"
    )
    spoken = expected("speaker_id=yang-jiechi")
    assert ids("person=yang-jiechi") == ids("person=Yang") == spoken
    assert len(spoken) == 3
    assert "no such quote" in _sentence(client, "/quotes?q=zzzz")


def test_dialogues_are_those_of_rest(client: TestClient) -> None:
    """Each has its parties, with links to the countries; an end that is unknown is said."""
    rows = _rows(client, "/v1/dialogues?sort=-start_date&limit=50")
    page = client.get("/dialogues").text
    assert page.count('<th scope="row">') == len(rows)
    parties = re.findall(r'<a href="/countries/([A-Z]{3})">', page)
    assert parties == [code for row in rows for code in row["participants"]]
    endless = sum(bool(row["start_date"] and not row["end_date"]) for row in rows)
    assert page.count("end unknown") == endless > 0
    day = client.get("/dialogues?as_of=2021-03-01").text
    held = client.get("/v1/dialogues?as_of=2021-03-01").json()
    assert day.count("chip yes") == held["meta"]["as_of"]["holds"]
    assert day.count("chip open") == held["meta"]["as_of"]["unknown"]


def test_lists_say_from_which_sources_they_are(client: TestClient) -> None:
    """The sentence of all quotes, and of all dialogues, counts the rows of each publisher."""
    for path in ("/quotes", "/dialogues"):
        rows = _rows(client, f"/v1{path}?limit=500&include=source&fields=source_id")
        counted = Counter(row["source"]["publisher"] for row in rows)
        for publisher, number in counted.items():
            words = f"all from {publisher}" if len(counted) == 1 else f"{number} from {publisher}"
            assert words in _sentence(client, path)
    verbatim = client.get("/v1/quotes?kind=verbatim&limit=1").json()["meta"]["total"]
    assert f"{verbatim} are verbatim." in _sentence(client, "/quotes")


def test_a_speaker_that_is_not_stated_is_said_as_on_the_quote(client: TestClient) -> None:
    """The list has the words of the quote's page for who speaks, and no other "unknown"."""
    rows = _rows(client, "/v1/quotes?limit=100")
    page = client.get("/quotes").text
    kinds = [row["speaker_kind"] for row in rows if row["speaker_name"] is None]
    assert page.count("Speaker not stated ·") == kinds.count("not_stated") > 0
    assert page.count("The source itself ·") == kinds.count("source") > 0
    assert page.count("the source’s own words") == kinds.count("source")


def test_a_grouping_does_not_say_who_is_left_out(client: TestClient) -> None:
    """The name of a grouping is given; whether its members are all listed, no field says."""
    rows = _rows(client, "/v1/dialogues?sort=-start_date&limit=50")
    page = client.get("/dialogues").text
    assert "not all of its members" not in page
    assert page.count("grouping as the title names it") == sum(
        bool(row["grouping"]) for row in rows
    )
    assert "such joint statement" in _sentence(client, "/dialogues?kind=joint_statement&q=zzzz")


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/officials?role=king", "role"),
        ("/officials?country=narnia", "country"),
        ("/officials?as_of=never", "as_of"),
        ("/officials?q=!", "q"),
        ("/officials?colour=red", "colour"),
        ("/officials?q=kerry&q=biden", "q"),
        ("/countries?name=a&name=b", "name"),
        ("/quotes?kind=hearsay", "kind"),
        ("/quotes?as_of=2021", "as_of"),
        ("/dialogues?kind=party", "kind"),
        ("/dialogues?country=narnia", "country"),
    ],
)
def test_a_wrong_field_is_refused(client: TestClient, path: str, parameter: str) -> None:
    """No field is ignored; the refusal is a page for a browser."""
    assert client.get(path).json()["parameter"] == parameter
    page = client.get(path, headers=BROWSER)
    assert page.status_code == 400
    assert page.headers["Content-Type"].startswith("text/html")


def test_a_cursor_of_elsewhere_is_refused(client: TestClient) -> None:
    """A cursor that is none, or names no row of the list, is told."""
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    for path in ("/officials", "/quotes", "/dialogues"):
        for cursor in ("x", f"{release}~nobody"):
            assert client.get(f"{path}?after={cursor}").status_code == 400


@pytest.mark.parametrize(
    "path", ["/officials?q=a&country=china", "/quotes?country=usa", "/dialogues?as_of=2021"]
)
def test_lists_lead_to_their_data(client: TestClient, path: str) -> None:
    """Every link to data answers, an empty field changes nothing, and the release is kept."""
    release = client.get("/v1/releases?limit=1").json()["meta"]["release"]
    page = client.get(f"{path}&release={release}").text
    links = {unescape(each) for each in re.findall(r'href="(/v1[^"]*)"', page)}
    assert {each for each in links if client.get(each).status_code != 200} == set()
    assert f'name="release" value="{release}"' in page
    assert text_of(client.get(f"{path}&after=&release=").text) == text_of(client.get(path).text)
    assert "None" not in text_of(page)


def test_what_somebody_types_is_escaped(client: TestClient) -> None:
    """Words of a form come back as text."""
    for path in ("/officials", "/quotes", "/dialogues"):
        page = client.get(path, params={"q": 'x"><script>alert(1)</script>'}).text
        assert "<script>alert" not in page


def test_coverage_is_said_as_rest_says_it(client: TestClient) -> None:
    """Offices that are covered in part are not told as covered in full."""
    for code, words in (("CHN", "sources cover the posts of China in part, from"), ("ATA", "")):
        meta = client.get(f"/v1/tenures?country_code={code}&limit=1").json()["meta"]
        page = client.get(f"/officials?country={code}").text
        assert meta["coverage"]["level"] == ("partial" if words else "none")
        assert (words or "No source in the record covers the posts of Antarctica.") in page
    query = "country_code=CHN&as_of=2021-03-01"
    sources = client.get(f"/v1/tenures?{query}").json()["meta"]["coverage"]["sources"]
    dated = client.get("/officials?country=china&as_of=2021-03-01").text
    assert f"{len(sources)} sources cover the posts of China of 1 March 2021 in part" in dated
