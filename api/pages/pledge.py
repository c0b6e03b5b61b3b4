"""The page of a pledge: the promise, how firmly it stands, and what each source states of it."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.actors import known_actor
from api.pages.examples import address_of_query
from api.pages.pledge_days import compared as days_compared
from api.pages.pledge_days import stated_days
from api.pages.pledge_records import in_order, ladder, lanes, short_publisher, side_by_side
from api.pages.pledge_words import details, gases, horizon, promise, status
from api.pages.reading import AS_OF, Json, Reader, open_page
from api.pages.site import record_page
from api.pages.wording import capital, on_day, reason
from schema.pledge_terms import PledgeKind

_OTHERS = 60
_INCLUDED = "announced_by,document,supersedes,superseded_by"
_QUERY_NAMES = "kind targetYear status sourceRecords { nodes { firstSeen values } }"
_USED_FIELDS = "field,source_record_id"
_COVERAGE_FIELDS = "level,scope,states_none,covered_from,covered_to,source_id"
_OTHER_FIELDS = (
    "id,kind,horizon,target_year,target_year_qualifier,value,unit,per,gases,baseline_year,status,"
    "announced_on,outcome"
)

_STANDS = {
    "in_law": "It stands in law",
    "in_policy_document": "It stands in a policy document",
    "declaration": "It is declared",
    "proposed": "It is proposed",
    "achieved_self_declared": "It is met by the party’s own word",
    "achieved_externally_validated": "It is met, as others confirm",
}


async def pledge(request: Request) -> Response:
    """GET /pledges/{id}: the page of a pledge, as it is now or, with `as_of`, as it was."""
    reader = await open_page(request)
    given = request.parameters["id"]
    return reader.redirect("pledges", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, key: str) -> Response:
    row = await reader.row("pledges", key, include=_INCLUDED)
    shown = row if reader.as_of is None else await _on_date(reader, key)
    if row["document"]:
        reader.uses([row["document"]["source_id"]])
    records = await _records(reader, key)
    used = await reader.rows("statements", pledge_id=key, used="true", fields=_USED_FIELDS)
    values: dict[str, Any] = {
        "answer": await reader.answer(f"/pledges/{key}"),
        "alternate": f"/v1/pledges/{key}",
        "others": await _others(reader, row),
        "coverage": await _coverage(reader, row),
    }
    sources = await reader.sources()
    for record in records:
        record["publisher"] = short_publisher(sources, record)
    compared, days = side_by_side(records, used.rows), stated_days(records)
    why_unknown = _why_unknown(records)
    actor = known_actor(reader, row)
    name = actor.name
    title = f"{name}: {promise(row)}"
    query = f'{{ pledge(slug: "{key}") {{ {_QUERY_NAMES} }} }}'
    return record_page(
        request,
        reader,
        "pledge.html",
        pledge=row,
        shown=shown,
        title=title,
        name=name,
        actor=actor,
        sentence=sentence(row, name),
        reason=reason(shown.get("holds_reason")),
        rungs=ladder(records, shown["status"]),
        records=records,
        compared=compared,
        differing=_differing(compared),
        speeches=[record for record in records if record["speech"]],
        days=days,
        days_compared=days_compared(days),
        why_unknown=why_unknown,
        quoted=[record for record in records if record["words"]],
        chart=lanes(row, records, sources, title),
        unknown=_unknown(row, why_unknown),
        standing=status(row["status"]),
        gases=gases(row["gases"]),
        stated_gases=sum("gases" in record["values"] for record in records),
        sources=sources,
        query=query,
        query_address=address_of_query(query),
        **values,
    )


async def _on_date(reader: Reader, key: str) -> Json:
    """The version of the pledge on the day of the page."""
    return await reader.row("pledges", key, **{AS_OF: reader.as_of})


async def _records(reader: Reader, key: str) -> list[Json]:
    result = await reader.rows("source-records", pledge_id=key, include="speech")
    return in_order(result.rows)


async def _others(reader: Reader, row: Json) -> list[Json]:
    """The other pledges of the country or group, those of the latest year first."""
    result = await reader.rows(
        "pledges",
        _OTHERS,
        actor_id=row["actor_id"],
        id__not=row["id"],
        sort="-target_year",
        fields=_OTHER_FIELDS,
    )
    for other in result.rows:
        other["promise"] = capital(promise(other))
        other["details"] = details(other)
        other["standing"] = status(other["status"])
    return result.rows


async def _coverage(reader: Reader, row: Json) -> list[Json]:
    """What each source covers of the pledges of the country or group, the earliest first."""
    result = await reader.rows(
        "coverage", actor_id=row["actor_id"], resource="pledges", fields=_COVERAGE_FIELDS
    )
    return sorted(result.rows, key=lambda each: each["covered_from"] or "")


def sentence(pledge: Json, name: str) -> str:
    """The promise in a sentence, made from data: who, what, by when and how firmly."""
    is_over = pledge["outcome"] in ("superseded", "withdrawn")
    verb = "had" if is_over else "considers" if pledge["status"] == "proposed" else "has"
    target = horizon(pledge["horizon"])
    article = "an" if target.startswith(("e", "i")) else "a"
    parts = [f"{name} {verb} {article} {target}: {promise(pledge)}."]
    parts.append(_last_standing(pledge) if is_over else _standing(pledge))
    if pledge["announced_by"] is not None or pledge["announced_on"] is not None:
        by = f" by {pledge['announced_by']['name']}" if pledge["announced_by"] else ""
        on = f" {on_day(pledge['announced_on'])}" if pledge["announced_on"] else ""
        parts.append(f"It was announced{by}{on}.")
    if is_over:
        over = "another target took its place" if pledge["outcome"] == "superseded" else "it ended"
        by_day = f" by {pledge['ended_by']}" if pledge["ended_by"] else ""
        basis = ", as is concluded here" if pledge["outcome_basis"] == "inferred" else ""
        parts.append(f"{capital(over)}{by_day}{basis}.")
    return " ".join(parts)


def _standing(pledge: Json) -> str:
    """How firmly the pledge stands."""
    if pledge["status"] is None:
        return "How firmly it stands is unknown: no source here states it."
    dated = f", dated {pledge['status_date']} by the source" if pledge["status_date"] else ""
    return f"{_STANDS[pledge['status']]}{dated}."


def _last_standing(pledge: Json) -> str:
    """How firmly a pledge stood that is over."""
    return f"The last standing that a source states: {status(pledge['status'])}."


def _differing(compared: list[Json]) -> list[str]:
    """The labels of the columns in which sources differ."""
    return [row["label"].lower() for row in compared if row["verdict"] == "differ"]


def _why_unknown(records: list[Json]) -> str:
    """Why the standing is unknown: which sources state the target and not that."""
    names = dict.fromkeys(f"{each['publisher']}, {each['last_seen'][:4]}" for each in records)
    silent = f" Those that state the target say nothing of it: {'; '.join(names)}." if names else ""
    return f"No source here states how firmly it stands.{silent}"


def _unknown(row: Json, why_unknown: str) -> list[tuple[str, str]]:
    """What no source states, each with what is known instead."""
    silent = "No source here states it."
    checks = (
        ("Gases", row["gases"]),
        ("Scope", row["scope"]),
        ("Conditions", row["conditionality"]),
        ("Who announced it", row["announced_by"]),
    )
    parts = [(label, silent) for label, value in checks if value is None]
    if row["status"] is None:
        parts.insert(0, ("Standing", why_unknown))
    if row["kind"] == PledgeKind.other:
        parts.insert(0, ("Kind", PledgeKind.other.definition))
    if row["gases"] == "not_specified":
        parts.append(("Gases", "The source states that the pledge does not name them."))
    if row["target_year"] is None:
        parts.append(("Target year", row["target_year_note"] or silent))
    if row["target_year"] is not None and row["target_year_qualifier"] is None:
        parts.append(("By, before or around the year", silent))
    if row["value"] is not None and row["unit"] is None:
        parts.append(("Unit of the size", silent))
    if (announced := _announced(row["announced_on"])) is not None:
        parts.append(announced)
    if row["in_force_from"] is None and row["in_force_to"] is None:
        parts.append(("First and last day in force", _in_force(row)))
    return parts


def _announced(day: str | None) -> tuple[str, str] | None:
    if day is None:
        return "The day it was announced", "No source here states it."
    precision = {4: "year", 7: "month"}.get(len(day))
    if precision is None:
        return None
    return "The day it was announced", f"Known to the {precision}: {day}."


def _in_force(row: Json) -> str:
    if row["certain_from"] is None:
        return "No source states them, and none shows it in force on any day."
    first, last = row["certain_from"], row["certain_until"]
    days = f"on {first}" if first == last else f"from {first} to {last}"
    return (
        f"No source states them. It is known to stand {days}, by the days of the sources; of other"
        " days it is unknown."
    )
