"""How a comparison of countries and groups is put in one sentence."""

from collections.abc import Mapping

from api.pages.reading import Json
from api.pages.wording import NO_BREAK, capital, figure, in_prose, listed, percent


def sentence_of(
    names: Mapping[str, str], latest: Mapping[str, Json | None], year: int | None
) -> str:
    """The sentence that answers: who emitted which share, and who emitted most per head.

    Args:
        names: The names of those compared, by key.
        latest: Their shares of a year, by key; None for one without.
        year: The year; None if nobody has a figure.
    """
    prose = {key: in_prose(name) for key, name in names.items()}
    known = {key: row for key, row in latest.items() if row is not None}
    without = [prose[key] for key in names if key not in known]
    if not known:
        return f"The record has no figure of what {listed(without)} emit."
    first, *others = sorted(known, key=lambda key: -known[key]["share_percent"])
    shares = [f"{prose[key]} {percent(known[key]['share_percent'])}" for key in others]
    emitted = f"{prose[first]} emitted {percent(known[first]['share_percent'])} of the world’s CO₂"
    parts = [f"In {year} {listed([emitted, *shares])}."]
    per_head = {key: row["per_capita_t"] for key, row in known.items() if row["per_capita_t"]}
    if len(per_head) > 1:
        most = max(per_head, key=lambda key: per_head[key])
        tonnes = figure(per_head[most])
        degree = "more" if len(per_head) == 2 else "most"
        parts.append(f"{capital(prose[most])} emitted {degree} per head, {tonnes}{NO_BREAK}t.")
    if without:
        parts.append(f"Of {listed(without)} the record has no figure.")
    return " ".join(parts)
