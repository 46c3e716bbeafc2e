"""What the buyer sees when the cart can't be bought just so: what changed, and the way on."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from domain.changes import Changes, OrderChangedError
from domain.checkout_form import FormError
from domain.rates_seen import rates_on_page
from domain.wishes import LINE, Wish
from functions.checkout.changed import Teller
from functions.checkout.terms_again import TermsAgain, agreement_asked, ask_again_beside
from functions.web.forms import Pairs, wants_json
from functions.web.pages import Pages
from functions.web.problems import Problem, as_json, note

ASKED_HERE = frozenset({"country", "terms", "code", "gift_message", "website"})
"""Fields that this page can ask for; all others are mended in the cart."""

KEPT = ("country", "newsletter", "code", "gift_message", "gift_receipt", "known")
"""Fields that go on with the order as they were sent, where they have no fault."""

_AS_YOU_LEFT_IT = "Nothing is held or charged, and your cart is as you left it."
_IF_FINE = "Nothing is charged yet: go on only if that's fine with you."


class CartAnswers:
    """The cart itself stays in the buyer's browser: every page links back to it."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._teller = Teller(pages)

    def form_again(self, request: Request, pairs: Pairs, error: FormError) -> Response:
        again = ask_again_beside(self._pages, pairs, error)
        title = "Please check your order"
        told = " ".join(error.errors.values())
        agreement = agreement_asked(self._pages, error)
        problem = Problem(422, "form", title, told, errors=error.errors, agreement=agreement)
        mendable = error.errors.keys() <= ASKED_HERE
        lines = [value for name, value in pairs if name == LINE] if mendable else []
        return self._answer(request, pairs, problem, lines=lines, again=again)

    def changed(self, request: Request, pairs: Pairs, error: OrderChangedError) -> Response:
        told = self._teller.tell(error)
        return self._answer(
            request,
            pairs,
            told.problem,
            lead="" if told.again else _IF_FINE if error.left else _AS_YOU_LEFT_IT,
            changes=told.sentences,
            lines=lines_of(error.left),
            again=told.again,
            go_on=go_on_words(error.changes),
        )

    def trouble(self, request: Request, pairs: Pairs, problem: Problem) -> Response:
        lines = [value for name, value in pairs if name == LINE]
        return self._answer(
            request, pairs, problem, lead=problem.detail, lines=lines, go_on="Try again"
        )

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
        go_on: str = "Reserve and pay",
    ) -> Response:
        """The problem in words; with lines, a form that goes on with them."""
        note(problem)
        if wants_json(request):
            return as_json(problem)
        errors = problem.errors or {}
        typed = dict(reversed(pairs))
        facts = self._pages.facts()
        page = self._pages.answer(
            "cart.html",
            problem.title,
            problem.status,
            lead=lead,
            changes=changes,
            again=again,
            lines=lines,
            errors=errors,
            typed=typed,
            kept={name: typed[name] for name in KEPT if typed.get(name) and name not in errors},
            rates=rates_on_page(facts.zones) if facts and typed.get("rates") else "",
            go_on=go_on,
            pieces=(),
            asks_terms=again is not None or "terms" in errors,
        )
        page.headers.update(problem.headers)
        return page


def lines_of(wishes: Iterable[Wish]) -> list[str]:
    """The cart's lines at the prices that they have now."""
    return [wish.line.text for wish in wishes]


def go_on_words(changes: Changes) -> str:
    """What the button says: what somebody who presses it agrees to."""
    if changes.gone or changes.short:
        return "Go on with what is left"
    if changes.repriced:
        return "Go on at the new prices"
    return "Go on with the new delivery" if changes.rates else "Reserve and pay"
