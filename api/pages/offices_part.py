"""The part of a country's page on who held office: a timeline, and who did on a day."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from api.pages.charts.dates import in_years
from api.pages.charts.timeline import Span, timeline
from api.pages.reading import ALL, Json, Reader
from api.pages.successors import add_successors
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
    "id,official_id,office_id,title,roles,start_date,end_date,attested_on,certain_from,certain_until,"
    "source_id"
)


async def offices_part(reader: Reader, code: str, released: str) -> dict[str, Any]:
    """What the template shows of a country's offices.

    Args:
        reader: Reads the page's rows.
        code: The country.
        released: The date of the release, up to which the timeline goes.
    """
    leaders = await _leaders(reader, code)
    held: list[Json] = []
    not_read = 0
    if reader.as_of is not None:
        dated = f"{_FIELDS},holds"
        read = await reader.rows(
            "tenures",
            MOST_HELD,
            country_code=code,
            as_of=reader.as_of,
            include="official",
            fields=dated,
        )
        held = read.rows
        if len(held) == MOST_HELD:
            total = await reader.count("tenures", as_of=reader.as_of, country_code=code)
            not_read = total - len(held)
    certain = {row["id"] for row in held if row["holds"]}
    shown = _drawn_rows(leaders)
    await add_successors(reader, shown)
    for row in shown:
        row["next_term"] = _next_term(row, shown)
    spans = [_span(row, certain) for row in shown]
    return {
        "posts": await reader.count("tenures", country_code=code),
        "leaders": shown,
        "drawn": listed(
            [role for role in _ROLES.values() if any(each.note == role for each in spans)]
        ),
        "held": [row for row in held if _ROLES.keys() & row["roles"]],
        "held_not_read": not_read,
        "held_besides": [row for row in held if not _ROLES.keys() & row["roles"]],
        "timeline": _drawn(spans, released, reader.as_of),
    }


async def _leaders(reader: Reader, code: str) -> list[Json]:
    """The tenures of a country in offices with one of the roles, the earliest first.

    By their offices, since a country may have thousands of tenures of other roles.
    """
    offices = (await _offices(reader)).get(code)
    if offices is None:
        return []
    result = await reader.rows(
        "tenures",
        office_id=",".join(offices),
        sort="start_date",
        include="official",
        fields=_FIELDS,
    )
    return result.rows


async def _offices(reader: Reader) -> dict[str | None, list[str]]:
    """The offices with one of the roles, by country; read once per release."""
    cache, release = reader.per_release("leading-offices"), reader.snapshot.release
    if release not in cache:
        by_country = defaultdict[str | None, list[str]](list)
        fields = "id,country_code"
        for row in await reader.all_rows("offices", role=",".join(_ROLES), fields=fields):
            by_country[row["country_code"]].append(row["id"])
        cache[release] = dict(by_country)
    offices: dict[str | None, list[str]] = cache[release]
    return offices


def _drawn(spans: list[Span], released: str, as_of: str | None) -> Any:
    """The timeline up to the release, office by office; None without bars."""
    if not spans:
        return None
    spans.sort(key=lambda span: (_order(span.note), span.start or span.stated))
    last = in_years(released, at_end=True)
    day = None if as_of is None else in_years(as_of, at_end=False)
    name = "Who held which office, by years"
    return timeline(spans, _FIRST_YEAR, last, day, as_of or "", name)


def _drawn_rows(leaders: list[Json]) -> list[Json]:
    """The tenures that the timeline has place for, each with its `note`, and `stated`.

    `stated` is the last day on which a source shows it; those without such a day are left out.
    The heads stand first, and in any case.
    """
    rows = []
    for row in leaders:
        days = (row["end_date"], row["attested_on"], row["certain_until"], row["start_date"])
        stated = max(filter(None, days), default=None)
        if stated is not None and _shown_until({**row, "stated": stated}) >= _FIRST_YEAR:
            note = next(_ROLES[role] for role in row["roles"] if role in _ROLES)
            rows.append({**row, "stated": stated, "note": note})
    roles = [role for role in _ROLES.values() if any(row["note"] == role for row in rows)]
    while len(roles) > 2 and sum(row["note"] in roles for row in rows) > _MOST_BARS:
        roles.pop()
    return [row for row in rows if row["note"] in roles]


def _next_term(row: Json, rows: list[Json]) -> str | None:
    """When a tenure without an end is followed by the next one of the same person in the office."""
    if row["end_date"] is not None or row["start_date"] is None:
        return None
    starts = [
        each["start_date"]
        for each in rows
        if (each["official_id"], each["office_id"]) == (row["official_id"], row["office_id"])
        and (each["start_date"] or "") > row["start_date"]
    ]
    return min(starts, default=None)


def _shown_until(row: Json) -> float:
    return in_years(row["stated"], at_end=row["end_date"] is not None)


def _span(row: Json, certain: Collection[str]) -> Span:
    """The bar of a tenure.

    Args:
        row: The tenure, as `_drawn_rows` gives it, with its successor.
        certain: The ids of those that hold for certain on the day of the page.
    """
    start, end, stated, successor = (
        row[name] for name in ("start_date", "end_date", "stated", "successor")
    )
    name = row["official"]["name"] if row["official"] else "unknown"
    until = f"to {end}" if end else f"a source says so up to {stated}; the end is unknown"
    if successor is not None:
        until += f"; then {successor.name}, from {successor.start}"
    if row["next_term"] is not None:
        until += f"; the next tenure of the same person begins {row['next_term']}"
    follows = filter(None, (row["next_term"], successor and successor.start))
    next_start = min(follows, default=None)
    title = f"{name}, {row['title']}: from {start or 'an unknown day'} {until}"
    return Span(
        name,
        row["note"],
        None if start is None else in_years(start, at_end=False),
        _shown_until(row),
        None if end is None else in_years(end, at_end=True),
        row["id"] in certain,
        title,
        None if next_start is None else in_years(next_start, at_end=False),
    )


def _order(note: str) -> int:
    return list(_ROLES.values()).index(note)
