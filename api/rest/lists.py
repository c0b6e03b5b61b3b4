"""Lists: a page in one statement, or the whole list as an export; and the members around rows."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

from api.http.response import DeferredResponse, ExportBody, ExportResponse, Response
from api.query.cursors import make_cursor, unknown_cursor_row
from api.query.dates import HOLDS
from api.query.plan import Holds
from api.query.sql.statements import SEPARATOR, Statement, listing, paging
from api.releases.store import Snapshot
from api.rest.coverage import CoverageMembers, coverage_members
from api.rest.export import Counts, WholeList, chain, in_coding, prepared_list, selected_list
from api.rest.formats import JSON, Format, file_name, json_chunks, json_list, lines, opening
from api.rest.plans import (
    ALL,
    RELEASE,
    added_fields,
    fields_of,
    has_defaults,
    is_on_date,
    page_limit,
)
from api.rest.query_params import ParsedQuery
from api.rest.query_string import Query
from api.rest.request import RestRequest
from schema.defaults import DEFAULTS
from schema.figures import json_text
from schema.resource import Resource

# They leave a whole list as publishing prepared it.
_PREPARED_PARAMETERS = {"limit", RELEASE, DEFAULTS}


def list_response(
    rest: RestRequest,
    resource: Resource,
    parsed: ParsedQuery,
    format_: Format,
    *,
    is_prepared: bool = True,
) -> DeferredResponse | ExportResponse:
    """A page of a list, or with `limit=all` the whole list.

    `is_prepared` says whether publishing has prepared the whole list.
    """
    if rest.query.get("limit") == ALL:
        return _whole_list(rest, resource, parsed, format_, is_prepared=is_prepared)
    return _page(rest, resource, parsed, format_)


def _page(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, format_: Format
) -> DeferredResponse:
    """One page of a list. What matches is counted once per release, and not for every page."""
    snapshot, headers, tag = rest.snapshot, rest.headers(format_), rest.tag(format_)
    holds = rest.query.get(HOLDS)
    key = list_key(rest.query, resource, parsed)
    total, certain = snapshot.totals.find(key), None
    if on_date := is_on_date(resource, parsed.values):
        certain = snapshot.totals.find((*key, "certain"))
        total = None if certain is None else total
    statement = list_statement(snapshot, parsed, paging, counted=total is None)

    async def complete() -> Response:
        nonlocal total, certain
        row = await snapshot.fetch_one(statement.text, statement.bind(parsed.values))
        counted, cursor_exists, texts, keys = row[:4]
        if not cursor_exists:
            raise unknown_cursor_row()
        if total is None:
            snapshot.totals[key] = total = counted
            if on_date:
                snapshot.totals[*key, "certain"] = certain = row[4]
        limit = page_limit(rest.query.get("limit"))
        rows, last_key, on_page = drop_surplus(limit, texts or "", keys)
        cursor = following = None
        if last_key is not None:
            cursor = make_cursor(snapshot.release, last_key)
            following = rest.address(cursor)
        headers.append((b"x-total-count", b"%d" % total))
        if following is not None:
            headers.append((b"link", f'<{following}>; rel="next"'.encode()))
        if format_ is JSON:
            coverage = await coverage_members(rest, resource, parsed, key, total)
            counted = None if holds == Holds.false else certain
            meta = meta_json(snapshot, parsed, ListMeta(total, counted, cursor, coverage))
            body = json_list(rows.replace(SEPARATOR, ","), meta, rest.address(), following)
        else:
            items = rows.split(SEPARATOR) if rows else []
            body = row_lines(rest, resource, parsed, format_, items)
        return Response(200, body, headers, tag, snapshot.release, rows=on_page)

    return DeferredResponse(tag, headers, complete, snapshot.release)


def list_key(query: Query, resource: Resource, parsed: ParsedQuery) -> tuple[Hashable, ...]:
    """What a list is identified by within a release, whatever its page."""
    values = frozenset(v for v in parsed.values.items() if v[0] != "after")
    return (resource.name, query.get(HOLDS), has_defaults(query), values)


class _Rows(NamedTuple):
    """The JSON texts of a page's rows, the last row's key if rows follow, and their number."""

    texts: str
    last_key: str | None
    on_page: int


def drop_surplus(limit: int, texts: str, keys: str) -> _Rows:
    """A page without the row beyond its limit, which the statement returns if rows follow.

    The texts stay one string, because splitting 100 of them takes a tenth of the page's time. Rows
    are counted by their keys, which are shorter.
    """
    on_page = keys.count(",") + 1 if keys else 0
    if not texts or on_page <= limit:
        return _Rows(texts, None, on_page)
    return _Rows(texts[: texts.rindex(SEPARATOR)], keys.rsplit(",", 2)[-2], on_page - 1)


def _whole_list(
    rest: RestRequest,
    resource: Resource,
    parsed: ParsedQuery,
    format_: Format,
    *,
    is_prepared: bool,
) -> ExportResponse:
    """A whole list: as publishing prepared it, or of the rows that match."""
    snapshot, headers, tag = rest.snapshot, rest.headers(format_), rest.tag(format_)
    added = added_fields(resource, parsed.values)
    fields = fields_of(resource, rest.query.get("fields"), added)
    key = list_key(rest.query, resource, parsed)
    is_prepared = is_prepared and not parsed.values and rest.query.keys() <= _PREPARED_PARAMETERS
    is_prepared = is_prepared and not (resource.defaults and has_defaults(rest.query))
    if format_.is_file:
        name = file_name(format_, resource.name, rest.raw_query, snapshot.release)
        disposition = f'attachment; filename="{name}"'
        headers.append((b"content-disposition", disposition.encode()))

    async def begin(coding: str) -> ExportBody:
        counts = Counts(key, is_on_date(resource, parsed.values))
        counted = not counts.are_known(snapshot)
        statement = list_statement(snapshot, parsed, listing, counted=counted)
        if is_prepared:  # what the statement would select
            stored = "" if format_ is JSON else coding
            whole = await prepared_list(snapshot, resource, format_, stored)
        else:
            bound = statement.bind(parsed.values)
            whole = await selected_list(snapshot, statement.text, bound, format_, fields, counts)
        body = whole.body
        body.headers = [(b"x-total-count", b"%d" % whole.total)]
        if format_ is JSON:
            meta = await _whole_meta(rest, resource, parsed, whole)
            body.chunks = json_chunks(body.chunks, meta, rest.address())
        else:
            first = opening(format_, fields, has_bom=rest.has_bom)
            body.chunks = chain(in_coding(first, body.coding), body.chunks)
        return body

    return ExportResponse(tag, headers, snapshot.release, begin)


async def _whole_meta(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, whole: WholeList
) -> str:
    """The `meta` of a whole list. If that fails, the reading of the list ends."""
    try:
        key = list_key(rest.query, resource, parsed)
        coverage = await coverage_members(rest, resource, parsed, key, whole.total)
    except BaseException:
        await whole.body.close()
        raise
    certain = None if rest.query.get(HOLDS) == Holds.false else whole.certain
    return meta_json(rest.snapshot, parsed, ListMeta(whole.total, certain, None, coverage))


def list_statement(
    snapshot: Snapshot, parsed: ParsedQuery, write: Callable[..., Statement], *, counted: bool
) -> Statement:
    """The statement of a list, written once per release."""
    key = (write, counted, parsed.statement_key)
    statement: Statement | None = snapshot.statements.find(key)
    if statement is None:
        statement = write(parsed.plan(), snapshot.dialect, snapshot.release, counted=counted)
        snapshot.statements[key] = statement
    return statement


def row_lines(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, format_: Format, items: list[str]
) -> bytes:
    """Rows that are JSON already in a format of lines, with CSV's header row."""
    added = added_fields(resource, parsed.values)  # the path may set a filter as well
    fields = fields_of(resource, rest.query.get("fields"), added)
    return opening(format_, fields, has_bom=rest.has_bom) + lines(format_, items, fields)


