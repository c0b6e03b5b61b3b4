"""GraphQL with strawberry on FastAPI: SQLModel through async sessions, a DataLoader a relation."""

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import strawberry
from fastapi import FastAPI
from peers import tables
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import SQLModel, col
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.fastapi import GraphQLRouter

engine = create_async_engine(os.environ["DATABASE_URL"].replace("sqlite:", "sqlite+aiosqlite:"))

# What a loader loads: the rows of a country, how many, and (column, value) of further conditions.
_Key = tuple[str, int, tuple[tuple[str, str | int], ...]]


async def _rows(statement: Any) -> Sequence[Any]:
    async with AsyncSession(engine) as session:
        return (await session.execute(statement)).all()


async def _objects(statement: Any) -> Sequence[Any]:
    async with AsyncSession(engine) as session:
        return (await session.scalars(statement)).all()


async def _load_sources(keys: list[str]) -> list[tables.Source | None]:
    rows = await _objects(select(tables.Source).where(col(tables.Source.id).in_(keys)))
    by_id = {row.id: row for row in rows}
    return [by_id.get(key) for key in keys]


async def _first_of_each(
    table: type[SQLModel], order: tuple[Any, ...], keys: list[_Key]
) -> list[list[Any]]:
    """The first rows of each country in one statement, by a window function."""
    groups = defaultdict(list)
    for code, first, conditions in keys:
        groups[first, conditions].append(code)
    rows_by_key = {}
    for (first, conditions), codes in groups.items():
        owner = table.country_code  # type: ignore[attr-defined]
        ranked = select(
            table, func.row_number().over(partition_by=owner, order_by=order).label("place")
        ).where(owner.in_(codes))
        for name, value in conditions:
            column = getattr(table, name)
            ranked = ranked.where(column <= value if name == "target_year" else column == value)
        inner = ranked.subquery()
        statement = select(inner).where(inner.c.place <= first).order_by(inner.c.place)
        rows = defaultdict(list)
        for row in await _rows(statement):
            rows[row.country_code].append(row)
        rows_by_key |= {(code, first, conditions): rows[code] for code in codes}
    return [rows_by_key[key] for key in keys]


async def _load_pledges(keys: list[_Key]) -> list[list[Any]]:
    return await _first_of_each(tables.Pledge, (col(tables.Pledge.id),), keys)


async def _load_shares(keys: list[_Key]) -> list[list[Any]]:
    share = tables.EmissionsShare
    order = (col(share.year).desc().nulls_last(), col(share.id))
    return await _first_of_each(share, order, keys)


async def context() -> dict[str, Any]:
    """New loaders for each request: a loader caches what it has loaded."""
    return {
        "sources": DataLoader(load_fn=_load_sources),
        "pledges": DataLoader(load_fn=_load_pledges),
        "shares": DataLoader(load_fn=_load_shares),
    }


@strawberry.type
class Source:
    """A document or dataset."""

    id: str
    publisher: str | None
    title: str | None
    licence: str | None


@strawberry.type
class Pledge:
    """A commitment."""

    id: str
    kind: str
    target_year: int | None
    status: str | None
    source_id: strawberry.Private[str]

    @strawberry.field
    async def source(self, info: strawberry.Info) -> Source:
        """The document or dataset that states it."""
        row = await info.context["sources"].load(self.source_id)
        return Source(id=row.id, publisher=row.publisher, title=row.title, licence=row.licence)


@strawberry.type
class EmissionsShare:
    """A share of the world's emissions."""

    year: int | None
    emissions_mt: float | None
    share_percent: float


@strawberry.type
class Country:
    """A country or territory."""

    code: str
    name: str
    region: str | None

    @strawberry.field
    async def pledges(
        self, info: strawberry.Info, first: int = 20, target_year_lte: int | None = None
    ) -> list[Pledge]:
        """Its pledges, by id."""
        conditions = () if target_year_lte is None else (("target_year", target_year_lte),)
        rows = await info.context["pledges"].load((self.code, first, conditions))
        return [
            Pledge(
                id=r.id,
                kind=r.kind,
                target_year=r.target_year,
                status=r.status,
                source_id=r.source_id,
            )
            for r in rows
        ]

    @strawberry.field
    async def emissions_shares(
        self,
        info: strawberry.Info,
        first: int = 20,
        gas: str | None = None,
        accounting: str | None = None,
        series_role: str | None = None,
    ) -> list[EmissionsShare]:
        """Its shares, latest first."""
        columns = {"gas": gas, "accounting": accounting, "series_role": series_role}
        conditions = tuple((name, value) for name, value in columns.items() if value is not None)
        rows = await info.context["shares"].load((self.code, first, conditions))
        return [
            EmissionsShare(year=r.year, emissions_mt=r.emissions_mt, share_percent=r.share_percent)
            for r in rows
        ]


def _country(row: tables.Country) -> Country:
    return Country(code=row.code, name=row.name, region=row.region)


@strawberry.type
class Query:
    """The root fields."""

    @strawberry.field
    async def country(self, code: str) -> Country | None:
        """One country."""
        rows = await _objects(select(tables.Country).where(tables.Country.code == code))
        return _country(rows[0]) if rows else None

    @strawberry.field
    async def countries(self, first: int = 20, region: str | None = None) -> list[Country]:
        """Countries by code."""
        statement = select(tables.Country).order_by(col(tables.Country.code)).limit(first)
        if region is not None:
            statement = statement.where(tables.Country.region == region)
        return [_country(row) for row in await _objects(statement)]


schema = strawberry.Schema(Query, extensions=[ParserCache(), ValidationCache()])
app = FastAPI()
app.include_router(
    GraphQLRouter(schema, context_getter=context, graphql_ide=None), prefix="/graphql"
)
