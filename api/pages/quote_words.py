"""How a quote is put in words: what kind it is, who speaks, and how sure that is."""

import re

from api.pages.reading import Json
from api.pages.wording import capital, on_day
from schema.quotes import QuoteKind, SpeakerKind, SpeakerMatch

KINDS = {
    QuoteKind.verbatim: "their words",
    QuoteKind.partial: "some of their words",
    QuoteKind.paraphrase: "as reported",
}
_LANGUAGES = {"en": "English", "zh": "Chinese", "fr": "French", "es": "Spanish", "de": "German"}
_OWN_WORDS = "the source’s own words"
_UNLINKED = {
    SpeakerKind.official: "The record has no official who is certain to be this one.",
    SpeakerKind.person: "A person who holds no public office by the source.",
    SpeakerKind.unnamed: "The source does not name the person.",
    SpeakerKind.body: "A state or an institution.",
    SpeakerKind.source: "The source speaks in its own voice.",
    SpeakerKind.not_stated: "The source has no word for who speaks.",
}
# What a speaker did, and what the source does.
_SAID = {
    QuoteKind.verbatim: ("said these words", "prints them"),
    QuoteKind.partial: ("used these words", "prints them"),
}


def kind(quote: Json) -> str:
    """The badge of a quote: whether these are the words that were said, or the source's own."""
    if quote["speaker_kind"] == SpeakerKind.source:
        return _OWN_WORDS
    return KINDS[QuoteKind(quote["kind"])]


def speaker(quote: Json) -> str:
    """Who speaks, as the source words it, or why it has no name."""
    if quote["speaker_name"] is not None:
        return str(quote["speaker_name"])
    return "the source itself" if quote["speaker_kind"] == SpeakerKind.source else "not stated"


def who(quote: Json) -> str:
    """Who speaks, as a label: the source's words for it, or that it has none."""
    if quote["speaker_name"] is None and quote["speaker_kind"] != SpeakerKind.source:
        return "Speaker not stated"
    return capital(speaker(quote))


def language(quote: Json) -> str:
    """The language of the words, by its name where it is a common one."""
    code = str(quote["language"])
    return _LANGUAGES.get(code.partition("-")[0], code)


def said(quote: Json, publisher: str) -> str:
    """Who said it, as what, when, and who reports it, in one sentence."""
    if quote["speaker_name"] is None:
        if quote["speaker_kind"] == SpeakerKind.source:
            when = f" {on_day(quote['said_on'])}" if quote["said_on"] else ""
            return f"{publisher} says this in its own voice{when}."
        return f"{publisher} reports this and does not state who said it."
    when = on_day(quote["said_on"]) if quote["said_on"] else "on a day that is not known"
    role = f", {quote['speaker_role']}," if quote["speaker_role"] else ""
    if quote["kind"] == QuoteKind.paraphrase:
        return f"What {quote['speaker_name']}{role} said {when}, as {publisher} words it."
    did, does = _SAID[QuoteKind(quote["kind"])]
    return f"{capital(quote['speaker_name'])}{role} {did} {when}, as {publisher} {does}."


def link(quote: Json) -> str:
    """How sure it is which official speaks."""
    if quote["speaker_id"] is None:
        return _UNLINKED[SpeakerKind(quote["speaker_kind"])]
    if quote["speaker_match"] is None:
        return "Who speaks was read by a person, not matched by a rule."
    match = SpeakerMatch(quote["speaker_match"])
    return f"Linked to the person by rule ({match.value.replace('_', ' ')}): {match.definition}"


def place(quote: Json) -> str:
    """The place in the document, without the name of its file: "paragraph 20"."""
    return (quote["locator"] or "no place stated").partition(" of ")[0]


def order(quote: Json) -> tuple[list[int], str]:
    """The order of quotes within a document: by the numbers of their places."""
    return [int(digits) for digits in re.findall(r"\d+", place(quote))], quote["id"]
