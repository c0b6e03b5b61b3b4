"""Code in TypeScript over generated code is checked as its users check it, bundled and run."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.clients import machine, rest_contract
from tests.clients.rest_contract import Walk

_COMPILER_OPTIONS = {
    "strict": True,
    "target": "es2022",
    "lib": ["es2022", "dom", "dom.iterable"],
    "module": "esnext",
    "moduleResolution": "bundler",
    "types": ["node"],
    "noEmit": True,
    "skipLibCheck": True,  # of what is installed; all that is generated is checked
}


def walked(
    folder: Path, prelude: str, write: Callable[[Walk], str], *arguments: str
) -> dict[str, list[int]]:
    """What the code reads of every list: `write` makes the body of the function for a page."""
    shutil.copy(Path(__file__).parent / "walk.ts", folder)
    calls = rest_contract.calls(
        lambda walk: f'"{walk.name}": async (after) => {{\n{write(walk)}\n}},\n'
    )
    text = f'{prelude}import {{ report }} from "./walk";\nawait report({{\n{calls}}});\n'
    (folder / "main.ts").write_text(text, encoding="utf-8")
    counts: dict[str, list[int]] = json.loads(run(folder, "main.ts", *arguments))
    return counts


def run(folder: Path, main: str, *arguments: str) -> str:
    """Type-check all code in a folder, bundle `main` and run it; what it prints."""
    config = {"compilerOptions": _COMPILER_OPTIONS, "include": ["**/*.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config))
    machine.npm_tool("tsc", "--project", folder, folder=folder)
    machine.npm_tool(
        "esbuild",
        *(main, "--bundle", "--platform=node", "--format=esm", "--outfile=main.mjs"),
        folder=folder,
    )
    return machine.node("main.mjs", *arguments, folder=folder)
