"""Plans rows and pages as the response has them, so that the statement writes the response."""

from collections.abc import Iterator, Sequence

from api.graphql.execution.planner import Planner, RootPlan, defaults_json
from api.graphql.execution.selection import SelectedField
from api.graphql.schema.names import actor_constants, field_name, then_relations
from api.graphql.schema.names import columns as columns_by_field
from api.graphql.schema.names import relations as relations_by_field
from api.query.dates import HOLDS, HOLDS_REASON
from api.query.plan import Condition, Parameter, RowDate, Window
from api.query.shape import (
    Column,
    Constant,
    CoverageText,
    Cursor,
    Form,
    Group,
    Items,
    Member,
    PageField,
    PageStat,
    Part,
    Shape,
)
from schema.actors import ACTOR
from schema.defaults import DEFAULTS
from schema.relations import Then
from schema.resource import Resource
from schema.scalars import VOCABULARIES
from schema.validity import THEN


class ResponsePlanner(Planner):
    """Plans rows and pages as the response has them: each field under its response key."""

    def plan_root(self, field: SelectedField) -> RootPlan | str:
        """A root field's plan, or its JSON if it reads nothing."""
        if field.name == "__typename":
            return '"Query"'
        return self.plan_root_field(field)

    def plan_row(self, resource: Resource, fields: list[SelectedField]) -> tuple[Member, ...]:
        """The fields of a row."""
        return tuple(self._row_member(resource, field) for field in fields)

    def _row_member(self, resource: Resource, field: SelectedField) -> Member:
        relations = relations_by_field(resource.name)
        if field.name in relations:
            return self.plan_relation(field, relations[field.name], field.key)
        if field.name == "__typename":
            return Constant(field.key, f'"{resource.type_name}"')
        if field.name == "id":
            return Column(field.key, resource.key, Form.path)
        if field.name == HOLDS:
            return self.plan_holds(field.key)
        if field.name == field_name(HOLDS_REASON):
            return self.plan_holds_reason(field.key, Form.capitals)
        if field.name == ACTOR:
            return self.plan_actor(field, resource, field.key)
        if field.name == THEN and resource.then is not None:
            return self.plan_then(field, resource.then, field.key)
        if constant := actor_constants(resource).get(field.name):
            return Constant(field.key, f'"{constant}"')
        name = columns_by_field(resource.name)[field.name]
        is_choice = resource.fields[name].kind in VOCABULARIES
        return Column(field.key, name, Form.capitals if is_choice else Form.plain)

    def plan_then_members(self, then: Then, field: SelectedField) -> Iterator[Member]:
        """The relations and the type's name under their response keys."""
        relations = then_relations(then)
        for below in self.selection.subfields(field):
            if below.name == "__typename":
                yield Constant(below.key, f'"{field.type.name}"')
            else:
                yield self.plan_relation(below, relations[below.name], below.key, RowDate())

    def plan_page(
        self,
        resource: Resource,
        fields: list[SelectedField],
        window: Window,
        defaults: Sequence[Condition],
        *,
        is_root: bool,
    ) -> Shape:
        """The fields of a connection."""
        return tuple(
            Constant(field.key, defaults_json(defaults))
            if field.name == DEFAULTS
            else self._page_part(resource, field, window, is_root=is_root)
            for field in fields
        )

    def _page_part(
        self, resource: Resource, field: SelectedField, window: Window, *, is_root: bool
    ) -> Part:
        subfields = self.selection.subfields(field) if field.nodes[0].selection_set else []
        match field.name:
            case "nodes":
                return Items(field.key, self.plan_row(resource, subfields))
            case "edges":
                return Items(field.key, tuple(self._edge_member(resource, s) for s in subfields))
            case "pageInfo":
                return Group(field.key, tuple(_page_info_part(s, window) for s in subfields))
            case "totalCount":
                return PageField(field.key, PageStat.total)
            case "coverage" if is_root:
                names = tuple((subfield.key, subfield.name) for subfield in subfields)
                return CoverageText(field.key, Parameter("coverage"), names)
            case "coverage":
                return Constant(field.key, "null")
        return Constant(field.key, f'"{resource.type_name}Connection"')

    def _edge_member(self, resource: Resource, field: SelectedField) -> Member:
        if field.name == "cursor":
            return Cursor(field.key)
        if field.name == "node":
            return Group(field.key, self.plan_row(resource, self.selection.subfields(field)))
        return Constant(field.key, f'"{resource.type_name}Edge"')


def _page_info_part(field: SelectedField, window: Window) -> Part:
    has_next, has_previous = PageStat.has_next, PageStat.has_previous
    if window.backward:
        has_next, has_previous = has_previous, has_next
    stats = {
        "hasNextPage": has_next,
        "hasPreviousPage": has_previous,
        "startCursor": PageStat.first,
        "endCursor": PageStat.last,
    }
    if field.name == "__typename":
        return Constant(field.key, '"PageInfo"')
    return PageField(field.key, stats[field.name])
