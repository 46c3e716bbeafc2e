"""Publishing again ends the same, and never loses a sale."""

import msgspec
import pytest

from domain.catalogue import Piece, Release
from domain.publishing import publish
from domain.stock import StockMismatchError
from tests.samples import DAWN_HOOPS, EMBER_RING, RELEASE, RIVER_BAND, SIGNET, SmallShop


def remade(piece: Piece, made: int) -> Piece:
    variants = tuple(msgspec.structs.replace(variant, made=made) for variant in piece.variants)
    return msgspec.structs.replace(piece, variants=variants)


def release(*pieces: Piece) -> Release:
    return msgspec.structs.replace(RELEASE, pieces=pieces)


def test_publishing_the_same_twice_changes_nothing() -> None:
    shop = SmallShop()

    assert publish(RELEASE, shop.shelf) == []


def test_pieces_made_since_are_added_beside_what_is_held_and_sold() -> None:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS", 2)
    sold = shop.buy("DAWN-HOOPS", 3)
    shop.payments.pay(sold.session_id or "")
    shop.settlement.handle(shop.event(sold))

    publish(release(RIVER_BAND, EMBER_RING, remade(DAWN_HOOPS, 12)), shop.shelf)

    assert shop.counters("DAWN-HOOPS") == (7, 2, 3)


def test_fewer_made_than_are_spoken_for_stops_before_anything_is_written() -> None:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS", 4)
    cheaper = msgspec.structs.replace(RIVER_BAND, title="River band, new name")

    with pytest.raises(StockMismatchError, match=r"DAWN-HOOPS.*made: 4 or more"):
        publish(release(cheaper, EMBER_RING, remade(DAWN_HOOPS, 3)), shop.shelf)

    assert shop.counters("DAWN-HOOPS") == (6, 4, 0)
    assert shop.shelf.items(["RIVER-BAND-6"])["RIVER-BAND-6"].title == "River band"


def test_a_piece_that_left_stays_on_the_shelf_unlisted_with_its_sales() -> None:
    shop = SmallShop()

    changed = publish(release(RIVER_BAND, DAWN_HOOPS, SIGNET), shop.shelf)

    assert changed == ["EMBER-RING"]
    assert shop.shelf.items(["EMBER-RING"])["EMBER-RING"].listed is False


def test_a_piece_that_comes_back_is_listed_again() -> None:
    shop = SmallShop()
    publish(release(RIVER_BAND, DAWN_HOOPS), shop.shelf)

    publish(RELEASE, shop.shelf)

    assert shop.shelf.items(["EMBER-RING"])["EMBER-RING"].listed is True


def test_the_same_content_is_the_same_release_and_other_content_another() -> None:
    same = msgspec.json.decode(msgspec.json.encode(RELEASE), type=Release)

    assert same.id == RELEASE.id
    assert release(RIVER_BAND).id != RELEASE.id


def test_every_number_that_contradicts_a_sale_is_listed_with_its_piece() -> None:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS", 4)
    sold = shop.buy("RIVER-BAND-6", 2)
    shop.payments.pay(sold.session_id or "")
    shop.settlement.handle(shop.event(sold))

    with pytest.raises(StockMismatchError) as caught:
        publish(release(remade(RIVER_BAND, 1), EMBER_RING, remade(DAWN_HOOPS, 3)), shop.shelf)

    assert caught.value.sentences == (
        (
            "River band (river-band): RIVER-BAND-6: the file says 1 made, but 2 are sold. "
            "Write made: 2 or more."
        ),
        (
            "Dawn hoops (dawn-hoops): DAWN-HOOPS: the file says 3 made, but 0 are sold and 4 being "
            "paid for. Write made: 4 or more, or wait until nobody is paying."
        ),
    )


def test_what_becomes_made_to_order_keeps_its_sales_and_what_is_held() -> None:
    shop = SmallShop()
    shop.buy("DAWN-HOOPS", 4)
    (variant,) = DAWN_HOOPS.variants
    to_order = msgspec.structs.replace(variant, made=0, lead_days=10)
    hoops = msgspec.structs.replace(DAWN_HOOPS, variants=(to_order,))

    publish(release(hoops), shop.shelf)
    again = publish(release(hoops), shop.shelf)

    assert again == []
    assert shop.counters("DAWN-HOOPS") == (0, 4, 0)
    piece = shop.shelf.piece("dawn-hoops")
    assert piece
    assert (piece.sold_out, piece.variants[0].left) == (False, None)
