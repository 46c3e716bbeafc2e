"""A policy's text as a page shows it: headings to go to, a sign at each promise, tables that fit."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from html import unescape

import msgspec
from markupsafe import Markup

from plugins.policy_text import Promise

HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
SPAN = re.compile(r"<(/?)span\b[^>]*>")
TAG = re.compile(r"<[^>]+>")
FRAME = '<div class="wide" role="group" aria-label="Table" tabindex="0">'
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
NO_SLUG = re.compile(r"[^a-z0-9]+")


class Heading(msgspec.Struct, frozen=True):
    """`words` are HTML without tags; no passage has the same `id`."""

    id: str
    words: Markup


class Sheet(msgspec.Struct, frozen=True):
    """A policy's text, what is in it, and the promises that programs and people keep."""

    html: Markup
    headings: tuple[Heading, ...]
    proven: tuple[Promise, ...]
    kept: tuple[Promise, ...]


def sheet(html: str, promises: Sequence[Promise]) -> Sheet:
    """What Markdown made of a version's text, for a page of its own."""
    taken = {name_of(promise) for promise in promises}
    headings: list[Heading] = []

    def named(found: re.Match[str]) -> str:
        heading = Heading(_free(found[1], taken), Markup(TAG.sub("", found[1])))  # noqa: S704
        taken.add(heading.id)
        headings.append(heading)
        return f'<h2 id="{heading.id}">{found[1]}</h2>'

    whole = HEADING.sub(named, html)
    proven = tuple(each for each in promises if each.kept_by is None)
    kept = tuple(each for each in promises if each.kept_by)
    for promise in proven:
        whole = _signed(whole, promise, "✓", "kept_proven")
    for number, promise in enumerate(kept, 1):
        whole = _signed(whole, promise, str(number), f"kept_{name_of(promise)}")
    return Sheet(fitting(whole), tuple(headings), proven, kept)


def fitting(html: str) -> Markup:
    """With each table in a frame of its own, that scrolls where a screen is too narrow for it."""
    framed = TABLE.sub(lambda found: f"{FRAME}{found[0]}</div>", html)
    return Markup(framed)  # noqa: S704  the owner's own words


def name_of(promise: Promise) -> str:
    """“respond-within” of “privacy/respond-within”: the passage's id in the page."""
    return promise.id.partition("/")[2]


def _free(title: str, taken: Collection[str]) -> str:
    """An id made of the title's words; the page's own have a “_”, which no id here has."""
    words = unescape(TAG.sub("", title)).lower()
    slug = NO_SLUG.sub("-", words).strip("-") or "part"
    number = 1
    while (name := slug if number == 1 else f"{slug}-{number}") in (*taken, "main"):
        number += 1
    return name


def _signed(html: str, promise: Promise, sign: str, note: str) -> str:
    """The text with a sign behind the promise, that leads to how it is kept."""
    start = html.find(f'<span class="promise" id="{name_of(promise)}">')
    depth = 0
    for tag in SPAN.finditer(html, max(start, 0)) if start >= 0 else ():
        depth += -1 if tag[1] else 1
        if depth == 0:
            link = f'<sup><a href="#{note}" aria-label="How we keep this: {sign}">{sign}</a></sup>'
            return html[: tag.end()] + link + html[tag.end() :]
    return html
