"""Who asks: a code by mail, a fact of an order, and a button for what can't be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from domain.proof import TRIES, Codes
from domain.request_parts import Verification
from domain.request_states import CONFIRMED, DISCLOSING, RequestStateError, State, Type
from domain.request_steps import answered, step
from domain.requests import Request, RequestChange

CODES_SENT = 5
"""Codes for one request; a mailbox has a limit of its own (`domain.limits`)."""

Result = Literal["right", "wrong", "expired", "used_up"]


class TooManyCodesError(Exception):
    """All codes that one request may have were mailed."""


class Tried(msgspec.Struct, frozen=True):
    """What a code or a fact was, and the change that remembers it, where there is one to write."""

    result: Result
    change: RequestChange | None = None


def wants_code(request: Request) -> bool:
    return request.state is State.IDENTITY_PENDING and request.verification.verified_at is None


def wants_order_fact(request: Request) -> bool:
    return request.state is State.IDENTITY_PENDING and request.verification.order_fact == "asked"


def wants_confirmation(request: Request) -> bool:
    return (
        request.state is State.IDENTITY_PENDING
        and request.verification.verified_at is not None
        and request.type in CONFIRMED
    )


def send_code(request: Request, codes: Codes, now: datetime) -> RequestChange:
    """Mail a new code, which ends the one before. Raises TooManyCodesError, RequestStateError."""
    _check(request, wants_code(request))
    so_far = request.verification
    if so_far.sends >= CODES_SENT:
        raise TooManyCodesError(request.id)
    sent = _with(so_far, code=codes.new(now), sends=so_far.sends + 1)
    facts = {"sends": sent.sends}
    return step(request, now, "code_sent", mails=("privacy_code",), facts=facts, verification=sent)


def prove(  # noqa: PLR0917 — what is known of the try
    request: Request,
    typed: str,
    codes: Codes,
    now: datetime,
    has_orders: Callable[[], bool],
    automatic: bool = True,
) -> Tried:
    """Try a code. `has_orders` is asked only of whoever proved who they are.

    A wrong try is a change as well: of two at the same time one is stale, so that nobody tries
    more often than they may. Raises RequestStateError.
    """
    _check(request, wants_code(request))
    so_far = request.verification
    code = so_far.code
    if code is None or now >= code.until:
        return Tried("expired")
    if code.tries >= TRIES:
        return Tried("used_up")
    if not codes.is_right(request.id, code, typed):
        tried = msgspec.structs.replace(code, tries=code.tries + 1)
        wrong = _with(so_far, code=tried, attempts=so_far.attempts + 1)
        facts = {"attempts": wrong.attempts}
        change = step(request, now, "code_wrong", facts=facts, verification=wrong)
        return Tried("used_up" if tried.tries >= TRIES else "wrong", change)
    asks = request.type in DISCLOSING and has_orders()
    proven = _with(
        so_far,
        level="address",
        method="mail_code",
        verified_at=now,
        code=None,
        order_fact="asked" if asks else None,
    )
    return Tried("right", _onwards(request, now, "proven", proven, automatic))


def prove_by_link(
    request: Request, opened_at: datetime, now: datetime, automatic: bool = True
) -> RequestChange:
    """For whoever came in by a link that was mailed to them, and pressed the button that confirms.

    Raises RequestStateError.
    """
    _check(request, wants_code(request))
    proven = _with(
        request.verification,
        level="address",
        method="mail_link",
        verified_at=opened_at,
        confirmed_at=now,
    )
    return _onwards(request, now, "proven_by_link", proven, automatic)


def prove_order(request: Request, is_right: bool, now: datetime, automatic: bool = True) -> Tried:
    """Try a fact of an order. After three wrong ones the owner decides. Raises RequestStateError."""
    _check(request, wants_order_fact(request))
    so_far = request.verification
    if is_right:
        proven = _with(
            so_far,
            level="address_and_order",
            method="mail_code_and_order",
            order_fact="right",
        )
        return Tried("right", _onwards(request, now, "order_proven", proven, automatic))
    wrong = _with(so_far, attempts=so_far.attempts + 1, order_tries=so_far.order_tries + 1)
    if wrong.order_tries >= TRIES:
        wrong = _with(wrong, order_fact="wrong")
        return Tried("used_up", _onwards(request, now, "order_unproven", wrong, automatic))
    facts = {"attempts": wrong.attempts}
    return Tried("wrong", step(request, now, "order_wrong", facts=facts, verification=wrong))


def confirm(request: Request, now: datetime, automatic: bool = True) -> RequestChange:
    """The button after the code, for what can't be taken back. Raises RequestStateError."""
    _check(request, wants_confirmation(request))
    confirmed = _with(request.verification, confirmed_at=now)
    return _onwards(request, now, "confirmed", confirmed, automatic)


def _onwards(
    request: Request, now: datetime, what: str, proof: Verification, automatic: bool
) -> RequestChange:
    """To the review, once nothing is missing any more."""
    facts = {"level": proof.level, "method": proof.method}
    missing = proof.order_fact == "asked" or (
        request.type in CONFIRMED and proof.confirmed_at is None
    )
    if missing:
        return step(request, now, what, facts=facts, verification=proof)
    waits = not automatic or needs_owner(request, proof)
    return step(
        request,
        now,
        what,
        State.IN_REVIEW,
        mails=(*answered(request, "privacy_waits"), "owner_privacy_waits") if waits else (),
        facts=facts,
        verification=proof,
        waits_for_owner=waits,
    )


def needs_owner(request: Request, proof: Verification) -> bool:
    """Whether a person has to look: at what is to be corrected, a permission, a missing fact.

    A guardian's signed statement and control of the child's address are enough.
    """
    by_agent = request.asked_by == "agent"
    return by_agent or request.type is Type.CORRECTION or proof.order_fact == "wrong"


def _with(proof: Verification, **facts: object) -> Verification:
    return msgspec.structs.replace(proof, **facts)


def _check(request: Request, is_now: bool) -> None:
    if not is_now:
        raise RequestStateError(f"request {request.id} doesn't wait for that proof")
