"""What every shelf, order book and outbox promises: the fakes and DynamoDB alike."""

import collections
from datetime import date, timedelta

import msgspec
import pytest

from domain import outbox
from domain.announcing import Audience, Kind, Notice
from domain.catalogue import Piece
from domain.consent import Consent
from domain.gift import Gift
from domain.ledger import Head, head_of, next_entry
from domain.order_book import Change, Counter, EventSeenError, StaleOrderError
from domain.ordered import DiscountCode, Line, Note, Refund, RefundState, Shipment, Totals
from domain.orders import Order, Status, advance, with_session
from domain.publishing import publish
from domain.shelf import ShelfItem
from domain.shop import Tax, TaxRate
from domain.stock import Move, Shortage, Stock, StockGoneError
from domain.stock_keeping import What, Why, kept
from tests.policies import POLICIES, a_version
from tests.samples import EMBER_RING, FACTS, NOON, RELEASE, RIVER_BAND, SIGNET, SmallShop, cart


def line(sku: str, quantity: int = 1) -> Line:
    return Line(sku, "slug", "Title", "US 7", "/pieces/slug/", 48000, quantity, tax_code="txcd_1")


def draft(*lines: Line, number: int = 1) -> Order:
    return Order(
        id=f"ORDER{number}",
        status=Status.DRAFT,
        lines=lines,
        currency="USD",
        country="US",
        countries=("US",),
        rates=FACTS.zones[0].rates,
        release="abc",
        created_at=NOON + timedelta(seconds=number),
        expires_at=NOON + timedelta(minutes=31),
    )


def hold(shop: SmallShop, order: Order) -> Order:
    shop.book.commit(Change(order, Move.HOLD))
    return order


@pytest.mark.promise("terms/agreement-kept")
def test_an_order_comes_back_as_it_was_written(shop: SmallShop) -> None:
    order = msgspec.structs.replace(
        draft(line("EMBER-RING")),
        totals=Totals(subtotal=1, shipping=2, tax=3, discount=0, total=6),
        customer_name="Zoë «Quote» O'Hara",
        paid_at=NOON,
        agreed_at=NOON,
        policies=tuple(each.ref for each in POLICIES),
        consent=Consent("newsletter", "words", "cart", NOON, (POLICIES[0].ref,)),
        ships_on=date(2026, 6, 4),
        days_to_ship=3,
        tax=Tax("fixed", rates=(TaxRate("txr_1", "Sales tax", "8.25", ("US",)),)),
        code=DiscountCode("WELCOME", "promo_1"),
        gift=Gift("For Ada,\nwith love ♥", receipt=True),
        bench={"2026-W12": 2},
        network="a" * 20,
        reminder_mail="jo@buyer.example",
        subject="a" * 40,
        erased_at=NOON,
        shipment=Shipment("usps", "9400"),
        shipped_at=NOON,
        refunds=(Refund("ORDER1-r1", 5, "size", NOON, (0, 1), RefundState.MADE, "re_1"),),
        notes=(Note(NOON, "call first"),),
        head=Head(3, "b" * 64),
    )

    hold(shop, order)

    assert shop.book.get("ORDER1") == order
    assert shop.book.get("NOBODYS") is None


def test_what_is_somebodys_is_found_by_their_hash_the_oldest_first(shop: SmallShop) -> None:
    of_jo = [
        msgspec.structs.replace(draft(line("DAWN-HOOPS"), number=number), subject="jo")
        for number in (3, 1, 2)
    ]
    of_al = msgspec.structs.replace(draft(line("DAWN-HOOPS"), number=4), subject="al")
    for order in (*of_jo, of_al, draft(line("DAWN-HOOPS"), number=5)):
        hold(shop, order)

    found = shop.book.of_subject("jo")

    assert [order.id for order in found] == ["ORDER1", "ORDER2", "ORDER3"]
    assert shop.book.of_subject("ed") == []


