"""Net-zero years that speakers named at the UN: source records of pledges, each with its speech."""

import re
from typing import Any

import pytest

from tests.asking import walk
from tests.client import TestClient
from tests.seeds.conftest import upstream_rows

SOURCE = "un-general-debate-corpus-v13"
SENTENCES = "un-general-debate/climate-sentences-2015-2024.csv"
PLACE = re.compile(r"character (\d+) of (.+)")
# What each kind of pledge is called in a sentence.
WORDS = {
    "net_zero": r"net[- ]zero",
    "carbon_neutrality": r"carbon[- ]neutral",
    "climate_neutrality": r"climate[- ]neutral",
    "emissions_peak": r"peak",
}
NAMES_A_YEAR = re.compile(
    r"(?=.*(net[- –‑]?\s?zero|zero[- ]net|(carbon|climate)[- ]neutral|neutrality|decarboni"
    r"|carbon[- ]free|zero[- ](carbon|emission|greenhouse)|no net))"
    r".*(20[2-9]\d|mid-?century|middle of the century)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def records(client: TestClient) -> list[dict[str, Any]]:
    """What speeches state of pledges."""
    return walk(client, f"/v1/source-records?source={SOURCE}&include=speech,pledge")


def test_each_stands_in_the_sentence_of_the_corpus(records: list[dict[str, Any]]) -> None:
    """With the year and the kind of target, by the speaker of the party."""
    sentences = {(row["corpus_file"], row["char_offset"]): row for row in upstream_rows(SENTENCES)}
    assert len(records) == 44
    for record in records:
        place = PLACE.fullmatch(record["locator"])
        assert place, record["id"]
        sentence = sentences[place[2], place[1]]
        values, speech = record["values"], record["speech"]
        assert str(values["target_year"]) in sentence["text"], record["id"]
        assert re.search(WORDS[values["kind"]], sentence["text"], re.IGNORECASE), record["id"]
        assert record["actor_id"] == speech["actor_id"]
        assert speech["speaker_name"] == " ".join(sentence["speaker"].split())
        assert (str(speech["session"]), record["first_seen"]) == (
            sentence["session"], sentence["year"],
        )  # fmt: skip


def test_every_sentence_with_such_a_year_is_here_or_has_a_note(
    client: TestClient, records: list[dict[str, Any]]
) -> None:
    """Of the speeches up to 2021; those of later years have one note, with their number."""
    notes = walk(client, f"/v1/sources/{SOURCE}/import-notes?q=net zero")
    notes += walk(client, f"/v1/sources/{SOURCE}/import-notes?q=no source record")
    rows = {note["locator"]: note["rows"] for note in notes}
    places = {record["locator"] for record in records}
    left_out, later = set(), []
    for line, row in enumerate(upstream_rows(SENTENCES), 2):
        here = f"character {row['char_offset']} of {row['corpus_file']}" in places
        if NAMES_A_YEAR.match(row["text"]) and not here:
            locator = f"climate-sentences-2015-2024.csv:{line}"
            if row["year"] <= "2021":
                left_out.add(locator)
            else:
                later.append(locator)
    assert rows == dict.fromkeys(left_out, 1) | {later[0]: len(later)}


def test_a_speech_gives_a_pledge_its_first_source_record(client: TestClient) -> None:
    """Monaco's neutrality, six years before a list has it; the cells say which year they are of."""
    path = "/v1/pledges/mco-carbon-neutrality-2050"
    chain = walk(client, f"{path}/source-records?include=speech")
    assert [(row["first_seen"], row["row_match"]) for row in chain] == [
        ("2015", "reading"), ("2018", "reading"), ("2019", "reading"), ("2021", "reading"),
        ("2021", "rules"), ("2021-10-23", "rules"), ("2023-03-13", "rules"),
    ]  # fmt: skip
    assert [row["speech"] and row["speech"]["session"] for row in chain[:5]] == [
        70, 73, 74, 76, None,
    ]  # fmt: skip
    then = client.get(f"{path}?as_of=2016-06-01").json()["data"]
    assert (then["kind"], then["status"], then["holds"]) == ("carbon_neutrality", None, True)
    before = client.get(f"{path}?as_of=2015-06-01").json()["data"]
    assert (before["holds"], before["holds_reason"]) == (None, "before_first_seen")


def test_both_faces_lead_from_the_speech_to_the_pledge(client: TestClient) -> None:
    """And back, with the DOI; the words are on neither."""
    query = """{ speech(slug: "ungd-chn-75-2020") { url speakerName sourceRecords { nodes {
        rowMatch words pledge { slug } } } } }"""
    speech = client.post("/graphql", json={"query": query}).json()["data"]["speech"]
    assert (speech["url"], speech["speakerName"]) == (
        "https://doi.org/10.7910/DVN/0TJX8Y", "Mr. Xi Jinping",
    )  # fmt: skip
    nodes = speech["sourceRecords"]["nodes"]
    assert {node["pledge"]["slug"] for node in nodes} == {
        "chn-carbon-neutrality-2060", "chn-emissions-peak-2030",
    }  # fmt: skip
    rows = walk(client, "/v1/speeches/ungd-chn-75-2020/source-records")
    assert {row["pledge_id"] for row in rows} == {node["pledge"]["slug"] for node in nodes}
    assert {row["words"] for row in rows} == {node["words"] for node in nodes} == {None}


def test_no_other_source_is_certain_to_be_earlier(
    client: TestClient, records: list[dict[str, Any]]
) -> None:
    """The debate is in September: no other source has the pledge before it for certain."""
    for pledge, year in {(row["pledge_id"], row["first_seen"]) for row in records}:
        others = [
            row["first_seen"]
            for row in walk(client, f"/v1/pledges/{pledge}/source-records")
            if row["source_id"] != SOURCE
        ]
        assert others
        assert all(day >= f"{year}-09" or day == year for day in others), (pledge, year)
