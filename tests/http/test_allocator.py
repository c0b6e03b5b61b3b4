"""What is set of the C library's allocator, in a process of its own."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Blocks of the C library, which takes those of over 512 bytes, with a free one after each.
_HOLES = """
import sys
from api.server.allocator import fill_holes

blocks = [bytes(size) for size in range(600, 3_000, 8) for _ in range(200)]
end = max(map(id, blocks))
del blocks[::2]
if sys.argv[1:]:
    fill_holes()
later = [bytes(size) for size in range(600, 3_000, 8)]
print(sum(id(block) < end for block in later))
"""


def in_holes(*arguments: str) -> int:
    """How many of 300 later blocks lie between earlier ones."""
    command = [sys.executable, "-c", _HOLES, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout)


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="needs glibc 2.33")
def test_what_is_allocated_later_lies_together() -> None:
    """A worker writes to few of the pages that it shares with the others."""
    assert in_holes() > 200
    assert in_holes("fill") <= 20