def test_every_move_takes_from_one_counter_what_it_gives_to_another(shop: SmallShop) -> None:
    order = hold(shop, draft(line("DAWN-HOOPS", 3)))
    held = shop.counters("DAWN-HOOPS")
    paid = advance(order, Status.PAID)
    shop.book.commit(Change(paid, Move.SELL))
    sold = shop.counters("DAWN-HOOPS")
    other = hold(shop, draft(line("DAWN-HOOPS", 2), number=2))
    expired = advance(other, Status.EXPIRED)
    shop.book.commit(Change(expired, Move.RELEASE))
    released = shop.counters("DAWN-HOOPS")
    shop.book.commit(Change(advance(expired, Status.PAID), Move.RETAKE))

    assert (held, sold, released) == ((7, 3, 0), (7, 0, 3), (7, 0, 3))
    assert shop.counters("DAWN-HOOPS") == (5, 0, 5)


def test_lines_of_the_same_piece_are_summed_before_they_are_held(shop: SmallShop) -> None:
    order = draft(line("RIVER-BAND-7", 1), line("RIVER-BAND-7", 2))

    with pytest.raises(StockGoneError) as caught:
        hold(shop, order)

    assert caught.value.shortages == (Shortage("RIVER-BAND-7", 3, available=2, held=0),)
    assert shop.counters("RIVER-BAND-7") == (2, 0, 0)


def test_events_that_were_handled_are_told_from_those_that_werent(shop: SmallShop) -> None:
    shop.book.note_event("evt_noted")
    many = [f"evt_{number}" for number in range(150)]

    assert shop.book.seen_events([*many, "evt_noted"]) == {"evt_noted"}
    assert shop.book.seen_events([]) == set()


def test_one_piece_missing_holds_none_of_the_others(shop: SmallShop) -> None:
    hold(shop, draft(line("EMBER-RING")))

    with pytest.raises(StockGoneError) as caught:
        hold(shop, draft(line("DAWN-HOOPS"), line("EMBER-RING"), number=2))

    assert caught.value.shortages == (Shortage("EMBER-RING", 1, available=0, held=1),)
    assert shop.counters("DAWN-HOOPS") == (10, 0, 0)
    assert shop.book.get("ORDER2") is None


def test_a_piece_the_shelf_never_had_is_gone(shop: SmallShop) -> None:
    with pytest.raises(StockGoneError) as caught:
        hold(shop, draft(line("NO-SUCH")))

    assert caught.value.shortages == (Shortage("NO-SUCH", 1, available=0, held=0),)


def test_what_is_made_to_order_is_written_and_moves_nothing(shop: SmallShop) -> None:
    to_order = msgspec.structs.replace(line("SIGNET-7-GOLD", 90), lead_days=15, engraving="For Ada")
    order = hold(shop, draft(to_order))

    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL))

    paid = shop.book.get("ORDER1")
    assert paid
    assert (paid.status, paid.lines) == (Status.PAID, (to_order,))
    assert shop.counters("SIGNET-7-GOLD") == (0, 0, 0)
    with pytest.raises(StaleOrderError):
        hold(shop, draft(to_order))


def test_an_order_of_fifty_pieces_is_one_transaction(shop: SmallShop) -> None:
    publish(msgspec.structs.replace(RELEASE, pieces=fifty_rings()), shop.shelf)
    lines = [f"PIECE-{n} 1 48000" for n in range(50)]

    order = shop.begin(cart(*lines))
    shop.payments.pay("cs_1")
    shop.settlement.handle(shop.event(order))

    assert shop.order(order.id).status is Status.PAID
    assert {shop.counters(f"PIECE-{n}") for n in range(50)} == {(2, 0, 1)}


def fifty_rings() -> tuple[Piece, ...]:
    (variant, *_) = RIVER_BAND.variants
    return tuple(
        msgspec.structs.replace(
            EMBER_RING,
            slug=f"piece-{n}",
            variants=(msgspec.structs.replace(variant, sku=f"PIECE-{n}"),),
        )
        for n in range(50)
    )


