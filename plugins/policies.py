"""Reads `content/policies/<policy>/<YYYY-MM-DD>.md`: every version of every policy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from domain.catalogue import is_slug
from domain.policies import NEEDED_POLICIES, TERMS, PolicyVersion
from plugins.errors import ContentError, Notes
from plugins.fields import SLUG_ADVICE, YES_NO, Fields, read_day
from plugins.front_matter import read_document
from plugins.policy_lock import LOCK, canonical, check_lock, check_order, hash_of, read_lock
from plugins.policy_review import REVIEWED
from plugins.policy_text import PolicyBook, PolicyText, Promise
from plugins.policy_words import Passage, fill_terms, mark_promises

POLICY_FIELDS = ("title", "summary", "material", "terms", "promises")
PROMISE_FIELDS = ("kept_by", "how")
FOLDER = "content/policies"
EITHER = "true” or “material: false"
LOOSE_DAY = re.compile(r"(\d{4})[-_.]?(\d{1,2})[-_.]?(\d{1,2})(?!\d)")


def read_policies(content: Path, today: date, errors: list[ContentError]) -> PolicyBook | None:
    """All versions; None where something is wrong, which is noted."""
    before = len(errors)
    folder = content / "policies"
    paths = dict(_dated(folder, content.parent, errors))
    sources = {key: _source(path) for key, path in paths.items()}
    hashes = {key: None if source is None else hash_of(source) for key, source in sources.items()}
    sealed = read_lock(folder, Notes(folder / LOCK, content.parent, errors))
    check_lock(sealed, hashes, folder.relative_to(content.parent).as_posix(), errors)
    texts = []
    for key, path in paths.items():
        notes = Notes(path, content.parent, errors)
        text = _read(key, path, sources[key] or b"", key in sealed, notes)
        texts += [text] if text else []
    for key, fault in check_order(paths, sealed, today).items():
        Notes(paths[key], content.parent, errors).add(1, "file", fault)
    book = PolicyBook(tuple(texts), today)
    _check_needed(book, content, errors)
    return book if len(errors) == before else None


# --- which files there are ------------------------------------------------------------------------


def _dated(folder: Path, root: Path, errors: list[ContentError]) -> Iterable[tuple[str, Path]]:
    """Key and path of every version, by policy and day; what is no version is noted."""
    for path in sorted(folder.glob("[!.]*")) if folder.is_dir() else ():
        if path.is_dir() and is_slug(path.name):
            yield from _versions(path, root, errors)
        elif path.name not in {LOCK, REVIEWED}:
            advice = (
                SLUG_ADVICE if path.is_dir() else "Put it in its policy's folder, named by its day."
            )
            problem = f"“{path.name}” is no policy. {advice}"
            Notes(path, root, errors).add(1, "file", problem)


def _versions(policy: Path, root: Path, errors: list[ContentError]) -> Iterable[tuple[str, Path]]:
    paths = sorted(policy.glob("[!.]*"))
    days = {path.name: _day(path.name) for path in paths}
    for path in paths:
        day = days[path.name]
        if path.is_file() and day and path.name == f"{day}.md":
            yield f"{policy.name}/{day}", path
            continue
        Notes(path, root, errors).add(1, "file", _misnamed(path, day, days))


def _day(name: str) -> date | None:
    """The day that a file's name speaks of, however it is written."""
    found = LOOSE_DAY.match(name)
    return read_day(f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}") if found else None


def _misnamed(path: Path, day: date | None, days: Mapping[str, date | None]) -> str:
    twins = [name for name, other in days.items() if day and other == day and name != path.name]
    if twins:
        return (
            f"{twins[0]} is of {day} as well, and a policy has one version a day. "
            "Give one of them another day, or remove it."
        )
    if path.name == f"{day}.md":
        return f"“{path.name}” is no file that can be read. Write the version there, as a text."
    if day:
        return f"“{path.name}” isn't how a version is called. Call it {day}.md."
    advice = "Call it by the day on which it takes effect, such as 2026-09-01.md."
    return f"“{path.name}” has no date. {advice}"


def _source(path: Path) -> bytes | None:
    """The canonical bytes; None where they can't be read, which the reader of the text notes."""
    try:
        return canonical(path.read_bytes())
    except (OSError, UnicodeDecodeError):
        return None


# --- what a version says --------------------------------------------------------------------------


