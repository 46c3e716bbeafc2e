"""The stand-in put together: API, payment pages, webhooks and, on request, levers for tests."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from infra.local.stripe.api import Api
from infra.local.stripe.books import Books
from infra.local.stripe.clockwork import run
from infra.local.stripe.controls import Controls
from infra.local.stripe.idempotency import Answers
from infra.local.stripe.paying import Paying
from infra.local.stripe.seeds import sow
from infra.local.stripe.server import HungUpError
from infra.local.stripe.settings import StandInSettings
from infra.local.stripe.store import Store
from infra.local.stripe.webhooks import Courier


def create_app(settings: StandInSettings) -> Starlette:
    """Build the app; faults that cut connections work only under `server.build_server`."""
    store = Store(settings.state)
    books = Books(settings, store, Courier(settings, store))
    if settings.seed_currency:
        sow(books, settings.seed_currency)
    api = Api(books, Answers(store))
    levers = Controls(api).routes() if settings.test_routes else []

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        clockwork = asyncio.create_task(run(books))
        yield
        clockwork.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await clockwork
        await books.courier.stop()
        store.close()

    return Starlette(
        routes=[*api.routes(), *Paying(books).routes(), *levers],
        exception_handlers={HungUpError: _nobody_listens},
        lifespan=lifespan,
    )


async def _nobody_listens(_: Request, __: Exception) -> Response:
    return Response(status_code=502)
