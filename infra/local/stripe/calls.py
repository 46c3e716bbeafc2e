"""What an API operation is: its address, the parameters it offers and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from infra.local.stripe.books import Books, Cause
from infra.local.stripe.lists import created_as_asked
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

PAGING = frozenset({"limit", "starting_after", "ending_before", "expand"})
EXPAND = frozenset({"expand"})


@dataclass(frozen=True)
class Call:
    """One request after its parameters were found acceptable; `id` is the one in its path."""

    params: Params
    cause: Cause
    id: str = ""


Act: TypeAlias = Callable[[Books, Call], Object]


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    shape: type
    offered: frozenset[str]
    act: Act


def matching(books: Books, kind: str, params: Params, names: tuple[str, ...]) -> list[Object]:
    """Those that are as each parameter of these names wants, where it was sent."""
    wanted = {name: params[name] for name in names if name in params}
    return [
        each
        for each in created(books, kind, params)
        if all(each[name] == value for name, value in wanted.items())
    ]


def created(books: Books, kind: str, params: Params) -> list[Object]:
    return [
        each
        for each in books.store.newest_first(kind)
        if created_as_asked(each["created"], params.get("created"))
    ]
