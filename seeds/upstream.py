"""Asks the git host of upstream repositories for the newest commit of a path.

The API is GitHub's (`GET /repos/{owner}/{repository}/commits?path=...&per_page=1`), without a
token: 60 requests an hour are answered. After a refusal or a failure of the network nothing more is
asked, so that a command without a network ends soon.
"""

import json
import re
from http.client import HTTPException
from typing import NamedTuple, Self
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlencode
from urllib.request import Request, urlopen

GIT_HOST = "https://api.github.com"

_PERMALINK = re.compile(
    r"https://github\.com/(?P<repository>[^/]+/[^/]+)/(?:blob|tree|raw)/(?P<commit>[0-9a-f]{40})"
    r"(?:/(?P<path>[^?#]*))?",
    re.ASCII,
)
_TIMEOUT_S = 10
_ANSWER_MAX_BYTES = 1_000_000
_REFUSALS = {403, 429}  # GitHub answers either when a client has asked too often


class Permalink(NamedTuple):
    """A file or folder of a repository at a commit; the path of the whole repository is empty."""

    repository: str
    commit: str
    path: str

    @classmethod
    def parse(cls, url: str) -> Self | None:
        """The parts of a permalink of GitHub; None for any other address."""
        match = _PERMALINK.fullmatch(url)
        return match and cls(match["repository"], match["commit"], unquote(match["path"] or ""))


class Commit(NamedTuple):
    """A commit, with the day on which it was committed (UTC)."""

    sha: str
    day: str


class NotAnswered(Exception):
    """The git host did not say what was asked; the message says why."""


class GitHost:
    """The API of a git host.

    Args:
        address: Where it is, `https://api.github.com` or a mirror of it.
    """

    def __init__(self, address: str = GIT_HOST) -> None:
        if not re.match(r"https?://", address):
            raise ValueError(f"{address} is no http or https address")
        self._address = address.rstrip("/")
        self._silent: str | None = None  # why it is not asked any more

    def newest_commit(self, link: Permalink) -> Commit:
        """The newest commit of a path on the repository's default branch.

        Raises:
            NotAnswered: There is no such path, the host refuses, or there is no network.
        """
        if self._silent is not None:
            raise NotAnswered(self._silent)
        query = urlencode({"path": link.path, "per_page": 1})
        answer = self._get(f"{self._address}/repos/{quote(link.repository)}/commits?{query}")
        try:
            (first, *_) = json.loads(answer)
            return Commit(str(first["sha"]), str(first["commit"]["committer"]["date"])[:10])
        except (ValueError, KeyError, TypeError):
            raise NotAnswered("no commit of the path, or no answer in JSON") from None

    def _get(self, url: str) -> bytes:
        headers = {"Accept": "application/vnd.github+json", "User-Agent": "climate-record"}
        try:
            request = Request(url, headers=headers)  # noqa: S310  # the scheme is checked
            with urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310
                answer: bytes = response.read(_ANSWER_MAX_BYTES)
                return answer
        except HTTPError as error:
            error.close()
            if error.code in _REFUSALS:
                self._silent = f"the git host refuses further requests ({error.code})"
                raise NotAnswered(self._silent) from None
            raise NotAnswered(f"the git host answers {error.code}") from None
        except (OSError, HTTPException) as error:
            reason = error.reason if isinstance(error, URLError) else error
            self._silent = f"the git host cannot be reached: {reason}"
            raise NotAnswered(self._silent) from None
