"""The conditions of a list: filters, words, the parent, the edition, and what holds on a date."""

from dataclasses import dataclass, replace

from api.query.plan import Condition, Plan
from api.query.sql.predicates import comparison
from api.query.sql.validity import Parent, ValidityWriter, column_of
from schema import RESOURCES
from schema.editions import BY_DEFAULT, NAMING
from schema.relations import Relation


@dataclass
class ConditionsWriter(ValidityWriter):
    """Writes the terms that all pages of a list share, which are joined by AND."""

    def terms(
        self,
        plan: Plan,
        t: str,
        parent: Parent,
        *,
        certain: bool = False,
        unsearched: frozenset[str] = frozenset(),
    ) -> list[str]:
        """The WHERE terms of a list, which all its pages share.

        With `certain`, the plan's date must be within the certain bounds of validity instead of the
        possible ones. No index searches the columns of `unsearched`.
        """
        terms = [self.join_predicate(*parent, t, plan, certain=certain)] if parent else []
        terms += [
            self.condition(plan, c, t, certain=certain, searched=c.filter.column not in unsearched)
            for c in plan.where
        ]
        if plan.words:
            words = [self.bind(word) for word in plan.words]
            terms.append(self.dialect.has_words(plan.table_name, t, words))
        terms += self.known_terms(plan, t)
        if self.dialect.leaves_out_editions and shows_latest(plan, parent and parent[0]):
            terms.append(f"{t}.{BY_DEFAULT}")
        if plan.as_of is not None and plan.window is not None:
            terms += self._holds_terms(plan, plan.as_of, t, parent, certain=certain)
        return terms

    def condition(
        self,
        plan: Plan,
        condition: Condition,
        t: str,
        *,
        certain: bool = False,
        searched: bool = True,
    ) -> str:
        """The predicate of a condition, over the table or over a link table.

        Without `searched` no index serves it.
        """
        filter_ = condition.filter
        if filter_.lists is not None:
            there = f"EXISTS ({self._any_of(filter_.lists, t)})"
            return f"NOT {there}" if condition.value else there
        if (link := filter_.through) is None:
            own = column_of(t, filter_.column)
            own = own if searched else self.dialect.filtered(own)
            return comparison(self.dialect, self.bind, condition, own)
        # Who may be linked on a date is not certain to be none of them.
        negated = condition.operator == "not"
        linked = replace(condition, operator="in") if negated else condition
        inner = self.link_condition(plan, linked, certain=certain is not negated)
        near = f"SELECT link.{link.near} FROM {link.table} link WHERE {inner}"
        if negated:  # one null among them would make it null
            return f"{t}.{plan.resource.key} NOT IN ({near} AND link.{link.near} IS NOT NULL)"
        return f"{t}.{plan.resource.key} IN ({near})"

    def _any_of(self, relation: Relation, t: str) -> str:
        """The rows of a list that a row has, as a subquery."""
        table, column = RESOURCES[relation.target].table_name, relation.remote
        if relation.through is not None:
            table, column = relation.through.table, relation.through.near
        r = self.alias()
        return f"SELECT 1 FROM {table} {r} WHERE {r}.{column} = {t}.{relation.local}"

    def join_predicate(
        self, relation: Relation, parent: str, t: str, plan: Plan, *, certain: bool
    ) -> str:
        """The predicate that joins rows to their parent."""
        near, far = f"{parent}.{relation.local}", f"{t}.{relation.remote}"
        if (link := relation.through) is None:
            return f"{far} = {near}"
        alive = self.link_alive(plan, link.table, "l", certain=certain)
        there = f"FROM {link.table} l WHERE l.{link.near} = {near}{alive}"
        return f"{far} IN (SELECT l.{link.far} {there})"


def shows_latest(plan: Plan, relation: Relation | None) -> bool:
    """Whether a list leaves out rows of other editions: it names neither source nor row."""
    if plan.resource.editions is None or plan.window is None:
        return False
    named = {c.filter.column for c in plan.where if c.operator != "not"}
    named |= {BY_DEFAULT for c in plan.where if c.filter.column == BY_DEFAULT}
    if relation is not None:
        named.add(relation.remote)
    return named.isdisjoint((*NAMING, plan.resource.key))
