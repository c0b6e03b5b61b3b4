"""The files of a folder of releases: <id>.sqlite or, compressed, <id>.sqlite.zst.

While one is made of the other both are there for a moment: then the plain one is the release.
"""

from pathlib import Path

from schema.checksums import database_fault
from schema.seekable import DamagedFile, SeekableFile

_PLAIN, _COMPRESSED = ".sqlite", ".sqlite.zst"
_HEADER_BYTES = 100  # of SQLite's file format


def plain_file(folder: Path, release_id: str) -> Path:
    """The file of a release that is not compressed."""
    return folder / f"{release_id}{_PLAIN}"


def compressed_file(folder: Path, release_id: str) -> Path:
    """The file of a release that is compressed."""
    return folder / f"{release_id}{_COMPRESSED}"


def is_compressed(path: Path) -> bool:
    """Whether a release file is compressed."""
    return path.name.endswith(_COMPRESSED)


def release_file(folder: Path, release_id: str) -> Path:
    """The file of a release as it is now; that of none need not be there."""
    plain, compressed = plain_file(folder, release_id), compressed_file(folder, release_id)
    return plain if plain.is_file() or not compressed.is_file() else compressed


def release_files(folder: Path) -> dict[str, Path]:
    """The files of all releases of a folder, by id."""
    files: dict[str, Path] = {}
    for suffix in (_COMPRESSED, _PLAIN):
        for path in folder.glob(f"[!.]*{suffix}"):
            files[path.name.removesuffix(suffix)] = path
    return files


def file_fault(path: Path) -> str | None:
    """What the beginning and the length of a release file show to be wrong with it.

    Raises:
        OSError: There is none.
    """
    if not is_compressed(path):
        with path.open("rb") as file:
            return database_fault(file.read(_HEADER_BYTES), path.stat().st_size)
    try:
        with SeekableFile(path) as packed:
            return database_fault(packed.read(_HEADER_BYTES, 0), packed.size_bytes)
    except DamagedFile as error:
        return str(error)
