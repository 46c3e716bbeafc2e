"""“Your things”: a link by mail, opened once by its button, and all that is somebody's behind it."""

from __future__ import annotations

import msgspec
import pytest

from domain.consent import Consent
from domain.kept_orders import bared
from domain.order_book import Change
from domain.request_reading import Wanted, read_request_form
from domain.request_states import State, Type
from domain.subscribers import Standing, Subscriber, SubscriberChange
from domain.things import Things
from functions.web.open_shop import open_shop
from tests.functions.guest import JO, OAK, Guest
from tests.samples import NOON


@pytest.fixture
def jo() -> Guest:
    return Guest()


def test_a_link_is_mailed_that_opens_the_page_by_one_button(jo: Guest) -> None:
    order = jo.buys()

    token = jo.link()
    look = jo.web.get(f"/api/account/open?t={token}")
    page = jo.opens(token)

    assert look.status_code == 200
    assert look.text.count("<button") == 1
    assert order.id not in look.text
    assert page.status_code == 200
    assert f'Order <span class="number">{order.id}</span>' in page.text
    assert "/api/orders/order?t=" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers


def test_a_look_at_the_link_spends_nothing(jo: Guest) -> None:
    token = jo.link()

    for _ in range(3):
        assert jo.web.get(f"/api/account/open?t={token}").status_code == 200

    assert jo.opens(token).status_code == 200


@pytest.mark.promise("privacy/things-by-mail")
def test_a_link_opens_once_within_half_an_hour_and_says_the_same_whatever_is_wrong_with_it(
    jo: Guest,
) -> None:
    used, late = jo.link(), jo.link()
    jo.opens(used)
    jo.shop.clock.forward(minutes=30)

    pages = [jo.opens(token) for token in (used, late, "made-up", "")]
    looks = [jo.web.get(f"/api/account/open?t={token}") for token in (used, late, "made-up", "")]

    assert {page.status_code for page in (*pages, *looks)} == {410}
    assert len({page.text for page in (*pages, *looks)}) == 1
    assert 'action="/api/account/link"' in pages[0].text


def test_only_what_belongs_to_the_address_is_shown(jo: Guest) -> None:
    order = jo.buys()

    page = jo.comes_in("al@buyer.example")

    assert "This is what belongs to al@buyer.example." in page.text
    assert order.id not in page.text
    assert "Nothing was ordered with this address yet." in page.text


def test_an_order_that_nobody_paid_isnt_shown(jo: Guest) -> None:
    unpaid = jo.shop.buy("EMBER-RING")

    page = jo.comes_in()

    assert unpaid.id not in page.text


def test_the_address_of_an_order_is_kept_if_asked_for(jo: Guest) -> None:
    order = jo.buys()
    page = jo.comes_in()
    assert "Keep the address" in page.text
    assert jo.shop.things.get(jo.jo()) is None

    after = jo.does("keep", order=order.id)

    things = jo.shop.things.get(jo.jo())
    assert things
    assert [each.address for each in things.addresses] == [order.address]
    assert things.next_address == order.address
    assert "That address is kept" in after.text
    assert "Keep the address it" not in after.text


def test_the_address_of_somebody_elses_order_is_not(jo: Guest) -> None:
    order = jo.buys()
    jo.comes_in("al@buyer.example")

    after = jo.does("keep", order=order.id)

    assert after.status_code == 200
    assert order.address
    assert order.address.line1 not in after.text
    assert jo.shop.tables.things == {}


def test_an_erased_orders_leftovers_are_no_address(jo: Guest) -> None:
    order = jo.buys()
    jo.shop.clock.forward(days=90)
    jo.shop.book.commit(Change(bared(order, jo.shop.clock())))
    page = jo.comes_in()

    jo.does("keep", order=order.id)

    assert "Keep the address" not in page.text
    assert jo.shop.tables.things == {}


def test_an_address_is_typed_corrected_and_deleted_with_all_that_was_kept(jo: Guest) -> None:
    jo.comes_in()

    added = jo.does("add", **OAK)
    things = jo.shop.things.get(jo.jo())
    assert things
    own = things.addresses[0].id
    corrected = jo.does("correct", id=own, **(OAK | {"line1": "3 Oak St"}))
    dropped = jo.does("drop", id=own)

    assert "2 Oak St<br>Dallas, TX 75201" in added.text
    assert "3 Oak St<br>Dallas, TX 75201" in corrected.text
    assert "The address is deleted." in dropped.text
    assert "None is kept." in dropped.text
    assert jo.shop.tables.things == {}


