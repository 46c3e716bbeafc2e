"""A letter on its way: one each, at the account's pace, stopped by whoever may stop it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from domain.letters import Segment, marked
from domain.mail import Letter, MailCutOffError, Mailer, MailRefusedError, MailUnavailableError
from domain.mailings import Counts, MailingState, SendState
from domain.sending_account import Account, Identity
from domain.stopping import cancelled, paused, resumed
from domain.subscribers import Standing
from tests.letter_post import SPRING, Post, a_post, baton, reader
from tests.policies import LETTER_POLICY
from tests.samples import FACTS, NOON, SmallShop


class Moody:
    """Sends by the shop's mailer, unless told otherwise of a letter, by its number from one."""

    def __init__(self, shop: SmallShop) -> None:
        self.mailer: Mailer = shop.mailer
        self.fails: dict[int, Exception] = {}
        self.before: Callable[[Letter], None] = lambda _: None
        self.tried = 0

    def send(self, letter: Letter) -> str:
        self.tried += 1
        self.before(letter)
        if error := self.fails.get(self.tried):
            raise error
        return self.mailer.send(letter)


def moody(count: int) -> tuple[Post, Moody]:
    post = a_post(count, mailer=Moody)
    assert isinstance(post.mailer, Moody)
    return post, post.mailer


def test_each_reader_gets_one_letter_and_then_it_is_done() -> None:
    post = a_post(25)
    post.begin()

    post.take_all()

    assert set(post.arrived.values()) == {1}
    assert len(post.arrived) == 25
    mailing = post.mailing()
    assert (mailing.state, mailing.recipients, mailing.sent) == (MailingState.DONE, 25, 25)
    assert post.mailings.tally("spring") == {SendState.SENT: 25}


def test_a_letter_has_a_goodbye_of_its_readers_own_in_headers_text_and_html() -> None:
    post = a_post(2)
    post.begin()

    post.take_all()

    links = set()
    for letter in post.letters:
        assert letter.list
        token = letter.list.leave.partition("?t=")[2]
        leaving = post.shop.letter_links.read_goodbye(token)
        assert (leaving.subscriber, leaving.letter) == (letter.tags["recipient"], "spring")
        assert letter.list.leave in letter.text
        assert letter.list.leave in letter.html
        assert "@@" not in letter.text + letter.html
        links.add(letter.list.leave)
    assert len(links) == 2


@pytest.mark.promise("newsletter/ended-at-once")
def test_nobody_gets_it_who_changed_their_mind_before_their_turn() -> None:
    post = a_post(7)
    post.begin()
    book = post.shop.subscribers
    book.suppress(reader(1).id, Standing.LEFT, NOON)
    book.suppress(reader(2).id, Standing.COMPLAINED, NOON)
    post.joined(
        reader(3, revision=2, paused_until=NOON + timedelta(days=9)),
        reader(4, revision=2, topics=("workshop",)),
        reader(5, revision=2, topics=("new-pieces",)),
        reader(6, revision=2, standing=Standing.PENDING),
    )

    post.take_all()

    assert sorted(post.arrived) == ["reader5@example.org", "reader7@example.org"]
    whys = {
        send.why
        for number in (1, 3, 4, 6)
        if (send := post.mailings.send("spring", reader(number).id))
    }
    assert whys == {"suppressed", "paused", "topic", "pending"}
    assert post.mailings.tally("spring") == {SendState.SENT: 2, SendState.PASSED: 5}


def test_a_letter_for_a_segment_goes_to_nobody_else() -> None:
    post = a_post(2)
    post.joined(reader(3, confirmed_at=NOON - timedelta(days=40)))
    early = Segment(joined_until=(NOON - timedelta(days=30)).date())
    post.begin(marked(msgspec.structs.replace(SPRING, segment=early)))

    post.take_all()

    assert list(post.arrived) == ["reader3@example.org"]


