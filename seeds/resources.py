"""Checks that each resource is complete: registered, described, with facts, and in the documents.

A declaration that names unknown columns or tables fails earlier, when `schema` is imported; stale
contracts are named by `python -m api contracts --check`.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import schema
from schema import RECORD, RESOURCES, VOCABULARIES, Resource
from seeds.check import CheckedFacts
from seeds.publishing.counts import tables

_HINT = "`python -m seeds counts --write` writes the tables"


def gaps(checked: CheckedFacts, facts: Path, root: Path) -> Iterator[str]:
    """A line for each place that lacks something, with what to write there.

    Args:
        checked: The facts of the repository.
        facts: The folder of these facts.
        root: The folder of the repository, with its documents.
    """
    for resource in RESOURCES.values():
        yield from _undescribed(resource)
    for resource in RECORD.values():
        yield from _without_rows(resource, checked)
    yield from _undefined_terms()
    yield from _uncounted(checked, facts, root)
    yield from _unregistered()


def _file(resource: Resource) -> str:
    return resource.table.__module__.replace(".", "/") + ".py"


def _undescribed(resource: Resource) -> Iterator[str]:
    for field in resource.fields.values():
        if not field.description:
            yield f"{_file(resource)}: {field.name} has no description"
    if resource.validity is not None and not resource.validity.meaning:
        yield f"{_file(resource)}: the validity of {resource.name} has no meaning"


def _undefined_terms() -> Iterator[str]:
    """Vocabularies without a docstring, and values without a definition beside them."""
    for name, vocabulary in VOCABULARIES.items():
        file = vocabulary.__module__.replace(".", "/") + ".py"
        if not vars(vocabulary).get("__doc__"):
            yield f"{file}: {name} has no docstring to define it"
        for member in vocabulary:
            if not member.definition:
                yield f"{file}: {name}.{member.name} has no definition beside its value"


def _without_rows(resource: Resource, checked: CheckedFacts) -> Iterator[str]:
    rows = checked.record[resource.name]
    if not rows:
        yield f"seeds/facts/{resource.name}/: no rows; facts are <origin>.csv or <origin>.yaml"
    elif all(row.values[resource.key] != resource.example for row in rows):
        yield f"{_file(resource)}: no row of {resource.name} has the key {resource.example!r}"


def _uncounted(checked: CheckedFacts, facts: Path, root: Path) -> Iterator[str]:
    """The lines of the tables of counts, sources and sizes that the documents lack."""
    for document, own in tables(checked, facts).items():
        text = (root / document).read_text()
        lines = set(text.splitlines())
        for table in own:
            missing = [line for line in table.splitlines() if line not in lines]
            yield from (f"{document}: no line `{line}`; {_HINT}" for line in missing)
            if not missing and f"\n{table}\n\n" not in f"\n{text}\n":
                heading = table.partition("\n")[0]
                yield f"{document}: `{heading}` has other lines, or in another order; {_HINT}"


def _unregistered() -> Iterator[str]:
    """Resources in modules of schema/ that the registry does not have."""
    for info in iter_modules(schema.__path__):
        for name, value in vars(import_module(f"schema.{info.name}")).items():
            if isinstance(value, Resource) and RESOURCES.get(value.name) is not value:
                yield f"schema/__init__.py: MODULES lacks {info.name!r}, which declares {name}"
