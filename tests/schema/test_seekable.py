"""Compressed files of which any part is read by itself."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest

from schema.seekable import DamagedFile, SeekableFile, compress, decompress

FRAME = 65_536


def packed(folder: Path, size: int) -> tuple[bytes, Path]:
    """So many bytes, and the compressed file that holds them."""
    data = random.Random(size).randbytes(size // 2) * 3  # noqa: S311  # the same each time
    data = data[:size].ljust(size, b".")
    (folder / "plain").write_bytes(data)
    compress(folder / "plain", folder / "packed.zst")
    return data, folder / "packed.zst"


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 40 * FRAME + 7])
def test_any_part_is_read_as_it_was(tmp_path: Path, size: int) -> None:
    """Within a frame, over several of them, at the end and beyond it."""
    data, path = packed(tmp_path, size)
    draw = random.Random(1)  # noqa: S311
    parts = [(draw.randrange(3 * FRAME), draw.randrange(size + 10)) for _ in range(200)]
    with SeekableFile(path) as file:
        assert file.size_bytes == size
        for amount, offset in [*parts, (size, 0), (10, size), (10, size + 5)]:
            assert file.read(amount, offset) == data[offset : offset + amount]
    decompress(path, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == data


@pytest.mark.skipif(not shutil.which("zstd"), reason="zstd(1) is not on this machine")
def test_zstd_unpacks_it(tmp_path: Path) -> None:
    """The table at the end is a frame that it skips."""
    data, path = packed(tmp_path, 5 * FRAME + 3)
    told = subprocess.run(["zstd", "-dc", path], check=True, capture_output=True)
    assert told.stdout == data


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """Whatever byte of it is another one, or missing, and whatever else it may be."""
    data, path = packed(tmp_path, 2 * FRAME + 99)
    sound = path.read_bytes()
    draw = random.Random(2)  # noqa: S311
    places = [*range(4), *range(len(sound) - 33, len(sound)), *draw.sample(range(len(sound)), 60)]
    harmed = [sound[:place] + bytes([sound[place] ^ 0x55]) + sound[place + 1 :] for place in places]
    harmed += [sound[:place] for place in places] + [b"", b"no such file" * 9, data]
    for content in harmed:
        path.write_bytes(content)
        with pytest.raises(DamagedFile):
            decompress(path, tmp_path / "again")
