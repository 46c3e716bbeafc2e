"""Reading a list of readers that comes from elsewhere, or was written out here.

Who is on a list that the owner brings along has said yes somewhere. Where she can say when, to
which words, and how she knows, that is the proof, and they are readers; where she can't, they are
asked by mail like everybody else.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import TextIO, get_args

from domain.consent import Form
from domain.mail_address import MailAddressError, read_any_address
from domain.policies import PolicyRef
from domain.roll import COLUMNS, FORMULA, Entry

FORMS: tuple[Form, ...] = get_args(Form)
LONGEST_NAME = 80
LONGEST_WORDS = 300


class RollError(Exception):
    """A list with lines that can't be read; the messages say which, and what to write."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


def read_roll(
    file: TextIO, topics: Collection[str], now: datetime, evidence: str | None = None
) -> list[Entry]:
    """The lines of a CSV file with headings; `evidence` is for those that have none of their own.

    Raises RollError with everything that is wrong.
    """
    headings = file.readline()
    # Spreadsheets write semicolons where a comma stands in numbers.
    between = ";" if ";" in headings and "," not in headings else ","
    rows = csv.DictReader(
        chain((headings,), file), restval="", skipinitialspace=True, delimiter=between
    )
    problems = list(_of_the_headings(rows.fieldnames or ()))
    if problems:
        raise RollError(problems)
    entries = []
    for row in rows:
        said = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
        if not any(said.values()):
            continue
        try:
            _refuse_more_than_headings(row)
            entries.append(_entry(rows.line_num, said, topics, now, evidence))
        except ValueError as error:
            problems.append(f"Line {rows.line_num}: {error}")
    if problems:
        raise RollError(problems)
    return entries


def _of_the_headings(names: Sequence[str]) -> Iterator[str]:
    if "address" not in names:
        yield "The first line has no heading “address”. Write the columns' names there."
    for name in names:
        if name not in COLUMNS:
            yield f"There is no column “{name}”. Write one of {', '.join(COLUMNS)}, or remove it."


def _refuse_more_than_headings(row: Mapping[str, object]) -> None:
    if any(not isinstance(value, str) for value in row.values()):
        raise ValueError('There are more columns than headings. Write "…" around commas.')


def _entry(
    line: int, said: dict[str, str], topics: Collection[str], now: datetime, evidence: str | None
) -> Entry:
    """Raises ValueError with what to write instead."""
    typed = said["address"]
    if typed.startswith("'") and typed[1:2] in FORMULA:
        typed = typed[1:]  # as it was written out
    try:
        address = read_any_address(typed)
    except MailAddressError as error:
        advice = "Write it as name@example.com, or remove the line."
        raise ValueError(f"“{said['address']}” is no mail address. {advice}") from error
    return Entry(
        line=line,
        address=address,
        name=_short(said, "name", LONGEST_NAME),
        topics=_topics(said.get("topics", ""), topics),
        fewer=said.get("fewer") == "yes",
        paused_until=_moment(said, "paused_until"),
        asked_at=_moment(said, "asked_at", now),
        form=_form(said.get("form") or "import"),
        words=_short(said, "words", LONGEST_WORDS),
        policies=tuple(_policy(each) for each in said.get("policies", "").split()),
        evidence=_short(said, "evidence", LONGEST_WORDS) or evidence,
        confirmed_at=_moment(said, "confirmed_at", now),
    )


def _short(said: dict[str, str], name: str, longest: int) -> str | None:
    text = " ".join(said.get(name, "").split())
    if len(text) > longest or not text.isprintable():
        raise ValueError(f"“{name}” is longer than {longest} letters. Write it shorter.")
    return text or None


def _topics(text: str, known: Collection[str]) -> tuple[str, ...] | None:
    """None, where nothing is said, is every topic."""
    found = tuple(dict.fromkeys(text.split()))
    for topic in found:
        if topic not in known:
            raise ValueError(f"There is no topic “{topic}”. Write one of {', '.join(known)}.")
    return found or None


def _form(text: str) -> Form:
    form = next((form for form in FORMS if form == text), None)
    if form is None:
        raise ValueError(f"There is no form “{text}”. Write one of {', '.join(FORMS)}.")
    return form


def _policy(text: str) -> PolicyRef:
    """As it is written out: “newsletter/2026-11-26#” and the hash."""
    key, _, digest = text.partition("#")
    policy, _, version = key.partition("/")
    try:
        return PolicyRef(policy, date.fromisoformat(version), digest)
    except ValueError:
        raise ValueError(f"“{text}” names no version of a policy. Leave it out.") from None


def _moment(said: dict[str, str], name: str, latest: datetime | None = None) -> datetime | None:
    text = said.get(name, "")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no day. Write {name} as 2026-05-03.") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if latest and moment > latest:
        raise ValueError(f"“{text}” is still to come. Write when it was.")
    return moment.astimezone(UTC)
