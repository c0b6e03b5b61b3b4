"""Names: what resolves to a country or group, and further names from the support tables."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import blake2s

from schema.country_names import COUNTRY_NAMES, NameKind
from schema.words import normalise, slug
from seeds.loading.values import Row, Value


def country_names(values: dict[str, Value]) -> list[str]:
    """Every code, name and alias that resolves to a country or group, as written."""
    columns = ("code", "alpha2", "numeric", "id", "acronym", "name", "aliases")
    return flat_texts(values.get(column) for column in columns)


def flat_texts(values: Iterable[Value]) -> list[str]:
    """The texts among the values and in lists among them."""
    texts: list[str] = []
    for value in values:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list):
            texts += value
    return texts


def country_name_rows(countries: Iterable[Row], aliases: Iterable[Row]) -> list[Row]:
    """The names of each country: its own, and those of the sources of aliases.

    A name that several sources have in one language is one row, of the first of them; of one that
    says that it is a former name, if there is one. A name without a language is left out where a
    source states the language of the same name.
    """
    by_country: dict[Value, list[Row]] = defaultdict(list)
    for row in aliases:
        by_country[row.values["country_code"]].append(row)
    return [
        name
        for country in countries
        for name in _names_of(country, by_country[country.values["code"]])
    ]


def _names_of(country: Row, aliases: Iterable[Row]) -> Iterator[Row]:
    names: dict[Value, Row] = {}
    for row in (*_own_names(country), *(_stated_name(alias) for alias in aliases)):
        is_former = row.values["kind"] == NameKind.former_name
        if row.values["id"] not in names or is_former:
            names[row.values["id"]] = row
    in_a_language = {_words(row) for row in names.values() if row.values["lang"]}
    for row in names.values():
        if row.values["lang"] or _words(row) not in in_a_language:
            yield row


def _words(name: Row) -> str:
    """The words of a name, as an id has them."""
    text = name.text("name") or ""
    return slug(text) or blake2s(normalise(text).encode(), digest_size=4).hexdigest()


def _own_names(country: Row) -> Iterator[Row]:
    """The names that a country's row has; those of its aliases are in languages not stated."""
    for column, kind in (("name", NameKind.short_name), ("official_name", NameKind.official_name)):
        if name := country.text(column):
            yield _name_row(country, country.values["code"], name, "en", kind)
    for alias in flat_texts([country.values["aliases"]]):
        yield _name_row(country, country.values["code"], alias, None, NameKind.alias)


def _stated_name(row: Row) -> Row:
    values = row.values
    name, kind = row.text("alias") or "", values["kind"] or NameKind.alias
    seen = {column: values[column] for column in ("first_seen", "last_seen")}
    return _name_row(row, values["country_code"], name, row.text("lang"), kind, seen)


def _name_row(
    row: Row,
    code: Value,
    name: str,
    lang: str | None,
    kind: Value,
    seen: dict[str, Value] | None = None,
) -> Row:
    """A row of names, of the source of another row."""
    values: dict[str, Value] = dict.fromkeys(COUNTRY_NAMES.fields)
    values |= {
        "country_code": code,
        "name": name,
        "lang": lang,
        "kind": str(kind),
        "source_id": row.values["source_id"],
        **(seen or {}),
    }
    named = Row(row.place, values)
    parts = (str(code).lower(), (lang or "").lower(), _words(named))
    values["id"] = "-".join(filter(None, parts))
    return named


def add_country_aliases(countries: Iterable[Row], aliases: Iterable[Row]) -> None:
    """Add the aliases of other sources to the countries, unless their normal form is there."""
    by_code = {row.values["code"]: row for row in countries}
    normal_forms = {
        code: {normalise(name) for name in country_names(row.values)}
        for code, row in by_code.items()
    }
    for row in aliases:
        code, alias = row.values["country_code"], row.text("alias")
        if code in by_code and alias and normalise(alias) not in normal_forms[code]:
            _add_alias(by_code[code], alias)
            normal_forms[code].add(normalise(alias))


def with_aliases(officials: Iterable[Row], aliases: Iterable[Row]) -> Iterator[Row]:
    """The officials with the names of other sources, unless their normal form is there."""
    by_official: dict[Value, list[str]] = defaultdict(list)
    for row in aliases:
        if alias := row.text("alias"):
            by_official[row.values["official_id"]].append(alias)
    for official in officials:
        for alias in by_official.get(official.values["id"], ()):
            names = flat_texts(official.values[column] for column in ("aliases", "name"))
            if normalise(alias) not in map(normalise, names):
                _add_alias(official, alias)
        yield official


def _add_alias(row: Row, alias: str) -> None:
    row.values["aliases"] = [*flat_texts([row.values["aliases"]]), alias]
