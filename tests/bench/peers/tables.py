"""The peers' tables, as the SQLModel documentation writes them: base, table, public model."""

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel


class Source(SQLModel, table=True):
    """A document or dataset."""

    id: str = Field(primary_key=True)
    kind: str
    publisher: str | None = Field(default=None, index=True)
    title: str | None = None
    url: str | None = None
    licence: str | None = None


class Country(SQLModel, table=True):
    """A country or territory."""

    code: str = Field(primary_key=True)
    alpha2: str | None = None
    name: str = Field(index=True)
    region: str | None = Field(default=None, index=True)
    source_id: str = Field(foreign_key="source.id")


class PledgeBase(SQLModel):
    """What a pledge says."""

    id: str = Field(primary_key=True)
    country_code: str | None = Field(default=None, foreign_key="country.code", index=True)
    group_id: str | None = None
    kind: str | None = None
    horizon: str | None = None
    target_year: int | None = None
    target_year_qualifier: str | None = None
    target_year_note: str | None = None
    gases: str | None = None
    scope: str | None = None
    value: float | None = None
    unit: str | None = None
    per: str | None = None
    baseline_year: int | None = None
    conditionality: str | None = None
    status: str | None = None
    status_date: str | None = None
    announced_on: str | None = None
    in_force_from: str | None = None
    in_force_to: str | None = None
    outcome: str | None = None
    outcome_basis: str | None = None
    outcome_record_id: str | None = None
    ended_by: str | None = None
    supersedes_id: str | None = None
    superseded_by_id: str | None = None
    announced_by_id: str | None = None
    document_url: str | None = None
    document_id: str | None = None
    source_id: str = Field(foreign_key="source.id")
    certain_from: str | None = None
    certain_until: str | None = None
    former_ids: list[str] = Field(sa_type=JSON)
    actor_id: str = Field(index=True)
    actor_kind: str = Field(index=True)


class Pledge(PledgeBase, table=True):
    """A pledge as stored."""


class PledgePublic(PledgeBase):
    """A pledge as answered."""


class EmissionsShareBase(SQLModel):
    """A party's share of the world's emissions in a year."""

    id: str = Field(primary_key=True)
    country_code: str | None = Field(default=None, foreign_key="country.code", index=True)
    group_id: str | None = None
    aggregate_id: str | None = None
    series_id: str
    year: int = Field(index=True)
    gas: str
    accounting: str
    series_role: str
    basis: str = Field(index=True)
    emissions_mt: float
    world_mt: float
    share_percent: float
    rank: int | None = None
    per_capita_t: float | None = None
    per_gdp_kg: float | None = None
    members_without_data: list[str] = Field(sa_type=JSON)
    by_default: bool
    source_id: str = Field(foreign_key="source.id")
    actor_id: str = Field(index=True)
    actor_kind: str = Field(index=True)


class EmissionsShare(EmissionsShareBase, table=True):
    """A share as stored."""

    __tablename__ = "emissions_share"


class EmissionsSharePublic(EmissionsShareBase):
    """A share as answered."""


class EmissionsSharesPublic(SQLModel):
    """A page of shares, and how many there are in all."""

    data: list[EmissionsSharePublic]
    count: int
