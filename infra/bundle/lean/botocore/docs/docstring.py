"""In a bundle instead of botocore's own: methods of clients are not explained to anybody there.

botocore writes a method's help when somebody asks for it, and loads twenty modules beforehand.
"""

from __future__ import annotations

from typing import Self


class LazyLoadedDocstring(str):
    """Empty, whatever it is to describe."""

    __slots__ = ()

    def __new__(cls, *_: object, **__: object) -> Self:
        return super().__new__(cls)

    def __init__(self, *_: object, **__: object) -> None: ...


class ClientMethodDocstring(LazyLoadedDocstring): ...


class WaiterDocstring(LazyLoadedDocstring): ...


class PaginatorDocstring(LazyLoadedDocstring): ...
