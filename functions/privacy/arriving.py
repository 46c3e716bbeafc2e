"""The form arrives: taken up, or shown again with what to correct."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request as WebRequest
from starlette.responses import JSONResponse, RedirectResponse, Response

from domain.request_form import RequestForm
from domain.request_reading import FIELDS, RequestFormError, read_request_form
from domain.request_states import AT_ONCE
from functions.privacy.parts import PrivacyParts
from functions.privacy.signals import asks_not_to_be_sold
from functions.web.forms import Pairs, read_form, wants_json
from functions.web.pages import HEADERS
from functions.web.problems import Problem, as_json, note

LONGEST_KEPT = 8000
"""Characters of a field that are given back to be corrected."""


async def arrive(web: WebRequest, parts: PrivacyParts) -> Response:
    """See what was sent to /api/privacy/request. The answer is the same for everybody.

    Raises NoSuchFormError, TooManyTriesError, ShopClosedError or BookUnavailableError.
    """
    pairs = await read_form(web, parts.origin)
    try:
        wanted = read_request_form(pairs)
    except RequestFormError as error:
        return _again(web, parts, pairs, error)
    network = parts.networks.of(web)
    signal = asks_not_to_be_sold(web)
    parts.asking.receive(wanted, network, parts.shop(), signal=signal)
    if wants_json(web):
        return JSONResponse({"taken_up": wanted.form.slug}, 202, HEADERS)
    form = quote(wanted.form.slug)
    at_once = "&done" if wanted.type in AT_ONCE else ""
    return RedirectResponse(f"{parts.origin}/api/privacy/sent?form={form}{at_once}", 303, HEADERS)


def sent(form: RequestForm, parts: PrivacyParts, *, is_done: bool) -> Response:
    """After the form: what has happened, and what comes next. It says nothing about anybody."""
    title = "It’s done" if is_done else "Your request has arrived"
    return parts.pages.answer("privacy_sent.html", title, form=form, is_done=is_done)


def _again(web: WebRequest, parts: PrivacyParts, pairs: Pairs, error: RequestFormError) -> Response:
    detail = "Correct what is named, and send the form again."
    problem = Problem(422, "invalid-form", "Before we can take this up", detail, error.errors)
    note(problem)
    if wants_json(web):
        return as_json(problem)
    form = error.form
    return parts.pages.answer(
        "privacy_again.html",
        form.title,
        422,
        form=form,
        typed=_typed(pairs),
        errors=error.errors,
    )


def _typed(pairs: Pairs) -> Mapping[str, str]:
    return {name: value[:LONGEST_KEPT] for name, value in reversed(pairs) if name in FIELDS}
