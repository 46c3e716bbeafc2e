"""What changed since the buyer looked, said in one place: what was, what is, and how to go on."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from domain.changes import Changes, OrderChangedError
from domain.rates_seen import RateChange
from domain.stock import Shortage
from domain.wishes import Wish
from functions.checkout.terms_again import TermsAgain, ask_again
from functions.web.pages import Pages
from functions.web.problems import Problem

IF_THATS_YOU = (
    "If that's you, go back to the payment page in your other tab or your history. "
    "If it isn't: should they not finish, it comes back by itself."
)
"""Of a piece that somebody holds; theme/static/js/judge.js says the same."""

NOTHING_HELD = "Nothing is held or charged yet: go on only if that's fine with you."

TITLES = {
    "gone": ("not-for-sale", "Not everything is for sale any more"),
    "short": ("stock-gone", "Not all of it is left"),
    "repriced": ("price-changed", "A price has changed"),
    "rates": ("delivery-changed", "Delivery has changed"),
}
SEVERAL = ("order-changed", "Some things have changed")


class Told(msgspec.Struct, frozen=True):
    """`sentences` are what was and what is, one each; `again` is what to agree to once more."""

    problem: Problem
    sentences: tuple[str, ...]
    again: TermsAgain | None = None


class Teller:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def tell(self, error: OrderChangedError) -> Told:
        """Raises BookUnavailableError where policies or rates have to be read, and can't be."""
        if error.changes.rates:
            # The page that asks to go on carries the rates: those of a minute ago would be asked about again.
            self._pages.read_anew()
        again = None  # nobody agrees to anything where nothing is left to buy
        if error.changes.terms and error.left:
            again = ask_again(self._pages, error.form.agreement)
        sentences = self.sentences(error.changes, error.form.wishes)
        status = 409 if error.left else 410 if error.changes.gone else 409
        if again:
            return Told(again.problem(sentences), sentences, again)
        kind, title = _title(error.changes)
        detail = " ".join((*sentences, NOTHING_HELD))
        return Told(Problem(status, kind, title, detail, changes=list(sentences)), sentences)

    def sentences(self, changes: Changes, wishes: Sequence[Wish]) -> tuple[str, ...]:
        """What was and what is, a sentence for each change of these wishes' order."""
        names = {wish.item.sku: wish.item.name for wish in wishes}
        return (
            *(f"{item.name}: it has left the shop." for item in changes.gone),
            *(_shortage(names[each.sku], each) for each in changes.short),
            *(self._repriced(wish) for wish in changes.repriced),
            *(self._rate(each, wishes[0].item.currency) for each in changes.rates),
        )

    def _repriced(self, wish: Wish) -> str:
        now = self._pages.money(wish.unit_amount, wish.item.currency)
        engraved = f", engraved “{wish.engraving}”" if wish.engraving else ""
        if wish.seen is None:
            return f"{wish.item.name}{engraved}: your page didn't have its price yet. It is {now}."
        was = self._pages.money(wish.seen, wish.item.currency)
        return f"{wish.item.name}{engraved}: it was {was}, and it is {now} now."

    def _rate(self, change: RateChange, currency: str) -> str:
        was, now = (
            None if amount is None else self._pages.money(amount, currency)
            for amount in (change.was, change.now)
        )
        if now is None:
            return f"{change.label}: we don't send it that way any more."
        if was is None:
            return f"{change.label}: your page didn't have this way of delivery yet. It is {now}."
        return f"{change.label}: it was {was}, and it is {now} now."


def _title(changes: Changes) -> tuple[str, str]:
    kinds = [name for name in TITLES if getattr(changes, name)]
    if kinds == ["repriced"] and len(changes.repriced) > 1:
        return "price-changed", "Prices have changed"
    return TITLES[kinds[0]] if len(kinds) == 1 else SEVERAL


def _shortage(name: str, shortage: Shortage) -> str:
    if shortage.available:
        count = "one is" if shortage.available == 1 else f"{shortage.available} are"
        return f"{name}: only {count} left, and you asked for {shortage.wanted}."
    if shortage.held:
        return f"{name}: someone is paying for it right now. {IF_THATS_YOU}"
    return f"{name}: it has just been bought by someone else."
