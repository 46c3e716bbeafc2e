"""What the buyer sees when a piece can't be bought just so: the form again, and why."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from domain.catalogue import Piece, is_sku, is_slug
from domain.checkout import NotForSaleError, PriceChangedError, TermsChangedError
from domain.checkout_form import FormError
from domain.choices import choice_names
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.stock import Shortage, StockGoneError
from domain.wishes import Wish
from functions.checkout.terms_again import (
    TermsAgain,
    agreement_asked,
    ask_again,
    ask_again_beside,
)
from functions.web.forms import Pairs, wants_json
from functions.web.pages import Pages
from functions.web.problems import PROBLEMS, Problem, Problems, as_json, note

IF_THATS_YOU = (
    "If that's you, go back to the payment page in your other tab or your history. "
    "If it isn't: should they not finish, it comes back by itself."
)
"""Of a piece that somebody holds; theme/static/js/judge.js says the same."""


class PieceAnswers:
    def __init__(self, shelf: Shelf, pages: Pages, problems: Problems) -> None:
        self._shelf = shelf
        self._pages = pages
        self._problems = problems

    def form_again(self, request: Request, pairs: Pairs, error: FormError) -> Response:
        again = ask_again_beside(self._pages, pairs, error)
        problem = Problem(
            422,
            "form",
            "Please check your order",
            " ".join(error.errors.values()),
            errors=error.errors,
            agreement=agreement_asked(self._pages, error),
        )
        return self._answer(request, pairs, problem, again)

    def not_for_sale(self, request: Request, _: Pairs, __: NotForSaleError) -> Response:
        return self._problems.answer(request, PROBLEMS[NotForSaleError])

    def terms_changed(self, request: Request, pairs: Pairs, error: TermsChangedError) -> Response:
        again = ask_again(self._pages, error.form.agreement)
        prices = [self._change(wish)[1] for wish in error.form.wishes if wish.price_changed]
        return self._answer(request, pairs, again.problem(prices), again, prices)

    def price_changed(self, request: Request, pairs: Pairs, error: PriceChangedError) -> Response:
        (wish,) = error.changed
        title, change = self._change(wish)
        advice = "Nothing is charged yet: go on only if that's fine with you."
        problem = Problem(409, "price-changed", title, f"{change} {advice}")
        return self._answer(request, pairs, problem)

    def stock_gone(self, request: Request, pairs: Pairs, error: StockGoneError) -> Response:
        title, detail = _gone(error.shortages[0])
        return self._answer(request, pairs, Problem(409, "stock-gone", title, detail))

    def _change(self, wish: Wish) -> tuple[str, str]:
        """A title and a sentence; a page that is older than the choice named no price for it."""
        now = self._pages.money(wish.unit_amount, wish.item.currency)
        if wish.seen is None:
            sentence = f"Your page didn't have this one's price yet: it is {now} now."
            return "Please look at the price", sentence
        was = self._pages.money(wish.seen, wish.item.currency)
        sentence = f"It was {was} when you opened the page, and it is {now} now."
        return "The price has changed", sentence

    def _answer(
        self,
        request: Request,
        pairs: Pairs,
        problem: Problem,
        again: TermsAgain | None = None,
        changes: Iterable[str] = (),
    ) -> Response:
        """The problem above the piece's form, what was typed kept; without the form if unknown."""
        note(problem)
        if wants_json(request):
            return as_json(problem)
        typed = dict(reversed(pairs))
        piece = self._piece(typed)
        return self._pages.answer(
            "purchase.html",
            problem.title,
            problem.status,
            problem=problem,
            again=again,
            changes=changes,
            errors=problem.errors or {},
            fields=_fields(piece, self._pages.facts()),
            piece=piece,
            typed=typed,
        )

    def _piece(self, typed: dict[str, str]) -> Piece | None:
        slug = typed.get("piece", "")
        if not is_slug(slug):
            items = self._shelf.items(filter(is_sku, [typed.get("sku", "")]))
            slug = next((item.slug for item in items.values()), "")
        return self._shelf.piece(slug) if slug else None


def _fields(piece: Piece | None, shop: ShopFacts | None) -> set[str]:
    """The fields that the piece's form shows, to which a summary can link."""
    if piece is None or piece.sold_out:
        return set()
    fields = {"terms"}
    fields |= set(choice_names(piece)) if len(piece.variants) > 1 else set()
    fields |= {"engraving"} if piece.engraving else set()
    fields |= {"country"} if shop and len(shop.countries) > 1 else set()
    return fields if piece.one_of_a_kind else fields | {"quantity"}


def _gone(shortage: Shortage) -> tuple[str, str]:
    if shortage.available:
        count = "one" if shortage.available == 1 else str(shortage.available)
        return f"Only {count} left", f"You asked for {shortage.wanted}. Nothing is held or charged."
    if shortage.held:
        return (
            "Someone is paying for this right now",
            f"{IF_THATS_YOU} We haven't charged you.",
        )
    return (
        "This has just been bought",
        "We haven't charged you. Have a look at the other pieces: each is made by the same hands.",
    )
