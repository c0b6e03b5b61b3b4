"""Titles of offices as words: what tells that two sources name one office.

Two titles are of one office if they have the same words, apart from the country's name and from
words of rank and form: "President" and "President of Kenya", "Minister of State for Europe" and
"Minister for Europe". A title of rank alone stands for its organization: "Minister of State" in the
Northern Ireland Office. A country has one head of state and one head of government, whatever the
titles are: "Premier of the State Council" and "Premier of the People's Republic of China".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from schema.offices import OfficeRole
from schema.periods import Period, day_before, period
from schema.words import normalise
from seeds.derivation.office_roles import office_kind
from seeds.derivation.source_dates import SourceDates
from seeds.loading.values import Record, Row, Value

_COMMON_WORDS = frozenset(
    normalise(
        "a affairs and at department for in minister ministers ministry of office on parliamentary"
        " secretary state the to under with"
    ).split()
)
_HEADS = frozenset({OfficeRole.head_of_state, OfficeRole.head_of_government})
_SUBJECTS = frozenset(
    {
        OfficeRole.foreign,
        OfficeRole.environment,
        OfficeRole.climate,
        OfficeRole.energy,
        OfficeRole.finance,
    }
)
_NAME_LENGTH = 4  # shorter names of countries are codes
_TITLES_MAX = 1_000

CountryNames = dict[Value, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Post:
    """A tenure record by its words and days."""

    id: str
    source_id: Value
    title: frozenset[str]
    organization: frozenset[str]
    heads: frozenset[OfficeRole]  # whether it is the head of state, of government, or both
    subjects: frozenset[OfficeRole]  # of a minister in charge
    start: Period | None
    end: Period | None

    def is_same_post(self, other: "Post") -> bool:
        """Whether titles or heads agree, or one title is the organization of the other."""
        if self.heads and self.heads == other.heads:
            return True
        if self.title and other.title:
            return self.title == other.title
        named, bare = (self, other) if self.title else (other, self)
        return bool(named.title) and named.title == bare.organization

    def has_subjects_of(self, other: "Post") -> bool:
        """Whether a minister is in charge of all subjects of the other, whatever the titles."""
        return bool(other.subjects) and self.subjects >= other.subjects

    def has_start_of(self, other: "Post") -> bool:
        """Whether the other begins with this one, or while this one lasts."""
        if self.start is None or other.start is None:
            return False
        begins_before_end = self.end is None or other.start[0] < self.end[0]
        coincides = other.start[0] <= self.start[1]
        return self.start[0] <= other.start[1] and (begins_before_end or coincides)

    def is_followed_by(self, other: "Post") -> bool:
        """Whether the other begins on this one's last day or on the next."""
        if self.end is None or other.start is None:
            return False
        return self.end[0] <= other.start[1] and day_before(other.start[0]) <= self.end[1]


class Posts:
    """The post of each tenure record, which several steps of the derivation ask for.

    Args:
        names: The names of countries in normal form.
        dates: The dates of the records' sources.
    """

    def __init__(self, names: CountryNames, dates: SourceDates) -> None:
        self.dates = dates
        self._names = names
        self._posts: dict[int, tuple[Row, Post]] = {}  # by identity: the row is held with its post

    def of(self, row: Row) -> Post:
        """The post of a tenure record."""
        if (known := self._posts.get(id(row))) is None:
            known = row, _post(row, self._names.get(row.party, ()), self.dates)
            self._posts[id(row)] = known
        return known[1]


def _post(row: Row, names: Iterable[str], dates: SourceDates) -> Post:
    start, end = row.text("start_date"), row.text("end_date")
    last = period(end) if end else None
    told_until = dates.told_until(row.text("source_id"))
    if last and told_until:
        last = min(last[0], told_until), last[1]  # a later end is a plan: some day up to it
    title = without_country(row.text("title") or "", names)
    roles = _roles(title, row.text("country_code"), bool(row.values["division"]))
    return Post(
        row.text("id") or "",
        row.values["source_id"],
        _distinctive(title),
        _distinctive(without_country(row.text("organization") or "", names)),
        *roles,
        period(start) if start else None,
        last,
    )


def without_country(title: str, names: Iterable[str]) -> str:
    """A title in normal form, without the country's name at its end, or in front of it.

    In front it is initials ("U.S. President"), or a name of several words.
    """
    text, names = normalise(title), tuple(names)
    if not (text.endswith(_endings(names)) or text.startswith(_beginnings(names))):
        return text
    for name in names:
        beginnings, endings = _marks(name)
        for beginning in beginnings:
            text = text.removeprefix(beginning)
        for ending in endings:
            text = text.removesuffix(ending)
    return text


@cache
def _marks(name: str) -> tuple[tuple[str, ...], tuple[str, str]]:
    """What a country's name may add to a title: in front, and at the end."""
    initials = _initials(name)
    beginnings = (f"{initials} ", f"{name} ") if " " in initials else ()
    return beginnings, (f" of {name}", f" of the {name}")


@cache
def _beginnings(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mark for name in names for mark in _marks(name)[0])


@cache
def _endings(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mark for name in names for mark in _marks(name)[1])


def is_rank_alone(text: str) -> bool:
    """Whether a title in normal form has words of rank and form only."""
    return not _distinctive(text)


# Each is held once for all the records of a party that have it: there are many times as many.
@lru_cache(_TITLES_MAX)
def _distinctive(text: str) -> frozenset[str]:
    """The words of a text in normal form that are not of rank and form."""
    return frozenset(text.split()) - _COMMON_WORDS


@lru_cache(_TITLES_MAX)
def _roles(
    title: str, country: str | None, has_division: bool
) -> tuple[frozenset[OfficeRole], frozenset[OfficeRole]]:
    """The roles of heads and those of subjects that an office has."""
    roles = frozenset(office_kind(title, country, has_division=has_division).roles)
    return roles & _HEADS, roles & _SUBJECTS


def _initials(name: str) -> str:
    """The initials of a name as a text in normal form has them: `u s` of "United States"."""
    return " ".join(word[0] for word in name.split() if word not in _COMMON_WORDS)


def names_by_country(record: Record) -> CountryNames:
    """The names of each country in normal form, the longest first."""
    names: CountryNames = {}
    for row in record["countries"]:
        aliases = row.values["aliases"]
        further = aliases if isinstance(aliases, list) else []
        texts = [row.text("name"), row.text("official_name"), *further]
        forms = {normalise(text) for text in texts if text and len(text) >= _NAME_LENGTH}
        names[row.values["code"]] = tuple(sorted(forms, key=len, reverse=True))
    return names
