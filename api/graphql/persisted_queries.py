"""Automatic persisted queries: a client sends the hash of a query in place of its text.

The protocol is Apollo's: `extensions.persistedQuery` has `version` 1 and `sha256Hash`, the SHA-256
of the query in UTF-8, as hexadecimal digits. A request with the hash alone is answered if the query
was sent with its hash before; otherwise the client sends both. Clients recognise the two refusals
by their messages, which are part of the protocol, and by the status 200.
"""

import re
import sys
from collections import OrderedDict
from hashlib import sha256
from typing import Any

from api.graphql.execution.prepare import GraphQLRequest
from api.problems import Problem

_HASH = re.compile(r"[0-9a-f]{64}")
_VERSION = 1
_ENTRY_BYTES = 300  # what an entry takes besides its query: the hash, and its place
_PARAMETER = "extensions.persistedQuery"


def parse_hash(extensions: dict[str, Any]) -> str | None:
    """The hash in the extensions of a request; None if they have no `persistedQuery`.

    Raises:
        Problem: It has another form than that of version 1.
    """
    given = extensions.get("persistedQuery")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise _invalid("is no JSON object")
    if given.get("version") != _VERSION:
        raise _invalid(f"has the version {given.get('version')!r}; {_VERSION} is the one there is")
    query_hash = given.get("sha256Hash")
    if not isinstance(query_hash, str) or not _HASH.fullmatch(query_hash.lower()):
        raise _invalid("has no sha256Hash: the SHA-256 of the query, as 64 hexadecimal digits")
    return query_hash.lower()


class PersistedQueries:
    """Queries by their hash, bounded by bytes; the least recently used is evicted first.

    Args:
        size_bytes: What all queries together may take; 0 turns the store off.
    """

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes, self._used_bytes = size_bytes, 0
        self._queries: OrderedDict[str, str] = OrderedDict()

    def complete(self, request: GraphQLRequest) -> bool:
        """Give a request with the hash alone its query.

        Returns:
            Whether the request brings a query to `add` once it proves to be valid.

        Raises:
            Problem: The query is not known, its hash is another one, or the store is off.
        """
        assert request.query_hash is not None
        if request.query:
            self._check(request.query, request.query_hash)
            return self._size_bytes > 0
        if not self._size_bytes:
            raise Problem("persisted-query-not-supported", "PersistedQueryNotSupported")
        query = self.find(request.query_hash)
        if query is None:
            raise Problem("persisted-query-not-found", "PersistedQueryNotFound")
        request.query = query
        return False

    def find(self, query_hash: str) -> str | None:
        """The query with a hash, if it is stored."""
        query = self._queries.get(query_hash)
        if query is not None:
            self._queries.move_to_end(query_hash)
        return query

    def add(self, query_hash: str, query: str) -> None:
        """Store a query under its hash, if it is not larger than the store."""
        if query_hash in self._queries or _bytes_of(query) > self._size_bytes:
            return
        self._queries[query_hash] = query
        self._used_bytes += _bytes_of(query)
        while self._used_bytes > self._size_bytes:
            _, evicted = self._queries.popitem(last=False)
            self._used_bytes -= _bytes_of(evicted)

    @staticmethod
    def _check(query: str, query_hash: str) -> None:
        # A lone surrogate cannot be encoded; no client hashes one.
        if sha256(query.encode(errors="backslashreplace")).hexdigest() != query_hash:
            raise _invalid("has a sha256Hash that is not that of the query")


def _bytes_of(query: str) -> int:
    return sys.getsizeof(query) + _ENTRY_BYTES


def _invalid(fault: str) -> Problem:
    return Problem("invalid-request", f"{_PARAMETER} {fault}", parameter=_PARAMETER)
