"""Which statements begin in a thread, since they were too long for the event loop before."""

from dataclasses import dataclass

from api.releases.lru import LookupCache

_LONGEST = 64


@dataclass(slots=True)
class _Detour:
    runs: int = 0  # that begin in a thread each time the statement was too long
    left: int = 0  # of them


class Detours:
    """The runs that begin in a thread, by the texts of their statements.

    What a statement takes depends on its parameters: a list of one country has a hundred times the
    rows of another one's. So a text that was too long for the event loop is tried there again,
    after one run in a thread. If most of its runs are too long, the tries soon are 64 runs apart.

    Args:
        size: Of how many texts it knows.
    """

    def __init__(self, size: int) -> None:
        self._by_text: LookupCache[str, _Detour] = LookupCache(size)

    def begin(self, text: str) -> bool:
        """Whether a statement begins in a thread this time."""
        detour = self._by_text.find(text)
        if detour is None or not detour.left:
            return False
        detour.left -= 1
        return True

    def lengthen(self, text: str) -> None:
        """Note that a statement was too long for the event loop."""
        detour = self._by_text.find(text) or _Detour()
        detour.runs = detour.left = min(max(2 * detour.runs, 1), _LONGEST)
        self._by_text[text] = detour

    def shorten(self, text: str) -> None:
        """Note that a statement was not too long for the event loop."""
        if text in self._by_text:
            self._by_text[text].runs //= 2
