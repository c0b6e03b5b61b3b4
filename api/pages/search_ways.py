"""Where a search leads besides the rows that match: lists whose forms take some of its words."""

from typing import NamedTuple

from api.pages.reading import Reader
from api.pages.wording import words
from schema.offices import OfficeRole
from schema.pledge_terms import PledgeKind

_ROLES = {
    "premier": OfficeRole.head_of_government,
    "prime minister": OfficeRole.head_of_government,
    "chancellor": OfficeRole.head_of_government,
    "president": OfficeRole.head_of_state,
    "king": OfficeRole.head_of_state,
    "foreign minister": OfficeRole.foreign,
    "minister of foreign affairs": OfficeRole.foreign,
    "climate minister": OfficeRole.climate,
    "environment minister": OfficeRole.environment,
    "minister of environment": OfficeRole.environment,
    "energy minister": OfficeRole.energy,
    "finance minister": OfficeRole.finance,
}
_MOST_WORDS = 8  # of a search in which names are looked for


class Way(NamedTuple):
    """A list, or the page of a country: its address, and what is there."""

    href: str
    words: str


def search_ways(reader: Reader, text: str) -> list[Way]:
    """The lists that some of the words select: by country, kind of pledge and role.

    Args:
        reader: Reads the page's rows.
        text: The words that were searched for.
    """
    said = text.split()
    if len(said) > _MOST_WORDS:
        return []
    code, rest = _country(reader, said)
    kind, role = _kind(rest), _role(rest)
    if not rest and not (kind or role):
        return []
    name = reader.snapshot.aliases.name_of("countries", code) if code else None
    of = f" of {name}" if name else ""
    ways = []
    if code and name:
        ways.append(Way(reader.address(f"/countries/{code}"), name))
    if kind:
        href = reader.address("/pledges", actor=code, kind=kind.value)
        ways.append(Way(href, f"Pledges of the kind {words(kind.value)}{of}"))
    if role:
        href = reader.address("/officials", country=code, role=role.value)
        ways.append(Way(href, f"Who is in the record as {words(role.value)}{of}"))
    elif code:
        href = reader.address("/officials", country=code)
        ways.append(Way(href, f"People in office{of}, by role and day"))
    return ways


def _country(reader: Reader, said: list[str]) -> tuple[str | None, str]:
    """The country whose name begins or ends the words, the longest first, and the other words."""
    names = reader.snapshot.aliases
    for length in range(len(said), 0, -1):
        for named, others in ((said[:length], said[length:]), (said[-length:], said[:-length])):
            name = " ".join(named)
            if names.knows("countries", name):
                return names.resolve("countries", name), " ".join(others).casefold()
    return None, " ".join(said).casefold()


def _kind(text: str) -> PledgeKind | None:
    """The kind of pledge that the words name."""
    said = text.replace("-", " ")
    return next(
        (kind for kind in PledgeKind if words(kind.value) in said and kind != "other"), None
    )


def _role(text: str) -> OfficeRole | None:
    """The role that the words name, or a title that is usual for it."""
    named = {words(role.value): role for role in OfficeRole if role != OfficeRole.other}
    for title, role in {**named, **_ROLES}.items():
        if f" {title} " in f" {text} ":
            return role
    return None
