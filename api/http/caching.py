"""Validators (RFC 9110, sections 8.8 and 13): entity tags, and whether a client has one."""

import hashlib


def entity_tag(body: bytes) -> str:
    """A strong ETag: the same bytes have the same tag on every machine."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def is_known(tag: str, if_none_match: str | None, *, exists: bool = True) -> bool:
    """Whether `If-None-Match` names this tag (weak comparison, RFC 9110 section 13.1.2).

    `*` stands for whatever exists; until that is known, only the tag itself counts: a client has it
    from an earlier answer to the same question.
    """
    if if_none_match is None:
        return False
    known = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return tag in known or (exists and "*" in known)
