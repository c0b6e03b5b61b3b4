"""What the sources of a release cover, read once and looked up in memory."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from sys import intern
from typing import Any, NamedTuple

from api.releases.lru import LookupCache
from schema.coverage import COVERAGE, SCOPE_FILTERS, CoverageLevel
from schema.periods import first_day, last_day
from schema.series import SERIES, SeriesRole
from schema.sources import SOURCES
from schema.validity import STATED_FROM

ANSWERS_MAX = 10_000  # answers that an index caches

_COLUMNS = (
    "resource", "actor_id", "source_id", "scope", "level", "covered_from", "covered_to",
    "states_none", STATED_FROM,
)  # fmt: skip

ENTRIES_QUERY = f"SELECT {', '.join(_COLUMNS)} FROM {COVERAGE.table_name} ORDER BY {COVERAGE.key}"

# What entries are of, and filters name: few enough to know each key.
REFERRED = (SERIES, SOURCES)
_COMPARISONS = SeriesRole.comparison  # series that lists leave out where none is named
KEYS_QUERY = " UNION ALL ".join(
    [
        *(f"SELECT '{r.name}', {r.key} FROM {r.table_name}" for r in REFERRED),
        f"SELECT role, {SERIES.key} FROM {SERIES.table_name} WHERE role = '{_COMPARISONS}'",
    ]
)


class CoverageQuery(NamedTuple):
    """What a list is about.

    Attributes:
        resource: The resource that the rows, or the links that lead to them, belong to.
        actors: For each filter by an actor, the keys of which one has to be that of the row.
        date: The date of the list, of any precision.
        scope: The part of the resource that the filters single out, such as a series.
        known_by: Only what had been stated by this date counts.
        main_only: Series for comparison are left out.
    """

    resource: str
    actors: tuple[tuple[str, ...], ...] = ()
    date: str | None = None
    scope: str | None = None
    known_by: str | None = None
    main_only: bool = False


class Coverage(NamedTuple):
    """How far the sources cover what a list is about.

    `scope` is that of all entries in the scope of the query, whatever their dates; None if one of
    them is of all scopes.
    """

    level: CoverageLevel
    sources: tuple[str, ...] = ()
    covered_from: str | None = None
    covered_to: str | None = None
    scope: str | None = None


NOT_COVERED = Coverage(CoverageLevel.none)


class _Entry(NamedTuple):
    """An entry as the look-up needs it; `first` and `last` are days, empty if not known.

    `stated_from` is the day by which its source had stated something of the actor.
    """

    source_id: str
    scope: str | None
    is_full: bool
    covered_from: str | None
    covered_to: str | None
    first: str
    last: str
    stated_from: str

    def known(self, date: str) -> "_Entry | None":
        """The entry by what had been stated by a date: nothing is covered after that."""
        day = last_day(date)
        if self.stated_from > day or self.first > day:
            return None
        return self if self.last <= day else self._replace(covered_to=date, last=day)

    def overlaps(self, first: str, last: str) -> bool:
        return bool(self.first) and self.first <= last and self.last >= first

    def contains(self, first: str, last: str) -> bool:
        return bool(self.first) and self.first <= first and self.last >= last


_Key = tuple[str, str]  # the resource, the actor


def _shared(value: Any) -> Any:
    """The value, as one object for all entries if it is a text: there are ten thousand of them."""
    return intern(value) if isinstance(value, str) else value


class CoverageIndex:
    """The coverage entries of one release."""

    def __init__(
        self, rows: Iterable[tuple[Any, ...]] = (), keys: Iterable[tuple[Any, ...]] = ()
    ) -> None:
        """Index the rows of `ENTRIES_QUERY` and of `KEYS_QUERY`."""
        self._keys: dict[str, set[str]] = defaultdict(set)
        for resource, key in keys:
            self._keys[resource].add(key)
        self._entries: dict[_Key, list[_Entry]] = defaultdict(list)
        self._none: dict[_Key, list[_Entry]] = defaultdict(list)
        self._by_resource: dict[str, list[_Entry]] = defaultdict(list)
        # What a face has written of the coverage of a list, by whatever identifies the list.
        self.rendered: LookupCache[Hashable, Any] = LookupCache(ANSWERS_MAX)
        self._answers: LookupCache[CoverageQuery, Coverage] = LookupCache(ANSWERS_MAX)
        for row in rows:
            resource, actor, source, scope, level, start, end, states_none, stated = row
            first, last = (first_day(start), last_day(end)) if start and end else ("", "")
            is_full = level == CoverageLevel.full
            entry = _Entry(source, scope, is_full, start, end, first, last, stated)
            entry = _Entry(*map(_shared, entry))
            if states_none:
                self._none[resource, actor].append(entry)
            else:
                self._entries[resource, actor].append(entry)
                self._by_resource[resource].append(entry)

    def has(self, resource: str) -> bool:
        """Whether anything is known of the coverage of a resource."""
        return resource in self._by_resource

    def has_key(self, resource: str, key: str) -> bool:
        """Whether there is a row with that key, of a resource in `REFERRED`."""
        return key in self._keys[resource]

    def find(self, query: CoverageQuery) -> Coverage:
        """The coverage of what a list is about."""
        answer = self._answers.find(query)
        if answer is None:
            self._answers[query] = answer = self._find(query)
        return answer

    def _find(self, query: CoverageQuery) -> Coverage:
        if not query.actors:
            entries = self._in_scope(self._by_resource[query.resource], query)
            return _summary(_on_date(entries, query), CoverageLevel.partial, entries)
        # A row has to match every filter, so the best covered one decides.
        answers = [self._of_any(keys, query) for keys in query.actors]
        return max(answers, key=lambda answer: _RANK[answer.level])

    def _of_any(self, keys: tuple[str, ...], query: CoverageQuery) -> Coverage:
        """The coverage of rows about any of the actors: full if each of them is fully covered."""
        entries: list[_Entry] = []
        in_scope: list[_Entry] = []
        levels: set[CoverageLevel] = set()
        for key in keys:
            of_actor = self._in_scope(self._entries.get((query.resource, key), []), query)
            on_date = _on_date(of_actor, query)
            levels.add(_level(on_date, query))
            in_scope += of_actor
            entries += on_date
        level = levels.pop() if len(levels) == 1 else CoverageLevel.partial
        return _summary(entries, level, in_scope)

    def _in_scope(self, entries: list[_Entry], query: CoverageQuery) -> list[_Entry]:
        """The entries in the query's scope."""
        if query.main_only:
            entries = [entry for entry in entries if entry.scope not in self._keys[_COMPARISONS]]
        if query.scope is not None and query.resource in SCOPE_FILTERS:
            return [entry for entry in entries if entry.scope in (None, query.scope)]
        return entries

    def states_none(self, query: CoverageQuery) -> bool:
        """Whether a source states, of each actor of a filter, that there is none in this scope."""
        return any(all(self._states_none(key, query) for key in keys) for keys in query.actors)

    def _states_none(self, key: str, query: CoverageQuery) -> bool:
        entries = self._none.get((query.resource, key), [])
        if query.scope is not None:
            entries = [entry for entry in entries if entry.scope in (None, query.scope)]
        return bool(_on_date(entries, query))


