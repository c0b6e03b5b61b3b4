"""The coverage of a list and its default filters, as members of `meta`."""

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from api.query.coverage import ListCoverage, list_coverage, subject_of
from api.query.dates import HOLDS, accepts_known_by
from api.query.defaults import default_conditions
from api.query.plan import Condition, Dates
from api.rest.plans import (
    DATES,
    RELEASE,
    condition,
    filter_parameters,
    has_defaults,
    is_on_date,
)
from api.rest.query_params import ParsedQuery
from api.rest.request import RestRequest
from schema.coverage import CoverageLevel
from schema.defaults import DEFAULTS
from schema.figures import json_text
from schema.resource import Resource

_NARROWING = frozenset(("q", HOLDS))  # parameters besides the filters


class CoverageMembers(NamedTuple):
    """Members of `meta` as JSON texts, and whether the list is about what no source covers."""

    members: tuple[str, ...]
    is_uncovered: bool


async def coverage_members(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, key: Hashable, total: int
) -> CoverageMembers:
    """`coverage` of a list about an actor or a date, and `empty_reason` of one without rows.

    The default filters of the list come after them.

    Args:
        rest: The request, with the release that answers.
        resource: The resource that is listed.
        parsed: The query.
        key: Identifies the list within the release, whatever its page.
        total: The number of rows that match.
    """
    snapshot, release = rest.snapshot, rest.query.get(RELEASE)
    key = (key, release)
    members: CoverageMembers | None = snapshot.coverage.rendered.find(key)
    if members is None:
        filters = filter_parameters(resource)
        where = [condition(*filters[n], v) for n, v in parsed.values.items() if n in filters]
        defaults = default_conditions(resource, where) if has_defaults(rest.query) else ()
        is_narrowed = bool(_NARROWING & {*parsed.values, *rest.query})
        dates = _dates_of_rows(resource, parsed)
        subject = subject_of(resource, [*where, *defaults], dates, is_narrowed=is_narrowed)
        coverage = await list_coverage(snapshot, subject, parsed.plan, parsed.values, total)
        members = _members(coverage, release, rest.request.app.base, defaults)
        snapshot.coverage.rendered[key] = members
    return members


def _dates_of_rows(resource: Resource, parsed: ParsedQuery) -> Dates:
    """The dates of a query, without those that only concern what it includes."""
    as_of, known_by = (parsed.values.get(name) for name in DATES)
    return Dates(
        str(as_of) if is_on_date(resource, parsed.values) else None,
        str(known_by) if known_by is not None and accepts_known_by(resource) else None,
    )


def _members(
    coverage: ListCoverage, release: str | None, base: str, defaults: Sequence[Condition]
) -> CoverageMembers:
    members: list[str] = []
    if coverage.coverage is not None:
        covered, address = coverage.coverage, coverage.address(release)
        shown: dict[str, Any] = {
            "level": covered.level,
            "sources": covered.sources,
            "from": covered.covered_from,
            "to": covered.covered_to,
            "href": None if address is None else base + address,
        }
        members.append(f'"coverage":{json_text(shown)}')
    if coverage.empty_reason is not None:
        members.append(f'"empty_reason":"{coverage.empty_reason}"')
    if defaults:
        texts = {default.filter.name: default.value for default in defaults}
        members.append(f'"{DEFAULTS}":{json_text(texts)}')
    is_uncovered = coverage.coverage is not None and (coverage.coverage.level is CoverageLevel.none)
    return CoverageMembers(tuple(members), is_uncovered)
