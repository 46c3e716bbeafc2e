"""In a bundle instead of Jinja's own: its templates are compiled already.

Where one isn't, because it was given at run time or left out of the bundle, it can't be shown.
"""

from __future__ import annotations

from typing import NoReturn


class CodeGenerator: ...


def generate(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("A bundle compiles no templates, and this one is not among its own.")
