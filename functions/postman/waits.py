"""Mails to whom waits for what is sold out: whether it was they, and that it is there again."""

from __future__ import annotations

from pathlib import Path

from domain.errands import NothingToSendError
from domain.links import OrderLinks
from domain.mail import Letter
from domain.messages import Message
from domain.waiting import BACK, CONFIRM, Step, Waiting, sign
from domain.writers import NoLongerWantedError
from functions.postman.stationery import Stationery
from functions.web.pages import THEME

SUBJECTS = {
    CONFIRM: "Shall we tell you when {item.name} is back?",
    BACK: "{item.name} is back",
}


class WaitMails:
    def __init__(
        self, waiting: Waiting, links: OrderLinks, origin: str, theme: Path = THEME
    ) -> None:
        self._waiting = waiting
        self._links = links
        self._origin = origin
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message) -> Letter:
        sku, subject_id = message.sku or "", message.subscriber or ""
        shop = self._waiting.shelf.facts()
        item = self._waiting.shelf.items([sku]).get(sku)
        if shop is None or message.about not in SUBJECTS:
            raise NothingToSendError(message.id)
        wait = self._waiting.standing(sku, subject_id)
        if wait is None or item is None or not item.listed:
            raise NoLongerWantedError(message.id)
        token = sign(self._links, sku, subject_id, self._waiting.now())
        return self._stationery.letter(
            message,
            shop,
            to=wait.address,
            subject=SUBJECTS[message.about].format(item=item),
            values={
                "item": item,
                "link": f"{self._origin}/api/orders/waiting?t={token}",
                "piece": f"{self._origin}{item.path}",
            },
        )

    def forget(self, message: Message) -> None:
        """Whoever was told waits no longer, whatever became of the mail."""
        if message.about != BACK:
            return
        wait = self._waiting.waits.get(Step.CONFIRMED, message.sku or "", message.subscriber or "")
        if wait:
            self._waiting.waits.remove(wait)