@pytest.mark.promise("newsletter/fewer-letters")
def test_who_wants_fewer_letters_has_some_time_between_two() -> None:
    post = a_post(1)
    post.joined(reader(2, fewer=True))
    summer = marked(msgspec.structs.replace(SPRING, slug="summer"))
    autumn = marked(msgspec.structs.replace(SPRING, slug="autumn"))

    term = LETTER_POLICY.terms["fewer_letters_days"]
    for content, days in ((SPRING, term - 1), (summer, 2), (autumn, 1)):
        post.begin(content)
        post.take_all()
        post.clock.forward(days=days)

    slugs = [each.tags["letter"] for each in post.letters if "reader2" in each.recipient]
    assert slugs == ["spring", "autumn"]
    assert post.arrived["reader1@example.org"] == 3


def test_letters_go_no_faster_than_nine_tenths_of_the_accounts_rate() -> None:
    post = a_post(45)
    post.account.stands = msgspec.structs.replace(post.account.stands, rate=1)
    post.begin()

    ended = post.take()

    assert ended == "passed on"
    assert 34 <= len(post.letters) <= 37
    assert post.clock() - NOON <= timedelta(seconds=43)


def test_the_days_quota_leaves_room_for_receipts_and_the_rest_goes_tomorrow() -> None:
    post = a_post(30)
    post.account.stands = Account(rate=10, quota=200, sent=160, in_production=True, may_send=True)
    post.begin()

    first = post.take()
    post.clock.forward(minutes=5)
    post.account.stands = msgspec.structs.replace(post.account.stands, sent=180)
    rung = post.relay.ring()
    second = post.take()
    post.account.stands = msgspec.structs.replace(post.account.stands, sent=0)
    post.take_all()

    assert (first, rung, second) == ("resting", 1, "resting")
    assert post.mailing().state is MailingState.DONE
    assert set(post.arrived.values()) == {1}
    assert len(post.letters) == 30


def test_a_day_without_a_quota_has_no_end() -> None:
    account = Account(rate=10, quota=-1, sent=10**6, in_production=True, may_send=True)

    assert account.letters_left is None


def test_throttling_slows_it_down_and_nobody_is_left_out() -> None:
    post, mailer = moody(12)
    mailer.fails = {
        number: MailUnavailableError("TooManyRequestsException") for number in (3, 4, 9)
    }
    post.begin()

    post.take_all()

    assert len(post.arrived) == 12
    assert set(post.arrived.values()) == {1}
    assert mailer.tried == 15
    assert post.clock() - NOON > timedelta(seconds=3)


def test_a_service_that_takes_nothing_is_left_alone_for_some_minutes() -> None:
    post, mailer = moody(30)
    mailer.fails = {
        number: MailUnavailableError("SendingPausedException") for number in range(1, 15)
    }
    post.begin()

    ended = post.take()

    assert ended == "resting"
    assert post.batons.passed == []
    assert mailer.tried < 15
    post.take_all()
    assert len(post.arrived) == 30
    assert set(post.arrived.values()) == {1}


def test_a_definite_refusal_is_noted_and_the_others_get_theirs() -> None:
    post, mailer = moody(5)
    mailer.fails = {2: MailRefusedError("MessageRejected")}
    post.begin()

    post.take_all()

    assert post.state_of(2) is SendState.FAILED
    assert len(post.arrived) == 4
    assert post.mailing().state is MailingState.DONE


def test_letters_that_are_all_refused_stop_the_whole() -> None:
    post, mailer = moody(60)
    mailer.fails = {number: MailRefusedError("MessageRejected") for number in range(61)}
    post.begin()

    post.take_all()

    mailing = post.mailing()
    assert (mailing.state, mailing.why) == (MailingState.HALTED, "refused")
    assert post.mailings.tally("spring")[SendState.WAITING] > 30


def test_a_send_that_was_cut_off_is_reported_and_never_repeated() -> None:
    post, mailer = moody(4)
    mailer.fails = {2: MailCutOffError("ReadTimeoutError")}
    post.begin()

    post.take_all()

    assert post.state_of(2) is SendState.UNKNOWN
    assert sorted(post.arrived) == [f"reader{number}@example.org" for number in (1, 3, 4)]
    assert post.mailing().state is MailingState.DONE


