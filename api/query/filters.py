"""Parsing of filter values: types, vocabularies, codes and dates.

REST passes texts and GraphQL typed values. Both faces parse them here, so both refuse the same
values with the same messages.
"""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from api.limits import IN_VALUES_MAX
from api.problems import Problem
from api.query.plan import Condition
from schema import FORMER_NAMES
from schema.actors import ACTORS
from schema.resource import ALIASED_RESOURCES, Filter
from schema.scalars import Kind
from schema.suggestions import did_you_mean, nearest
from schema.words import WORD_MAX, normalise

Single = str | int | float | bool

# Python's int() also accepts "1_0", "+5" and full-width digits, which JSON does not.
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", re.ASCII)

INTEGER_MAX = 999_999_999_999_999_999
FIGURE_MAX = 1e15
TEXT_MAX = 500

_YEAR = "[1-9][0-9]{3}"
_LEAP_YEAR = "([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)"
# ISO 8601 calendar dates of any precision from year to day; only days that exist.
DATE_PATTERN = (
    f"^({_YEAR}(-(0[1-9]|1[0-2]))?"
    f"|{_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    "|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)$"
)
_DATE = re.compile(DATE_PATTERN.strip("^$"), re.ASCII)


class NameResolver(Protocol):
    """Resolves a code, a name or an alias to a key."""

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""

    def successor(self, resource: str, key: str) -> tuple[str, str] | None:
        """The resource and key that a former id leads to; None for any other key."""

    def actor_of_other_kind(self, resource: str, name: str) -> tuple[str, str] | None:
        """The resource and key of the actor of another kind that `name` stands for."""

    def names(self, resource: str) -> list[str]:
        """Every name that resolves, in its normal form."""


class ResolvedNames(dict[str, dict[str, str]]):
    """The codes and aliases of a request that were resolved: parameter → alias → key."""


def parse_condition(
    filter_: Filter,
    operator: str,
    value: Single | list[str] | list[Single],
    names: NameResolver,
    resolved: ResolvedNames,
    parameter: str,
) -> Condition:
    """The condition that a filter, an operator and a value make.

    Args:
        filter_: The filter.
        operator: One of the filter's operators.
        value: A text as REST has it (for `in` separated by commas), or a value as GraphQL has it.
        names: Resolves codes and aliases.
        resolved: Receives the codes and aliases that were resolved.
        parameter: The name that the client used, for messages.

    Raises:
        Problem: The value is not one that the filter accepts.
    """
    if operator == "isnull":
        return Condition(filter_, operator, _flag(value, parameter))
    if operator == "in":
        values = value.split(",") if isinstance(value, str) else value
        assert isinstance(values, list)
        if not 1 <= len(values) <= IN_VALUES_MAX:
            raise _invalid(parameter, f"takes 1 to {IN_VALUES_MAX} values, not {len(values)}")
        typed = (_typed(filter_, v, names, resolved, parameter) for v in values)
        return Condition(filter_, operator, tuple(typed))
    assert not isinstance(value, list)
    return Condition(filter_, operator, _typed(filter_, value, names, resolved, parameter))


# The type of `as_of` values. No column has this filter.
AS_OF_FILTER = Filter("as_of", "as_of", Kind.date, False, "The date of the question.")


def parse_date(text: str, parameter: str = "as_of") -> str:
    """The date, unchanged. Raises `Problem` if the text is not an ISO 8601 date."""
    return _date(text, parameter)


def parse_words(text: str, parameter: str = "q") -> tuple[str, ...]:
    """The distinct words of a full-text query in their normal form.

    A row matches if every one of them is the beginning of one of its words.
    """
    query_words = tuple(dict.fromkeys(normalise(_text(text, parameter)).split()))
    if not query_words:
        raise _invalid(parameter, "has no word in it")
    if max(map(len, query_words)) > WORD_MAX:  # a character may stand for several letters
        raise _invalid(parameter, f"has a word of more than {WORD_MAX} letters")
    return query_words


def resolve_key(resource: str, text: str, names: NameResolver) -> str:
    """The key that a code, alias, id or former id stands for; otherwise the text itself."""
    key = split_id(resource, text)[1] if "/" in text else text
    if resource in ALIASED_RESOURCES:
        return names.resolve(resource, key) or key
    successor = names.successor(resource, key)
    return successor[1] if successor is not None and successor[0] == resource else key


def split_id(resource: str, text: str) -> tuple[str, str]:
    """The resource and the key in an id such as `pledges/x`, where a key of `resource` is meant.

    A text that is no id of such a row is the key itself. The actors are several resources.
    """
    name, slash, key = text.partition("/")
    name = FORMER_NAMES.get(name, name)
    if slash and (name == resource or (resource == ACTORS and name in ALIASED_RESOURCES)):
        return name, key
    return resource, text


def is_possible_key(key: str) -> bool:
    """Whether a text can be a key. If not, no database needs to be queried for it."""
    return key.isascii() and key.isprintable()


def parse_name_list(parameter: str, text: str, known: Iterable[str]) -> tuple[str, ...]:
    """Distinct names separated by commas. Raises `Problem` for one that is not `known`."""
    known, names = list(known), text.split(",")
    for name in names:
        if name not in known:
            present = FORMER_NAMES.get(name.replace("_", "-"))
            suggestions = [present] if present in known else nearest(name, known)
            raise Problem(
                "invalid-value",
                f"{parameter} takes {', '.join(known)}; not {name!r}{did_you_mean(suggestions)}",
                parameter=parameter,
                suggestions=suggestions,
            )
    if len(set(names)) < len(names):
        raise Problem("invalid-value", f"{parameter} names a thing twice", parameter=parameter)
    return tuple(names)


