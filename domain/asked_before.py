"""Whether a request only says again what an earlier one, which is under way, has said."""

from __future__ import annotations

from domain.request_states import State
from domain.requests import Request


def is_repeated_by(before: Request, request: Request) -> bool:
    """Not where the earlier one has words of its own: two corrections needn't be about the same."""
    same = (before.type, before.asked_by, before.about) == (
        request.type,
        request.asked_by,
        request.about,
    )
    under_way = before.is_open and before.state is not State.IDENTITY_PENDING
    has_words = before.contact is not None and before.contact.text is not None
    return same and under_way and before.id != request.id and not has_words
