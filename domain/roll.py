"""A list of readers as a file: what is written out, and what may be read in from elsewhere.

Who is on a list that the owner brings along has said yes somewhere. Where she can say when, to
which words, and how she knows, that is the proof, and they are readers; where she can't, they are
asked by mail like everybody else.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import chain
from typing import TextIO, get_args

import msgspec

from domain.consent import Consent, Form
from domain.mail_address import MailAddressError, read_any_address
from domain.policies import PolicyRef
from domain.subscribers import Standing, Subscriber

COLUMNS = (
    "address",
    "name",
    "topics",
    "fewer",
    "paused_until",
    "asked_at",
    "form",
    "words",
    "policies",
    "evidence",
    "confirmed_at",
)
"""Of a file that is written out; one that is read in needs the address alone."""

FORMULA = "=+-@\t\r"
"""What a spreadsheet takes for the beginning of a formula, in an address too."""

FORMS: tuple[Form, ...] = get_args(Form)
LONGEST_NAME = 80
LONGEST_WORDS = 300


class Entry(msgspec.Struct, frozen=True):
    """A line of a list.

    `asked_at` and `words` prove a yes, with `evidence` for how the owner knows of it, or with what
    the shop wrote out itself: the moment in which it was confirmed, and under which policies.
    """

    line: int
    address: str
    name: str | None = None
    topics: tuple[str, ...] | None = None
    fewer: bool = False
    paused_until: datetime | None = None
    asked_at: datetime | None = None
    form: Form = "import"
    words: str | None = None
    policies: tuple[PolicyRef, ...] = ()
    evidence: str | None = None
    confirmed_at: datetime | None = None

    @property
    def consent(self) -> Consent | None:
        """The yes that the line proves, or None."""
        # What the shop itself wrote out says under which policies it was confirmed.
        known = self.evidence or (self.confirmed_at and self.policies)
        if self.asked_at is None or self.words is None or not known:
            return None
        return Consent(
            "newsletter", self.words, self.form, self.asked_at, self.policies, self.evidence
        )


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


def write_roll(
    subscribers: Iterable[Subscriber], file: TextIO, set_aside: Container[str] = frozenset()
) -> int:
    """Those who get letters, a line each, with the proof of their yes; how many.

    Whose data is `set_aside`, by their hash, isn't among them: a list is made to be used.
    """
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    count = 0
    for each in subscribers:
        if each.standing is Standing.SUBSCRIBED and each.address and each.id not in set_aside:
            writer.writerow(_row(each))
            count += 1
    return count


def _row(each: Subscriber) -> dict[str, str]:
    consent = each.consent
    return {
        "address": _as_text(each.address or ""),
        "name": _harmless(each.name or ""),
        "topics": " ".join(each.topics or ()),
        "fewer": "yes" if each.fewer else "",
        "paused_until": _said(each.paused_until),
        "asked_at": _said(consent.asked_at if consent else None),
        "form": consent.form if consent else "",
        "words": consent.words if consent else "",
        "policies": " ".join(f"{ref.policy}/{ref.version}#{ref.sha256}" for ref in consent.policies)
        if consent
        else "",
        "evidence": (consent.evidence or "") if consent else "",
        "confirmed_at": _said(each.confirmed_at),
    }


def _said(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _harmless(text: str) -> str:
    """A name that a spreadsheet would take for a formula loses its first signs."""
    return text.lstrip(FORMULA)


def _as_text(address: str) -> str:
    """An address that begins like a formula, with the sign by which a spreadsheet takes it as text."""
    return f"'{address}" if address.startswith(tuple(FORMULA)) else address
