"""Countries by the names that people and data sets write."""

import csv
from urllib.parse import quote

import pytest

from tests.client import TestClient
from tests.seeds.conftest import UPSTREAM

CASES = UPSTREAM.parent / "cases"

# A name → the code of the country, or "" where it names none or more than one.
NAMES = {
    "U.S.": "USA", "U.K.": "GBR", "UAE": "ARE", "Korea, Rep.": "KOR", "Gambia, The": "GMB",
    "China, Hong Kong SAR": "HKG", "4": "AFG", "Naoero": "NRU", "Deutschland": "DEU",
    "Swaziland": "SWZ", "TimorLeste": "TLS", "S. Africa": "ZAF", "Congo, Dem. Rep.": "COD",
    "St. Vincent & the Grenadines": "VCT", "Republic of China": "TWN", "Macau (China)": "MAC",
    "China, People's Republic of": "CHN", "France (metropolitan)": "FRA", "Sudan (...2011)": "SDN",
    "Guinea (Equatorial)": "GNQ", "Korea (North)": "PRK",
    "Ireland (northern)": "", "Northern Ireland": "", "Georgia State": "", "State of Mexico": "",
    "Germany (East)": "", "Yemen (North)": "", "Virgin Islands": "", "United Arab Republic": "",
    "Republic of": "", "United": "", "The South": "", "France, Germany": "", "Kingdom": "",
    "Turkish Republic of Northern Cyprus": "", "Serbia and Montenegro": "", "Island": "",
    "EU": "", "World": "",
}  # fmt: skip


def country(client: TestClient, name: str) -> str:
    """The code that a filter takes a name for; "" if it is refused, or taken for two names."""
    answer = client.get(f"/v1/countries?code={quote(name, safe='')}&fields=code")
    if answer.status_code == 400:
        assert answer.json()["type"] == "/problems/unknown-code", name
        return ""
    rows = answer.json()["data"]
    return str(rows[0]["code"]) if len(rows) == 1 else ""


def test_names_are_understood(client: TestClient) -> None:
    """Whatever their form; those of parts of countries and of several countries are refused."""
    assert {name: country(client, name) for name in NAMES} == NAMES


def test_countries_have_names_with_language_and_kind(client: TestClient) -> None:
    """In their own languages, and former ones with the editions of their source that have them."""
    query = """query($code: String!) { country(code: $code) { names(first: 100) { nodes {
        name lang kind firstSeen lastSeen source { key: slug } } } } }"""
    names = {}
    for code in ("DEU", "SWZ", "CHN", "COD"):
        answer = client.post("/graphql", json={"query": query, "variables": {"code": code}}).json()
        for row in answer["data"]["country"]["names"]["nodes"]:
            names[code, row["name"], row["lang"]] = row
    assert names["DEU", "Deutschland", "de"]["kind"] == "SHORT_NAME"
    assert names["DEU", "République fédérale d'Allemagne", "fr"]["kind"] == "OFFICIAL_NAME"
    assert names["CHN", "中国", "zh"]["source"] == {"key": "iso-country-codes-2026"}
    swaziland = names["SWZ", "Swaziland", "en"]
    assert (swaziland["kind"], swaziland["firstSeen"]) == ("FORMER_NAME", "1990")
    zaire = client.get("/v1/country-names/cod-en-zaire").json()["data"]
    assert (zaire["last_seen"], zaire["source_id"]) == (
        "1996", "cia-world-factbook-organizations-2026",
    )  # fmt: skip
    rows = client.get("/v1/countries/SWZ/names?kind=former_name").json()["data"]
    assert [row["name"] for row in rows] == ["Swaziland"]


def test_a_filter_by_name_takes_every_spelling(client: TestClient) -> None:
    """Of countries, groups and aggregates; `contains` is of letters, as ever."""
    for path, name, key in (
        ("countries", "Deutschland", "DEU"), ("countries", "Korea, Rep.", "KOR"),
        ("groups", "EU27", "eu"), ("groups", "AOSIS", "aosis"), ("aggregates", "world", "world"),
    ):  # fmt: skip
        answer = client.get(f"/v1/{path}?name={quote(name)}").json()
        (row,) = answer["data"]
        assert key in row.values()
        assert answer["meta"]["resolved"]["name"] == {name: key}
    assert client.get("/v1/countries?name=Nowhere").json()["data"] == []
    two = client.get("/v1/countries?name=Swaziland&name=Zaire&fields=code").json()["data"]
    assert [row["code"] for row in two] == ["COD", "SWZ"]
    assert len(client.get("/v1/countries?name__contains=Korea").json()["data"]) == 2
    asked = {"query": '{ countries(where: {name: {in: ["Burma", "Suomi"]}}) { nodes { code } } }'}
    nodes = client.post("/graphql", json=asked).json()["data"]["countries"]["nodes"]
    assert {node["code"] for node in nodes} == {"FIN", "MMR"}


