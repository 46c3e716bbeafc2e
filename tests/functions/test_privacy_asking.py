"""Asking about one's data, from the form to the proof, as somebody with a mailbox does it."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest

from domain.handing_over import proof_key
from domain.publishing import publish
from domain.request_clock import Regime
from domain.request_decisions import begin, deny, finish
from domain.request_forms import FORMS
from domain.request_parts import Download, Work
from domain.request_restriction import EVERYWHERE, announce_end, set_aside
from domain.request_states import Reason, State
from domain.requests import Request, RequestChange
from domain.shop import PrivacyFacts
from domain.subscribers import Standing, Subscriber, SubscriberChange
from tests.functions.asker import JO, Asker
from tests.functions.browser import FORM
from tests.samples import FACTS, NOON, RELEASE


@pytest.fixture
def asker() -> Asker:
    return Asker()


def has_bought(asker: Asker) -> str:
    """Jo has bought something; the order's number."""
    order = asker.shop.buy("EMBER-RING")
    asker.shop.payments.pay("cs_1")
    asker.shop.settlement.handle(asker.shop.event(order))
    asker.mails()
    return order.id


@pytest.mark.promise("privacy/acknowledged-at-once")
def test_a_form_is_taken_up_and_acknowledged_at_once(asker: Asker) -> None:
    answer = asker.send("see", lives="gdpr")

    assert (answer.status_code, answer.headers["location"]) == (
        303,
        "https://shop.example/api/privacy/sent?form=see",
    )
    (letter,) = asker.mails()
    assert letter.recipient == JO
    assert letter.subject == "A request about your data at Juniper Bend Jewelry"
    assert "to show what we know about you" in letter.text
    assert "by April 1, 2026, because that is what our privacy policy promises" in letter.text
    assert "/api/privacy/request?t=" in letter.text
    page = asker.web.get(answer.headers["location"])
    assert "Your request has arrived" in page.text
    assert JO not in page.text


@pytest.mark.promise("privacy/status-page")
def test_the_page_of_a_request_shows_how_it_stands_and_looking_changes_nothing(
    asker: Asker,
) -> None:
    asker.send("see", lives="tdpsa")
    token = asker.token()
    before = asker.request()

    pages = [asker.see(token) for _ in range(2)]
    buttons = ("code", "prove", "confirm", "revoke", "appeal", "download")
    pages += [asker.web.get(f"/api/privacy/{button}?t={token}") for button in buttons]

    assert {page.status_code for page in pages} == {200}
    assert asker.request() == before
    assert "R-1" in pages[0].text
    assert "Mail me a code" in pages[0].text
    assert "April 1, 2026" in pages[0].text
    assert "Take the request back" in pages[0].text
    assert JO not in pages[0].text
    assert pages[0].headers["Cache-Control"] == "no-store"


def test_a_code_from_the_mailbox_is_all_the_proof_that_a_copy_takes(asker: Asker) -> None:
    asker.send("see")
    token = asker.token()
    asker.press("code", token)
    digits = asker.code()

    answer = asker.press("prove", token, code=f"{digits[:3]} {digits[3:]}")

    assert answer.status_code == 303
    assert asker.request().state is State.IN_REVIEW
    assert asker.request().verification.method == "mail_code"
    assert "It runs by itself" in asker.see(token).text


@pytest.mark.promise("privacy/same-for-everyone")
@pytest.mark.parametrize("form", ["see", "erase", "set-aside", "end-letters"])
def test_wherever_somebody_lives_they_may_ask_the_same_and_have_it_within_the_promise(
    form: str,
) -> None:
    became = set()
    for place in ("", *(regime.value for regime in Regime if regime is not Regime.UNSAID)):
        asker = Asker()
        answer = asker.send(form, **({"lives": place} if place else {}))
        request = asker.request()
        became.add((answer.status_code, request.type, request.state, request.verification))
        assert request.deadline.due_on <= (NOON + timedelta(days=30)).date()

    assert len(became) == 1


@pytest.mark.promise("privacy/order-fact")
def test_whose_orders_are_shown_names_one_of_them_first(asker: Asker) -> None:
    number = has_bought(asker)
    token = asker.proven("see")
    page = asker.see(token).text

    wrong = asker.press("prove-order", token, fact="SOMEBODYS")
    right = asker.press("prove-order", token, fact=f" {number.lower()} ")

    assert "There are orders under this address" in page
    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "belongs to none of your orders" in wrong.text
    assert asker.request().verification.level == "address_and_order"
    assert asker.request().state is State.IN_REVIEW


