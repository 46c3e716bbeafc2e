"""Mails about privacy requests, each written from its request and the words in theme/mail/privacy.

None of them has a word of what somebody typed: anybody can give anybody's address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from domain.days import day_there
from domain.errands import NothingToSendError
from domain.held_back import ASKER
from domain.mail import Letter
from domain.messages import Message
from domain.proof import Codes
from domain.request_links import RequestLinks
from domain.request_proof import wants_code
from domain.request_states import Type
from domain.request_steps import OWNER
from domain.request_words import ASKED, AUTHORITIES, BASES, KEPT, REASONS, why_then
from domain.requests import Request, RequestBook
from domain.restriction import Addresses, Restriction
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.writers import NoLongerWantedError
from functions.postman.stationery import Stationery
from functions.web.pages import THEME

SUBJECTS = {
    "received": "A request about your data at {shop.name}",
    "code": "Your code for {shop.name}",
    "waits": "We’re looking at your request at {shop.name}",
    "done": "Your request at {shop.name} is done",
    "partly": "Your request at {shop.name} is done, but for a part",
    "denied": "Our answer to your request at {shop.name}",
    "lapsed": "A request about your data at {shop.name} is closed",
    "extended": "We need longer for your request at {shop.name}",
    "lifting": "Your data at {shop.name} won’t be set aside much longer",
    "revoked": "A request about your data at {shop.name} was taken back",
    "duplicate": "You have asked {shop.name} for this before",
    "decided": "What came of your complaint at {shop.name}",
    "appealed": "We’re looking at your request at {shop.name} again",
    "upheld": "Our answer to your appeal at {shop.name}",
    "reversed": "You were right: your request at {shop.name}",
    "asker": "What you asked {shop.name} for somebody else",
    "owner_complaint": "A complaint about data: request {request.id}",
    "owner_waits": "Privacy request {request.id} waits for you",
    "owner_appeal": "Privacy request {request.id} is appealed",
    "owner_due": "Privacy request {request.id} is due soon",
}
"""By the names of the words."""

COMPLAINT_ARRIVED = "Your complaint to {shop.name}"
"""It is no request, and nothing has to be proven for it."""


class RequestMails:
    """`origin` is the shop's public address, to which `links` lead."""

    def __init__(  # noqa: PLR0917 — every part of a mail
        self,
        shelf: Shelf,
        book: RequestBook,
        links: RequestLinks,
        codes: Codes,
        addresses: Addresses,
        origin: str,
        now: Callable[[], datetime],
        theme: Path = THEME,
    ) -> None:
        self._shelf = shelf
        self._book = book
        self._links = links
        self._codes = codes
        self._addresses = addresses
        self._origin = origin
        self._now = now
        self._stationery = Stationery(origin, theme)

    def write(self, message: Message) -> Letter:
        shop = self._shelf.facts()
        request = self._book.get(message.request or "")
        name, step = _words_of(message)
        if shop is None or request is None or name not in SUBJECTS:
            raise NothingToSendError(message.id)
        code = self._code(message, request) if name == "code" else None
        recipient = self._recipient(message, request, shop)
        if not recipient:
            raise NothingToSendError(message.id)
        arrived = name == "received" and request.type is Type.COMPLAINT
        subject = COMPLAINT_ARRIVED if arrived else SUBJECTS[name]
        subject = subject.format(shop=shop, request=request)
        values = self._values(request, shop, subject) | {"step": step, "code": code}
        values |= {"to_owner": message.about.startswith(OWNER)}
        values |= {"flag": self._flag(message, request) if name == "lifting" else None}
        said = self._stationery.text(f"privacy/{name}.txt", shop, values)
        has_page = name == "lifting" or recipient == _address(request)
        values |= {"words": _paragraphs(said), "link": self._link(request) if has_page else None}
        return self._stationery.letter(
            message, shop, to=recipient, subject=subject, values=values, template="privacy"
        )

    def _code(self, message: Message, request: Request) -> str:
        """Never one that can't be typed in any more."""
        code = request.verification.code
        if code is None or not wants_code(request) or self._now() >= code.until:
            raise NoLongerWantedError(message.id)
        return self._codes.digits(request.id, code)

    def _flag(self, message: Message, request: Request) -> Restriction:
        """Nobody is told of the end of what has ended, or goes on."""
        flag = self._book.restriction(request.subject)
        if flag is None or flag.request != request.id or flag.told_at is None:
            raise NoLongerWantedError(message.id)
        return flag

    def _recipient(self, message: Message, request: Request, shop: ShopFacts) -> str | None:
        if message.about.startswith(OWNER):
            return shop.mail
        if message.about.endswith(ASKER):
            return request.contact.asker if request.contact else None
        if message.about == "privacy_lifting":
            address = self._addresses.of(request.subject)
            if address is None:  # Nothing of them is left that could be used again.
                raise NoLongerWantedError(message.id)
            return address
        return _address(request)

    def _values(self, request: Request, shop: ShopFacts, subject: str) -> dict[str, object]:
        return {
            "subject": subject,
            "request": request,
            "asked": ASKED[request.type],
            "received_on": day_there(request.received_at, shop.time_zone),
            "due_on": request.due_on,
            "why": why_then(request),
            "reason": REASONS[request.reason] if request.reason else "",
            "kept": [
                (
                    KEPT.get(each.category, each.category),
                    BASES.get(each.basis, each.basis),
                    each.until,
                )
                for each in request.retained
            ],
            "authorities": AUTHORITIES,
        }

    def _link(self, request: Request) -> str:
        token = self._links.sign(request.id, self._now())
        return f"{self._origin}/api/privacy/request?t={token}"


def _words_of(message: Message) -> tuple[str, str]:
    """Which words, and for which step: “privacy_done_asker” has the asker's, for “done”."""
    about = message.about.replace("privacy_", "", 1)
    step = about.removesuffix(ASKER)
    return ("asker" if about.endswith(ASKER) else about), step


def _address(request: Request) -> str | None:
    return request.contact.address if request.contact else None


def _paragraphs(said: str) -> list[str]:
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", said) if each.strip()]