def test_a_change_to_an_order_that_moved_on_is_refused_whole(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    shop.book.commit(Change(with_session(order, "cs_1")))

    with pytest.raises(StaleOrderError):
        shop.book.commit(
            Change(
                advance(order, Status.PAID),
                Move.SELL,
                (outbox.mail("confirmation", order.id, NOON),),
                "evt_1",
            )
        )

    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert shop.outbox.get("confirmation-ORDER1") is None


def test_an_order_that_moved_on_is_stale_even_where_its_stock_is_short_too(
    shop: SmallShop,
) -> None:
    """Who lost the race must read again: taken for short, the winner's sale would be refunded."""
    order = hold(shop, draft(line("EMBER-RING")))
    paid = Change(advance(order, Status.PAID), Move.SELL)
    shop.book.commit(paid)

    with pytest.raises(StaleOrderError):
        shop.book.commit(paid)
    assert shop.counters("EMBER-RING") == (0, 0, 1)


def test_an_order_id_is_used_once(shop: SmallShop) -> None:
    hold(shop, draft(line("DAWN-HOOPS")))

    with pytest.raises(StaleOrderError):
        hold(shop, draft(line("DAWN-HOOPS")))
    assert shop.counters("DAWN-HOOPS") == (9, 1, 0)


def test_an_event_has_its_effect_once(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    awaiting = advance(order, Status.AWAITING_PAYMENT)
    shop.book.commit(Change(awaiting, event_id="evt_1"))

    with pytest.raises(EventSeenError):
        shop.book.commit(Change(advance(awaiting, Status.PAID), Move.SELL, (), "evt_1"))
    assert shop.book.get("ORDER1") == awaiting


def test_an_event_that_was_noted_is_seen(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    shop.book.note_event("evt_1")
    shop.book.note_event("evt_1")

    with pytest.raises(EventSeenError):
        shop.book.commit(Change(advance(order, Status.PAID), Move.SELL, (), "evt_1"))


def test_a_message_is_written_once(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    message = outbox.mail("confirmation", order.id, NOON)
    awaiting = advance(order, Status.AWAITING_PAYMENT)
    shop.book.commit(Change(awaiting, messages=(message,)))

    with pytest.raises(StaleOrderError):
        shop.book.commit(Change(advance(awaiting, Status.PAID), Move.SELL, (message,)))
    assert shop.counters("EMBER-RING") == (0, 1, 0)


def test_orders_of_a_status_come_the_oldest_first(shop: SmallShop) -> None:
    second = hold(shop, draft(line("DAWN-HOOPS"), number=2))
    first = hold(shop, draft(line("DAWN-HOOPS"), number=1))
    paid = hold(shop, draft(line("DAWN-HOOPS"), number=3))
    shop.book.commit(Change(advance(paid, Status.PAID), Move.SELL))

    assert shop.book.with_status(Status.DRAFT) == [first, second]
    assert [order.id for order in shop.book.with_status(Status.PAID)] == ["ORDER3"]


def test_the_shelf_gives_what_was_published(shop: SmallShop) -> None:
    items = shop.shelf.items(["RIVER-BAND-7", "NO-SUCH", "RIVER-BAND-7"])

    assert items == {
        "RIVER-BAND-7": ShelfItem(
            sku="RIVER-BAND-7",
            slug="river-band",
            title="River band",
            label="US 7",
            path="/pieces/river-band/",
            price=48000,
            currency="USD",
            one_of_a_kind=False,
            stock=Stock(made=2, available=2),
            release=RELEASE.id,
        )
    }
    assert shop.shelf.items([]) == {}
    assert shop.shelf.facts() == FACTS
    assert shop.shelf.frame("page") == RELEASE.frames["page"]
    assert shop.shelf.frame("none") is None
    assert [item.sku for item in shop.shelf.all_items()] == [
        "DAWN-HOOPS",
        "EMBER-RING",
        "RIVER-BAND-6",
        "RIVER-BAND-7",
        "SIGNET-7-GOLD",
        "SIGNET-7-SILVER",
        "SIGNET-8-SILVER",
    ]


def test_the_shelf_gives_the_policies_that_were_published(shop: SmallShop) -> None:
    terms = next(each for each in POLICIES if each.policy == "terms")

    assert shop.shelf.policies() == POLICIES
    assert shop.shelf.policy("terms", terms.effective) == terms
    assert shop.shelf.policy("terms", date(2026, 1, 2)) is None
    assert shop.shelf.policy("no-such", terms.effective) is None


def test_a_version_that_was_published_is_found_for_ever(shop: SmallShop) -> None:
    versions = [a_version("returns", date(2026, month, 1)) for month in range(1, 8)]

    for version in versions:
        policies = (*POLICIES[:3], version, POLICIES[4])
        publish(msgspec.structs.replace(RELEASE, policies=policies), shop.shelf)
    shop.shelf.put_release(msgspec.structs.replace(RELEASE, policies=()))

    assert shop.shelf.policies() == ()
    found = [shop.shelf.policy("returns", version.effective) for version in versions]
    assert found == versions


def test_more_versions_than_one_write_takes_are_all_found(shop: SmallShop) -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(60)]
    announced = tuple(a_version("returns", day) for day in days)

    publish(msgspec.structs.replace(RELEASE, policies=(*POLICIES, *announced)), shop.shelf)

    published = {each.key: each for each in shop.shelf.policies()}
    assert published == {each.key: each for each in (*POLICIES, *announced)}
    assert [shop.shelf.policy("returns", each.effective) for each in announced] == [*announced]


def test_a_piece_says_what_isnt_sold_of_each_variant_held_ones_included(
    shop: SmallShop,
) -> None:
    hold(shop, draft(line("RIVER-BAND-6", 2)))
    order = hold(shop, draft(line("RIVER-BAND-7", 2), number=2))
    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL))

    piece = shop.shelf.piece("river-band")

    assert piece
    assert [(variant.sku, variant.left) for variant in piece.variants] == [
        ("RIVER-BAND-6", 3),
        ("RIVER-BAND-7", 0),
    ]
    assert shop.shelf.piece("no-such") is None


def test_more_items_than_one_read_takes_are_all_found(shop: SmallShop) -> None:
    variant = RIVER_BAND.variants[0]
    many = tuple(
        msgspec.structs.replace(
            EMBER_RING,
            slug=f"piece-{n}",
            variants=(msgspec.structs.replace(variant, sku=f"PIECE-{n}"),),
        )
        for n in range(130)
    )
    publish(msgspec.structs.replace(RELEASE, pieces=many), shop.shelf)

    found = shop.shelf.items(f"PIECE-{n}" for n in range(130))

    assert len(found) == 130
    assert shop.shelf.piece("piece-129")


def test_declaring_again_moves_made_and_available_by_the_same_difference(
    shop: SmallShop,
) -> None:
    hold(shop, draft(line("DAWN-HOOPS", 4)))
    read = shop.shelf.items(["DAWN-HOOPS"])["DAWN-HOOPS"]
    more = msgspec.structs.replace(
        read, stock=msgspec.structs.replace(read.stock, made=12), price=35000
    )

    written = shop.shelf.put_item(more, read.stock)
    again = shop.shelf.put_item(more, read.stock)

    assert (written, again) == (True, False)
    after = shop.shelf.items(["DAWN-HOOPS"])["DAWN-HOOPS"]
    assert after.stock == Stock(made=12, available=8, held=4)
    assert after.price == 35000


def test_declaring_fewer_than_are_left_is_refused(shop: SmallShop) -> None:
    hold(shop, draft(line("DAWN-HOOPS", 8)))
    read = shop.shelf.items(["DAWN-HOOPS"])["DAWN-HOOPS"]
    fewer = msgspec.structs.replace(read, stock=msgspec.structs.replace(read.stock, made=7))

    assert shop.shelf.put_item(fewer, read.stock) is False
    assert shop.counters("DAWN-HOOPS") == (2, 8, 0)


def test_what_a_new_release_leaves_out_is_taken_off_the_shelf(shop: SmallShop) -> None:
    taxed = msgspec.structs.replace(SIGNET, tax_code="txcd_10000000")
    publish(msgspec.structs.replace(RELEASE, pieces=(taxed,)), shop.shelf)
    before = shop.shelf.items(["SIGNET-7-GOLD"])["SIGNET-7-GOLD"]
    made = tuple(msgspec.structs.replace(each, lead_days=None, made=1) for each in SIGNET.variants)
    plain = msgspec.structs.replace(SIGNET, engraving=None, variants=made)

    publish(msgspec.structs.replace(RELEASE, pieces=(plain,)), shop.shelf)

    after = shop.shelf.items(["SIGNET-7-GOLD"])["SIGNET-7-GOLD"]
    assert (before.tax_code, before.engraving, before.lead_days) == (
        "txcd_10000000",
        SIGNET.engraving,
        15,
    )
    assert (after.tax_code, after.engraving, after.lead_days) == (None, None, None)
    assert after.stock == Stock(made=1, available=1)


def test_an_item_that_stands_is_not_put_as_new(shop: SmallShop) -> None:
    read = shop.shelf.items(["DAWN-HOOPS"])["DAWN-HOOPS"]

    assert shop.shelf.put_item(read, None) is False


def test_a_message_changes_hands_once(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    message = outbox.mail("confirmation", order.id, NOON)
    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL, (message,)))
    claimed = outbox.claimed(message, NOON)

    first = shop.outbox.swap(message, claimed)
    second = shop.outbox.swap(message, claimed)

    later = msgspec.structs.replace(message, attempts=message.attempts + 1)
    ahead = shop.outbox.swap(later, outbox.claimed(later, NOON))

    assert (first, second, ahead) == (True, False, False)
    assert shop.outbox.get(message.id) == claimed
    assert shop.outbox.swap(msgspec.structs.replace(claimed, attempts=5), message) is False


