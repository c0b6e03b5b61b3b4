"""Lists: order, pages, columns, included rows, rows by themselves."""

from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest

from schema import RECORD, RESOURCES
from tests.asking import Tables, all_rows, walk
from tests.client import TestClient

NAMES = list(RESOURCES)


@pytest.mark.parametrize("name", NAMES)
def test_a_row_by_its_key_equals_the_row_in_the_list(client: TestClient, name: str) -> None:
    """Every column has the same value in both responses."""
    key = RESOURCES[name].key
    for row in client.get(f"/v1/{name}?limit=5").json()["data"]:
        answer = client.get(f"/v1/{name}/{row[key]}")
        assert answer.status_code == 200
        assert answer.json()["data"] == row


@pytest.mark.parametrize("name", NAMES)
def test_a_row_by_its_key_has_every_format(client: TestClient, name: str) -> None:
    """In CSV and NDJSON it is what a list of this row alone is, with `fields` as well."""
    resource = RESOURCES[name]
    (row,) = client.get(f"/v1/{name}?limit=1").json()["data"]
    for suffix in (".csv", ".ndjson"):
        for query in ("", f"fields={resource.key}"):
            alone = client.get(f"/v1/{name}/{row[resource.key]}{suffix}?{query}")
            listed = client.get(f"/v1/{name}{suffix}?limit=1&{query}")
            assert alone.status_code == 200
            assert alone.text == listed.text
            assert alone.headers["content-type"] == listed.headers["content-type"]


@pytest.mark.parametrize("name", list(RECORD))
def test_the_example_of_every_resource_is_in_the_record(client: TestClient, name: str) -> None:
    """The keys that the reference shows exist."""
    assert client.get(f"/v1/{name}/{RESOURCES[name].example}").status_code == 200


@pytest.mark.parametrize("name", list(RECORD))
def test_every_row_has_its_source(client: TestClient, tables: Tables, name: str) -> None:
    """It is itself a row; it has an address and a licence, or says why there is none."""
    known = {row["id"] for row in tables["source"]}
    for row in tables[RESOURCES[name].table_name]:
        if name == "sources":
            assert row["url"] or row["url_note"]
            assert row["licence"] or row["licence_note"]
        else:
            assert row["source_id"] in known


