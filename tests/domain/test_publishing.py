"""Publishing again ends the same, and never loses a sale."""

from datetime import date

import msgspec
import pytest

from domain.catalogue import Piece, Release
from domain.policies import PolicyRewrittenError, PolicyVersion, PolicyWithdrawnError
from domain.publishing import publish
from domain.stock import StockMismatchError
from tests.policies import POLICIES, a_version
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


def with_policies(*policies: PolicyVersion) -> Release:
    return msgspec.structs.replace(RELEASE, policies=policies)


@pytest.mark.promise("privacy/versions-stay")
def test_a_sealed_version_that_reads_differently_stops_before_anything_is_written() -> None:
    shop = SmallShop()
    (*others, terms) = POLICIES
    rewritten = a_version("terms", terms.effective, hold_minutes=60)
    dearer = msgspec.structs.replace(
        with_policies(*others, rewritten), pieces=(remade(DAWN_HOOPS, 12),)
    )

    with pytest.raises(PolicyRewrittenError) as caught:
        publish(dearer, shop.shelf)

    assert (caught.value.published, caught.value.found) == (terms.sha256, rewritten.sha256)
    assert "terms/2026-01-01" in str(caught.value)
    assert shop.shelf.policies() == POLICIES
    assert shop.shelf.policy("terms", terms.effective) == terms
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_a_version_that_was_announced_and_sealed_may_not_change_either() -> None:
    shop = SmallShop()
    coming = a_version("terms", date(2026, 6, 1), hold_minutes=60)
    publish(with_policies(*POLICIES, coming), shop.shelf)

    with pytest.raises(PolicyRewrittenError):
        publish(
            with_policies(*POLICIES, a_version("terms", date(2026, 6, 1), hold_minutes=45)),
            shop.shelf,
        )


def test_a_version_that_isnt_sealed_may_still_be_rewritten() -> None:
    shop = SmallShop()
    day = date(2026, 6, 1)
    draft = msgspec.structs.replace(a_version("terms", day, hold_minutes=45), sealed=False)
    better = msgspec.structs.replace(a_version("terms", day, hold_minutes=60), sealed=False)
    publish(with_policies(*POLICIES, draft), shop.shelf)

    publish(with_policies(*POLICIES, better), shop.shelf)

    assert shop.shelf.policy("terms", day) == better
    assert [each for each in shop.shelf.policies() if each.effective == day] == [better]


def test_what_was_sealed_once_stays_sealed() -> None:
    shop = SmallShop()
    unsealed = [msgspec.structs.replace(each, sealed=False) for each in POLICIES]

    publish(with_policies(*unsealed), shop.shelf)

    assert shop.shelf.policies() == POLICIES


def test_the_last_versions_that_were_replaced_stay_at_hand_and_older_ones_dont() -> None:
    shop = SmallShop()
    (cookies, *others) = POLICIES
    later = [a_version("cookies", date(2026, month, 1)) for month in range(2, 7)]

    for version in later:
        publish(with_policies(version, *others), shop.shelf)

    days = [each.effective.month for each in shop.shelf.policies() if each.policy == "cookies"]
    assert days == [3, 4, 5, 6]
    assert shop.shelf.policy("cookies", cookies.effective) == cookies


@pytest.mark.promise("privacy/versions-stay")
@pytest.mark.parametrize("day", [date(2026, 2, 1), date(2026, 6, 1)], ids=["in-force", "to-come"])
def test_going_back_to_a_release_before_a_sealed_version_stops_before_anything_is_written(
    day: date,
) -> None:
    shop = SmallShop()
    told = a_version("terms", day, hold_minutes=60)
    publish(with_policies(*POLICIES, told), shop.shelf)
    dearer = msgspec.structs.replace(RELEASE, pieces=(remade(DAWN_HOOPS, 12),))

    with pytest.raises(PolicyWithdrawnError, match=f"terms/{day} was published"):
        publish(dearer, shop.shelf)

    assert shop.shelf.policies() == (*POLICIES, told)
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)


def test_a_policy_of_which_nothing_is_in_the_release_is_missed_as_well() -> None:
    shop = SmallShop()

    with pytest.raises(PolicyWithdrawnError, match="cookies/2026-01-01"):
        publish(with_policies(*POLICIES[1:]), shop.shelf)


@pytest.mark.parametrize("moved", [(), (date(2026, 7, 1),)], ids=["dropped", "moved"])
def test_an_announced_version_that_isnt_sealed_may_be_taken_back(moved: tuple[date, ...]) -> None:
    shop = SmallShop()
    draft, *later = (
        msgspec.structs.replace(a_version("terms", day), sealed=False)
        for day in (date(2026, 6, 1), *moved)
    )
    publish(with_policies(*POLICIES, draft), shop.shelf)

    publish(with_policies(*POLICIES, *later), shop.shelf)

    assert shop.shelf.policies() == (*POLICIES, *later)


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
