"""Which tenure records are one tenure: one person's holding of one office without a break.

Records of one person, one country and one office (`office_titles`) are one tenure

1. if they are terms that one source lists one after the other without a gap, under one title;
2. if two sources give nearly the same first day, and nearly the same last day where both give one.
   "Nearly" is within `_TOLERANCE` days, or within the precision of the dates;
3. if one source lists without a gap, under titles or bodies that changed, what another source lists
   as one tenure with nearly the same first and last day;
4. if a source shows the office held on a day, or calls it present or past, and only one tenure of
   the others fits that. Of a minister in charge of its subjects the titles may differ.

A tenure has at most one record of a source, apart from such sequences: a source that lists an
office twice for the same time means two.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from schema.periods import Period, period
from schema.words import normalise
from seeds.derivation.office_titles import Post, Posts
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.loading.values import Row, Value

_TOLERANCE = 31  # days


class _Stay(NamedTuple):
    """A record, or several that follow one another in one source, with first and last day."""

    rows: tuple[Row, ...]
    posts: tuple[Post, ...]

    @property
    def source_id(self) -> Value:
        return self.posts[0].source_id

    @property
    def start(self) -> Period | None:
        return self.posts[0].start

    @property
    def end(self) -> Period | None:
        return self.posts[-1].end


def tenures(records: Iterable[Row], posts: Posts) -> Iterator[list[Row]]:
    """The records of each tenure."""
    by_holder: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
    for row in records:
        by_holder[row.values["official_id"], row.party].append(row)
    for rows in by_holder.values():
        if len(rows) == 1:
            yield rows
        else:
            stays = _terms([(row, posts.of(row)) for row in rows])
            yield from _undated(list(_dated(stays)), posts.dates)


def _terms(records: list[tuple[Row, Post]]) -> list[_Stay]:
    """Each record with those that follow it in its source under the same title and body."""
    stays: dict[tuple[Value, str, str], list[_Stay]] = defaultdict(list)
    for row, one in sorted(records, key=lambda r: (r[1].start or ("", ""), r[1].id)):
        words = normalise(row.text("title") or ""), normalise(row.text("organization") or "")
        listed = stays[one.source_id, *words]
        is_one_office = bool(
            one.title or one.organization
        )  # "State Secretary" may be of any ministry
        if listed and is_one_office and _follows_directly(listed[-1].posts[-1], one):
            listed[-1] = _Stay((*listed[-1].rows, row), (*listed[-1].posts, one))
        else:
            listed.append(_Stay((row,), (one,)))
    return [stay for listed in stays.values() for stay in listed]


def _follows_directly(before: Post, after: Post) -> bool:
    """Whether a term ends on the day on which the next one begins, or on the day before it."""
    if before.end is None or after.start is None or before.start == after.start:
        return False
    if before.end[0] != before.end[1] or after.start[0] != after.start[1]:
        return False  # of dates without a day it is not known
    return 0 <= _days(after.start[0]) - _days(before.end[1]) <= 1


def _dated(stays: list[_Stay]) -> Iterator[list[_Stay]]:
    """The stays that are one tenure by their dates, and those that are alone."""
    groups = {id(stay): [stay] for stay in stays}
    for _, one, other in sorted(_matches(stays), key=lambda match: match[0]):
        joined = groups[id(one)], groups[id(other)]
        sources = [{stay.source_id for stay in group} for group in joined]
        if joined[0] is not joined[1] and not sources[0] & sources[1]:
            merged = [*joined[0], *joined[1]]
            groups |= {id(stay): merged for stay in merged}
    _join_sequences(stays, groups)
    seen: set[int] = set()
    for group in groups.values():
        if id(group) not in seen:
            seen.add(id(group))
            yield group


_Match = tuple[tuple[int, int, str, str], _Stay, _Stay]


def _matches(stays: list[_Stay]) -> Iterator[_Match]:
    """The pairs that may be one tenure, with what ranks the pairs: the nearest comes first."""
    for place, one in enumerate(stays):
        for other in stays[place + 1 :]:
            if one.source_id == other.source_id or not one.posts[0].is_same_post(other.posts[0]):
                continue
            apart = _apart(one, other)
            if apart is not None:
                titles = {normalise(stay.rows[-1].text("title") or "") for stay in (one, other)}
                rank = (apart, len(titles), one.posts[0].id, other.posts[0].id)
                yield rank, one, other


def _apart(one: _Stay, other: _Stay) -> int | None:
    """How many days the first and the last days are apart; None if they are too far apart."""
    if one.start is None or other.start is None:
        return None
    starts = _distance(one.start, other.start)
    ends = _distance(one.end, other.end) if one.end and other.end else 0
    return starts + ends if max(starts, ends) <= _TOLERANCE else None


def _join_sequences(stays: list[_Stay], groups: dict[int, list[_Stay]]) -> None:
    """Join the stays of a source that follow one another with the one of another source.

    A stay without an end has any sequence that begins with it. A sequence replaces a match with its
    first stay alone.
    """
    for whole in stays:
        for source in {stay.source_id for stay in stays} - {whole.source_id}:
            own = [s for s in stays if s.source_id == source]
            sequence = _sequence(whole, [s for s in own if s.posts[0].is_same_post(whole.posts[0])])
            if len(sequence) < 2 or any(len(groups[id(s)]) > 1 for s in sequence[1:]):
                continue
            if groups[id(whole)] is groups[id(sequence[0])] or len(groups[id(sequence[0])]) == 1:
                if any(s.source_id == source for s in groups[id(whole)] if s is not sequence[0]):
                    continue
                merged = list({id(s): s for s in (*groups[id(whole)], *sequence)}.values())
                groups |= {id(stay): merged for stay in merged}


def _sequence(whole: _Stay, own: list[_Stay]) -> list[_Stay]:
    """The stays that follow one another from the first to the last day of another source's stay."""
    sequence: list[_Stay] = []
    for stay in sorted(own, key=lambda s: s.start or ("", "")):
        if sequence:
            if _follows_directly(sequence[-1].posts[-1], stay.posts[0]):
                sequence.append(stay)
        elif whole.start and stay.start and _distance(whole.start, stay.start) <= _TOLERANCE:
            sequence.append(stay)
        last = sequence[-1].end if sequence else None
        if whole.end and last and _distance(whole.end, last) <= _TOLERANCE:
            return sequence
    return [] if whole.end else sequence


