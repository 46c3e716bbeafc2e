"""What the buyer sees when the cart can't be bought just so: what changed, and the way on."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from domain.checkout import NotForSaleError, PriceChangedError, TermsChangedError
from domain.checkout_form import FormError
from domain.shelf import Shelf
from domain.stock import Shortage, StockGoneError
from domain.wishes import LINE, Wish
from functions.checkout.answers import IF_THATS_YOU
from functions.checkout.terms_again import (
    TermsAgain,
    agreement_asked,
    ask_again,
    ask_again_beside,
)
from functions.web.forms import Pairs, wants_json
from functions.web.pages import Pages
from functions.web.problems import Problem, as_json, note

ASKED_HERE = frozenset({"country", "terms"})
"""Fields that this page can ask for; all others are mended in the cart."""

_AS_YOU_LEFT_IT = "Nothing is held or charged, and your cart is as you left it."


class CartAnswers:
    """The cart itself stays in the buyer's browser: every page links back to it."""

    def __init__(self, shelf: Shelf, pages: Pages) -> None:
        self._shelf = shelf
        self._pages = pages

    def form_again(self, request: Request, pairs: Pairs, error: FormError) -> Response:
        again = ask_again_beside(self._pages, pairs, error)
        title = "Please check your order"
        told = " ".join(error.errors.values())
        agreement = agreement_asked(self._pages, error)
        problem = Problem(422, "form", title, told, errors=error.errors, agreement=agreement)
        mendable = error.errors.keys() <= ASKED_HERE
        lines = [value for name, value in pairs if name == LINE] if mendable else []
        return self._answer(request, pairs, problem, lines=lines, again=again)

    def not_for_sale(self, request: Request, pairs: Pairs, error: NotForSaleError) -> Response:
        changes = [f"{item.name}: it has left the shop." for item in error.items]
        title = "Not everything is for sale any more"
        return self._told(request, pairs, (410, "not-for-sale", title), changes)

    def terms_changed(self, request: Request, pairs: Pairs, error: TermsChangedError) -> Response:
        again = ask_again(self._pages, error.form.agreement)
        wishes = error.form.wishes
        changes = [self._price_sentence(wish) for wish in wishes if wish.price_changed]
        lines = [wish.line.text for wish in wishes]
        problem = again.problem(changes)
        return self._answer(request, pairs, problem, changes=changes, lines=lines, again=again)

    def price_changed(self, request: Request, pairs: Pairs, error: PriceChangedError) -> Response:
        changes = [self._price_sentence(wish) for wish in error.changed]
        title = "A price has changed" if len(changes) == 1 else "Prices have changed"
        advice = "Nothing is charged yet: go on only if that's fine with you."
        detail = " ".join((*changes, advice))
        problem = Problem(409, "price-changed", title, detail)
        lines = [wish.line.text for wish in error.form.wishes]
        return self._answer(request, pairs, problem, lead=advice, changes=changes, lines=lines)

    def stock_gone(self, request: Request, pairs: Pairs, error: StockGoneError) -> Response:
        items = self._shelf.items(shortage.sku for shortage in error.shortages)
        changes = [
            _shortage_sentence(items[shortage.sku].name, shortage)
            for shortage in error.shortages
            if shortage.sku in items
        ]
        title = "Not all of it is left"
        return self._told(request, pairs, (409, "stock-gone", title), changes)

    def _price_sentence(self, wish: Wish) -> str:
        was, now = (
            self._pages.money(amount or 0, wish.item.currency)
            for amount in (wish.seen, wish.unit_amount)
        )
        engraved = f", engraved “{wish.engraving}”" if wish.engraving else ""
        return f"{wish.item.name}{engraved}: it was {was}, and it is {now} now."

    def _told(
        self, request: Request, pairs: Pairs, kind: tuple[int, str, str], changes: list[str]
    ) -> Response:
        problem = Problem(*kind, detail=" ".join((*changes, _AS_YOU_LEFT_IT)))
        return self._answer(request, pairs, problem, lead=_AS_YOU_LEFT_IT, changes=changes)

    def _answer(
        self,
        request: Request,
        pairs: Pairs,
        problem: Problem,
        *,
        lead: str = "",
        changes: Iterable[str] = (),
        lines: Iterable[str] = (),
        again: TermsAgain | None = None,
    ) -> Response:
        """The problem in words; with lines, a form that goes on with them."""
        note(problem)
        if wants_json(request):
            return as_json(problem)
        return self._pages.answer(
            "cart.html",
            problem.title,
            problem.status,
            lead=lead,
            changes=changes,
            again=again,
            lines=lines,
            errors=problem.errors or {},
            typed=dict(reversed(pairs)),
            prices_changed=bool(lines and changes),
        )


def _shortage_sentence(name: str, shortage: Shortage) -> str:
    if shortage.available:
        count = "one is" if shortage.available == 1 else f"{shortage.available} are"
        return f"{name}: only {count} left, and you asked for {shortage.wanted}."
    if shortage.held:
        return f"{name}: someone is paying for it right now. {IF_THATS_YOU}"
    return f"{name}: it has just been bought by someone else."
