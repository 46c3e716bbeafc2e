"""The newsletter's forms and links: a yes, its confirmation, choices, and goodbyes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from domain.consent import ADDRESS_WORDS, Consent
from domain.limits import ALL_JOINS, GOODBYES, JOINS
from domain.messages import Kind
from domain.order_book import BookUnavailableError
from domain.publishing import publish
from domain.reader_sends import ReaderSend
from domain.subscribers import Standing, Subscriber
from tests.functions.browser import FORM, JSON, Visitor
from tests.policies import LETTER_POLICY, POLICIES
from tests.samples import KEYS, NOON, ORIGIN, WITH_LETTERS, Clock, SmallShop

if TYPE_CHECKING:
    from httpx2 import Response

JO = "jo@buyer.example"
AT = "/api/newsletter"
PRIVACY = next(each for each in POLICIES if each.policy == "privacy")
SHOWN = (LETTER_POLICY.ref, PRIVACY.ref)


@pytest.fixture
def visitor() -> Visitor:
    shop = SmallShop()
    publish(WITH_LETTERS, shop.shelf)
    return Visitor(shop)


def send(visitor: Visitor, where: str, **fields: str | list[str]) -> Response:
    return visitor.newsletter.post(f"{AT}/{where}", data=fields, headers=FORM)


def stamped(visitor: Visitor) -> str:
    """A stamp for a form that was opened a while ago."""
    stamp: str = visitor.newsletter.get(f"{AT}/stamp").json()["stamp"]
    visitor.shop.clock.forward(seconds=30)
    return stamp


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def a_reader(visitor: Visitor, standing: Standing = Standing.SUBSCRIBED, **facts: object) -> str:
    """Jo's id, after she has asked on a page and confirmed it."""
    own = visitor.shop.address_key.id_of(JO)
    consent = Consent("newsletter", ADDRESS_WORDS, "page", NOON - timedelta(days=3), SHOWN)
    record = Subscriber(
        own, standing, NOON - timedelta(days=3), address=JO, consent=consent, confirmed_at=NOON
    )
    visitor.shop.tables.subscribers[own] = msgspec.structs.replace(record, **facts)
    return own


def record_of(visitor: Visitor, address: str = JO) -> Subscriber | None:
    return visitor.shop.subscribers.get(visitor.shop.address_key.id_of(address))


def token(visitor: Visitor, purpose: str, about: str = "") -> str:
    """A link's token for Jo, good for a day."""
    own = visitor.shop.address_key.id_of(JO)
    if purpose == "goodbye":
        return visitor.shop.letter_links.sign_goodbye(own, "2026-03-spring")
    until = NOON + timedelta(days=1)
    about = about or (NOON.isoformat() if purpose == "confirm" else "")
    return visitor.shop.letter_links.sign(purpose, own, until, about)  # type: ignore[arg-type]


def hour(visitor: Visitor) -> int:
    return int(visitor.shop.clock().timestamp()) // 3600


# --- Asking for it ---------------------------------------------------------------------------


def test_a_yes_of_their_own_stands_whatever_their_browser_says_about_sales(
    visitor: Visitor,
) -> None:
    data = {"mail": JO, "stamp": stamped(visitor)}

    visitor.newsletter.post(f"{AT}/join", data=data, headers=FORM | {"Sec-GPC": "1"})

    ask = visitor.shop.subscribers.asked("join", visitor.shop.address_key.id_of(JO))
    assert ask
    assert ask.consent
    assert "gpc" not in repr(ask).lower()


@pytest.mark.parametrize("form", ["footer", "page"])
@pytest.mark.promise("newsletter/yes-proven")
def test_a_stamped_form_is_taken_in_one_step_and_notes_what_was_shown(
    visitor: Visitor, form: str
) -> None:
    stamp = stamped(visitor)

    answer = send(visitor, "join", mail=f" {JO}", stamp=stamp, form=form, name="Jo  Reader")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{ORIGIN}/letters/asked/")
    ask = visitor.shop.subscribers.asked("join", visitor.shop.address_key.id_of(JO))
    assert ask
    assert (ask.address, ask.name, ask.asked_at) == (JO, "Jo Reader", visitor.shop.clock())
    assert ask.consent == Consent("newsletter", ADDRESS_WORDS, form, ask.asked_at, SHOWN)  # type: ignore[arg-type]
    (message,) = visitor.shop.tables.outbox.values()
    assert (message.kind, message.id) == (Kind.ASK, f"letter_join-{ask.mailbox}-2026-03-02")
    assert record_of(visitor) is None, "that is for postman to decide"


