"""Lists in Stripe's way: newest first, filtered, a page at a time."""

from collections.abc import Callable
from typing import Any

from infra.local.stripe.errors import invalid, missing
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

DEFAULT_LIMIT = 10
HIGHEST_LIMIT = 100

COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def page(objects: list[Object], params: Params, url: str, what: str) -> dict[str, Any]:
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= HIGHEST_LIMIT:
        message = f"This value must be between 1 and {HIGHEST_LIMIT}."
        raise invalid(message, "limit", "parameter_invalid_integer")
    if "starting_after" in params and "ending_before" in params:
        raise invalid("You can only use one of `starting_after` and `ending_before`.")
    if "ending_before" in params:
        before = objects[: _position(objects, params, "ending_before", what)]
        return _list(before[-limit:], url, has_more=len(before) > limit)
    start = _position(objects, params, "starting_after", what) + 1
    after = objects[start:]
    return _list(after[:limit], url, has_more=len(after) > limit)


def _position(objects: list[Object], params: Params, name: str, what: str) -> int:
    if name not in params:
        return -1
    for index, candidate in enumerate(objects):
        if candidate["id"] == params[name]:
            return index
    raise missing(what, params[name], name, status=400)


def _list(data: list[Object], url: str, *, has_more: bool) -> dict[str, Any]:
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def created_as_asked(created: int, asked: Params | int | None) -> bool:
    if asked is None:
        return True
    if isinstance(asked, int):
        return created == asked
    return all(COMPARE[name](created, bound) for name, bound in asked.items())
