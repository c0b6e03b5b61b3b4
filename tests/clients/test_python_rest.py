"""Clients of REST in Python, generated from `schema/openapi.json`, walk every list."""

from pathlib import Path

import pytest

from tests.clients import machine, rest_contract
from tests.clients.conftest import Counts, walked
from tests.clients.rest_contract import COUNTRIES, PAGE_ROWS, Walk, snake

pytestmark = pytest.mark.long


def test_openapi_python_client(folder: Path, served: str, expected: Counts) -> None:
    """Its functions, typed, read whole lists and lists of two countries."""
    machine.python(
        "openapi-python-client",
        *("generate", "--meta", "none", "--path", machine.OPENAPI, "--output-path", "climate"),
        folder=folder,
    )
    imports = "".join(
        f"from climate.api.{snake(each.resource)} import {snake(each.operation_id)}\n"
        for each in rest_contract.lists()
    )
    calls = rest_contract.calls(_ask_function)
    text = f"{imports}from walking import Ask\n\nCALLS: dict[str, Ask] = {{\n{calls}}}\n"
    assert walked(folder, "openapi_python_client.py", text, served) == expected


def _ask_function(walk: Walk) -> str:
    filters = f", {snake_name(walk)}={list(COUNTRIES)}" if walk.is_filtered else ""
    function = f"{snake(walk.list.operation_id)}.sync"
    arguments = f"client=client, limit={PAGE_ROWS}, after=after{filters}"
    return f'    "{walk.name}": lambda client, after: {function}({arguments}),\n'


def snake_name(walk: Walk) -> str:
    """A parameter as openapi-python-client names its argument."""
    return str(walk.list.filter_name).replace("__", "_")


def test_datamodel_code_generator(folder: Path, served: str, expected: Counts) -> None:
    """Its models read every page of every list."""
    machine.python(
        "datamodel-codegen",
        *("--input", machine.OPENAPI, "--input-file-type", "openapi"),
        *("--output", "models.py", "--output-model-type", "pydantic_v2.BaseModel"),
        *("--target-python-version", "3.11", "--use-annotated", "--formatters", "builtin"),
        folder=folder,
    )
    calls = rest_contract.calls(_read_model)
    text = f"import models\nfrom walking import Call\n\nCALLS: dict[str, Call] = {{\n{calls}}}\n"
    assert walked(folder, "models.py", text, served) == expected


def _read_model(walk: Walk) -> str:
    filters = f", {walk.list.filter_name}={list(COUNTRIES)}" if walk.is_filtered else ""
    model = f"models.{walk.list.row_list}"
    return f'    "{walk.name}": Call("{walk.list.path}", {model}.model_validate_json{filters}),\n'
