"""REST with FastAPI and SQLModel, as their documentation and the official template write it."""

import csv
import io
import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from fastapi.responses import StreamingResponse
from peers.tables import EmissionsShare, EmissionsSharesPublic, Pledge, PledgePublic
from sqlmodel import Session, col, create_engine, func, select

engine = create_engine(os.environ["DATABASE_URL"], connect_args={"check_same_thread": False})
app = FastAPI()


def get_session() -> Iterator[Session]:
    """One session a request."""
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]

_SORTABLE = {
    "id": col(EmissionsShare.id),
    "year": col(EmissionsShare.year),
    "share_percent": col(EmissionsShare.share_percent),
}


@app.get("/pledges/{pledge_id}", response_model=PledgePublic)
def read_pledge(session: SessionDep, pledge_id: str) -> Any:
    """One pledge."""
    pledge = session.get(Pledge, pledge_id)
    if pledge is None:
        raise HTTPException(status_code=404, detail="Pledge not found")
    return pledge


@app.get("/emissions-shares", response_model=EmissionsSharesPublic)
def read_emissions_shares(
    session: SessionDep,
    year: int | None = None,
    gas: str | None = None,
    accounting: str | None = None,
    series_role: str | None = None,
    sort: Annotated[str, Query(pattern="^-?(id|year|share_percent)$")] = "id",
    offset: int = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Any:
    """A page of shares, filtered and sorted."""
    conditions = []
    if year is not None:
        conditions.append(col(EmissionsShare.year) == year)
    if gas is not None:
        conditions.append(col(EmissionsShare.gas) == gas)
    if accounting is not None:
        conditions.append(col(EmissionsShare.accounting) == accounting)
    if series_role is not None:
        conditions.append(col(EmissionsShare.series_role) == series_role)
    column = _SORTABLE[sort.removeprefix("-")]
    order = column.desc() if sort.startswith("-") else column.asc()
    count = session.exec(select(func.count()).select_from(EmissionsShare).where(*conditions)).one()
    rows = session.exec(
        select(EmissionsShare)
        .where(*conditions)
        .order_by(order, col(EmissionsShare.id))
        .offset(offset)
        .limit(limit)
    ).all()
    return {"data": rows, "count": count}


@app.get("/emissions-shares.csv")
def export_emissions_shares() -> StreamingResponse:
    """Every share as CSV, a thousand rows at a time."""
    return StreamingResponse(_csv_chunks(), media_type="text/csv")


def _csv_chunks() -> Iterator[str]:
    names = list(EmissionsShare.model_fields)
    yield ",".join(names) + "\r\n"
    with Session(engine) as session:
        shares = session.exec(select(EmissionsShare).execution_options(yield_per=1000))
        for rows in shares.partitions():
            buffer = io.StringIO()
            csv.writer(buffer).writerows([getattr(row, name) for name in names] for row in rows)
            yield buffer.getvalue()