def test_the_postal_code_does_as_well(asker: Asker) -> None:
    has_bought(asker)
    token = asker.proven("take-along")

    assert asker.press("prove-order", token, fact="78701-1234").status_code == 422
    assert asker.press("prove-order", token, fact="78701").status_code == 303


def test_an_erasure_takes_a_button_after_the_code(asker: Asker) -> None:
    token = asker.proven("erase")
    waiting = asker.request().state
    page = asker.see(token).text

    answer = asker.press("confirm", token)

    assert waiting is State.IDENTITY_PENDING
    assert "What is erased can’t be brought back" in page
    assert answer.status_code == 303
    assert asker.request().state is State.IN_REVIEW


@pytest.mark.promise("privacy/stopped-at-once")
@pytest.mark.parametrize("form", ["end-letters", "take-back", "object"])
@pytest.mark.parametrize("is_reader", [True, False])
def test_letters_end_at_once_and_nobody_proves_anything(
    asker: Asker, form: str, is_reader: bool
) -> None:
    reader = asker.shop.address_key.id_of(JO)
    if is_reader:
        record = Subscriber(reader, Standing.SUBSCRIBED, NOON, address=JO)
        asker.shop.subscribers.commit(SubscriberChange(record))

    answer = asker.send(form)

    assert answer.headers["location"].endswith(f"?form={form}&done")
    assert asker.request().state is State.FULFILLED
    found = asker.shop.subscribers.get(reader)
    assert found
    assert (found.standing, found.address) == (Standing.LEFT, None)
    (letter,) = asker.mails()
    assert (letter.recipient, letter.subject) == (
        JO,
        "Your request at Juniper Bend Jewelry is done",
    )
    assert "no letters go to this address any more" in letter.text
    assert "From now on no letters go" in asker.web.get(answer.headers["location"]).text


@pytest.mark.promise("privacy/stopped-at-once")
@pytest.mark.parametrize("form", ["end-letters", "take-back", "object"])
def test_letters_end_where_somebody_has_moved_to_when_they_ask_by_their_old_address(
    asker: Asker, form: str
) -> None:
    old, new = (asker.shop.address_key.id_of(each) for each in (JO, "jo@newest.example"))
    for record in (
        Subscriber(old, Standing.LEFT, NOON, moved_to=new),
        Subscriber(new, Standing.SUBSCRIBED, NOON, address="jo@newest.example"),
    ):
        asker.shop.subscribers.commit(SubscriberChange(record))

    asker.send(form)
    mails = asker.mails()

    found = asker.shop.subscribers.get(new)
    assert found
    assert (found.standing, found.address) == (Standing.LEFT, None)
    assert [letter.recipient for letter in mails] == [JO]


@pytest.mark.promise("privacy/agents-see-nothing")
def test_an_agent_and_the_person_get_a_mail_each_and_neither_the_others_words(
    asker: Asker,
) -> None:
    asker.send(
        "agent", kind="access", name="Al <b>Helper", own_mail="al@helper.example", signed="yes"
    )

    to_jo, to_al = sorted(asker.mails(), key=lambda each: each.recipient, reverse=True)

    assert (to_jo.recipient, to_al.recipient) == (JO, "al@helper.example")
    for part in (to_jo.text, to_jo.html, to_al.text, to_al.html):
        assert "Helper" not in part
        assert "helper.example" not in part
        assert JO not in part
    assert "/api/privacy/request?t=" in to_jo.text
    assert "/api/privacy/request?t=" not in to_al.text


def test_what_an_agent_asks_for_waits_for_a_person_once_it_is_confirmed(asker: Asker) -> None:
    more = {"kind": "access", "name": "Al", "own_mail": "al@helper.example", "signed": "yes"}
    token = asker.proven("agent", **more)

    assert asker.request().state is State.IN_REVIEW
    assert asker.request().waits_for_owner
    assert "A person looks at it" in asker.see(token).text
    assert {letter.recipient for letter in asker.mails()} == {JO, "al@helper.example", FACTS.mail}


@pytest.mark.promise("privacy/children")
def test_a_guardian_proves_by_the_childs_mailbox_and_a_button(asker: Asker) -> None:
    more = {"name": "Mo", "own_mail": "mo@parent.example", "signed": "yes"}
    token = asker.proven("child", mail="kid@school.example", **more)

    asker.press("confirm", token)

    assert asker.request().state is State.IN_REVIEW
    assert not asker.request().waits_for_owner


def test_a_complaint_needs_no_proof_and_the_owner_is_told(asker: Asker) -> None:
    asker.send("complain", says="You spelled my name wrong.")

    letters = asker.mails()

    assert {letter.recipient for letter in letters} == {JO, FACTS.mail}
    assert asker.request().state is State.ACKNOWLEDGED
    assert not any("spelled" in letter.text for letter in letters)


