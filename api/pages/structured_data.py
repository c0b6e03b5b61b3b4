"""What a page is about in the terms of schema.org, for programs that read pages: JSON-LD.

Only what the record has stands in it. A member without a value is left out, as JSON-LD has no word
for "unknown".
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from api.pages.reading import Json

NAME = "Climate Record"
_CONTEXT = "https://schema.org"
# Pages of lists, with the names that lead back to them from the pages of their rows.
_TRAILS = {
    "/countries": "Countries",
    "/dialogues": "Dialogues",
    "/dictionary": "Data dictionary",
    "/guides": "Guides",
    "/initiatives": "Initiatives",
    "/officials": "People",
    "/pledges": "Pledges",
    "/quotes": "Quotes",
    "/reference": "REST reference",
    "/reference/graphql": "GraphQL reference",
    "/sources": "Sources",
}
_LETTERS = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def data_block(things: Iterable[Json], base: str, path: str, title: str) -> Markup:
    """A script element with data, which no browser runs; "" where there is nothing to say.

    Args:
        things: What the page is about.
        base: What goes before a path.
        path: The path of the page.
        title: Its title, of which the first part is the name of the page.
    """
    graph = [*things, *_breadcrumbs(base, path, Markup(title).unescape().partition(" · ")[0])]  # noqa: S704
    if not graph:
        return Markup()
    text = json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False)
    # As \u003c a "<" cannot end the element.
    return Markup('<script type="application/ld+json">{}</script>').format(
        Markup(text.translate(_LETTERS))  # noqa: S704
    )


def _breadcrumbs(base: str, path: str, name: str) -> list[Json]:
    """The way to the page of a row, from the list that it is in."""
    parent = max((each for each in _TRAILS if path.startswith(f"{each}/")), key=len, default="")
    if not parent:
        return []
    ways = ((_TRAILS[parent], parent), (name, path))
    return [
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": i, "name": name, "item": f"{base}{way}"}
                for i, (name, way) in enumerate(ways, 1)
            ],
        }
    ]


def _stated(type_: str, members: Mapping[str, Any]) -> Json:
    """A thing with the members that have a value."""
    return {"@type": type_} | {
        name: value for name, value in members.items() if value not in (None, "", [], {})
    }


def record(base: str, release: str, released: str, description: str, files: Sequence[Json]) -> Json:
    """The whole record as a dataset.

    Args:
        base: What goes before a path.
        release: The id of the release.
        released: Its day.
        description: What the record is.
        files: What can be downloaded, by `file_of`.
    """
    return _stated(
        "Dataset",
        {
            "name": NAME,
            "description": description,
            "url": f"{base}/",
            "version": release,
            "datePublished": released,
            "isAccessibleForFree": True,
            "distribution": list(files),
        },
    )


def file_of(address: str, media_type: str, name: str = "", size_bytes: int | None = None) -> Json:
    """A download: its address, its media type, what it is, and how long."""
    size = None if size_bytes is None else f"{size_bytes} B"
    return _stated(
        "DataDownload",
        {"name": name, "encodingFormat": media_type, "contentUrl": address, "contentSize": size},
    )


def source(row: Json, title: str, description: str) -> Json:
    """A source, which is a dataset or another work.

    Args:
        row: Its row.
        title: Its title, or what stands for one.
        description: What it is, in a sentence.
    """
    is_dataset = row["kind"] == "dataset"
    publisher = row["publisher"] and _stated("Organization", {"name": row["publisher"]})
    return _stated(
        "Dataset" if is_dataset else "CreativeWork",
        {
            "name": title,
            "description": description,
            "url": row["url"],
            "identifier": row["id"],
            "publisher": publisher,
            "license": row["licence_url"],
            "citation": row["citation"] if is_dataset else None,
            "datePublished": row["published_on"],
            "version": row["edition"],
        },
    )


def person(row: Json, posts: Iterable[Json], address: str) -> Json:
    """An official with the posts that the record has; days that are not known are left out.

    Args:
        row: The row of the official.
        posts: The tenures.
        address: The address of the page.
    """
    wikidata = row["wikidata_id"] and _stated(
        "PropertyValue", {"propertyID": "Wikidata", "value": row["wikidata_id"]}
    )
    return _stated(
        "Person",
        {
            "name": row["name"],
            "alternateName": [*filter(None, (row["native_name"],)), *row["aliases"]],
            "identifier": wikidata,
            "url": address,
            "hasOccupation": [
                _stated(
                    "Role",
                    {
                        "hasOccupation": {"@type": "Occupation", "name": post["title"]},
                        "startDate": post["start_date"],
                        "endDate": post["end_date"],
                    },
                )
                for post in posts
            ],
        },
    )


def quotation(row: Json, publisher: str, address: str) -> Json | None:
    """A quote with who said it; None of a paraphrase, which has no words of the speaker.

    Args:
        row: The row of the quote.
        publisher: Who published the source, or its title.
        address: The address of the page.
    """
    if row["kind"] == "paraphrase":
        return None
    is_named = row["speaker_kind"] in ("official", "person") and row["speaker_name"]
    return _stated(
        "Quotation",
        {
            "text": row["text"],
            "inLanguage": row["language"],
            "spokenByCharacter": {"@type": "Person", "name": row["speaker_name"]}
            if is_named
            else None,
            "dateCreated": row["said_on"],
            "isPartOf": {"@type": "CreativeWork", "name": publisher},
            "url": address,
        },
    )
