"""Every filter with every operator gives the rows that plain Python computes."""

import re
import unicodedata
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from schema import RESOURCES
from schema.filters import Filter
from schema.resource import Resource
from tests.asking import Tables, all_rows, as_query, walk, whole
from tests.client import TestClient
from tests.oracle import each_filter, expected, samples, values_of

SEARCHED = [name for name, resource in RESOURCES.items() if resource.query.search]
_PAGED = 5_000  # rows; longer lists are asked for in one answer


@each_filter
def test_a_filter_gives_the_matching_rows(
    client: TestClient, tables: Tables, resource: Resource, filter_: Filter
) -> None:
    """For values that occur: exactly the matching rows, and their number as the total."""
    values = values_of(resource, filter_, tables)
    path = f"/v1/{resource.name}"
    for operator, operand in samples(filter_, values):
        query = as_query(filter_.name, operator, operand) | {"fields": resource.key}
        query |= all_rows(resource)
        answer = client.get(path, params=query | {"limit": "1000"})
        assert answer.status_code == 200, answer.text
        expected_keys = expected(resource, filter_, operator, operand, values)
        body = answer.json()
        assert body["meta"]["total"] == len(expected_keys), query
        if len(expected_keys) > _PAGED:
            got = whole(client, path, urlencode(query, doseq=True))
        elif body["links"]["next"] is None:
            got = body["data"]
        else:
            got = [*body["data"], *walk(client, body["links"]["next"])]
        assert {row[resource.key] for row in got} == expected_keys, query
        assert len(got) == len(expected_keys)


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_several_values_are_repeated_or_separated_by_commas(
    client: TestClient, tables: Tables, resource: Resource
) -> None:
    """With `in` and without, by either name, in any order, with blanks: the same answer."""
    for filter_ in resource.filters.values():
        check_several(client, tables, resource, filter_)


def check_several(client: TestClient, tables: Tables, resource: Resource, filter_: Filter) -> None:
    """The answers to two values, if there are two, however they are written."""
    samples_of = samples(filter_, values_of(resource, filter_, tables))
    operands = next((listed for operator, listed in samples_of if operator == "in"), None)
    if operands is None:
        return
    texts = [quote(str(o).lower() if isinstance(o, bool) else str(o)) for o in operands]
    listed = {
        f"{name}{suffix}={separator.join(order)}"
        for name, suffix, separator, order in (
            (filter_.name, "", ",", texts),
            (filter_.short_name, "", f"&{filter_.short_name}=", texts[::-1]),
            (filter_.short_name, "__in", ",%20", texts),
        )
    }
    others = urlencode({**all_rows(resource), "limit": "10"}, doseq=True)
    answers = [client.get(f"/v1/{resource.name}?{q}&{others}").json() for q in listed]
    data, totals = ([a["data"] for a in answers], {a["meta"]["total"] for a in answers})
    assert all(rows == data[0] for rows in data), listed
    assert len(totals) == 1, listed
    assert totals.pop() > 0


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


def words_of(row: dict[str, Any], resource: Resource) -> set[str]:
    """The words of the columns that `q` searches: no case, no accents, no punctuation."""
    values = [row[column] for column in resource.query.search]
    texts = [text for value in values for text in (value if isinstance(value, list) else [value])]
    folded = unicodedata.normalize("NFKD", " ".join(filter(None, texts)).casefold())
    bare = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return set(re.split(r"[\W_]+", bare)) - {""}


@pytest.mark.parametrize("name", SEARCHED)
def test_q_finds_words_by_their_beginnings(client: TestClient, tables: Tables, name: str) -> None:
    """Whole words, beginnings in any case and nothing in the middle of a word, for ten words."""
    resource = RESOURCES[name]
    rows = tables[resource.table_name]
    words = {row[resource.key]: words_of(row, resource) for row in rows}
    known = sorted(w for w in set().union(*words.values()) if re.fullmatch("[a-z]{6,}", w))
    only_in_the_middle = 0
    for word in Random(8).sample(known, min(len(known), 10)):  # noqa: S311  # no secret
        for q in (word, word[:4], word[:4].upper(), word[2:]):
            matching = {
                key for key, own in words.items() if any(w.startswith(q.lower()) for w in own)
            }
            assert keys_found(client, name, q) == matching, q
            only_in_the_middle += not matching
    assert only_in_the_middle


def test_q_takes_several_words(client: TestClient, tables: Tables) -> None:
    """A row must have a word for each, in any order; accents and punctuation do not count."""
    words = {row["id"]: words_of(row, RESOURCES["quotes"]) for row in tables["quote"]}
    for q in ("climate cooper", "COOPER, climate!", "chinese climate"):
        wanted = re.findall("[a-z]+", q.lower())
        matching = {
            key
            for key, own in words.items()
            if all(any(w.startswith(part) for w in own) for part in wanted)
        }
        assert keys_found(client, "quotes", q) == matching, q
        assert 0 < len(matching) < len(words)
    assert "CIV" in keys_found(client, "countries", "cote d'ivoire")
    assert "CIV" in keys_found(client, "countries", "Côte d’Ivoire")


def keys_found(client: TestClient, name: str, q: str) -> set[str]:
    """The keys of the rows that `q` gives."""
    key = RESOURCES[name].key
    return {row[key] for row in whole(client, f"/v1/{name}", urlencode({"q": q, "fields": key}))}
