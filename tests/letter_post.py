"""A letter on its way in a small shop: its readers, its book, and whoever holds the baton."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

import msgspec

from domain.batons import Baton, Relay
from domain.letter_plan import Preparation, new_mailing
from domain.letter_run import Ended, LetterRun
from domain.letters import LEAVE, LetterContent, marked
from domain.mail import Letter, Mailer
from domain.mailings import Mailing, MailingBook, SendState
from domain.publishing import publish
from domain.readership import Readership, lately
from domain.subscribers import Standing, Subscriber, SubscriberBook, SubscriberChange
from functions.adapters.fake_mailings import FakeBatons, FakeSendingAccount
from tests.samples import FACTS, NOON, ORIGIN, WITH_LETTERS, Clock, SmallShop

FOOT = "\n".join(FACTS.postal_address)

SPRING = marked(
    LetterContent(
        slug="spring",
        written_on=date(2026, 3, 2),
        subject="What is new on the bench",
        preheader="Three rings.",
        topic="new-pieces",
        html=f'<p>Three rings.</p><p><a href="{LEAVE}">No more letters</a></p><p>{FOOT}</p>',
        text=f"Three rings.\n\nNo more letters: {LEAVE}\n\n{FOOT}\n",
        origin=ORIGIN,
    )
)


def reader(number: int, **facts: object) -> Subscriber:
    made = Subscriber(
        f"{number:040x}",
        Standing.SUBSCRIBED,
        NOON,
        address=f"reader{number}@example.org",
        confirmed_at=NOON,
    )
    return msgspec.structs.replace(made, **facts)


@dataclasses.dataclass
class Post:
    """`mailings`, `readers` and `mailer` may be real ones, or such as fail."""

    shop: SmallShop
    mailings: MailingBook
    readers: SubscriberBook
    mailer: Mailer
    batons: FakeBatons
    account: FakeSendingAccount
    run_for: float = 40.0
    most_hands: int = 1

    @property
    def clock(self) -> Clock:
        return self.shop.clock

    @property
    def relay(self) -> Relay:
        return Relay(self.mailings, self.batons, self.clock)

    def joined(self, *readers: Subscriber) -> None:
        for each in readers:
            self.shop.subscribers.commit(SubscriberChange(each))

    def readership(self, content: LetterContent, days: int = 60) -> Readership:
        every = self.mailings.every()
        late = lately(self.mailings, every, content.slug, days, self.clock())
        return Readership(content, "America/Chicago", late, self.shop.requests.restriction)

    def preparation(self, content: LetterContent) -> Preparation:
        return Preparation(self.mailings, self.readers, self.readership(content))

    def begin(self, content: LetterContent = SPRING, start_at: datetime | None = None) -> Mailing:
        start = start_at or self.clock()
        mailing = self.mailings.prepare(new_mailing(content, start, self.clock()), content)
        preparation = self.preparation(content)
        for _ in preparation.write(content.slug, start):
            pass
        begun = preparation.begin(mailing, start, self.clock())
        if begun.may_send(self.clock()):
            self.relay.hand_over(begun)
        return begun

    def run(self) -> LetterRun:
        return msgspec.structs.replace(
            self.shop.letters,
            mailings=self.mailings,
            readers=self.readers,
            mailer=self.mailer,
            relay=self.relay,
            run_for=self.run_for,
            most_hands=self.most_hands,
        )

    def take(self) -> Ended:
        """Take the oldest baton that lies in the queue."""
        return self.run().take(self.batons.passed.pop(0))

    def take_all(self, rounds: int = 200) -> list[Ended]:
        """Take batons until none is left, and no schedule finds one missing."""
        ended: list[Ended] = []
        for _ in range(rounds):
            if not self.batons.passed:
                self.clock.forward(minutes=5)
                if not self.relay.ring():
                    return ended
            ended.append(self.take())
        raise AssertionError("the letter never comes to an end")

    def mailing(self, slug: str = "spring") -> Mailing:
        found = self.mailings.get(slug)
        assert found
        return found

    def state_of(self, number: int, slug: str = "spring") -> SendState:
        send = self.mailings.send(slug, f"{number:040x}")
        assert send
        return send.state

    @property
    def arrived(self) -> Counter[str]:
        """How many letters came to each address."""
        return Counter(letter.recipient for letter in self.letters)

    @property
    def letters(self) -> list[Letter]:
        return [each for each in self.shop.mailer.sent if "letter" in each.tags]


def a_post(count: int = 0, *, mailer: Callable[[SmallShop], Mailer] | None = None) -> Post:
    """With so many readers; everything in memory."""
    shop = SmallShop()
    publish(WITH_LETTERS, shop.shelf)
    sender = mailer(shop) if mailer else shop.mailer
    post = Post(shop, shop.mailings, shop.subscribers, sender, shop.batons, shop.sending_account)
    post.joined(*(reader(number) for number in range(1, count + 1)))
    return post


def real_post(mailings: MailingBook, readers: SubscriberBook, clock: Clock) -> Post:
    """The owner's side of a letter whose book and readers are real: whoever sends it is elsewhere."""
    shop = SmallShop(clock=clock)
    return Post(shop, mailings, readers, shop.mailer, shop.batons, shop.sending_account)


def baton(mailing: Mailing) -> Baton:
    return Baton(mailing.slug, mailing.baton)
