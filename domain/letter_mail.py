"""A letter as one reader gets it: what is the same for all, with a goodbye link of their own."""

from __future__ import annotations

from email.utils import formataddr
from urllib.parse import urlsplit

import msgspec

from domain.letter_links import LetterLinks
from domain.letters import LEAVE, LetterContent
from domain.outbox import Letter, ListHeaders
from domain.shop import ShopFacts
from domain.subscribers import Subscriber

LEAVE_PATH = "/api/newsletter/leave"


class PersonalCopies(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address. Needs a shop that writes letters."""

    content: LetterContent
    facts: ShopFacts
    links: LetterLinks
    origin: str

    def copy_for(self, reader: Subscriber) -> Letter:
        letter = self.facts.letter
        if letter is None or reader.address is None:
            raise ValueError("a letter needs a sender, and a reader with an address")
        token = self.links.sign_goodbye(reader.id, self.content.slug)
        leave = f"{self.origin}{LEAVE_PATH}?t={token}"
        archive = f"{self.origin}/letters/{self.content.slug}/" if self.content.archive else None
        return Letter(
            sender=formataddr((self.facts.name, letter.mail_from)),
            recipient=reader.address,
            reply_to=self.facts.mail,
            subject=self.content.subject,
            text=self.content.text.replace(LEAVE, leave),
            html=self.content.html.replace(LEAVE, leave),
            tags={"letter": self.content.slug, "recipient": reader.id},
            list=ListHeaders(id=list_id(self.origin), leave=leave, archive=archive),
            pictures=self.content.pictures,
        )


def list_id(origin: str) -> str:
    """The name of the shop's one list, as in RFC 2919."""
    return f"letter.{urlsplit(origin).hostname}"
