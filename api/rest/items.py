"""One row by its key: its statement, and its text."""

from api.query.filters import is_possible_key
from api.query.sql.statements import Statement, answer
from api.releases.store import Snapshot
from api.rest.not_found import no_row
from api.rest.query_params import ParsedQuery, parse_item_query
from api.rest.query_string import Query
from schema.resource import Resource

# The resources whose rows have pages beside `/v1`, at the same path without it.
WITH_PAGES = frozenset(
    (
        "claims",
        "countries",
        "emissions-shares",
        "groups",
        "initiatives",
        "officials",
        "pledges",
        "quotes",
        "releases",
        "sources",
    )
)


def item_statement(snapshot: Snapshot, parsed: ParsedQuery) -> Statement:
    """The statement of one row, written once per release."""
    statement: Statement | None = snapshot.statements.find(parsed.statement_key)
    if statement is None:
        statement = answer(parsed.plan(), snapshot.dialect, snapshot.release)
        snapshot.statements[parsed.statement_key] = statement
    return statement


async def read_item(snapshot: Snapshot, resource: Resource, key: str, query: Query) -> str:
    """The row of a key as JSON.

    Args:
        snapshot: The release that answers.
        resource: The resource.
        key: The key; of a country or a group also a name.
        query: The parameters of REST: `fields`, `include` and the dates.

    Raises:
        Problem: No row has the key, or the query is malformed.
    """
    if not is_possible_key(key):
        raise await no_row(resource, key, snapshot)
    parsed = parse_item_query(resource, key, query, snapshot.aliases)
    statement = item_statement(snapshot, parsed)
    (row,) = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
    if row is None:
        raise await no_row(resource, key, snapshot)
    text: str = row
    return text
