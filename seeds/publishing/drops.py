"""Refuses to drop many rows of a resource, unless somebody says so and why.

A row is dropped if its key is in the served release and in the facts no more. A row whose id leads
to another now, by `seeds/facts/former-ids/`, is merged, and not dropped. A resource that the
software does not declare any more is not counted: that is a change of the software. Nor are those
whose rows speak of other rows and have ids that are made of theirs (`_ABOUT_OTHER_ROWS`): they come
and go with those, which are counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

from schema import RECORD, Resource
from schema.changes import ALL_ROWS, KeyedRow, differences
from schema.scalars import FORMER_IDS
from seeds.derivation.names import flat_texts
from seeds.publishing.content import PlainRow, ReasonKey, ReleaseContent
from seeds.publishing.history import StoredRelease

DROPPED_MAX_PERCENT = 2  # of a resource's rows
_ABOUT_OTHER_ROWS = ("statements", "coverage", "import-notes")


class Drop(NamedTuple):
    """How many rows of a resource the served release has, and how many of them are dropped."""

    resource: str
    dropped: int
    rows: int

    @property
    def is_large(self) -> bool:
        """Whether it needs to be allowed."""
        return 100 * self.dropped > DROPPED_MAX_PERCENT * self.rows

    def __str__(self) -> str:
        percent = 100 * self.dropped / self.rows
        return f"{self.resource}: {self.dropped:,} of {self.rows:,} rows dropped, {percent:.1f} %"


@dataclass(frozen=True, slots=True)
class AllowedDrops:
    """The resources of which many rows may be dropped, each with the reason given, if any.

    Without a reason here, the facts have one: a row of `change-reasons` for all rows (`*`).
    """

    reasons: Mapping[str, str | None]

    @classmethod
    def parse(cls, texts: list[str]) -> "AllowedDrops":
        """From texts such as `documents` or `documents=The registry took them off its list.`

        Raises:
            ValueError: A text names no resource.
        """
        reasons: dict[str, str | None] = {}
        for text in texts:
            resource, _, reason = text.partition("=")
            if resource not in RECORD:
                raise ValueError(f"{resource!r} is none of {', '.join(RECORD)}")
            reasons[resource] = reason.strip() or None
        return cls(reasons)


NO_DROPS = AllowedDrops({})


class DropsRefused(Exception):
    """Rows that would be dropped without leave; each problem is a line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def large_drops(current: StoredRelease, content: ReleaseContent) -> list[Drop]:
    """The resources of which the facts drop more than the limit."""
    counted = (r for name, r in RECORD.items() if name not in _ABOUT_OTHER_ROWS)
    return [drop for r in counted if (drop := _drop(r, current, content)).is_large]


def _drop(resource: Resource, current: StoredRelease, content: ReleaseContent) -> Drop:
    """What the facts drop of a resource. Both lists of keys are read side by side, and not held."""
    count, now = 0, (str(row[resource.key]) for row in content.tables[resource.table_name])

    def before() -> Iterator[str]:
        nonlocal count
        for key in current.keys(resource):
            count += 1
            yield key

    gone = (d.key for d in differences(_paired(before()), _paired(now)) if d.after is None)
    dropped = 0
    if (first := next(gone, None)) is not None:
        merged = _merged(resource.name, content)
        dropped = sum(key not in merged for key in chain([first], gone))
    return Drop(resource.name, dropped, count)


def _paired(keys: Iterable[str]) -> Iterator[KeyedRow]:
    return ((key, "") for key in keys)


def _merged(resource: str, content: ReleaseContent) -> set[str]:
    """The keys of a resource that lead to other rows now, of any resource."""
    former = (
        former_id
        for other in RECORD.values()
        if FORMER_IDS in other.fields
        for row in content.tables[other.table_name]
        for former_id in flat_texts([row[FORMER_IDS]])
    )
    before = f"{resource}/"
    return {former_id.removeprefix(before) for former_id in former if former_id.startswith(before)}


def refusals(drops: list[Drop], content: ReleaseContent, allowed: AllowedDrops) -> list[str]:
    """A line for each large drop that is not allowed, or that nobody gives a reason for."""
    lines = []
    for drop in drops:
        reason = allowed.reasons.get(drop.resource) or _declared(drop.resource, content)
        if drop.resource in allowed.reasons and reason:
            continue
        way = f"--allow-drop '{drop.resource}=REASON'; the reason goes into the changes"
        lines.append(f"{drop}: more than {DROPPED_MAX_PERCENT} % needs {way}")
    return lines


def _declared(resource: str, content: ReleaseContent) -> object:
    """The reason that the facts give for all rows of a resource."""
    return content.reasons.get(ReasonKey(resource, ALL_ROWS, None))


def with_drop_reasons(content: ReleaseContent, allowed: AllowedDrops) -> ReleaseContent:
    """The content with the given reasons, which the changes of the dropped rows repeat."""
    given: dict[ReasonKey, PlainRow] = {
        ReasonKey(resource, ALL_ROWS, None): {"why": reason, "source_id": None}
        for resource, reason in allowed.reasons.items()
        if reason
    }
    return replace(content, reasons={**content.reasons, **given})
