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
