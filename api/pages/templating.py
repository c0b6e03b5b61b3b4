"""How templates are rendered: by jinja2, without its checks for what our pages never have."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

_OPEN = "contexts"  # the name under which a page has the contexts that it is rendered in
_PLAIN = (MethodType, BuiltinMethodType, Macro)
_SPECIAL = re.compile("[&<>'\"]").search


class _Context(Context):
    """What a template sees. It is noted with the page, which lets go of it at its end."""

    def __init__(
        self, environment: Environment, parent: dict[str, Any], *rest: Any, **more: Any
    ) -> None:
        """See `Context`."""
        super().__init__(environment, parent, *rest, **more)
        parent.get(_OPEN, []).append(self)

    def call(self, obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """See `Context.call`, which looks first for what macros and methods do not have."""
        if type(obj) not in _PLAIN:
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)

    def let_go(self) -> None:
        """Forget all that it names, macros among it, which name it: else both would stay."""
        self.parent.clear()
        self.vars.clear()


class _Generator(CodeGenerator):
    """Compiles templates to code that escapes values by `_escaped`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


def _escaped(value: Any) -> str:
    """A value as `escape` gives it, without a `Markup` of what is joined to the page at once."""
    if type(value) is Markup or (type(value) is str and _SPECIAL(value) is None):
        return value
    return escape(value)


class _Environment(Environment):
    """Looks for a member of a row first among its values: most of what pages show are rows."""

    context_class = _Context
    code_generator_class = _Generator
    escaped = staticmethod(_escaped)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """See `Environment.getattr`, which asks for an attribute first."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                pass  # a method
        return super().getattr(obj, attribute)


TEMPLATES = _Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # or each page would ask the file system for the age of each template
)


def render(template: str, values: Mapping[str, Any]) -> str:
    """The text of a page.

    Args:
        template: The name of its template.
        values: What it shows.
    """
    contexts: list[_Context] = []
    try:
        return TEMPLATES.get_template(template).render(values, contexts=contexts)
    finally:
        for context in contexts:
            context.let_go()
