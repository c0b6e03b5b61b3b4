"""How changes of the record are put in words, with links to the rows that they are of."""

from typing import Any

from api.pages.reading import Json, Reader
from api.pages.wording import UNKNOWN, count
from api.rest.items import WITH_PAGES
from api.rest.plans import RELEASE
from schema.figures import json_text
from schema.releases import ChangeKind

KINDS = {
    ChangeKind.added: "new row",
    ChangeKind.corrected: "changed value",
    ChangeKind.removed: "row gone",
    ChangeKind.merged: "row merged",
    ChangeKind.column_added: "new column",
    ChangeKind.column_removed: "column gone",
    ChangeKind.digits_changed: "digits changed",
    ChangeKind.resource_added: "new resource",
    ChangeKind.resource_removed: "resource gone",
}
_GONE = (ChangeKind.removed, ChangeKind.merged)  # rows that only the release before has
_VALUE_MAX = 200  # characters of a value


def change_in_words(reader: Reader, change: Json) -> Json:
    """A change as the template shows it.

    Args:
        reader: Reads the page's rows.
        change: The row of `/v1/changes`.
    """
    kind = ChangeKind(change["kind"])
    has_it = change["previous_id" if kind in _GONE else "release_id"]
    is_value = kind is ChangeKind.corrected
    return {
        **change,
        "kind_words": KINDS[kind],
        "href": _address(reader, change["resource"], change["row_id"], has_it),
        "before": _value(change["old"]) if is_value else "",
        "now": _value(change["new"]) if is_value else _extent(change),
        "leads_to": change["successor"] and _successor(reader, change),
    }


def summary(release: Json) -> str:
    """How much a release changed over the one before, in words."""
    parts = [f"{release[name]:,} {name}" for name in ("added", "corrected", "removed", "merged")]
    return ", ".join(parts)


def counts_changes(release: Json) -> int:
    """How many rows differ from the release before."""
    return sum(release[name] for name in ("added", "corrected", "removed", "merged"))


def same_rows(release: Json) -> str:
    """That no row of a release differs from the one before it, though their ids do."""
    return (
        f"No row differs from those of {release['previous_id']} before it. Why their checksums"
        " differ is not in the record; another state of the software can make them otherwise."
    )


def _address(reader: Reader, resource: str, row_id: str | None, release: str) -> str | None:
    """The address of the row in a release that has it; None for a change of a whole column."""
    if row_id is None:
        return None
    prefix = "" if resource in WITH_PAGES else "/v1"
    return reader.root + f"{prefix}/{resource}/{row_id}?{RELEASE}={release}"


def _successor(reader: Reader, change: Json) -> str | None:
    resource, _, key = change["successor"].partition("/")
    return _address(reader, resource, key, change["release_id"])


def _extent(change: Json) -> str:
    return count(change["rows"], "row") if change["row_id"] is None else ""


def _value(value: Any) -> str:
    """A value as text, cut where it is long."""
    if value is None:
        return UNKNOWN
    text = value if isinstance(value, str) else json_text(value)
    return text if len(text) <= _VALUE_MAX else f"{text[:_VALUE_MAX]}…"