def test_without_scripts_it_is_one_click_more_and_nothing_is_lost(visitor: Visitor) -> None:
    first = send(visitor, "join", mail="jo+ring@buyer.example")

    assert first.status_code == 200
    assert "One more click" in first.text
    assert 'value="jo+ring@buyer.example"' in first.text
    assert f">{ADDRESS_WORDS}<" in first.text
    assert visitor.shop.tables.outbox == {}
    visitor.shop.clock.forward(seconds=3)

    second = send(visitor, "join", mail="jo+ring@buyer.example", **hidden(first.text))

    assert second.status_code == 303
    assert len(visitor.shop.tables.outbox) == 1


def test_a_form_sent_back_at_once_is_shown_again_and_taken_a_moment_later(
    visitor: Visitor,
) -> None:
    first = send(visitor, "join", mail=JO)
    visitor.shop.clock.forward(seconds=1)

    at_once = send(visitor, "join", mail=JO, **hidden(first.text))
    visitor.shop.clock.forward(seconds=1)
    later = send(visitor, "join", mail=JO, **hidden(at_once.text))

    assert [at_once.status_code, later.status_code] == [200, 303]


def test_a_page_that_was_open_since_yesterday_gets_a_fresh_stamp(visitor: Visitor) -> None:
    stamp = stamped(visitor)
    visitor.shop.clock.forward(days=1)

    first = send(visitor, "join", mail=JO, stamp=stamp, form="page")
    visitor.shop.clock.forward(seconds=3)
    second = send(visitor, "join", mail=JO, **hidden(first.text))

    assert (first.status_code, second.status_code) == (200, 303)
    assert hidden(first.text)["form"] == "page"


def test_what_fills_in_the_field_for_robots_gets_the_usual_answer_and_nothing_else(
    visitor: Visitor,
) -> None:
    stamp = stamped(visitor)

    for where in ("join", "choices"):
        answer = send(visitor, where, mail=JO, stamp=stamp, website="https://spam.example")

        assert answer.headers["location"] == f"{ORIGIN}/letters/asked/"
    assert visitor.shop.tables.outbox == {}
    assert visitor.shop.tables.tries == {}


@pytest.mark.parametrize("where", ["join", "choices", "leave"])
@pytest.mark.parametrize(
    "typed", ["", "jo", "jo@", "<b>@x.example", "a@b.example\nBcc: c@d.example"]
)
def test_what_is_no_address_is_asked_for_again_with_what_was_typed(
    visitor: Visitor, where: str, typed: str
) -> None:
    answer = send(visitor, where, mail=typed, name="Jo")

    assert answer.status_code == 422
    assert "Enter your email address, such as name@example.com." in answer.text
    assert 'role="alert"' in answer.text
    (link,) = re.findall(r'<a href="#([a-z]+)">Enter', answer.text)
    assert f'id="{link}" name="mail"' in answer.text
    escaped = typed.replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{escaped}"' in answer.text
    assert visitor.shop.tables.tries == {}


def test_a_slip_is_corrected_in_one_step_with_the_stamp_that_came(visitor: Visitor) -> None:
    stamp = stamped(visitor)

    slip = send(visitor, "join", mail="jo", name="J" * 81, stamp=stamp)
    mended = send(visitor, "join", mail=JO, **hidden(slip.text))

    assert "at most 80 characters" in slip.text
    assert mended.status_code == 303


