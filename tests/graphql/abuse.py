"""Legal and illegal GraphQL documents that a hostile client would send, by name."""

from collections.abc import Iterator

LISTS = ("pledges", "statements", "emissionsShares", "tenures", "quotes", "officials")


def documents() -> dict[str, str]:
    """The documents by name: each has to be answered or refused within its budget."""
    return dict((*_wide(), *_deep(), *_repeated(), *_searching(), *_schema(), *_malformed()))


def _many(text: str, number: int) -> str:
    return " ".join(text.replace("%", str(n)) for n in range(number))


def _wide() -> Iterator[tuple[str, str]]:
    """Many root fields, each a count, a page or a row."""
    for name in LISTS:
        yield f"50 counts of {name}", "{" + _many(f"a%: {name} {{ totalCount }}", 50) + "}"
        page = f"a%: {name}(first: 100) {{ nodes {{ id }} }}"
        yield f"50 pages of {name}", "{" + _many(page, 50) + "}"
    filtered = 'a%: tenures(where: {title: {contains: "%x"}}) { totalCount }'
    yield "50 filtered counts", "{" + _many(filtered, 50) + "}"
    unequal = "a%: emissionsShares(where: {year: {gt: %}}) { totalCount }"
    yield "50 ranges", "{" + _many(unequal, 50) + "}"
    sorted_ = "a%: emissionsShares(orderBy: [EMISSIONS_MT_DESC]) { totalCount nodes { id } }"
    yield "50 sorted pages", "{" + _many(sorted_, 50) + "}"
    dated = 'a%: tenures(asOf: "2019-05-0%") { totalCount nodes { id holds } }'
    yield "9 dates", "{" + _many(dated, 10).replace("05-00", "05-31") + "}"
    yield "50 rows", "{" + _many('a%: country(code: "CHN") { name }', 50) + "}"
    yield "50 nodes", "{" + _many('a%: node(id: "countries/CHN") { id }', 50) + "}"
    yield "51 aliases", "{" + _many("a%: __typename", 51) + "}"
    yield "600 fields", "{" + " __typename" * 600 + "}"


def _deep() -> Iterator[tuple[str, str]]:
    """Lists below lists, and rows that lead back to themselves."""
    for first in (100, 20, 5):
        inner = f"tenures(first: {first}) {{ totalCount nodes {{ id title }} }}"
        outer = f"countries(first: {first}) {{ nodes {{ officials(first: {first})"
        yield f"{first} by {first} by {first}", f"{{ {outer} {{ nodes {{ {inner} }} }} }} }} }}"
    for levels in (1, 3, 6, 20, 60):
        there = "{ country { pledges(first: 3) { nodes " * levels
        back = f"{there}{{ id }}{' } } }' * levels}"
        yield f"{levels} times there and back", f"{{ pledges(first: 3) {{ nodes {back} }} }}"
    yield "200 braces", "{ pledges " + "{ nodes " * 200 + "}" * 201
    yield "1000 brackets", "{ pledges(where: {slug: {in: " + "[" * 1000 + "]" * 1000 + "}}) }"
    spread = "countries(first: 100) { nodes { source { ...S } } }"
    for number in (10, 49):
        counts = _many("a%: emissionsShares(where: {year: {gt: 19%}}) { totalCount }", number)
        fragment = f"fragment S on Source {{ {counts} }}"
        yield f"{number} counts below 100 rows", f"{{ {spread} }} {fragment}"
    ring = " ".join(f"fragment F{n} on Country {{ name ...F{(n + 1) % 9} }}" for n in range(9))
    yield "a ring of fragments", f'{{ country(code: "CHN") {{ ...F0 }} }} {ring}'
    doubling = " ".join(
        f"fragment F{n} on Country {{ ...F{n + 1} ...F{n + 1} }}" for n in range(30)
    )
    last = "fragment F30 on Country { name }"
    yield "doubled fragments", f'{{ country(code: "CHN") {{ ...F0 }} }} {doubling} {last}'


