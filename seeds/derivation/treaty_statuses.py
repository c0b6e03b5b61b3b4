"""What actors are in treaties: from their acts, and from what sources say of them.

- A party is one from the day of effect of its consent to the day before that of its withdrawal.
  Without a day of effect it became one after the day of its consent, and was one by the first later
  date on which the CIA World Factbook prints it as a party: prints lag, so they show that it had
  begun. They do not show that it had not ended.
- It still was one on the last day that the list of consents tells of, and on the day of a list of
  the NDC registry that has an active NDC of it. An order to withdraw shows that it was one until
  the day before; what it is from then on is unknown, because an order is no withdrawal.
- A withdrawal without a date ends the status at some time before the day that it is known by.
- A signatory is one from its signature to the day before it is a party.
- Of a treaty whose text was done on a known day, an actor is no party from then to its signature,
  or to the day before its accession takes effect.
- An actor without acts has no status: that no list has it does not show what it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import NamedTuple

from schema.documents import DocumentKind, DocumentStatus
from schema.periods import day_before, first_day, last_day
from schema.treaties import TreatyActionKind, TreatyAttestationKind
from schema.treaty_statuses import TREATY_STATUSES, TreatyStatusKind
from seeds.derivation.source_dates import OPEN_END, SourceDates
from seeds.loading.values import Record, Row, Value

NDC_TREATY = "paris-agreement"  # the treaty under which NDCs are submitted

_NOT_CONSENTS = (TreatyActionKind.signature, TreatyActionKind.withdrawal)
_NO_CONSENT = "No source at hand has the consent; a later statement shows that it was a party."
_ORDERED = "On {} it ordered steps to withdraw; no open source at hand states their legal effect."


_Key = tuple[Value, Value]  # the treaty and the actor


class _Actor(NamedTuple):
    """What the record has of one actor in one treaty.

    Attributes:
        treaty: The treaty.
        acts: Its acts, earliest first; those without a day last.
        attested: What sources say of it.
        listed_until: The last day that each list of acts tells of, by source.
        registry: The source and the day of a list of the NDC registry with an active NDC of it.
    """

    treaty: Row
    acts: list[Row]
    attested: list[Row]
    listed_until: dict[str, str]
    registry: tuple[str, str] | None

    def acts_of(self, *kinds: TreatyActionKind) -> list[Row]:
        """The acts of some kinds."""
        return [row for row in self.acts if row.values["action"] in kinds]

    def attestations_of(self, kind: TreatyAttestationKind) -> list[Row]:
        """The attestations of a kind, by their first date."""
        attesting = [row for row in self.attested if row.values["attests"] == kind]
        return sorted(attesting, key=lambda row: _text(row, "first_seen"))


def treaty_statuses(record: Record, dates: SourceDates) -> list[Row]:
    """The statuses of all actors with acts in a treaty, by id."""
    rows = [row for actor in _actors(record, dates) for row in _statuses(actor)]
    return sorted(rows, key=lambda row: _text(row, "id"))


def _actors(record: Record, dates: SourceDates) -> Iterator[_Actor]:
    treaties = {row.values["id"]: row for row in record["treaties"]}
    acts = _by_actor(record["treaty-actions"])
    attested = _by_actor(record["treaty-attestations"])
    listed: dict[Value, dict[str, str]] = defaultdict(lambda: defaultdict(str))
    for row in record["treaty-actions"]:
        until = listed[row.values["treaty_id"]]
        source = _text(row, "source_id")
        until[source] = max(until[source], _text(row, "date"))
    registry = _active_in_registry(record, dates)
    for key, rows in acts.items():
        treaty, actor = key
        if treaty in treaties:
            rows.sort(key=lambda row: row.text("date") or OPEN_END)
            of_registry = registry.get(actor) if treaty == NDC_TREATY else None
            yield _Actor(treaties[treaty], rows, attested[key], listed[treaty], of_registry)


def _by_actor(rows: Iterable[Row]) -> dict[_Key, list[Row]]:
    by_actor: dict[_Key, list[Row]] = defaultdict(list)
    for row in rows:
        by_actor[row.values["treaty_id"], row.party].append(row)
    return by_actor


def _active_in_registry(record: Record, dates: SourceDates) -> dict[Value, tuple[str, str]]:
    """By party, the source and the day of the newest list that has an active NDC of it."""
    latest: dict[Value, tuple[str, str]] = {}
    for row in record["documents"]:
        source = _text(row, "source_id")
        listed = dates.period(source)
        is_active = row.values["status"] == DocumentStatus.active
        if listed and is_active and row.values["kind"] == DocumentKind.ndc:
            pairs = (latest.get(row.party, ("", "")), (source, listed[0]))
            latest[row.party] = max(pairs, key=itemgetter(1))
    return latest


def _statuses(actor: _Actor) -> Iterator[Row]:
    """The rows of one actor in one treaty."""
    spells = _spells(actor)
    signatures = actor.acts_of(TreatyActionKind.signature)
    yield from _before(actor, signatures[:1], spells)
    if signatures:
        yield _signatory(actor, signatures[0], spells)
    for place, (consent, withdrawal) in enumerate(spells):
        yield _party(actor, consent, withdrawal)
        if withdrawal is not None:
            following = spells[place + 1][0] if place + 1 < len(spells) else None
            began = _began_after(actor, *([consent] if consent else signatures))
            yield _left(withdrawal, began, following)
    if spells and spells[-1][1] is None and (order := _order(actor, spells[-1][0])):
        yield _row(
            TreatyStatusKind.not_party,
            order,
            began_after=order.text("first_seen"),
            start_note=_ORDERED.format(order.text("first_seen")),
        )


_Spell = tuple[Row | None, Row | None]  # the consent, and the withdrawal that ended it


def _spells(actor: _Actor) -> list[_Spell]:
    """The times as a party, as the acts that they begin and end with; None where there is none."""
    consents = [row for row in actor.acts if row.values["action"] not in _NOT_CONSENTS]
    spells: list[_Spell] = []
    for withdrawal in sorted(actor.acts_of(TreatyActionKind.withdrawal), key=_left_by):
        earlier = [row for row in consents if _effect(row) < _left_by(withdrawal)]
        consents = consents[len(earlier) :]
        spells.append((earlier[0] if earlier else None, withdrawal))
    return [*spells, *((consent, None) for consent in consents[:1])]


def _effect(consent: Row) -> str:
    return consent.text("effective_on") or _text(consent, "date")


def _left_by(withdrawal: Row) -> str:
    """The first day on which a withdrawal is known to have had effect."""
    return withdrawal.text("effective_on") or withdrawal.text("done_by") or OPEN_END


def _before(actor: _Actor, signatures: list[Row], spells: list[_Spell]) -> Iterator[Row]:
    """The time from the day on which a treaty's text was done to the first act that counts."""
    consent = spells[0][0] if spells else None
    first = signatures[0] if signatures else consent
    until = first and (first.text("date") if signatures else first.text("effective_on"))
    if first and until and (done := actor.treaty.text("done_on")) and done < until:
        until = day_before(until)
        row = _row(TreatyStatusKind.not_party, first, start_date=done, end_date=until)
        row.values["rests_on"] = _sources(first, actor.treaty)
        yield row


