"""Rules about each row by itself: who it is about, and that a share is one."""

from collections.abc import Iterable, Iterator

from schema.emissions import EMISSIONS_SHARES
from schema.resource import Resource
from schema.series import Accounting
from seeds.loading.files import FactProblem
from seeds.loading.values import Row


def one_actor(resource: Resource, rows: Iterable[Row]) -> Iterator[FactProblem]:
    """A row about somebody has one actor: one of the columns that name it has a value."""
    if (actor := resource.actor) is None:
        return
    for row in rows:
        values = row.values
        count = sum([values[column] is not None for column in actor.columns])
        if count > 1 or (actor.required and not count):
            either = " or ".join(actor.columns)
            yield FactProblem(row.place, f"either {either}, and only one")


def measured_shares(resource: Resource, rows: Iterable[Row]) -> Iterator[FactProblem]:
    """A share has numerator and denominator, and is a share."""
    for row in rows if resource is EMISSIONS_SHARES else ():
        v = row.values
        if v["emissions_mt"] is not None and v["world_mt"] is None:
            key = [str(v[column]) for column in ("series_id", "year", "source_id")]
            message = f"no world total for {', '.join(key)}"
            yield FactProblem(row.place, message, "a row in world-emissions/ is the denominator")
        percent = v["share_percent"]
        # With land use, removals can exceed emissions: the share is negative then.
        least = -100 if v["accounting"] == Accounting.including_land_use else 0
        if isinstance(percent, int | float) and not least <= percent <= 100:
            yield FactProblem(row.at("share_percent"), f"{percent} % is no share of the world")
