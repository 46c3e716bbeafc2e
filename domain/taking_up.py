"""Taking up what was asked for in forms and orders: only here anybody looks who it is."""

from __future__ import annotations

import msgspec

from domain import joining
from domain.errands import NothingToSendError
from domain.letter_terms import NoLetterError
from domain.messages import Message
from domain.moves import ENDED, end_trail
from domain.newsletter import Newsletter
from domain.order_book import Orders
from domain.subscribers import Ask, Standing, Subscriber, SubscriberChange
from domain.writers import NoLongerWantedError


class TakingUp(msgspec.Struct, frozen=True):
    newsletter: Newsletter
    orders: Orders

    def take_up(self, message: Message) -> str:
        """What became of it: what they are now to the letter, or that nothing was changed.

        Raises NothingToSendError, NoLongerWantedError, StaleSubscriberError or
        BookUnavailableError.
        """
        if message.about == ENDED:
            return self._followed(message)
        if message.about == "letter_order":
            ask = self._beside_an_order(message)
            return self._commit(self._begun(ask))
        ask = self._asked(message)
        change = self._begun(ask) if ask.what == "join" else self._looked_up(ask)
        return self._commit(msgspec.structs.replace(change, takes=ask))

    def _followed(self, message: Message) -> str:
        """A goodbye by an address from which somebody has moved since ends their letters too."""
        ended = end_trail(self.newsletter.book, message.subscriber or "", self.newsletter.now())
        return "ended" if ended else "nothing"

    def _asked(self, message: Message) -> Ask:
        what = message.about.removeprefix("letter_")
        ask = self.newsletter.book.asked(what, message.subscriber or "")
        if ask is None:
            raise NoLongerWantedError(message.id)
        return ask

    def _beside_an_order(self, message: Message) -> Ask:
        """What the order's buyer ticked: the address is the one that they paid with."""
        order = self.orders.get(message.order_id)
        if order is None or order.consent is None or not order.customer_mail:
            raise NothingToSendError(message.id)
        key, address = self.newsletter.key, order.customer_mail
        asked_at, consent = order.consent.asked_at, order.consent
        ask, _ = joining.wish("join", address, key, asked_at, consent=consent)
        return ask

    def _begun(self, ask: Ask) -> SubscriberChange:
        """Nothing where the shop writes no letters any more."""
        try:
            within = self.newsletter.terms().confirm_within
        except NoLetterError:
            return SubscriberChange(None)
        return joining.begun(self._record(ask), ask, self.newsletter.now(), within)

    def _looked_up(self, ask: Ask) -> SubscriberChange:
        """A link goes to whoever gets the letter; nobody else has anything to choose."""
        record = self._record(ask)
        if record is None or record.standing is not Standing.SUBSCRIBED:
            return SubscriberChange(None)
        mail = joining.about_the_wish("letter_choices", ask, self.newsletter.now())
        return SubscriberChange(None, (mail,))

    def _record(self, ask: Ask) -> Subscriber | None:
        return self.newsletter.book.get(ask.subscriber)

    def _commit(self, change: SubscriberChange) -> str:
        if change.is_empty:
            return "nothing"
        self.newsletter.book.commit(change)
        return change.subscriber.standing.value if change.subscriber else "nothing new"
