"""Letters as messages: both bodies, headers that machines can read, nothing smuggled."""

from __future__ import annotations

import email
from email.policy import default

import msgspec
import pytest

from domain.letterhead import sender_line
from domain.mail import InlinePicture, Letter, ListHeaders, MailRefusedError
from functions.adapters.mime import built, recipient_of, sender_of, wire
from tests.samples import NOON

LETTER = Letter(
    sender="Juniper Bend Jewelry <orders@juniperbend.example>",
    recipient="jo@buyer.example",
    reply_to="hello@juniperbend.example",
    subject="Your order – thank you",
    text="Plain ünïcode\n",
    html="<p>Rich ünïcode</p>",
    tags={"message": "confirmation-ORDER1"},
)
LEAVE = f"https://shop.example/api/newsletter/leave?t={'A' * 220}"
LISTED = ListHeaders(
    "letter.juniperbend.example", LEAVE, "Juniper, Bend", "https://shop.example/letters/"
)


def changed(**facts: object) -> Letter:
    return msgspec.structs.replace(LETTER, **facts)


def headers(letter: Letter) -> dict[str, str]:
    """As they stand on the wire, line by line, unfolded by nobody."""
    head, _, _ = wire(built(letter, NOON)).decode("ascii").partition("\r\n\r\n")
    return dict(line.split(": ", 1) for line in head.split("\r\n") if not line.startswith(" "))


def test_a_letter_carries_both_bodies_and_where_to_answer() -> None:
    message = built(LETTER, NOON)

    assert message["Reply-To"] == "hello@juniperbend.example"
    assert message["Subject"] == "Your order – thank you"
    parts = {part.get_content_type(): part.get_content() for part in message.iter_parts()}
    assert parts == {"text/plain": "Plain ünïcode\n", "text/html": "<p>Rich ünïcode</p>\n"}


def test_a_letter_says_when_it_was_written_and_that_no_machine_need_answer() -> None:
    written = headers(LETTER)

    assert written["Date"] == "Mon, 02 Mar 2026 18:00:00 +0000"
    assert written["Auto-Submitted"] == "auto-generated"
    assert "Auto-Submitted" not in headers(changed(automatic=False))


def test_the_same_letter_sent_twice_has_the_same_id_of_the_senders_domain() -> None:
    ids = [headers(each)["Message-ID"] for each in (LETTER, LETTER, changed(tags={"message": "x"}))]

    assert ids[0] == ids[1] != ids[2]
    assert ids[0].endswith("@juniperbend.example>")


def test_what_belongs_to_a_list_says_so_in_headers_that_stay_whole() -> None:
    written = headers(changed(list=LISTED))

    assert written["List-Unsubscribe"] == f"<{LEAVE}>"
    assert written["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert written["List-Id"] == '"Juniper, Bend" <letter.juniperbend.example>'
    assert written["List-Archive"] == "<https://shop.example/letters/>"


def test_a_lists_name_with_an_accent_is_encoded_and_its_id_isnt() -> None:
    listed = msgspec.structs.replace(LISTED, name="Été Bijoux")

    written = headers(changed(list=listed))

    assert written["List-Id"] == "=?utf-8?b?w4l0w6kgQmlqb3V4?= <letter.juniperbend.example>"
    read = email.message_from_bytes(wire(built(changed(list=listed), NOON)), policy=default)
    assert read["List-Id"] == "Été Bijoux <letter.juniperbend.example>"


@pytest.mark.parametrize(
    "leave", ["https://a.example/>, <mailto:x@y.example", "https://a.example\nBcc: x"]
)
def test_a_link_that_isnt_one_is_refused(leave: str) -> None:
    with pytest.raises(MailRefusedError):
        built(changed(list=msgspec.structs.replace(LISTED, leave=leave)), NOON)


@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to", "subject"])
@pytest.mark.parametrize("smuggled", ["x\nBcc: all@buyer.example", "x\rBcc: all@buyer.example"])
def test_a_header_with_a_line_break_is_refused(field: str, smuggled: str) -> None:
    with pytest.raises(MailRefusedError):
        built(changed(**{field: smuggled}), NOON)


def test_a_lists_name_with_a_line_break_is_refused() -> None:
    listed = msgspec.structs.replace(LISTED, name="Shop\r\nBcc: all@buyer.example")

    with pytest.raises(MailRefusedError):
        built(changed(list=listed), NOON)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("jo+ring@buyer.example", "jo+ring@buyer.example"),
        ("jo@bücher.example.", "jo@xn--bcher-kva.example"),
        ("jo..lee@buyer.example", '"jo..lee"@buyer.example'),
        ("jo.@buyer.example", '"jo."@buyer.example'),
        ('j"o\\@buyer.example', '"j\\"o\\\\"@buyer.example'),
        ("jo(x)@buyer.example", '"jo(x)"@buyer.example'),
    ],
)
def test_odd_addresses_are_written_as_mail_servers_read_them(typed: str, written: str) -> None:
    message = built(changed(recipient=typed), NOON)

    assert recipient_of(message) == written
    read = email.message_from_bytes(wire(message), policy=default)
    (address,) = read["To"].addresses
    assert not read["To"].defects
    assert (address.username, "@", address.domain) == (
        typed.partition("@")[0],
        "@",
        written.rpartition("@")[2],
    )


