"""Runs an importer: its files, the notes and the rows of new sources, all of them or none."""

from dataclasses import replace
from pathlib import Path

from seeds.importers.context import ImportContext, Importer, ImportFailed
from seeds.importers.editions import Given, source_file
from seeds.importers.facts_files import FactsFile, write_all
from seeds.importers.notes import NOTE_COLUMNS, merge_notes, note_rows
from seeds.loading.files import valid_facts


def run_importer(
    name: str, importer: Importer, source: Path, context: ImportContext
) -> list[FactsFile]:
    """Import `source` into the folder of facts: all files or none, the notes among them.

    Raises:
        ImportFailed: With every problem; then nothing is written.
    """
    files = importer(source, context)
    if context.problems:
        raise ImportFailed(context.problems)
    context.notes = merge_notes(context.notes)
    files += [*_notes_files(name, context), *_source_files(context)]
    write_all({context.facts / file.path: file.render() for file in files})
    return files


def _notes_files(name: str, context: ImportContext) -> list[FactsFile]:
    """The notes of each edition in a file of its own, so that none replaces those of another."""
    if all(edition.dataset.stands_alone for edition, _ in context.editions.values()):
        rows = list(note_rows(context.notes))
        return [FactsFile(f"import-notes/{name}.csv", NOTE_COLUMNS, rows)]
    return [
        FactsFile(
            f"import-notes/{name}-{edition.suffix}.csv",
            NOTE_COLUMNS,
            list(note_rows(note for note in context.notes if note.source_id == source_id)),
        )
        for source_id, (edition, _) in context.editions.items()
    ]


def _source_files(context: ImportContext) -> list[FactsFile]:
    """The rows of sources that no file has but the one that this function wrote before."""
    known: set[str] = set()
    own: dict[str, Given] = {}
    for path in sorted(context.facts.glob("sources/[!.]*")):
        for fact in valid_facts(path):
            cells = {name: str(cell.text) for name, cell in fact.cells.items()}
            if path.suffix == ".csv" and path.stem in context.editions:
                own[path.stem] = Given(url=cells.get("url"), licence=cells.get("licence"))
            else:
                known.add(cells.get("id", ""))
    return [
        source_file(
            edition,
            path,
            _completed(context.given, own.get(source_id, Given())),
            context.data_through.get(source_id),
        )
        for source_id, (edition, path) in context.editions.items()
        if source_id not in known
    ]


def _completed(given: Given, earlier: Given) -> Given:
    """What is given, completed by what was given when the file was imported before."""
    return replace(given, url=given.url or earlier.url, licence=given.licence or earlier.licence)
