"""Who is measured: Climate Record on both databases, each peer, and the floor below them all."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.install import node
from tests.bench.places import FLOOR, HERE, HOST, NODE, ROOT, VENV
from tests.bench.processes import Command

SQLITE, POSTGRESQL = "sqlite", "postgresql"

_OUR_PYTHON = ROOT / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the release lies: SQLite files, and where there is a PostgreSQL its URLs."""

    sqlite: Path
    plain: Path  # for the peers
    tenfold: Path | None = None
    postgresql: str | None = None
    postgresql_plain: str | None = None  # for the peers
    postgresql_tenfold: str | None = None
    schema: str | None = None  # the schema of the release in PostgreSQL


@dataclass(frozen=True, slots=True)
class Subject:
    """One server to measure; `dialect` says how workloads are put to it."""

    key: str
    title: str
    engine: str | None
    dialect: str
    command: Callable[[Databases, int], Command]
    cached: bool = False  # answers from an answer cache
    times: int = 1  # rows, as a multiple of today's

    @property
    def is_ours(self) -> bool:
        """Whether it is Climate Record."""
        return self.dialect == "ours"


def _ours(engine: str, *, cached: bool = False, tenfold: bool = False) -> Subject:
    def command(databases: Databases, port: int) -> Command:
        environment = {
            "HOST": HOST,
            "PORT": str(port),
            "DATABASE_URL": _url(databases, engine, tenfold),
            "WORKERS": "1",
            "LOG_LEVEL": "warning",  # no access log: no peer writes one either
        }
        if not cached:
            environment["ANSWER_CACHE_BYTES"] = "0"
        return Command([str(_OUR_PYTHON), "-m", "api", "serve"], ROOT, environment)

    name = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}[engine]
    traits = (["answer cache"] if cached else []) + (["10× rows"] if tenfold else [])
    return Subject(
        "-".join(["ours", engine, *(["hot"] if cached else []), *(["tenfold"] if tenfold else [])]),
        ", ".join([f"Climate Record on {name}", *traits]),
        engine,
        "ours",
        command,
        cached,
        10 if tenfold else 1,
    )


def _url(databases: Databases, engine: str, tenfold: bool) -> str:
    if engine == POSTGRESQL:
        return (databases.postgresql_tenfold if tenfold else databases.postgresql) or ""
    path = databases.tenfold if tenfold else databases.sqlite
    return f"sqlite:///{path}"


def _uvicorn(
    app: str, environment: Callable[[Databases], dict[str, str]]
) -> Callable[[Databases, int], Command]:
    def command(databases: Databases, port: int) -> Command:
        arguments = [str(VENV / "bin" / "uvicorn"), app, "--host", HOST, "--port", str(port)]
        arguments += ["--no-access-log", "--log-level", "warning", "--no-server-header"]
        return Command(arguments, HERE, environment(databases))

    return command


def _sqlite_url(databases: Databases) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{databases.plain}"}


def _postgraphile(databases: Databases, port: int) -> Command:
    environment = {
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": databases.postgresql_plain or "",
        "SCHEMA": databases.schema or "",
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    return Command([str(node()), "server.mjs"], NODE, environment)


OURS = (_ours(SQLITE), _ours(POSTGRESQL))
HOT = (_ours(SQLITE, cached=True), _ours(POSTGRESQL, cached=True))
TENFOLD = (_ours(SQLITE, tenfold=True), _ours(POSTGRESQL, tenfold=True))

FLOOR_SUBJECT = Subject(
    "floor",
    "bare uvicorn, same bytes",
    None,
    "floor",
    _uvicorn("peers.floor:app", lambda _: {"FLOOR": str(FLOOR)}),
)

PEERS = (
    Subject(
        "fastapi",
        "FastAPI + SQLModel",
        SQLITE,
        "fastapi",
        _uvicorn("peers.rest:app", _sqlite_url),
    ),
    Subject(
        "datasette",
        "Datasette",
        SQLITE,
        "datasette",
        _uvicorn("peers.datasette_site:app", lambda d: {"DATABASE": str(d.plain)}),
    ),
    Subject(
        "strawberry",
        "strawberry + DataLoaders",
        SQLITE,
        "strawberry",
        _uvicorn("peers.graph:app", _sqlite_url),
    ),
    Subject(
        "postgraphile",
        "PostGraphile 5 on PostgreSQL",
        POSTGRESQL,
        "postgraphile",
        _postgraphile,
    ),
)

ALL = {s.key: s for s in (*OURS, *HOT, *TENFOLD, FLOOR_SUBJECT, *PEERS)}
