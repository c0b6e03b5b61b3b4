"""Relations have another side: the row that is led to lists the rows that lead there."""

from schema import RESOURCES

# Without a list on the other side, and why.
WITHOUT = {
    "pledges.outcome_record": "what a record states of a pledge is in its statements",
    "pledges.supersedes": "superseded_by is the other side",
    "pledges.superseded_by": "supersedes is the other side",
    "readings.country": "claims of the country lead to them",
    "readings.group": "claims of the group lead to them",
    "possible-duplicates.other": "each pair is listed once, under its official",
    "quotes.emissions_share": "it is chosen for the date of the quote",
    "dialogues.speech": "a document is one row of both, under one id",
    "releases.previous": "releases are a list in their order",
    "changes.country": "changes are in the history of a release, not in its record",
    "changes.group": "changes are in the history of a release, not in its record",
}


def test_a_row_lists_the_rows_that_lead_to_it() -> None:
    """But for sources: every list has a filter by its source."""
    one_sided = {
        f"{resource.name}.{relation.name}"
        for resource in RESOURCES.values()
        for relation in resource.relations
        if not relation.many
        and relation.target != "sources"
        and not any(
            other.many and (other.target, other.remote) == (resource.name, relation.local)
            for other in RESOURCES[relation.target].relations
        )
    }
    assert one_sided == set(WITHOUT)
