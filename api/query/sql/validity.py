"""What dates mean for rows, as SQL predicates: versions, validity, and what had been stated."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from api.query.dates import DATED_TABLES
from api.query.plan import Condition, Date, Holds, Parameter, Plan, RowDate, UnknownReason
from api.query.shape import Form, HoldsReason
from api.query.sql.json_text import literal
from api.query.sql.predicates import DeferredParameter, comparison
from api.releases.dialects import Dialect
from schema.periods import first_day, last_day
from schema.relations import Relation
from schema.resource import Resource
from schema.validity import (
    CERTAIN_FROM,
    CERTAIN_TO,
    EARLIEST,
    KNOWN_FROM,
    KNOWN_TO,
    LAST_DAY,
    LATEST,
    OWN_FROM,
    OWN_TO,
    STATED_FROM,
    THEN_FIRST,
    THEN_LAST,
    VERSION_FROM,
    VERSION_TO,
)

# The relation from a parent row to the rows, and the alias of the parent's table.
Parent = tuple[Relation, str] | None


class DatedRow(NamedTuple):
    """The row whose date a `RowDate` stands for: its resource, alias and column of the date."""

    resource: Resource
    t: str
    column: str


@dataclass
class ValidityWriter:
    """Writes SQL fragments depth first, and collects their parameters and table aliases."""

    dialect: Dialect
    release: str
    parameters: list[object] = field(default_factory=list)
    aliases: int = 0
    dated_row: DatedRow | None = None

    def bind(self, value: object) -> str:
        """The placeholder of a parameter, which has a value now or is deferred to the request."""
        self.parameters.append(DeferredParameter(value) if isinstance(value, Parameter) else value)
        return self.dialect.parameter(len(self.parameters))

    def alias(self) -> str:
        """A new table alias; the same table may occur several times in a statement."""
        self.aliases += 1
        return f"t{self.aliases}"

    def known_terms(self, plan: Plan, t: str) -> list[str]:
        """The terms that select the version of a row, or rows that had been stated by a date."""
        known = None if plan.known_by is None else self.last(plan.known_by)
        if plan.reads_versions:
            on = literal(LAST_DAY) if plan.as_of is None else self.last(plan.as_of)
            # What is known today is equal to a constant: the partial indexes are for that.
            stated = f"{t}.{KNOWN_TO} = {literal(LAST_DAY)}"
            if known is not None:
                stated = f"{t}.{KNOWN_FROM} <= {known} AND {t}.{KNOWN_TO} >= {known}"
            since, until = (self.dialect.filtered(f"{t}.{c}") for c in (VERSION_FROM, VERSION_TO))
            return [f"{since} <= {on} AND {until} >= {on}", stated]
        if known is not None and plan.resource.validity is not None:
            return [f"{t}.{STATED_FROM} <= {known}"]
        return []

    def _holds_terms(
        self, plan: Plan, on: Date, t: str, parent: Parent, *, certain: bool
    ) -> list[str]:
        """The terms of a list with a date, by whether its rows hold on it."""
        has_validity = plan.resource.validity is not None
        if certain and plan.holds in (Holds.false, Holds.unknown):
            return ["1 = 0"]
        if plan.holds is Holds.false:
            return [f"NOT ({self.alive(plan, on, t, certain=False)})"]
        terms = [self.alive(plan, on, t, certain=certain)] if has_validity else []
        if plan.holds is Holds.true and not certain:
            terms.append(self.certain_predicate(plan, t, parent))
        elif plan.holds is Holds.unknown:
            terms.append(f"NOT ({self.certain_predicate(plan, t, parent)})")
        return terms

    def certain_predicate(self, plan: Plan, t: str, parent: Parent) -> str:
        """The predicate that a row certainly belongs to the list on the plan's date.

        It is evaluated for single rows, so each link is looked up by both of its ends.
        """
        assert plan.as_of is not None
        terms = []
        if parent is not None and (link := parent[0].through) is not None:
            ends = f"l.{link.near} = {parent[1]}.{parent[0].local}"
            ends += f" AND l.{link.far} = {t}.{parent[0].remote}"
            alive = self.link_alive(plan, link.table, "l", certain=True)
            terms.append(f"EXISTS (SELECT 1 FROM {link.table} l WHERE {ends}{alive})")
        for condition in plan.where:
            if (link := condition.filter.through) is not None and link.table in DATED_TABLES:
                negated = condition.operator == "not"
                linked = replace(condition, operator="in") if negated else condition
                end = f"link.{link.near} = {t}.{plan.resource.key}"
                end += f" AND {self.link_condition(plan, linked, certain=not negated)}"
                exists = f"EXISTS (SELECT 1 FROM {link.table} link WHERE {end})"
                terms.append(f"NOT {exists}" if negated else exists)
        if plan.resource.validity is not None:
            terms.append(self.alive(plan, plan.as_of, t, certain=True))
        return " AND ".join(terms)

    def link_condition(self, plan: Plan, condition: Condition, *, certain: bool) -> str:
        """A condition over a link table under the alias `link`."""
        link, column = condition.filter.through, condition.filter.column
        assert link is not None
        inner = comparison(self.dialect, self.bind, condition, f"link.{column}")
        return inner + self.link_alive(plan, link.table, "link", certain=certain)

    def alive(self, plan: Plan, on: Date, t: str, *, certain: bool) -> str:
        """The predicate that row `t` may be valid on a date, or certainly is on all its days.

        What had been stated by a date makes nothing certain after it.
        """
        first, last = self.first(on), self.last(on)
        if not certain:
            earliest, latest = (self.dialect.filtered(f"{t}.{c}") for c in (EARLIEST, LATEST))
            return f"{earliest} <= {last} AND {latest} >= {first}"
        within = f"{t}.{CERTAIN_FROM} <= {first} AND {t}.{CERTAIN_TO} >= {last}"
        if plan.known_by is None:
            return within
        return f"{within} AND {last} <= {self.last(plan.known_by)}"

    def holds(self, plan: Plan, on: Date, t: str) -> str:
        """SQL for JSON true, false or null: whether row `t` is valid on a date.

        True: certainly on all its days; false: on none of them; null: neither is known.
        """
        certain = self.alive(plan, on, t, certain=True)
        possible = self.alive(plan, on, t, certain=False)
        return f"CASE WHEN {certain} THEN 'true' WHEN {possible} THEN 'null' ELSE 'false' END"

    def holds_reason(self, plan: Plan, member: HoldsReason, t: str) -> str:
        """SQL for a `UnknownReason` as JSON, or null if it is known whether row `t` is valid."""
        on = member.on
        first, is_merged = self.first(on), plan.resource.has_dated_versions
        certain = self.alive(plan, on, t, certain=True)
        possible = self.alive(plan, on, t, certain=False)
        released = "(SELECT released FROM release ORDER BY sequence DESC LIMIT 1)"
        before = UnknownReason.before_first_seen if is_merged else UnknownReason.start_unknown
        after = UnknownReason.after_last_seen if is_merged else UnknownReason.end_unknown
        reasons = (
            UnknownReason.future,
            UnknownReason.sources_disagree,
            UnknownReason.no_source_for_date,
            before,
            after,
        )
        future, disagree, none, early, late = (
            literal(f'"{reason.upper() if member.form is Form.capitals else reason}"')
            for reason in reasons
        )
        disputed = (
            f" WHEN {self._disputed(plan, on, t)} THEN {disagree}"
            if is_merged and plan.reads_versions
            else ""
        )
        return (
            f"CASE WHEN {certain} OR NOT ({possible}) THEN 'null' WHEN {first} > {released}"
            f" THEN {future}{disputed}{self._needs(plan, member, t)}"
            f" WHEN {t}.{CERTAIN_FROM} > {t}.{CERTAIN_TO} THEN {none}"
            f" WHEN {first} < {t}.{CERTAIN_FROM} THEN {early} ELSE {late} END"
        )

    def _needs(self, plan: Plan, member: HoldsReason, t: str) -> str:
        """A further case: the row's own dates make it certain, and something else is not known."""
        assert plan.resource.validity is not None
        if (reason := plan.resource.validity.needs) is None:
            return ""
        first, last = self.first(member.on), self.last(member.on)
        text = literal(f'"{reason.upper() if member.form is Form.capitals else reason}"')
        return f" WHEN {t}.{OWN_FROM} <= {first} AND {t}.{OWN_TO} >= {last} THEN {text}"

    def _disputed(self, plan: Plan, on: Date, t: str) -> str:
        """The predicate that other sources speak against row `t` on a day of a date.

        The certain days of its version for that day are crossed (`seeds.derivation.disputed_days`).
        All versions that are known at the same time have the same `KNOWN_FROM`.
        """
        g, key = self.alias(), plan.resource.key
        first, last = self.first(on), self.last(on)
        crossed = "{0}.{1} > {0}.{2} AND {0}.{2} <> ''".format
        # The version of a single day is the row itself: no other one has to be looked up.
        return (
            f"({crossed(t, CERTAIN_FROM, CERTAIN_TO)}) OR ({first} < {last}"
            f" AND EXISTS (SELECT 1 FROM {plan.table_name} {g} WHERE {g}.{key} = {t}.{key}"
            f" AND {g}.{KNOWN_FROM} = {t}.{KNOWN_FROM}"
            f" AND {g}.{VERSION_FROM} <= {last} AND {g}.{VERSION_TO} >= {first}"
            f" AND {crossed(g, CERTAIN_FROM, CERTAIN_TO)}))"
        )

    def first(self, on: Date) -> str:
        """The first day of a date as SQL."""
        return self._day(on, first_day, THEN_FIRST)

    def last(self, on: Date) -> str:
        """The last day of a date as SQL."""
        return self._day(on, last_day, THEN_LAST)

    def _day(self, on: Date, convert: Callable[[str], str], column: str) -> str:
        if isinstance(on, RowDate):
            return f"{self._dated_row().t}.{column}"
        return self.bind(
            DeferredParameter(on, convert) if isinstance(on, Parameter) else convert(on)
        )

    def as_written(self, on: Date) -> str:
        """A date as SQL, with the precision that the client or the row gives it."""
        if isinstance(on, RowDate):
            row = self._dated_row()
            return column_of(row.t, row.column)
        return self.bind(on)

    def _dated_row(self) -> DatedRow:
        assert self.dated_row is not None, "a plan has the date of a row outside of its group"
        return self.dated_row

    def link_alive(self, plan: Plan, table: str, link: str, *, certain: bool) -> str:
        """A further term that a link is valid on the plan's date, or "" if it needs none."""
        if plan.as_of is None or table not in DATED_TABLES:
            return ""
        return f" AND {self.alive(plan, plan.as_of, link, certain=certain)}"


def column_of(t: str, name: str) -> str:
    """A column of a row; quoted where its name is a word of SQL."""
    return f'{t}."{name}"' if name in _SQL_WORDS else f"{t}.{name}"


_SQL_WORDS = frozenset({"values"})
