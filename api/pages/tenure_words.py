"""How a tenure is put in words: from when to when, as far as sources say."""

from api.pages.reading import Json

FIELDS = (
    "id,official_id,title,country_code,group_id,roles,start_date,end_date,attested_on,occasion,"
    "former,begun_after,locator,source_id,certain_from,certain_until"
)


def span(tenure: Json) -> str:
    """The days of a tenure: its start and end, or the day on which a source shows it."""
    start, end, shown = tenure["start_date"], tenure["end_date"], tenure["attested_on"]
    if start and end:
        return f"{start} to {end}"
    if start:
        parts = [f"from {start}", "end unknown"]
    else:
        parts = [f"start unknown, to {end}" if end else "start and end unknown"]
    if shown is not None:
        parts.append(f"shown on {shown}")
    return ", ".join(parts)


def stated(tenure: Json) -> str | None:
    """The last day up to which a source says that it was held; None if none says of any day."""
    days = (
        tenure["end_date"],
        tenure["attested_on"],
        tenure["certain_until"],
        tenure["start_date"],
    )
    return max(filter(None, days), default=None)
