"""What the forms of the page do. Each is answered by the page itself, with what was done on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.responses import Response

from domain import things as kept
from domain.account_doors import AccountDoor, DoorGoneError
from domain.links import LinkError
from domain.ordered import Address
from domain.payments import PaymentsRefusedError, PaymentsUnavailableError
from domain.readdressing import FIELDS, AddressFormError
from domain.shop import ShopClosedError
from domain.things import StaleThingsError, Things, TooManyAddressesError
from functions.account.keeping import Keeping
from functions.account.page import ThingsPage
from functions.account.parts import AccountParts
from functions.web.forms import Pairs
from functions.web.open_shop import open_shop
from functions.web.said import Said

LONGEST_KEPT = 200
"""Characters of a field that are given back to be corrected."""

KEPT = Said("That address is kept, and your next order from this page begins with it.")
CORRECTED = Said("The address is corrected.")
CHOSEN = Said("Your next order from this page begins with that address.")
DROPPED = Said("The address is deleted.")
UNWISHED = Said("It is off your list.")
NOTHING = Said("That was so already, so nothing was changed.")
TOO_MANY = Said(
    f"You can keep {kept.MOST_ADDRESSES} addresses. Delete one first, then keep this one.", "", 409
)
STALE = Said(
    "Nothing was changed: somebody changed the same at this moment. This is how it stands now.",
    "",
    409,
)
STRIPE_DOWN = Said(
    "Nothing was changed: Stripe, which prepares the payment page, can't be reached to delete the "
    "address there as well. Please try again in a few minutes.",
    "",
    503,
)

CHANGES: dict[str, tuple[Said, Callable[[Things, Mapping[str, str]], Things]]] = {
    "choose": (CHOSEN, lambda things, sent: kept.with_chosen(things, sent.get("id", ""))),
    "drop": (DROPPED, lambda things, sent: kept.without_address(things, sent.get("id", ""))),
    "unwish": (UNWISHED, lambda things, sent: kept.without_wish(things, sent.get("piece", ""))),
}
"""What needs no more than what stands there: what is said then, and what becomes of it."""


class Acting:
    """Each visit raises BookUnavailableError."""

    def __init__(self, parts: AccountParts, page: ThingsPage) -> None:
        self._parts = parts
        self._page = page
        self._keeping = Keeping(parts)

    def act(self, pairs: Pairs, network: str | None) -> Response:
        """Raises TooManyTriesError or ShopClosedError, where everything is to be deleted."""
        fields = dict(reversed(pairs))
        try:
            door = self._parts.entrance.inside(fields.get("t", ""))
            return self._done(door, fields, pairs, network)
        except (LinkError, DoorGoneError):
            return self._page.over()

    def _done(
        self,
        door: AccountDoor,
        fields: Mapping[str, str],
        pairs: Pairs,
        network: str | None,
    ) -> Response:
        """What isn't known changes nothing: the page is shown as it stands."""
        do = fields.get("do", "")
        if do in CHANGES:
            said, change = CHANGES[do]
            return self._change(door, said, lambda things: change(things, fields))
        deeds: dict[str, Callable[[], Response]] = {
            "keep": lambda: self._keep(door, fields.get("order", "")),
            "add": lambda: self._typed(door, "", pairs),
            "correct": lambda: self._typed(door, fields.get("id", ""), pairs),
            "close": lambda: self._close(door),
            "erase": lambda: self._page.before_erasing(door),
            "erase-all": lambda: self._erase(door, network),
        }
        return deeds.get(do, lambda: self._page.show(door))()

    def _close(self, door: AccountDoor) -> Response:
        self._parts.entrance.doors.remove(door)
        return self._page.closed()

    def _keep(self, door: AccountDoor, order_id: str) -> Response:
        """The address of an order, if that is theirs."""
        theirs = self._parts.orders.of_subject(door.subject)
        order = next((each for each in theirs if each.id == order_id), None)
        if order is None or order.address is None or order.erased_at:
            return self._page.show(door)
        return self._with(door, order.address)

    def _typed(self, door: AccountDoor, address_id: str, pairs: Pairs) -> Response:
        facts = self._parts.pages.facts()
        if facts is None:
            raise ShopClosedError
        try:
            address = kept.read_any_address(pairs, facts.countries)
        except AddressFormError as error:
            names = (*FIELDS, "country")
            typed = {name: value[:LONGEST_KEPT] for name, value in pairs if name in names}
            return self._page.show(door, typed=typed, errors=error.errors, editing=address_id)
        if not address_id:
            return self._with(door, address)
        return self._change(
            door, CORRECTED, lambda it: kept.with_corrected(it, address_id, address)
        )

    def _with(self, door: AccountDoor, address: Address) -> Response:
        new_id = self._parts.new_id()
        return self._change(door, KEPT, lambda it: kept.with_address(it, address, new_id))

    def _change(
        self, door: AccountDoor, said: Said, decide: Callable[[Things], Things]
    ) -> Response:
        try:
            changed = self._keeping.change(door, decide)
        except TooManyAddressesError:
            return self._page.show(door, TOO_MANY)
        except StaleThingsError:
            return self._page.show(door, STALE)
        except (PaymentsRefusedError, PaymentsUnavailableError):
            return self._page.show(door, STRIPE_DOWN)
        return self._page.show(door, said if changed else NOTHING)

    def _erase(self, door: AccountDoor, network: str | None) -> Response:
        """By a request like any other: with its audit, and the owner's look where one is due."""
        opened_at = door.spent_at or self._parts.now()
        shop = open_shop(self._parts.pages)
        request = self._parts.asking.erase_all(door.address, opened_at, network, shop)
        return self._page.erasing(door, request)
