"""Names of countries: what sources call them, in which language, and formerly."""

from sqlmodel import SQLModel

from schema import scalars as col
from schema.actors import Actor
from schema.resource import Indexes, Query, Resource
from schema.scalars import Inverse
from schema.vocabulary import Vocabulary


class NameKind(Vocabulary):
    """What a name is to the source that has it."""

    short_name = "short_name", "The name by which the source lists the country."
    official_name = "official_name", "The formal name of the country."
    alias = "alias", "A further name or spelling of the country."
    former_name = (
        "former_name",
        "A name by which the source called the country once, and does not any more.",
    )


class CountryName(SQLModel, table=True):
    """One name of one country in one language."""

    __tablename__ = "country_name"

    id: str = col.key("Stable slug of the name.")
    country_code: str = col.reference(
        "The country.",
        "country.code",
        inverse=Inverse("names", "Its names: in its languages, formal, former."),
    )
    name: str = col.text("The name, as the source writes it.", index=True)
    lang: str | None = col.text(
        "The language, as a tag of BCP 47; null where the source does not say.", index=True
    )
    kind: NameKind = col.choice(NameKind, "What the name is.", index=True)
    first_seen: str | None = col.date("Of a former name: the first edition of the source with it.")
    last_seen: str | None = col.date("Of a former name: the last edition of the source with it.")
    source_id: str = col.source()


COUNTRY_NAMES = Resource(
    name="country-names",
    table=CountryName,
    summary="Names of countries: in their languages, formal and former ones, spellings.",
    example="swz-en-swaziland",
    actor=Actor(("country_code",), "The country that is called so."),
    query=Query(filter_by=("name", "lang", "kind"), search=("name",)),
    indexes=Indexes(ranked=(("kind", "name"),)),
)
