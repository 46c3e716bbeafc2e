"""The newsletter as its forms and links see it: what is asked for, confirmed, chosen and ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from domain import joining, outbox, preferences
from domain.addresses import AddressKey
from domain.consent import LETTER_WORDS, Consent, Form
from domain.letter_links import LetterLinks
from domain.letter_terms import LetterTerms, letter_terms
from domain.links import LinkError
from domain.moves import end_letters, end_trail, trail
from domain.preferences import Choices, SameAddressError
from domain.shelf import Shelf
from domain.subscribers import (
    StaleSubscriberError,
    Standing,
    Subscriber,
    SubscriberBook,
    SubscriberChange,
)

ATTEMPTS = 5
"""How often a decision is made again because somebody else changed the record meanwhile."""

SHOWN = ("newsletter", "privacy")
"""Policies that stand beside every form for the letter."""


class WrittenAlreadyError(Exception):
    """A mail went to that mailbox today: another one wouldn't help."""


class Gone(msgspec.Struct, frozen=True):
    """Who said goodbye, by which letter (its slug; empty without one), and if they had it until now."""

    subscriber: str
    letter: str
    changed: bool


class Newsletter(msgspec.Struct, frozen=True):
    """Every call may raise BookUnavailableError; with a token, LinkError too."""

    book: SubscriberBook
    shelf: Shelf
    key: AddressKey
    links: LetterLinks
    now: Callable[[], datetime]

    def terms(self) -> LetterTerms:
        """Raises NoLetterError."""
        return letter_terms(self.shelf, self.now())

    def ask_to_join(
        self, address: str, form: Form, *, name: str | None = None, words: str = LETTER_WORDS
    ) -> None:
        """Note a wish for the letter: the same calls, whoever it is. Raises NoLetterError."""
        policies = self.terms().policies
        shown = [policies.of(each) for each in SHOWN]
        refs = tuple(each.ref for each in shown if each)
        now = self.now()  # one moment for both: the link in the mail is held against it
        consent = Consent("newsletter", words, form, now, refs)
        self.book.ask(*joining.wish("join", address, self.key, now, name=name, consent=consent))

    def ask_for_choices(self, address: str) -> None:
        """Note a wish for a link to what is stored: the same calls, whoever it is."""
        self.book.ask(*joining.wish("choices", address, self.key, self.now()))

    def to_confirm(self, token: str) -> Subscriber:
        """Whose yes the token would be, or was, for the page with the button; it changes nothing."""
        subscriber_id, asked_at = self.links.read("confirm", token, self.now())
        record = self.book.get(subscriber_id)
        joining.confirmed(record, asked_at, self.now())
        return _kept(None, record)

    def confirm(self, token: str) -> Subscriber:
        """From now on they get the letter. Twice is once."""
        subscriber_id, asked_at = self.links.read("confirm", token, self.now())
        return self._changed(
            subscriber_id, lambda record: joining.confirmed(record, asked_at, self.now())
        )

    def leave(self, token: str) -> Gone:
        """From now on they get no letters, those that wait included. Twice is once.

        Not where they have moved to either, nor where they signed up anew.
        """
        leaving = self.links.read_goodbye(token)
        changed = end_trail(self.book, leaving.subscriber, self.now())
        gone = changed or trail(self.book, leaving.subscriber)
        return Gone(gone[-1], leaving.letter, bool(changed))

    def leave_by_address(self, address: str) -> None:
        """The same for whoever typed the address: nobody has to prove that they had enough."""
        end_letters(self.book, self.key.id_of(address), self.now())

    def reduce(self, token: str, *, only: Iterable[str] | None = None, fewer: bool = False) -> None:
        """By a goodbye's link: fewer letters, or only those topics, and never more than before.

        Nothing for who gets no letters. Raises NoTopicError, NoLetterError.
        """
        readers = trail(self.book, self.links.read_goodbye(token).subscriber)
        letter = self.terms().facts
        topics = None if only is None else tuple(only)

        def decide(record: Subscriber | None) -> SubscriberChange | None:
            if record is None or record.standing is not Standing.SUBSCRIBED:
                return None
            after = preferences.reduced(record, letter, only=topics, fewer=fewer)
            return SubscriberChange(after) if after else None

        for each in readers:
            self._decided(each, decide)

    def reader(self, token: str) -> Subscriber:
        """Who chose to look at what is stored."""
        subscriber_id, _ = self.links.read("choices", token, self.now())
        return _subscribed(self.book.get(subscriber_id))

    def choose(self, token: str, choices: Choices) -> Subscriber:
        """Raises NoTopicError, PauseError, NoLetterError."""
        subscriber_id, _ = self.links.read("choices", token, self.now())
        terms = self.terms()
        return self._changed(
            subscriber_id,
            lambda record: SubscriberChange(
                preferences.chosen(
                    _subscribed(record), choices, terms.facts, self.now(), terms.time_zone
                )
            ),
        )

    def ask_to_move(self, token: str, address: str) -> None:
        """Write to a new address, whoever it is: the letter goes there once that is confirmed.

        Raises SameAddressError, WrittenAlreadyError.
        """
        subscriber_id, _ = self.links.read("choices", token, self.now())
        new_id = self.key.id_of(address)
        if new_id == subscriber_id:
            raise SameAddressError
        key = f"{self.key.mailbox_of(address)}-{self.now():%Y-%m-%d}"
        mail = outbox.of_the_letter(
            "letter_moving", key, self.now(), subscriber=subscriber_id, reader=new_id
        )
        before = None
        for _ in range(ATTEMPTS):
            record = _subscribed(self.book.get(subscriber_id))
            if record == before:
                raise WrittenAlreadyError
            try:
                moving = preferences.moving(record, address, new_id, self.now())
                self.book.commit(SubscriberChange(moving, (mail,)))
            except StaleSubscriberError:
                before = record
            else:
                return
        raise StaleSubscriberError(subscriber_id)

    def to_move(self, token: str) -> Subscriber:
        """Whose letter would go to another address; it changes nothing."""
        old_id, new_id = self.links.read("move", token, self.now())
        record = self.book.get(old_id)
        return record if self._moves(record, new_id) and record else self._moved(new_id)

    def move(self, token: str) -> Subscriber:
        """The letter goes to the new address from now on. Twice is once.

        Raises AddressSuppressedError.
        """
        old_id, new_id = self.links.read("move", token, self.now())

        def decide(record: Subscriber | None) -> SubscriberChange | None:
            if record is None or not self._moves(record, new_id):
                self._moved(new_id)
                return None
            return preferences.moved(record, new_id, self.book.get(new_id), self.now())

        self._decided(old_id, decide)
        return self._moved(new_id)

    def _moves(self, record: Subscriber | None, new_id: str) -> bool:
        if record is None or record.standing is not Standing.SUBSCRIBED or not record.moving_to:
            return False
        return self.key.id_of(record.moving_to) == new_id

    def _moved(self, new_id: str) -> Subscriber:
        return _subscribed(self.book.get(new_id))

    def _changed(
        self, subscriber_id: str, decide: Callable[[Subscriber | None], SubscriberChange | None]
    ) -> Subscriber:
        change = self._decided(subscriber_id, decide)
        return _kept(change, None if change else self.book.get(subscriber_id))

    def _decided(
        self, subscriber_id: str, decide: Callable[[Subscriber | None], SubscriberChange | None]
    ) -> SubscriberChange | None:
        """Read, decide and write until nobody was quicker."""
        for _ in range(ATTEMPTS):
            change = decide(self.book.get(subscriber_id))
            if change is None:
                return None
            try:
                self.book.commit(change)
            except StaleSubscriberError:
                continue
            return change
        raise StaleSubscriberError(subscriber_id)


def _subscribed(record: Subscriber | None) -> Subscriber:
    if record is None or record.standing is not Standing.SUBSCRIBED:
        raise LinkError("expired")
    return record


def _kept(change: SubscriberChange | None, record: Subscriber | None) -> Subscriber:
    kept = change.subscriber if change else record
    if kept is None:
        raise LinkError("expired")
    return kept
