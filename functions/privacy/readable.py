"""A record as a page for people shows it: what each thing is called, and how it is written.

It goes by a field's type, so that one that is added later is shown as well. Whole codes and exact
moments are in `data.json`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import msgspec

from domain.days import date_in_words
from domain.money import format_money
from domain.order_copies import LineCopy
from domain.ordered import Address
from domain.places import country_name
from domain.policies import PolicyRef

AMOUNTS = frozenset(
    {"unit_amount", "subtotal", "shipping", "tax", "discount", "total", "amount", "refunded"}
)
LABELS = {
    "mail": "email",
    "id": "number",
    "lines": "what you ordered",
    "ordered_at": "ordered",
    "agreed_at": "agreed to the terms",
    "paid_at": "paid",
    "erased_at": "erased",
    "written_at": "written",
    "sent_at": "sent",
    "asked_at": "asked",
    "confirmed_at": "confirmed",
    "received_at": "received",
    "proven_at": "proven",
    "closed_at": "closed",
    "accepted_at": "accepted",
    "held_until": "held for you until",
    "instead": "wanted instead",
    "words": "your words",
    "refusal": "why we said no",
    "done_at": "done",
    "created_at": "since",
    "due_on": "answer due by",
    "ends_at": "ends",
    "told_at": "told of its end",
    "ships_on": "ships by",
    "regime": "law that holds",
    "channel": "asked through",
    "signal": "sent with Global Privacy Control",
    "policies": "policies shown",
    "payment": "Stripe’s number of the payment",
    "payment_page": "Stripe’s number of its page",
    "customer": "Stripe’s number",
    "last4": "last four digits",
    "wishes": "wishlist",
    "next_address": "used for your next order",
    "at_stripe": "told to Stripe",
    "opened_at": "opened",
    "used_at": "used",
    "code_from_address": "code made from your address",
    "code_from_network": "code made from your network’s address",
}
WORDS = {
    "mail_code": "a code mailed to you",
    "mail_code_and_order": "a code mailed to you, and a fact of an order",
    "mail_link": "a link mailed to you",
    "account": "the page of your things",
    "gdpr": "the GDPR",
    "uk": "the UK GDPR",
    "owner": "the shop’s own knowledge",
    "ccpa": "California’s",
    "tdpsa": "Texas’s",
    "voluntary": "our own promise",
    "unsaid": "not said, so the best of all",
    "self": "you",
    "changed_mind": "you changed your mind",
    "withdrawn": "you withdrew",
    "executing": "being done",
    "fulfilled": "done",
    "partially_fulfilled": "done in part",
    "asked_to_move_here": "somebody asked to have their letter sent to your address from now on",
    "moved_here": "the letter came to another address of yours before",
    "packing_list": "packing list, to the workshop",
}
"""Words for codes that say nothing to who hasn't read the schema."""

CODED = frozenset(
    {*("status", "state", "about", "type", "asked_by", "regime", "channel", "proof", "reason")}
    | {*("standing", "what", "why", "method", "brand", "rate")}
)
"""Fields that hold a code of ours or of Stripe's, and nothing that anybody typed."""

DIGITS = 12
"""Characters of a policy's fingerprint: as many as its own page shows."""


class Writing(msgspec.Struct, frozen=True):
    """How a language writes what is in a record. `currency` is the record's own."""

    locale: str
    currency: str | None = None

    def facts(self, record: msgspec.Struct) -> Iterator[tuple[str, str]]:
        """Each field that holds something: what it is called, and what it says."""
        writing = Writing(self.locale, getattr(record, "currency", self.currency))
        for name in record.__struct_fields__:
            value = getattr(record, name)
            if value not in (None, "", ()) and name != "currency":
                yield label(name), writing.text(name, value)

    def text(self, name: str, value: object) -> str:
        match value:
            case bool():
                return "yes" if value else "no"
            case int() if name in AMOUNTS and self.currency:
                return format_money(value, self.currency, self.locale)
            case date():
                return self._day(value)
            case tuple():
                return "\n".join(self.text(name, each) for each in value)
            case msgspec.Struct():
                return self._struct(value)
        return self._words(name, str(value))

    def _day(self, value: date) -> str:
        day = date_in_words(value, self.locale)
        return f"{day}, {value:%H:%M} UTC" if isinstance(value, datetime) else day

    def _struct(self, value: msgspec.Struct) -> str:
        match value:
            case LineCopy():
                return self._line(value)
            case Address():
                town = " ".join(filter(None, (value.city, value.state, value.postal_code)))
                country = country_name(value.country, self.locale)
                return "\n".join(
                    filter(None, (value.name, value.line1, value.line2, town, country))
                )
            case PolicyRef():
                day = date_in_words(value.version, self.locale)
                return f"{value.policy}, {day}, {value.sha256[:DIGITS]}"
        return "\n".join(f"{name}: {text}" for name, text in self.facts(value))

    def _line(self, line: LineCopy) -> str:
        price = self.text("unit_amount", line.unit_amount)
        engraved = f"engraved “{line.engraving}”" if line.engraving else ""
        words = (line.title, line.choice, f"{price} each", engraved, line.sku)
        return f"{line.quantity} × {', '.join(filter(None, words))}"

    def _words(self, name: str, text: str) -> str:
        if name == "country":
            return country_name(text, self.locale)
        if name in CODED:
            return WORDS.get(text, text.removeprefix("privacy_").replace("_", " "))
        return text


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " "))