def test_an_outage_costs_a_few_letters_and_the_rest_wait_for_its_end() -> None:
    post, mailer = moody(40)
    mailer.fails = {number: MailCutOffError("InternalFailure") for number in range(6, 10)}
    post.begin()

    first = post.take()
    post.clock.forward(minutes=4)
    early = post.relay.ring()
    post.clock.forward(minutes=1)
    post.relay.ring()
    second = post.take()
    rests_until, tried = post.mailing().rests_until, mailer.tried
    post.clock.forward(minutes=10)
    post.take_all()

    assert (first, early, second) == ("resting", 0, "resting")
    assert rests_until is not None
    assert rests_until - NOON >= timedelta(minutes=15)
    assert tried == 5 + 3 + 1
    assert post.mailings.tally("spring") == {SendState.SENT: 36, SendState.UNKNOWN: 4}
    assert set(post.arrived.values()) == {1}
    assert (post.mailing().state, post.mailing().outages) == (MailingState.DONE, 0)


def test_an_outage_at_the_end_of_the_list_doesnt_keep_a_letter_from_its_end() -> None:
    post, mailer = moody(4)
    mailer.fails = {number: MailCutOffError("InternalFailure") for number in range(2, 5)}
    post.begin()

    post.take_all()

    assert post.mailings.tally("spring") == {SendState.SENT: 1, SendState.UNKNOWN: 3}
    assert post.mailing().state is MailingState.DONE


def test_many_hands_risk_no_more_letters_than_there_are_hands_in_an_outage() -> None:
    post, mailer = moody(200)
    post.account.stands = msgspec.structs.replace(post.account.stands, rate=10_000)
    post.most_hands = 8
    mailer.fails = {number: MailCutOffError("InternalFailure") for number in range(500)}
    post.begin()

    ended = post.take()

    assert ended == "resting"
    assert 3 <= mailer.tried <= 8 + 2


def test_a_pause_is_noticed_within_a_second_and_resuming_goes_on() -> None:
    post, mailer = moody(60)
    post.begin()

    def pause_at_ten(_: Letter) -> None:
        if mailer.tried == 10:
            post.mailings.commit(paused(post.mailing()))

    mailer.before = pause_at_ten
    ended = post.take()
    sent = len(post.letters)
    rung = post.relay.ring()
    going = resumed(post.mailing(), Counts(), post.clock())
    post.mailings.commit(going)
    post.relay.hand_over(going)
    post.take_all()

    assert ended == "stopped"
    assert 10 <= sent <= 20
    assert rung == 0
    assert len(post.arrived) == 60
    assert set(post.arrived.values()) == {1}


def test_who_waits_gets_nothing_once_it_is_cancelled() -> None:
    post, mailer = moody(60)
    post.begin()

    def cancel_at_ten(_: Letter) -> None:
        if mailer.tried == 10:
            post.mailings.commit(cancelled(post.mailing(), post.clock()))

    mailer.before = cancel_at_ten
    post.take()
    post.clock.forward(minutes=9)

    assert post.relay.ring() == 0
    assert 10 <= len(post.letters) <= 20
    assert post.mailings.tally("spring")[SendState.WAITING] >= 40


@pytest.mark.parametrize(
    ("what", "times", "words"),
    [("complained", 1, "said that it is spam"), ("bounced", 5, "don't exist any more")],
)
def test_it_halts_by_itself_and_tells_the_owner_once(what: str, times: int, words: str) -> None:
    post, mailer = moody(60)
    post.begin()

    def happen(_: Letter) -> None:
        if mailer.tried <= times:
            post.mailings.count("spring", "complained" if what == "complained" else "bounced")

    mailer.before = happen
    ended = post.take()

    assert ended == "stopped"
    assert post.mailing().state is MailingState.HALTED
    assert 10 <= len(post.letters) <= 20
    told = [each for each in post.shop.tables.outbox.values() if each.letter == "spring"]
    assert [(each.id, each.about) for each in told] == [
        ("owner_letter_halted-spring-1", "owner_letter_halted")
    ]
    post.shop.delivery.sweep()
    to_the_owner = post.shop.mailer.sent[-1]
    assert to_the_owner.recipient == FACTS.mail
    assert words in to_the_owner.text


