"""What no file says because it follows from what they say: pure functions from rows to rows.

Arithmetic is decimal, so that a share comes out the same on every machine.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from schema import RECORD
from schema.emissions import Accounting, Basis, Gas
from schema.resource import LIFE_COLUMNS, Resource
from schema.scalars import Kind
from schema.words import normalise, search_text
from seeds.documents import point_pledges, put_in_force
from seeds.lives import lives
from seeds.pledges import complete_pledges, steps_by_pledge
from seeds.values import Record, Row, Value

Worlds = dict[tuple[Value, Value, Value, Value], Decimal]
_SHARE_DIGITS = 3


def derive(record: Record) -> Record:
    """Complete the rows: shares, statuses, links, what is in force, aliases, lives, search words.

    The rows are changed in place and the record is returned, with the table that is written from
    other tables (`participation`) beside the resources.
    """
    worlds = world_totals(record["world-emissions"])
    for row in record["emissions-shares"]:
        row.values |= measured_share(row.values, worlds)
    steps = steps_by_pledge(record)
    complete_pledges(record, steps)
    shares = {row.values["id"] for row in record["emissions-shares"]}
    for row in record["quotes"]:
        row.values |= share_when_said(row.values, shares)
    put_in_force(record["documents"])
    point_pledges(record["pledges"], steps, record["documents"])
    _add_aliases(record["countries"], record["country-aliases"])
    _add_names(record["officials"], record["official-aliases"])
    lives(record)
    for resource in RECORD.values():
        for row in record[resource.name]:
            row.values = finished(row.values, resource)
    record["participation"] = participations(record["dialogues"])
    return record


def world_totals(rows: Iterable[Row]) -> Worlds:
    """The denominators by gas, accounting, year and source."""
    totals: Worlds = {}
    for row in rows:
        v = row.values
        if isinstance(v["emissions_mt"], Decimal):
            totals[v["gas"], v["accounting"], v["year"], v["source_id"]] = v["emissions_mt"]
    return totals


def share_id(party: str, gas: str, accounting: str, year: int) -> str:
    """The id of a measured share: `chn-co2-territorial-2019`."""
    return f"{party}-{gas}-{accounting}-{year}".lower()


def measured_share(values: dict[str, Value], worlds: Worlds) -> dict[str, Value]:
    """What a measured share leaves unsaid: its id, basis, denominator and percentage.

    Nothing, for a reported share, or where numerator or denominator are missing or zero.
    """
    mt, year = values["emissions_mt"], values["year"]
    if values["basis"] not in (None, Basis.measured) or not isinstance(mt, Decimal):
        return {}
    party = values["country_code"] or values["group_id"]
    gas, accounting = values["gas"], values["accounting"]
    derived: dict[str, Value] = {"basis": Basis.measured.value}
    if values["id"] is None and isinstance(year, int):
        derived["id"] = share_id(str(party), str(gas), str(accounting), year)
    world = worlds.get((gas, accounting, year, values["source_id"]))
    if world:
        derived["world_mt"] = world
        derived["share_percent"] = rounded(100 * mt / world, _SHARE_DIGITS)
    return derived


def rounded(number: Decimal, digits: int) -> Decimal:
    """A number to `digits` decimals, halves to even."""
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)


def share_when_said(values: dict[str, Value], shares: set[Value]) -> dict[str, Value]:
    """The speaker's country's measured share of territorial CO2 in the year of a quote."""
    country, said_on = values["country_code"], values["said_on"]
    if values["emissions_share_id"] or not isinstance(country, str) or not isinstance(said_on, str):
        return {}
    candidate = share_id(country, Gas.co2, Accounting.territorial, int(said_on[:4]))
    return {"emissions_share_id": candidate} if candidate in shares else {}


def country_names(values: dict[str, Value]) -> list[str]:
    """Everything that resolves to a country or a group, as written."""
    columns = ("code", "alpha2", "numeric", "id", "acronym", "name", "aliases")
    return list(_texts(values.get(column) for column in columns))


def _add_aliases(countries: list[Row], extra: list[Row]) -> None:
    """Names that other sources call a country by, unless it has them already."""
    by_code = {row.values["code"]: row for row in countries}
    known = {code: {normalise(n) for n in country_names(r.values)} for code, r in by_code.items()}
    for row in extra:
        code, alias = row.values["country_code"], row.text("alias")
        if code in by_code and alias and normalise(alias) not in known[code]:
            aliases = by_code[code].values["aliases"]
            by_code[code].values["aliases"] = [*_texts([aliases]), alias]
            known[code].add(normalise(alias))


def _add_names(officials: list[Row], extra: list[Row]) -> None:
    """Names that other sources call an official by, as aliases, unless they are there already."""
    by_id = {row.values["id"]: row for row in officials}
    for row in extra:
        official, alias = by_id.get(row.values["official_id"]), row.text("alias")
        if official and alias:
            names = list(_texts(official.values[column] for column in ("aliases", "name")))
            if normalise(alias) not in map(normalise, names):
                official.values["aliases"] = [*_texts([official.values["aliases"]]), alias]


def _texts(values: Iterable[Value]) -> Iterable[str]:
    """The texts among values, lists laid flat, nulls left out."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from value


def finished(values: dict[str, Value], resource: Resource) -> dict[str, Value]:
    """A row as stored: lists never null, figures rounded, words to search in."""
    done: dict[str, Value] = {}
    for name, field in resource.fields.items():
        value = values[name]
        if field.kind is Kind.texts:
            value = value or []
        elif isinstance(value, Decimal):
            value = plain(rounded(value, field.digits or 0))
        done[name] = value
    if any(column.info["kind"] is Kind.search for column in resource.columns):
        done["search_text"] = search_text(list(_texts(done[name] for name in resource.search)))
    if resource.life is not None:
        done |= {column: values[column] for column in LIFE_COLUMNS}
    return done


def plain(number: Decimal) -> int | float:
    """A number as the databases hold it: whole numbers without a point."""
    return int(number) if number == number.to_integral_value() else float(number)


def participations(dialogues: list[Row]) -> list[Row]:
    """One row for each country in each dialogue."""
    return [
        Row(row.at("participants"), {"dialogue_id": row.values["id"], "country_code": code})
        for row in dialogues
        for code in _texts([row.values["participants"]])
    ]
