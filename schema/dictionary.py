"""The data dictionary as Markdown, derived from the declarations."""

from collections.abc import Iterator

from schema import RESOURCES, VOCABULARIES
from schema.actors import ACTOR
from schema.filters import Field
from schema.relations import Relation
from schema.resource import Resource
from schema.scalars import OPERATOR_MEANINGS, Kind
from schema.validity import THEN

_HEAD = """\
# Data dictionary

Made from the declarations in `schema/` by `make contracts`; change those, not this page.

Names are REST's and CSV's; GraphQL writes them in camelCase and vocabularies in capitals. Dates are
ISO 8601 with the precision they have (`2021`, `2021-03`, `2021-03-01`); a comparison holds when it
holds for the whole period. Unknown is null.

`as_of` asks what held on a date: on every day of it for certain (`holds` is true), or as far as is
known (null). Certain are the days between those on which a source shows that it held: a row's own
dates, the day that it is attested on, and the day of a source that gives it in the present.
"""


def dictionary_text() -> str:
    """The text of schema/dictionary.md."""
    operators = [f"| `{name}` | {meaning} |" for name, meaning in OPERATOR_MEANINGS.items()]
    parts = [_HEAD, "| operator | meaning |\n|---|---|\n" + "\n".join(operators) + "\n"]
    parts += ["\n".join(_resource(resource)) for resource in RESOURCES.values()]
    parts.append("\n".join(_vocabularies()))
    return "\n".join(parts)


def _resource(resource: Resource) -> Iterator[str]:
    yield f"## {resource.name}\n\n{resource.summary} GraphQL: `{resource.type_name}`.\n"
    yield "| column | kind | null | meaning |\n|---|---|---|---|"
    for field in resource.fields.values():
        nullable = "yes" if field.nullable else "no"
        yield f"| `{field.name}` | {field.kind} | {nullable} | {_meaning(field)} |"
    yield f"\nDefault order: `{', '.join(resource.query.order)}`.\n"
    yield "| filter | operators |\n|---|---|"
    for filter_ in resource.filters.values():
        yield f"| `{filter_.name}` | {', '.join(filter_.operators)} |"
    if resource.validity is not None:
        yield f"| `as_of` | {resource.validity.meaning} |"
    if resource.query.search:
        yield f"| `q` | words in {', '.join(resource.query.search)} |"
    yield "\n| relation | leads to | |\n|---|---|---|"
    if resource.actor is not None:
        targets = " or ".join(relation.target for relation in resource.actor_relations)
        yield f"| `{ACTOR}` | one of {targets} | {resource.actor.description} |"
    for relation in resource.relations:
        yield _relation(relation.name, relation)
    if resource.then is not None:
        for relation in resource.then.relations:
            yield _relation(f"{THEN}.{relation.name}", relation)
    yield ""


def _relation(name: str, relation: Relation) -> str:
    number = "many" if relation.many else "one"
    return f"| `{name}` | {number} of {relation.target} | {relation.description} |"


def _meaning(field: Field) -> str:
    if field.vocabulary is None:
        return field.description
    values = ", ".join(f"`{member}`" for member in field.vocabulary)
    name = field.vocabulary.__name__
    number = "Any" if field.kind is Kind.choices else "One"
    return f"{field.description} {number} of {values} ([{name}](#{name.lower()}))."


def _vocabularies() -> Iterator[str]:
    """The section of the vocabularies, which the columns link to."""
    yield "## Vocabularies\n\nWhat the values of columns mean, and where their terms come from.\n"
    for name, vocabulary in VOCABULARIES.items():
        yield f"### {name}\n\n{vocabulary.__doc__}\n\n| value | definition | term |\n|---|---|---|"
        for member in vocabulary:
            source = member.term_source
            term = f"[{source.title}]({source.url})" if source else ""
            yield f"| `{member}` | {member.definition} | {term} |"
        yield ""
