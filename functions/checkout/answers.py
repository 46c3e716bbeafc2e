"""What the buyer sees when a piece can't be bought just so: the form again, and why."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.catalogue import Piece, is_sku, is_slug
from domain.changes import OrderChangedError
from domain.checkout_form import FormError
from domain.choices import choice_names
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.stock import Shortage
from functions.checkout.changed import IF_THATS_YOU, Teller, Told
from functions.checkout.terms_again import TermsAgain, agreement_asked, ask_again_beside
from functions.web.forms import Pairs, wants_json
from functions.web.pages import Pages
from functions.web.problems import Problem, as_json, note


class PieceAnswers:
    def __init__(self, shelf: Shelf, pages: Pages) -> None:
        self._shelf = shelf
        self._pages = pages
        self._teller = Teller(pages)

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

    def changed(self, request: Request, pairs: Pairs, error: OrderChangedError) -> Response:
        told = self._teller.tell(error)
        problem, sentences = _of_one_piece(error, told)
        return self._answer(request, pairs, problem, told.again, sentences)

    def trouble(self, request: Request, pairs: Pairs, problem: Problem) -> Response:
        return self._answer(request, pairs, problem)

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
        page = self._pages.answer(
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
        page.headers.update(problem.headers)
        return page

    def _piece(self, typed: dict[str, str]) -> Piece | None:
        slug = typed.get("piece", "")
        if not is_slug(slug):
            items = self._shelf.items(filter(is_sku, [typed.get("sku", "")]))
            slug = next((item.slug for item in items.values()), "")
        return self._shelf.piece(slug) if slug else None


def _of_one_piece(error: OrderChangedError, told: Told) -> tuple[Problem, tuple[str, ...]]:
    """The problem as it is said of a single piece: a thing that changed needs no list."""
    changes, problem = error.changes, told.problem
    if told.again or len(told.sentences) > 1:
        return problem, told.sentences
    if changes.short:
        title, detail = _gone(changes.short[0])
        return msgspec.structs.replace(problem, title=title, detail=detail), ()
    if changes.gone:
        title = "That piece is no longer for sale"
        return msgspec.structs.replace(problem, title=title), ()
    if changes.repriced and changes.repriced[0].seen is None:
        return msgspec.structs.replace(problem, title="Please look at the price"), ()
    if changes.repriced:
        return msgspec.structs.replace(problem, title="The price has changed"), ()
    return problem, ()


def _fields(piece: Piece | None, shop: ShopFacts | None) -> set[str]:
    """The fields that the piece's form shows, to which a summary can link."""
    if piece is None or piece.sold_out:
        return set()
    fields = {"terms", "gift_message"}
    fields |= set(choice_names(piece)) if len(piece.variants) > 1 else set()
    fields |= {"engraving"} if piece.engraving else set()
    fields |= {"country"} if shop and len(shop.countries) > 1 else set()
    fields |= {"code"} if shop and shop.codes else set()
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
