"""What stays of an order whose buyer is forgotten, and for how long: exactly what is allowed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from domain.consent import Consent
from domain.gift import Gift
from domain.kept_orders import bared, is_at_work, is_bare, kept_until
from domain.ordered import Address, DiscountCode, Line, Note, Refund, Shipment, Totals
from domain.orders import Order, Status
from domain.proof import Code
from domain.returned import Reason, Return, ReturnedLine, ReturnState
from tests.policies import POLICIES
from tests.samples import FACTS, NOON

TERMS = {"return_window_days": 30, "order_retention_years": 4}
LINE = Line(
    *("SIGNET-7-SILVER", "signet", "Granite signet", "US 7", "/pieces/signet/", 20500, 1),
    tax_code="txcd_1",
    engraving="For Ada",
)

RETURN = Return(
    *("ORDER1-B1", ReturnState.REJECTED, Reason.SIZE, (ReturnedLine(0, 1),), NOON),
    words="Jo says it is too small",
    instructions="Write Jo on it",
    why="Jo wore it",
)


def plain(record: object) -> Any:  # noqa: ANN401 — JSON's own tree
    return msgspec.json.decode(msgspec.json.encode(record))


def an_order(status: Status = Status.PAID) -> Order:
    return Order(
        id="ORDER1",
        status=status,
        lines=(LINE,),
        currency="USD",
        country="US",
        rates=FACTS.zones[0].rates,
        countries=("US",),
        release="abc",
        created_at=NOON,
        expires_at=NOON + timedelta(minutes=31),
        revision=4,
        session_id="cs_1",
        payment_intent="pi_1",
        paid_at=NOON,
        totals=Totals(20500, 600, 1700, 0, 22800, "ground"),
        customer_name="Jo Buyer",
        customer_mail="jo@buyer.example",
        address=Address("Jo Buyer", "1 Elm St", "Flat 2", "Austin", "TX", "78701", "US"),
        agreed_at=NOON,
        policies=tuple(each.ref for each in POLICIES),
        consent=Consent("newsletter", "words", "cart", NOON),
        ships_on=date(2026, 3, 4),
        code=DiscountCode("JOS-OWN", "promo_1"),
        gift=Gift("For Ada,\nwith love", receipt=True),
        network="a" * 20,
        reminder_mail="jo@buyer.example",
        subject="a" * 40,
    )


@pytest.mark.promise("privacy/kept-of-an-order")
def test_of_an_erased_order_stays_what_the_list_allows_and_nothing_else() -> None:
    order = msgspec.structs.replace(
        an_order(),
        shipment=Shipment("usps", "9400 1000"),
        shipped_at=NOON,
        refunds=(Refund("ORDER1-r1", 500, "Jo says it is too small", NOON, (1,)),),
        returns=(RETURN,),
        notes=(Note(NOON, "Jo called"),),
        proof=Code("5eed", NOON),
    )

    after = bared(order, NOON + timedelta(days=90))

    assert plain(after) == {
        "id": "ORDER1",
        "status": "paid",
        "lines": [
            {
                "sku": "SIGNET-7-SILVER",
                "slug": "signet",
                "title": "Granite signet",
                "label": "US 7",
                "path": "/pieces/signet/",
                "unit_amount": 20500,
                "quantity": 1,
                "tax_code": "txcd_1",
                "engraving": None,
                "lead_days": None,
                "one_of_a_kind": False,
            }
        ],
        "currency": "USD",
        "country": "US",
        "rates": plain(order.rates),
        "countries": ["US"],
        "release": "abc",
        "created_at": "2026-03-02T18:00:00Z",
        "expires_at": "2026-03-02T18:31:00Z",
        "revision": 5,
        "session_id": None,
        "payment_intent": "pi_1",
        "paid_at": "2026-03-02T18:00:00Z",
        "totals": plain(order.totals),
        "customer_name": None,
        "customer_mail": None,
        "address": {
            "name": "",
            "line1": "",
            "line2": "",
            "city": "",
            "state": "TX",
            "postal_code": "787",
            "country": "US",
        },
        "why": None,
        "agreed_at": "2026-03-02T18:00:00Z",
        "policies": plain(order.policies),
        "consent": None,
        "ships_on": "2026-03-04",
        "days_to_ship": 0,
        "tax": plain(order.tax),
        "code": None,
        "gift": None,
        "bench": {},
        "network": None,
        "reminder_mail": None,
        "reminded": False,
        "subject": "a" * 40,
        "erased_at": "2026-05-31T18:00:00Z",
        "making_at": None,
        "shipped_at": "2026-03-02T18:00:00Z",
        "delivered_at": None,
        "cancelled_at": None,
        "shipment": None,
        "refunds": [plain(order.refunds[0]) | {"reason": ""}],
        "returns": [plain(RETURN) | {"words": "", "instructions": "", "why": ""}],
        "disputes": [],
        "invoices": [],
        "notes": [],
        "head": plain(order.head),
        "proof": None,
    }


@pytest.mark.parametrize(
    ("whole", "kept"),
    [
        ("78701", "787"),
        ("78701-1234", "787"),
        ("SW1A 1AA", "SW1"),
        ("M5 3", "M5"),
        ("8001", "80"),
        ("110", "110"),
        ("", ""),
    ],
)
def test_a_postcode_keeps_its_region_alone_however_often_it_is_cut(whole: str, kept: str) -> None:
    address = Address("", "", "", "", "", whole, "US")
    order = msgspec.structs.replace(an_order(), address=address)

    once = bared(order, NOON)
    twice = bared(once, NOON)

    assert [each.address and each.address.postal_code for each in (once, twice)] == [kept, kept]


def test_an_order_that_nobody_paid_is_nobodys_afterwards() -> None:
    never_paid = msgspec.structs.replace(an_order(Status.EXPIRED), payment_intent=None)

    after = bared(never_paid, NOON)

    assert (after.subject, after.reminder_mail, after.address and after.address.city) == (
        *(None, None, ""),
    )


def test_an_order_is_bare_once_it_has_been_bared_and_not_before() -> None:
    order = an_order()

    assert not is_bare(order)
    assert is_bare(bared(order, NOON))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.AWAITING_PAYMENT])
def test_an_order_that_somebody_is_paying_is_left_to_end_by_itself(status: Status) -> None:
    order = an_order(status)

    assert not is_bare(order)
    assert not is_at_work(order, TERMS, NOON)
    with pytest.raises(ValueError, match="ORDER1"):
        bared(order, NOON)


@pytest.mark.parametrize(
    ("status", "day", "at_work"),
    [
        (Status.PAID, date(2026, 4, 15), True),  # March 4, 12 days on the way, 30 to send it back
        (Status.PAID, date(2026, 4, 16), False),
        (Status.MAKING, date(2036, 1, 1), True),
        (Status.SHIPPED, date(2026, 4, 15), True),
        (Status.SHIPPED, date(2026, 4, 16), False),
        (Status.CANCELLED, date(2026, 3, 2), False),
        (Status.UNDER_REVIEW, date(2030, 1, 1), True),
        (Status.REFUNDED, date(2026, 3, 2), False),
        (Status.EXPIRED, date(2026, 3, 2), False),
    ],
)
def test_an_order_is_at_work_until_it_can_have_arrived_and_come_back(
    status: Status, day: date, at_work: bool
) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    assert is_at_work(an_order(status), TERMS, now) is at_work


@pytest.mark.parametrize(
    ("status", "until"),
    [
        (Status.PAID, date(2030, 3, 2)),
        (Status.REFUNDED, date(2030, 3, 2)),
        (Status.EXPIRED, date(2026, 5, 31)),
    ],
)
def test_the_books_keep_an_order_for_the_years_that_the_policy_names(
    status: Status, until: date
) -> None:
    assert kept_until(an_order(status), TERMS) == until


def test_years_counted_from_the_29th_of_february_end_on_the_28th() -> None:
    leap = msgspec.structs.replace(an_order(), paid_at=datetime(2028, 2, 29, tzinfo=UTC))

    assert kept_until(leap, TERMS | {"order_retention_years": 3}) == date(2031, 2, 28)


def test_while_something_is_on_its_way_back_an_order_is_at_work() -> None:
    long_ago = msgspec.structs.replace(
        an_order(Status.DELIVERED), delivered_at=NOON - timedelta(days=90), returns=(RETURN,)
    )
    open_return = msgspec.structs.replace(RETURN, state=ReturnState.ACCEPTED)
    coming = msgspec.structs.replace(long_ago, returns=(open_return,))

    assert not is_at_work(long_ago, TERMS, NOON)
    assert is_at_work(coming, TERMS, NOON)