def test_what_is_missing_of_an_address_is_said_at_its_field(jo: Guest) -> None:
    jo.comes_in()

    page = jo.does("add", **(OAK | {"line1": " ", "state": "", "city": "Da\x00llas"}))

    assert page.status_code == 422
    assert "Enter the street and the number." in page.text
    assert '<a href="#line1">' in page.text
    assert "Enter the state or province." in page.text
    assert 'value="Jo Buyer"' in page.text
    assert jo.shop.tables.things == {}


def test_a_sixth_address_is_too_many(jo: Guest) -> None:
    jo.comes_in()
    for number in range(5):
        jo.does("add", **(OAK | {"line1": f"{number} Oak St"}))

    page = jo.does("add", **(OAK | {"line1": "9 Oak St"}))

    assert page.status_code == 409
    assert "You can keep 5 addresses." in page.text
    assert "9 Oak St" not in page.text


def test_another_address_is_used_next(jo: Guest) -> None:
    jo.comes_in()
    jo.does("add", **OAK)
    jo.does("add", **(OAK | {"line1": "3 Elm St"}))
    things = jo.shop.things.get(jo.jo())
    assert things
    assert things.chosen == things.addresses[1].id

    jo.does("choose", id=things.addresses[0].id)

    after = jo.shop.things.get(jo.jo())
    assert after
    assert after.chosen == things.addresses[0].id


def test_a_wishlist_is_kept_with_the_button_of_the_link_that_it_was_sent_with(jo: Guest) -> None:
    token = jo.link(p="dawn-hoops,ember-ring,not a slug,gone-piece")
    look = jo.web.get(f"/api/account/open?t={token}")
    assert jo.shop.tables.things == {}

    page = jo.opens(token)

    assert "Dawn hoops" in look.text
    things = jo.shop.things.get(jo.jo())
    assert things
    assert things.wishes == ("dawn-hoops", "ember-ring", "gone-piece")
    assert "/wishlist/?p=gone-piece,ember-ring,dawn-hoops" in page.text
    assert "No longer in the shop" in page.text


def test_a_piece_is_taken_off_the_list_and_with_the_last_one_nothing_is_kept(jo: Guest) -> None:
    jo.comes_in(p="dawn-hoops,ember-ring")

    page = jo.does("unwish", piece="ember-ring")
    jo.does("unwish", piece="dawn-hoops")

    assert "It is off your list." in page.text
    assert jo.shop.tables.things == {}


def test_pieces_of_two_lists_are_joined(jo: Guest) -> None:
    jo.comes_in(p="dawn-hoops")
    jo.comes_in(p="ember-ring,dawn-hoops")

    things = jo.shop.things.get(jo.jo())

    assert things
    assert things.wishes == ("dawn-hoops", "ember-ring")


def test_the_letter_and_requests_are_shown_with_links_to_their_own_pages(jo: Guest) -> None:
    jo.asking.receive(_access(), None, open_shop(jo.parts.pages))
    consent = Consent("newsletter", "Send me the letter", "page", NOON)
    record = Subscriber(jo.jo(), Standing.SUBSCRIBED, NOON, address=JO, consent=consent)
    jo.shop.subscribers.commit(SubscriberChange(record))

    page = jo.comes_in()

    assert "/api/newsletter/choices?t=" in page.text
    assert "you asked us to show what we know about you" in page.text
    assert "/api/privacy/request?t=" in page.text
    assert "You have our answer by" in page.text


def test_who_gets_no_letter_is_told_how_to_get_it(jo: Guest) -> None:
    page = jo.comes_in()

    assert '<a href="/letters/join/">' in page.text
    assert "You asked for none." in page.text


def test_a_closed_page_can_be_used_by_nobody(jo: Guest) -> None:
    jo.comes_in()

    closed = jo.does("close")
    after = jo.does("add", **OAK)

    assert "The page is closed" in closed.text
    assert after.status_code == 410
    assert jo.shop.tables.doors == {}
    assert jo.shop.tables.things == {}


