"""What the kinds of actors have in common, for `include=actor` and the GraphQL interface."""

from collections.abc import Sequence

from schema import RESOURCES
from schema.actors import ACTOR_ID
from schema.relations import Relation
from schema.resource import Resource


def shared_relations(kinds: Sequence[Resource]) -> list[str]:
    """The relations that all kinds have and that mean the same in each.

    These lead to one row, or to rows of which the actor is the one that has the list: an actor's
    memberships are shared, while `members` are rows about others.
    """
    first, *others = ({r.name: r.target for r in kind.relations if _is_own(r)} for kind in kinds)
    return [name for name in first if all(first[name] == other.get(name) for other in others)]


def _is_own(relation: Relation) -> bool:
    return not relation.many or (relation.through is None and _is_about(relation))


def _is_about(relation: Relation) -> bool:
    """Whether the rows that a list leads to are about the row that has it, as their actor."""
    actor = RESOURCES[relation.target].actor
    return actor is not None and relation.remote in (*actor.columns, ACTOR_ID)
