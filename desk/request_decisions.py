"""What the owner's word would change of a privacy request, or why it can't."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date
from typing import NoReturn

import msgspec
import typer

from desk.request_words import REASONS, STATES, what_to_do
from desk.stage import Asking
from desk.terminal import REFUSED, stop
from domain import request_decisions, request_owner
from domain.request_appeals import UnprovenError
from domain.request_decisions import ExtensionError, NoReasonError, UnfinishedError
from domain.request_owner import NotHersError
from domain.request_restriction import EndsAlreadyError, NotSetAsideError, announce_end
from domain.request_states import Reason, RequestStateError
from domain.requests import Request, RequestChange


class Decision(enum.StrEnum):
    APPROVE = "approve"
    DENY = "deny"
    EXTEND = "extend"
    DONE = "done"
    LIFT = "lift"
    PICTURE = "picture"


SAYS_NO_REASON = {
    Decision.DENY: f"Say --reason and one of {', '.join(Reason)}; with “other” say --text as well.",
    Decision.DONE: "Say --text and your answer: they read it.",
}
APPEAL_NEEDS_WORDS = "Say --text and why your answer stands: they read it."
UNPROVEN = (
    "Nobody has proven whose request this is, and going on would hand over or erase somebody's "
    "data. If you know that it is them, say --vouched too; else let them ask anew."
)
UNFINISHED = (
    "Their data still stands in some places: {}. The shop tries those again every five minutes, so "
    "look again later. If it never works, erase it there by your own hands, or say why it stays: "
    "done --reason other --text “…”. The receipt then names those places, and your words."
)
NO_EXTENSION = {
    "twice": "It was moved once already, and can't be moved again.",
    "late": "Its day is past. It can only be moved before: answer it as soon as you can.",
    "never": "No law lets this one be moved. Answer it by its day.",
    "too_far": "It can't be moved to that day. Leave --until out to move it as far as it goes.",
    "no_reason": "Say --reason and why it takes longer: they read it.",
}


class Said(msgspec.Struct, frozen=True):
    """What stood on the command line beside the decision."""

    reason: str | None
    text: str | None
    until: date | None
    values: dict[str, str]
    vouched: bool = False

    @property
    def code(self) -> Reason | None:
        if self.reason is None:
            return None
        try:
            return Reason(self.reason)
        except ValueError:
            codes = "; ".join(f"{code} ({words})" for code, words in REASONS.items())
            raise typer.BadParameter(
                f"“{self.reason}” is no reason. Say one of these: {codes}.", param_hint="--reason"
            ) from None


def decided(
    found: Request, decision: Decision, said: Said, asking: Asking
) -> tuple[RequestChange, ...]:
    """The changes, worked out to the end before any is written."""
    try:
        return tuple(_changes(found, decision, said, asking))
    except (NotHersError, RequestStateError):
        _stop_not_hers(found, decision)
    except NotSetAsideError:
        stop(f"Nothing is set aside by request {found.id}, so there is nothing to lift.", REFUSED)
    except EndsAlreadyError as error:
        stop(
            f"They were told already that it ends on {error}. Until then nothing is used.", REFUSED
        )
    except UnfinishedError as error:
        stop(UNFINISHED.format(error), REFUSED)
    except UnprovenError:
        stop(UNPROVEN, REFUSED)
    except NoReasonError:
        stop(APPEAL_NEEDS_WORDS if found.appeal else SAYS_NO_REASON[decision], REFUSED)
    except ExtensionError as error:
        stop(NO_EXTENSION[error.why], REFUSED)


def _changes(
    found: Request, decision: Decision, said: Said, asking: Asking
) -> Iterator[RequestChange]:
    now = asking.now()
    match decision:
        case Decision.APPROVE:
            yield request_owner.approve(found, now, said.text, vouched=said.vouched)
        case Decision.DENY:
            yield request_owner.deny(found, now, said.code, said.text)
        case Decision.EXTEND:
            today, until = asking.today(), said.until
            yield request_decisions.extend(found, said.reason or "", now, today, until)
        case Decision.DONE:
            yield from request_owner.finish(found, now, said.code, said.text)
        case Decision.LIFT:
            yield announce_end(found, asking.book.restriction(found.subject), now)


def _stop_not_hers(found: Request, decision: Decision) -> NoReturn:
    stop(
        f"Request {found.id} is {STATES[found.state]}: “{decision}” isn't for that. "
        f"For you to do: {what_to_do(found)}.",
        REFUSED,
    )
