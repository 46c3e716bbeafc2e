"""`shop packing-list`: what is to be packed, to read and to print."""

from __future__ import annotations

import io
import json
import stat
from datetime import date
from pathlib import Path

import msgspec
import pytest
from pypdf import PdfReader

from desk.packing_list import told
from desk.packing_pdf import pdf_of
from domain.fulfilment import annotate, ship, start
from domain.gift import Gift
from domain.ordered import Address, Shipment
from domain.orders import Order
from domain.packing import Parcel, parcels
from tests.desk.drawer import shop
from tests.samples import NOON, SmallShop, cart

TODAY = date(2026, 3, 2)


@pytest.fixture
def paid() -> Order:
    """An engraved signet and two bands, paid for and to leave on a day."""
    small = SmallShop()
    order = small.begin(cart("SIGNET-7-SILVER 1 20500 Ada & B", "RIVER-BAND-6 2 48000"))
    small.payments.pay(order.session_id or "")
    small.settlement.handle(small.event(order))
    return small.order(order.id)


def listed(*orders: Order) -> list[Parcel]:
    return parcels(orders)


def text(order: Order) -> str:
    return "\n".join(told(listed(order), TODAY))


def test_a_block_has_what_is_needed_to_make_and_pack(paid: Order) -> None:
    gift = Gift("Happy birthday,\nmy dear", receipt=True)
    noted = annotate(msgspec.structs.replace(paid, gift=gift), "Use the blue box", NOON).order

    said = text(noted)

    for words in (
        f"To leave by March {noted.ships_on.day if noted.ships_on else ''}, 2026",
        "Order ORDER1, not begun",
        "[ ] 1 × Granite signet, US 7, Silver (SIGNET-7-SILVER",
        "    Engrave: Ada & B\n    7 characters: A, d, a, space, &, space, B",
        "[ ] 2 × River band, ",
        "Write on the card:\n    Happy birthday,\n    my dear\nPrint its gift receipt",
        "Send it to:\n    Jo Buyer\n    1 Elm St\n    Austin, TX 78701\n    United States",
        "Your note: Use the blue box",
    ):
        assert words in said


def test_what_has_to_leave_first_is_on_top_and_what_is_late_says_so(paid: Order) -> None:
    days = (date(2026, 3, 9), date(2026, 3, 1), None, TODAY)
    orders = [
        msgspec.structs.replace(paid, id=f"O{number}", ships_on=day)
        for number, day in enumerate(days)
    ]

    lines = list(told(listed(*orders), TODAY))

    assert [line.strip() for line in lines if line.startswith(("To leave", "Without"))] == [
        "To leave by March 1, 2026, and late",
        "To leave by March 2, 2026, today",
        "To leave by March 9, 2026",
        "Without a day to leave by",
    ]
    assert [line[6:8] for line in lines if line.startswith("Order")] == ["O1", "O3", "O0", "O2"]


def test_what_has_left_or_is_not_paid_is_not_packed(paid: Order) -> None:
    making = start(paid, NOON).order
    shipped = ship(making, Shipment("usps", "9400"), NOON).order
    draft = SmallShop().buy("EMBER-RING")

    assert [each.begun for each in listed(making, shipped, draft)] == [True]


def test_every_letter_of_a_name_is_in_the_file_that_is_printed(paid: Order) -> None:
    name = "Zoë Łukasz Ђорђе Ярослава Ἀθηνᾶ Ñuñez"
    address = Address(name, "1 Elm St", "", "Αθήνα", "", "105 57", "GR")

    printed = pdf(msgspec.structs.replace(paid, address=address))

    assert f"{name}\n1 Elm St\n{address.city} 105 57\nGreece" in read(printed)
    assert b"FontFile2" in printed


def test_a_sign_that_can_t_be_printed_is_named(paid: Order) -> None:
    gift = Gift("张 \N{BLACK HEART SUIT}\N{VARIATION SELECTOR-16}")

    printed = read(pdf(msgspec.structs.replace(paid, gift=gift)))

    assert "[cjk unified ideograph-5f20] [black heart suit]\n" in printed
    assert "name signs that can't be printed here" in printed
    assert "can't be printed" not in read(pdf(paid))


def test_an_order_is_not_broken_over_two_pages() -> None:
    blocks = [["Order A", *["line"] * 30], ["Order B", *["line"] * 30]]

    pages = PdfReader(io.BytesIO(pdf_of([("Today", blocks)], TODAY, "en_US"))).pages

    assert [page.extract_text().count("line") for page in pages] == [30, 30]


def test_the_file_is_for_its_owner_alone(
    stack_file: Path, dynamo_shop: SmallShop, tmp_path: Path
) -> None:
    order = dynamo_shop.buy("EMBER-RING")
    dynamo_shop.payments.pay(order.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(order))
    file = tmp_path / "list.pdf"
    file.write_text("open to everybody" * 9999)
    file.chmod(0o644)

    result = shop("packing-list", "--pdf", "--into", str(file), "--stack", str(stack_file))

    assert result.output == f"{file} has 1 order to pack. Delete it when all is sent.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes().startswith(b"%PDF-")
    assert b"everybody" not in file.read_bytes()
    (row,) = json.loads(shop("packing-list", "--json", "--stack", str(stack_file)).output)
    assert (row["order"], row["pieces"][0]["sku"]) == (order.id, "EMBER-RING")
    assert "1 × Ember ring" in shop("packing-list", "--stack", str(stack_file)).output


def test_nothing_to_pack_is_said(stack_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "list.pdf"

    result = shop("packing-list", "--pdf", "--into", str(file), "--stack", str(stack_file))

    assert result.output == "Nothing to pack.\n"
    assert not file.exists()


def test_a_folder_that_isn_t_there_is_said_kindly(
    stack_file: Path, dynamo_shop: SmallShop, tmp_path: Path
) -> None:
    order = dynamo_shop.buy("EMBER-RING")
    dynamo_shop.payments.pay(order.session_id or "")
    dynamo_shop.settlement.handle(dynamo_shop.event(order))
    file = tmp_path / "nowhere/list.pdf"

    result = shop("packing-list", "--pdf", "--into", str(file), "--stack", str(stack_file))

    assert result.exit_code == 4
    assert "Say another one with --into." in result.stderr


def pdf(order: Order) -> bytes:
    lines = list(told(listed(order), TODAY))
    return pdf_of([(lines[0], [lines[1:-1]])], TODAY, "en_US")


def read(document: bytes) -> str:
    """What is on its pages, as a reader of PDFs copies it."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages)