def in_order(values: list[Any], descending: bool) -> bool:
    """Known values sorted, unknown ones last."""
    known = [value for value in values if value is not None]
    if values[: len(known)] != known:
        return False
    return all(a >= b if descending else a <= b for a, b in pairwise(known))


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("name", NAMES)
def test_pages_of_any_order_hold_every_row_once(
    client: TestClient, tables: Tables, name: str, descending: bool
) -> None:
    """By every sortable column, nulls included, pages omit no row and repeat none."""
    resource = RESOURCES[name]
    rows = tables[resource.table_name]
    keys = {row[resource.key] for row in rows}
    limit = max(len(rows) // 4, 1) if len(rows) <= 4000 else 1000
    columns = resource.sortable if len(rows) <= 4000 else resource.sortable[1:2]
    for column in columns:
        sign = "-" if descending else ""
        query = {"sort": f"{sign}{column}", "limit": limit} | all_rows(resource)
        got = walk(client, f"/v1/{name}?{urlencode(query)}")
        assert len(got) == len(keys)
        assert {row[resource.key] for row in got} == keys
        assert in_order([row[column] for row in got], descending), column


def test_the_index_leads_to_every_resource(client: TestClient) -> None:
    """Its addresses answer: lists, and with a key of the list rows and the lists below them."""
    index = client.get("/v1").json()
    assert [entry["name"] for entry in index["data"]] == list(RESOURCES)
    for entry in index["data"]:
        listed = client.get(f"{entry['href']}?limit=1").json()
        assert listed["meta"]["release"] == index["meta"]["release"]
        resource = RESOURCES[entry["name"]]
        for template in (entry["row"], *entry["lists"]):
            for row in listed["data"]:
                key = row[resource.key]
                assert client.get(template.replace(f"{{{resource.key}}}", key)).status_code == 200


def test_the_last_page_says_so(client: TestClient) -> None:
    """`links.next` is null and there is no Link header on a page with nothing after it."""
    first = client.get("/v1/sources?limit=1")
    assert f'<{first.json()["links"]["next"]}>; rel="next"' == first.headers["link"]
    cursor = first.json()["meta"]["next_cursor"]
    assert first.json()["links"]["next"].endswith(f"after={cursor}")
    whole = client.get("/v1/sources?limit=1000")
    assert whole.json()["links"]["next"] is whole.json()["meta"]["next_cursor"] is None
    assert "link" not in whole.headers
    assert whole.headers["x-total-count"] == str(whole.json()["meta"]["total"])


def test_fields_choose_columns_and_their_order(client: TestClient) -> None:
    """Only what is named is answered."""
    body = client.get("/v1/countries?fields=name,code&limit=2").json()
    assert [list(row) for row in body["data"]] == [["name", "code"]] * 2


def test_include_embeds_rows_one_and_many(client: TestClient) -> None:
    """A to-one relation is an object, a to-many one a list with its total and its address."""
    row = client.get("/v1/countries/CHN?include=source,pledges,emissions_shares").json()["data"]
    assert row["source"]["id"] == row["source_id"]
    shares = row["emissions_shares"]
    assert len(shares["data"]) == shares["meta"]["total"] > 20
    assert shares["links"]["next"] is None
    meta = client.get(shares["links"]["self"]).json()["meta"]
    assert meta.keys() == {"release", "total", "next_cursor", "coverage", "defaults"}
    assert meta["total"] == shares["meta"]["total"]
    held = client.get("/v1/sources/owid-co2-data-2024?include=emissions_shares").json()["data"]
    shares = held["emissions_shares"]
    assert len(shares["data"]) == 100 < shares["meta"]["total"]
    meta = client.get(shares["links"]["self"]).json()["meta"]
    assert shares["links"]["next"].endswith(meta["next_cursor"])
    following = client.get(shares["links"]["next"]).json()["data"]
    assert following[0]["year"] <= shares["data"][-1]["year"]
    assert not {row["id"] for row in following} & {row["id"] for row in shares["data"]}
    assert row["pledges"]["links"]["next"] is None


def test_include_reaches_two_relations_far(client: TestClient) -> None:
    """`country.pledges` on a quote embeds the pledges of the country it was said for."""
    body = client.get("/v1/quotes?speaker=yang-jiechi&include=country.pledges,speaker").json()
    for row in body["data"]:
        assert row["speaker"]["id"] == "yang-jiechi"
        assert {p["country_code"] for p in row["country"]["pledges"]["data"]} == {"CHN"}


@pytest.mark.parametrize("name", NAMES)
def test_every_relation_can_be_included(client: TestClient, name: str) -> None:
    """On the first rows of every resource, and both ends agree."""
    for relation in RESOURCES[name].relations:
        answer = client.get(f"/v1/{name}?include={relation.name}&limit=20")
        assert answer.status_code == 200, answer.text
        target = RESOURCES[relation.target]
        for row in answer.json()["data"]:
            embedded = row[relation.name]
            if relation.many:
                assert client.get(embedded["links"]["self"]).json()["data"] == embedded["data"]
            elif row[relation.local] is None:
                assert embedded is None
            else:
                assert embedded[target.key] == row[relation.local]


@pytest.mark.parametrize(
    "name", ["pledges", "emissions-shares", "officials", "tenures", "quotes", "dialogues"]
)
def test_a_nested_list_equals_the_filtered_list(client: TestClient, name: str) -> None:
    """/v1/countries/china/pledges is /v1/pledges?country=CHN, and says what china stands for."""
    nested = client.get(f"/v1/countries/china/{name}?limit=3").json()
    flat = client.get(f"/v1/{name}?country=CHN&limit=3").json()
    assert nested["data"] == flat["data"] != []
    assert nested["meta"] == flat["meta"] | {"resolved": {"code": {"china": "CHN"}}}


def test_pages_of_a_nested_list_keep_its_path(client: TestClient) -> None:
    """The next link keeps the path."""
    rows = walk(client, "/v1/countries/CHN/emissions-shares?limit=100&defaults=false")
    assert {row["country_code"] for row in rows} == {"CHN"}
    assert len({row["id"] for row in rows}) == len(rows) > 100


@pytest.mark.parametrize("code", ["CN", "156", "china", "chn"])
def test_a_country_answers_to_its_aliases(client: TestClient, code: str) -> None:
    """The response has the code, the canonical address and how the alias was resolved."""
    answer = client.get(f"/v1/countries/{code}")
    assert answer.json()["data"]["code"] == "CHN"
    assert answer.json()["meta"]["resolved"] == {"code": {code: "CHN"}}
    assert answer.headers["content-location"] == "/v1/countries/CHN"


@pytest.mark.parametrize("code", ["OWID_KOS", "UNK", "XKX", "Kosovo", "xk"])
def test_kosovo_has_several_codes(client: TestClient, code: str) -> None:
    """ISO 3166-1 has none, so that datasets use several."""
    assert client.get(f"/v1/countries/{code}").json()["data"]["code"] == "XKX"
