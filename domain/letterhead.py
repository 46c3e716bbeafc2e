"""From whom the newsletter's mails come, and what they say of the list."""

from __future__ import annotations

from email.utils import formataddr

import msgspec

from domain.addresses import canonical, on_the_wire
from domain.letter_links import LetterLinks
from domain.mail import ListHeaders
from domain.shop import ShopFacts


def sender_line(name: str, address: str) -> str:
    """“The shop <letter@shop.example>”, an international domain as the wire has it."""
    local, _, host = address.rpartition("@")
    return formataddr((name, f"{local}@{on_the_wire(host)}"))


class Letterhead(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address, to which all links lead."""

    links: LetterLinks
    origin: str

    def list_headers(self, shop: ShopFacts, subscriber: str, letter: str = "") -> ListHeaders:
        """With a link that ends the letters for that reader; `letter` is the slug of the one."""
        address = shop.letter.mail_from if shop.letter else shop.mail_from
        return ListHeaders(
            id=f"letter.{canonical(address).rpartition('@')[2]}",
            leave=self.link("leave", self.links.sign_goodbye(subscriber, letter)),
            name=shop.name,
            archive=f"{self.origin}/letters/",
        )

    def link(self, page: str, token: str) -> str:
        return f"{self.origin}/api/newsletter/{page}?t={token}"
