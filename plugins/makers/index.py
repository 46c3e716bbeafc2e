"""What tells machines of the whole site, once all of its pages are known."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence

from domain.policies import PolicyVersion
from plugins.catalogue import Catalogue, SourcePiece
from plugins.makers.feeds import JOURNAL_FEED, PIECES_FEED
from plugins.makers.letters import LETTERS_FEED
from plugins.marks import mark_of
from plugins.page import File, Page
from plugins.policy_files import FEED as POLICIES_FEED
from plugins.policy_files import INDEX as POLICIES
from plugins.price_words import money

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
DATED = ("/journal/", "/letters/", "/policies/")
PAPER = "#fbf9f6"
"""As in tokens.css, for the light scheme."""
ICON_SIZES = (192, 512)


def make(catalogue: Catalogue, pages: Sequence[Page]) -> Iterator[File]:
    yield File("/sitemap.xml", sitemap(pages, catalogue.origin))
    yield File("/robots.txt", robots(catalogue.origin).encode())
    yield File("/site.webmanifest", manifest(catalogue))
    yield llms(catalogue, pages)


def sitemap(pages: Sequence[Page], origin: str) -> bytes:
    """Every page that a search engine should show, with its pictures.

    Only the journal, the letters and the policies know when they changed: a piece knows the day it was added,
    and a list less.
    """
    lines = ["<?xml version='1.0' encoding='utf-8'?>"]
    lines.append(f'<urlset xmlns="{SITEMAP}" xmlns:image="{IMAGE}">')
    begun, ended = f"<image:image>\n<image:loc>{origin}", "</image:loc>\n</image:image>"
    for page in sorted((page for page in pages if page.indexed), key=lambda page: page.path):
        lines.append(f"<url>\n<loc>{origin}{page.path}</loc>")
        if page.changed_on and page.path.startswith(DATED):
            lines.append(f"<lastmod>{page.changed_on.isoformat()}</lastmod>")
        lines += [f"{begun}{picture.path}{ended}" for picture in page.pictures]
        lines.append("</url>")
    return "\n".join((*lines, "</urlset>")).encode()


def robots(origin: str) -> str:
    return f"User-agent: *\nDisallow: /api/\n\nSitemap: {origin}/sitemap.xml\n"


def manifest(catalogue: Catalogue) -> bytes:
    """The web app manifest: what a phone shows when the shop is put on its home screen."""
    shop = catalogue.shop
    icons = [
        {"src": f"/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES
    ]
    said = {
        "name": shop.name,
        "description": catalogue.home.description,
        "lang": shop.locale.replace("_", "-"),
        "id": "/",
        "start_url": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def llms(catalogue: Catalogue, pages: Sequence[Page]) -> File:
    """The shop in Markdown for language models, as llmstxt.org describes it."""
    before, after = _before_pieces(catalogue), _after_pieces(catalogue, pages)
    mark = mark_of((catalogue.listed_mark, before, after))
    return File("/llms.txt", functools.partial(_llms, catalogue, before, after), mark)


def _llms(catalogue: Catalogue, before: str, after: str) -> Iterator[bytes]:
    yield before.encode()
    for source in catalogue.listed:
        yield f"{_piece_line(source, catalogue)}\n".encode()
    yield after.encode()


def _before_pieces(catalogue: Catalogue) -> str:
    shop, origin = catalogue.shop, catalogue.origin
    stock = f"What is left of a piece right now is at {origin}/api/stock?sku=SKU, as JSON."
    lines = [
        f"# {shop.name}",
        "",
        f"> {catalogue.home.description}",
        "",
        f"Prices are in {shop.currency}. {stock}",
        "",
        "## Pieces",
        "",
    ]
    return "\n".join(lines) + "\n"


def _after_pieces(catalogue: Catalogue, pages: Sequence[Page]) -> str:
    origin = catalogue.origin
    paths = {page.path for page in pages}
    about = [path for path in ("/about/", "/contact/", "/faq/") if path in paths]
    lines = [
        "",
        "## Collections",
        "",
        *(
            f"- [{each.title}]({origin}{each.path}): {each.summary}"
            for each in catalogue.collections
        ),
        "",
        "## Policies",
        "",
        *(_policy_line(version, origin) for version in catalogue.policies.in_force.versions),
        f"- [Every version, with its hash]({origin}{POLICIES})",
        f"- [Changes, as a feed]({origin}{POLICIES_FEED})",
        "",
        "## More",
        "",
        *(f"- [{path.strip('/').capitalize()}]({origin}{path})" for path in about),
        *([f"- [New pieces, as a feed]({origin}{PIECES_FEED})"] if catalogue.listed else []),
        *([f"- [Journal, as a feed]({origin}{JOURNAL_FEED})"] if catalogue.journal else []),
        *([f"- [Letters, as a feed]({origin}{LETTERS_FEED})"] if catalogue.archive else []),
    ]
    return "\n".join(lines) + "\n"


def _policy_line(version: PolicyVersion, origin: str) -> str:
    source = f"{origin}/policies/{version.key}.md"
    page = f"{origin}/policies/{version.policy}/"
    return (
        f"- [{version.title}]({page}): in force since {version.effective}, in Markdown at {source}"
    )


def _piece_line(source: SourcePiece, catalogue: Catalogue) -> str:
    piece = source.piece
    start = "from " if piece.price_varies else ""
    price = money(piece.lowest_price, piece.currency, catalogue.shop.locale)
    said = "sold" if piece.sold_out else f"{start}{price}"
    return f"- [{piece.title}]({catalogue.origin}{piece.path}): {source.summary} ({said})"
