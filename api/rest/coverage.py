"""The coverage of a list as members of `meta`."""

from collections.abc import Hashable
from typing import Any, NamedTuple

from api.http.response import compact_json
from api.query.coverage import ListCoverage, list_coverage, subject_of
from api.query.dates import HOLDS
from api.query.plan import Condition
from api.rest.plans import RELEASE, filter_parameters, is_on_date
from api.rest.query_params import ParsedQuery
from api.rest.request import RestRequest
from schema.coverage import CoverageLevel
from schema.resource import Resource

_NARROWING = frozenset(("q", HOLDS, "known_by"))  # parameters besides the filters


class CoverageMembers(NamedTuple):
    """Members of `meta` as JSON texts, and whether the list is about what no source covers."""

    members: tuple[str, ...]
    is_uncovered: bool


async def coverage_members(
    rest: RestRequest, resource: Resource, parsed: ParsedQuery, key: Hashable, total: int
) -> CoverageMembers:
    """`coverage` of a list about an actor or a date, and `empty_reason` of one without rows.

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
        where = [Condition(*filters[n], v) for n, v in parsed.values.items() if n in filters]
        date = str(parsed.values["as_of"]) if is_on_date(resource, parsed.values) else None
        is_narrowed = bool(_NARROWING & {*parsed.values, *rest.query})
        subject = subject_of(resource, where, date, is_narrowed=is_narrowed)
        coverage = await list_coverage(snapshot, subject, parsed.plan, parsed.values, total)
        snapshot.coverage.rendered[key] = members = _members(coverage, release)
    return members


def _members(coverage: ListCoverage, release: str | None) -> CoverageMembers:
    members: list[str] = []
    if coverage.coverage is not None:
        level, sources, covered_from, covered_to = coverage.coverage
        shown: dict[str, Any] = {
            "level": level,
            "sources": sources,
            "from": covered_from,
            "to": covered_to,
            "href": coverage.address(release),
        }
        members.append(f'"coverage":{compact_json(shown)}')
    if coverage.empty_reason is not None:
        members.append(f'"empty_reason":"{coverage.empty_reason}"')
    is_uncovered = coverage.coverage is not None and (coverage.coverage.level is CoverageLevel.none)
    return CoverageMembers(tuple(members), is_uncovered)
