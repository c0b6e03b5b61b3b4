"""What a change of a contract is to a client, and which versions promise that nothing breaks.

docs/versions.md has the policy. `openapi_changes` and `graphql_changes` find the changes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from packaging.version import Version

# What to do instead of a change that breaks a client.
KEEP = "keep it beside what takes its place, marked as deprecated for a year at least, until /v2"
OPTIONAL = "make it optional, and without it answer as before"
BESIDE = "leave this as it is, and give what differs a name of its own"


class Change(NamedTuple):
    """One difference between two contracts that a client may notice.

    Attributes:
        sentence: Where it is, and what it is.
        instead: How to do without it; "" if it is allowed.
        value: The value that a vocabulary has gained, if it is allowed for that.
    """

    sentence: str
    instead: str = ""
    value: str = ""


def is_bound(released: str, software: str) -> bool:
    """Whether a version of the software has to keep the contracts of a released version.

    A pre-release promises nothing, and a greater major version may break with what was before.
    """
    promise = Version(released)
    return not promise.is_prerelease and Version(software).major <= promise.major


def breaks(changes: Iterable[Change]) -> list[str]:
    """A line for each change that breaks a client, with what to do instead."""
    return [f"{change.sentence} Instead: {change.instead}." for change in changes if change.instead]


def unannounced(changes: Iterable[Change], changelog: str) -> list[str]:
    """A line for each new value that the changelog does not name in backquotes.

    The value of a path, as of a type of problem, is the last segment.
    """
    new = [(change.sentence, change.value.rpartition("/")[2]) for change in changes if change.value]
    return [sentence for sentence, value in new if f"`{value}`" not in changelog]


class NotComparedError(Exception):
    """A contract uses something that the comparison does not know."""
