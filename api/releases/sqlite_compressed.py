"""Reading release files that are compressed, as SQLite reads plain ones: a VFS over their frames.

Nothing is written anywhere, and of a file only the frames that a statement needs are unpacked.
"""

from pathlib import Path

import apsw

from schema.release_files import is_compressed
from schema.seekable import DamagedFile, SeekableFile

_NAME = "seekable"
_SECTOR_BYTES = 4_096


class _File:
    """An open file, as SQLite asks for it: of one connection, which one thread uses at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = SeekableFile(path)
        except DamagedFile as error:
            raise apsw.IOError(f"{path.name}: {error}") from error

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802  # SQLite's names
        try:
            return self._file.read(amount, offset)
        except DamagedFile as error:
            raise apsw.IOError(str(error)) from error

    def xFileSize(self) -> int:  # noqa: N802
        return self._file.size_bytes

    def xClose(self) -> None:  # noqa: N802
        self._file.close()

    def xSectorSize(self) -> int:  # noqa: N802
        return _SECTOR_BYTES

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return int(apsw.SQLITE_IOCAP_IMMUTABLE)

    def xFileControl(self, _operation: int, _pointer: int) -> bool:  # noqa: N802
        return False


class _Vfs(apsw.VFS):
    """Opens compressed release files so; all others, such as the temporary one of a sort, as usual.

    A plain release that is attached to a compressed one is opened by it too.
    """

    def __init__(self) -> None:
        super().__init__(_NAME, base="")

    def xOpen(  # type: ignore[override]  # noqa: N802  # a file need not be derived from VFSFile
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> object:
        path = Path(name.filename() if isinstance(name, apsw.URIFilename) else name or "")
        if not is_compressed(path):
            return super().xOpen(name, flags)
        flags[1] = apsw.SQLITE_OPEN_READONLY
        return _File(path)


_REGISTERED = _Vfs()  # for as long as it exists


def compressed_address(path: Path) -> str:
    """The URI under which SQLite opens a release file that is compressed."""
    return f"file:{path}?mode=ro&immutable=1&vfs={_NAME}"
