"""What happens by itself as time passes."""

import asyncio

from infra.local.stripe.books import Books
from infra.local.stripe.coupons import lapse_what_is_due
from infra.local.stripe.payments import settle_what_is_due
from infra.local.stripe.sessions import expire_what_is_due


def catch_up(books: Books) -> None:
    """Expire, lapse and settle what is due, and send what waits to be sent."""
    expire_what_is_due(books)
    lapse_what_is_due(books)
    settle_what_is_due(books)
    books.courier.dispatch()


async def run(books: Books) -> None:
    while True:
        catch_up(books)
        await asyncio.sleep(books.settings.sweep_seconds)
