"""The part of a country's page on treaties: statuses, acts, and what else sources say."""

from typing import Any

from api.pages.reading import Json, Reader
from api.pages.wording import capital, words
from schema.treaties import TreatyAttestationKind

_UNDATED = "~"  # sorts after every day
_STATUSES = {"not_party": "Not a party"}
_ATTESTED = {
    TreatyAttestationKind.party: "named as a party",
    TreatyAttestationKind.signatory: "named as one that signed and did not ratify",
    TreatyAttestationKind.instrument_signed: "instrument of consent signed",
    TreatyAttestationKind.withdrawal_announced: "intention to leave announced",
    TreatyAttestationKind.withdrawal_ordered: "steps to leave ordered",
    TreatyAttestationKind.finance_end_ordered: "end of payments ordered",
}


async def treaties_part(reader: Reader, code: str) -> dict[str, Any]:
    """What the template shows of a country's treaties, by treaty and then by day.

    Statuses are those of the day of the page, if it has one; acts and other statements are of all
    days. No status is singled out as the latest: one may have no day of its own.
    """
    names = await _names(reader)
    statuses = await _rows(reader, "treaty-statuses", code, names, reader.as_of)
    for row in statuses:
        row["said"] = _STATUSES.get(row["status"]) or capital(words(row["status"]))
        row["certain"] = _certain(row)
    actions = await _rows(reader, "treaty-actions", code, names)
    attested = await _rows(reader, "treaty-attestations", code, names)
    for row in attested:
        row["said"] = capital(_ATTESTED.get(row["attests"], words(row["attests"])))
        row["days"] = _days(row["first_seen"], row["last_seen"])
    return {"statuses": statuses, "treaty_actions": actions, "treaty_attested": attested}


async def _names(reader: Reader) -> dict[str, str]:
    """The name of each treaty; read once per release."""
    cache, release = reader.per_release("treaties"), reader.snapshot.release
    if release not in cache:
        result = await reader.rows("treaties", fields="id,name")
        cache[release] = {row["id"]: row["name"] for row in result.rows}
    names: dict[str, str] = cache[release]
    return names


async def _rows(
    reader: Reader, resource: str, code: str, names: dict[str, str], as_of: str | None = None
) -> list[Json]:
    result = await reader.rows(resource, country_code=code, as_of=as_of)
    for row in result.rows:
        row["treaty"] = names[row["treaty_id"]]
    return sorted(result.rows, key=lambda row: (row["treaty"], _day(row)))


def _day(row: Json) -> str:
    """The earliest day that a row names."""
    named = (
        "start_date",
        "certain_from",
        "began_after",
        "ended_by",
        "date",
        "done_by",
        "first_seen",
    )
    return next((row[name] for name in named if row.get(name)), _UNDATED)


def _certain(row: Json) -> str:
    """The days on which a status is certain; "" where its start and end say so."""
    if row["certain_from"] is None:
        return "" if row["start_date"] else "on no day"
    if (row["certain_from"], row["certain_until"]) == (row["start_date"], row["end_date"]):
        return ""
    return _days(row["certain_from"], row["certain_until"])


def _days(first: str, last: str) -> str:
    return f"on {first}" if first == last else f"{first} to {last}"
