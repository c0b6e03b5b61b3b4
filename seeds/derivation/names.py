"""Names: what resolves to a country or group, and further names from the support tables."""

from collections.abc import Iterable

from schema.words import normalise
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


def add_official_aliases(officials: Iterable[Row], aliases: Iterable[Row]) -> None:
    """Add the names of other sources to the officials, unless their normal form is there."""
    by_id = {row.values["id"]: row for row in officials}
    for row in aliases:
        official, alias = by_id.get(row.values["official_id"]), row.text("alias")
        if official and alias:
            names = flat_texts(official.values[column] for column in ("aliases", "name"))
            if normalise(alias) not in map(normalise, names):
                _add_alias(official, alias)


def _add_alias(row: Row, alias: str) -> None:
    row.values["aliases"] = [*flat_texts([row.values["aliases"]]), alias]
