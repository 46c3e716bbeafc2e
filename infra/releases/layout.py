"""Where a file of the site lies in the bucket, and what it is served as.

The edge function finds files by the same rules: infra/edge/pages.js.
"""

from __future__ import annotations

import re
from typing import NamedTuple

FOR_EVER = re.compile(r"(?:static|pictures|search/(?:cards|texts|words))/")
"""Names that carry what is in them: written once, never again, kept by browsers for a year. A page
of any release may ask for them."""

MANIFESTS = "manifests/"
RELEASES = "releases/"
ASSETS = "assets/"
NOT_FOUND_PAGE = "404.html"
ERROR_PAGES = "errors/"
"""CloudFront fetches its error pages without the edge function, from here."""

YEAR = "public, max-age=31536000, immutable"
# A release never changes, and the edge asks for a page by its release: it may keep it. A browser
# asks by the page's address, so it has to look again.
PAGE = "public, max-age=0, s-maxage=86400, must-revalidate"
ERROR_PAGE = "public, max-age=0, must-revalidate"

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "": "text/plain; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "webmanifest": "application/manifest+json",
    "svg": "image/svg+xml",
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
"""What isn't named here is data that only the shop's own scripts read."""

DATA = "application/octet-stream"


class Place(NamedTuple):
    key: str
    content_type: str
    cache: str
    for_ever: bool = False


def place(path: str, release: str) -> Place:
    """Of a file at an address without its first slash, in a release."""
    kind = TYPES.get(path.rpartition("/")[2].partition(".")[2].rpartition(".")[2], DATA)
    if FOR_EVER.match(path):
        return Place(ASSETS + path, kind, YEAR, for_ever=True)
    return Place(f"{RELEASES}{release}/{path}", kind, PAGE)
