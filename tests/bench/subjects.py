"""The servers that are measured: Climate Record on both databases, its peers, and the floor."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.install import node
from tests.bench.messages import HOST
from tests.bench.paths import FLOOR, HERE, NODE, ROOT, VENV
from tests.bench.processes import Command
from tests.bench.workloads import serves

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)

_NAMES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}


@dataclass(frozen=True, slots=True)
class Installation:
    """A tree of Climate Record, and the Python that has its packages."""

    python: Path
    tree: Path


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the release is: SQLite files, and URLs if there is a PostgreSQL."""

    sqlite: Path
    peers_sqlite: Path | None = None
    tenfold_sqlite: Path | None = None
    baseline_sqlite: Path | None = None
    postgresql: str | None = None
    peers_postgresql: str | None = None
    peers_schema: str | None = None  # PostgreSQL's schema that holds the release
    tenfold_postgresql: str | None = None
    baseline_postgresql: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One server to measure; `dialect` names the interface that its requests are written for."""

    key: str
    title: str
    engine: str | None
    dialect: str
    command: Callable[[Databases, int], Command]
    cached: bool = False  # with its answer cache on
    times: int = 1  # rows, as a multiple of the record's
    is_baseline: bool = False  # Climate Record at another commit
    workloads: tuple[str, ...] = ()  # only these; by default all that the dialect serves

    @property
    def is_ours(self) -> bool:
        """Whether it is Climate Record as it stands in this tree."""
        return self.dialect == "ours" and not self.is_baseline

    def serves(self, workload: str) -> bool:
        """Whether this workload is measured of it."""
        return workload in (self.workloads or (workload,)) and serves(self.dialect, workload)


def _ours(engine: str, *, cached: bool = False, tenfold: bool = False) -> Subject:
    def command(databases: Databases, port: int) -> Command:
        installation = Installation(ROOT / ".venv" / "bin" / "python", ROOT)
        return _serve(installation, _database(databases, engine, tenfold), port, cached=cached)

    traits = (["answer cache"] if cached else []) + (["10× rows"] if tenfold else [])
    return Subject(
        "-".join(["ours", engine, *(["hot"] if cached else []), *(["tenfold"] if tenfold else [])]),
        ", ".join([f"Climate Record on {_NAMES[engine]}", *traits]),
        engine,
        "ours",
        command,
        cached,
        10 if tenfold else 1,
    )


def counterpart(subject: Subject, commit: str, installation: Installation) -> Subject:
    """The counterpart of one of ours, as an installation of another commit serves it."""

    def command(databases: Databases, port: int) -> Command:
        on_sqlite = subject.engine == SQLITE
        url = f"sqlite:///{databases.baseline_sqlite}"
        database = url if on_sqlite else databases.baseline_postgresql or ""
        return _serve(installation, database, port, cached=subject.cached)

    return replace(
        subject,
        key=baseline_key(subject.key),
        title=f"{subject.title}, at {commit}",
        command=command,
        is_baseline=True,
    )


def baseline_key(key: str) -> str:
    """The key of the counterpart of one of ours."""
    return key.replace("ours-", "baseline-")


def _serve(installation: Installation, database_url: str, port: int, *, cached: bool) -> Command:
    environment = {
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": database_url,
        "WORKERS": "1",
        "LOG_LEVEL": "warning",
        "ACCESS_LOG": "false",  # as the peers have none
    }
    if not cached:
        environment["ANSWER_CACHE_BYTES"] = "0"
    arguments = [str(installation.python), "-m", "api", "serve"]
    return Command(arguments, installation.tree, environment)


def _database(databases: Databases, engine: str, tenfold: bool) -> str:
    if engine == POSTGRESQL:
        return (databases.tenfold_postgresql if tenfold else databases.postgresql) or ""
    return f"sqlite:///{databases.tenfold_sqlite if tenfold else databases.sqlite}"


def _uvicorn(
    app: str, environment: Callable[[Databases], dict[str, str]]
) -> Callable[[Databases, int], Command]:
    def command(databases: Databases, port: int) -> Command:
        arguments = [str(VENV / "bin" / "uvicorn"), app, "--host", HOST, "--port", str(port)]
        arguments += ["--no-access-log", "--log-level", "warning", "--no-server-header"]
        return Command(arguments, HERE, environment(databases))

    return command


def _peers_sqlite(databases: Databases) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{databases.peers_sqlite}"}


def _postgraphile(databases: Databases, port: int) -> Command:
    environment = {
        "HOST": HOST,
        "PORT": str(port),
        "DATABASE_URL": databases.peers_postgresql or "",
        "SCHEMA": databases.peers_schema or "",
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }
    return Command([str(node()), "server.mjs"], NODE / "postgraphile", environment)


def _fastify(*, only_windows: bool) -> Callable[[Databases, int], Command]:
    def command(databases: Databases, port: int) -> Command:
        environment = {
            "HOST": HOST,
            "PORT": str(port),
            "DATABASE": str(databases.peers_sqlite),
            "NODE_ENV": "production",
            **({"ONLY_WINDOWS": "1"} if only_windows else {}),
        }
        return Command([str(node()), "server.mjs"], NODE / "fastify", environment)

    return command


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
    FLOOR_SUBJECT,
    Subject(
        "fastapi",
        "FastAPI + SQLModel",
        SQLITE,
        "fastapi",
        _uvicorn("peers.rest:app", _peers_sqlite),
    ),
    Subject(
        "datasette",
        "Datasette",
        SQLITE,
        "datasette",
        _uvicorn("peers.datasette_site:app", lambda d: {"DATABASE": str(d.peers_sqlite)}),
    ),
    Subject(
        "strawberry",
        "strawberry + DataLoaders",
        SQLITE,
        "strawberry",
        _uvicorn("peers.graph:app", _peers_sqlite),
    ),
    Subject(
        "fastify",
        "Fastify + better-sqlite3, Mercurius",
        SQLITE,
        "fastify",
        _fastify(only_windows=False),
    ),
    Subject(
        "fastify-windows",
        "the same, every list by a window function",
        SQLITE,
        "fastify",
        _fastify(only_windows=True),
        workloads=("W3",),
    ),
    Subject(
        "postgraphile",
        "PostGraphile 5 on PostgreSQL",
        POSTGRESQL,
        "postgraphile",
        _postgraphile,
    ),
)
