"""Mails about what somebody wrote with the shop's form: to the owner, and that it has arrived."""

from __future__ import annotations

import functools
from pathlib import Path

from domain.contact import RECEIVED, TO_OWNER, TOPICS, Inquiries, Inquiry
from domain.errands import NothingToSendError
from domain.letterhead import sender_line
from domain.mail import Letter
from domain.messages import Message
from domain.order_book import Orders
from domain.shelf import Shelf
from domain.writers import NoLongerWantedError
from functions.web.pages import THEME, environment

SUBJECTS = {
    TO_OWNER: "{topic}: a message from your shop's form",
    RECEIVED: "Your message to {shop.name} has arrived",
}


class InquiryMails:
    """Only the owner's has what was typed: anybody can type anybody's address."""

    def __init__(
        self,
        shelf: Shelf,
        inquiries: Inquiries,
        orders: Orders,
        origin: str,
        theme: Path = THEME,
    ) -> None:
        self._shelf = shelf
        self._inquiries = inquiries
        self._orders = orders
        self._origin = origin
        self._environment = functools.cache(functools.partial(environment, theme / "mail"))

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        if shop is None or message.about not in SUBJECTS:
            raise NothingToSendError(message.id)
        inquiry = self._inquiries.get(message.inquiry or "")
        if inquiry is None:  # Erased meanwhile: nobody waits for an answer any more.
            raise NoLongerWantedError(message.id)
        to_owner = message.about == TO_OWNER
        topic = TOPICS[inquiry.topic]
        subject = SUBJECTS[message.about].format(shop=shop, topic=topic)
        values = {"shop": shop, "origin": self._origin, "subject": subject, "topic": topic}
        values |= {"inquiry": inquiry, "is_theirs": self._is_theirs(inquiry)} if to_owner else {}
        jinja = self._environment(shop.locale)
        return Letter(
            sender=sender_line(shop.name, shop.mail_from),
            recipient=shop.mail if to_owner else inquiry.address,
            reply_to=inquiry.address if to_owner else shop.mail,
            subject=subject,
            text=jinja.get_template(f"{message.about}.txt").render(values),
            html=jinja.get_template(f"{message.about}.html").render(values),
            tags={"message": message.id},
        )

    def _is_theirs(self, inquiry: Inquiry) -> bool:
        """Whether the order that is named was bought with the address that is."""
        order = self._orders.get(inquiry.order) if inquiry.order else None
        return order is not None and order.subject == inquiry.subject