def test_asking_twice_goes_on_as_one(asker: Asker) -> None:
    asker.proven("see")
    second = asker.proven("see")

    assert asker.request(2).state is State.DUPLICATE
    assert asker.request(2).of == "R-1"
    assert "An earlier request of yours" in asker.see(second).text


def test_who_takes_it_back_gets_a_page_on_which_nothing_can_be_pressed(asker: Asker) -> None:
    asker.send("erase")
    token = asker.token()
    asker.press("code", token)
    digits = asker.code()

    asker.press("revoke", token)

    assert asker.request().state is State.REVOKED
    assert "<form" not in asker.see(token).text
    for button, more in (
        ("code", {}),
        ("prove", {"code": digits}),
        ("prove-order", {"fact": "43360"}),
        ("confirm", {}),
        ("revoke", {}),
        ("appeal", {"mail": JO}),
        ("download", {}),
    ):
        answer = asker.press(button, token, **more)
        assert answer.status_code == (410 if button == "download" else 409)
        assert ("isn’t there any more" if button == "download" else "has moved on") in answer.text
    assert asker.request().state is State.REVOKED


def test_a_code_that_is_too_late_to_be_typed_in_is_not_mailed(asker: Asker) -> None:
    asker.send("see")
    token = asker.token()
    asker.press("code", token)
    asker.shop.clock.forward(minutes=11)

    assert asker.mails() == []


def test_an_appeal_is_heard_once_at_the_address_that_it_is_about(asker: Asker) -> None:
    token = denied(asker)
    page = asker.see(token).text

    stranger = asker.press("appeal", token, mail="al@helper.example")
    broken = asker.press("appeal", token, mail="jo", says="You know <me>.")
    heard = asker.press("appeal", token, mail=JO, says="You <b>know</b> me.")

    assert "We hold nothing that this could be about." in page
    assert "the data protection authority where you live" in page
    assert (stranger.status_code, broken.status_code, heard.status_code) == (422, 422, 303)
    assert 'value="jo"' in broken.text
    assert "You know &lt;me&gt;.</textarea>" in broken.text
    assert asker.request().state is State.APPEALED
    assert {letter.recipient for letter in asker.mails()} == {JO, FACTS.mail}
    assert asker.press("appeal", token, mail=JO).status_code == 409


def test_an_appeal_that_is_sent_as_a_form_goes_on_as_that_of_the_request(asker: Asker) -> None:
    denied(asker)

    asker.proven("appeal", about="r-1", says="Look again.")

    assert asker.request(1).state is State.APPEALED
    assert asker.request(2).state is State.DUPLICATE
    contact = asker.request(1).contact
    assert contact
    assert contact.appeal == "Look again."


def test_nobody_appeals_for_somebody_else(asker: Asker) -> None:
    denied(asker)

    asker.proven("appeal", mail="al@helper.example", about="R-1")

    assert asker.request(1).state is State.DENIED
    assert asker.request(2).reason is Reason.NO_MATCH


def denied(asker: Asker) -> str:
    """The token of a request that was denied."""
    token = asker.proven("correct", says="My name.")
    change = deny(asker.request(), Reason.NO_MATCH, asker.shop.clock())
    asker.shop.requests.commit(change)
    asker.mails()
    return token


@pytest.mark.promise("privacy/copy-link-ends")
def test_a_copy_is_fetched_five_times_and_by_a_button_only(asker: Asker) -> None:
    token = with_copy(asker)

    page = asker.see(token).text
    fetched = [asker.press("download", token) for _ in range(6)]

    assert "can be fetched 5 more times" in page
    assert [each.status_code for each in fetched] == [303] * 5 + [410]
    assert fetched[0].headers["location"] == (
        "https://bucket.example/exports/R-1/x.zip?name=my-data-R-1.zip"
    )
    assert "isn’t there any more" in fetched[5].text


@pytest.mark.promise("privacy/copy-link-ends")
def test_after_a_week_the_copy_is_gone(asker: Asker) -> None:
    token = with_copy(asker)

    asker.shop.clock.forward(days=7)

    page = asker.see(token).text
    assert "Download it" not in page
    assert '<a href="/privacy/request/">ask for a new one</a>' in page
    assert asker.press("download", token).status_code == 410


def test_what_runs_by_itself_is_not_said_to_be_looked_at(asker: Asker) -> None:
    token = asker.proven("see")

    assert "<h1>We’re on it</h1>" in asker.see(token).text


