"""A letter as one reader gets it: what is the same for all, with a goodbye link of their own."""

from __future__ import annotations

import msgspec

from domain.letter_links import LetterLinks
from domain.letterhead import Letterhead, sender_line
from domain.letters import LEAVE, LetterContent
from domain.mail import Letter
from domain.shop import ShopFacts
from domain.subscribers import Subscriber


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
        of_the_list = Letterhead(self.links, self.origin).list_headers(
            self.facts, reader.id, self.content.slug
        )
        return Letter(
            sender=sender_line(self.facts.name, letter.mail_from),
            recipient=reader.address,
            reply_to=self.facts.mail,
            subject=self.content.subject,
            text=self.content.text.replace(LEAVE, of_the_list.leave),
            html=self.content.html.replace(LEAVE, of_the_list.leave),
            tags={"letter": self.content.slug, "recipient": reader.id},
            list=of_the_list,
            pictures=self.content.pictures,
            automatic=False,
        )
