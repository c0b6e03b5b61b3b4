"""The log of the server's health: a line when it changes, none while it stays."""

import logging
import time
from collections.abc import Callable

_LOG = logging.getLogger("api.health")


class HealthLog:
    """What was last known of the health: a state is logged once, whoever finds it.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fault, self._since = "", 0.0
        self._release = ""

    def is_ready(self, release: str) -> None:
        """A release can be read."""
        if self._fault:
            _LOG.warning("ready again after %.0f s", self._clock() - self._since)
            self._fault = ""
        if release != self._release:
            before = f", after {self._release}" if self._release else ""
            _LOG.info("release %s is served%s", release, before)
            self._release = release

    def is_not_ready(self, fault: str) -> None:
        """No release can be read, and why."""
        if not self._fault:
            self._since = self._clock()
        if fault != self._fault:
            _LOG.error("not ready: %s", fault)
        self._fault = fault
