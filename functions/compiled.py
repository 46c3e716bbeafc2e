"""A bundle's modules are compiled beforehand, and kept in one file instead of in hundreds.

To find and read each in its own folder would take a tenth of a start. All else of a module is as
ever: where it is, its source, its lines.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType

Place = tuple[str, int, int]
"""Of a module: its source under the bundle's root, and where its code begins and ends, from the index's end."""


class CompiledModules(MetaPathFinder):
    """Finds the modules of one file before Python looks for them in folders."""

    def __init__(self, path: str) -> None:
        """Raises ImportError where the file is for another Python than this."""
        self._file = os.open(path, os.O_RDONLY)
        self._root = path.removesuffix("/functions/modules.compiled")
        head = os.pread(self._file, 8, 0)
        if head[:4] != MAGIC_NUMBER:
            raise ImportError(f"{path} was compiled by another Python.")
        length = int.from_bytes(head[4:], "big")
        self._code_at = 8 + length
        index = marshal.loads(os.pread(self._file, length, 8))  # noqa: S302 (it came with the bundle)
        self._index: Mapping[str, Place] = index

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname not in self._index:
            return None
        source, begins, ends = self._index[fullname]
        path = f"{self._root}/{source}"
        loader = _Loader(fullname, path, (self._file, ends - begins, self._code_at + begins))
        spec = ModuleSpec(fullname, loader, origin=path)
        spec.has_location = True
        # Python would otherwise work out a place for it that it never has.
        spec.cached = path
        if source.endswith("__init__.py"):
            spec.submodule_search_locations = [path.removesuffix("/__init__.py")]
        return spec


class _Loader(SourceFileLoader):
    """Python's own for a source and what lies beside it; the code comes from the one file."""

    def __init__(self, fullname: str, path: str, code_at: tuple[int, int, int]) -> None:
        super().__init__(fullname, path)
        self._code_at = code_at

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        code: CodeType = marshal.loads(os.pread(*self._code_at))  # noqa: S302 (it came with the bundle)
        return code