def test_due_messages_come_the_oldest_first_and_no_others(shop: SmallShop) -> None:
    messages = [
        msgspec.structs.replace(
            outbox.mail("confirmation", f"O{n}", NOON + timedelta(seconds=seconds)),
            due_at=due_at,
        )
        for n, (seconds, due_at) in enumerate(
            [(3, None), (1, NOON), (2, NOON + timedelta(hours=1))]
        )
    ]
    order = hold(shop, draft(line("EMBER-RING")))
    shop.book.commit(Change(advance(order, Status.PAID), Move.SELL, tuple(messages)))
    cut_off = outbox.claimed(messages[1], NOON)
    shop.outbox.swap(messages[1], cut_off)

    now = shop.outbox.waiting(NOON)
    later = shop.outbox.waiting(NOON + timedelta(hours=2))

    assert [message.order_id for message in now] == ["O0"]
    assert [message.order_id for message in later] == ["O1", "O2", "O0"]


def test_the_whole_road_runs_on_it(shop: SmallShop) -> None:
    order = shop.buy("EMBER-RING")
    shop.payments.pay("cs_1")

    for _ in range(5):
        shop.settlement.handle(shop.event(order))
    swept = [shop.delivery.sweep() for _ in range(2)]

    assert shop.order(order.id).status is Status.PAID
    assert shop.counters("EMBER-RING") == (0, 0, 1)
    assert swept == [3, 0]


