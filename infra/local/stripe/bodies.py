"""What a lever is told, read from the request's body."""

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

T = TypeVar("T")


async def read_body(request: Request, kind: type[T]) -> T | Response:
    """Read JSON only as JSON: a foreign page's form can't pull these levers."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return mistaken("Send application/json", 415)
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        return mistaken(str(error), 422)


def mistaken(message: str, status: int) -> JSONResponse:
    body: dict[str, Any] = {"error": message}
    return JSONResponse(body, status)