def test_a_correction_is_not_said_to_run_by_itself(asker: Asker) -> None:
    token = asker.proven("correct", says="My name.")
    asker.shop.requests.commit(begin(asker.request(), (), asker.shop.clock()))

    page = asker.see(token).text

    assert "A person puts it right" in page
    assert "by itself" not in page


def test_a_complaint_is_confirmed_as_one(asker: Asker) -> None:
    asker.send("complain", says="You wrote twice.")

    subjects = [letter.subject for letter in asker.mails() if letter.recipient == JO]
    assert subjects == ["Your complaint to Juniper Bend Jewelry"]


def with_copy(asker: Asker) -> str:
    token = asker.proven("see")
    now = asker.shop.clock()
    asker.shop.requests.commit(begin(asker.request(), (), now))
    copy = Download("exports/R-1/x.zip", now + timedelta(days=7))
    asker.shop.requests.commit(finish(asker.request(), now, download=copy))
    return token


@pytest.mark.promise("privacy/no-id")
def test_an_id_is_asked_for_only_where_the_owner_insists(asker: Asker) -> None:
    token = asker.proven("correct", says="My name.")
    before = asker.see(token).text

    insists = msgspec.structs.replace(FACTS, privacy=PrivacyFacts(insist_on_id=True))
    publish(msgspec.structs.replace(RELEASE, shop=insists), asker.shop.shelf)
    asker.shop.clock.forward(minutes=2)
    after = asker.see(token).text

    assert "A picture of your ID" not in before
    assert "A picture of your ID" in after
    assert re.search(r'name="key" value="proofs/R-1/[0-9a-f]{40}"', after)
    assert 'enctype="multipart/form-data"' in after


def insisting(asker: Asker) -> tuple[str, str]:
    """A request that waits for an owner who insists on an ID: its link, and the picture's key."""
    insists = msgspec.structs.replace(FACTS, privacy=PrivacyFacts(insist_on_id=True))
    publish(msgspec.structs.replace(RELEASE, shop=insists), asker.shop.shelf)
    asker.shop.clock.forward(minutes=2)
    token = asker.proven("correct", says="My name.")
    return token, proof_key(asker.request().id, asker.shop.address_key)


def test_a_picture_that_has_arrived_is_said_and_can_be_replaced(asker: Asker) -> None:
    token, key = insisting(asker)
    before = asker.see(token).text

    asker.proofs.hand_in(key, b"\x89PNG\r\n\x1a\n a screen")
    after = asker.see(token).text

    assert "has arrived" not in before
    assert "Your picture has arrived. If you send another, it takes its place." in after
    assert list(asker.proofs.files) == [key]


def test_a_file_that_isnt_what_it_says_is_deleted_and_told_kindly(asker: Asker) -> None:
    token, key = insisting(asker)
    asker.proofs.hand_in(key, b"<svg><script>alert(1)</script></svg>")

    answer = asker.see(token)

    assert answer.status_code == 200
    assert "no photo (JPEG) and no picture of a screen (PNG), so we deleted it" in answer.text
    assert 'aria-describedby="error-file"' in answer.text
    assert asker.proofs.files == {}
    assert "so we deleted it" not in asker.see(token).text


def test_where_nobody_is_asked_for_an_id_nobody_looks_for_one(asker: Asker) -> None:
    token = asker.proven("correct", says="My name.")
    key = proof_key(asker.request().id, asker.shop.address_key)
    asker.proofs.hand_in(key, b"<svg>")

    asker.see(token)

    assert list(asker.proofs.files) == [key]


@pytest.mark.parametrize("form", [form.slug for form in FORMS])
def test_every_form_is_shown_again_with_what_was_typed(asker: Asker, form: str) -> None:
    answer = asker.send(form, mail="<script>", says="Some <b>words", name="<i>")

    assert answer.status_code == 422
    assert "Before we can take this up" in answer.text
    assert '<a href="#mail">Enter ' in answer.text
    assert 'value="&lt;script&gt;"' in answer.text
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert asker.shop.tables.requests == {}
    assert asker.mails() == []


HOSTILE = '=HYPERLINK("x")<script>alert(1)</script>'
HOSTILE_MAIL = "=cmd|'/c'!a@buyer.example"


