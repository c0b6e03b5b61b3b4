"""The floor: bare uvicorn that answers each path with bytes it has in memory.

No Python server that speaks HTTP through uvicorn can cost less than this.
"""

import os
from pathlib import Path
from typing import Any

_BODIES = {f"/{file.name}": file.read_bytes() for file in Path(os.environ["FLOOR"]).iterdir()}
_ANSWERS = {
    path: (
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
            ],
        },
        {"type": "http.response.body", "body": body},
    )
    for path, body in _BODIES.items()
}
_MISSING = (
    {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]},
    {"type": "http.response.body", "body": b""},
)


async def app(scope: Any, _receive: Any, send: Any) -> None:
    """Send what is under the path."""
    if scope["type"] != "http":
        return
    start, body = _ANSWERS.get(scope["path"], _MISSING)
    await send(start)
    await send(body)
