"""Settings: environment variables with defaults, read once when an app is made."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def networks_in(text: str) -> list[str]:
    """The networks of `trusted_proxies`."""
    return [part.strip() for part in text.split(",") if part.strip()]


class Settings(BaseSettings):
    """Every setting is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    @property
    def root(self) -> str:
        """What the paths of addresses begin with, as clients see them; "" for nothing."""
        return self.root_path or urlsplit(self.public_url).path

    @property
    def base(self) -> str:
        """What goes before a path where an absolute address is better; `root` if none is known."""
        return self.public_url or self.root

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for network in networks_in(value):
            ip_network(network)
        return value

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    workers: Literal["auto"] | Annotated[int, Field(ge=1, le=64)] = Field(
        "auto", description="Worker processes; `auto` is one a core."
    )
    max_connections: int = Field(
        1_000, ge=1, description="Connections that a worker has open at once."
    )
    max_header_bytes: int = Field(
        65_536, ge=256, description="Longest request line and header fields together."
    )
    header_timeout_s: float = Field(
        10.0, gt=0, description="Seconds that the head of a request may take to arrive."
    )
    body_timeout_s: float = Field(
        30.0, gt=0, description="Seconds that the body of a request may take to arrive."
    )
    write_timeout_s: float = Field(
        30.0, gt=0, description="Seconds that a client may leave unread what was sent to it."
    )
    keep_alive_timeout_s: float = Field(
        5.0, gt=0, description="Seconds that a connection may wait for its next request."
    )
    shutdown_timeout_s: float = Field(
        10.0, ge=0, description="Seconds that a worker may take to end after SIGTERM."
    )
    shutdown_notice_s: float = Field(
        1.0,
        ge=0,
        description="Of these, seconds in which connections are still taken while /readyz is 503.",
    )
    worker_timeout_s: float = Field(
        30.0,
        ge=3,
        description="Seconds after which a worker whose event loop hangs is killed and replaced.",
    )
    trusted_proxies: str = Field(
        "",
        description="Networks of proxies whose X-Forwarded-For is believed, as CIDR with commas.",
    )
    root_path: str = Field(
        "",
        pattern=r"^(/[A-Za-z0-9._~-]+)*$",
        description="The path below which a proxy shows the server: addresses begin with it.",
    )
    public_url: str = Field(
        "",
        pattern=r"^(https?://[^\s/?#\"'<>\\]+(/[A-Za-z0-9._~-]+)*)?$",
        description="Where clients reach the server; its path is ROOT_PATH unless that is given.",
    )
    contact_url: str = Field(
        "",
        pattern=r"^(https?://[^\s<>\"]+)?$",
        description="Where to write to whoever runs the server, shown on pages and in OpenAPI.",
    )
    database_url: str = Field(
        "sqlite:///var/record.sqlite",
        description="Where releases are published and served from:"
        " `sqlite:///relative.sqlite`, `sqlite:////absolute.sqlite` or `postgresql://...`.",
    )
    database_connections: int = Field(
        8, ge=1, description="Connections to PostgreSQL, a worker, and one more that looks on."
    )
    open_releases: int = Field(
        4, ge=1, description="Older releases held open beside the one that is served, by a worker."
    )
    statement_steps: int = Field(
        50_000_000,
        ge=1_000,
        description="Steps of SQLite's virtual machine after which a statement is refused.",
    )
    statement_timeout_s: float = Field(
        10.0,
        gt=0,
        description="Seconds after which PostgreSQL cancels a statement: it counts no steps.",
    )
    answer_bytes: int = Field(
        16_000_000, ge=100_000, description="Longest JSON page or GraphQL answer."
    )
    statement_threads: int = Field(
        2, ge=1, description="Threads for expensive statements on SQLite, a worker."
    )
    statement_nice: int = Field(
        19,
        ge=0,
        le=19,
        description="Nice value of these threads on Linux; lower it where other programs keep the"
        " machine busy.",
    )
    queue_max: int = Field(
        100, ge=0, description="Requests that may wait for a thread or a connection, a worker."
    )
    queue_wait_s: float = Field(
        5.0, gt=0, description="Seconds that a request waits for a thread or a connection."
    )
    log_level: str = Field("info", description="uvicorn's log level.")
    access_log: bool = Field(
        True, description="Log one line of JSON for each request on standard output."
    )
    max_body_bytes: int = Field(100_000, ge=1, description="Longest request body that is read.")
    answer_cache_bytes: int = Field(
        67_108_864, ge=0, description="What the answer cache may hold; 0 turns it off."
    )
    rate_limit: int = Field(
        0, ge=0, description="Cost of one client's requests in a window; 0 for no limit."
    )
    rate_limit_window_s: int = Field(60, ge=1, description="Seconds of such a window.")
    rate_limit_storage: str = Field(
        "memory://",
        description="Where costs are counted: `memory://` for each worker, or `redis://...`.",
    )
    export_cache_bytes: int = Field(
        1_073_741_824,
        ge=0,
        description="What the export cache of a worker may take on disk; 0 turns it off.",
    )
    export_cache_folder: Path | None = Field(
        None, description="Folder of the export cache; by default the system's temporary folder."
    )
    exports_running: int = Field(
        4, ge=1, description="Exports that a worker makes at one time; further ones wait."
    )
    graphql_compile: bool = Field(
        True, description="Let the database write whole responses; if not, the executor does."
    )
    graphql_max_tokens: int = Field(2_000, ge=1, description="Longest GraphQL document.")
    graphql_max_depth: int = Field(12, ge=1, description="Deepest GraphQL selection.")
    graphql_max_aliases: int = Field(50, ge=0, description="Most aliases in a GraphQL document.")
    graphql_max_nodes: int = Field(
        20_000, ge=1, description="Most rows that a GraphQL operation may ask for."
    )
    graphql_max_units: int = Field(
        2_000_000, ge=1, description="Most units that a GraphQL operation may be expected to cost."
    )
    graphql_persisted_bytes: int = Field(
        4_000_000,
        ge=0,
        description="What the persisted queries of a worker may take; 0 turns them off.",
    )