class ListMeta(NamedTuple):
    """What the `meta` of a list says besides that of every answer.

    Args:
        total: The number of rows that match.
        certain: How many of them hold on the date for certain; None for a list without a date.
        next_cursor: The value of `after` for the next page; None if none follows.
        coverage: What is said of the coverage of the list and of its default filters.
    """

    total: int
    certain: int | None
    next_cursor: str | None
    coverage: CoverageMembers


def meta_json(snapshot: Snapshot, parsed: ParsedQuery, listed: ListMeta | None = None) -> str:
    """The `meta` of an answer as JSON: its release, what aliases were resolved to, and its date.

    Args:
        snapshot: The release that answers.
        parsed: The query.
        listed: What is said of a list.
    """
    members = [f'"release":"{snapshot.release}"']
    if parsed.resolved:
        members.append(f'"resolved":{json_text(parsed.resolved)}')
    if "as_of" in parsed.values:
        as_of: dict[str, object] = {"date": parsed.values["as_of"]}
        if listed is not None and listed.certain is not None:
            unknown = listed.total - listed.certain
            as_of["holds"] = listed.certain
            as_of["unknown"] = None if listed.coverage.is_uncovered else unknown
        members.append(f'"as_of":{json_text(as_of)}')
    if "known_by" in parsed.values:
        members.append(f'"known_by":"{parsed.values["known_by"]}"')
    if listed is not None:
        cursor = "null" if listed.next_cursor is None else f'"{listed.next_cursor}"'
        members += [f'"total":{listed.total}', f'"next_cursor":{cursor}', *listed.coverage.members]
    return f"{{{','.join(members)}}}"
