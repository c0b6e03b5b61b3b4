"""Which document the content of an NDC was read from, as a list of a month has it.

It is the last NDC that the party had submitted before that month by the registry. A submission in
the month itself may have come before the list or after it: then the document is not known. Of a
submission in several languages it is the file in English, else the first.
"""

from collections import defaultdict

from schema.documents import DocumentKind
from schema.ndc_contents import ContributionStage
from schema.periods import is_day, period
from seeds.derivation.editions import shown
from seeds.loading.values import Record, Row, Value

_IN_THE_MONTH = "The registry has a submission of the party in the time of the list."
_NONE_BEFORE = "The registry has no NDC of the party from before the list."
_INTENDED = "An INDC: the registry lists NDCs alone."


def link_ndc_contents(record: Record) -> None:
    """Set the document of each row, or why it is not known, in place."""
    ndcs: dict[Value, list[Row]] = defaultdict(list)
    for row in shown(record["documents"]):
        if row.values["kind"] == DocumentKind.ndc and is_day(row.text("submitted_on") or ""):
            ndcs[row.party].append(row)
    for row in record["ndc-contents"]:
        row.values |= {"document_id": None, "document_note": None}
        if row.values["stage"] == ContributionStage.indc:
            row.values["document_note"] = _INTENDED
        else:
            _link(row, ndcs[row.party])


def _link(row: Row, ndcs: list[Row]) -> None:
    first, last = period(row.text("attested_on") or "")
    days = [row.text("submitted_on") or "" for row in ndcs]
    if any(first <= day <= last for day in days):
        row.values["document_note"] = _IN_THE_MONTH
    elif not (before := [day for day in days if day < first]):
        row.values["document_note"] = _NONE_BEFORE
    else:
        files = [ndc for ndc in ndcs if ndc.text("submitted_on") == max(before)]
        files.sort(key=lambda ndc: (ndc.text("language") != "en", ndc.text("id") or ""))
        row.values["document_id"] = files[0].values["id"]
