"""Somebody wants to hear when a variant is there again: asked, confirmed by mail, or ended.

The form's answer and calls are the same, whoever the address belongs to; a look at a link does
nothing, its page's button does.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.catalogue import Piece
from domain.mail_address import MailAddressError, read_mail_address
from domain.waiting import can_come_back, read
from functions.orders.parts import OrderParts
from functions.web.forms import Pairs, read_form
from functions.web.pages import HEADERS
from functions.web.problems import Problem, note

PATH = "/api/orders/waiting"


class Restock:
    def __init__(self, parts: OrderParts) -> None:
        self._parts = parts

    async def visit(self, request: Request) -> Response:
        """Raises LinkError, TooManyTriesError or BookUnavailableError."""
        if request.method == "POST":
            pairs = await read_form(request, self._parts.origin)
            fields = dict(reversed(pairs))
            if "t" in fields:
                return self._press(fields["t"], fields.get("do", ""))
            return self._ask(request, pairs, fields)
        if token := request.query_params.get("t"):
            return self._standing(token)
        if "asked" in request.query_params:
            return self._parts.pages.answer("waiting_asked.html", "Look into your mailbox")
        return self._form(request.query_params.get("piece", ""))

    def _ask(self, request: Request, pairs: Pairs, fields: Mapping[str, str]) -> Response:
        if fields.get("website"):
            return self._asked()
        slug = fields.get("piece", "")
        piece = self._parts.shelf.piece(slug)
        errors: dict[str, str] = {}
        sku, address = fields.get("sku", ""), ""
        variant = piece.variant(sku) if piece else None
        if len([name for name, _ in pairs if name in ("sku", "mail")]) > 2:  # noqa: PLR2004 — one of each
            errors["sku"] = "This was sent twice. Go back to the form, and send it once."
        elif piece is None or variant is None:
            errors["sku"] = "Choose which one you wait for."
        elif not can_come_back(piece, variant):
            return self._form(slug)
        try:
            address = read_mail_address(fields.get("mail", ""))
        except MailAddressError as error:
            errors["mail"] = str(error)
        if errors:
            return self._form(slug, fields, errors)
        mailbox = self._parts.networks.of_mailbox(address)
        self._parts.gate.waiting(self._parts.networks.of(request), mailbox, self._parts.now())
        self._parts.waiting.ask(sku, self._parts.address_key.id_of(address), address)
        return self._asked()

    def _asked(self) -> Response:
        return RedirectResponse(f"{self._parts.origin}{PATH}?asked", 303, HEADERS)

    def _form(
        self,
        slug: str,
        typed: Mapping[str, str] | None = None,
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        piece = self._parts.shelf.piece(slug)
        if piece is None:
            return RedirectResponse(f"{self._parts.origin}/pieces/", 303, HEADERS)
        title = f"Hear when {piece.title} is back"
        if errors:
            note(Problem(422, "invalid-form", title, "", errors=dict(errors)))
        return self._parts.pages.answer(
            "waiting_form.html",
            title,
            422 if errors else 200,
            piece=piece,
            variants=_gone(piece),
            typed=typed or {},
            errors=errors or {},
        )

    def _standing(self, token: str) -> Response:
        sku, subject = read(self._parts.links, token, self._parts.now())
        wait = self._parts.waiting.standing(sku, subject)
        item = self._parts.shelf.items([sku]).get(sku)
        name = item.name if item else "It"
        title = f"{name} is sold out" if wait else "You aren’t waiting for it"
        return self._parts.pages.answer(
            "waiting.html", title, wait=wait, item=item, token=token, name=name
        )

    def _press(self, token: str, do: str) -> Response:
        sku, subject = read(self._parts.links, token, self._parts.now())
        if do == "confirm":
            self._parts.waiting.confirm(sku, subject)
        elif do == "end":
            self._parts.waiting.end(sku, subject)
        return RedirectResponse(f"{self._parts.origin}{PATH}?t={token}", 303, HEADERS)


def _gone(piece: Piece) -> list[tuple[str, str]]:
    """SKU and words of what can be waited for."""
    found = [variant for variant in piece.variants if can_come_back(piece, variant)]
    return [(variant.sku, variant.label or piece.title) for variant in found]