@pytest.mark.parametrize("form", [form.slug for form in FORMS])
def test_markup_and_formulas_in_every_field_are_shown_and_mailed_to_nobody(
    asker: Asker, form: str
) -> None:
    """What may be typed is taken up; the owner alone reads it, in her terminal."""
    more = {"says": HOSTILE, "name": HOSTILE, "own_mail": "al@helper.example", "about": "R-7"}
    answer = asker.send(form, HOSTILE_MAIL, **more, signed="yes", kind=KINDS.get(form, ""))
    assert answer.status_code == 303

    mails = asker.mails()

    token = re.search(r"/api/privacy/request\?t=(\S+)", "".join(each.text for each in mails))
    pages = [asker.web.get(answer.headers["location"]).text]
    pages += [asker.see(token[1]).text] if token else []
    assert mails
    for text in (*pages, *(each.html for each in mails), *(each.text for each in mails)):
        assert "<script>alert" not in text
        assert "HYPERLINK" not in text
    assert form == "agent" or token or asker.request().state is State.FULFILLED


KINDS = {"agent": "access"}


def test_an_appeal_that_is_shown_again_shows_what_was_typed_as_text(asker: Asker) -> None:
    token = asker.proven("see")
    asker.shop.requests.commit(deny(asker.request(), Reason.NO_MATCH, asker.shop.clock()))

    answer = asker.press("appeal", token, mail=HOSTILE, says=HOSTILE)

    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert answer.text.count("HYPERLINK") == 2


@pytest.mark.promise("privacy/signal-honored")
@pytest.mark.parametrize(
    ("value", "noted"), [("1", True), ("0, 1", True), ("0", False), ("yes", False)]
)
def test_a_browsers_privacy_control_is_kept_with_the_request_and_in_its_ledger(
    asker: Asker, value: str, noted: bool
) -> None:
    data = {"form": "see", "mail": JO}
    asker.web.post("/api/privacy/request", data=data, headers=FORM | {"Sec-GPC": value})

    entries = asker.shop.ledger.entries("request#R-1")
    assert ("global_privacy_control" in [each.what for each in entries]) == noted
    assert asker.request().signal == noted
    assert asker.request().revision == 1


def test_a_program_is_answered_as_a_program(asker: Asker) -> None:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}

    taken = asker.web.post(
        "/api/privacy/request", json={"form": "see", "mail": JO}, headers=headers
    )
    refused = asker.web.post("/api/privacy/request", json={"form": "see"}, headers=headers)

    assert (taken.status_code, taken.json()) == (202, {"taken_up": "see"})
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["mail"]


def is_set_aside(asker: Asker, number: int = 1) -> str:
    """The link's token of a request by which Jo's data was set aside."""
    asker.press("confirm", token := asker.proven("set-aside"))
    for decide in (lambda each: begin(each, [Work(EVERYWHERE, "set_aside")], NOON), aside, done):
        change = decide(asker.request(number))
        assert change
        asker.shop.requests.commit(change)
    asker.mails()
    return token


def aside(request: Request) -> RequestChange | None:
    return set_aside(request, NOON)


def done(request: Request) -> RequestChange:
    return finish(request, NOON)


def test_who_had_their_data_set_aside_ends_it_on_the_requests_page(asker: Asker) -> None:
    token = is_set_aside(asker)
    jo = asker.shop.address_key.id_of(JO)

    page = asker.see(token).text
    looked = asker.web.get(f"/api/privacy/lift?t={token}")
    stands = asker.shop.requests.restriction(jo)
    pressed = asker.press("lift", token)
    after = asker.see(token).text
    again = asker.press("lift", token)

    assert "Your data is set aside" in page
    assert "on March 2, 2028, and we write to you a month before" in page
    assert (looked.status_code, stands is not None) == (200, True)
    assert (pressed.status_code, again.status_code) == (303, 303)
    assert asker.shop.requests.restriction(jo) is None
    assert "It has ended, and your data is used as before." in after
    assert "Use my data again" not in after


def test_the_page_says_when_the_owner_lifts_it_and_how_to_have_it_go_on(asker: Asker) -> None:
    token = is_set_aside(asker)
    jo = asker.shop.address_key.id_of(JO)
    change = announce_end(asker.request(), asker.shop.requests.restriction(jo), NOON)
    asker.shop.requests.commit(change)

    assert asker.mails() == []  # nothing of Jo is held, so nothing is used again
    assert "It ends on March 16, 2026, as we wrote to you" in asker.see(token).text


def test_the_page_of_an_earlier_request_says_that_a_later_one_holds(asker: Asker) -> None:
    earlier = is_set_aside(asker)

    later = is_set_aside(asker, 2)

    assert "A later" not in asker.see(later).text
    assert "You have asked for it again since" in asker.see(earlier).text
    assert "Use my data again" not in asker.see(earlier).text
    asker.press("lift", earlier)
    assert asker.shop.requests.restriction(asker.shop.address_key.id_of(JO))