def test_groups_of_analysis_come_last(client: TestClient) -> None:
    """The regions of the AR5 and the SSPs, and the lists of the Montreal Protocol."""
    groups = client.get("/v1/groups?limit=100").json()["data"]
    marks = [group["analytical"] for group in groups]
    assert marks == sorted(marks)
    assert {g["id"].split("-")[0] for g in groups if g["analytical"]} == {"ar5", "ssp", "montreal"}


def test_groups_of_the_process(client: TestClient) -> None:
    """Those have members that an open source lists; of others it is said that none does."""
    members = {
        group: client.get(f"/v1/groups/{group}/members?limit=100").json()["data"]
        for group in ("african-union", "asean", "brics", "basic", "opec", "ldc", "lmdc")
    }
    counts = {group: len(rows) for group, rows in members.items()}
    assert counts == {
        "african-union": 55, "asean": 11, "brics": 10, "basic": 4, "opec": 15, "ldc": 52, "lmdc": 0,
    }  # fmt: skip
    ethiopia = next(row for row in members["brics"] if row["country_code"] == "ETH")
    assert (ethiopia["first_seen"], ethiopia["start_date"]) == ("2024-01-04", None)
    (lmdc,) = client.get("/v1/groups?name=LMDC").json()["data"]
    assert "no open source" in lmdc["members_note"]


def test_the_european_union_and_the_world_are_actors(client: TestClient) -> None:
    """As countries they are refused, with the filter that takes them."""
    for name, ways in {
        "EU": ["group_id=eu", "actor_id=eu"],
        "World": ["aggregate_id=world", "actor_id=world"],
    }.items():
        assert client.get(f"/v1/emissions-shares?actor={name}&limit=1").json()["data"]
        problem = client.get(f"/v1/emissions-shares?country={name}").json()
        assert problem["suggestions"] == ways


def test_all_unknown_names_of_a_list_are_told(client: TestClient) -> None:
    """Each candidate once, with its code; none is better than a wrong one."""
    for one in ("CHN,nowhere", "nowhere, China", "CHN%2Cnowhere", "CHN/nowhere"):
        assert (
            "'nowhere'" in client.get(f"/v1/pledges?country={one}").json()["detail"] or "/" in one
        )
    problem = client.get("/v1/pledges?country=Chnia,CHN,Grmany,Azores").json()
    assert problem["type"] == "/problems/unknown-code"
    for told in ("'Chnia'", "china (CHN)", "'Grmany'", "germany (DEU)", "'Azores'"):
        assert told in problem["detail"]
    assert "(CHN)? country" in problem["detail"]
    assert problem["suggestions"] == ["CHN", "DEU"]


def test_spellings_of_data_sets(client: TestClient) -> None:
    """Nine in ten of those that were not understood in mapping files, and none wrongly."""
    path = CASES / "country-names.csv"
    if not path.exists():
        pytest.skip("the spellings that failed are not beside the project")
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    understood = {row["spelling"]: country(client, row["spelling"]) for row in rows}
    wrong = [r for r in rows if understood[r["spelling"]] not in ("", r["alpha3"])]
    assert wrong == []
    missed = [int(row["missed_in"]) for row in rows]
    found = [int(r["missed_in"]) for r in rows if understood[r["spelling"]]]
    assert sum(found) >= 0.9 * sum(missed)
    assert found.count(0) >= 0.97 * missed.count(0)


def test_what_names_no_country(client: TestClient) -> None:
    """It is refused."""
    path = CASES / "country-names-that-name-none.txt"
    if not path.exists():
        pytest.skip("the names that name none are not beside the project")
    names = path.read_text("utf-8").splitlines()
    assert {name: country(client, name) for name in names} == dict.fromkeys(names, "")


def test_q_takes_letters_that_keyboards_have(client: TestClient) -> None:
    """Officials whose names have ø or ł are found by their ASCII names, and "U.S." by "US"."""
    found = {
        q: {row["id"] for row in client.get(f"/v1/officials?q={quote(q)}").json()["data"]}
        for q in ("Jonas Gahr Store", "Jonas Gahr Støre", "Lars Lokke Rasmussen")
    }
    assert "jonas-gahr-store" in found["Jonas Gahr Store"] == found["Jonas Gahr Støre"]
    assert "lars-lokke-rasmussen" in found["Lars Lokke Rasmussen"]
    quotes = client.get("/v1/quotes?q=us").json()["data"]
    assert any("U.S." in row["text"] for row in quotes)