def _read(key: str, path: Path, source: bytes, sealed: bool, notes: Notes) -> PolicyText | None:
    document = read_document(path, notes, POLICY_FIELDS)
    if document is None:
        return None
    fields = document.fields
    policy, _, day = key.partition("/")
    terms = _terms(fields, policy, sealed=sealed)
    version = PolicyVersion(
        policy=policy,
        effective=date.fromisoformat(day),
        title=_sentence(fields, "title", "Privacy"),
        summary=_sentence(fields, "summary", "We keep orders for 4 years instead of 6."),
        material=_material(fields),
        sha256=hash_of(source),
        terms={name: value for name, value in terms.items() if value is not None},
        sealed=sealed,
    )
    text, passages = mark_promises(fill_terms(document.text, terms, path, notes), path, notes)
    promises = _promises(policy, fields, passages)
    return PolicyText(version, text, source, promises) if notes.sound else None


def _sentence(fields: Fields, name: str, example: str) -> str:
    """What is shown as it is written: a token of the text's says nothing there."""
    said = fields.text(name, example) or ""
    if "{{" in said:
        fields.note(name, "“{{” has a meaning in the text only. Write the number itself.")
    return said


def _material(fields: Fields) -> bool:
    """It has to be said, either way: nobody should be written to, or not, by an oversight."""
    said = fields.matching("material", YES_NO.__contains__, f"Write “material: {EITHER}”.", EITHER)
    return YES_NO.get(said or "", False)


def _terms(fields: Fields, policy: str, *, sealed: bool) -> dict[str, int | None]:
    """Each term that is stated; None for one whose value can't be used.

    A sealed version keeps what it stated, whatever terms there are by now.
    """
    stated = fields.mapping("terms", "respond_within_days: 30")
    own = [name for name, term in TERMS.items() if term.policy == policy]
    found: dict[str, int | None] = {}
    if stated is None:
        return found
    for name in stated.own_names:
        if sealed:
            found[name] = stated.count(name, least=0)
        elif name in own:
            found[name] = stated.count(name, least=TERMS[name].least, most=TERMS[name].most)
        else:
            stated.note(name, _unknown_term(name, policy, own))
    return found


def _unknown_term(name: str, policy: str, own: list[str]) -> str:
    if name in TERMS:
        return f"It is a term of the policy “{TERMS[name].policy}”. Write it there, or remove it."
    if not own:
        return f"The policy “{policy}” has no terms. Write the number in the text, and remove it."
    near = difflib.get_close_matches(name, own, n=1)
    advice = f"Write “{near[0]}”" if near else f"Write one of {', '.join(own)}"
    return f"There is no such term. {advice}, or remove the line."


def _promises(policy: str, fields: Fields, passages: Iterable[Passage]) -> tuple[Promise, ...]:
    """Each marked passage, with its keeper where people keep it."""
    kept: dict[str, tuple[str | None, str | None]] = {}
    listed = fields.mapping("promises", "staff-trained:")
    if listed:
        known = {passage.id for passage in passages}
        for name in listed.own_names:
            if name not in known:
                problem = (
                    f"No passage of the text is marked so. Write [the passage]{{#{name}}} there."
                )
                listed.note(name, problem)
            elif keeper := listed.mapping(name, "kept_by: the owner", required=True):
                keeper.refuse_unknown(PROMISE_FIELDS)
                kept[name] = (
                    keeper.text("kept_by", "the owner"),
                    keeper.text("how", "She reads every request herself."),
                )
    return tuple(
        Promise(f"{policy}/{passage.id}", passage.words, passage.line, *kept.get(passage.id, ()))
        for passage in passages
    )


# --- what must be there ---------------------------------------------------------------------------


def _check_needed(book: PolicyBook, content: Path, errors: list[ContentError]) -> None:
    """Note the policies and terms without which functions or pages wouldn't know what to do."""
    current = book.in_force
    broken = {error.path for error in errors}
    for policy in NEEDED_POLICIES:
        needed = [name for name, term in TERMS.items() if term.policy == policy and term.needed]
        if current.of(policy) is None:
            folder = f"{content.name}/policies/{policy}"
            if not any(path.startswith(f"{folder}/") for path in broken):
                problem = (
                    f"No version is in force on {book.today}. Write {folder}/{book.today}.md with "
                    f"the terms {', '.join(needed)}."
                )
                errors.append(ContentError(folder, 1, "file", problem))
            continue
        for version in (current.of(policy), *book.announced):
            if version and version.policy == policy:
                _check_terms(version, needed, content, errors)


def _check_terms(
    version: PolicyVersion, needed: list[str], content: Path, errors: list[ContentError]
) -> None:
    path = f"{content.name}/policies/{version.key}.md"
    place = "in a new version, as this one is published" if version.sealed else "below “terms:”"
    for name in needed:
        least, most = TERMS[name].least, TERMS[name].most
        if not least <= version.terms.get(name, -1) <= most:
            span = f"a whole number from {least} to {most}"
            problem = f"The shop needs it. Write “{name}:” and {span} {place}."
            errors.append(ContentError(path, 1, f"terms.{name}", problem))