def test_a_program_is_told_in_json_what_is_missing(visitor: Visitor) -> None:
    client = visitor.newsletter

    wrong = client.post(f"{AT}/join", json={"mail": "jo"}, headers=JSON)
    unstamped = client.post(f"{AT}/join", json={"mail": JO}, headers=JSON)
    right = client.post(f"{AT}/join", json={"mail": JO, "stamp": stamped(visitor)}, headers=JSON)

    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["mail"])
    assert (unstamped.status_code, unstamped.json()["type"]) == (422, "stamp")
    assert right.status_code == 303


def test_a_stamp_is_never_kept_by_a_cache_and_says_nothing_of_who_asked(visitor: Visitor) -> None:
    one = visitor.newsletter_from("203.0.113.7").get(f"{AT}/stamp")
    other = visitor.newsletter_from("198.51.100.7").get(f"{AT}/stamp")

    assert one.headers["cache-control"] == "no-store"
    assert one.json() == other.json()


def test_the_forms_own_address_opens_the_page_of_the_letter(visitor: Visitor) -> None:
    answer = visitor.newsletter.get(f"{AT}/join")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{ORIGIN}/letters/join/")


@pytest.mark.parametrize(
    "where", ["join", "choices", "leave", "confirm", "change", "move", "export", "forget"]
)
@pytest.mark.parametrize(
    "said",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_on_somebody_elses_site_does_nothing(
    visitor: Visitor, where: str, said: dict[str, str]
) -> None:
    own = a_reader(visitor)
    before = visitor.shop.subscribers.get(own)
    fields = {"mail": JO, "stamp": stamped(visitor), "t": token(visitor, "choices")}

    answer = visitor.newsletter.post(
        f"{AT}/{where}", data=fields, headers={"Content-Type": FORM["Content-Type"], **said}
    )

    assert (answer.status_code, "That form isn&#39;t ours" in answer.text) == (400, True)
    assert visitor.shop.subscribers.get(own) == before
    assert visitor.shop.tables.outbox == {}


@pytest.mark.parametrize("lacks", ["letter", "policy"])
def test_a_shop_that_writes_no_letters_says_so_and_still_takes_goodbyes(
    visitor: Visitor, lacks: str
) -> None:
    facts = msgspec.structs.replace(WITH_LETTERS.shop, letter=None)
    policies = tuple(each for each in POLICIES if each.policy != "newsletter")
    visitor.shop.tables.release = (
        msgspec.structs.replace(WITH_LETTERS, shop=facts)
        if lacks == "letter"
        else msgspec.structs.replace(WITH_LETTERS, policies=policies)
    )
    a_reader(visitor)

    answers = [
        send(visitor, "join", mail=JO),
        send(visitor, "choices", mail=JO),
        visitor.newsletter.get(f"{AT}/confirm?t={token(visitor, 'confirm')}"),
    ]
    gone = send(visitor, "leave", t=token(visitor, "goodbye"))

    assert [answer.status_code for answer in answers] == [410] * 3
    assert all("There is no letter just now" in answer.text for answer in answers)
    assert gone.status_code == 303
    assert record_of(visitor).standing is Standing.LEFT  # type: ignore[union-attr]


# --- Confirming it ---------------------------------------------------------------------------


@pytest.mark.promise("newsletter/only-buttons")
@pytest.mark.parametrize(
    ("purpose", "where", "standing"),
    [
        ("confirm", "confirm", Standing.PENDING),
        ("goodbye", "leave", Standing.SUBSCRIBED),
        ("choices", "choices", Standing.SUBSCRIBED),
        ("move", "move", Standing.SUBSCRIBED),
    ],
)
def test_opening_a_link_changes_nothing(
    visitor: Visitor, purpose: str, where: str, standing: Standing
) -> None:
    new = visitor.shop.address_key.id_of("new@buyer.example")
    a_reader(visitor, standing, moving_to="new@buyer.example")
    before = dict(visitor.shop.tables.subscribers)

    answers = [
        visitor.newsletter.get(
            f"{AT}/{where}?t={token(visitor, purpose, new if purpose == 'move' else '')}"
        )
        for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].headers["cache-control"] == "no-store"
    assert "<button" in answers[0].text
    assert visitor.shop.tables.subscribers == before
    assert visitor.shop.tables.outbox == {}


def test_the_button_confirms_and_pressing_it_twice_is_once(visitor: Visitor) -> None:
    a_reader(visitor, Standing.PENDING, confirmed_at=None)
    page = visitor.newsletter.get(f"{AT}/confirm?t={token(visitor, 'confirm')}")

    answers = [send(visitor, "confirm", **hidden(page.text)) for _ in range(2)]

    assert [answer.headers["location"] for answer in answers] == [f"{ORIGIN}/letters/joined/"] * 2
    record = record_of(visitor)
    assert record
    assert (record.standing, record.confirmed_at) == (Standing.SUBSCRIBED, NOON)
    again = visitor.newsletter.get(f"{AT}/confirm?t={token(visitor, 'confirm')}")
    assert again.headers["location"] == f"{ORIGIN}/letters/joined/"


@pytest.mark.parametrize(
    ("purpose", "title"),
    [("confirm", "Sign up"), ("choices", "Mail me the link"), ("move", "Mail me the link")],
)
@pytest.mark.parametrize("how", ["cut", "late", "gone"])
def test_a_link_that_does_not_open_leads_to_a_form_that_asks_anew(
    visitor: Visitor, purpose: str, title: str, how: str
) -> None:
    sent = token(visitor, purpose)
    if how == "late":
        visitor.shop.clock.forward(days=2)
    bad = sent[:-3] if how == "cut" else sent

    opened = visitor.newsletter.get(f"{AT}/{purpose}?t={bad}")
    pressed = send(visitor, "change" if purpose == "choices" else purpose, t=bad, topic="workshop")

    for answer in (opened, pressed):
        assert answer.status_code == (400 if how == "cut" else 410)
        assert title in answer.text
        assert 'name="mail"' in answer.text


# --- Goodbye ---------------------------------------------------------------------------------

MULTIPART = (
    '--a\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--a--\r\n'
)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"),
        ("multipart/form-data; boundary=a", MULTIPART),
    ],
)
@pytest.mark.promise("newsletter/ended-at-once")
def test_a_mail_programs_button_ends_the_letter_without_a_page_or_an_origin(
    visitor: Visitor, content_type: str, body: str
) -> None:
    a_reader(visitor)
    headers = {
        "Content-Type": content_type,
        "Origin": "https://mail.example",
        "Sec-Fetch-Site": "cross-site",
    }

    answers = [
        visitor.newsletter.post(
            f"{AT}/leave?t={token(visitor, 'goodbye')}", content=body, headers=headers
        )
        for _ in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert answers[0].headers["content-type"] == "text/plain; charset=utf-8"
    assert record_of(visitor).standing is Standing.LEFT  # type: ignore[union-attr]
    assert record_of(visitor).address is None  # type: ignore[union-attr]


def test_a_goodbye_is_counted_once_for_the_letter_by_which_it_was_said(visitor: Visitor) -> None:
    a_reader(visitor)

    for _ in range(2):
        send(visitor, "leave", t=token(visitor, "goodbye"))

    assert visitor.shop.mailings.counts("2026-03-spring").left == 1


def test_a_goodbye_is_kept_though_nobody_can_count_it(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_reader(visitor)

    def unavailable(slug: str, what: str) -> None:
        raise BookUnavailableError(slug, what)

    monkeypatch.setattr(visitor.shop.mailings, "count", unavailable)

    answer = send(visitor, "leave", t=token(visitor, "goodbye"))

    assert answer.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record_of(visitor).standing is Standing.LEFT  # type: ignore[union-attr]


@pytest.mark.promise("newsletter/goodbye-lasts")
def test_a_goodbye_works_years_later_and_after_the_token_keys_have_changed(
    visitor: Visitor,
) -> None:
    a_reader(visitor)
    sent = token(visitor, "goodbye")
    visitor.shop.clock.forward(days=4000)
    other = Visitor(SmallShop(clock=visitor.shop.clock))
    other.shop.letter_links._keys = ["another-key"]

    answer = send(other, "leave", t=sent)

    assert answer.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record_of(other).standing is Standing.LEFT  # type: ignore[union-attr]
    assert other.shop.letter_links._keys != KEYS


@pytest.mark.promise("newsletter/ended-at-once")
def test_the_page_of_a_goodbye_ends_it_at_once_and_shows_nothing_of_the_reader(
    visitor: Visitor,
) -> None:
    a_reader(visitor, name="Jo Reader", topics=("workshop",))
    page = visitor.newsletter.get(f"{AT}/leave?t={token(visitor, 'goodbye')}")

    answer = send(visitor, "leave", **hidden(page.text))

    assert "Jo" not in page.text
    assert "checked" not in page.text
    days = LETTER_POLICY.terms["fewer_letters_days"]
    assert f"One letter in {days} days at the most." in page.text
    assert answer.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record_of(visitor).standing is Standing.LEFT  # type: ignore[union-attr]


def test_beside_the_goodbye_one_can_have_less_and_never_more(visitor: Visitor) -> None:
    a_reader(visitor, topics=("workshop",))
    goodbye = token(visitor, "goodbye")

    fewer = send(visitor, "leave", t=goodbye, do="fewer")
    more = send(visitor, "leave", t=goodbye, do="topics", topic=["workshop", "new-pieces"])
    none = send(visitor, "leave", t=goodbye, do="topics")
    other = send(visitor, "leave", t=goodbye, do="topics", topic=["new-pieces"])

    assert "From now on you get fewer letters." in fewer.text
    assert more.status_code == 200
    record = record_of(visitor)
    assert record
    assert (record.standing, record.fewer, record.topics) == (
        Standing.SUBSCRIBED,
        True,
        ("workshop",),
    )
    assert none.status_code == 422
    assert "Choose what you still want, or end the letter." in none.text
    assert other.status_code == 422
    assert "You get no letters about that, and this link can&#39;t bring more." in other.text


@pytest.mark.parametrize("cut", ["", "x", "a.b.c"])
@pytest.mark.promise("newsletter/ended-by-address")
def test_a_goodbye_with_a_wrong_link_leads_to_a_form_and_not_to_an_error(
    visitor: Visitor, cut: str
) -> None:
    a_reader(visitor)

    opened = visitor.newsletter.get(f"{AT}/leave?t={cut}")
    pressed = send(visitor, "leave", t=cut)
    typed = send(visitor, "leave", mail="JO@Buyer.example.")

    for answer in (opened, pressed):
        assert answer.status_code == 200
        assert 'name="mail"' in answer.text
        assert "Type the address that gets the letter" in answer.text
    assert typed.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record_of(visitor).standing is Standing.LEFT  # type: ignore[union-attr]


def test_a_mail_program_with_a_wrong_link_is_not_told_that_it_worked(visitor: Visitor) -> None:
    answer = visitor.newsletter.post(
        f"{AT}/leave?t=cut", content="List-Unsubscribe=One-Click", headers=FORM
    )

    assert answer.status_code == 422
    assert 'name="mail"' in answer.text


# --- Choices ---------------------------------------------------------------------------------


@pytest.mark.promise("newsletter/your-choices", "newsletter/yes-proven")
def test_the_page_of_choices_shows_all_that_is_stored_and_under_what(visitor: Visitor) -> None:
    a_reader(visitor, name="Jo <b>", topics=("workshop",), fewer=True)

    page = visitor.newsletter.get(f"{AT}/choices?t={token(visitor, 'choices')}").text

    text = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert (
        f"On February 27, 2026, on the page that tells of the letter, beside the words “{ADDRESS_WORDS}”. Confirmed on March 2, 2026."
        in text
    )
    assert "The letter, January 1, 2026, Privacy, January 1, 2026" in text
    assert f'href="{PRIVACY.path}"' in page
    assert JO in page
    assert 'value="Jo &lt;b&gt;"' in page
    assert re.findall(r'name="(\w+)" value="([\w-]+)" checked', page) == [
        ("topic", "workshop"),
        ("fewer", "yes"),
    ]


@pytest.mark.promise("newsletter/your-choices")
def test_choices_are_saved_and_shown_as_saved(visitor: Visitor) -> None:
    a_reader(visitor)
    own = token(visitor, "choices")

    saved = send(
        visitor,
        "change",
        t=own,
        topic="workshop",
        fewer="yes",
        paused_until="2026-05-01",
        name="Jo",
    )
    page = visitor.newsletter.get(saved.headers["location"]).text

    record = record_of(visitor)
    assert record
    assert (record.topics, record.fewer, record.name) == (("workshop",), True, "Jo")
    assert record.is_paused(NOON + timedelta(days=50))
    assert not record.is_paused(NOON + timedelta(days=61))
    assert "Saved." in page
    assert 'value="2026-05-01"' in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose at least one topic"),
        ({"topic": "made-up"}, "Choose at least one topic"),
        ({"topic": "workshop", "paused_until": "2026-03-02"}, "Choose a day after today."),
        ({"topic": "workshop", "paused_until": "2027-09-01"}, "Choose a day within a year"),
        ({"topic": "workshop", "paused_until": "soon"}, "Write the day on which"),
        ({"topic": "workshop", "name": "J" * 81}, "at most 80 characters"),
    ],
)
def test_what_cannot_be_chosen_is_said_and_what_was_typed_is_kept(
    visitor: Visitor, fields: dict[str, str], said: str
) -> None:
    own = a_reader(visitor)
    before = visitor.shop.subscribers.get(own)

    answer = send(visitor, "change", t=token(visitor, "choices"), **fields)

    assert answer.status_code == 422
    assert answer.text.count(said) == 2
    for name in ("paused_until", "name"):
        assert f'value="{fields.get(name, "")}"' in answer.text
    assert ('value="workshop" checked' in answer.text) is ("workshop" in fields.values())
    assert visitor.shop.subscribers.get(own) == before


