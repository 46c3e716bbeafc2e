"""In a bundle instead of Jinja's own: no compiled template is kept for another start.

It would load Python's pickle for that.
"""

from __future__ import annotations


class BytecodeCache: ...


class FileSystemBytecodeCache(BytecodeCache): ...


class MemcachedBytecodeCache(BytecodeCache): ...
