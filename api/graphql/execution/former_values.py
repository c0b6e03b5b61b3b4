"""What enum values that the schema had are now: graphql-core only says that they do not exist."""

import re
from functools import cache

from schema import RESOURCES, VOCABULARIES

_UNKNOWN_VALUE = re.compile(r"Value '(\w+)' does not exist in '(\w+)' enum\.")


def with_hint(message: str) -> str:
    """The message, and what the value is now if it refuses one that the enum had."""
    match = _UNKNOWN_VALUE.search(message)
    hint = _hints().get((match[2], match[1])) if match else None
    return f"{message} {hint}" if hint else message


@cache
def _hints() -> dict[tuple[str, str], str]:
    """A sentence for each former value, by the name of the enum and the value in capitals."""
    hints = {
        (name, former.upper()): f"It is {new.upper()} now."
        for name, vocabulary in VOCABULARIES.items()
        for former, new in vocabulary.former_values().items()
    }
    for resource in RESOURCES.values():
        for field in resource.fields.values():
            for former, path in field.moved:
                if field.vocabulary is not None:
                    name = field.vocabulary.__name__
                    hints[name, former.upper()] = f"Rows with it are in {path} (REST) now."
    return hints
