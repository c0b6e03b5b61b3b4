"""The page of a country: what it emits, pledged and submitted, who held its offices, who spoke."""

from typing import Any

from api.http.request import Request
from api.http.response import Response
from api.pages.emissions_part import draw_shares, emissions_part, ring_note, with_rings
from api.pages.examples import address_of_query
from api.pages.offices_part import offices_part
from api.pages.pledge_words import details, main_pledge, main_sentence, promise, status
from api.pages.reading import Json, Reader, open_page
from api.pages.site import record_page
from api.pages.treaties_part import treaties_part
from api.pages.wording import capital, in_prose, listed, percent
from api.pages.world import World, read_world
from api.releases.coverage import CoverageQuery

_QUOTES = 12
# Lists that the page counts and links: the resource, its words, and the page that has them.
_FURTHER = (
    ("initiative-participations", "Initiatives joined"),
    ("speeches", "Speeches"),
    ("dialogues", "Dialogues"),
    ("events", "Events"),
)
_UNDATED = "~"  # sorts after every day
_GROUP_FIELDS = "id,name,acronym"
_PLEDGE_NAMES = "kind targetYear status"
# What is said to be covered or not: the resource, and what its rows are.
COVERED = (
    ("emissions-shares", "Emissions"),
    ("claims", "Claims"),
    ("pledges", "Pledges"),
    ("documents", "NDCs and other documents"),
    ("treaty-statuses", "Status in treaties"),
    ("initiative-participations", "Initiatives joined"),
    ("tenures", "Offices"),
    ("quotes", "Quotes"),
    ("speeches", "Speeches"),
    ("events", "Events"),
    ("memberships", "Groups"),
)
_TREATY_ROWS = ("treaty_actions", "treaty_attested")

# What is missing where a section has nothing: the resource, and what its rows are.
_MISSING = {
    "claims": (("claims", "claims of its share of emissions"),),
    "pledges": (("pledges", "pledges"),),
    "ndcs": (("documents", "NDCs"), ("treaty-statuses", "statuses in treaties")),
    "office": (("tenures", "holders of offices"),),
    "quotes": (("quotes", "quotes"),),
    "groups": (("memberships", "groups that it is in"),),
    "further": (
        ("initiative-participations", "initiatives joined"),
        ("speeches", "speeches"),
        ("events", "events"),
    ),
}


async def country(request: Request) -> Response:
    """GET /countries/{code}: the page of a country; a name of it is redirected to its code."""
    reader = await open_page(request)
    given = request.parameters["code"]
    return reader.redirect("countries", given) or await _page(request, reader, given)


async def _page(request: Request, reader: Reader, code: str) -> Response:
    row = await reader.row("countries", code)
    world, answer = await read_world(reader), await reader.answer(f"/countries/{code}")
    emissions = await emissions_part(reader, row, world)
    pledges, coverage = await _pledges(reader, code), _coverage(reader, code)
    main = main_pledge(pledges)
    values: dict[str, Any] = {
        "answer": answer,
        "alternate": f"/v1/countries/{code}",
        "country": row,
        "sentence": _sentence(row, emissions["latest"], main, world, coverage),
        "main": main,
        "year": world.year,
        "source_id": world.source_id,
        "emitters": len(world.shares),
        **_beside(world, code),
        "pledges": pledges,
        **emissions,
        **await _documents(reader, code),
        **await offices_part(reader, code, answer.released),
        "quotes": await reader.rows("quotes", _QUOTES, counted=True, country_code=code),
        "groups": await _groups(reader, code),
        "further": await _further(reader, code),
        **await treaties_part(reader, code),
        "coverage": coverage,
        **_ways(code),
    }
    values |= _folded(values)
    sources = await reader.sources()  # of all that was read
    claims = with_rings(emissions["claims"], sources)
    chart = draw_shares(row, emissions["shares"], claims, world)
    values |= {"chart": chart, "claims": claims, "ring_note": ring_note(claims, sources)}
    return record_page(request, reader, "country.html", sources=sources, **values)


def _folded(values: dict[str, Any]) -> dict[str, Any]:
    """The sections that have nothing, and what is missing in them, by the reason why."""
    filled = {
        "claims": values["claims"],
        "pledges": values["pledges"],
        "ndcs": any(values[name] for name in ("documents", "statuses", *_TREATY_ROWS)),
        "office": values["posts"],
        "quotes": values["quotes"].rows,
        "groups": values["groups"],
        "further": any(total for _, _, total in values["further"]),
    }
    folded = [name for name, content in filled.items() if not content]
    coverage = {each["name"]: each for each in values["coverage"]}
    by_reason: dict[tuple[bool, str], list[tuple[str, str]]] = {}
    for section in folded:
        for name, what in _MISSING[section]:
            it = coverage[name]
            by_reason.setdefault((it["states_none"], it["level"]), []).append((name, what))
    missing = [
        (parts[0][0], listed([what for _, what in parts], "or")) for parts in by_reason.values()
    ]
    return {"folded": folded, "missing": missing}


