"""How it is put in words who has joined an initiative."""

from collections import Counter
from collections.abc import Collection

from api.pages.reading import Json
from api.pages.wording import count, day, listed
from schema.initiatives import ParticipationStatus

HEADINGS = {
    ParticipationStatus.joined: "Joined",
    ParticipationStatus.joined_through_eu: "Joined as part of the European Union",
    ParticipationStatus.incomplete: "Joined, called incomplete",
    ParticipationStatus.not_joined: "Not joined",
    ParticipationStatus.withdrawal_ordered: "Ordered to leave",
}
_HAD = {
    ParticipationStatus.joined: "had joined",
    ParticipationStatus.joined_through_eu: "had joined as part of the European Union",
    ParticipationStatus.incomplete: "had joined in a way that the source calls incomplete",
    ParticipationStatus.not_joined: "had not joined",
    ParticipationStatus.withdrawal_ordered: "had ordered steps to leave",
}


def members_sentence(name: str, rows: list[Json], others: int) -> str:
    """The sentence that answers, made from data: how many had joined, by which list.

    Args:
        name: The initiative.
        rows: What sources state of countries and groups.
        others: The countries and territories of which none states anything.
    """
    if not rows:
        return f"No source here states who has joined the {name}."
    counted = Counter(row["status"] for row in rows)
    kinds = {row["actor_kind"] for row in rows}
    noun = ("country", "countries") if kinds == {"country"} else ("party", "parties")
    stated = [(status, counted[status]) for status in ParticipationStatus if counted[status]]
    first, *more = stated
    parts = [f"{count(first[1], *noun)} {_HAD[first[0]]}"]
    parts += [f"{number:,} {_HAD[status]}" for status, number in more]
    unnamed = count(others, "other country or territory", "other countries and territories")
    unknown = f" Of {unnamed} it is unknown." if others else ""
    by = lists({row["attested_on"] for row in rows})
    return f"{name}: by {by}, {listed(parts)}.{unknown}"


def lists(dates: Collection[str]) -> str:
    """The lists by their dates: "a list of November 2021"."""
    if len(dates) == 1:
        return f"a list of {day(next(iter(dates)))}"
    return f"lists of {listed([day(each) for each in sorted(dates)])}"
