"""The letter's stories, from a wish in a form to a goodbye that is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest

from domain.consent import LETTER_WORDS, Consent
from domain.letter_terms import NoLetterError
from domain.links import LinkError
from domain.mail import Letter, MailCutOffError, MailUnavailableError
from domain.messages import Kind, State
from domain.newsletter import Gone
from domain.policies import PolicyRef
from domain.publishing import publish
from domain.subscribers import Standing, Subscriber
from tests.letters import AL, JO, Reading, reading
from tests.policies import LETTER_POLICY, POLICIES
from tests.samples import NOON, RELEASE, SmallShop

PRIVACY = next(each for each in POLICIES if each.policy == "privacy")


def joined(shop: Reading, address: str = JO) -> Subscriber:
    """Asked, written to, and confirmed."""
    shop.newsletter.ask_to_join(address, "footer")
    shop.post()
    return shop.newsletter.confirm(shop.token("confirm", address))


def standing(shop: Reading, address: str = JO) -> Standing | None:
    record = shop.record(address)
    return record.standing if record else None


def subjects(letters: list[Letter]) -> list[str]:
    return [letter.subject for letter in letters]


ASKED = "Do you want the letter from Juniper Bend Jewelry?"
ASKED_ONCE_MORE = "Once more: do you want the letter from Juniper Bend Jewelry?"
ALREADY = "You get the letter from Juniper Bend Jewelry already"


def test_who_asks_and_confirms_gets_the_letter_and_the_yes_can_be_proven() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer", name="Jo")
    shop.post()
    asked = shop.record(JO)
    shop.clock.forward(hours=3)

    shop.newsletter.confirm(shop.token("confirm", JO))

    later = NOON + timedelta(hours=3)
    shown = tuple(PolicyRef(v.policy, v.effective, v.sha256) for v in (LETTER_POLICY, PRIVACY))
    assert asked
    assert asked.standing is Standing.PENDING
    assert shop.record(JO) == Subscriber(
        id=shop.address_key.id_of(JO),
        standing=Standing.SUBSCRIBED,
        since=later,
        revision=2,
        address=JO,
        name="Jo",
        consent=Consent("newsletter", LETTER_WORDS, "footer", NOON, shown),
        confirmed_at=later,
    )


def test_nobody_gets_letters_by_being_written_down() -> None:
    shop = reading()

    shop.newsletter.ask_to_join(JO, "page")
    shop.post()

    record = shop.record(JO)
    assert record
    assert not record.wants("workshop", NOON)
    assert subjects(shop.mailer.sent) == [ASKED]


def test_confirming_twice_subscribes_once() -> None:
    shop = reading()
    once = joined(shop)
    shop.clock.forward(hours=1)

    twice = shop.newsletter.confirm(shop.token("confirm", JO))

    assert twice == once == shop.record(JO)
    assert [each for each in shop.tables.outbox if each.startswith("letter_welcome")] == [
        f"letter_welcome-{once.id}-20260302T180000"
    ]


def test_looking_at_the_page_that_confirms_changes_nothing() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()

    seen = shop.newsletter.to_confirm(shop.token("confirm", JO))

    assert seen == shop.record(JO)
    assert seen.standing is Standing.PENDING


@pytest.mark.promise("newsletter/unconfirmed-forgotten")
@pytest.mark.parametrize("days", [7, 14])
def test_a_wish_lapses_after_the_days_that_the_policy_states_and_is_forgotten(days: int) -> None:
    shop = reading(confirm_within_days=days)
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    token = shop.token("confirm", JO)

    shop.clock.forward(days=days, seconds=-1)
    lapsed_early = shop.lapsing.sweep()
    shop.clock.forward(seconds=1)
    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.confirm(token)
    lapsed = shop.lapsing.sweep()

    assert (lapsed_early, lapsed) == (0, 1)
    assert shop.record(JO) is None
    assert JO not in str(vars(shop.tables))


@pytest.mark.promise("newsletter/unconfirmed-forgotten")
def test_there_is_one_reminder_half_way_and_then_no_more() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    for _ in range(40):
        shop.clock.forward(days=1)
        shop.lapsing.sweep()
        shop.post()

    assert subjects(shop.mailer.sent) == [ASKED, ASKED_ONCE_MORE]


def test_who_confirmed_or_left_isnt_reminded() -> None:
    shop = reading()
    joined(shop)
    shop.newsletter.ask_to_join(AL, "footer")
    shop.post()
    shop.newsletter.leave_by_address(AL)

    shop.clock.forward(days=4)
    shop.post()

    assert ASKED_ONCE_MORE not in subjects(shop.mailer.sent)
    states = {m.id: m.state for m in shop.tables.outbox.values() if "reminder" in m.id}
    assert set(states.values()) == {State.DONE}


def test_a_reminder_that_was_cut_off_isnt_repeated_and_a_first_mail_is_once() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    shop.mailer.fails = MailCutOffError("silence")
    shop.newsletter.ask_to_join(AL, "footer")
    shop.post()
    shop.clock.forward(minutes=5)
    shop.mailer.fails = None
    shop.post()
    shop.clock.forward(days=4)
    shop.mailer.fails = MailCutOffError("silence")
    shop.post()
    shop.clock.forward(minutes=5)
    shop.mailer.fails = None

    shop.post()

    told = [(each.recipient, each.subject) for each in shop.mailer.sent]
    assert told == [(JO, ASKED), (AL, ASKED)]


def test_a_mail_that_could_not_be_sent_in_time_isnt_sent_at_all() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.mailer.fails = MailUnavailableError("down")
    shop.post()
    shop.delivery.sweep()
    shop.clock.forward(days=7)
    shop.mailer.fails = None

    shop.post()

    assert shop.mailer.sent == []


def test_a_reminder_confirms_as_well_as_the_first_mail() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    shop.clock.forward(days=4)
    shop.post()

    shop.newsletter.confirm(shop.token("confirm", JO))

    assert len(shop.mailer.sent) == 2
    assert standing(shop) is Standing.SUBSCRIBED


def test_asking_ten_times_a_day_writes_once_whatever_the_spelling() -> None:
    shop = reading()

    for address in (JO, JO, "JO@reader.example", "jo+shop@reader.example", "j.o@reader.example"):
        shop.newsletter.ask_to_join(address, "footer")
        shop.post()

    assert subjects(shop.mailer.sent) == [ASKED]


def test_asking_again_the_next_day_writes_again_and_either_mail_confirms() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    first = shop.token("confirm", JO)
    shop.clock.forward(days=1)
    shop.newsletter.ask_to_join(JO, "page")
    shop.post()

    shop.newsletter.confirm(first)

    record = shop.record(JO)
    assert record
    assert subjects(shop.mailer.sent) == [ASKED, ASKED]
    assert record.standing is Standing.SUBSCRIBED
    assert record.consent
    assert record.consent.form == "page"


def test_asking_again_gives_the_whole_time_again_and_one_reminder_for_the_last_wish() -> None:
    shop = reading()
    for day in (0, 3):
        shop.clock.at = NOON + timedelta(days=day)
        shop.newsletter.ask_to_join(JO, "footer")
        shop.post()
    for _ in range(6):
        shop.clock.forward(days=1)
        shop.post()
        shop.lapsing.sweep()

    assert standing(shop) is Standing.PENDING
    assert subjects(shop.mailer.sent) == [ASKED, ASKED, ASKED_ONCE_MORE]


def test_asking_again_on_the_day_of_the_reminder_writes_nothing_more_that_day() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()
    shop.clock.at = NOON + timedelta(days=3, hours=12, minutes=1)
    shop.post()

    shop.clock.forward(minutes=10)
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()

    assert subjects(shop.mailer.sent) == [ASKED, ASKED_ONCE_MORE]
    shop.newsletter.confirm(shop.token("confirm", JO))
    assert standing(shop) is Standing.SUBSCRIBED


def test_a_wish_is_answered_where_it_came_from_last_and_no_look_alike_keeps_it() -> None:
    shop = reading()
    shop.newsletter.ask_to_join("ﬁrst@reader.example", "footer")
    shop.post()
    shop.clock.forward(days=1)

    shop.newsletter.ask_to_join("first@reader.example", "footer")
    shop.post()

    assert [letter.recipient for letter in shop.mailer.sent] == ["first@reader.example"]


def test_a_subscriber_who_asks_again_is_told_and_nothing_changes() -> None:
    shop = reading()
    before = joined(shop)
    shop.clock.forward(days=1)

    shop.newsletter.ask_to_join(JO, "footer", name="Mallory")
    shop.post()

    assert subjects(shop.mailer.sent)[-1] == ALREADY
    assert shop.record(JO) == before


@pytest.mark.parametrize("end", [Standing.LEFT, Standing.BOUNCED])
def test_who_left_or_bounced_comes_back_by_confirming_anew_and_not_before(end: Standing) -> None:
    shop = reading()
    joined(shop)
    shop.subscribers.suppress(shop.address_key.id_of(JO), end, NOON)
    old = shop.token("confirm", JO)
    shop.clock.forward(days=1)
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.confirm(old)
    before = standing(shop)
    shop.newsletter.confirm(shop.token("confirm", JO))

    assert before is Standing.PENDING
    assert standing(shop) is Standing.SUBSCRIBED


@pytest.mark.parametrize("end", [Standing.LEFT, Standing.BOUNCED])
def test_who_was_suppressed_is_so_again_if_the_new_wish_lapses(end: Standing) -> None:
    shop = reading()
    joined(shop)
    shop.subscribers.suppress(shop.address_key.id_of(JO), end, NOON)
    suppressed = shop.record(JO)
    shop.clock.forward(days=1)
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()

    shop.clock.forward(days=14)
    shop.lapsing.sweep()

    record = shop.record(JO)
    assert suppressed
    assert record
    assert record == msgspec.structs.replace(suppressed, revision=record.revision)


def test_who_complained_hears_nothing_more_whatever_is_asked() -> None:
    shop = reading()
    shop.subscribers.suppress(shop.address_key.id_of(JO), Standing.COMPLAINED, NOON)
    shop.clock.forward(days=30)

    shop.newsletter.ask_to_join(JO, "footer")
    shop.newsletter.ask_for_choices(JO)
    shop.post()

    assert shop.mailer.sent == []
    assert standing(shop) is Standing.COMPLAINED


def test_the_forms_calls_are_the_same_for_everybody() -> None:
    shop = reading()
    complained, left, subscribed, pending = (f"{n}@reader.example" for n in "clsp")
    joined(shop, subscribed)
    shop.newsletter.ask_to_join(pending, "footer")
    shop.post()
    shop.subscribers.suppress(shop.address_key.id_of(complained), Standing.COMPLAINED, NOON)
    shop.newsletter.leave_by_address(left)
    shop.clock.forward(days=1)
    calls: dict[str, list[str]] = {}

    for address in ("unknown@reader.example", complained, left, subscribed, pending):
        watched = shop.watched(calls.setdefault(address, []))
        watched.ask_to_join(address, "footer")
        watched.ask_for_choices(address)
        watched.leave_by_address(address)

    expected = ["facts", "policies", "ask", "ask", "suppress", "commit"]
    assert calls == dict.fromkeys(calls, expected)
    assert len(calls) == 5


def test_leaving_is_at_once_and_for_ever_and_twice_is_once() -> None:
    shop = reading()
    record = joined(shop)
    token = shop.letter_links.sign_goodbye(record.id, "spring")
    shop.clock.forward(days=4000)

    first, second = shop.newsletter.leave(token), shop.newsletter.leave(token)

    assert first == Gone(record.id, "spring", changed=True)
    assert second == Gone(record.id, "spring", changed=False)
    left = shop.record(JO)
    assert left
    assert left.standing is Standing.LEFT
    assert not left.wants("workshop", shop.clock())
    assert JO not in str(shop.tables.subscribers)


def test_a_goodbye_while_the_wish_is_pending_ends_the_wish() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    shop.post()

    shop.newsletter.leave(shop.token("leave", JO))

    with pytest.raises(LinkError, match="expired"):
        shop.newsletter.confirm(shop.token("confirm", JO))
    assert standing(shop) is Standing.LEFT


def test_a_link_for_one_thing_opens_nothing_else() -> None:
    shop = reading()
    record = joined(shop)
    confirming = shop.token("confirm", JO)
    goodbye = shop.letter_links.sign_goodbye(record.id)
    choices = shop.letter_links.sign("choices", record.id, NOON + timedelta(hours=1))
    newsletter = shop.newsletter

    for act, token in (
        (newsletter.confirm, goodbye),
        (newsletter.reader, goodbye),
        (newsletter.move, goodbye),
        (newsletter.reader, confirming),
        (newsletter.leave, confirming),
        (newsletter.leave, choices),
        (newsletter.confirm, choices),
        (newsletter.move, choices),
        (newsletter.leave, goodbye[:-3]),
    ):
        with pytest.raises(LinkError, match="broken"):
            act(token)

    assert shop.record(JO) == record


def test_a_ticked_box_at_checkout_begins_double_opt_in_by_the_consent_that_it_recorded() -> None:
    shop = reading()
    order = shop.pay_for("DAWN-HOOPS", newsletter="yes")
    shop.post()

    record = shop.record("jo@buyer.example")
    shop.newsletter.confirm(shop.token("confirm", "jo@buyer.example"))

    assert record
    assert record.standing is Standing.PENDING
    assert record.consent == order.consent
    assert order.consent
    assert order.consent.form == "piece"
    assert standing(shop, "jo@buyer.example") is Standing.SUBSCRIBED


def test_without_the_box_an_order_asks_for_no_letter() -> None:
    shop = reading()

    shop.pay_for("DAWN-HOOPS")
    shop.post()

    assert shop.tables.subscribers == {}
    assert not [each for each in shop.tables.outbox if each.startswith("letter")]


def test_a_subscriber_who_ticks_the_box_isnt_written_to_about_it() -> None:
    shop = reading()
    before = joined(shop, "jo@buyer.example")
    sent = len(shop.mailer.sent)

    shop.pay_for("DAWN-HOOPS", newsletter="yes")
    shop.post()

    letters = [each for each in shop.mailer.sent[sent:] if each.list]
    assert letters == []
    assert shop.record("jo@buyer.example") == before


def test_a_box_ticked_before_a_goodbye_doesnt_outlive_it() -> None:
    shop = reading()
    joined(shop, "jo@buyer.example")
    shop.clock.forward(minutes=5)
    order = shop.order_of("DAWN-HOOPS", newsletter="yes")
    shop.clock.forward(minutes=5)
    shop.newsletter.leave_by_address("jo@buyer.example")
    shop.clock.forward(minutes=5)

    shop.paid(order)
    shop.post()

    assert standing(shop, "jo@buyer.example") is Standing.LEFT


def test_a_form_and_an_order_on_one_day_are_one_confirmation() -> None:
    shop = reading()
    shop.newsletter.ask_to_join("jo@buyer.example", "footer")
    shop.post()
    shop.clock.forward(hours=2)

    shop.pay_for("DAWN-HOOPS", newsletter="yes")
    shop.post()

    assert subjects([each for each in shop.mailer.sent if each.list]) == [ASKED]


def test_taking_up_twice_what_was_asked_changes_nothing_more() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    order = shop.pay_for("DAWN-HOOPS", newsletter="yes")
    shop.post()
    records, sent = dict(shop.tables.subscribers), len(shop.mailer.sent)

    for message in list(shop.tables.outbox.values()):
        if message.kind is Kind.ASK:
            shop.outbox.swap(message, msgspec.structs.replace(message, state=State.WAITING))
    shop.post()

    assert f"letter_order-{order.id}" in shop.tables.outbox
    assert shop.tables.subscribers == records
    assert len(shop.mailer.sent) == sent


def test_a_shop_whose_policy_says_nothing_of_letters_takes_no_wish_for_one() -> None:
    shop = SmallShop()
    silent = msgspec.structs.replace(LETTER_POLICY, terms={})
    others = (each for each in POLICIES if each != LETTER_POLICY)
    shop.tables.release = msgspec.structs.replace(RELEASE, policies=(*others, silent))

    with pytest.raises(NoLetterError):
        shop.newsletter.ask_to_join(JO, "footer")

    assert shop.tables.asks == {}


def test_a_wish_that_comes_as_the_shop_stops_writing_letters_leads_to_nothing() -> None:
    shop = reading()
    shop.newsletter.ask_to_join(JO, "footer")
    no_letter = msgspec.structs.replace(RELEASE.shop, letter=None)
    release = msgspec.structs.replace(RELEASE, shop=no_letter, policies=shop.shelf.policies())
    publish(release, shop.shelf)

    shop.post()

    assert shop.tables.subscribers == {}
    assert shop.tables.asks == {}
    assert shop.mailer.sent == []


def test_the_outbox_and_its_ids_hold_no_address() -> None:
    shop = reading()
    joined(shop)
    shop.newsletter.ask_for_choices(JO)
    shop.post()

    written = " ".join(map(repr, shop.tables.outbox.values()))
    assert not re.search(r"@|reader\.example", written)


def test_an_address_that_no_mail_can_reach_is_no_alarm(caplog: pytest.LogCaptureFixture) -> None:
    shop = reading()
    shop.newsletter.ask_to_join("用户@reader.example", "footer")

    shop.post()

    assert shop.mailer.sent == []
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert "reader.example" not in caplog.text
