"""`make serve`, as somebody runs it who begins."""

import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from os import environ
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAIT_S = 300  # a first publish on a busy machine


def status(address: str) -> int | None:
    """The status of an answer, or None if nobody answers."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:  # noqa: S310  # our own server
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@pytest.mark.long
def test_make_serve_publishes_beside_the_server_and_ends_with_it() -> None:
    """The server says that it is not ready until there is a release; SIGTERM ends both."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["make", "--no-print-directory", "serve"]
    ours = environ | {"PORT": str(port), "HOST": "127.0.0.1", "WORKERS": "1"}
    process = subprocess.Popen(command, cwd=ROOT, env=ours, start_new_session=True)
    address = f"http://127.0.0.1:{port}/v1/countries/CHN"
    seen, end = set(), time.monotonic() + WAIT_S
    try:
        while 200 not in seen and time.monotonic() < end and process.poll() is None:
            seen.add(status(address))
            time.sleep(0.1)
        assert seen - {None, 503} == {200}
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        process.wait(WAIT_S)
    while status(address) is not None and time.monotonic() < end:
        time.sleep(0.1)
    assert status(address) is None
