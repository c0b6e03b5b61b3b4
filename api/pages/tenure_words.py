"""How a tenure is put in words: from when to when, as far as sources say."""

from api.pages.reading import Json

FIELDS = (
    "id,official_id,office_id,title,country_code,group_id,roles,start_date,end_date,attested_on,"
    "occasion,former,begun_after,locator,source_id,certain_from,certain_until"
)


def span(tenure: Json) -> str:
    """The days of a tenure: its start and end, or the days on which sources show it."""
    start, end, shown_then = tenure["start_date"], tenure["end_date"], shown(tenure)
    if start and end:
        return f"{start} to {end}"
    if start:
        parts = [f"from {start}", "end unknown"]
    else:
        parts = [f"start unknown, to {end}" if end else "start and end unknown"]
    if shown_then is not None:
        parts.append(f"shown {shown_then}")
    return ", ".join(parts)


def shown(tenure: Json) -> str | None:
    """The days on which sources show it, as far as its start and end do not say them already."""
    start, end = tenure["start_date"], tenure["end_date"]
    first = tenure["certain_from"] or tenure["attested_on"]
    last = stated(tenure) if end is None else end
    if first is None or last is None or (start and end):
        return None
    if start:
        return f"up to {last}" if last > start else None
    if end:
        return f"from {first}" if first < end else None
    return f"on {first}" if first == last else f"{first} to {last}"


def stated(tenure: Json) -> str | None:
    """The last day up to which a source says that it was held; None if none says of any day."""
    days = (
        tenure["end_date"],
        tenure["attested_on"],
        tenure["certain_until"],
        tenure["start_date"],
    )
    return max(filter(None, days), default=None)
