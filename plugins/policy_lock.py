"""`content/policies/published.lock`: the hash of every version that was ever published.

`sha256sum -c published.lock` in that folder checks the same. A published version stays as it was:
what it promised can be proven for ever.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from plugins.errors import ContentError, Notes
from plugins.policy_text import PolicyBook

LOCK = "published.lock"
LINE = re.compile(r"([0-9a-f]{64}) {2}([a-z0-9-]+/\d{4}-\d{2}-\d{2})\.md")
NEW_VERSION = "and write a new version instead"


class SealError(Exception):
    """Something that can't be sealed; the message says what to do."""


def canonical(data: bytes) -> bytes:
    """The bytes that are hashed: no byte order mark, lines ending in LF, one LF at the end.

    So a checkout on another system has the same hash. Raises UnicodeDecodeError.
    """
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    return (text.rstrip("\n") + "\n").encode()


def hash_of(source: bytes) -> str:
    return hashlib.sha256(source).hexdigest()


def read_lock(policies: Path, notes: Notes) -> dict[str, str]:
    """The hash of each published version, by “privacy/2026-09-01”; bad lines are noted."""
    try:
        text = (policies / LOCK).read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError):
        notes.add(1, "file", "It can't be read. Bring it back as it was.")
        return {}
    sealed: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = LINE.fullmatch(line)
        if found is None or found[2] in sealed:
            problem = "It is damaged here. Bring the file back as it was: only “shop policies seal” writes it."
            notes.add(number, "seal", problem)
        else:
            sealed[found[2]] = found[1]
    return sealed


def check_lock(
    sealed: Mapping[str, str],
    hashes: Mapping[str, str | None],
    folder: str,
    errors: list[ContentError],
) -> None:
    """Note every published version that is gone or reads differently now.

    `folder` is the policies' folder as errors name it. A file that can't be read has no hash,
    and its reader says so.
    """
    for number, (key, published) in enumerate(sealed.items(), 1):
        if key not in hashes:
            problem = (
                f"{key}.md was published with the hash {published}, and is gone (hash now: none). "
                f"Bring it back, {NEW_VERSION}."
            )
            errors.append(ContentError(f"{folder}/{LOCK}", number, "seal", problem))
        elif (found := hashes[key]) and found != published:
            problem = (
                f"It was published with the hash {published} and has {found} now. "
                f"Bring back what was published, {NEW_VERSION}."
            )
            errors.append(ContentError(f"{folder}/{key}.md", 1, "seal", problem))


def check_order(keys: Iterable[str], sealed: Mapping[str, str], today: date) -> dict[str, str]:
    """Sentences on versions that would change what was in force already, by their keys."""
    faults: dict[str, str] = {}
    for key in keys:
        policy, _, day = key.partition("/")
        later = [
            each
            for each in sealed
            if each.startswith(f"{policy}/") and day < _day(each) <= str(today)
        ]
        if key not in sealed and later:
            faults[key] = (
                f"{max(later)}.md was published and is in force. Give this one a later day, "
                "or it would change what people agreed to."
            )
    return faults


def _day(key: str) -> str:
    return key.partition("/")[2]


def seal(policies: Path, book: PolicyBook, *, dry_run: bool = False) -> tuple[str, ...]:
    """Add every version that isn't in the lock yet; the keys that were, or would be, added.

    A policy that was published before can't be changed for days that are over. Raises SealError
    for such a version, and for a lock that can't be read.
    """
    errors: list[ContentError] = []
    sealed = read_lock(policies, Notes(policies / LOCK, policies.parent.parent, errors))
    if errors:
        raise SealError("\n".join(map(str, errors)))
    added = {
        each.version.key: each.version.sha256
        for each in book.texts
        if each.version.key not in sealed
    }
    published = {key.partition("/")[0] for key in sealed}
    for key in sorted(added):
        policy, _, day = key.partition("/")
        if policy in published and day < str(book.today):
            raise SealError(
                f"{key}.md would take effect on a day that is over. "
                f"Call it {book.today}.md, or later, and seal again."
            )
    if added and not dry_run:
        lines = (f"{sha256}  {key}.md\n" for key, sha256 in sorted((sealed | added).items()))
        part = policies / f".{LOCK}.part"
        part.write_text("".join(lines), encoding="utf-8")
        part.replace(policies / LOCK)
    return tuple(sorted(added))
