"""Settings of glibc's allocator for a process that answers large requests in threads.

By default each thread allocates from an arena of its own, and what is freed of a large answer stays
with the process, between smaller values that are still in use.
"""

import ctypes

# The parameters of mallopt(3), from <malloc.h>.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 1 << 20
_ARENAS = 2

# The sizes of free blocks that `fill_holes` takes, the largest first.
_HOLES_BYTES = (*range(65_536, 4_096, -4_096), *range(4_096, 1_024, -256), *range(1_024, 16, -16))


def return_large_blocks() -> None:
    """Return freed blocks of 1 MB or more to the system, and let threads share two arenas.

    Nothing happens where the C library is not glibc.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(_M_ARENA_MAX, _ARENAS)
    mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
    mallopt(_M_TRIM_THRESHOLD, _LARGE_BYTES)


class _Usage(ctypes.Structure):
    """`struct mallinfo2`: what the allocator has from the system, and what of it is free."""

    _fields_ = (
        *((name, ctypes.c_size_t) for name in ("arena", "ordblks", "smblks", "hblks", "hblkhd")),
        *((name, ctypes.c_size_t) for name in ("usmblks", "fsmblks", "uordblks", "fordblks")),
        ("keepcost", ctypes.c_size_t),  # bytes that are free at the end of the heap
    )


def fill_holes() -> None:
    """Take the free blocks between those in use, so that what is allocated later lies together.

    Before workers are forked: who writes to a free block of a page that is shared gets a copy of
    the page. Whole pages that are free are returned first, and take no memory when they are taken.
    Nothing happens where the C library is not glibc 2.33 or later.
    """
    c = ctypes.CDLL(None)
    if not hasattr(c, "mallinfo2"):
        return
    c.mallinfo2.restype = _Usage
    c.malloc.argtypes, c.malloc.restype = [ctypes.c_size_t], ctypes.c_size_t
    c.sbrk.argtypes, c.sbrk.restype = [ctypes.c_ssize_t], ctypes.c_size_t
    c.malloc_trim(0)
    for size_bytes in _HOLES_BYTES:
        last = c.sbrk(0) - c.mallinfo2().keepcost  # where the free end of the heap begins
        while 0 < c.malloc(size_bytes) < last:  # never freed; the last one of each size is no hole
            pass