def _signatory(actor: _Actor, signature: Row, spells: list[_Spell]) -> Row:
    values: dict[str, Value] = {"start_date": signature.text("date")}
    consent, withdrawal = spells[0] if spells else (None, None)
    if consent is not None and (effect := consent.text("effective_on")):
        values["end_date"] = day_before(effect)
    elif consent is not None:
        values["last_seen"] = _began_after(actor, consent)
        values["end_note"] = consent.text("effective_on_note")
        values["ended_by"] = _party_by(actor, consent, withdrawal)
    elif withdrawal is not None:
        values |= {"end_note": _NO_CONSENT, "ended_by": withdrawal.text("done_by")}
        values["last_seen"] = _began_after(actor)
    else:
        values["last_seen"] = actor.listed_until[_text(signature, "source_id")]
    return _row(TreatyStatusKind.signatory, signature, consent or withdrawal, **values)


def _party_by(actor: _Actor, consent: Row, withdrawal: Row | None) -> str | None:
    """A day by which a consent without a day of effect had taken effect."""
    if withdrawal is not None:
        return withdrawal.text("done_by")
    print_ = _first_print(actor, _text(consent, "date"), withdrawal)
    return last_day(print_[0]) if print_ else None


def _party(actor: _Actor, consent: Row | None, withdrawal: Row | None) -> Row:
    values: dict[str, Value] = {}
    used = [consent, withdrawal]
    if consent is None:
        values["start_note"] = _NO_CONSENT
        values["began_after"] = _began_after(actor, *actor.acts_of(TreatyActionKind.signature))
    elif effect := consent.text("effective_on"):
        values["start_date"] = effect
    else:
        values["start_note"] = consent.text("effective_on_note")
        values["began_after"] = _began_after(actor, consent)
        if print_ := _first_print(actor, _text(consent, "date"), withdrawal):
            values["first_seen"], row = print_
            used.append(row)
    if withdrawal is None:
        values |= _until(actor, consent, used)
        if not (values.get("start_date") or values.get("first_seen")):
            values["last_seen"] = None  # nothing shows that the consent had taken effect
    elif left := withdrawal.text("effective_on"):
        values["end_date"] = day_before(left)
    else:
        values["end_note"] = withdrawal.text("effective_on_note")
        values["ended_by"] = withdrawal.text("done_by")
    main, *others = [row for row in used if row is not None]
    row = _row(TreatyStatusKind.party, main, *others, **values)
    if actor.registry and values.get("last_seen") == actor.registry[1]:
        row.values["rests_on"] = [*_sources(main, *others), actor.registry[0]]
    return row


