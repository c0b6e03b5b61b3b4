"""Hooks that put real keys, codes, dates and cursors into the cases of REST.

What no schema can say, the server refuses with a problem of one of `REMEDIES`, which is set right
before the case is sent: any other refusal of a valid case fails. What a case is about stays.
"""

from random import Random

from schemathesis import Case, HookContext, Response, hook
from schemathesis.core.failures import AcceptedNegativeData, Failure

from tests.fuzz.rows import example, lead_to_rows, lists_comma, said_of, some_cursor, some_row

OF_SHAPE = {"sort", "fields", "include", "limit", "release", "bom"}  # they select no rows
REMEDIES = {  # by the type of the problem: what replaces the parameter; None leaves it out
    **dict.fromkeys(("no-effect", "too-costly"), lambda case, problem, random: None),
    "unknown-code": lambda case, problem, random: example(case, problem["parameter"]),
    "unknown-name": lambda case, problem, random: random.sample(problem["offered"], 2),
    "unknown-release": lambda case, problem, random: random.choice(problem["offered"]),
    "invalid-cursor": lambda case, problem, random: some_cursor(case, random),
}


def set_right(case: Case, about: set[object], done: set[object], random: Random) -> bool:
    """Whether a case was refused for what no schema can say, which is replaced or left out now."""
    asked = case.operation.Case(path_parameters=case.path_parameters, query=case.query).call()
    problem = asked.json() if asked.status_code in (400, 404) else {"type": ""}
    kind, name = problem["type"].rpartition("/")[2], problem.get("parameter")
    if kind not in REMEDIES or name not in case.query or (kind, name) in done:
        return asked.status_code == 404 and lead_to_rows(case, about, random)
    done.add((kind, name))  # what is put in must not be refused in its turn
    query = case.query | {name: REMEDIES[kind](case, problem, random)}
    case.query = {name: value for name, value in query.items() if value is not None}
    return True


@hook.apply_to(path_regex="^/v1")
def before_call(context: HookContext, case: Case, kwargs: dict[str, object]) -> None:
    """Put real values into a drawn case; one of our own, without metadata, is sent as it is."""
    if case.meta is None:
        return
    data, is_valid = case.meta.phase.data, case.meta.generation.mode.is_positive
    about, done = {data.parameter, *(mutation.parameter for mutation in data.mutations)}, set()
    random = Random(f"{case.formatted_path} {sorted(case.query.items(), key=str)}")  # noqa: S311
    faults = {} if is_valid else {n: case.query.pop(n) for n in about & case.query.keys()}
    if is_valid and random.random() < 0.5:  # then the filters find a row
        row, found = some_row(case, random), case.query.keys() - OF_SHAPE - about
        query = case.query | {name: said_of(row, name) or example(case, name) for name in found}
        case.query = {name: value for name, value in query.items() if value is not None}
    all(set_right(case, about, done, random) for _ in range(20))  # until it is, or cannot be
    case.query.update(faults)
    case._record_starting_state()  # texts of several booleans would be judged anew as being none


@hook.apply_to(path_regex="^/v1")
def filter_failure(context: HookContext, failure: Failure, case: Case, response: Response) -> bool:
    """`fields` leaves out required columns; a comma in a value of a list makes it two values."""
    is_two = isinstance(failure, AcceptedNegativeData) and lists_comma(case)
    is_left_out = getattr(failure, "schema_path", [""])[-1] == "required" and "fields" in case.query
    return not (is_two or is_left_out)
