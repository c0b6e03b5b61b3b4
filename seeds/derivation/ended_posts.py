"""Ends of posts that only another source states.

A source that lists a post without an end may not know the end. If another source has the same
person in the same post for the same country at that start, with an end, the post has ended then.

Two posts are the same if their titles have the same words, apart from the country's name and from
words of rank and form: "President" and "President of Kenya", "Minister of State for Europe" and
"Minister for Europe". A title of rank alone stands for its organization: "Minister of State" in the
Northern Ireland Office. A start is the same if it is on a day of the other post, which may begin
earlier, and not on that post's last day. Posts that follow each other without a gap may be one to
the source that lists no end: then the end is some day between those of the first and the last.

A source that calls a post without dates a past one, and whose own day is not known, speaks of the
posts that had begun by the last day that it mentions.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from schema.periods import Period, day_before, period
from schema.words import normalise
from seeds.derivation.source_dates import SourceDates
from seeds.loading.values import Record, Row, Value

_COMMON_WORDS = frozenset(
    normalise(
        "a affairs and at department for in minister ministers ministry of office on parliamentary"
        " secretary state the to under with"
    ).split()
)
_NAME_LENGTH = 4  # shorter names of countries are codes


@dataclass(frozen=True, slots=True)
class _Post:
    """A position by its words."""

    id: str
    source_id: Value
    title: frozenset[str]
    organization: frozenset[str]
    start: Period | None
    end: Period | None

    def is_same_post(self, other: "_Post") -> bool:
        """Whether the words of the titles agree, or one is the organization of the other."""
        if self.title and other.title:
            return self.title == other.title
        named, bare = (self, other) if self.title else (other, self)
        return bool(named.title) and named.title == bare.organization

    def has_start_of(self, other: "_Post") -> bool:
        """Whether the other begins with this one, or while this one lasts."""
        if self.start is None or other.start is None:
            return False
        begins_before_end = self.end is None or other.start[0] < self.end[0]
        coincides = other.start[0] <= self.start[1]
        return self.start[0] <= other.start[1] and (begins_before_end or coincides)

    def is_followed_by(self, other: "_Post") -> bool:
        """Whether the other begins on this one's last day or on the next."""
        if self.end is None or other.start is None:
            return False
        return self.end[0] <= other.start[1] and day_before(other.start[0]) <= self.end[1]


def ends_elsewhere(record: Record, dates: SourceDates) -> dict[str, Period]:
    """The days of which one was the last of a post, by the id of a position without an end."""
    names = _country_names(record)
    tenures: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
    for row in record["positions"]:
        if row.text("start_date"):
            tenures[row.values["official_id"], row.values["country_code"]].append(row)
    ends: dict[str, Period] = {}
    for (_, country), rows in tenures.items():
        sources = {row.values["source_id"] for row in rows}
        if len(sources) > 1 and any(row.values["end_date"] is None for row in rows):
            posts = [_post(row, names.get(country, ()), dates) for row in rows]
            ends |= {post.id: end for post in posts if (end := _end(post, posts))}
    return ends


def last_days_of_past_posts(record: Record, dates: SourceDates) -> dict[str, str]:
    """The last day of a past post without dates by other sources, by the id of the position."""
    names = _country_names(record)
    tenures: dict[tuple[Value, Value], list[Row]] = defaultdict(list)
    for row in record["positions"]:
        tenures[row.values["official_id"], row.values["country_code"]].append(row)
    days: dict[str, str] = {}
    for (_, country), rows in tenures.items():
        past = [row for row in rows if row.values["former"] is True and not _has_dates(row)]
        dated = [
            _post(row, names.get(country, ()), dates) for row in rows if row.text("start_date")
        ]
        for row in past:
            post, told = (
                _post(row, names.get(country, ()), dates),
                dates.period(row.text("source_id")),
            )
            if told and (day := _last_day(post, dated, told[0])):
                days[post.id] = day
    return days


def _has_dates(row: Row) -> bool:
    return any(row.text(column) for column in ("start_date", "end_date", "attested_on"))


def _last_day(post: _Post, dated: Iterable[_Post], by: str) -> str | None:
    """The last day of the same posts of other sources that began by a day, if all have an end."""
    same = [
        other
        for other in dated
        if other.source_id != post.source_id
        and other.is_same_post(post)
        and other.start
        and other.start[1] <= by
    ]
    ends = [other.end[1] for other in same if other.end]
    return max(ends) if ends and len(ends) == len(same) else None


def _end(post: _Post, posts: list[_Post]) -> Period | None:
    """The last day of a post without an end by the other sources; None if none has it."""
    if post.end is not None:
        return None
    others = [
        other for other in posts if other.source_id != post.source_id and other.is_same_post(post)
    ]
    first = [other for other in others if other.has_start_of(post)]
    undecided = {other.source_id for other in first if other.end is None}
    first = [other for other in first if other.source_id not in undecided]
    ends = [other.end for other in first if other.end]
    if not ends:
        return None
    end = max(start for start, _ in ends), min(last for _, last in ends)
    if end[0] > end[1]:  # the sources do not agree
        end = min(start for start, _ in ends), max(last for _, last in ends)
    following = _following(first, others)
    if any(other.end is None for other in following):
        return None
    return end[0], max([end[1], *(other.end[1] for other in following if other.end)])


def _following(first: list[_Post], others: list[_Post]) -> list[_Post]:
    """The posts that follow without a gap."""
    chain = list(first)
    for other in sorted(others, key=lambda other: other.start or ("", "")):
        if other not in chain and any(
            before.source_id == other.source_id and before.is_followed_by(other) for before in chain
        ):
            chain.append(other)
    return chain[len(first) :]


def _post(row: Row, names: Iterable[str], dates: SourceDates) -> _Post:
    start, end = row.text("start_date"), row.text("end_date")
    last = period(end) if end else None
    told_until = dates.told_until(row.text("source_id"))
    if last and told_until:
        last = min(last[0], told_until), last[1]  # a later end is a plan: some day up to it
    return _Post(
        row.text("id") or "",
        row.values["source_id"],
        _words(row.text("title") or "", names),
        _words(row.text("organization") or "", names),
        period(start) if start else None,
        last,
    )


def _words(text: str, names: Iterable[str]) -> frozenset[str]:
    """The words of a title, without the country's name at its end or its initials in front."""
    title = normalise(text)
    for name in names:
        if " " in (initials := _initials(name)):
            title = title.removeprefix(f"{initials} ")
        for ending in (f" of {name}", f" of the {name}"):
            title = title.removesuffix(ending)
    return frozenset(title.split()) - _COMMON_WORDS


def _initials(name: str) -> str:
    """The initials of a name as a text in normal form has them: `u s` of "United States"."""
    return " ".join(word[0] for word in name.split() if word not in _COMMON_WORDS)


def _country_names(record: Record) -> dict[Value, list[str]]:
    """The names of each country in normal form, the longest first."""
    names: dict[Value, list[str]] = {}
    for row in record["countries"]:
        aliases = row.values["aliases"]
        further = aliases if isinstance(aliases, list) else []
        texts = [row.text("name"), row.text("official_name"), *further]
        forms = {normalise(text) for text in texts if text and len(text) >= _NAME_LENGTH}
        names[row.values["code"]] = sorted(forms, key=len, reverse=True)
    return names
