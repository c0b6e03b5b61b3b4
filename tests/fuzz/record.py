"""What no contract can know: the record's real rows, keys, names, words and cursors.

A generator draws `country=0` and `after=0`, which fit their declarations and which the record
rightly refuses. `Record` reads real ones through REST, once, and hands them out.
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Any

from schema import RESOURCES
from schema.filters import ALIASED_RESOURCES
from tests.client import TestClient

_NAME_COLUMNS = ("alpha2", "numeric", "name", "acronym")


@dataclass(frozen=True)
class Record:
    """The release served and, by resource, its first rows with their keys, names and words."""

    release: str
    rows: dict[str, list[dict[str, Any]]]
    keys: dict[str, list[str]]
    names: dict[str, list[str]]
    words: dict[str, list[str]]

    @classmethod
    def read(cls, client: TestClient) -> "Record":
        """From the first thousand rows of every list."""
        release, rows, keys, names, words = "", {}, {}, {}, {}
        for resource in RESOURCES.values():
            body = client.get(f"/v1/{resource.name}?limit=1000").json()
            release, found = body["meta"]["release"], body["data"]
            rows[resource.name] = found
            keys[resource.name] = [row[resource.key] for row in found]
            texts = " ".join(
                str(row[column]) for row in found[:100] for column in resource.query.search
            )
            words[resource.name] = sorted(set(re.findall(r"[^\W_]{3,}", texts)))
            if resource.name in ALIASED_RESOURCES:
                columns = [name for name in _NAME_COLUMNS if name in resource.fields]
                given = [row[name] for row in found for name in columns if row[name] is not None]
                aliases = [alias for row in found for alias in row["aliases"]]
                names[resource.name] = sorted({*keys[resource.name], *given, *aliases})
        names["actors"] = sorted({name for of in names.values() for name in of})
        return cls(release, rows, keys, names, words)

    def __repr__(self) -> str:
        return f"<Record of {self.release}>"

    def cursor(self, resource: str, random: Random) -> str:
        """A cursor of some row of the resource's list."""
        return f"{self.release}~{random.choice(self.keys[resource])}"

    def key(self, resource: str, random: Random) -> str:
        """What a row goes by in a path: its key or, for countries and groups, any of its names."""
        return random.choice(self.names.get(resource, self.keys[resource]))
