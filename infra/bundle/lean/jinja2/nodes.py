"""In a bundle instead of Jinja's own: the parts of a template that is read, and none is read there.

What is left is what a compiled template asks whether it escapes.
"""

from __future__ import annotations

from typing import Any


class Template: ...


class EvalContext:
    def __init__(self, environment: Any, template_name: str | None = None) -> None:  # noqa: ANN401 (loaded by it)
        self.environment = environment
        escape = environment.autoescape
        self.autoescape = escape(template_name) if callable(escape) else escape
        self.volatile = False

    def save(self) -> dict[str, Any]:
        return dict(vars(self))

    def revert(self, old: dict[str, Any]) -> None:
        vars(self).clear()
        vars(self).update(old)
