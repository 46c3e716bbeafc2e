"""What all of the shop's mails are written on: its templates, and its name at the head."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from domain.letterhead import sender_line
from domain.mail import Letter, ListHeaders
from domain.messages import Message
from domain.shop import ShopFacts
from functions.web.pages import THEME, environment


class Stationery:
    """`origin` is the shop's public address."""

    def __init__(self, origin: str, theme: Path = THEME) -> None:
        self._origin = origin
        self._environment = functools.cache(functools.partial(environment, theme / "mail"))

    def letter(
        self,
        message: Message,
        shop: ShopFacts,
        *,
        to: str,
        subject: str,
        values: Mapping[str, object],
        template: str | None = None,
        reply_to: str | None = None,
        of_the_list: ListHeaders | None = None,
    ) -> Letter:
        """From the template that the message is about; what is of the list comes from its address."""
        name = template or message.about
        address = letter_address(shop) if of_the_list else shop.mail_from
        told = {"subject": subject, **values}
        return Letter(
            sender=sender_line(shop.name, address),
            recipient=to,
            reply_to=reply_to or shop.mail,
            subject=subject,
            text=self.text(f"{name}.txt", shop, told),
            html=self.text(f"{name}.html", shop, told),
            tags={"message": message.id},
            list=of_the_list,
        )

    def text(self, template: str, shop: ShopFacts, values: Mapping[str, object]) -> str:
        told = {"shop": shop, "origin": self._origin, **values}
        return self._environment(shop.locale).get_template(template).render(told)


def letter_address(shop: ShopFacts) -> str:
    """Where the shop's letter comes from: its own address, where it has one."""
    return shop.letter.mail_from if shop.letter else shop.mail_from
