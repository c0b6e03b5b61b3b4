"""The declared and the measured cost of GraphQL documents over the real record."""

import pytest

from tests.client import TestClient
from tests.graphql.costs import MOST_EXPENSIVE, documents, measure, table
from tests.graphql.test_costs import is_named, is_near


@pytest.mark.long
def test_the_most_expensive_documents(database_url: str, client: TestClient) -> None:
    """All that somebody has written are near, but for those named; and three quarters of all.

    Drawn documents ask below rows that no filter finds, and for the few sources and countries that
    have ten times the rows of others: statistics of a release are averages.
    """
    costs = measure(database_url, documents(client))[:MOST_EXPENSIVE]
    far = [cost for cost in costs if not is_near(cost) and not is_named(cost)]
    drawn = [cost for cost in costs if cost.is_drawn]
    assert not [cost for cost in far if cost not in drawn], table(costs)
    assert 4 * len(far) <= MOST_EXPENSIVE, table([*far, *costs])