@pytest.mark.promise("newsletter/new-address-confirmed")
def test_another_address_is_used_once_it_is_confirmed_there(visitor: Visitor) -> None:
    a_reader(visitor, topics=("workshop",))
    new = visitor.shop.address_key.id_of("new@buyer.example")

    asked = send(visitor, "move", t=token(visitor, "choices"), mail="new@buyer.example")
    page = visitor.newsletter.get(asked.headers["location"]).text
    still = record_of(visitor)
    opened = visitor.newsletter.get(f"{AT}/move?t={token(visitor, 'move', new)}")
    moved = send(visitor, "move", **hidden(opened.text))

    assert "We&#39;ve written to the new address." in page
    assert "moves to new@buyer.example once" in page
    assert still
    assert (still.standing, still.address) == (Standing.SUBSCRIBED, JO)
    assert JO not in opened.text
    assert moved.headers["location"] == f"{ORIGIN}/letters/moved/"
    there = record_of(visitor, "new@buyer.example")
    assert there
    assert (there.standing, there.address, there.topics) == (
        Standing.SUBSCRIBED,
        "new@buyer.example",
        ("workshop",),
    )
    old = record_of(visitor)
    assert old
    assert (old.standing, old.address, old.name, old.consent) == (Standing.LEFT, None, None, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("new", "Enter your email address"),
        ("Jo@Buyer.example", "The letter goes to that address already."),
    ],
)
def test_a_move_that_is_none_is_said(visitor: Visitor, typed: str, said: str) -> None:
    a_reader(visitor)

    answer = send(visitor, "move", t=token(visitor, "choices"), mail=typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{typed}"' in answer.text


def test_one_new_address_is_written_to_once_a_day(visitor: Visitor) -> None:
    a_reader(visitor)

    answers = [
        send(visitor, "move", t=token(visitor, "choices"), mail=mail)
        for mail in ("new@buyer.example", "n.ew+a@buyer.example")
    ]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "We wrote to that address today." in answers[1].text


def test_a_complaint_from_the_new_address_outlives_the_move(visitor: Visitor) -> None:
    a_reader(visitor, moving_to="new@buyer.example")
    new = visitor.shop.address_key.id_of("new@buyer.example")
    visitor.shop.subscribers.suppress(new, Standing.COMPLAINED, NOON)

    answer = send(visitor, "move", t=token(visitor, "move", new))

    assert answer.status_code == 409
    assert "Not at this address" in answer.text


@pytest.mark.promise("newsletter/your-choices")
def test_all_that_is_stored_can_be_downloaded(visitor: Visitor) -> None:
    own = a_reader(visitor, name="Jo")

    answer = send(visitor, "export", t=token(visitor, "choices"))

    told = answer.json()
    assert answer.headers["content-disposition"] == 'attachment; filename="the-letter.json"'
    assert (told["id"], told["address"], told["name"]) == (own, JO, "Jo")
    assert told["consent"]["words"] == ADDRESS_WORDS
    assert told["consent"]["policies"][0]["sha256"] == LETTER_POLICY.sha256


@pytest.mark.promise("newsletter/forgotten")
def test_whoever_says_forget_me_leaves_nothing_but_a_code_and_a_day(visitor: Visitor) -> None:
    own = a_reader(visitor, name="Jo")
    visitor.shop.tables.letters["spring"] = NOON
    for reader in (own, "b" * 40):
        visitor.shop.tables.sends["spring", reader] = ReaderSend("spring", reader, "sent", NOON)

    answer = send(visitor, "forget", t=token(visitor, "choices"))

    assert answer.headers["location"] == f"{ORIGIN}/letters/forgotten/"
    left = visitor.shop.subscribers.get(own)
    assert left == Subscriber(own, Standing.LEFT, NOON, revision=left.revision if left else 0)
    assert list(visitor.shop.tables.sends) == [("spring", "b" * 40)]
    assert visitor.newsletter.get(f"{AT}/choices?t={token(visitor, 'choices')}").status_code == 410


@pytest.mark.promise("newsletter/forgotten")
def test_forget_me_takes_along_what_led_there_from_an_address_of_before(visitor: Visitor) -> None:
    own = a_reader(visitor)
    old = visitor.shop.address_key.id_of("jo@before.example")
    visitor.shop.tables.subscribers[old] = Subscriber(old, Standing.LEFT, NOON, moved_to=own)

    send(visitor, "forget", t=token(visitor, "choices"))

    assert visitor.shop.subscribers.get(old) == Subscriber(old, Standing.LEFT, NOON, revision=2)


# --- Each link opens one thing ---------------------------------------------------------------

OPENS = {
    "confirm": {"GET confirm", "POST confirm"},
    "goodbye": {"GET leave", "POST leave"},
    "choices": {"GET choices", "POST change", "POST move-to", "POST export", "POST forget"},
    "move": {"GET move", "POST move"},
}
EVERYTHING = sorted(set().union(*OPENS.values()))


@pytest.mark.promise("newsletter/links-open-one-thing")
@pytest.mark.parametrize("purpose", OPENS)
@pytest.mark.parametrize("what", EVERYTHING)
def test_a_link_opens_what_it_is_for_and_nothing_else(
    visitor: Visitor, purpose: str, what: str
) -> None:
    new = visitor.shop.address_key.id_of("new@buyer.example")
    standing = Standing.PENDING if what.endswith("confirm") else Standing.SUBSCRIBED
    moving = "new@buyer.example" if what.endswith("move") else None
    own = a_reader(visitor, standing, moving_to=moving, name="Jo Reader")
    before = visitor.shop.subscribers.get(own)
    sent = token(visitor, purpose, new if purpose == "move" else "")

    method, where = what.split()
    if method == "GET":
        answer = visitor.newsletter.get(f"{AT}/{where}?t={sent}")
    elif where == "move-to":
        answer = send(visitor, "move", t=sent, mail="other@buyer.example")
    else:
        answer = send(visitor, where, t=sent, topic="workshop")

    opened = "Type the address" not in answer.text and answer.status_code in (200, 303)
    assert opened is (what in OPENS[purpose])
    if not opened:
        assert visitor.shop.subscribers.get(own) == before
        assert visitor.shop.tables.outbox == {}
        assert "Jo Reader" not in answer.text
        assert JO not in answer.text


def test_no_answer_is_a_403_or_a_404(visitor: Visitor) -> None:
    client = visitor.newsletter
    answers = [client.get(f"{AT}/nothing"), client.put(f"{AT}/join"), client.delete(f"{AT}/leave")]

    assert [answer.status_code for answer in answers] == [410, 405, 405]


# --- The whole road, by the mails' own links -------------------------------------------------


class RunningClock(Clock):
    """A clock that doesn't stand still: no two looks at it are the same."""

    def __call__(self) -> datetime:
        self.at += timedelta(microseconds=1)
        return self.at


def link_of_the_last_mail(visitor: Visitor, page: str) -> str:
    visitor.shop.delivery.sweep()
    visitor.shop.delivery.sweep()
    found = re.search(rf"/api/newsletter/{page}\?t=\S+", visitor.shop.mailer.sent[-1].text)
    assert found
    return found[0]


def test_the_links_of_the_mails_lead_from_the_form_to_the_goodbye() -> None:
    visitor = Visitor(SmallShop(clock=RunningClock()))
    visitor.shop.tables.release = WITH_LETTERS
    send(visitor, "join", mail=JO, stamp=stamped(visitor))

    page = visitor.newsletter.get(link_of_the_last_mail(visitor, "confirm"))
    joined = send(visitor, "confirm", **hidden(page.text))
    send(visitor, "choices", mail=JO)
    choices = visitor.newsletter.get(link_of_the_last_mail(visitor, "choices"))
    moving = send(visitor, "move", t=hidden(choices.text)["t"], mail="new@buyer.example")
    opened = visitor.newsletter.get(link_of_the_last_mail(visitor, "move"))
    moved = send(visitor, "move", **hidden(opened.text))

    assert joined.headers["location"] == f"{ORIGIN}/letters/joined/"
    assert moving.status_code == 303
    assert moved.headers["location"] == f"{ORIGIN}/letters/moved/"
    there = record_of(visitor, "new@buyer.example")
    assert there
    assert there.standing is Standing.SUBSCRIBED
    assert there.consent
    assert there.consent.words == ADDRESS_WORDS
    assert {each.recipient for each in visitor.shop.mailer.sent} == {JO, "new@buyer.example"}


@pytest.mark.promise("newsletter/ended-by-address")
def test_a_flood_of_sign_ups_keeps_nobody_from_saying_goodbye(visitor: Visitor) -> None:
    a_reader(visitor)
    stamp = stamped(visitor)
    visitor.newsletter = visitor.newsletter_from("203.0.113.7")
    for number in range(JOINS.most + 1):
        flooded = send(visitor, "join", mail=f"a{number}@target.example", stamp=stamp)
    for _ in range(ALL_JOINS.most + 1):
        visitor.shop.limits.count(f"{ALL_JOINS.name}#everybody#{hour(visitor)}", NOON)

    gone = send(visitor, "leave", mail=JO)

    record = record_of(visitor)
    assert flooded.status_code == 429
    assert gone.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record
    assert record.standing is Standing.LEFT


def test_a_goodbye_that_is_said_to_be_done_is_done_whatever_was_filled_in(visitor: Visitor) -> None:
    a_reader(visitor)

    answer = send(visitor, "leave", mail=JO, website="https://jo.example")

    record = record_of(visitor)
    assert answer.headers["location"] == f"{ORIGIN}/letters/left/"
    assert record
    assert record.standing is Standing.LEFT


def test_one_network_says_goodbye_for_so_many_addresses_and_no_more(visitor: Visitor) -> None:
    visitor.newsletter = visitor.newsletter_from("203.0.113.7")
    for number in range(GOODBYES.most):
        send(visitor, "leave", mail=f"a{number}@target.example")
    a_reader(visitor)

    answer = send(visitor, "leave", mail=JO)

    record = record_of(visitor)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "3600")
    assert record
    assert record.standing is Standing.SUBSCRIBED
    assert send(visitor, f"leave?t={token(visitor, 'goodbye')}").status_code == 200
