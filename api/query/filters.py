"""Parsing of filter values: types, vocabularies, codes and dates.

REST passes texts and GraphQL typed values. Both faces parse them here, so both refuse the same
values with the same messages.
"""

from collections.abc import Iterable
from typing import Protocol

from api.limits import IN_VALUES_MAX
from api.problems import Problem
from api.query.plan import Condition
from api.query.value_habits import of_name
from api.query.values import (
    invalid,
    meant_by,
    parse_choice,
    parse_date,
    parse_figure,
    parse_flag,
    parse_integer,
    parse_text,
)
from schema import FORMER_NAMES
from schema.actors import ACTORS
from schema.filters import ALIASED_RESOURCES, Filter
from schema.scalars import Kind
from schema.suggestions import did_you_mean, nearest
from schema.words import WORD_MAX, search_words

Single = str | int | float | bool


class NameResolver(Protocol):
    """Resolves a code, a name or an alias to a key."""

    def resolve(self, resource: str, name: str) -> str | None:
        """The key of the row that `name` stands for, or None."""

    def knows(self, resource: str, name: str) -> bool:
        """Whether `name` is the very name of a row, but for case, accents and punctuation."""

    def name_of(self, resource: str, key: str) -> str:
        """The name of a country, a group or an aggregate."""

    def successor(self, resource: str, key: str) -> tuple[str, str] | None:
        """The resource and key that a former id leads to; None for any other key."""

    def actor_of_other_kind(self, resource: str, name: str) -> tuple[str, str] | None:
        """The resource and key of the actor of another kind that `name` stands for."""

    def similar(self, resource: str, name: str) -> dict[str, str]:
        """Rows that a name may mean which stands for none: key → the name that is similar."""


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
        value: A text as REST has it, or a value as GraphQL has it; for `in` and `not` a list.
        names: Resolves codes and aliases.
        resolved: Receives the codes and aliases that were resolved.
        parameter: The name that the client used, for messages.

    Raises:
        Problem: The value is not one that the filter accepts.
    """
    if operator == "isnull":
        return Condition(filter_, operator, parse_flag(value, parameter))
    if filter_.names is not None and operator != "contains":
        value = _names_in_full(filter_.names, value, names, resolved, parameter)
    if isinstance(value, list):
        if not 1 <= len(value) <= IN_VALUES_MAX:
            raise invalid(parameter, f"takes 1 to {IN_VALUES_MAX} values, not {len(value)}")
        return Condition(filter_, operator, _several(filter_, value, names, resolved, parameter))
    return Condition(filter_, operator, _typed(filter_, value, names, resolved, parameter))


def _names_in_full(
    resource: str,
    value: Single | list[str] | list[Single],
    names: NameResolver,
    resolved: ResolvedNames,
    parameter: str,
) -> Single | list[Single]:
    """The names of the rows that names, codes and aliases stand for; of others the text itself."""
    if isinstance(value, list):
        return [_name_in_full(resource, str(v), names, resolved, parameter) for v in value]
    return _name_in_full(resource, str(value), names, resolved, parameter)


def _name_in_full(
    resource: str, text: str, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> str:
    key = names.resolve(resource, text)
    if key is None:
        return text
    name = names.name_of(resource, key)
    if name != text:
        resolved.setdefault(parameter, {})[text] = key
    return name


# The type of `as_of` values. No column has this filter.
AS_OF_FILTER = Filter("as_of", "as_of", Kind.date, False, "The date of the question.")


def parse_words(text: str, parameter: str = "q") -> tuple[str, ...]:
    """The distinct words of a full-text query in their normal form.

    A row matches if every one of them is the beginning of one of its words.
    """
    query_words = tuple(dict.fromkeys(search_words(parse_text(text, parameter))))
    if not query_words:
        raise Problem("no-effect", f"{parameter} has no word in it", parameter=parameter)
    if max(map(len, query_words)) > WORD_MAX:  # a character may stand for several letters
        fault = f"{parameter} has a word of more than {WORD_MAX} letters"
        raise Problem("too-costly", fault, parameter=parameter, maximum=WORD_MAX)
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
            suggestions = [present] if present in known else of_name(name, known)
            suggestions = suggestions or nearest(name, known)
            raise Problem(
                "unknown-name",
                f"{parameter} takes {', '.join(known)}; not {name!r}{did_you_mean(suggestions)}",
                parameter=parameter,
                suggestions=suggestions,
                offered=known,
            )
    if len(set(names)) < len(names):
        raise Problem("invalid-value", f"{parameter} names a thing twice", parameter=parameter)
    return tuple(names)


def _several(
    filter_: Filter,
    values: Iterable[Single],
    names: NameResolver,
    resolved: ResolvedNames,
    parameter: str,
) -> tuple[Single, ...]:
    """The typed values, in one order, so that the same question has one key.

    Raises `Problem` for the wrong ones among them: for all at once.
    """
    typed, problems = set(), []
    for value in values:
        try:
            typed.add(_typed(filter_, value, names, resolved, parameter))
        except Problem as problem:
            problems.append(problem)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        details = dict.fromkeys(problem.detail for problem in problems)
        detail = " ".join(text if text.endswith("?") else f"{text}." for text in details)
        suggested = [s for problem in problems for s in problem.members.get("suggestions", ())]
        raise Problem(
            problems[0].type.slug,
            detail,
            parameter=parameter,
            suggestions=list(dict.fromkeys(suggested)),
        )
    return tuple(sorted(typed))


def _typed(
    filter_: Filter, value: Single, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> Single:
    if filter_.resolves is not None:
        return _code(filter_, str(value), names, resolved, parameter)
    match filter_.kind:
        case Kind.integer:
            return parse_integer(value, parameter, filter_.operators)
        case Kind.figure:
            return parse_figure(value, parameter, filter_.operators)
        case Kind.flag:
            return parse_flag(value, parameter, filter_.operators)
        case Kind.date:
            return parse_date(str(value), parameter, filter_.operators)
        case Kind.choice | Kind.choices:
            return parse_choice(filter_, str(value), parameter)
        case _:
            return _key(filter_, parse_text(str(value), parameter), names, resolved, parameter)


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
        raise invalid(parameter, fault, suggestions=[path])
    resolved.setdefault(parameter, {})[text] = key
    return key


_SIGNS = frozenset("!<>=~")


def _code(
    filter_: Filter, alias: str, names: NameResolver, resolved: ResolvedNames, parameter: str
) -> str:
    assert filter_.resolves is not None
    # A name in normal form has no punctuation: `!CHN` would stand for CHN.
    is_name = alias[:1] not in _SIGNS
    key = names.resolve(*split_id(filter_.resolves, alias)) if is_name else None
    if key is None:
        raise _unknown_code(filter_, alias, names, parameter)
    if key != alias:
        resolved.setdefault(parameter, {})[alias] = key
    return key


def _unknown_code(filter_: Filter, alias: str, names: NameResolver, parameter: str) -> Problem:
    """The problem of a name that stands for nothing, or for an actor of another kind."""
    resource = filter_.resolves
    assert resource is not None
    if suggestions := meant_by(parameter, alias, filter_.operators):
        detail = f"{parameter} takes codes and names of {resource}, not {alias!r}"
        detail += did_you_mean(suggestions)
        return Problem("unknown-code", detail, parameter=parameter, suggestions=suggestions)
    fault = f"{parameter}: {alias!r} stands for none of the {resource}"
    if (other := names.actor_of_other_kind(resource, alias)) is not None:
        kind, key = other
        siblings = [s for of in (kind, ACTORS) for s in filter_.siblings if s[0] == of]
        suggestions = [_equal_to(name, short, key, parameter) for _, name, short in siblings]
        suggestions = suggestions or [f"/v1/{kind}/{key}"]
        verb = "use" if siblings else "see"
        detail = f"{fault}, but for one of the {kind}: {verb} {' or '.join(suggestions)}"
    else:
        similar = names.similar(resource, alias)
        suggestions = list(similar)
        detail = fault + did_you_mean([f"{name} ({key})" for key, name in similar.items()])
    return Problem("unknown-code", detail, parameter=parameter, suggestions=suggestions)


def _equal_to(name: str, short: str, key: str, parameter: str) -> str:
    """A filter by a key, written as the face writes it that names the parameter `where.x.eq`."""
    if not parameter.startswith("where."):
        return f"{name}={key}"
    first, *words = short.split("_")
    return f'{first}{"".join(map(str.capitalize, words))}: {{eq: "{key}"}}'