def test_a_notice_stays_in_the_words_in_which_it_was_first_posted(shop: SmallShop) -> None:
    notice = Notice(
        "2026-04-01-closed", Kind.DISRUPTION, Audience.EVERYONE, "Closed", "We move.", "<p>We move."
    )
    other = msgspec.structs.replace(notice, text="We moved.")

    posted = [shop.shelf.post_notice(each) for each in (notice, notice, other)]

    assert posted == [notice, notice, notice]
    assert shop.shelf.notice(notice.id) == notice
    assert shop.shelf.notice("2026-04-02-open") is None


def test_pieces_that_come_back_are_for_sale_again_and_the_bench_keeps_its_weeks(
    shop: SmallShop,
) -> None:
    order = msgspec.structs.replace(draft(line("RIVER-BAND-7", 2)), bench={"2026-W12": 1})
    sold = advance(hold(shop, order), Status.PAID)
    shop.book.commit(Change(sold, Move.SELL))
    before = shop.counters("RIVER-BAND-7")

    one = Change(with_session(sold, "cs_1"), Move.PUT_BACK, pieces={"RIVER-BAND-7": 1})
    shop.book.commit(one)

    assert (before, shop.counters("RIVER-BAND-7")) == ((0, 0, 2), (1, 0, 1))
    assert shop.shelf.bench() == {"2026-W12": 1}
    shop.book.commit(Change(with_session(one.order, "cs_2"), Move.PUT_BACK, pieces={}))
    assert shop.counters("RIVER-BAND-7") == (1, 0, 1)


