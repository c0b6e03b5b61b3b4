"""Validators (RFC 9110, sections 8.8 and 13): entity tags, and whether a client has one."""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def body_tag(body: bytes) -> str:
    """The opaque tag of a body: equal bytes have equal tags on every machine."""
    return hashlib.blake2b(body, digest_size=12).hexdigest()


def request_tag(release: str, parts: Iterable[str]) -> str:
    """The opaque tag of a response that is a function of the program, a release and a request.

    Args:
        release: The id of the release that answers.
        parts: What else the bytes depend on: path, query string, format.
    """
    digest = _PROGRAM.copy()
    digest.update("\n".join([release, *parts]).encode(errors="surrogatepass"))
    return digest.hexdigest()


def _program_digest() -> bytes:
    """A digest of this program's modules: another program may write the same release otherwise."""
    root = Path(__file__).parents[2]
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(path for name in ("api", "schema") for path in (root / name).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()


_PROGRAM = hashlib.blake2b(_program_digest(), digest_size=12)


def strong_etag(tag: str, coding: str) -> bytes:
    """The entity tag of one representation: each content coding has a tag of its own."""
    return f'"{tag}-{coding}"'.encode() if coding else f'"{tag}"'.encode()


def matching_etag(tag: str, coding: str, if_none_match: str, etag: bytes | None) -> bytes | None:
    """The entity tag by which a client has the representation already, or None.

    The comparison is weak (section 13.1.2). The representation in the coding that the client
    prefers counts, and the one in none, which small bodies have whatever the client prefers.

    Args:
        tag: The opaque tag, "" for a response without one.
        coding: The negotiated content coding, "" for none.
        if_none_match: The request's header.
        etag: The entity tag of the response, which `*` stands for; None if it is not known yet
            whether there is one.
    """
    if not tag:
        return None
    sent = [part.strip().removeprefix("W/").encode() for part in if_none_match.split(",")]
    if etag is not None and b"*" in sent:
        return etag
    candidates = (strong_etag(tag, coding), strong_etag(tag, ""))
    return next((candidate for candidate in candidates if candidate in sent), None)
