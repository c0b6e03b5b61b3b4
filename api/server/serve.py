"""`python -m api serve`: the listening socket, the app, and the processes that answer."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import typer

from api.server.allocator import return_large_blocks
from api.server.handover import Handover
from api.settings import Settings

_CORES_MAX = 64
_SHOWN = (
    ("/", "home"),
    ("/reference", "REST reference"),
    ("/graphql", "GraphiQL"),
    ("/v1/countries/CHN?include=pledges", "a first answer"),
)


def serve(settings: Settings) -> int:
    """Serve until a signal ends it; the exit status."""
    return_large_blocks()  # before there are threads
    handover = Handover.taken()
    workers = number_of_workers(settings.workers)
    if workers > 1:
        handover.share_counters()
    gc.disable()  # what is imported stays: to look for garbage in it takes a fifth of the start
    # Imported only now: prometheus-client looks for the folder of the counters when it is imported.
    from api.app import create_app
    from api.server.preload import preload
    from api.server.supervisor import Supervisor
    from api.server.worker import Worker, uvicorn_config

    app = create_app(settings)
    gc.collect()
    gc.freeze()  # from here on, only what is made later is looked at
    gc.enable()
    config = uvicorn_config(app)
    listening = handover.listening_socket()
    if listening is None:
        listening = config.bind_socket()
        _announce(settings.host, listening.getsockname()[1])
    preload(app)

    supervisor = os.getpid()

    def run_worker(tell_alive: Callable[[], None]) -> int:
        worker = Worker(app, config, tell_alive, supervisor)
        worker.run([listening])
        return 0

    try:
        return Supervisor(
            run_worker,
            listening,
            workers,
            drain_s=settings.shutdown_timeout_s,
            silence_s=settings.worker_timeout_s,
            handover=handover,
        ).run()
    finally:
        handover.remove_counters()


def number_of_workers(setting: int | str) -> int:
    """`auto` is one worker a core that this process may use."""
    if isinstance(setting, int):
        return setting
    cores = len(os.sched_getaffinity(0))
    try:  # what a container may use is less than the cores that it sees
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, max(1, round(int(quota) / int(period))))
    except (OSError, ValueError):
        pass  # no such limit
    return min(cores, _CORES_MAX)


def _announce(host: str, port: int) -> None:
    shown = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    typer.echo("Climate Record is served at")
    for path, what in _SHOWN:
        typer.echo(f"  {shown}{path:<36}{what}")
