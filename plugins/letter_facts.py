"""Reads what `content/shop.yaml` says of the letter: its sender, how often, its topics."""

from __future__ import annotations

import re

from domain.shop import LetterFacts, Topic
from plugins.fields import Fields
from plugins.zones import check_own, read_id

LETTER_FIELDS = ("mail_from", "how_often", "about", "topics")
TOPIC_FIELDS = ("id", "label")

MAIL = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:.]+")


def read_letter_facts(fields: Fields | None) -> LetterFacts | None:
    """What is wrong is noted. None where the shop writes no letters."""
    if fields is None:
        return None
    fields.refuse_unknown(LETTER_FIELDS)
    advice = "Write a mail address such as letter@example.com."
    return LetterFacts(
        mail_from=fields.matching("mail_from", MAIL.fullmatch, advice, "letter@example.com") or "",
        how_often=fields.text("how_often", "A few times a year") or "",
        about=fields.text("about", "What is new on the bench") or "",
        topics=_topics(fields),
    )


def _topics(fields: Fields) -> tuple[Topic, ...]:
    ids: set[str] = set()
    found = []
    for entry in fields.mappings("topics", "id: new-pieces"):
        entry.refuse_unknown(TOPIC_FIELDS)
        label = entry.text("label", "New pieces") or ""
        own = read_id(entry, "new-pieces")
        check_own(entry, own, ids)
        found.append(Topic(own, label))
    return tuple(found)
