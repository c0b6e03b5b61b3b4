"""`/v1/releases/{old}...{new}/changes`: what changed between any two releases that are kept."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from schema import CHANGES
from seeds.publishing.publish import publish
from tests.asking import walk
from tests.client import TestClient
from tests.releases.two import TwoReleases, two_releases
from tests.seeds.conftest import SMALL_RECORD

# Rows of names follow from those of countries: a change of a name is told of these alone.
WITHOUT_NAMES = "resource__not=country-names&row_id__not=country-names-the-data-fji"
COVERED = ["dialogues-the-paper-chn", "dialogues-the-paper-nor"]  # by the dialogue that goes


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """An address, and three releases: a name changes twice, a country comes, a dialogue goes."""
    made = two_releases(tmp_path_factory.mktemp("three"))
    releases = [made.publish_first(), made.publish_second()]
    countries = SMALL_RECORD["countries/hand.yaml"].replace("name: China", "name: Middle Kingdom")
    new = "        - {code: FJI, alpha2: FJ, name: Fiji, source_id: the-data}\n"
    made.facts.write("countries/hand.yaml", f"{countries.rstrip()}\n{new}")
    made.facts.write("dialogues/hand.yaml", "[]")
    made.facts.write("VERSION", "0.3.0 2026-03-03\n")
    releases.append(publish(made.facts.path, made.url).release_id)
    return [made.url, *releases]


@pytest.fixture(scope="module")
def get_changes(three: list[str]) -> Any:
    """A function that requests the changes between two of them, by their numbers."""
    with TestClient(create_app(Settings(database_url=three[0]))) as client:

        def get(old: int, new: int, more: str = "") -> Any:
            query = f"{more}{'&' if '?' in more else '?'}{WITHOUT_NAMES}"
            return client.get(f"/v1/releases/{three[old]}...{three[new]}/changes{query}")

        yield get


def changes_of(answer: Any) -> list[tuple[Any, ...]]:
    """Each change as a tuple: kind, row, field, old and new value."""
    assert answer.status_code == 200, answer.text
    return [(c["kind"], c["row_id"], c["field"], c["old"], c["new"]) for c in answer.json()["data"]]


def test_neighbours_differ_as_the_later_one_says(get_changes: Any, three: list[str]) -> None:
    """The same rows as its own list of changes."""
    answer = get_changes(1, 2)
    assert changes_of(answer) == [("corrected", "CHN", "name", "China", "Cathay")]
    with TestClient(create_app(Settings(database_url=three[0]))) as client:
        own = client.get(f"/v1/changes?release={three[2]}&{WITHOUT_NAMES}").json()
    assert answer.json()["data"] == own["data"]
    assert answer.json()["meta"] == own["meta"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["climate-record-release"] == three[2]


def test_any_two_are_compared_either_way(get_changes: Any, three: list[str]) -> None:
    """What lies between is left out; the other way round, what was added is removed."""
    forth = get_changes(1, 3)
    assert changes_of(forth)[:2] == [
        ("corrected", "CHN", "name", "China", "Middle Kingdom"),
        ("added", "FJI", None, None, None),
    ]
    *entries, gone = (c for c in changes_of(forth) if c[0] == "removed")
    assert [entry[1] for entry in entries] == COVERED
    assert (gone[1], gone[3]["name"]) == ("talks", "Talks")
    back = get_changes(3, 1)
    assert {c[0] for c in changes_of(back)} == {"added", "corrected", "removed"}
    assert changes_of(back)[0] == ("corrected", "CHN", "name", "Middle Kingdom", "China")
    assert all(c["previous_id"] == three[3] for c in back.json()["data"])
    assert get_changes(2, 2).json()["data"] == []


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("?resource=dialogues", ["talks"]),
        ("?country=cn", ["CHN", "dialogues-the-paper-chn"]),
        ("?country__in=FJI,CHN", ["CHN", "FJI", "dialogues-the-paper-chn"]),
        ("?kind=added", ["FJI"]),
        ("?kind__in=added,removed&sort=-row_id", ["talks", *COVERED[::-1], "FJI"]),
        ("?group=eu", []),
        ("?field=name", ["CHN"]),
    ],
)
def test_they_are_filtered_like_any_list(get_changes: Any, query: str, rows: list[str]) -> None:
    """With the parameters of `changes`."""
    assert [c[1] for c in changes_of(get_changes(1, 3, query))] == rows


def test_they_are_paged_and_exported_like_any_list(get_changes: Any, three: list[str]) -> None:
    """Page by page, whole, and in the other formats."""
    everything = get_changes(1, 3, "?limit=all").json()
    assert everything["meta"]["total"] == len(everything["data"]) == 5
    with TestClient(create_app(Settings(database_url=three[0]))) as client:
        address = f"/v1/releases/{three[1]}...{three[3]}/changes?limit=1&{WITHOUT_NAMES}"
        assert walk(client, address) == everything["data"]
    lines = get_changes(1, 3, ".ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == everything["data"]
    assert get_changes(1, 3, ".csv?limit=all").text.splitlines()[0] == ",".join(CHANGES.fields)
    assert get_changes(1, 3, "?fields=row_id&limit=1").json()["data"] == [{"row_id": "CHN"}]


@pytest.mark.parametrize(
    ("query", "word"),
    [("?release=0.0.0-0123456789ab", "path"), ("?include=country", "path"), ("?kid=added", "kind")],
)
def test_parameters_that_do_not_apply_are_refused(get_changes: Any, query: str, word: str) -> None:
    """Parameters that do not apply are refused with a hint."""
    answer = get_changes(1, 2, query)
    assert answer.status_code == 400
    assert word in answer.json()["detail"]
    assert answer.json()["parameter"] == query[1:].partition("=")[0]


def test_a_release_that_is_not_kept_is_named(three: list[str]) -> None:
    """A release that is not kept is refused, and the kept ones are offered."""
    with TestClient(create_app(Settings(database_url=three[0]))) as client:
        for pair in (f"{three[1]}...0.0.9-0123456789ab", f"x...{three[1]}", "..."):
            answer = client.get(f"/v1/releases/{pair}/changes")
            assert answer.status_code == 404
            assert answer.json()["offered"] == three[1:]
        assert client.get(f"/v1/releases/{three[1]}/changes").status_code == 404


def test_many_rows_are_compared(two: TwoReleases, tmp_path: Path) -> None:
    """Two releases with 15,000 shares, of which one in a thousand differs."""
    folder = tmp_path / "releases"
    folder.mkdir()
    for number, release in enumerate((two.first, two.second)):
        _enlarge(Path(two.url.removeprefix("sqlite:///")), release, folder, number)
    (tmp_path / "record.sqlite").symlink_to(Path("releases") / f"{two.second}.sqlite")
    url = f"sqlite:///{tmp_path / 'record.sqlite'}"
    with TestClient(create_app(Settings(database_url=url))) as client:
        answer = client.get(f"/v1/releases/{two.first}...{two.second}/changes?limit=1000")
    assert answer.status_code == 200, answer.text
    assert answer.json()["meta"]["total"] == 18  # and the name of a country, with its rows of names


def _enlarge(link: Path, release: str, folder: Path, number: int) -> None:
    """A copy of a release with many more shares."""
    copy = folder / f"{release}.sqlite"
    copy.write_bytes((link.parent / "releases" / copy.name).read_bytes())
    with sqlite3.connect(copy) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(emissions_share)")]
        others = ", ".join(c for c in columns if c not in ("id", "row_json"))
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 15000)"
            f" INSERT INTO emissions_share (id, row_json, {others})"
            " SELECT printf('x-%06d', i), json_set(row_json, '$.source_id',"
            f" CASE WHEN i % 1000 = 0 THEN {number} ELSE 2 END), {others}"
            " FROM n, (SELECT * FROM emissions_share LIMIT 1)"
        )
        connection.execute("ANALYZE")  # as publishing does
    connection.close()
