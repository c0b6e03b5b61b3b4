"""What an attestation shows: the day on which a source shows somebody in an office.

A directory or an almanac may lag behind. What it states of a day shows nothing

- if another source has somebody else in the office before and after that day;
- if by any source somebody else began in it after the attested person, by that day, and is not
  known to have left: then the office was held up to the day before that, at most;
- if it says not since when, and by other sources the person had left the office.

The office is the same if titles or heads agree (`office_titles`), or if ministers have a subject in
common.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Set
from typing import NamedTuple

from schema.periods import Period, day_before, period
from seeds.derivation.office_titles import Post, Posts
from seeds.loading.values import Row, Value


class _Record(NamedTuple):
    """A tenure record as a post of an official."""

    official: Value
    post: Post


def possible_pairs(unmerged: Iterable[Row]) -> set[tuple[Value, Value]]:
    """The pairs of officials who may be one person, in both orders."""
    pairs = [(row.values["official_id"], row.values["other_id"]) for row in unmerged]
    return {*pairs, *((other, one) for one, other in pairs)}


def doubted_attestations(
    rows: Collection[Row], posts: Posts, duplicates: Set[tuple[Value, Value]]
) -> dict[Value, Period | None]:
    """What attestations show that others speak against, by the id of the record.

    It is the last day that others allow, or None if nothing is left.

    Args:
        rows: The tenure records of one country or group.
        posts: Their posts.
        duplicates: Pairs of officials who may be one person: neither speaks against the other.
    """
    is_attested = any(row.values["attested_on"] for row in rows)
    return dict(_doubts(rows, posts, duplicates)) if is_attested else {}


def _doubts(
    rows: Iterable[Row], posts: Posts, duplicates: Set[tuple[Value, Value]]
) -> Iterator[tuple[Value, Period | None]]:
    by_office: dict[object, list[_Record]] = defaultdict(list)
    attested: list[tuple[_Record, Period, list[object]]] = []
    for row in rows:
        record = _Record(row.values["official_id"], posts.of(row))
        offices = list(_offices(record.post, row))
        for office in offices:
            by_office[office].append(record)
        if day := row.text("attested_on"):
            attested.append((record, period(day), offices))
    for record, attested_on, offices in attested:
        others = {
            other.post.id: other
            for office in offices
            for other in by_office[office]
            if (record.official, other.official) not in duplicates
        }.values()
        if ends := [end for other in others if (end := _end(record, attested_on, other))]:
            last = day_before(min(ends))
            start = record.post.start
            yield record.post.id, (last, last) if start and last > start[1] else None
        elif record.post.start is None and _had_left(record, attested_on, others):
            yield record.post.id, None


def _offices(post: Post, row: Row) -> Iterator[object]:
    """What tells that another post is of the same office: words, heads, subjects."""
    division = row.values["division"]
    if post.title:
        # "Minister in the Prime Minister's Office" has the words of "Prime Minister" alone.
        yield "title", post.title, post.heads, division
    if post.heads:
        yield "heads", post.heads
    for subject in post.subjects:
        yield "subject", subject


def _end(record: _Record, day: Period, other: _Record) -> str | None:
    """The day by which the other one was in the office instead; None if that is not so."""
    start, end = other.post.start, other.post.end
    if other.official == record.official or start is None or start[1] >= day[0]:
        return None
    since = record.post.start
    is_successor = since is not None and start[0] > since[1]
    if is_successor and (end is None or end[1] >= day[1]):
        return start[0]
    if other.post.source_id != record.post.source_id and end is not None and end[0] > day[1]:
        return start[0]
    return None


def _had_left(record: _Record, day: Period, others: Iterable[_Record]) -> bool:
    own = [
        o.post
        for o in others
        if o.official == record.official and o.post.source_id != record.post.source_id
    ]
    dated = [post for post in own if post.start or post.end]
    return bool(dated) and all(post.end is not None and post.end[1] < day[0] for post in dated)
