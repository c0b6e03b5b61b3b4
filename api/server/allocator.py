"""Settings of glibc's allocator for a process that answers large requests in threads.

By default each thread allocates from an arena of its own, and what is freed of a large answer stays
with the process, between smaller values that are still in use.
"""

import ctypes

# The parameters of mallopt(3), from <malloc.h>.
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 1 << 20
_ARENAS = 2


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
