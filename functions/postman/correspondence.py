"""The newsletter's side of the outbox: what postman takes up, and the mails that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import msgspec

from domain.days import day_there
from domain.errands import NothingToSendError
from domain.joining import is_to_confirm
from domain.letterhead import Letterhead, sender_line
from domain.letters import LEAVE, WELCOME, WELCOME_FRAME, WelcomeLetter
from domain.limits import ALL_JOINS
from domain.mail import Letter
from domain.messages import CONFIRM, CONFIRM_REMINDER, Message
from domain.newsletter import Newsletter
from domain.order_book import Orders
from domain.shop import ShopFacts
from domain.subscribers import Standing, Subscriber
from domain.taking_up import TakingUp
from domain.writers import NoLongerWantedError
from functions.postman.stationery import Stationery, letter_address
from functions.web.pages import THEME

SUBJECTS = {
    CONFIRM: "Do you want the letter from {shop.name}?",
    CONFIRM_REMINDER: "Once more: do you want the letter from {shop.name}?",
    "letter_already": "You get the letter from {shop.name} already",
    "letter_choices": "Your link to the letter from {shop.name}",
    "letter_moving": "Should the letter from {shop.name} come here?",
    "owner_signups": "The form for your letter is taking a rest",
    "owner_letter_halted": "Your letter “{message.letter}” has stopped by itself",
}

CHOICES_LINK = timedelta(hours=1)
"""For how long a link opens what is stored: long enough to read a mail that was asked for."""


class Written(msgspec.Struct, frozen=True):
    """A mail without its letterhead; with a `subscriber`, who reads it there, it is of the list."""

    recipient: str
    values: Mapping[str, object]
    subscriber: str | None = None


class LetterDesk:
    def __init__(
        self, newsletter: Newsletter, orders: Orders, origin: str, theme: Path = THEME
    ) -> None:
        self._newsletter = newsletter
        self._asks = TakingUp(newsletter, orders)
        self._head = Letterhead(newsletter.links, origin)
        self._stationery = Stationery(origin, theme)

    def take_up(self, message: Message) -> str:
        return self._asks.take_up(message)

    def write(self, message: Message) -> Letter:
        shop = self._newsletter.shelf.facts()
        if shop is None or shop.letter is None:
            raise NothingToSendError(message.id)
        if message.about == "letter_welcome":
            return self._welcome(message, shop)
        if message.subscriber is None:
            return self._rendered(message, shop, Written(shop.mail, {"most": ALL_JOINS.most}))
        record = self._newsletter.book.get(message.subscriber)
        return self._rendered(message, shop, self._to_a_reader(message, record, shop))

    def _to_a_reader(self, message: Message, record: Subscriber | None, shop: ShopFacts) -> Written:
        if message.about in (CONFIRM, CONFIRM_REMINDER):
            return self._confirm(message, record, shop)
        if record is None or record.standing is not Standing.SUBSCRIBED:
            raise NoLongerWantedError(message.id)
        if message.about == "letter_moving":
            return self._moving(message, record, shop)
        until = self._newsletter.now() + CHOICES_LINK
        token = self._newsletter.links.sign("choices", record.id, until)
        since = day_there(record.confirmed_at or record.since, shop.time_zone)
        values = {"choices": self._head.link("choices", token), "since": since}
        return Written(_address(record, message), values, record.id)

    def _confirm(self, message: Message, record: Subscriber | None, shop: ShopFacts) -> Written:
        """Nothing of what was typed goes into it: anybody may have typed it."""
        now = self._newsletter.now()
        if record is None or record.consent is None or not is_to_confirm(record, message, now):
            raise NoLongerWantedError(message.id)
        asked_at, until = record.consent.asked_at, record.due_at or now
        token = self._newsletter.links.sign("confirm", record.id, until, asked_at.isoformat())
        values = {
            "confirm": self._head.link("confirm", token),
            "form": record.consent.form,
            "asked_on": day_there(asked_at, shop.time_zone),
            "until_on": day_there(until, shop.time_zone),
        }
        return Written(_address(record, message), values, record.id)

    def _moving(self, message: Message, record: Subscriber, shop: ShopFacts) -> Written:
        """To the new address, whose reader may not be the one who asked."""
        key, now = self._newsletter.key, self._newsletter.now()
        there, until = record.moving_to, record.due_at
        if not there or not until or until <= now or key.mailbox_of(there) not in message.id:
            raise NoLongerWantedError(message.id)
        new_id = key.id_of(there)
        token = self._newsletter.links.sign("move", record.id, until, new_id)
        values = {
            "move": self._head.link("move", token),
            "until_on": day_there(until, shop.time_zone),
        }
        return Written(there, values, new_id)

    def _rendered(self, message: Message, shop: ShopFacts, written: Written) -> Letter:
        subject = SUBJECTS[message.about].format(shop=shop, message=message)
        of_the_list = (
            self._head.list_headers(shop, written.subscriber) if written.subscriber else None
        )
        leave = of_the_list.leave if of_the_list else None
        return self._stationery.letter(
            message,
            shop,
            to=written.recipient,
            subject=subject,
            values={"message": message, "leave": leave, **written.values},
            of_the_list=of_the_list,
        )

    def _welcome(self, message: Message, shop: ShopFacts) -> Letter:
        """The owner's own words, if there are any, with this reader's link at their foot."""
        record = self._newsletter.book.get(message.subscriber or "")
        frame = self._newsletter.shelf.frame(WELCOME_FRAME)
        if frame is None or record is None or record.standing is not Standing.SUBSCRIBED:
            raise NoLongerWantedError(message.id)
        welcome = msgspec.json.decode(frame, type=WelcomeLetter)
        of_the_list = self._head.list_headers(shop, record.id, WELCOME)
        return Letter(
            sender=sender_line(shop.name, letter_address(shop)),
            recipient=_address(record, message),
            reply_to=shop.mail,
            subject=welcome.subject,
            text=welcome.text.replace(LEAVE, of_the_list.leave),
            html=welcome.html.replace(LEAVE, of_the_list.leave),
            tags={"message": message.id},
            list=of_the_list,
        )


def _address(record: Subscriber, message: Message) -> str:
    if not record.address:
        raise NothingToSendError(message.id)
    return record.address
