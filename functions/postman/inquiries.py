"""Mails about what somebody wrote with the shop's form: to the owner, and that it has arrived."""

from __future__ import annotations

from pathlib import Path

from domain.contact import RECEIVED, TO_OWNER, TOPICS, Inquiries, Inquiry
from domain.errands import NothingToSendError
from domain.mail import Letter
from domain.messages import Message
from domain.order_book import Orders
from domain.shelf import Shelf
from domain.writers import NoLongerWantedError
from functions.postman.stationery import Stationery
from functions.web.pages import THEME

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
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        if shop is None or message.about not in SUBJECTS:
            raise NothingToSendError(message.id)
        inquiry = self._inquiries.get(message.inquiry or "")
        if inquiry is None:  # Erased meanwhile: nobody waits for an answer any more.
            raise NoLongerWantedError(message.id)
        to_owner = message.about == TO_OWNER
        topic = TOPICS[inquiry.topic]
        typed = {"inquiry": inquiry, "is_theirs": self._is_theirs(inquiry)} if to_owner else {}
        return self._stationery.letter(
            message,
            shop,
            to=shop.mail if to_owner else inquiry.address,
            reply_to=inquiry.address if to_owner else shop.mail,
            subject=SUBJECTS[message.about].format(shop=shop, topic=topic),
            values={"topic": topic, **typed},
        )

    def _is_theirs(self, inquiry: Inquiry) -> bool:
        """Whether the order that is named was bought with the address that is."""
        order = self._orders.get(inquiry.order) if inquiry.order else None
        return order is not None and order.subject == inquiry.subject
