"""The part of a country's page on who held office: a timeline, and who did on a day."""

from collections.abc import Collection
from typing import Any

from api.pages.charts.dates import in_years
from api.pages.charts.timeline import Span, timeline
from api.pages.reading import ALL, Json, Reader
from api.pages.wording import listed

_ROLES = {
    "head_of_state": "head of state",
    "head_of_government": "head of government",
    "foreign": "foreign affairs",
    "environment": "environment",
    "climate": "climate",
}
_FIRST_YEAR = 2000
_MOST_BARS = 32
MOST_HELD = ALL  # posts of one day
_FIELDS = (
    "id,official_id,title,roles,start_date,end_date,attested_on,certain_from,certain_until,"
    "source_id"
)


async def offices_part(reader: Reader, code: str, released: str) -> dict[str, Any]:
    """What the template shows of a country's offices.

    Args:
        reader: Reads the page's rows.
        code: The country.
        released: The date of the release, up to which the timeline goes.
    """
    named: dict[str, Any] = {"country_code": code, "include": "official"}
    leaders = await reader.rows(
        "tenures", role=",".join(_ROLES), sort="start_date", fields=_FIELDS, **named
    )
    held: list[Json] = []
    not_read = 0
    if reader.as_of is not None:
        dated = f"{_FIELDS},holds"
        read = await reader.rows("tenures", MOST_HELD, as_of=reader.as_of, fields=dated, **named)
        held = read.rows
        if len(held) == MOST_HELD:
            total = await reader.count("tenures", as_of=reader.as_of, country_code=code)
            not_read = total - len(held)
    certain = {row["id"] for row in held if row["holds"]}
    both = [(row, span) for row in leaders.rows if (span := _span(row, certain)) is not None]
    both = [(row, span) for row, span in both if span.stated >= _FIRST_YEAR]
    roles = _drawn_roles([span for _, span in both])
    both = [(row, span) for row, span in both if span.note in roles]
    return {
        "posts": await reader.count("tenures", country_code=code),
        "leaders": [row for row, _ in both],
        "drawn": listed(roles),
        "held": [row for row in held if _ROLES.keys() & row["roles"]],
        "held_not_read": not_read,
        "held_besides": [row for row in held if not _ROLES.keys() & row["roles"]],
        "timeline": _drawn([span for _, span in both], released, reader.as_of),
    }


def _drawn(spans: list[Span], released: str, as_of: str | None) -> Any:
    """The timeline up to the release, office by office; None without bars."""
    if not spans:
        return None
    spans.sort(key=lambda span: (_order(span.note), span.start or span.stated))
    last = in_years(released, at_end=True)
    day = None if as_of is None else in_years(as_of, at_end=False)
    name = "Who held which office, by years"
    return timeline(spans, _FIRST_YEAR, last, day, as_of or "", name)


def _drawn_roles(spans: list[Span]) -> list[str]:
    """The roles that a timeline has place for, the heads first; those of heads in any case."""
    roles = [role for role in _ROLES.values() if any(span.note == role for span in spans)]
    while len(roles) > 2 and sum(span.note in roles for span in spans) > _MOST_BARS:
        roles.pop()
    return roles


def _span(row: Json, certain: Collection[str]) -> Span | None:
    """The bar of a tenure; None for one of which no day is known.

    Args:
        row: The tenure.
        certain: The ids of those that hold for certain on the day of the page.
    """
    start, end = row["start_date"], row["end_date"]
    stated = max(filter(None, (end, row["attested_on"], row["certain_until"], start)), default=None)
    if stated is None:
        return None
    role = next(_ROLES[role] for role in row["roles"] if role in _ROLES)
    name = row["official"]["name"] if row["official"] else "unknown"
    until = f"to {end}" if end else f"a source says so up to {stated}; the end is unknown"
    title = f"{name}, {row['title']}: from {start or 'an unknown day'} {until}"
    return Span(
        name,
        role,
        None if start is None else in_years(start, at_end=False),
        in_years(stated, at_end=end is not None),
        None if end is None else in_years(end, at_end=True),
        row["id"] in certain,
        title,
    )


def _order(note: str) -> int:
    return list(_ROLES.values()).index(note)
