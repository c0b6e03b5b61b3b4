"""Memberships: what several sources say of one member of a group, merged to unbroken intervals.

A row of `memberships` is an interval; the rows of `membership-statements` are what further sources
say of its member: stated dates, or a list that has it and the dates that the list is of. A list
without a date of its own adds nothing but its source, whenever it was read or committed.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schema.groups import MEMBERSHIPS, MembershipBasis
from schema.periods import Period, period
from seeds.loading.values import Record, Row

_Member = tuple[str | None, str | None]  # the ids of the group and of its member


class _DatedList(NamedTuple):
    """A list of all members of a group, with the first date that it is of."""

    first: str
    source_id: str
    members: set[_Member]


def merge_memberships(record: Record) -> None:
    """Complete the intervals by the statements, in place; a member without one gets one."""
    statements: dict[_Member, list[Row]] = defaultdict(list)
    for row in record["membership-statements"]:
        statements[_member(row)].append(row)
    known = {_member(row) for row in record["memberships"]}
    others = [_interval(s[0]) for key, s in statements.items() if key not in known]
    record["memberships"] = [*record["memberships"], *others]
    lists = _dated_lists(record["membership-statements"])
    own_sources = {row.text("id"): row.text("source_id") for row in record["groups"]}
    for row in record["memberships"]:
        key = _member(row)
        _complete(row, [s for s in statements[key] if _speaks_of(s, row)])
        own = own_sources.get(row.text("group_id"))
        _end(row, [x for x in lists[row.text("group_id")] if key not in x.members], own)


def _member(row: Row) -> _Member:
    return row.text("group_id"), row.text("country_code") or row.text("member_group_id")


def _interval(statement: Row) -> Row:
    """A membership of the member that a statement names."""
    values = dict.fromkeys(MEMBERSHIPS.fields) | {
        name: statement.values[name]
        for name in ("group_id", "country_code", "member_group_id", "source_id")
    }
    group, member = _member(statement)
    values["id"] = f"{group}-{member}".lower()
    return Row(statement.place, values)


def _dated_lists(statements: Iterable[Row]) -> dict[str | None, list[_DatedList]]:
    """The lists of each group that are of a date, by that date."""
    lists: dict[tuple[str | None, str | None, str | None], _DatedList] = {}
    for row in statements:
        first, source = row.text("list_from"), row.text("source_id")
        if first is None or source is None:
            continue
        key = (row.text("group_id"), source, row.text("list"))
        lists.setdefault(key, _DatedList(first, source, set())).members.add(_member(row))
    by_group: dict[str | None, list[_DatedList]] = defaultdict(list)
    for (group, *_), dated in sorted(lists.items(), key=lambda item: item[1].first):
        by_group[group].append(dated)
    return by_group


def _speaks_of(statement: Row, interval: Row) -> bool:
    """Whether the dates of a statement are within the stated dates of an interval.

    A statement without a date speaks of the present: of an interval that has not ended.
    """
    start, end = interval.text("start_date"), interval.text("end_date")
    first = statement.text("list_from") or statement.text("start_date")
    last = statement.text("list_to") or statement.text("end_date") or first
    if last is None:
        return end is None
    has_begun = start is None or period(last)[1] >= period(start)[0]
    return has_begun and (end is None or period(first or last)[0] <= period(end)[1])


def _complete(row: Row, statements: list[Row]) -> None:
    """Take over stated dates, the dates of lists and the sources."""
    values = row.values
    for column in ("start_date", "end_date"):
        stated = [text for s in statements if (text := s.text(column))]
        values[column] = values[column] or max(stated, key=len, default=None)
    dated = [s for s in statements if s.text("list_from")]
    firsts = [s.text("list_from") or "" for s in dated]
    lasts = [s.text("list_to") or s.text("list_from") or "" for s in dated]
    values["first_seen"] = min(firsts, default=None)
    values["last_seen"] = max(lasts, default=None)
    sources = {row.text("source_id"): None} | {s.text("source_id"): None for s in statements}
    values["rests_on"] = [source for source in sources if source]
    values["basis"] = MembershipBasis.stated.value


def _end(row: Row, lists_without: list[_DatedList], own_source: str | None) -> None:
    """Set `ended_by` to the date of the first later list that lacks the member.

    The list that the group itself is from is later than any list without a date.
    """
    if row.values["end_date"] is not None:
        return
    since = _last_evidence(row)
    for dated in lists_without:
        is_later = period(dated.first)[0] > since[1] if since else dated.source_id == own_source
        if is_later:
            sources = row.values["rests_on"]
            assert isinstance(sources, list)
            row.values["ended_by"] = dated.first
            row.values["basis"] = MembershipBasis.inferred.value
            row.values["rests_on"] = list(dict.fromkeys([*sources, dated.source_id]))
            return


def _last_evidence(row: Row) -> Period | None:
    """The last date on which the member is known to have belonged."""
    text = row.text("last_seen") or row.text("start_date")
    return period(text) if text else None
