"""Content negotiation (RFC 9110, section 12.5): which of several media types a client prefers."""

import re
from collections.abc import Sequence
from functools import lru_cache

_REMEMBERED_HEADERS = 200
_QVALUE = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII)  # RFC 9110, section 12.4.2


@lru_cache(maxsize=_REMEMBERED_HEADERS)
def negotiate_media_type(accept: bytes | None, media_types: tuple[str, ...]) -> str | None:
    """The same as `preferred_media_type`, of a header as ASGI has it; remembered."""
    return preferred_media_type(None if accept is None else accept.decode("latin-1"), media_types)


def preferred_media_type(accept: str | None, media_types: Sequence[str]) -> str | None:
    """The media type of the highest quality in an `Accept` header, the first among equals.

    None if the header accepts none of them.
    """
    if accept is None or accept == "*/*" or not accept.strip():
        return media_types[0]
    ranges = [_media_range(part) for part in accept.split(",")]
    best = max(media_types, key=lambda name: _quality(name, ranges))
    return best if _quality(best, ranges) > 0 else None


def _media_range(text: str) -> tuple[str, float]:
    media_type, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return media_type, float(value) if _QVALUE.fullmatch(value.strip()) else 0.0
    return media_type, 1.0


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The q of the most specific range that matches, the first among equals; 0 if none does."""
    family = media_type.split("/")[0] + "/*"
    for pattern in (media_type, family, "*/*"):
        qualities = [quality for name, quality in ranges if name == pattern]
        if qualities:
            return qualities[0]
    return 0.0
