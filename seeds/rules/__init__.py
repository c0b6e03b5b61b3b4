"""The rules for the facts: each takes the whole record and yields a problem per violation.

`WRITTEN_RULES` are for the record as the files have it, `RULES` for the completed one.
"""

from collections.abc import Callable, Iterator

from seeds.loading.files import FactProblem
from seeds.loading.values import Record
from seeds.rules import columns, former_ids, subjects, support

Rule = Callable[[Record], Iterator[FactProblem]]

WRITTEN_RULES: tuple[Rule, ...] = (subjects.stated_once,)

RULES: tuple[Rule, ...] = (
    columns.each_row,
    subjects.denominators,
    subjects.outcomes,
    subjects.ndcs,
    subjects.noted_rows,
    subjects.explained,
    subjects.licence_addresses,
    subjects.names,
    subjects.wikidata,
    subjects.one_person,
    subjects.speakers,
    subjects.representatives,
    support.pledge_records,
    support.records_of_speeches,
    support.declared_coverage,
    columns.reasons,
    former_ids.former_ids,
    former_ids.successors,
)