def test_a_page_that_was_open_for_half_an_hour_does_nothing_more(jo: Guest) -> None:
    jo.comes_in()
    jo.shop.clock.forward(minutes=30)

    after = jo.does("add", **OAK)

    assert after.status_code == 410
    assert jo.shop.tables.things == {}


def test_all_is_deleted_after_a_second_press_by_a_request_like_any_other(jo: Guest) -> None:
    jo.buys()
    jo.comes_in()

    asked = jo.does("erase")
    assert jo.shop.tables.requests == {}
    done = jo.does("erase-all")

    (request,) = jo.shop.tables.requests.values()
    assert "it can't be taken back" in asked.text
    assert (request.type, request.state, request.channel) == (
        Type.ERASURE,
        State.IN_REVIEW,
        "account",
    )
    assert (request.verification.level, request.verification.method) == ("address", "mail_link")
    assert request.verification.confirmed_at == jo.shop.clock()
    assert "/api/privacy/request?t=" in done.text
    assert [each.what for each in jo.shop.tables.ledger[request.chain]] == [
        "received",
        "acknowledged",
        "proven_by_link",
    ]
    jo.shop.delivery.sweep()
    assert "there is nothing more to do" in jo.shop.mailer.sent[-1].text


def test_asked_for_twice_it_is_one_erasure(jo: Guest) -> None:
    jo.comes_in()

    jo.does("erase-all")
    again = jo.does("erase-all")

    states = [each.state for each in jo.shop.tables.requests.values()]
    assert states == [State.IN_REVIEW, State.DUPLICATE]
    assert "You asked for this before" in again.text


def test_where_stripe_cant_forget_the_last_address_nothing_is_changed(jo: Guest) -> None:
    jo.comes_in()
    jo.does("add", **OAK)
    things = jo.shop.things.get(jo.jo())
    assert things
    address = things.addresses[0]
    jo.customers.known["cus_1"] = (JO, address.address)
    known = _with_customer(things)
    jo.shop.tables.things[jo.jo()] = known
    jo.customers.is_down = True

    page = jo.does("drop", id=address.id)

    assert page.status_code == 503
    assert "Nothing was changed: Stripe" in page.text
    assert jo.shop.things.get(jo.jo()) == known
    jo.customers.is_down = False
    assert jo.does("drop", id=address.id).status_code == 200
    assert jo.customers.known == {}
    assert jo.shop.tables.things == {}


def test_a_program_gets_json(jo: Guest) -> None:
    sent = jo.web.post("/api/account/link", json={"mail": JO})
    wrong = jo.web.post("/api/account/link", json={"mail": "jo"})

    assert (sent.status_code, sent.json()) == (202, {"sent": True})
    assert wrong.status_code == 422
    assert wrong.json()["errors"] == {"mail": "Enter your email address, such as name@example.com."}


def test_a_form_that_a_program_filled_in_mails_nothing(jo: Guest) -> None:
    answer = jo.asks(website="https://spam.example")

    assert answer.status_code == 303
    assert jo.shop.tables.doors == {}


def test_an_address_with_a_slip_comes_back_with_what_to_do(jo: Guest) -> None:
    page = jo.asks("jo@buyer", p="dawn-hoops")

    assert page.status_code == 422
    assert "Enter your email address" in page.text
    assert 'value="jo@buyer"' in page.text
    assert 'name="p" value="dawn-hoops"' in page.text


def test_a_mailbox_is_written_to_five_times_a_day(jo: Guest) -> None:
    statuses = [jo.asks(f"jo+{number}@buyer.example").status_code for number in range(6)]

    assert statuses == [303] * 5 + [429]


def test_opened_as_a_page_a_forms_address_leads_to_where_the_form_is(jo: Guest) -> None:
    for name in ("link", "things"):
        answer = jo.web.get(f"/api/account/{name}")

        assert answer.headers["location"] == "https://shop.example/account/"


def test_the_mail_has_nothing_that_was_typed(jo: Guest) -> None:
    jo.link("jo+mischief@buyer.example", p="dawn-hoops")

    letter = jo.shop.mailer.sent[-1]

    assert "mischief" not in letter.text + str(letter.html) + letter.subject
    assert "Dawn" not in letter.text


def _access() -> Wanted:
    return read_request_form([("form", "see"), ("mail", JO)])


def _with_customer(things: Things) -> Things:
    return msgspec.structs.replace(things, at_stripe=True, customer="cus_1", revision=9)