def _began_after(actor: _Actor, *acts: Row) -> str | None:
    """The day of the last act, or the last one before the treaty itself was in force."""
    in_force = actor.treaty.text("in_force_from")
    days = [_text(act, "date") for act in acts]
    return max([*days, *([day_before(in_force)] if in_force else [])], default=None)


def _until(actor: _Actor, consent: Row | None, used: list[Row | None]) -> dict[str, Value]:
    """The last day on which an actor that did not withdraw is known to be a party."""
    if order := _order(actor, consent):
        used.append(order)
        last = day_before(first_day(_text(order, "first_seen")))
        return {"last_seen": last, "end_note": _ORDERED.format(order.text("first_seen"))}
    if actor.registry:
        return {"last_seen": actor.registry[1]}
    return {"last_seen": actor.listed_until[_text(consent, "source_id")] if consent else None}


def _order(actor: _Actor, consent: Row | None) -> Row | None:
    """The first order to withdraw after a consent."""
    since = _effect(consent) if consent else ""
    orders = actor.attestations_of(TreatyAttestationKind.withdrawal_ordered)
    return next((row for row in orders if _text(row, "first_seen") > since), None)


def _first_print(actor: _Actor, after: str, withdrawal: Row | None) -> tuple[str, Row] | None:
    """The first date after a consent on which its actor is printed as a party, and the row.

    None if the actor had left by then.
    """
    until = _left_by(withdrawal) if withdrawal else OPEN_END
    days = [
        (day, row)
        for row in actor.attestations_of(TreatyAttestationKind.party)
        for day in (_text(row, "first_seen"), _text(row, "last_seen"))
        if after < first_day(day) < until
    ]
    return min(days, key=lambda pair: first_day(pair[0]), default=None)


def _left(withdrawal: Row, began_after: str | None, following: Row | None) -> Row:
    """The time after a withdrawal, until the next consent takes effect."""
    values: dict[str, Value] = {}
    back = following.text("effective_on") if following else None
    if left := withdrawal.text("effective_on"):
        values |= {"start_date": left, "end_date": back and day_before(back)}
    else:
        values["start_note"] = withdrawal.text("effective_on_note")
        values |= {"began_after": began_after, "ended_by": back}
    return _row(TreatyStatusKind.not_party, withdrawal, following, **values)


def _row(status: TreatyStatusKind, act: Row, *others: Row | None, **values: Value) -> Row:
    """A status that begins or ends with an act, and rests on the sources of all given rows."""
    treaty, party = _text(act, "treaty_id"), str(act.party).lower()
    start, began, ended = (values.get(k) for k in ("start_date", "began_after", "ended_by"))
    when = start or (f"before-{ended}" if ended else f"after-{began}")
    row = {
        **dict.fromkeys(TREATY_STATUSES.fields),
        "id": f"{treaty}-{party}-{status.value.replace('_', '-')}-{when}",
        "treaty_id": treaty,
        "country_code": act.values["country_code"],
        "group_id": act.values["group_id"],
        "status": status.value,
        **values,
        "rests_on": _sources(act, *others),
        "source_id": act.values["source_id"],
    }
    return Row(act.place, row)


def _sources(*rows: Row | None) -> list[str]:
    return list(dict.fromkeys(_text(row, "source_id") for row in rows if row is not None))


def _text(row: Row, column: str) -> str:
    return row.text(column) or ""
