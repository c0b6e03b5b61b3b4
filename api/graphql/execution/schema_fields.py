"""`__schema` and `__type` beside other root fields: graphql-core answers them, each by itself."""

from collections.abc import Mapping
from typing import Any

from graphql import DocumentNode, OperationDefinitionNode, OperationType, SelectionSetNode
from graphql import execute_sync as execute_document

from api.graphql.execution.document_cache import Document
from api.graphql.execution.selection import SelectedField
from api.graphql.schema.build import SCHEMA
from schema.figures import json_text

NAMES = ("__schema", "__type")


def schema_field_json(
    field: SelectedField,
    operation: OperationDefinitionNode,
    document: Document,
    variables: Mapping[str, Any],
    aliases: Mapping[str, str],
) -> str:
    """The JSON of a root field that reads the schema.

    How many elements of the schema it may return is limited, so that this takes some 0.1 s at most.

    Args:
        field: The field, of a normalized document.
        operation: The operation that selects it.
        document: That document.
        variables: The raw values of the operation's variables.
        aliases: The aliases of the text by those of the normalized document.
    """
    alone = OperationDefinitionNode(
        operation=OperationType.QUERY,
        variable_definitions=operation.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(field.nodes)),
    )
    definitions = (alone, *document.fragments.values())
    result = execute_document(
        SCHEMA, DocumentNode(definitions=definitions), variable_values=dict(variables)
    )
    assert not result.errors, result.errors
    assert result.data is not None
    text = json_text(result.data[field.key])
    # A quote inside a JSON string is escaped, so only keys are replaced.
    for replacement, alias in aliases.items():
        text = text.replace(f'"{replacement}":', f'"{alias}":')
    return text