def _undated(groups: list[list[_Stay]], dates: SourceDates) -> Iterator[list[Row]]:
    """The rows of each tenure, those without dates among the dated ones that they fit."""
    dated = [group for group in groups if any(stay.start for stay in group)]
    rows = {id(group): [row for stay in group for row in stay.rows] for group in dated}
    for group in groups:
        if id(group) in rows:
            continue
        for stay in group:
            fitting = [g for g in dated if _fits(stay, g, dates)]
            if len(fitting) == 1:
                rows[id(fitting[0])] += stay.rows
            else:
                yield list(stay.rows)
    yield from rows.values()


def _fits(stay: _Stay, group: list[_Stay], dates: SourceDates) -> bool:
    """Whether a stay without dates may be that tenure, by the day on which the source shows it.

    A source that calls the office a past one means a tenure that had ended; else the tenure goes on
    by that day, or its end is not known.
    """
    row, one = stay.rows[0], stay.posts[0]
    others = [
        s
        for s in group
        if s.start and (s.posts[0].is_same_post(one) or s.posts[0].has_subjects_of(one))
    ]
    span = dates.period(row.text("source_id"))
    attested = row.text("attested_on")
    if not others or one.end or any(s.source_id == one.source_id for s in group):
        return False
    day = period(attested) if attested else span
    if day is None:
        return False
    ends = [s.end for s in others if s.end]  # a source without an end may not know it
    if row.values["former"] is True and not attested:
        return bool(ends) and all(end[1] < day[0] for end in ends)
    first, last = day if day[1] != OPEN_END else (day[0], day[0])
    return all(s.start is not None and s.start[0] <= last for s in others) and all(
        end[1] >= first for end in ends
    )


def _distance(one: Period, other: Period) -> int:
    """The days between two periods; 0 if they have a day in common."""
    first, second = sorted((one, other))
    return max(0, _days(second[0]) - _days(first[1]))


def _days(day: str) -> int:
    return date.fromisoformat(day).toordinal()
