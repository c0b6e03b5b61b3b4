"""Downloads the files of a corpus: those that are there already and sound are not requested again.

A file is written under a temporary name and renamed once its checksum is right, so that an
interrupted download leaves whole files only, and the next run goes on where it ended.
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from rich.console import Console
from rich.progress import Progress

from seeds.corpora.registry import Corpus

UPSTREAM = "https://raw.githubusercontent.com"
_TIMEOUT_S = 30
_AT_ONCE = 8
_SIZE_MAX = 20_000_000


class DownloadFailed(Exception):
    """A file could not be had, or is another one than upstream's at that commit."""


def download(corpus: Corpus, folder: Path, console: Console, upstream: str = UPSTREAM) -> int:
    """Bring all files of the corpus into the folder; how many were not there before.

    Raises:
        DownloadFailed: With the first file that could not be had, and why.
    """
    missing = [file for file in corpus.checksums if not _is_sound(corpus, folder, file)]
    with (
        Progress(console=console, disable=not console.is_terminal, transient=True) as progress,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        task = progress.add_task(corpus.id, total=len(missing))
        try:
            for _ in pool.map(lambda file: _fetch(corpus, folder, file, upstream), missing):
                progress.advance(task)
        except DownloadFailed:
            pool.shutdown(cancel_futures=True)
            raise
    return len(missing)


def texts(corpus: Corpus, folder: Path) -> Iterator[tuple[str, str]]:
    """Each downloaded file with its text, in the order of the paths."""
    for file in sorted(corpus.checksums):
        yield file, (folder / file).read_bytes().decode("utf-8-sig", "replace")


def _is_sound(corpus: Corpus, folder: Path, file: str) -> bool:
    path = folder / file
    return path.is_file() and _sha256(path.read_bytes()) == corpus.checksums[file]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _fetch(corpus: Corpus, folder: Path, file: str, upstream: str) -> None:
    url = f"{upstream.rstrip('/')}/{quote(corpus.address(file))}"
    content = _content(url)
    if _sha256(content) != corpus.checksums[file]:
        raise DownloadFailed(f"{url}: its SHA-256 is not that of upstream's file at the commit")
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)


def _content(url: str) -> bytes:
    request = Request(url, headers={"User-Agent": "climate-record"})  # noqa: S310
    try:
        with urlopen(request, timeout=_TIMEOUT_S) as response:  # noqa: S310  # address of a list
            content: bytes = response.read(_SIZE_MAX + 1)
    except HTTPError as error:
        raise DownloadFailed(f"{url}: {error.code} {error.reason}") from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise DownloadFailed(f"{url}: {reason}") from None
    if len(content) > _SIZE_MAX:
        raise DownloadFailed(f"{url}: more than {_SIZE_MAX:,} bytes")
    return content
