"""The declared cost of a document: what it is made of, and how near it is to what is measured."""

from collections.abc import Callable
from typing import Any

import pytest

from api.app import create_app
from api.settings import Settings
from tests.client import TestClient
from tests.graphql.costs import MOST_EXPENSIVE, Compared, documents, measure, table

Ask = Callable[..., dict[str, Any]]

FACTOR = 3
# Documents that are further away, by a part of their text, and why.
OUTSIDE = {
    "countries(first: 100) { nodes { source { ...S": (
        "one of twenty sources states all shares of emissions, and countries come from another"
    ),
    "then {": "which pledges held on the day of a quote, if it has one: statistics know no dates",
}


def is_near(cost: Compared) -> bool:
    """Whether declared and measured cost differ by less than the factor."""
    return 1 / FACTOR <= cost.ratio <= FACTOR


def is_named(cost: Compared) -> bool:
    """Whether a document is one of those that are further away."""
    return any(part in cost.text for part in OUTSIDE)


@pytest.fixture
def units(ask: Ask) -> Callable[[str], int]:
    """The declared cost of a document."""

    def units(query: str) -> int:
        answer = ask(query)
        cost: dict[str, int] = answer["extensions"]["cost"]
        assert 0 < cost["units"] <= cost["maximumUnits"]
        return cost["units"]

    return units


def test_the_most_expensive_documents(database_url: str, client: TestClient) -> None:
    """Declared and measured cost are within the factor of each other.

    Of the drawn documents, which follow the schema and are other ones after each change of it, two
    thirds have to be: statistics do not know how dates and sources are spread.
    """
    every = measure(database_url, documents(client))
    costs = every[:MOST_EXPENSIVE]
    assert len(costs) == MOST_EXPENSIVE
    far = [cost for cost in costs if not is_near(cost) and not is_named(cost)]
    drawn = [cost for cost in costs if cost.is_drawn]
    far_drawn = [cost for cost in far if cost in drawn]
    assert far == far_drawn, table([*far, *costs])
    assert 3 * len(far_drawn) <= len(drawn), table([*far, *costs])
    named = [part for part in OUTSIDE if any(part in cost.text for cost in every)]
    assert named == list(OUTSIDE), table(costs)


def test_a_count_costs_the_rows_that_it_counts(units: Callable[[str], int]) -> None:
    """All of a table without a condition are known; a range reads them, a value finds its own."""
    whole = units("{ emissionsShares(defaults: false) { totalCount } }")
    range_ = units("{ emissionsShares(where: {year: {gt: 0}}, defaults: false) { totalCount } }")
    part = units(
        '{ emissionsShares(where: {country: {eq: "CHN"}}, defaults: false) { totalCount } }'
    )
    assert whole <= 2
    assert range_ > 10 * part
    counts = " ".join(f"a{n}: tenures(where: {{title: {{contains: \"{n}\"}}}}) {{ totalCount }}"
                      for n in range(50))  # fmt: skip
    assert units("{" + counts + "}") > 40 * units("{" + counts.split(" a1:")[0] + "}")


def test_an_order_without_an_index_costs_the_table(units: Callable[[str], int]) -> None:
    """Two keys are sorted by; one has an index."""
    page = "tenures(first: 1, orderBy: [%s]) { nodes { id } }"
    one = units("{" + page % "TITLE_ASC" + "}")
    assert units("{" + page % "TITLE_ASC, LEVEL_ASC" + "}") > 50 * one


def test_a_row_with_its_id_costs_one_unit(units: Callable[[str], int]) -> None:
    """Wide rows cost more, and so do the rows of a list below each row."""
    hundred = units("{ tenures(first: 100) { nodes { id } } }")
    assert 90 <= hundred <= 110
    assert units("{ sources(first: 20) { nodes { id title citation licenceNote } } }") > 40
    below = "countries(first: 100) { nodes { id tenures(first: 100) { nodes { id } } } }"
    assert units("{" + below + "}") > 4 * hundred


def test_neither_values_nor_the_executor_change_it(database_url: str) -> None:
    """A compiled operation serves all values of its variables; a release has one cost for it."""
    query = "query($c: String, $n: Int) { pledges(first: $n, where: {country: {eq: $c}}) { %s } }"
    found = []
    for compiles in (True, False):
        settings = Settings(database_url=database_url, graphql_compile=compiles)
        with TestClient(create_app(settings)) as client:
            for code, first in (("CHN", 5), ("USA", 5), ("USA", 50)):
                body = {"query": query % "totalCount nodes { id }"}
                body["variables"] = {"c": code, "n": first}  # type: ignore[assignment]
                found.append(client.post("/graphql", json=body).json()["extensions"]["cost"])
    assert found[:3] == found[3:]
    assert found[0] == found[1]
    assert found[1]["nodes"] < found[2]["nodes"]


@pytest.mark.parametrize("compiles", [True, False])
def test_a_document_over_the_limit_is_not_run(database_url: str, compiles: bool) -> None:
    """400 with both figures, and no statement; the same document under it is answered."""
    query = '{ tenures(where: {title: {contains: "x"}}) { totalCount } }'
    settings = Settings(database_url=database_url, graphql_compile=compiles)
    with TestClient(create_app(settings)) as client:
        answer = client.post("/graphql", json={"query": query})
        cost = answer.json()["extensions"]["cost"]["units"]
    strict = settings.model_copy(update={"graphql_max_units": cost - 1})
    app = create_app(strict)
    with TestClient(app) as client:
        client.post("/graphql", json={"query": "{ __typename }"})
        refused = client.post("/graphql", json={"query": query})
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["message"] == (
        f"the operation has {cost} units of expected work (rows examined, bytes),"
        f" and the limit is {cost - 1}"
    )
    assert error["extensions"] == {
        "code": "TOO_COSTLY",
        "type": "/problems/too-costly",
        "limit": "units",
        "cost": cost,
        "maximum": cost - 1,
    }
