"""The rules for the facts: each takes the whole record and yields a problem per violation."""

from collections.abc import Callable, Iterator

from seeds.loading.files import FactProblem
from seeds.loading.values import Record
from seeds.rules import columns, former_ids, subjects

RULES: tuple[Callable[[Record], Iterator[FactProblem]], ...] = (
    columns.required,
    columns.keys,
    subjects.denominators,
    columns.references,
    columns.dates,
    columns.years,
    subjects.one_actor,
    subjects.outcomes,
    subjects.measured_shares,
    subjects.ndcs,
    subjects.noted_rows,
    subjects.explained,
    subjects.licence_addresses,
    subjects.names,
    subjects.wikidata,
    subjects.one_person,
    subjects.speakers,
    columns.reasons,
    former_ids.former_ids,
    former_ids.successors,
)
