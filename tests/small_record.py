"""A small record of some 5,000 rows, taken from the committed facts by a fixed recipe.

It has all countries, groups, pledges, their source records and what was entered by hand (the
founding article), and of the long lists only the rows that `_RECIPES` lets through. The same
facts give the same small record on every machine.
"""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

from seeds.loading.files import FACTS

Row = dict[str, str]
Keep = Callable[[Row], bool]

# Parties that tests ask for by name: their emissions are there for every year since 1990.
_NAMED_PARTIES = {"CHN", "USA", "eu", "world"}
_YEARS = {1990, 2000, 2005, 2010, 2015, 2018, 2019, 2020, 2021, 2022}
_SEED = 8
_DRAWN_PARTIES = 9

_GROUPS = {"eu", "g20", "aosis", "annex-i", "brics", "ldc", "opec", "umbrella-group"}
_DOCUMENT_PARTIES = {"CHN", "USA", "IND", "FRA", "CAN", "AGO", "NOR", "eu"}
_TREATY_ACTORS = _DOCUMENT_PARTIES | {"TUR", "IRN", "VAT", "ERI"}
_SPEECH_ACTORS = {"CHN", "TUV", "eu"}
_SPEECH_MONTHS = ("2021-01", "2021-09")
_TENURE_COUNTRIES = {"CHN", "DNK", "ARE"}
_OFFICIALS = {"wayne-david", "wayne-david-gbr"}  # who may be one person


def write_small_facts(folder: Path) -> Path:
    """Copy the committed facts into an empty folder, the long lists cut down; that folder."""
    drawn = _draw_parties()
    shutil.copytree(FACTS, folder, dirs_exist_ok=True)
    for name in ("emissions-shares", "indicators"):
        _filter(folder / name, lambda row: _is_share_kept(row, drawn))
    for name in ("memberships", "membership-statements"):
        _filter(folder / name, lambda row: row["group_id"] in _GROUPS)
    _filter(folder / "documents", lambda row: _party(row) in _DOCUMENT_PARTIES)
    for name in ("treaty-actions", "treaty-attestations", "initiative-participations"):
        _filter(folder / name, lambda row: _party(row) in _TREATY_ACTORS)
    _filter(folder / "speeches", _is_speech_kept)
    speeches = _keys(folder / "speeches")
    _filter(
        folder / "pledge-records",
        lambda row: row.get("speech_id") is None or row["speech_id"] in speeches,
    )
    _filter(folder / "dialogues", lambda row: row["published_on"].startswith(_SPEECH_MONTHS))
    for name in ("un-general-debate", "white-house"):  # most of their speeches are not kept
        (folder / "claims" / f"{name}.yaml").unlink()
    _filter_officials(folder)
    _filter_notes(folder)
    return folder


def _party(row: Row) -> str:
    return row.get("country_code") or row.get("group_id") or row["aggregate_id"]


def _draw_parties() -> set[str]:
    """Countries whose emissions are there for some years: always the same ones."""
    with (FACTS / "emissions-shares" / "owid-co2-territorial-2024.csv").open(
        encoding="utf-8"
    ) as file:
        codes = sorted({row["country_code"] for row in csv.DictReader(file)} - {""})
    return set(Random(_SEED).sample(codes, _DRAWN_PARTIES))  # noqa: S311  # no secret


def _is_share_kept(row: Row, drawn: set[str]) -> bool:
    year = int(row["year"])
    if _party(row) in _NAMED_PARTIES:
        return year >= min(_YEARS)
    return _party(row) in drawn and year in _YEARS


def _filter_officials(folder: Path) -> None:
    """Keep the posts in some countries, and whoever held one of them.

    World leaders and the US executive are short lists: all of them stay.
    """
    whole = {"everypolitician-world-leaders.csv", "us-executive.csv"}
    holders: set[str] = set()
    for path in (folder / "tenure-records").glob("*.csv"):
        if path.name not in whole:
            _filter_file(
                path,
                lambda row: (
                    row["country_code"] in _TENURE_COUNTRIES or row["official_id"] in _OFFICIALS
                ),
            )
        holders |= {row["official_id"] for row in _read(path)[1]}
    _filter(folder / "officials", lambda row: row["id"] in holders)
    known = _keys(folder / "officials")
    for name in ("official-aliases", "unmerged-officials"):
        _filter(folder / name, lambda row: _officials(row) <= known)
    kept = {"officials": known, "tenures": _keys(folder / "tenure-records")}

    def leads_on(row: Row) -> bool:
        resource = row.get("successor_resource") or row["resource"]
        if resource == "offices":  # which follow from the tenures
            return False
        return resource not in kept or row["successor_id"] in kept[resource]

    _filter(folder / "former-ids", leads_on)


def _is_speech_kept(row: Row) -> bool:
    """Some parties' speeches, and those of the White House of two months."""
    return _party(row) in _SPEECH_ACTORS or row["date"].startswith(_SPEECH_MONTHS)


def _filter_notes(folder: Path) -> None:
    """Leave out the notes of rows that are not there."""
    kept = {
        name: _keys(folder / source)
        for name, source in (("tenures", "tenure-records"), ("speeches", "speeches"))
    }

    def is_kept(row: Row) -> bool:
        resource = row["resource"]
        return not row["row_id"] or resource not in kept or row["row_id"] in kept[resource]

    _filter(folder / "import-notes", is_kept)


def _keys(folder: Path) -> set[str]:
    return {row["id"] for path in folder.glob("*.csv") for row in _read(path)[1]}


def _officials(row: Row) -> set[str]:
    return {row[name] for name in ("official_id", "other_id") if name in row}


def _filter(folder: Path, keep: Keep) -> None:
    for path in folder.glob("*.csv"):
        _filter_file(path, keep)


def _filter_file(path: Path, keep: Keep) -> None:
    columns, rows = _read(path)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if keep(row))


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)
