"""What a comparison shows of a day: statuses and acts in treaties, and heads of government."""

from api.pages.reading import ALL, Json, Reader
from api.pages.successors import add_successors
from api.pages.wording import words

ByActor = dict[str, list[Json]]


async def by_actor(reader: Reader, resource: str, ids: str, **query: str | None) -> ByActor:
    """The rows of a list by country or group, in the order of the page.

    Args:
        reader: Reads the page's rows.
        resource: The list.
        ids: The countries and groups, with commas between.
        query: Further parameters of REST; None for one that is not given.
    """
    rows = (await reader.rows(resource, ALL, counted=False, actor_id=ids, **query)).rows
    return {key: [row for row in rows if row["actor_id"] == key] for key in ids.split(",")}


async def treaty_rows(reader: Reader, ids: str, day: str) -> dict[str, ByActor]:
    """By treaty and actor: the statuses that hold on a day or may, then the acts up to it."""
    statuses = await by_actor(reader, "treaty-statuses", ids, as_of=day, include="treaty")
    acts = await by_actor(reader, "treaty-actions", ids, include="treaty", sort="date")
    treaties: dict[str, ByActor] = {}
    for key in ids.split(","):
        rows = [_status(row) for row in statuses[key] if _is_possible(row, statuses[key])]
        rows += [_act(row) for row in acts[key] if (row["date"] or row["done_by"] or "") <= day]
        for row in rows:
            treaties.setdefault(row["treaty"]["name"], {}).setdefault(key, []).append(row)
    return dict(sorted(treaties.items()))


def _is_possible(row: Json, others: list[Json]) -> bool:
    """Whether no other status of the treaty holds for certain, so that this one may."""
    return row["holds"] is True or not any(
        other["holds"] is True and other["treaty_id"] == row["treaty_id"] for other in others
    )


def _status(row: Json) -> Json:
    said = "not a party" if row["status"] == "not_party" else words(row["status"])
    shown = None if row["holds"] else row["certain_until"]
    return {**row, "said": said, "shown": shown, "is_act": False}


def _act(row: Json) -> Json:
    when = row["date"] or (f"by {row['done_by']}" if row["done_by"] else "day unknown")
    concluded = ", concluded from a source" if row["basis"] == "inferred" else ""
    return {**row, "said": f"{words(row['action'])} {when}{concluded}", "is_act": True}


async def heads_of_government(reader: Reader, codes: list[str], day: str) -> ByActor:
    """Who headed each government on a day, or may have.

    Who was followed in the office by then is left out: the record has a later holder.
    """
    if not codes:
        return {}
    heads = await by_actor(
        reader, "tenures", ",".join(codes), role="head_of_government", as_of=day, include="official"
    )
    rows = [row for of_country in heads.values() for row in of_country]
    for row in rows:
        days = (row["attested_on"], row["certain_until"], row["start_date"])
        row["stated"] = row["shown"] = max(filter(None, days), default=None)
    await add_successors(reader, rows)
    return {key: [row for row in of if not _is_followed(row, day)] for key, of in heads.items()}


def _is_followed(row: Json, day: str) -> bool:
    successor = row["successor"]
    return row["holds"] is not True and successor is not None and successor.start <= day
