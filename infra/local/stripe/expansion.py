"""Ids in an answer replaced by their objects, where the request asks for it with `expand[]`."""

from typing import Any

from infra.local.stripe.errors import StripeShapedError, invalid
from infra.local.stripe.lists import page
from infra.local.stripe.store import Object, Store

DEEPEST = 4


def expand(answer: Object, paths: list[str], store: Store) -> Object:
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            raise invalid(f"You cannot expand more than {DEEPEST} levels of a property.", "expand")
        _expand(answer, parts, path, store)
    return answer


def _expand(found: Any, parts: list[str], path: str, store: Store) -> None:  # noqa: ANN401  any part of an answer
    if isinstance(found, list):
        for each in found:
            _expand(each, parts, path, store)
        return
    if found is None or not parts:
        return
    if not isinstance(found, dict):
        raise _not_expandable(path)
    name, *rest = parts
    if name == "line_items" and found.get("object") == "checkout.session":
        found.setdefault(name, _line_items(found["id"], store))
    if name not in found:
        raise _not_expandable(path)
    if isinstance(found[name], str):
        found[name] = store.get(found[name])
        if found[name] is None:
            raise _not_expandable(path)
    elif not rest and not isinstance(found[name], dict | list | None):
        raise _not_expandable(path)
    _expand(found[name], rest, path, store)


def _line_items(session_id: str, store: Store) -> dict[str, Any]:
    items = store.aside(session_id)["line_items"]
    return page(items, {}, f"/v1/checkout/sessions/{session_id}/line_items", "line item")


def _not_expandable(path: str) -> StripeShapedError:
    return invalid(f"This property cannot be expanded ({path}).", "expand")
