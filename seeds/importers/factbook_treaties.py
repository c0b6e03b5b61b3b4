"""What the CIA World Factbook prints of treaties: parties, and signatories without ratification.

Two files give the field *Environment - international agreements*: one by yearly edition (1997 to
2017; those of 2018 to 2020 have the labels alone), one by the dates of snapshots (2015 to 2026).
The texts that follow one another are folded: an attestation goes from the first edition or snapshot
that prints an actor so to the last, without one in between that does not. A print date is no legal
date, and prints lag: these rows are a check.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby, zip_longest
from pathlib import Path
from typing import NamedTuple

from schema.import_notes import ImportReason
from schema.treaties import TreatyAttestationKind
from seeds.importers.cells import YEAR, checked_alpha3, matching
from seeds.importers.context import Cells, ImportContext
from seeds.importers.editions import Dataset
from seeds.importers.facts_files import FactRow, FactsFile
from seeds.importers.treaties import ATTESTATION_COLUMNS, DAY, actor_cells

DATASET = Dataset(
    "cia-world-factbook-agreements",
    "Central Intelligence Agency",
    'The World Factbook, field "Environment - international agreements"',
    stands_alone=True,
)
EDITIONS = "environment-agreements-1990-2020.csv"
SNAPSHOTS = "environment-agreements-2015-2026.csv"

_TREATIES = {
    "Climate Change": "unfccc",
    "Climate Change-Kyoto Protocol": "kyoto-protocol",
    "Kyoto Protocol": "kyoto-protocol",
    "Climate Change-Paris Agreement": "paris-agreement",
}
_LABELS = {
    "party to:": TreatyAttestationKind.party,
    "signed, but not ratified:": TreatyAttestationKind.signatory,
    "signed but not ratified:": TreatyAttestationKind.signatory,
}
_LABEL = re.compile("|".join(map(re.escape, _LABELS)))
_NO_CODE = "a territory or an area without an alpha-3 code"


class _Listing(NamedTuple):
    """One text about one actor: its dates, its place, and what it attests, with the words."""

    code: str
    first: str
    last: str
    locator: str
    attested: dict[tuple[str, TreatyAttestationKind], str]


def factbook_treaties(source: Path, context: ImportContext) -> list[FactsFile]:
    """The attestations in the two files of a folder."""
    context.begin_edition(DATASET, source)
    rows: list[FactRow] = []
    for name, columns, dates in (
        (EDITIONS, ("iso3", "edition", "text"), _edition),
        (SNAPSHOTS, ("iso3", "first_seen", "last_seen", "text"), _snapshots),
    ):
        convert = partial(_listing, dates=dates, context=context)
        listings = context.convert_rows(source / name, columns, convert)
        rows += _attestations(listings, context.source_id)
    return [FactsFile("treaty-attestations/factbook.csv", ATTESTATION_COLUMNS, rows)]


def _edition(cells: Cells) -> tuple[str, str]:
    year = matching(cells, "edition", YEAR, "a year")
    return year, year


def _snapshots(cells: Cells) -> tuple[str, str]:
    return matching(cells, "first_seen", DAY, "a day"), matching(cells, "last_seen", DAY, "a day")


def _listing(
    cells: Cells, dates: Callable[[Cells], tuple[str, str]], context: ImportContext
) -> Iterable[_Listing]:
    code = cells["iso3"].strip()
    if not code:
        context.leave_out(_NO_CODE)
        return []
    first, last = dates(cells)
    attested = dict(_attested(cells["text"]))
    if not _LABEL.sub("", cells["text"]).strip(" |"):
        reason = ImportReason.incomplete
        context.leave_out("a text of labels alone", reason=reason)
        return []
    return [_Listing(checked_alpha3(code, "iso3"), first, last, context.locator, attested)]


def _attested(text: str) -> Iterable[tuple[tuple[str, TreatyAttestationKind], str]]:
    """What a text says of each treaty, and the words."""
    labels = list(_LABEL.finditer(text))
    for label, following in zip_longest(labels, labels[1:]):
        end = following.start() if following else len(text)
        for item in text[label.end() : end].split(","):
            name = item.strip(" |")
            if (treaty := _TREATIES.get(name)) is not None:
                words = f"{label.group().removesuffix(':')}: {name}"
                yield (treaty, _LABELS[label.group()]), words


def _attestations(listings: Iterable[_Listing], source_id: str) -> Iterable[FactRow]:
    """The attestations of one file: what follows one another folded into one row."""
    ordered = sorted(listings, key=lambda listing: (listing.code, listing.first))
    for code, group in groupby(ordered, key=lambda listing: listing.code):
        of_actor = list(group)
        listed: dict[tuple[str, TreatyAttestationKind], list[tuple[int, _Listing]]] = defaultdict(
            list
        )
        for place, listing in enumerate(of_actor):
            for key in listing.attested:
                listed[key].append((place, listing))
        for key, places in listed.items():
            # Neighbours have the same difference of their place and their rank among `places`.
            ranked = enumerate(places)
            for _, run in groupby(ranked, key=lambda item: item[1][0] - item[0]):
                yield _row(code, key, [listing for _, (_, listing) in run], source_id)


def _row(
    code: str, key: tuple[str, TreatyAttestationKind], run: list[_Listing], source_id: str
) -> FactRow:
    treaty, attests = key
    actor = actor_cells(code, "iso3")
    party = str(actor["country_code"] or actor["group_id"]).lower()
    return {
        "id": f"{treaty}-{party}-{attests.value}-{run[0].first}-factbook",
        "treaty_id": treaty,
        **actor,
        "attests": attests.value,
        "first_seen": run[0].first,
        "last_seen": run[-1].last,
        "words": run[0].attested[key],
        "locator": run[0].locator,
        "source_id": source_id,
    }
