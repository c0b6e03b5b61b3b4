"""How other APIs spell these parameters, and the right spelling for a resource.

A name that is refused is looked up here before its letters are compared with those that are known:
`page` is near `language`, and means `after`. A habit without a counterpart gets no hint.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from schema.suggestions import nearest


class Hint(NamedTuple):
    """Parameters that were meant, and what else helps."""

    suggestions: list[str]
    note: str = ""


_PAGES = "follow links.next from page to page"
_FORMAT = "the format is the end of the path: .csv, .ndjson"
_FILTERS = "each filter is a parameter of its own, such as status=in_law"
_DIRECTION = "sort=-year is descending, sort=year ascending"
_NO_KEY = "no key is needed"

# Parameters of other APIs → ours, of which those count that a list takes, and a note.
_PARAMETERS: dict[str, tuple[tuple[str, ...], str]] = {
    **dict.fromkeys(
        ("page", "offset", "skip", "start", "cursor", "page_token", "page_number", "next",
         "starting_after", "after_id", "continuation", "from_row", "p"), (("after",), _PAGES),
    ),
    **dict.fromkeys(
        ("per_page", "page_size", "pagesize", "size", "count", "rows", "first", "top", "max",
         "max_results", "results", "num", "n", "take", "limits", "maxrows"), (("limit",), ""),
    ),
    **dict.fromkeys(
        ("order", "orderby", "order_by", "ordering", "sort_by", "sortby", "sorted", "sorting",
         "sort_on"), (("sort",), _DIRECTION),
    ),
    **dict.fromkeys(("desc", "asc", "sort_order", "direction", "reverse", "dir"),
                    (("sort",), _DIRECTION)),
    **dict.fromkeys(
        ("select", "columns", "column", "cols", "field", "properties", "attributes", "props",
         "only", "pick"), (("fields",), ""),
    ),
    **dict.fromkeys(
        ("expand", "embed", "with", "populate", "includes", "relations", "related", "joins",
         "preload"), (("include",), ""),
    ),
    **dict.fromkeys(
        ("search", "query", "term", "terms", "keyword", "keywords", "fulltext", "s", "find"),
        (("q",), ""),
    ),
    **dict.fromkeys(
        ("asof", "at", "on", "date", "on_date", "valid_at", "valid_on", "valid_in", "when",
         "point_in_time"), (("as_of",), ""),
    ),
    **dict.fromkeys(("from", "since", "min"), (("year__gte", "start_date__gte"), "")),
    **dict.fromkeys(("to", "until"), (("year__lte", "start_date__lte"), "")),
    **dict.fromkeys(("known", "knowledge_date", "stated_by", "known_at", "known_on"),
                    (("known_by",), "")),
    **dict.fromkeys(("version", "snapshot", "revision", "data_version", "tag"),
                    (("release",), "")),
    **dict.fromkeys(
        ("format", "fmt", "f", "output", "output_format", "response_format", "accept", "filetype",
         "file_format", "mime", "content_type"), ((), _FORMAT),
    ),
    **dict.fromkeys(("filter", "filters", "where", "fq", "condition", "conditions", "cql_filter"),
                    ((), _FILTERS)),
    **dict.fromkeys(("api_key", "apikey", "key", "token", "access_token", "auth", "app_id"),
                    ((), _NO_KEY)),
    **dict.fromkeys(
        ("pretty", "indent", "callback", "jsonp", "distinct", "group_by", "groupby", "having",
         "aggregate_by", "apply", "timezone", "tz", "mode", "debug", "cache", "nocache", "verbose",
         "envelope", "_"), ((), ""),
    ),
}  # fmt: skip

# Words for columns → ours, of which the first counts that a resource has.
COLUMNS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("iso", "iso3", "iso_3", "iso_code", "iso_alpha3", "alpha3", "alpha_3", "country_iso",
         "country_iso3", "nation", "country_id", "countrycode", "countries", "location", "ref_area",
         "geo", "state", "party", "parties"), ("country_code", "code", "actor_id"),
    ),
    **dict.fromkeys(("country_name", "country_names"), ("country_code", "name", "actor_id")),
    **dict.fromkeys(("iso2", "iso_2", "iso_alpha2", "alpha_2"), ("alpha2", "country_code")),
    **dict.fromkeys(("bloc", "organisation", "organization", "org", "groups"), ("group_id",)),
    **dict.fromkeys(("emitter", "entity", "actors", "who"), ("actor_id",)),
    **dict.fromkeys(("ids", "slug", "slugs", "uuid", "pk", "identifier"), ("id", "code")),
    **dict.fromkeys(("lang", "languages", "locale"), ("language",)),
    **dict.fromkeys(("years", "time", "period"), ("year",)),
    **dict.fromkeys(("gases", "pollutant"), ("gas", "gases")),
    **dict.fromkeys(("indicator", "variable", "dataset", "metric"), ("series_id", "source_id")),
    **dict.fromkeys(("minister", "person_name", "politician"), ("official_id", "speaker_id")),
    **dict.fromkeys(("target", "deadline", "by"), ("target_year",)),
    **dict.fromkeys(("share", "percent", "percentage"), ("share_percent",)),
    **dict.fromkeys(("emissions", "value_mt", "co2"), ("emissions_mt",)),
    **dict.fromkeys(("type", "category"), ("kind",)),
    **dict.fromkeys(("continent",), ("region",)),
    # Names of columns before version 3.0.0.
    "announced": ("announced_on",),
    "date_of_effect": ("effective_on",),
    "date_of_effect_note": ("effective_on_note",),
    "published": ("published_on",),
    "retrieved": ("retrieved_on",),
    "accessed": ("accessed_on",),
}  # fmt: skip

# Operators of other APIs → the end of our parameter; "" is the bare name.
OPERATORS: dict[str, str] = {
    **dict.fromkeys(
        ("", "eq", "exact", "iexact", "equals", "equal", "is", "in", "any", "one_of"), ""
    ),
    **dict.fromkeys(
        ("!", "ne", "neq", "not", "not_eq", "not_equal", "exclude", "nin", "not_in", "notin",
         "isnot", "is_not", "without", "except", "<>"), "__not",
    ),
    **dict.fromkeys(
        (">=", "gte", "ge", "min", "from", "since", "minimum", "start", "geq"), "__gte"
    ),
    **dict.fromkeys(
        ("<=", "lte", "le", "max", "to", "until", "till", "maximum", "end", "leq"), "__lte"
    ),
    **dict.fromkeys((">", "gt", "after", "over", "above", "greater_than"), "__gt"),
    **dict.fromkeys(("<", "lt", "before", "under", "below", "less_than"), "__lt"),
    **dict.fromkeys(
        ("~", "like", "ilike", "icontains", "contains", "match", "matches", "startswith",
         "istartswith", "endswith", "regex", "substring", "has"), "__contains",
    ),
    **dict.fromkeys(
        ("isnull", "is_null", "null", "isnone", "isna", "empty", "missing"), "__isnull",
    ),
}  # fmt: skip

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORDS = re.compile(r"[\s\-]+")
_BRACKETS = re.compile(r"(\w+)\[(\w*)\](?:\[(\w*)\])?")
_SYMBOL = re.compile(r"(\w+?)\s*(!|<>|>=|<=|>|<|~)\s*(.*)", re.DOTALL)
_JOINED = re.compile(r"(?:__|[.:])")
_NESTS_FILTERS = ("filter", "filters", "where", "query")
_RANGES = ("between", "range", "within", "interval")
_PRESENT = ("has", "have", "with", "any", "exists", "notnull", "not_null", "known")
_ABSENT = ("without", "no", "null", "is_null", "isnone", "isna", "empty", "missing", "unknown")


def as_our_name(name: str) -> str:
    """A name as ours are written: `targetYear` and `Target-Year` give `target_year`."""
    return _NOT_WORDS.sub("_", _CAMEL.sub("_", name.strip(" $@"))).lower()


def of_parameter(name: str, text: str, known: Collection[str], names: Mapping[str, str]) -> Hint:
    """What a parameter that there is not was meant to be.

    Args:
        name: The name that is refused.
        text: Its value, which says whether `has_pledges` asks for those with or without.
        known: The parameters that there are.
        names: All names that filters go by → their parameters.
    """

    def ours(spelling: str) -> str | None:
        parameter = names.get(spelling, spelling)
        return parameter if parameter in known else None

    spelled = as_our_name(name)
    if (exact := ours(spelled)) is not None:
        return Hint([exact])
    for column, operator, value in _readings(spelled):
        for candidate in (column, *COLUMNS.get(column, ()), *_singular(column)):
            meant = [own for end in _ends(operator) if (own := ours(candidate + end)) is not None]
            if not meant and (own := ours(f"{candidate}__isnull")) is not None:
                meant = _null_values(own, operator, text)
            if meant:
                return Hint([f"{meant[0]}={value}"] if value else meant)
    word = _BRACKETS.sub(r"\1", spelled)
    for reading in (_BRACKETS.sub(r"\1_\2", spelled), word, spelled.strip("_")):
        if reading in _PARAMETERS:
            names_here, note = _PARAMETERS[reading]
            taken = [own for name_here in names_here if (own := ours(name_here)) is not None]
            return Hint(taken[:1], note if taken or not names_here else "")
    if word != spelled and (own := ours(word)) is not None:
        return Hint([own])
    return Hint(_nearest(spelled, known, names))


def _readings(name: str) -> Iterator[tuple[str, str, str]]:
    """How a name may be read as a column, an operator and, in `year>2015`, a value."""
    if (match := _BRACKETS.fullmatch(name)) is not None:
        first, second, third = match.groups()
        if first in _NESTS_FILTERS:
            yield second, third or "", ""
        elif third is None:
            yield first, second, ""
    if (match := _SYMBOL.fullmatch(name)) is not None:
        column, symbol, value = match.groups()
        # `year>=2015` is cut at its equals sign.
        yield column, symbol if value or symbol not in "<>" else f"{symbol}=", value
    yield name, "", ""
    if len(parts := _JOINED.split(name, maxsplit=1)) == 2:
        yield parts[0], parts[1], ""
    words = name.split("_")
    for place in range(1, len(words)):
        before, behind = "_".join(words[:place]), "_".join(words[place:])
        yield before, behind, ""
        yield behind, before, ""  # `min_year`, `not_country`


def _ends(operator: str) -> tuple[str, ...]:
    """The ends of our parameters that mean an operator of others."""
    if operator in _RANGES:
        return "__gte", "__lte"
    return (OPERATORS[operator],) if operator in OPERATORS else ()


def _null_values(parameter: str, operator: str, text: str) -> list[str]:
    """`pledges__isnull=false` for `has_pledges=true`."""
    if operator not in (*_PRESENT, *_ABSENT):
        return []
    is_null = (operator in _ABSENT) is (text.lower() not in ("false", "0", "no"))
    return [f"{parameter}={'true' if is_null else 'false'}"]


def _singular(name: str) -> Iterator[str]:
    """What a plural may be of."""
    for ending, instead in (("ies", "y"), ("es", ""), ("s", "")):
        if name.endswith(ending):
            yield name.removesuffix(ending) + instead


def _nearest(name: str, known: Collection[str], names: Mapping[str, str]) -> list[str]:
    """The parameters whose letters are alike, those with an operator only for such a name."""
    of_filters = {spelling: own for spelling, own in names.items() if own in known}
    spellings = dict.fromkeys(known) | of_filters
    alike = [spelling for spelling in spellings if ("__" in spelling) == ("__" in name)]
    near = nearest(name, alike, cutoff=_ALIKE)
    return list(dict.fromkeys(names.get(spelling, spelling) for spelling in near))


_ALIKE = 0.75  # of letters, so that a parameter is suggested
