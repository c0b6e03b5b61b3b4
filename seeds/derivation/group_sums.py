"""Shares of groups without a published figure, as sums over their present members.

Members without a figure that year are listed in the row. A sum needs the figures of two countries.
Groups of more than three quarters of all countries with figures are left out.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from schema.editions import BY_DEFAULT
from schema.emissions import EMISSIONS_SHARES
from schema.series import Accounting
from seeds.derivation.names import flat_texts
from seeds.loading.values import Record, Row, Value

# The accounting summed for groups, from the year in which the climate negotiations began.
_SUMMED = Accounting.territorial
_SUMMED_FROM = 1990
_LARGEST_PART = Decimal("0.75")  # of all countries: the sum of a larger group is nearly the world's
_COPIED = ("series_id", "year", "source_id")


def is_summed(share: Mapping[str, Value]) -> bool:
    """Whether figures like that of the share are summed: of its accounting and its year."""
    year = share["year"]
    return share["accounting"] == _SUMMED and isinstance(year, int) and year >= _SUMMED_FROM


def country_figure(share: Mapping[str, Value]) -> tuple[str, Decimal] | None:
    """The country and its figure; None if the share is of no country or has no figure."""
    code, mt = share["country_code"], share["emissions_mt"]
    return (code, mt) if isinstance(code, str) and isinstance(mt, Decimal) else None


class GroupSums:
    """Makes the sums of all groups.

    Args:
        record: The groups, and their members.
        countries: The countries that have a figure that is summed, in whatever year.
    """

    def __init__(self, record: Record, countries: set[str]) -> None:
        members_of = present_members(record["memberships"], record["groups"])
        most = _LARGEST_PART * len(countries)
        self._groups: list[tuple[Row, set[str]]] = []
        for group in record["groups"]:
            members = members_of.get(str(group.values["id"]), set())
            if len(members & countries) <= most:
                self._groups.append((group, members))

    def of_year(self, shares: Iterable[Row]) -> Iterator[tuple[Row, list[str]]]:
        """The sums of one year of a series, each with the members that are in it.

        What follows from their figures is not set.

        Args:
            shares: The rows of that year and series, of one source.
        """
        emissions: dict[str, Decimal] = {}
        published: set[Value] = set()
        is_shown, one = False, None
        for row in (row for row in shares if is_summed(row.values)):
            if figure := country_figure(row.values):
                emissions[figure[0]] = figure[1]
                is_shown, one = is_shown or bool(row.values[BY_DEFAULT]), row
            else:
                published.add(row.values["group_id"])
        for group, members in self._groups if one else ():
            summed = sorted(members & emissions.keys())
            if group.values["id"] not in published and len(summed) >= 2:
                assert one is not None
                yield _sum(group, one, members, emissions, is_shown=is_shown), summed


def _sum(
    group: Row, one: Row, members: set[str], emissions: dict[str, Decimal], *, is_shown: bool
) -> Row:
    """The figure of a group's sum over the members with a figure, of the year of `one` of them."""
    mt = sum((emissions[code] for code in sorted(members & emissions.keys())), Decimal(0))
    values: dict[str, Value] = dict.fromkeys(EMISSIONS_SHARES.fields)
    values |= {name: one.values[name] for name in _COPIED} | {
        "group_id": group.values["id"],
        "emissions_mt": mt,
        "members_without_data": sorted(members - emissions.keys()),
        BY_DEFAULT: is_shown,
    }
    return Row(group.place, values)


def present_members(memberships: Iterable[Row], groups: Iterable[Row]) -> dict[str, set[str]]:
    """The countries of each group that are on the group's own list and have not left.

    A member that is a group stands for its countries; each country counts once.
    """
    lists = {row.values["id"]: row.values["source_id"] for row in groups}
    countries: dict[str, set[str]] = {}
    member_groups: list[tuple[str, str]] = []
    for row in memberships:
        values = row.values
        group = str(values["group_id"])
        has_ended = values["end_date"] is not None or values["ended_by"] is not None
        if has_ended or lists.get(group) not in flat_texts([values["rests_on"]]):
            continue
        if isinstance(code := values["country_code"], str):
            countries.setdefault(group, set()).add(code)
        elif isinstance(member := values["member_group_id"], str):
            member_groups.append((group, member))
    own = {group: frozenset(codes) for group, codes in countries.items()}
    for group, member in member_groups:
        countries.setdefault(group, set()).update(own.get(member, ()))
    return countries
