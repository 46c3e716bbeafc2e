"""Asking about others, guessing codes, filling mailboxes: dull, and said kindly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from domain.limits import ALL_ASKINGS, ASKED_ABOUT, ASKINGS, CODES_MAILED, ORDER_FACTS
from domain.proof import TRIES
from domain.request_proof import CODES_SENT
from domain.request_states import State
from domain.subscribers import Standing, Subscriber, SubscriberChange
from functions.web.forms import LARGEST_BODY
from tests.functions.asker import JO, Asker
from tests.functions.browser import FORM
from tests.samples import NOON, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

STRANGER = "nobody@elsewhere.example"
FOR_ANOTHER = {"name": "Al", "own_mail": "al@helper.example", "signed": "yes"}


class Counted:
    """Passes every call on, and counts them by name."""

    def __init__(self, inner: object, name: str, calls: Counter[str]) -> None:
        self._inner = inner
        self._name = name
        self._calls = calls

    def __getattr__(self, method: str) -> Any:  # noqa: ANN401 — whatever the inner one has
        self._calls[f"{self._name}.{method}"] += 1
        return getattr(self._inner, method)


def counted_shop(*, knows_jo: bool) -> tuple[Asker, Counter[str]]:
    """A shop that counts the calls to everything outside, in which Jo bought and reads, or not."""
    shop = SmallShop()
    if knows_jo:
        order = shop.buy("EMBER-RING")
        shop.payments.pay("cs_1")
        shop.settlement.handle(shop.event(order))
        record = Subscriber(shop.address_key.id_of(JO), Standing.SUBSCRIBED, NOON, address=JO)
        shop.subscribers.commit(SubscriberChange(record))
        shop.delivery.sweep()
        shop.mailer.sent.clear()
    calls: Counter[str] = Counter()
    for name in ("requests", "book", "subscribers", "limits", "outbox"):
        setattr(shop, name, Counted(getattr(shop, name), name, calls))
    return Asker(shop), calls


@pytest.mark.promise("privacy/nothing-before-proof")
@pytest.mark.parametrize(
    ("form", "more"),
    [
        ("see", {}),
        ("take-along", {}),
        ("correct", {"says": "x"}),
        ("erase", {}),
        ("set-aside", {}),
        ("end-letters", {}),
        ("take-back", {}),
        ("object", {}),
        ("complain", {"says": "x"}),
        ("appeal", {"about": "R-1"}),
        ("child", FOR_ANOTHER),
        ("agent", FOR_ANOTHER | {"kind": "erasure"}),
        ("agent", FOR_ANOTHER | {"kind": "opt_out"}),
    ],
)
def test_known_and_unknown_are_answered_alike_with_the_same_calls(
    form: str, more: dict[str, str]
) -> None:
    known, calls_for_known = counted_shop(knows_jo=True)
    unknown, calls_for_unknown = counted_shop(knows_jo=False)

    one, other = known.send(form, **more), unknown.send(form, **more)

    assert calls_for_known == calls_for_unknown
    assert calls_for_known["requests.open"] == 1
    assert calls_for_known["book.of_subject"] == calls_for_known["requests.of_subject"] == 0
    assert alike(one) == alike(other)
    assert [letter.text for letter in known.mails()] == [each.text for each in unknown.mails()]


@pytest.mark.promise("privacy/nothing-before-proof")
def test_until_the_code_is_right_every_page_is_the_same_for_known_and_unknown() -> None:
    known, calls_for_known = counted_shop(knows_jo=True)
    unknown, calls_for_unknown = counted_shop(knows_jo=False)

    walks = [walked(each) for each in (known, unknown)]

    assert walks[0] == walks[1]
    assert calls_for_known == calls_for_unknown


def walked(asker: Asker) -> list[tuple[int, str, str]]:
    asker.send("see")
    token = asker.token()
    answers = [asker.see(token), asker.press("code", token), asker.see(token)]
    answers += [asker.press("prove", token, code="x"), asker.press("prove-order", token, fact="1")]
    answers += [asker.press("confirm", token), asker.press("download", token)]
    return [alike(each) for each in answers]


def alike(answer: Response) -> tuple[int, str, str]:
    return answer.status_code, answer.text, answer.headers.get("location", "")


def test_a_code_can_be_tried_three_times_and_the_right_one_is_late_then() -> None:
    asker = Asker()
    asker.send("see")
    token = asker.token()
    asker.press("code", token)
    digits = asker.code()
    wrong = f"{(int(digits) + 1) % 10**6:06}"

    answers = [asker.press("prove", token, code=wrong) for _ in range(TRIES)]
    late = asker.press("prove", token, code=digits)

    assert [each.status_code for each in answers] == [422] * TRIES
    assert "That isn’t the code." in answers[0].text
    assert '<a href="#code">' in answers[0].text
    assert late.status_code == 422
    assert "can be tried 3 times" in late.text
    assert asker.request().state is State.IDENTITY_PENDING


def test_of_a_thousand_codes_tried_fifteen_count_and_none_is_right() -> None:
    asker = Asker()
    asker.send("see")
    token = asker.token()
    asker.mails()

    statuses: Counter[int] = Counter()
    for number in range(1000):
        # From a thousand networks, so that theirs isn't the limit that holds.
        asker.web = asker.browser_at(f"10.{number // 250}.{number % 250}.1")
        if asker.request().verification.code is None or number % 3 == 0:
            asker.press("code", token)
        statuses[asker.press("prove", token, code=f"{number:06}").status_code] += 1

    proof = asker.request().verification
    assert statuses == {422: 1000}
    assert (proof.verified_at, proof.sends) == (None, CODES_SENT)
    assert proof.attempts == CODES_SENT * TRIES
    assert len(asker.mails()) <= CODES_SENT


def test_one_network_that_tries_many_codes_is_told_to_wait() -> None:
    asker = Asker(address="203.0.113.7")
    asker.send("see")
    token = asker.token()

    answers = [asker.press("prove", token, code="123456") for _ in range(31)]

    assert [each.status_code for each in answers] == [422] * 30 + [429]
    assert "Your request stands as it is." in answers[-1].text
    assert answers[-1].headers["Retry-After"] == "3600"


def test_codes_to_one_mailbox_are_capped_in_all_of_its_requests() -> None:
    asker = Asker()
    tokens = []
    for _ in range(3):
        asker.send("see")
        tokens.append(asker.token())

    statuses = [asker.press("code", token).status_code for token in tokens for _ in range(5)]

    assert statuses == [303] * CODES_MAILED.most + [429] * 5


def test_a_mailbox_is_asked_about_five_times_a_day_whoever_asks_and_however_it_is_spelled() -> None:
    asker = Asker()
    spellings = ["jo@buyer.example", "Jo@Buyer.example", "j.o@buyer.example", "jo+a@buyer.example"]
    statuses = []
    for number in range(20):
        asker.web = asker.browser_at(f"10.0.{number}.1")
        answer = asker.send("see", spellings[number % 4])
        statuses.append(answer.status_code)

    assert statuses == [303] * ASKED_ABOUT.most + [429] * (20 - ASKED_ABOUT.most)
    assert "given for several requests today" in answer.text
    assert answer.headers["Retry-After"] == "86400"
    assert len(asker.mails()) == ASKED_ABOUT.most
    asker.shop.clock.forward(days=1)
    assert asker.send("see").status_code == 303


def test_letters_end_even_where_others_have_used_up_the_days_requests() -> None:
    asker = Asker()
    reader = asker.shop.address_key.id_of(JO)
    asker.shop.subscribers.commit(
        SubscriberChange(Subscriber(reader, Standing.SUBSCRIBED, NOON, address=JO))
    )
    for _ in range(ASKED_ABOUT.most):
        asker.send("see")

    answer = asker.send("end-letters")

    assert answer.status_code == 429
    assert "they are ended all the same" in answer.text
    found = asker.shop.subscribers.get(reader)
    assert found
    assert found.standing is Standing.LEFT


def test_letters_end_even_while_strangers_flood_the_forms() -> None:
    asker = Asker()
    reader = asker.shop.address_key.id_of(JO)
    asker.shop.subscribers.commit(
        SubscriberChange(Subscriber(reader, Standing.SUBSCRIBED, NOON, address=JO))
    )
    for number in range(ALL_ASKINGS.most):
        asker.web = asker.browser_at(f"10.{number // 250}.{number % 250}.1")
        asker.send("see", f"q{number}@b.example")

    answer = asker.send("end-letters")

    assert answer.status_code == 429
    assert "they are ended all the same" in answer.text
    found = asker.shop.subscribers.get(reader)
    assert found
    assert found.standing is Standing.LEFT


def test_an_agents_own_mailbox_cant_be_filled_either() -> None:
    asker = Asker()
    more = {"kind": "access", "name": "x", "own_mail": JO, "signed": "yes"}

    statuses = [
        asker.send("agent", f"p{number}@b.example", **more).status_code for number in range(6)
    ]

    assert statuses == [303] * ASKED_ABOUT.most + [429]


def test_one_network_and_everybody_together_ask_so_often_and_no_more() -> None:
    asker = Asker(address="203.0.113.7")

    one = [asker.send("see", f"p{number}@b.example").status_code for number in range(12)]
    everybody = []
    for number in range(ALL_ASKINGS.most):
        asker.web = asker.browser_at(f"10.{number // 250}.{number % 250}.1")
        everybody.append(asker.send("see", f"q{number}@b.example").status_code)

    assert one == [303] * ASKINGS.most + [429] * 2
    assert everybody.count(303) == ALL_ASKINGS.most - ASKINGS.most
    assert everybody[-1] == 429


def test_somebody_elses_order_proves_nothing_and_after_three_a_person_looks() -> None:
    asker = Asker()
    mine = asker.shop.buy("EMBER-RING")
    asker.shop.payments.pay("cs_1")
    asker.shop.settlement.handle(asker.shop.event(mine))
    other = asker.shop.buy("DAWN-HOOPS")
    asker.mails()
    token = asker.proven("see")

    answers = [asker.press("prove-order", token, fact=other.id) for _ in range(TRIES)]

    assert [each.status_code for each in answers] == [422] * TRIES
    assert "a person looks at it now" in answers[-1].text
    assert asker.request().verification.level == "address"
    assert asker.request().waits_for_owner


def test_asking_anew_gives_no_more_tries_at_the_fact_of_an_order_than_a_day_has() -> None:
    asker = Asker()
    order = asker.shop.buy("EMBER-RING")
    asker.shop.payments.pay("cs_1")
    asker.shop.settlement.handle(asker.shop.event(order))
    asker.mails()
    statuses = []
    for _ in range(4):
        token = asker.proven("see")
        statuses += [
            asker.press("prove-order", token, fact=f"7870{number}").status_code for number in (2, 3)
        ]
        asker.press("revoke", token)
        asker.mails()

    assert statuses == [422] * ORDER_FACTS.most + [429] * 2


@pytest.mark.parametrize("fact", ["-", " . ", "%", "\x00"])
def test_what_is_nothing_is_no_fact(fact: str) -> None:
    asker = Asker()
    order = asker.shop.buy("EMBER-RING")
    asker.shop.payments.pay("cs_1")
    asker.shop.settlement.handle(asker.shop.event(order))
    asker.mails()
    token = asker.proven("see")

    assert asker.press("prove-order", token, fact=fact).status_code == 422
    assert asker.request().verification.order_fact == "asked"


def test_a_link_to_one_request_presses_nothing_on_another() -> None:
    asker = Asker()
    asker.send("see")
    mine = asker.token()
    asker.send("erase", STRANGER)
    asker.press("revoke", mine)

    assert asker.request(1).state is State.REVOKED
    assert asker.request(2).state is State.IDENTITY_PENDING


@pytest.mark.parametrize("token", ["", "nonsense", "WyJSLTEiLDFd.abc"])
def test_a_link_that_is_not_ours_opens_nothing(token: str) -> None:
    asker = Asker()
    asker.send("see")

    pressed = [asker.press(button, token) for button in ("code", "confirm", "revoke", "download")]

    assert {each.status_code for each in pressed} == {400}
    assert "Copy the whole link from the email" in pressed[0].text


def test_a_link_is_good_for_a_year_and_a_request_that_is_gone_says_so() -> None:
    asker = Asker()
    asker.send("see")
    token = asker.token()

    asker.shop.tables.requests.clear()
    gone = asker.see(token)
    asker.shop.clock.forward(days=366)
    expired = asker.see(token)

    assert (gone.status_code, expired.status_code) == (410, 410)
    assert "isn’t kept any more" in gone.text
    assert "That link has expired" in expired.text


@pytest.mark.parametrize("form", ["", "everything", "see&form=erase"])
def test_what_names_no_form_or_two_is_led_to_all_of_them(form: str) -> None:
    asker = Asker()

    answer = asker.web.post("/api/privacy/request", content=f"form={form}&mail={JO}", headers=FORM)

    assert answer.status_code == 422
    assert "Choose one thing first" in answer.text
    assert 'href="/privacy/request/"' in answer.text


def test_five_megabytes_are_refused_in_words_that_fit() -> None:
    asker = Asker()

    answer = asker.send("complain", says="x" * 5_000_000)

    assert answer.status_code == 413
    assert "shorten what you wrote" in answer.text
    assert "piece" not in answer.text.partition("<main")[2]


def test_a_form_from_another_site_is_refused() -> None:
    asker = Asker()
    headers = FORM | {"Sec-Fetch-Site": "cross-site"}

    answer = asker.web.post(
        "/api/privacy/request", data={"form": "end-letters", "mail": JO}, headers=headers
    )

    assert answer.status_code == 400
    assert asker.shop.tables.subscribers == {}


def test_a_long_text_within_the_body_is_told_by_how_much() -> None:
    asker = Asker()

    answer = asker.send("complain", says="x" * (LARGEST_BODY // 2))

    assert answer.status_code == 422
    assert "Shorten it by 28,768 characters" in answer.text


def test_nothing_that_was_typed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    asker = Asker()

    asker.send("complain", says="SECRET-WORDS")
    asker.send("correct", mail="SECRET-WORDS")
    asker.press("prove", asker.token(), code="SECRET-WORDS")

    said = "\n".join(str(vars(record)) for record in caplog.records)
    assert "SECRET-WORDS" not in said
    assert JO not in said


def test_limits_know_nobody_by_their_address() -> None:
    asker = Asker()
    asker.send("see")

    assert not any("buyer" in bucket for bucket in asker.shop.tables.tries)