def _repeated() -> Iterator[tuple[str, str]]:
    """The same long text again and again, and fields that have to be compared."""
    for column in ("citation", "licenceNote", "title"):
        texts = _many(f"a%: {column}", 46)
        below = f"countries(first: 99) {{ nodes {{ source {{ {texts} }} }} }}"
        yield f"46 times {column}", f"{{ {below} }}"
    texts = _many("a%: value", 46)
    yield "46 times value", f"{{ statements(first: 100) {{ nodes {{ {texts} }} }} }}"
    same = "pledges(first: 1) { nodes { id slug } } "
    yield "one field 200 times", "{" + same * 200 + "}"
    alternatives = " ".join(f"... on Country {{ a{n}: name }}" for n in range(50))
    yield "50 inline fragments", f'{{ node(id: "countries/CHN") {{ {alternatives} }} }}'
    conflicting = " ".join(f"x: pledges(first: {n}) {{ totalCount }}" for n in range(40))
    yield "40 conflicting fields", "{" + conflicting + "}"
    yield "skipped fields", "{" + " x: __typename @skip(if: true)" * 40 + " __typename }"


def _searching() -> Iterator[tuple[str, str]]:
    """Words, parts of words, and lists of values."""
    for name in ("countries", "officials", "quotes", "pledges"):
        words = f'a%: {name}(where: {{q: "a%"}}) {{ totalCount }}'
        yield f"50 words in {name}", "{" + _many(words, 50) + "}"
    long = "x" * 5_000
    yield "a long word", f'{{ quotes(where: {{q: "{long}"}}) {{ totalCount }} }}'
    many = " ".join(f"w{n}" for n in range(200))
    yield "200 words", f'{{ quotes(where: {{q: "{many}"}}) {{ totalCount }} }}'
    ids = ", ".join(f'"id-{n}"' for n in range(100))
    listed = f"a%: pledges(where: {{slug: {{in: [{ids}]}}}}) {{ totalCount }}"
    yield "100 ids", f"{{ {_many(listed, 1)} }}"
    yield "1500 ids", "{ pledges(where: {slug: {in: [" + '"x" ' * 1500 + "]}}) { totalCount } }"
    yield "a pattern", '{ quotes(where: {text: {contains: "%_%_%_%"}}) { totalCount } }'


def _schema() -> Iterator[tuple[str, str]]:
    """Introspection: alone, nested, and beside data."""
    yield "the schema's types", "{ __schema { types { name fields { name type { name } } } } }"
    rows = "pledges(first: 100) { nodes { id statements(first: 99) { nodes { id } } } }"
    yield "the schema beside 10,000 rows", f"{{ __schema {{ queryType {{ name }} }} {rows} }}"
    nested = "types { fields { type { fields { type { fields { name } } } } } }"
    yield "types of types", f"{{ __schema {{ {nested} }} }}"
    yield "50 types", "{" + _many('a%: __type(name: "Pledge") { fields { name } }', 50) + "}"


def _malformed() -> Iterator[tuple[str, str]]:
    """What does not parse or does not fit, at length."""
    yield "nothing", ""
    yield "open braces", "{" * 5_000
    yield "an open text", '{ pledges(where: {slug: {eq: "' + "x" * 90_000
    yield "a block of quotes", '"""' * 10_000
    yield "comments", "# x\n" * 20_000 + "{ __typename }"
    yield "unknown fields", "{" + _many(" unknown%", 500) + "}"
    yield "misspelt fields", "{ pledges { nodes {" + " slgu" * 500 + "} } }"
    yield "digits", "{ pledges(first: " + "9" * 5_000 + ") { totalCount } }"
    yield "operations", _many("query Q% { __typename } ", 300)
    yield "variables", "query(" + _many("$v%: Int ", 400) + ") { __typename }"
    yield "directives", "{ __typename " + "@skip(if: false) " * 300 + "}"
    yield "a mutation", "mutation { __typename }"
    yield "a subscription", "subscription { __typename }"
    yield "control characters", "{ \x00\x01\x02 }"
    yield "emoji", "{ \U0001f30d }"
