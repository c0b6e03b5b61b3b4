"""What the first process passes on when it becomes a new program."""

import json
import os
import shutil
import socket
import tempfile
from dataclasses import dataclass, field

_VARIABLE = "CLIMATE_RECORD_HANDOVER"
# prometheus-client's own variable; it is read when that package is imported.
_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@dataclass(slots=True)
class Handover:
    """The listening socket, the workers that still answer, and the folder of their counters.

    Args:
        descriptor: The listening socket, or -1 for none yet.
        workers: The process ids of the workers that the earlier program has started.
        own_folder: The folder of counters that is removed at the end; "" for none.
    """

    descriptor: int = -1
    workers: list[int] = field(default_factory=list)
    own_folder: str = ""

    @classmethod
    def taken(cls) -> "Handover":
        """What the earlier program has passed on; an empty one at the first start."""
        text = os.environ.pop(_VARIABLE, "")
        return cls(**json.loads(text)) if text else cls()

    def listening_socket(self) -> socket.socket | None:
        """The socket that is listened on already."""
        return socket.socket(fileno=self.descriptor) if self.descriptor >= 0 else None

    def share_counters(self) -> None:
        """Name an empty folder in which the workers share their counters, unless one is named.

        It has to be named before prometheus-client is imported.
        """
        if not os.environ.get(_METRICS_FOLDER):
            self.own_folder = tempfile.mkdtemp(prefix="climate-record-metrics-")
            os.environ[_METRICS_FOLDER] = self.own_folder

    def remove_counters(self) -> None:
        """Remove the folder of the counters, if this program or an earlier one has made it."""
        if self.own_folder:
            shutil.rmtree(self.own_folder, ignore_errors=True)

    def environment(self, listening: socket.socket, workers: list[int]) -> dict[str, str]:
        """The environment of the new program."""
        listening.set_inheritable(True)
        passed = {
            "descriptor": listening.fileno(),
            "workers": workers,
            "own_folder": self.own_folder,
        }
        return {**os.environ, _VARIABLE: json.dumps(passed)}