def test_what_the_owner_knows_of_doesnt_halt_it_again_and_anything_new_does() -> None:
    post, mailer = moody(60)
    post.begin()
    post.mailings.count("spring", "complained")
    post.take()
    going = resumed(post.mailing(), post.mailings.counts("spring"), post.clock())
    post.mailings.commit(going)
    post.relay.hand_over(going)

    def complain(_: Letter) -> None:
        if mailer.tried == 40:
            post.mailings.count("spring", "complained")

    mailer.before = complain
    post.take_all()

    assert post.mailing().halts == 2
    assert 40 <= len(post.letters) <= 50


def test_bounces_that_the_owner_wasnt_told_of_still_count_after_another_halt() -> None:
    post, _ = moody(20)
    post.begin()
    for _ in range(4):
        post.mailings.count("spring", "bounced")
    in_order, post.account.known = post.account.known, Identity()
    post.take()
    post.account.known = in_order
    going = resumed(post.mailing(), post.mailings.counts("spring"), post.clock())
    post.mailings.commit(going)
    post.relay.hand_over(going)

    post.mailings.count("spring", "bounced")
    post.take_all()

    assert (post.mailing().halts, post.mailing().why) == (2, "bounces")


def test_a_letter_for_later_waits_for_its_hour() -> None:
    post = a_post(3)
    post.begin(start_at=NOON + timedelta(hours=2))

    early = (post.relay.ring(), list(post.batons.passed))
    post.clock.forward(hours=2)
    post.take_all()

    assert early == (0, [])
    assert len(post.arrived) == 3


def test_a_baton_that_was_lost_is_passed_anew_and_the_old_one_is_void() -> None:
    post = a_post(3)
    post.begin()
    lost = post.batons.passed.pop()

    at_once = post.relay.ring()
    post.clock.forward(minutes=4)
    later = post.relay.ring()

    assert (at_once, later) == (0, 1)
    assert post.run().take(lost) == "void"
    assert post.letters == []
    post.take_all()
    assert len(post.arrived) == 3


def test_a_baton_that_comes_twice_sends_nothing_twice() -> None:
    post = a_post(3)
    first = baton(post.begin())
    post.take()

    assert post.run().take(first) == "void"
    post.take_all()
    assert set(post.arrived.values()) == {1}


@pytest.mark.parametrize(
    "identity",
    [
        Identity(),
        Identity(is_verified=True, is_signed=False, is_aligned=True, has_dmarc=True),
        Identity(is_verified=True, is_signed=True, is_aligned=False, has_dmarc=True),
        Identity(is_verified=True, is_signed=True, is_aligned=True, has_dmarc=False),
    ],
)
def test_it_never_starts_from_a_domain_that_isnt_in_order(identity: Identity) -> None:
    post = a_post(3)
    post.account.known = identity
    post.begin()

    ended = post.take()

    assert ended == "not ready"
    assert (post.mailing().state, post.mailing().why) == (MailingState.HALTED, "not ready")
    assert post.letters == []
    assert "owner_letter_halted-spring-1" in post.shop.tables.outbox


def test_where_ses_doesnt_answer_the_schedule_tries_again() -> None:
    post = a_post(3)
    post.account.fails = MailUnavailableError("ConnectTimeoutError")
    post.begin()

    ended = post.take()
    post.account.fails = None
    post.take_all()

    assert ended == "resting"
    assert len(post.arrived) == 3


def test_many_hands_send_one_letter_each_too() -> None:
    post = a_post(200)
    post.account.stands = msgspec.structs.replace(post.account.stands, rate=10_000)
    post.most_hands = 8
    post.begin()

    post.take_all()

    assert len(post.arrived) == 200
    assert set(post.arrived.values()) == {1}
