"""When actors were parties to treaties, and NDCs in force, in plain Python from the facts.

1. A consent makes a party from its day of effect. Without one, it has by the last day of the first
   later print of the CIA World Factbook as a party, before a withdrawal.
2. A party is certain until the day before an order to withdraw; else, of the Paris Agreement,
   until the day of the registry's list, if that has an active NDC of the party; else until the last
   act in the list that has the consent.
3. An NDC is certain from its submission until the day of the list if it is active there, and not
   beyond the year that its title names. An archived one is until the day before the next
   submission; if there is none, on the day of submission alone.
4. Both are certain together on the days on which each is.

The module imports nothing of the program that it checks.
"""

import calendar
import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

FACTS = Path(__file__).parents[2] / "seeds" / "facts"
LIST_DAY = "2026-08-19"  # of the registry's list
NOT_CONSENTS = {"signature", "withdrawal"}
Cells = dict[str, str]


class Days(NamedTuple):
    """The first and the last day of something."""

    first: str
    last: str

    def has(self, on: str) -> bool:
        """Whether a day is one of them."""
        return self.first <= on <= self.last


def parties() -> dict[tuple[str, str], list[Days]]:
    """The days on which each actor certainly is a party, by treaty and actor."""
    acts, attested = _rows("treaty-actions"), _rows("treaty-attestations")
    listed: dict[tuple[str, str], str] = defaultdict(str)
    for row in acts:
        key = row["treaty_id"], row["source_id"]
        listed[key] = max(listed[key], row["date"])
    active = {
        _actor(row)
        for row in _rows("documents")
        if (row["kind"], row["status"]) == ("ndc", "active")
    }
    found: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for row in acts:
        if row["action"] in NOT_CONSENTS:
            continue
        treaty, actor = row["treaty_id"], _actor(row)
        told = [r for r in attested if (r["treaty_id"], _actor(r)) == (treaty, actor)]
        left = [
            a["done_by"]
            for a in acts
            if a["done_by"] and (a["treaty_id"], _actor(a)) == (treaty, actor)
        ]
        first = row["effective_on"] or _first_print(told, row["date"], min(left, default="~"))
        last = listed[treaty, row["source_id"]]
        if treaty == "paris-agreement" and actor in active:
            last = LIST_DAY
        for order in told:
            if order["attests"] == "withdrawal_ordered" and order["first_seen"] > row["date"]:
                last = _before(order["first_seen"])
        if first and first <= last:
            found[treaty, actor].append(Days(first, last))
    return found


def _first_print(told: list[Cells], after: str, before: str) -> str | None:
    days = [
        day
        for row in told
        if row["attests"] == "party"
        for day in (row["first_seen"], row["last_seen"])
        if after < _first(day) < before
    ]
    return _last(min(days, key=_first)) if days else None


def ndcs_in_force() -> dict[str, list[Days]]:
    """The days on which each NDC is certainly in force, by document."""
    in_treaty = parties()
    submitted: dict[str, set[str]] = defaultdict(set)
    ndcs = [row for row in _rows("documents") if row["kind"] == "ndc" and row["submitted_on"]]
    for row in ndcs:
        submitted[_actor(row)].add(row["submitted_on"])
    found: dict[str, list[Days]] = {}
    for row in ndcs:
        day, actor = row["submitted_on"], _actor(row)
        following = [later for later in submitted[actor] if later > day]
        last = _before(min(following)) if following else day
        if row["status"] == "active":
            years = re.findall(r"(?<!\d)20(?:30|35|40)(?!\d)", row["title"])
            last = min([LIST_DAY, *(f"{year}-12-31" for year in years[-1:])])
        spells = in_treaty["paris-agreement", actor]
        shared = [Days(max(day, s.first), min(last, s.last)) for s in spells]
        found[row["id"]] = [days for days in shared if days.first <= days.last]
    return found


def _rows(name: str) -> list[Cells]:
    return list(_cells(FACTS / name))


def _cells(folder: Path) -> Iterator[Cells]:
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _actor(row: Cells) -> str:
    return row["country_code"] or row["group_id"]


def _first(day: str) -> str:
    return (day + "-01-01")[:10]


def _last(day: str) -> str:
    if len(day) == len("2021"):
        return f"{day}-12-31"
    if len(day) == len("2021-02"):
        return f"{day}-{calendar.monthrange(int(day[:4]), int(day[5:]))[1]}"
    return day


def _before(day: str) -> str:
    return str(date.fromisoformat(day) - timedelta(days=1))