@pytest.mark.parametrize(
    "recipient",
    [
        *("jö@buyer.example", "jo@", "@buyer.example", "jo@☃️.example", "jo@localhost", ""),
        *("jo@buyer.example, al@buyer.example", "jo lee@buyer.example", "jo@buyer..example"),
        "=?utf-8?q?al=40buyer.example=2C?=@jo.example",
    ],
)
def test_an_address_that_nobody_delivers_to_is_refused(recipient: str) -> None:
    with pytest.raises(MailRefusedError):
        built(changed(recipient=recipient), NOON)


def test_a_sender_with_accents_in_name_and_domain_is_written_in_ascii() -> None:
    message = built(changed(sender=sender_line("Été Bijoux", "orders@été.example")), NOON)

    sender = "=?utf-8?b?w4l0w6kgQmlqb3V4?= <orders@xn--t-9fab.example>"
    assert sender_of(message) == sender


def test_the_wire_is_ascii_with_short_lines_whatever_is_said() -> None:
    raw = wire(built(changed(text="ü" * 5000 + "\n", html=f"<p>{'x' * 5000}</p>"), NOON))

    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"Content-Transfer-Encoding: 8bit" not in raw


PICTURE = InlinePicture("piece-1@shop.example", "ring.jpg", "image/jpeg", b"\xff\xd8\xff" * 400)


def test_pictures_travel_beside_the_html_that_shows_them_and_text_stays_first() -> None:
    other = msgspec.structs.replace(PICTURE, cid="piece-2@shop.example", filename="böhm.jpg")
    raw = wire(built(changed(pictures=(PICTURE, other)), NOON))
    message = email.message_from_bytes(raw, policy=default)

    text, related = message.iter_parts()
    rich, *pictures = related.iter_parts()

    assert [part.get_content_type() for part in (message, text, related, rich)] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
    ]
    assert [part["Content-ID"] for part in pictures] == [
        "<piece-1@shop.example>",
        "<piece-2@shop.example>",
    ]
    assert [part.get_filename() for part in pictures] == ["ring.jpg", "böhm.jpg"]
    assert {part.get_content_disposition() for part in pictures} == {"inline"}
    assert {part.get_content_type() for part in pictures} == {"image/jpeg"}
    assert {part.get_content() for part in pictures} == {PICTURE.data}
    assert text.get_content().strip() == "Plain ünïcode"
    assert raw.isascii()


@pytest.mark.parametrize("field", ["cid", "filename"])
def test_a_picture_can_not_smuggle_a_header(field: str) -> None:
    smuggled = msgspec.structs.replace(PICTURE, **{field: "1\r\nBcc: all@buyer.example"})

    with pytest.raises(MailRefusedError):
        built(changed(pictures=(smuggled,)), NOON)
