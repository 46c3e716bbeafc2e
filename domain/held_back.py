"""Which mails go to whom whose data is set aside, and which are held back.

Every kind of mail stands here, by what its message is about; a test fails where one is missing, and
one that is missing is held back.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from domain.addresses import AddressKey
from domain.messages import CONFIRM, CONFIRM_REMINDER, REMINDER, Message
from domain.restriction import Restrictions

_OWNER = "it is to the owner, about her own work"
_ORDER = "the contract about what was bought needs it"
_REQUEST = "it is about what they asked for themselves, and the law wants it said"

GOES: Mapping[str, str] = {
    "confirmation": _ORDER,
    "payment_failed": _ORDER,
    "piece_gone": _ORDER,
    "review": _ORDER,
    "shipped": _ORDER,
    "refunded": _ORDER,
    "canceled": _ORDER,
    "readdressed": _ORDER,
    "order_code": "they asked for it themselves, and without it they can't see their own order",
    "owner_readdressed": _OWNER,
    "owner_contact": _OWNER,
    "return_requested": _ORDER,
    "return_accepted": _ORDER,
    "return_rejected": _ORDER,
    "return_received": _ORDER,
    "return_exchanged": _ORDER,
    "exchange_ended": _ORDER,
    "withdrawal": "the law wants it confirmed at once (Directive 2011/83/EU, article 11a)",
    "withdrawal_refused": _ORDER,
    "owner_return": _OWNER,
    "owner_exchange": _OWNER,
    "owner_canceled": _OWNER,
    "owner_refund_failed": _OWNER,
    "owner_dispute": _OWNER,
    "owner_dispute_due": _OWNER,
    "owner_dispute_closed": _OWNER,
    "packing_list": _OWNER,
    "owner_piece_gone": _OWNER,
    "owner_review": _OWNER,
    "owner_signups": _OWNER,
    "owner_letter_halted": _OWNER,
    "owner_privacy_appeal": _OWNER,
    "owner_privacy_complaint": _OWNER,
    "owner_privacy_due": _OWNER,
    "owner_privacy_waits": _OWNER,
    "policy_changed": "it says what becomes of their data, which they have to know to object",
    "notice_breach": "the law wants them told (GDPR, article 34)",
    "notice_transfer": "it says who holds their data from now on",
    "privacy_lifting": "they have to know before their data is used again (GDPR, article 18(3))",
    **dict.fromkeys(
        (
            "privacy_appealed",
            "privacy_asker",
            "privacy_code",
            "privacy_decided",
            "privacy_denied",
            "privacy_done",
            "privacy_duplicate",
            "privacy_extended",
            "privacy_lapsed",
            "privacy_partly",
            "privacy_received",
            "privacy_reversed",
            "privacy_revoked",
            "privacy_upheld",
            "privacy_waits",
        ),
        _REQUEST,
    ),
}
"""Sent as ever, with the reason."""

_ASKED = "a form was sent for it since then, and without it nothing follows"

ANSWERS: Mapping[str, str] = {
    CONFIRM: _ASKED,
    "letter_already": _ASKED,
    "contact_received": _ASKED,
    "stock_confirm": _ASKED,
    "account_link": _ASKED,
    "letter_choices": _ASKED,
    "letter_welcome": "they confirmed a yes to the letter since then",
}
"""Sent if they were written after the data was set aside; those that waited by then are held back."""

HELD: Mapping[str, str] = {
    REMINDER: "nobody misses it, and anybody could have typed the address",
    CONFIRM_REMINDER: "it comes by itself, and not because they asked again",
    "stock_back": "it is news of the shop, and not of their data",
    "letter_moving": "the letters would go on at another address, past the flag on this one",
    "notice_disruption": "it is news of the shop, and not of their data",
}
"""Never sent while the data is set aside. The letter itself is held back in its reader's turn."""

ASKER = "_asker"
"""What the names of mails to an agent or a guardian end with."""


class HeldBackError(Exception):
    """A mail to somebody whose data is set aside."""


class HoldingBack(msgspec.Struct, frozen=True):
    """Asked in the moment of sending, so that what has long waited is held back too."""

    restrictions: Restrictions
    key: AddressKey

    def check(self, message: Message, recipient: str, kind: str | None = None) -> None:
        """`kind` is a notice's. Raises HeldBackError or BookUnavailableError."""
        about = kind_of(message, kind)
        if about in GOES:
            return
        for subject in {message.subscriber, self.key.id_of(recipient)} - {None}:
            flag = self.restrictions.restriction(subject or "")
            if flag and not (about in ANSWERS and message.created_at > flag.since):
                raise HeldBackError(message.id)


def kind_of(message: Message, notice: str | None = None) -> str:
    """What a message's mail is called here."""
    if message.about.endswith(ASKER):
        return "privacy_asker"
    return f"{message.about}_{notice}" if notice else message.about