_RANK = {CoverageLevel.none: 0, CoverageLevel.partial: 1, CoverageLevel.full: 2}


def _on_date(entries: list[_Entry], query: CoverageQuery) -> list[_Entry]:
    """The entries that cover some of the query's date or, if none does, those before and after it.

    Each as it was known by the query's other date, if there is one.
    """
    if (known_by := query.known_by) is not None:
        entries = [known for entry in entries if (known := entry.known(known_by))]
    if query.date is None:
        return entries
    first, last = first_day(query.date), last_day(query.date)
    covering = [entry for entry in entries if entry.overlaps(first, last)]
    if covering:
        return covering
    dated = [entry for entry in entries if entry.first]
    is_between = any(entry.last < first for entry in dated) and any(
        entry.first > last for entry in dated
    )
    return dated if is_between else []


def _level(entries: list[_Entry], query: CoverageQuery) -> CoverageLevel:
    """The level of the entries of one actor."""
    if not entries:
        return CoverageLevel.none
    if query.date is not None:
        days = first_day(query.date), last_day(query.date)
        full = [entry for entry in entries if entry.is_full and entry.contains(*days)]
    else:
        full = [entry for entry in entries if entry.is_full]
    if any(entry.scope in (None, query.scope) for entry in full):
        return CoverageLevel.full
    parts = [entry for entry in entries if entry.scope] if query.resource in SCOPE_FILTERS else []
    has_all_parts = bool(parts) and all(part in full for part in parts)
    return CoverageLevel.full if has_all_parts else CoverageLevel.partial


def _summary(entries: list[_Entry], level: CoverageLevel, in_scope: list[_Entry]) -> Coverage:
    scopes = {entry.scope for entry in in_scope}
    scope = scopes.pop() if len(scopes) == 1 else None
    if not entries:
        return NOT_COVERED._replace(scope=scope)
    return Coverage(
        level,
        tuple(sorted({entry.source_id for entry in entries})),
        min((entry.covered_from for entry in entries if entry.covered_from), default=None),
        max((entry.covered_to for entry in entries if entry.covered_to), default=None),
        scope,
    )
