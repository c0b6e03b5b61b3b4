"""Relations, lists and filters follow from references; a name that is not there is refused."""

from collections.abc import Callable

import pytest
from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from schema import scalars as col
from schema.registry import connect
from schema.relations import Link, LinkEnd, ManyToMany
from schema.resource import Query, Resource
from schema.scalars import Inverse
from schema.validity import Validity


class Base(SQLModel):
    """Tables of these tests, apart from the record's."""

    metadata = MetaData()


class Author(Base, table=True):
    code: str = col.key("The author.")


class Book(Base, table=True):
    id: str = col.key("The book.")
    title: str = col.text("The title.")
    author_code: str = col.reference(
        "Who wrote it.", "author.code", inverse=Inverse("books", "What they wrote.")
    )
    sequel_of_id: str | None = col.reference("The book before.", "book.id", relation="Before it.")


class Translation(Base, table=True):
    book_id: str = Field(primary_key=True, foreign_key="book.id")
    author_code: str = Field(primary_key=True, foreign_key="author.code")


def authors() -> Resource:
    return Resource("authors", Author, "Authors.", "ann", Query(order=("code",)))


def books(**more: object) -> Resource:
    return Resource("books", Book, "Books.", "one", **more)  # type: ignore[arg-type]


def test_a_reference_makes_a_relation_and_the_list_on_the_other_side() -> None:
    """The relation takes the column's description unless it has its own; a list may be nested."""
    connected = connect([authors(), books()])
    author, sequel = connected["books"].relations
    assert (author.name, author.target, author.local, author.remote, author.description) == (
        "author", "authors", "author_code", "code", "Who wrote it.",
    )  # fmt: skip
    assert (sequel.name, sequel.description, sequel.many) == ("sequel_of", "Before it.", False)
    (written,) = connected["authors"].relations
    assert (written.name, written.target, written.local, written.remote, written.many) == (
        "books", "books", "code", "author_code", True,
    )  # fmt: skip
    assert connected["authors"].nested == {"books": written}
    by_author = connected["books"].filters["author_code"]
    assert (by_author.column, by_author.short_name) == ("author_code", "author")


def test_a_link_table_makes_lists_and_filters_of_both_ends() -> None:
    """Declared once, beside one of its resources."""
    link = ManyToMany(
        Translation,
        (
            LinkEnd("author_code", Inverse("translations", "Translated."), "A book translated."),
            LinkEnd("book_id", Inverse("translators", "Translators."), "Who translated it."),
        ),
    )
    connected = connect([authors(), books(many_to_many=(link,))])
    translations = connected["authors"].relations_by_name["translations"]
    assert translations.through == Link("translation", "author_code", "book_id")
    translators = connected["books"].relations_by_name["translators"]
    assert translators.through == Link("translation", "book_id", "author_code")
    (by_author,) = connected["books"].link_filters
    assert (by_author.name, by_author.short_name, by_author.description) == (
        "author_code", "author", "Who translated it.",
    )  # fmt: skip
    assert connected["books"].inverse(translations) == by_author


MISTAKES: dict[str, tuple[Callable[[], Resource], str]] = {
    "a filter": (
        lambda: books(query=Query(filter_by=("tilte",))),
        "books: no column 'tilte'; did you mean title?",
    ),
    "a sort key": (
        lambda: books(query=Query(order=("-titel",))),
        "books: no column 'titel'; did you mean title?",
    ),
    "a date of the validity": (
        lambda: books(validity=Validity(("start_date",), ())),
        "books: no column 'start_date'",
    ),
    "a relation": (
        lambda: books(relation_order=("athor",)),
        "no relation 'athor'; did you mean author?",
    ),
}


@pytest.mark.parametrize(("resource", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_name_that_is_not_there_is_refused(
    resource: Callable[[], Resource], message: str
) -> None:
    """With the nearest that is."""
    with pytest.raises(TypeError) as refused:
        connect([authors(), resource()])
    assert str(refused.value) == message


def test_a_reference_to_no_resource_is_refused() -> None:
    """A table that no resource has."""
    with pytest.raises(TypeError, match="no resource has the table 'author'"):
        connect([books()])
