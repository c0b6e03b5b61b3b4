"""How the benchmark starts servers."""

import sys
import time
from pathlib import Path

from tests.bench.messages import Request, free_port
from tests.bench.processes import Command, Server, cpu_seconds

# Answers at once, and works in a thread for a while.
_BUSY_AT_FIRST = """
import sys, threading, time
from http.server import HTTPServer, SimpleHTTPRequestHandler

def work():
    while time.process_time() < 0.8:
        pass

server = HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler)
threading.Thread(target=work).start()
server.serve_forever()
"""


def test_a_server_is_measured_once_it_is_at_rest(tmp_path: Path) -> None:
    """What a server does after its first response, such as reading its file, is in no figure."""
    port = free_port()
    command = Command([sys.executable, "-c", _BUSY_AT_FIRST, str(port)], tmp_path)
    server = Server("busy", command, port, Request("GET", "/"), is_pinned=False)
    try:
        before = cpu_seconds(server.pid)
        assert before >= 0.7
        time.sleep(0.1)
        assert cpu_seconds(server.pid) - before < 0.05
        assert server.seconds > 0
    finally:
        server.stop()
