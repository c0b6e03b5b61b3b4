"""The query string, decoded: each parameter once, and no more of them than a request needs."""

from urllib.parse import parse_qsl

from api.problems import Problem

_PARAMETERS_MAX = 200


def read_ascii(query: bytes) -> str:
    """A raw query string as text; what is not ASCII has to be escaped."""
    try:
        return query.decode("ascii")
    except UnicodeDecodeError:
        raise Problem(
            "invalid-value", "the query string has letters that are not escaped"
        ) from None


def read_query(query: str) -> dict[str, str]:
    """Decode a query string, refusing repeated names, broken escapes and sheer numbers."""
    try:
        pairs = parse_qsl(
            query,
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_PARAMETERS_MAX,
        )
    except UnicodeDecodeError:
        raise Problem("invalid-value", "the query string is not UTF-8") from None
    except ValueError:
        raise Problem(
            "too-costly", f"more than {_PARAMETERS_MAX} parameters", maximum=_PARAMETERS_MAX
        ) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise Problem("duplicate-parameter", f"{name} is given twice", parameter=name)
        values[name] = value
    return values
