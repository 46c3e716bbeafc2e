"""The way of every API request: key, fault, parameters, idempotency, act, answer."""

import asyncio
import base64
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeAlias
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from infra.local.stripe.books import Books, Cause
from infra.local.stripe.calls import Call, Operation
from infra.local.stripe.clockwork import catch_up
from infra.local.stripe.errors import StripeShapedError, invalid
from infra.local.stripe.expansion import expand
from infra.local.stripe.faults import Fault, Faults, Requests
from infra.local.stripe.forms import Form, decode
from infra.local.stripe.idempotency import Answer, Answers
from infra.local.stripe.ids import new_id
from infra.local.stripe.operations import OPERATIONS
from infra.local.stripe.params import read
from infra.local.stripe.server import hang_up

VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.[a-z]+)?")

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass
class Api:
    books: Books
    answers: Answers
    faults: Faults = field(default_factory=Faults)
    requests: Requests = field(default_factory=Requests)

    def routes(self) -> list[BaseRoute]:
        known: list[BaseRoute] = [
            Route(each.path, self._endpoint(each), methods=[each.method]) for each in OPERATIONS
        ]
        return [*known, Route("/v1/{rest:path}", self._unknown, methods=["GET", "POST", "DELETE"])]

    def _endpoint(self, operation: Operation) -> Endpoint:
        async def answer(request: Request) -> Response:
            return await self._answer(request, operation)

        return answer

    async def _unknown(self, request: Request) -> Response:
        message = f"Unrecognized request URL ({request.method}: {request.url.path})."
        error = StripeShapedError(404, "invalid_request_error", message)
        return JSONResponse(error.body, error.status)

    async def _answer(self, request: Request, operation: Operation) -> Response:
        cause = Cause(new_id("req", 14), request.headers.get("idempotency-key"))
        fault = self.faults.next_for(request.method, request.url.path)
        headers = {"Request-Id": str(cause.request_id)}
        try:
            self._check_key(request)
            form = await self._form(request)
            note = self._note(request, form)
            if fault and fault.kind == "cut":
                await hang_up(request.scope)
            answer = await self._executed(request, operation, form, cause, fault)
        except StripeShapedError as error:
            return JSONResponse(error.body, error.status, headers)
        note["status"] = answer.status
        if fault and fault.kind == "cut_after":
            await hang_up(request.scope)
        if cause.idempotency_key and request.method == "POST":
            headers["Idempotency-Key"] = cause.idempotency_key
            if answer.request_id != cause.request_id:
                headers["Idempotent-Replayed"] = "true"
                headers["Original-Request"] = answer.request_id
        headers["Stripe-Version"] = self._version(request)
        return JSONResponse(answer.body, answer.status, headers)

    def _check_key(self, request: Request) -> None:
        key = _given_key(request.headers.get("authorization", ""))
        if not key:
            message = (
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer "
                "YOUR_SECRET_KEY')."
            )
            raise StripeShapedError(401, "invalid_request_error", message)
        if key not in self.books.settings.keys:
            message = f"Invalid API Key provided: {key[:8]}{'*' * 8}"
            raise StripeShapedError(401, "invalid_request_error", message)

    async def _form(self, request: Request) -> Form:
        if request.method == "GET":
            return decode(request.query_params.multi_items())
        body = (await request.body()).decode()
        return decode(parse_qsl(body, keep_blank_values=True))

    def _version(self, request: Request) -> str:
        version = request.headers.get("stripe-version", self.books.settings.api_version)
        if not VERSION.fullmatch(version):
            raise invalid(f"Invalid Stripe API version: {version}")
        return version

    def _note(self, request: Request, form: Form) -> dict[str, Any]:
        return self.requests.note(
            method=request.method,
            path=request.url.path,
            params=form,
            idempotency_key=request.headers.get("idempotency-key"),
            stripe_version=request.headers.get("stripe-version"),
        )

    async def _executed(
        self, request: Request, operation: Operation, form: Form, cause: Cause, fault: Fault | None
    ) -> Answer:
        self._version(request)
        if fault and fault.kind == "429":
            raise StripeShapedError(
                429,
                "invalid_request_error",
                "Request rate limit exceeded. Learn more about rate limits here "
                "https://stripe.com/docs/rate-limits.",
                code="rate_limit",
            )
        key = cause.idempotency_key
        if request.method != "POST" or not key:
            return await self._act(request, operation, form, cause, fault)
        path, now = request.url.path, self.books.now()
        saved = self.answers.claim(key, path, form, now)
        if saved:
            return saved
        try:
            answer = await self._act(request, operation, form, cause, fault)
            self.answers.save(key, path, form, answer, now)
            return answer
        finally:
            self.answers.release(key)

    async def _act(
        self, request: Request, operation: Operation, form: Form, cause: Cause, fault: Fault | None
    ) -> Answer:
        """Do the work; refusals before execution are raised, those of execution are answers."""
        params = read(operation.shape, form, operation.offered)
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        catch_up(self.books)
        try:
            if fault and fault.kind == "500":
                _break_down()
            call = Call(params, cause, request.path_params.get("id", ""))
            with self.books.store.transaction():
                body = operation.act(self.books, call)
                body = expand(body, params.get("expand", []), self.books.store)
        except StripeShapedError as error:
            if not error.executed:
                raise
            return Answer(error.status, error.body, str(cause.request_id))
        self.books.courier.dispatch()
        return Answer(200, body, str(cause.request_id))


def _break_down() -> NoReturn:
    raise StripeShapedError(500, "api_error", "An unknown error occurred", executed=True)


def _given_key(authorization: str) -> str:
    """Read a bearer token, or the user name of basic authentication as curl's `-u key:` sends it."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest).decode().partition(":")[0]
        except ValueError:
            return ""
    return ""
