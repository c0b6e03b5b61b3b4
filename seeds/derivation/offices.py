"""Offices: those that the tenures are of, told apart by country, title, body and division.

A title of rank alone ("Minister of State") is an office of its body, and each body has one. Any
other title is one office of the country, whatever body it belonged to in the course of time.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schema.words import slug
from seeds.derivation.office_roles import office_kind
from seeds.derivation.office_titles import (
    CountryNames,
    is_rank_alone,
    without_country,
)
from seeds.loading.values import Row, Value


class _Key(NamedTuple):
    """What tells offices apart."""

    country_code: str | None
    group_id: str | None
    title: str  # in normal form, without the country's name
    organization: str | None
    division: str | None


def add_offices(rows: Iterable[Row], names: CountryNames) -> list[Row]:
    """The offices of tenures. Sets `office_id`, `level` and `roles` of the tenures, in place.

    Args:
        rows: All tenures of a party; offices of two parties have nothing in common.
        names: The names of countries in normal form.
    """
    tenures: dict[_Key, list[Row]] = defaultdict(list)
    for row in rows:
        tenures[_key(row, names)].append(row)
    offices = [_office(key, rows) for key, rows in tenures.items()]
    _tell_apart(offices)
    for office, rows in zip(offices, tenures.values(), strict=True):
        for row in rows:
            row.values |= {name: office.values[name] for name in ("level", "roles")}
            row.values["office_id"] = office.values["id"]
    return offices


def _key(row: Row, names: CountryNames) -> _Key:
    country = row.text("country_code")
    title = without_country(row.text("title") or "", names.get(country, ()))
    organization = row.text("organization") if is_rank_alone(title) else None
    return _Key(country, row.text("group_id"), title, organization, row.text("division"))


def _office(key: _Key, tenures: Iterable[Row]) -> Row:
    rows = list(tenures)
    titles = Counter(row.text("title") or "" for row in rows)
    title = min(titles, key=lambda text: (-titles[text], text))
    first = next(row for row in rows if row.text("title") == title)
    kind = office_kind(key.title, key.country_code, has_division=key.division is not None)
    parts = (key.country_code or key.group_id, key.division, key.organization, key.title)
    values: dict[str, Value] = {
        **key._asdict(),
        "id": "-".join(filter(None, (slug(part or "") for part in parts))),
        "title": title,
        "level": kind.level.value,
        "roles": [role.value for role in kind.roles],
        "source_id": first.values["source_id"],
        "former_ids": None,
    }
    return Row(first.place, values)


def _tell_apart(offices: list[Row]) -> None:
    """Number the offices whose titles give the same slug, in the order of their titles."""
    by_id: dict[Value, list[Row]] = defaultdict(list)
    for row in offices:
        by_id[row.values["id"]].append(row)
    for rows in by_id.values():
        for number, row in enumerate(sorted(rows, key=lambda r: r.text("title") or "")[1:], 2):
            row.values["id"] = f"{row.values['id']}-{number}"
