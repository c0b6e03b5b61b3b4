"""Values as asked, made into conditions: typed, in their vocabulary, codes resolved, dates real.

REST gives texts and GraphQL gives typed values; both come through here, so that both faces refuse
the same things in the same words.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from api.limits import IN_VALUES_MAX
from api.problems import Problem
from api.query.plan import Condition
from schema.resource import Filter
from schema.scalars import Kind
from schema.suggestions import did_you_mean, nearest
from schema.words import normalise

Single = str | int | float | bool

# Python's int() also takes "1_0", "+5" and full-width digits; JSON and people do not.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", re.ASCII)

INTEGER_MAX = 999_999_999_999_999_999
FIGURE_MAX = 1e15
TEXT_MAX = 500

_YEAR = "[1-9][0-9]{3}"
_LEAP_YEAR = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)"
# ISO 8601 calendar dates of reduced precision, real days only.
DATE_PATTERN = (
    f"^({_YEAR}(-(0[1-9]|1[0-2]))?"
    f"|{_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)$"
)
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)


class NameResolver(Protocol):
    """Finds the key that a code, a name or an alias stands for."""

    def resolve(self, resource: str, name: str) -> str | None:
        """The key, or None."""

    def names(self, resource: str) -> list[str]:
        """Every name that resolves, normalised."""


class ResolvedNames(dict[str, dict[str, str]]):
    """What codes and aliases were taken to mean: parameter → what was asked → key."""


def parse_condition(
    what: Filter,
    operator: str,
    asked: str | Single | list[str] | list[Single],
    names: NameResolver,
    resolved: ResolvedNames,
    parameter: str,
) -> Condition:
    """A typed condition from a filter, an operator and what was asked for.

    `parameter` is how the asker wrote it, for messages. Raises `Problem`.
    """
    if operator == "isnull":
        return Condition(what, operator, _flag(asked, parameter))
    if operator == "in":
        values = asked.split(",") if isinstance(asked, str) else asked
        assert isinstance(values, list)
        if not 1 <= len(values) <= IN_VALUES_MAX:
            raise _invalid(parameter, f"takes 1 to {IN_VALUES_MAX} values, not {len(values)}")
        return Condition(
            what, operator, tuple(_typed(what, v, names, resolved, parameter) for v in values)
        )
    assert not isinstance(asked, list)
    return Condition(what, operator, _typed(what, asked, names, resolved, parameter))


# What `as_of` is asked with; no column has it.
AS_OF_FILTER = Filter("as_of", "as_of", Kind.date, False, "The date asked about.")


def parse_date(asked: str, parameter: str = "as_of") -> str:
    """A date that is asked about, as given. Raises `Problem` for what is none."""
    return _date(asked, parameter)


def parse_words(asked: str, parameter: str = "q") -> tuple[str, ...]:
    """The words of a full-text question, normalised; each must begin a word of a row."""
    found = tuple(dict.fromkeys(normalise(_text(asked, parameter)).split()))
    if not found:
        raise _invalid(parameter, "has no word in it")
    return found


def resolve_key(resource: str, asked: str, names: NameResolver) -> str:
    """The key that a code or alias stands for; other resources' keys stand for themselves."""
    if resource not in ("countries", "groups"):
        return asked
    return names.resolve(resource, asked) or asked


def is_possible_key(key: str) -> bool:
    """Whether a text can be a key of the record at all, or is nothing to ask a database for."""
    return key.isascii() and key.isprintable()


def parse_name_list(parameter: str, asked: str, known: Iterable[str]) -> tuple[str, ...]:
    """Names separated by commas, each known and given once."""
    known, found = list(known), asked.split(",")
    for name in found:
        if name not in known:
            suggestions = nearest(name, known)
            raise Problem(
                "invalid-value",
                f"{parameter} takes {', '.join(known)}; not {name!r}{did_you_mean(suggestions)}",
                parameter=parameter,
                suggestions=suggestions,
            )
    if len(set(found)) < len(found):
        raise Problem("invalid-value", f"{parameter} names a thing twice", parameter=parameter)
    return tuple(found)


def _typed(
    what: Filter, asked: Single, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> Single:
    if what.resolves is not None:
        return _code(what.resolves, str(asked), names, resolved, parameter)
    match what.kind:
        case Kind.integer:
            return _integer(asked, parameter)
        case Kind.figure:
            return _figure(asked, parameter)
        case Kind.flag:
            return _flag(asked, parameter)
        case Kind.date:
            return _date(str(asked), parameter)
        case Kind.choice:
            return _choice(what, str(asked), parameter)
        case _:
            return _text(str(asked), parameter)


def _code(
    resource: str, asked: str, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> str:
    key = names.resolve(resource, asked)
    if key is None:
        suggestions = nearest(normalise(asked), names.names(resource))
        raise Problem(
            "unknown-code",
            f"{parameter}: {asked!r} stands for none of the {resource}{did_you_mean(suggestions)}",
            parameter=parameter,
            suggestions=suggestions,
        )
    if key != asked:
        resolved.setdefault(parameter, {})[asked] = key
    return key


def _integer(asked: object, parameter: str) -> int:
    if isinstance(asked, int) and not isinstance(asked, bool):
        return asked
    if not isinstance(asked, str) or not _INTEGER.fullmatch(asked):
        raise _invalid(parameter, f"is not a whole number: {asked!r}")
    return int(asked)


def _figure(asked: object, parameter: str) -> float:
    text = asked if isinstance(asked, str) else repr(asked)
    if isinstance(asked, bool) or not _FIGURE.fullmatch(text) or abs(float(text)) > FIGURE_MAX:
        raise _invalid(parameter, f"is not a number within ±{FIGURE_MAX:g}: {asked!r}")
    return float(text)


def _flag(asked: object, parameter: str) -> bool:
    if isinstance(asked, bool):
        return asked
    if asked not in ("true", "false"):
        raise _invalid(parameter, f"is neither true nor false: {asked!r}")
    return asked == "true"


def _date(asked: str, parameter: str) -> str:
    if not _DATE.fullmatch(asked):
        raise _invalid(parameter, f"is not a date such as 2021, 2021-03 or 2021-03-01: {asked!r}")
    return asked


def _choice(what: Filter, asked: str, parameter: str) -> str:
    assert what.vocabulary is not None
    members = [str(member) for member in what.vocabulary]
    if asked not in members:
        suggestions = nearest(asked, members)
        raise _invalid(
            parameter,
            f"takes one of {', '.join(members)}, not {asked!r}{did_you_mean(suggestions)}",
            suggestions=suggestions,
        )
    return asked


def _text(asked: str, parameter: str) -> str:
    if not asked or len(asked) > TEXT_MAX:
        raise _invalid(parameter, f"takes a text of 1 to {TEXT_MAX} characters")
    if "\x00" in asked or not _is_unicode(asked):
        raise _invalid(parameter, "has a character that no text of the record can hold")
    return asked


def _is_unicode(text: str) -> bool:
    """Lone surrogates, which JSON can spell, are no Unicode text and no database takes them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _invalid(parameter: str, fault: str, **members: Any) -> Problem:
    return Problem("invalid-value", f"{parameter} {fault}", parameter=parameter, **members)
