"""A draft order: what a form asked for, as the shop will keep it, and the day it ships."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from domain.bench import plan
from domain.checkout_form import CheckoutForm
from domain.consent import LETTER_WORDS, Consent
from domain.days import day_there
from domain.ordered import Line
from domain.orders import Order, Status
from domain.policies import InForce
from domain.shop import Rate, ShopFacts, Tax
from domain.wishes import Wish
from domain.workshop import carrier_days, ships_on


def new_draft(
    order_id: str, form: CheckoutForm, facts: ShopFacts, policies: InForce, now: datetime
) -> Order:
    return Order(
        id=order_id,
        status=Status.DRAFT,
        lines=tuple(_line(wish) for wish in form.wishes),
        currency=facts.currency,
        country=form.country,
        countries=facts.tax.taxed_alike(form.country, form.zone.countries),
        rates=_offered(form),
        release=form.wishes[0].item.release,
        created_at=now,
        expires_at=now + timedelta(minutes=policies.terms["hold_minutes"]),
        agreed_at=now,
        policies=policies.refs,
        consent=_consent(form, policies, now),
        tax=_tax(facts, form.country),
        gift=form.gift,
    )


def takes_the_bench(draft: Order, facts: ShopFacts) -> bool:
    """Whether the weeks of the bench have to be looked at."""
    counted = facts.workshop.made_a_week is not None
    return counted and any(line.lead_days is not None for line in draft.lines)


def scheduled(draft: Order, facts: ShopFacts, taken: Mapping[str, int]) -> Order:
    """Everything ships together, when the slowest piece is ready.

    `taken` are the bench's weeks as they stand. Raises BenchFullError.
    """
    today = day_there(draft.created_at, facts.time_zone)
    ready = [ships_on(facts.workshop, today, line.lead_days) for line in draft.lines]
    wanted = [
        (day, line.quantity)
        for day, line in zip(ready, draft.lines, strict=True)
        if line.lead_days is not None
    ]
    places = plan(facts.workshop, wanted, taken)
    day = max([*ready, places.ready_on] if places else ready)
    return msgspec.structs.replace(
        draft,
        bench=places.weeks if places else {},
        ships_on=day,
        days_to_ship=carrier_days(today, day),
    )


def _offered(form: CheckoutForm) -> tuple[Rate, ...]:
    """The zone's rates at what they cost this order."""
    return tuple(
        msgspec.structs.replace(rate, amount=rate.costs(form.subtotal), free_from=None)
        for rate in form.zone.rates
    )


def _consent(form: CheckoutForm, policies: InForce, now: datetime) -> Consent | None:
    if not form.newsletter:
        return None
    return Consent(
        "newsletter", LETTER_WORDS, "cart" if form.from_cart else "piece", now, policies.refs
    )


def _tax(facts: ShopFacts, country: str) -> Tax:
    """The tax setting, with no rates but the country's own."""
    rate = facts.tax.rate_of(country)
    return msgspec.structs.replace(facts.tax, rates=(rate,) if rate else ())


def _line(wish: Wish) -> Line:
    item = wish.item
    return Line(
        sku=item.sku,
        slug=item.slug,
        title=item.title,
        label=item.label,
        path=item.path,
        unit_amount=wish.unit_amount,
        quantity=wish.quantity,
        tax_code=item.tax_code,
        engraving=wish.engraving,
        lead_days=item.lead_days,
        one_of_a_kind=item.one_of_a_kind,
    )
