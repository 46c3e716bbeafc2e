"""What a browser or a program sent, as pairs of text, refused early where it can't be a form."""

from __future__ import annotations

import itertools
import json
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 100
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"

Pairs = list[tuple[str, str]]


class BodyTooLargeError(Exception):
    """More than LARGEST_BODY bytes."""


class ContentTypeError(Exception):
    """Neither a form nor JSON."""


class MalformedBodyError(Exception):
    """A body that isn't what its content type says."""


class ForeignOriginError(Exception):
    """A form that stands on somebody else's site."""


def sends_json(request: Request) -> bool:
    return _content_type(request) == JSON


def wants_json(request: Request) -> bool:
    """Whether an answer is for a program: it sent JSON, or asks for JSON and not for HTML."""
    accept = request.headers.get("accept", "")
    return sends_json(request) or ("json" in accept and "text/html" not in accept)


async def read_body(request: Request) -> bytes:
    """Raises BodyTooLargeError before the whole of a larger body has been read."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > LARGEST_BODY:
        raise BodyTooLargeError
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise BodyTooLargeError
    return bytes(body)


async def read_form(request: Request, origin: str) -> Pairs:
    """The fields of a form or a flat JSON object, in order, duplicates kept.

    Raises ForeignOriginError, ContentTypeError, BodyTooLargeError or MalformedBodyError.
    """
    check_origin(request, origin)
    content_type = _content_type(request)
    if content_type not in (FORM, JSON):
        raise ContentTypeError
    body = await read_body(request)
    return _json_pairs(body) if content_type == JSON else _form_pairs(body)


def check_origin(request: Request, origin: str) -> None:
    """Let a form through that the shop's own page sent, or a program that is no browser.

    `Sec-Fetch-Site` is the browser's own word; where it is missing, `Origin` is compared with
    the shop's address, because a CDN rewrites `Host`.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise ForeignOriginError
        return
    if request.headers.get("origin", origin) != origin:
        raise ForeignOriginError


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _form_pairs(body: bytes) -> Pairs:
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise MalformedBodyError from error


def _json_pairs(body: bytes) -> Pairs:
    """A flat object's texts and whole numbers as text; a list is its name several times."""
    try:
        pairs = json.loads(body, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise MalformedBodyError from error
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        raise MalformedBodyError
    texts = [
        (name, _text(value))
        for name, values in pairs[:MOST_FIELDS]
        for value in (values if _is_list(values) else [values])
    ][:MOST_FIELDS]
    try:
        "".join(itertools.chain.from_iterable(texts)).encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair, which is no character
        raise MalformedBodyError from error
    return texts


def _is_list(value: object) -> bool:
    """Whether it is a list of texts: an object arrives as a list too, one of its pairs."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**18 else "9" * 18
    if value is None:
        return ""
    return json.dumps(value)