def _typed(
    filter_: Filter, value: Single, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> Single:
    if filter_.resolves is not None:
        return _code(filter_, str(value), names, resolved, parameter)
    match filter_.kind:
        case Kind.integer:
            return _integer(value, parameter)
        case Kind.figure:
            return _figure(value, parameter)
        case Kind.flag:
            return _flag(value, parameter)
        case Kind.date:
            return _date(str(value), parameter)
        case Kind.choice | Kind.choices:
            return _choice(filter_, str(value), parameter)
        case _:
            return _key(filter_, _text(str(value), parameter), names, resolved, parameter)


def _key(
    filter_: Filter, text: str, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> str:
    """The text or, where it is a former id of the resource that the filter refers to, its row."""
    if filter_.refers is None:
        return text
    resource, key = split_id(filter_.refers, text)
    if (successor := names.successor(resource, key)) is not None:
        resource, key = successor
    elif key == text:
        return text
    if resource != filter_.refers:
        path = f"/v1/{resource}/{key}"
        fault = f"takes no former id of another resource: {text!r} is {path} now"
        raise _invalid(parameter, fault, suggestions=[path])
    resolved.setdefault(parameter, {})[text] = key
    return key


def _code(
    filter_: Filter, alias: str, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> str:
    assert filter_.resolves is not None
    key = names.resolve(*split_id(filter_.resolves, alias))
    if key is None:
        raise _unknown_code(filter_, alias, names, parameter)
    if key != alias:
        resolved.setdefault(parameter, {})[alias] = key
    return key


def _unknown_code(filter_: Filter, alias: str, names: NameResolver, parameter: str) -> Problem:
    """The problem of a name that stands for nothing, or for an actor of another kind."""
    resource = filter_.resolves
    assert resource is not None
    fault = f"{parameter}: {alias!r} stands for none of the {resource}"
    if (other := names.actor_of_other_kind(resource, alias)) is not None:
        kind, key = other
        filters = [
            name for of in (kind, ACTORS) for resolves, name in filter_.siblings if resolves == of
        ]
        suggestions = [_equal_to(name, key, parameter) for name in filters] or [f"/v1/{kind}/{key}"]
        verb = "use" if filters else "see"
        detail = f"{fault}, but for one of the {kind}: {verb} {' or '.join(suggestions)}"
    else:
        suggestions = nearest(normalise(alias), names.names(resource))
        detail = fault + did_you_mean(suggestions)
    return Problem("unknown-code", detail, parameter=parameter, suggestions=suggestions)


def _equal_to(name: str, key: str, parameter: str) -> str:
    """A filter by a key, written as the face writes it that names the parameter `where.x.eq`."""
    if not parameter.startswith("where."):
        return f"{name}={key}"
    first, *words = name.split("_")
    return f'{first}{"".join(map(str.capitalize, words))}: {{eq: "{key}"}}'


def _integer(value: object, parameter: str) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        raise _invalid(parameter, f"is not a whole number: {value!r}")
    return int(value)


def _figure(value: object, parameter: str) -> float:
    text = value if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not _FIGURE.fullmatch(text) or abs(float(text)) > FIGURE_MAX:
        raise _invalid(parameter, f"is not a number within ±{FIGURE_MAX:g}: {value!r}")
    return float(text)


def _flag(value: object, parameter: str) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise _invalid(parameter, f"is neither true nor false: {value!r}")
    return value == "true"


def _date(text: str, parameter: str) -> str:
    if not _DATE.fullmatch(text):
        raise _invalid(parameter, f"is not a date such as 2021, 2021-03 or 2021-03-01: {text!r}")
    return text


def _choice(filter_: Filter, text: str, parameter: str) -> str:
    assert filter_.vocabulary is not None
    members = [str(member) for member in filter_.vocabulary]
    if path := dict(filter_.moved).get(text):
        fault = f"takes one of {', '.join(members)}; rows with {text!r} are in {path} now"
        raise _invalid(parameter, fault, suggestions=[path])
    if new := filter_.vocabulary.former_values().get(text):
        fault = f"takes one of {', '.join(members)}; {text!r} is {new!r} now"
        raise _invalid(parameter, fault, suggestions=[new])
    if text not in members:
        suggestions = nearest(text, members)
        raise _invalid(
            parameter,
            f"takes one of {', '.join(members)}, not {text!r}{did_you_mean(suggestions)}",
            suggestions=suggestions,
        )
    return text


def _text(text: str, parameter: str) -> str:
    if not text or len(text) > TEXT_MAX:
        raise _invalid(parameter, f"takes a text of 1 to {TEXT_MAX} characters")
    if "\x00" in text or not _is_unicode(text):
        raise _invalid(parameter, "has a character that no text of the record can hold")
    return text


def _is_unicode(text: str) -> bool:
    """False for lone surrogates, which JSON can express and databases reject."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _invalid(parameter: str, fault: str, **members: Any) -> Problem:
    return Problem("invalid-value", f"{parameter} {fault}", parameter=parameter, **members)
