"""The sender dies at any call, before or after it had its effect: nobody is skipped or repeated."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.letter_plan import new_mailing
from domain.mail import MailUnavailableError
from domain.mailings import MailingState, SendState
from domain.order_book import BookUnavailableError
from domain.subscribers import Standing, Subscriber
from tests.letter_post import SPRING, Post, a_post, reader
from tests.samples import NOON, PowerCutError

READERS = 6


class Fate:
    """Counts every call of every part; what is to happen at a call's number happens there."""

    def __init__(self) -> None:
        self.calls = 0
        self.before: dict[int, BaseException] = {}
        self.after: dict[int, BaseException] = {}
        self.does: dict[int, Callable[[], None]] = {}
        self.whose_turn: object = None
        """Who was looked up last: what they do now comes too late for their letter."""

    def is_spent(self) -> None:
        self.before, self.after, self.does = {}, {}, {}

    def over(self, part: object, *, errors: bool = True) -> Any:  # noqa: ANN401 — stands for any part
        return Fated(part, self, errors=errors)


class Fated:
    def __init__(self, part: object, fate: Fate, *, errors: bool) -> None:
        self._part = part
        self._fate = fate
        self._errors = errors

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — as the part has it
        found = getattr(self._part, name)
        return self._fated(found) if callable(found) else found

    def _fated(self, call: Callable[..., object]) -> Callable[..., object]:
        def fated(*given: object, **named: object) -> object:
            self._fate.calls += 1
            number = self._fate.calls
            if happens := self._fate.does.pop(number, None):
                happens()
            self._meet(self._fate.before.pop(number, None))
            answer = call(*given, **named)
            if isinstance(answer, Subscriber):
                self._fate.whose_turn = answer.id
            self._meet(self._fate.after.pop(number, None))
            return answer

        return fated

    def _meet(self, error: BaseException | None) -> None:
        """A mail service has errors of its own; a power cut comes to all."""
        if error and (self._errors or isinstance(error, PowerCutError)):
            raise error


def fated_post() -> tuple[Post, Fate]:
    post = a_post(READERS)
    fate = Fate()
    post.mailings = fate.over(post.mailings)
    post.readers = fate.over(post.readers)
    post.mailer = fate.over(post.mailer, errors=False)
    post.batons = fate.over(post.batons, errors=False)
    return post, fate


def outlive(post: Post, step: Callable[[], object]) -> None:
    """Do it again until it is done, as a queue does, or an owner."""
    for _ in range(20):
        with contextlib.suppress(PowerCutError, BookUnavailableError):
            step()
            return
        post.clock.forward(minutes=6)
    raise AssertionError("it never gets through")


def begin(post: Post) -> None:
    """As the owner's command does, who runs it again where it was interrupted."""
    start = NOON
    mailing = post.mailings.prepare(new_mailing(SPRING, start, post.clock()), SPRING)
    if mailing.state is not MailingState.PREPARING:
        return
    preparation = post.preparation(SPRING)
    for _ in preparation.write("spring", start):
        pass
    post.relay.hand_over(preparation.begin(mailing, start, post.clock()))


def take_one(post: Post) -> bool:
    """Whether there was anything to do: a baton is put down only when its run has ended."""
    if not post.batons.passed:
        post.clock.forward(minutes=5)
        if not post.relay.ring():
            return False
    post.run().take(post.batons.passed[0])
    post.batons.passed.pop(0)
    return True


def sent_through(post: Post) -> None:
    outlive(post, lambda: begin(post))
    going = [True]
    for _ in range(60):
        outlive(post, lambda: going.append(take_one(post)))
        if not going[-1]:
            return
    raise AssertionError("the letter never comes to an end")


def check(post: Post) -> None:
    """One letter each; where none arrived, or nobody knows, the record says so."""
    arrived = post.arrived
    assert max(arrived.values(), default=0) <= 1
    for number in readers():
        state = post.state_of(number)
        assert state in {SendState.SENT, SendState.UNKNOWN}
        if state is SendState.SENT:
            assert arrived[f"reader{number}@example.org"] == 1
    assert post.mailing().state is MailingState.DONE
    assert post.mailing().recipients == READERS


def readers() -> range:
    return range(1, READERS + 1)


def calls_of_a_whole_send() -> int:
    post, fate = fated_post()
    sent_through(post)
    return fate.calls


CALLS = calls_of_a_whole_send()


def test_a_send_without_a_crash_has_calls_to_die_at_and_ends_without_unknowns() -> None:
    post, _ = fated_post()

    sent_through(post)

    check(post)
    assert post.mailings.tally("spring") == {SendState.SENT: READERS}
    assert CALLS > 8 * READERS / 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_dying_at_any_call_skips_nobody_and_repeats_nothing(when: str) -> None:
    unknown = Counter[int]()
    for number in range(1, CALLS + 1):
        post, fate = fated_post()
        (fate.before if when == "before" else fate.after)[number] = PowerCutError()

        sent_through(post)

        check(post)
        unknown[post.mailings.tally("spring").get(SendState.UNKNOWN, 0)] += 1
    assert set(unknown) == {0, 1}
    assert unknown[1] <= 3 * READERS


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_table_that_doesnt_answer_once_costs_nobody_their_letter(when: str) -> None:
    for number in range(1, CALLS + 1):
        post, fate = fated_post()
        error = BookUnavailableError("ReadTimeoutError")
        (fate.before if when == "before" else fate.after)[number] = error

        sent_through(post)

        check(post)
        assert SendState.UNKNOWN not in post.mailings.tally("spring")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.integers(1, 3 * CALLS),
        st.sampled_from(["cut before", "cut after", "table before", "table after"]),
        max_size=12,
    ),
    st.sets(st.integers(1, READERS)),
    st.integers(1, CALLS),
)
def test_whatever_happens_together_one_letter_each_and_none_to_who_left_before(
    happens: dict[int, str], leavers: set[int], leaving_at: int
) -> None:
    post, fate = fated_post()
    had: dict[int, int] = {}
    for number, what in happens.items():
        error = PowerCutError() if "cut" in what else BookUnavailableError("busy")
        (fate.before if "before" in what else fate.after)[number] = error

    def leave() -> None:
        for number in leavers:
            post.shop.subscribers.suppress(reader(number).id, Standing.LEFT, NOON)
            if fate.whose_turn != reader(number).id:
                had[number] = post.arrived[f"reader{number}@example.org"]

    fate.does[leaving_at] = leave
    sent_through(post)

    fate.is_spent()
    states = {number: post.mailings.send("spring", reader(number).id) for number in readers()}
    assert post.mailing().state is MailingState.DONE
    assert max(post.arrived.values(), default=0) <= 1
    for number, send in states.items():
        arrived = post.arrived[f"reader{number}@example.org"]
        if number in had:
            assert arrived == had[number]
        elif send and send.state is SendState.SENT:
            assert arrived == 1
        elif number not in leavers:
            assert send
            assert send.state is SendState.UNKNOWN


def test_a_mail_service_that_asks_for_patience_and_a_crash_together_lose_nobody() -> None:
    for number in range(1, CALLS + 1):
        post, fate = fated_post()
        fate.after[number] = PowerCutError()
        slow = post.mailer
        fails = [MailUnavailableError("TooManyRequestsException") for _ in range(3)]

        class Throttling:
            def send(self, letter: Any) -> str:  # noqa: ANN401 — passed on
                if fails:  # noqa: B023 — of this very round
                    raise fails.pop()  # noqa: B023
                return slow.send(letter)  # noqa: B023

        post.mailer = Throttling()

        sent_through(post)

        check(post)
