"""The built site as CloudFront would serve it, but fresh at every request and telling of edits."""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response, StreamingResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from infra.headers import security_headers
from infra.local.builder import Build
from infra.local.pages import NOT_KEPT, message

SCRIPT = b'<script type="module" src="/dev/reload.js"></script>'
POLL_SECONDS = 0.2

# Python before 3.13 doesn't know all of what a shop is made of.
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/manifest+json", ".webmanifest")


class BuiltSite(StaticFiles):
    """Clean addresses and the site's own 404 page; pages reload when there is a new build."""

    def __init__(self, state: Path) -> None:
        super().__init__(directory=state / "site", html=True, check_dir=False)
        self.state = state

    async def check_config(self) -> None:
        """There may be no site yet."""

    def is_not_modified(self, response_headers: Headers, request_headers: Headers) -> bool:
        """An edit within the same second must be seen, too."""
        del response_headers, request_headers
        return False

    async def get_response(self, path: str, scope: Scope) -> Response:
        if not (self.state / "site").exists():
            return self._not_built()
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.media_type == "text/html":
            response = _listening(response)
        response.headers.update(NOT_KEPT | security_headers(scope["path"]))
        return response

    def _not_built(self) -> Response:
        build = last_build(self.state)
        return message(
            503,
            "The shop isn’t built yet",
            "This page shows it as soon as it is.",
            build.problems if build else "",
        )


def _listening(found: FileResponse) -> Response:
    return HTMLResponse(with_script(Path(found.path).read_bytes()), found.status_code)


def with_script(content: bytes) -> bytes:
    """The page with the reloading script before the end of its body; the file stays as it is."""
    head, end, tail = content.rpartition(b"</body>")
    return head + SCRIPT + end + tail if end else content + SCRIPT


def last_build(state: Path) -> Build | None:
    try:
        return msgspec.json.decode((state / "build.json").read_bytes(), type=Build)
    except FileNotFoundError:
        return None


async def news(state: Path) -> AsyncIterator[str]:
    """The last build, and every later one, as server-sent events."""
    told: Build | None = None
    # A first line, so that the browser knows at once that somebody is there.
    yield ": listening\n\n"
    while True:
        build = last_build(state)
        if build and build != told:
            told = build
            # A number of that size loses its last digits in a browser.
            data = msgspec.json.encode({"id": str(build.id), "problems": build.problems})
            yield f"event: build\ndata: {data.decode()}\n\n"
        await asyncio.sleep(POLL_SECONDS)


def reload_events(state: Path) -> Response:
    return StreamingResponse(news(state), media_type="text/event-stream", headers=NOT_KEPT)