def _beside(world: World, code: str) -> dict[str, str]:
    """The largest emitter that is not the country itself, to compare it with; "" without any."""
    others = (row["country_code"] for row in world.shares if row["country_code"] != code)
    other = next(others, "")
    return {"beside_code": other, "beside_name": world.countries[other]["name"] if other else ""}


def _ways(code: str) -> dict[str, str]:
    """The query that the page shows, and its address in the playground."""
    query = f'{{ country(code: "{code}") {{ name pledges {{ nodes {{ {_PLEDGE_NAMES} }} }} }} }}'
    return {"query": query, "query_address": address_of_query(query)}


async def _documents(reader: Reader, code: str) -> dict[str, Any]:
    """The documents, the latest first, and the NDC that was submitted last."""
    rows = (await reader.rows("documents", 60, country_code=code, sort="-submitted_on")).rows
    ndcs = (row for row in rows if row["kind"] == "ndc" and row["submitted_on"])
    return {"documents": rows, "ndc": next(ndcs, None)}


async def _pledges(reader: Reader, code: str) -> list[Json]:
    """The pledges, each with its words and with what each source records of it."""
    result = await reader.rows(
        "pledges", 60, country_code=code, include="source_records,announced_by"
    )
    for pledge in result.rows:
        records = pledge["source_records"]["data"]
        reader.uses(record["source_id"] for record in records)
        pledge["steps"] = [_step(record) for record in sorted(records, key=_step_order)]
        pledge["promise"] = capital(promise(pledge))
        pledge["details"] = details(pledge)
        pledge["standing"] = status(pledge["status"])
    return result.rows


def _step_order(record: Json) -> tuple[str, str]:
    """By the day that a record gives its standing; those without by the day seen."""
    return record["values"].get("status_date") or _UNDATED, record["first_seen"] or _UNDATED


def _step(record: Json) -> dict[str, str | None]:
    """What one source record states of a pledge, with the day that it gives the standing.

    The days on which the record was seen are another thing: a list keeps its rows for years.
    """
    first, last = record["first_seen"], record["last_seen"]
    return {
        "date": record["values"].get("status_date"),
        "seen": first if first == last else f"{first} to {last}",
        "status": _standing(record["values"].get("status")),
        "words": record["words"],
        "source_id": record["source_id"],
    }


def _standing(value: str | None) -> str:
    """The standing that a source record states."""
    return "Standing not stated" if value is None else capital(status(value))


async def _groups(reader: Reader, code: str) -> list[Json]:
    """The groups that a country is in."""
    groups = {row["id"]: row for row in await reader.all_rows("groups", fields=_GROUP_FIELDS)}
    result = await reader.rows(
        "memberships", country_code=code, as_of=reader.as_of, fields="group_id,source_id"
    )
    return [groups[row["group_id"]] for row in result.rows if row["group_id"]]


async def _further(reader: Reader, code: str) -> list[tuple[str, str, int]]:
    """How many rows of each further list the country has."""
    return [(name, words, await reader.count(name, country_code=code)) for name, words in _FURTHER]


def _coverage(reader: Reader, code: str) -> list[dict[str, Any]]:
    """Of each kind of rows, how far sources cover the country."""
    index = reader.snapshot.coverage
    listed = []
    for name, words in COVERED:
        query = CoverageQuery(name, ((code,),), main_only=True)
        coverage = index.find(query)
        listed.append(
            {
                "name": name,
                "words": words,
                "level": str(coverage.level),
                "from": coverage.covered_from,
                "to": coverage.covered_to,
                "states_none": index.states_none(query),
                "source_ids": coverage.sources,
            }
        )
    return listed


def _sentence(
    country: Json, latest: Json | None, main: Json | None, world: World, coverage: list[Json]
) -> str:
    """The sentence that answers, made from data."""
    name = country["name"]
    if latest is None:
        emitted = f"The record has no figure of what {in_prose(name)} emits."
    else:
        share = f"{percent(latest['share_percent'])} of the world’s CO₂ in {latest['year']}"
        emitted = f"{capital(in_prose(name))} emitted {share}{_ranked(latest, world)}."
        if not latest["share_percent"]:
            emitted = f"The source gives {in_prose(name)} {share}."
    if main is not None:
        return f"{emitted} {main_sentence(main)}"
    pledged = next(each for each in coverage if each["name"] == "pledges")
    if pledged["states_none"]:
        return f"{emitted} A source states that it has no pledge."
    if pledged["level"] == "none":
        return f"{emitted} No source here covers its pledges."
    return f"{emitted} The sources here state no end target of it."


def _ranked(latest: Json, world: World) -> str:
    if latest["rank"] is None or latest["year"] != world.year or not latest["share_percent"]:
        return ""
    if latest["rank"] == 1:
        return ", the largest share of any country"
    return f", rank {latest['rank']} of {len(world.shares)} countries and territories"
