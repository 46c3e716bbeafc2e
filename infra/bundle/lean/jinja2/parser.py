"""In a bundle instead of Jinja's own: see `compiler` beside it."""

from __future__ import annotations


class Parser:
    def __init__(self, *_: object, **__: object) -> None:
        raise RuntimeError("A bundle reads no templates, and this one is not among its own.")