def test_an_order_called_off_gives_its_weeks_back(shop: SmallShop) -> None:
    order = msgspec.structs.replace(draft(line("EMBER-RING")), bench={"2026-W12": 1})
    sold = advance(hold(shop, order), Status.PAID)
    shop.book.commit(Change(sold, Move.SELL))

    shop.book.commit(Change(advance(sold, Status.CANCELLED), Move.PUT_BACK))

    assert shop.counters("EMBER-RING") == (1, 0, 0)
    assert +collections.Counter(shop.shelf.bench()) == {}


def test_an_entry_whose_place_is_taken_leaves_everything_as_it_was(shop: SmallShop) -> None:
    order = draft(line("EMBER-RING"))
    first = next_entry(order.chain, order.head, NOON, "money")
    shop.book.commit(Change(order, Move.HOLD, entries=(first,)))

    with pytest.raises(StaleOrderError):
        shop.book.commit(
            Change(
                advance(order, Status.PAID),
                Move.SELL,
                messages=(outbox.mail("confirmation", order.id, NOON),),
                entries=(next_entry(order.chain, order.head, NOON, "other"),),
            )
        )

    assert shop.counters("EMBER-RING") == (0, 1, 0)
    assert shop.outbox.get("confirmation-ORDER1") is None
    assert shop.ledger.entries(order.chain) == [first]


def test_what_is_sold_at_a_market_can_t_be_bought_any_more_and_the_skus_ledger_says_so(
    shop: SmallShop,
) -> None:
    sold = kept(What.SOLD, "RIVER-BAND-7", 2, Why.MARKET, Head(), NOON)

    shop.book.keep_stock(sold)

    assert shop.counters("RIVER-BAND-7") == (0, 0, 2)
    assert shop.ledger.entries("sku#RIVER-BAND-7") == [sold.entry]
    again = kept(What.LOST, "RIVER-BAND-7", 1, Why.BROKEN, head_of(sold.entry), NOON)
    with pytest.raises(StockGoneError):
        shop.book.keep_stock(again)
    found = kept(What.FOUND, "RIVER-BAND-7", 1, Why.MISCOUNTED, Head(), NOON)
    with pytest.raises(StaleOrderError):
        shop.book.keep_stock(found)
    assert shop.counters("RIVER-BAND-7") == (0, 0, 2)


def test_a_piece_that_doesn_t_exist_can_t_be_sold_elsewhere(shop: SmallShop) -> None:
    with pytest.raises(StockGoneError):
        shop.book.keep_stock(kept(What.SOLD, "NOTHING", 1, Why.MARKET, Head(), NOON))

    assert shop.ledger.entries("sku#NOTHING") == []


def test_a_counter_goes_up_with_the_change_that_uses_it_or_not_at_all(shop: SmallShop) -> None:
    order = hold(shop, draft(line("EMBER-RING")))
    paid = Change(advance(order, Status.PAID), counter=shop.book.counter("invoice#2026"))
    shop.book.commit(paid)

    late = Change(with_session(paid.order, "cs_1"), counter=Counter("invoice#2026", 0))
    with pytest.raises(StaleOrderError):
        shop.book.commit(late)
    stale = msgspec.structs.replace(paid, counter=shop.book.counter("invoice#2026"))
    with pytest.raises(StaleOrderError):
        shop.book.commit(stale)

    assert shop.book.counter("invoice#2026") == Counter("invoice#2026", 1)
    assert shop.book.counter("invoice#2027") == Counter("invoice#2027", 0)
    assert shop.book.get("ORDER1") == paid.order
    assert [each.id for each in shop.book.with_status(Status.PAID)] == ["ORDER1"]
