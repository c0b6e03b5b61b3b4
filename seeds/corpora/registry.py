"""The corpora in `seeds/corpora.yaml`, each with its files and their checksums."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import yaml

LIST = Path(__file__).parents[1] / "corpora.yaml"
_FIELDS = {
    "id", "source_id", "repository", "commit", "path", "licence", "licence_note", "files",
    "files_sha256", "ready",
}  # fmt: skip


class BadCorpora(ValueError):
    """The list of corpora is not as expected."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One corpus: a folder of a repository at a commit.

    Attributes:
        id: Its name on the command line, and that of its file of quotes.
        source_id: The source of its speeches and quotes.
        repository: Owner and name on GitHub.
        commit: The commit that is read.
        path: The folder of the files within the repository; empty for all of it.
        licence: SPDX identifier of the licence of the texts.
        checksums: The SHA-256 of each file, by its path below `path`.
        ready: The pattern of the names of CSV files with sentences, for `--from`.
    """

    id: str
    source_id: str
    repository: str
    commit: str
    path: str
    licence: str
    checksums: dict[str, str]
    ready: str

    def address(self, file: str) -> str:
        """The path of a file below an address that serves repositories at their commits."""
        return "/".join(filter(None, (self.repository, self.commit, self.path, file)))


def read_corpora(path: Path = LIST) -> dict[str, Corpus]:
    """The corpora by id.

    Raises:
        BadCorpora: A field is missing or unknown, or a list of files has another checksum.
    """
    corpora: dict[str, Corpus] = {}
    for entry in yaml.safe_load(path.read_text("utf-8")):
        if set(entry) != _FIELDS:
            names = ", ".join(sorted(set(entry) ^ _FIELDS))
            raise BadCorpora(f"{path.name}: {entry.get('id')}: missing or unknown: {names}")
        content = (path.parent / entry["files"]).read_bytes()
        if hashlib.sha256(content).hexdigest() != entry["files_sha256"]:
            raise BadCorpora(f"{entry['files']}: its SHA-256 is not that of {path.name}")
        named = {key: entry[key] for key in Corpus.__slots__ if key != "checksums"}
        corpora[entry["id"]] = Corpus(**named, checksums=_checksums(content.decode()))
    return corpora


def _checksums(text: str) -> dict[str, str]:
    """The lines of `sha256sum`: the checksum, two spaces, the path."""
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {file: checksum for checksum, file in pairs}
