"""The payment page's routes: one address per session, read and submitted."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.stripe import page
from infra.local.stripe.aftermath import bring_about, what_may_happen
from infra.local.stripe.books import Books
from infra.local.stripe.clockwork import catch_up
from infra.local.stripe.methods import can_pay_later
from infra.local.stripe.payments import (
    Buyer,
    arrive,
    fail,
    is_on_its_way,
    pay,
    pay_later,
)
from infra.local.stripe.store import Object

DECLINED = "Your card was declined. You haven't been charged. Try again."
REQUIRED = {"email": "your e-mail address", "name": "your name"}
REQUIRED_TO_SHIP = {"line1": "your street", "city": "your city", "postal_code": "your postal code"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
}


@dataclass
class Paying:
    books: Books

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/pay/{id}", self.show, methods=["GET"]),
            Route("/pay/{id}", self.submit, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _html(page.not_found(), 404)
        return self._page(session)

    async def submit(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _html(page.not_found(), 404)
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        # Read again: the session may have been paid while the form was coming in.
        session = self._session(request) or session
        outcome = form.get("outcome", "pay")
        if session["status"] == "complete":
            return await self._settle(session, outcome)
        if session["status"] == "expired":
            return self._page(session)
        if outcome == "abandon" and session["cancel_url"]:
            return RedirectResponse(session["cancel_url"], 303)
        return await self._pay(session, form, outcome)

    def _session(self, request: Request) -> Object | None:
        catch_up(self.books)
        return self.books.store.get(request.path_params["id"], "checkout.session")

    async def _settle(self, session: Object, outcome: object) -> Response:
        if is_on_its_way(self.books, session) and outcome in {"arrive", "fail"}:
            event = (arrive if outcome == "arrive" else fail)(self.books, session)
            await self._told(event)
        if outcome in what_may_happen(self.books, session):
            bring_about(self.books, session, str(outcome))
            self.books.courier.dispatch()
            return RedirectResponse(session["id"], 303)
        return RedirectResponse(page.success_url(session), 303)

    async def _pay(self, session: Object, form: dict[str, str], outcome: object) -> Response:
        values = _values(session, form)
        if outcome == "update":
            return self._page(session, values)
        refusal = _refusal(session, values)
        if refusal:
            return self._page(session, values, refusal, 422)
        if outcome == "decline":
            return self._page(session, values, DECLINED, 402)
        if outcome not in {"pay", "pay_later"}:
            return self._page(session, values, "Choose how the payment ends.", 422)
        if outcome == "pay_later" and not can_pay_later(session):
            message = "This order can't be paid by a method that takes days. Choose another."
            return self._page(session, values, message, 422)
        act = pay if outcome == "pay" else pay_later
        await self._told(act(self.books, session, _buyer(session, values)))
        return RedirectResponse(page.success_url(session), 303)

    async def _told(self, event: Object) -> None:
        """Let the shop know before the buyer comes back, as Stripe tries to."""
        self.books.courier.dispatch()
        await self.books.courier.acknowledged(event["id"])

    def _page(
        self,
        session: Object,
        values: dict[str, str] | None = None,
        refusal: str = "",
        status: int = 200,
    ) -> Response:
        if session["status"] == "expired":
            status = 410
        return _html(page.show(self.books, session, values, refusal), status)


def _html(text: str, status: int) -> Response:
    return HTMLResponse(text, status, HEADERS)


def _values(session: Object, form: dict[str, str]) -> dict[str, str]:
    names = (*page.FIELDS, "country", "shipping_rate")
    values = {name: form.get(name, "").strip() for name in names}
    if not session["shipping_options"]:
        values["shipping_rate"] = ""
    return values


def _refusal(session: Object, values: dict[str, str]) -> str:
    countries = page.allowed_countries(session)
    required = {**REQUIRED, **(REQUIRED_TO_SHIP if countries else {})}
    for name, words in required.items():
        if not values[name]:
            return f"Enter {words}."
    if "@" not in values["email"]:
        return "Enter an e-mail address such as june@example.com."
    if countries and values["country"] not in countries:
        return "Choose a country that we deliver to."
    rates = [option["shipping_rate"] for option in session["shipping_options"]]
    if rates and values["shipping_rate"] not in rates:
        return "Choose a delivery."
    return ""


def _buyer(session: Object, values: dict[str, str]) -> Buyer:
    parts = ("city", "country", "line1", "line2", "postal_code", "state")
    collected = bool(page.allowed_countries(session))
    return Buyer(
        email=values["email"],
        name=values["name"],
        country=values["country"] or "US",
        phone=values["phone"] or None,
        ship_to={part: values[part] or None for part in parts} if collected else None,
        shipping_rate=values["shipping_rate"] or None,
    )
