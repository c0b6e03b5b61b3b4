"""Every filter with every operator answers what plain Python says it should."""

from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from schema.resource import Filter, Resource
from tests.asking import Tables, as_query, walk, whole
from tests.oracle import each_filter, expected, samples, values_of

_PAGED = 5_000  # rows; longer lists are asked for in one answer


@each_filter
def test_a_filter_gives_the_rows_it_should(
    client: TestClient, tables: Tables, resource: Resource, what: Filter
) -> None:
    """For values that occur: exactly the rows that match, no other, and the total says so."""
    values = values_of(resource, what, tables)
    path = f"/v1/{resource.name}"
    for operator, asked in samples(what, values):
        query = as_query(what.name, operator, asked)
        answer = client.get(path, params=query | {"limit": "1000", "fields": resource.key})
        assert answer.status_code == 200, answer.text
        should = expected(resource, what, operator, asked, values)
        assert answer.json()["meta"]["total"] == len(should), query
        asked_for = f"{urlencode(query)}&fields={resource.key}"
        if len(should) > _PAGED:
            got = whole(client, path, asked_for)
        else:
            got = walk(client, f"{path}?{asked_for}&limit=1000")
        assert {row[resource.key] for row in got} == should, query
        assert len(got) == len(should)


def test_filters_combine_with_and(client: TestClient) -> None:
    """Two filters give the rows that both give."""
    in_law = walk(client, "/v1/pledges?status=in_law")
    by_2045 = walk(client, "/v1/pledges?target_year__lte=2045")
    both = walk(client, "/v1/pledges?status=in_law&target_year__lte=2045")
    ids = [{row["id"] for row in rows} for rows in (in_law, by_2045, both)]
    assert ids[2] == ids[0] & ids[1]
    assert ids[2]


@pytest.mark.parametrize("code", ["CHN", "CN", "156", "china", "China", "chn", "CHINA", "中国"])
def test_a_country_goes_by_any_of_its_codes_and_names(client: TestClient, code: str) -> None:
    """The filter resolves it, and the answer says to what."""
    body = client.get("/v1/pledges", params={"country": code}).json()
    assert {row["country_code"] for row in body["data"]} == {"CHN"}
    assert body["meta"].get("resolved") == (None if code == "CHN" else {"country": {code: "CHN"}})


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("climate", "john-kerry-knows-xie-very-well"),
        ("CLIMATE cooper", "linda-thomas-greenfield-may-cooperate-on-climate"),
    ],
)
def test_q_finds_words_by_their_beginnings_in_any_case(
    client: TestClient, words: str, found: str
) -> None:
    """Each word must begin a word of the row."""
    rows = walk(client, f"/v1/quotes?{urlencode({'q': words})}&limit=1000")
    for word in words.lower().split():
        for row in rows:
            text = " ".join(
                [row["text"], row["speaker_name"], row["occasion"] or "", *row["topics"]]
            ).lower()
            assert any(part.startswith(word) for part in text.replace("-", " ").split()) or (
                word in text
            )
    assert rows
    assert found in {row["id"] for row in walk(client, "/v1/quotes?limit=1000")}
