"""Renders letters as mails: HTML with its styles beside each word, and the same as plain text."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import css_inline
import jinja2
import msgspec

from domain.letters import LEAVE, WELCOME, LetterContent, marked
from domain.mail import InlinePicture
from domain.money import format_money
from plugins.catalogue import Catalogue, LetterPiece, SourceLetter, SourceWelcome
from plugins.letter_pictures import mail_picture
from plugins.letter_text import absolute, plain
from plugins.listing_words import Fact, fact, price_words
from plugins.prose import Prose

LARGE, SMALL = 600, 320
"""Pixels across: the first piece's picture fills the column, the others stand beside their words."""


class MailPiece(msgspec.Struct, frozen=True):
    """A piece as a letter shows it; `label` names a variant, `was` is what it cost before."""

    title: str
    label: str
    url: str
    price: str
    was: str
    fact: Fact
    cid: str
    alt: str
    width: int
    height: int


class LetterMails:
    """Needs the catalogue's pictures encoded; `cache` keeps the small ones for the next build.

    Templates may have been `compiled` before.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        theme: Path,
        prose: Prose,
        cache: Path,
        compiled: jinja2.BytecodeCache | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.shop = catalogue.shop
        self.origin = catalogue.origin
        self.prose = prose
        self.cache = cache
        self._jinja = jinja2.Environment(
            loader=jinja2.FileSystemLoader(theme / "mail"),
            autoescape=jinja2.select_autoescape(["html"]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=compiled,
        )
        # The sheet for dark screens stays: it is what can't stand beside a word.
        self._inliner = css_inline.CSSInliner(
            inline_style_tags=False,
            keep_style_tags=True,
            load_remote_stylesheets=False,
            extra_css=(theme / "mail/letter.css").read_text(encoding="utf-8"),
        )

    def letter(self, source: SourceLetter) -> LetterContent:
        shown = [self._piece(each, number) for number, each in enumerate(source.pieces)]
        facts = self.shop.letter
        topic = facts.topic(source.topic) if facts else None
        page = self.origin + source.path if source.archive else ""
        values = {"pieces": [piece for piece, _ in shown], "topic": topic, "page": page}
        html, text = self._bodies(source, values)
        letter = LetterContent(
            slug=source.slug,
            written_on=source.written_on,
            subject=source.subject,
            preheader=source.preheader,
            topic=source.topic,
            html=html,
            text=text,
            origin=self.origin,
            archive=source.archive,
            segment=source.segment,
            pictures=tuple(picture for _, picture in shown),
        )
        return marked(letter)

    def welcome(self, source: SourceWelcome) -> LetterContent:
        """The welcome as a letter of the day of the build, to be looked at and tried like one."""
        values: dict[str, object] = {"pieces": (), "topic": None, "page": ""}
        html, text = self._bodies(source, values)
        letter = LetterContent(
            slug=WELCOME,
            written_on=self.catalogue.policies.today,
            subject=source.subject,
            preheader=source.preheader,
            topic="",
            html=html,
            text=text,
            origin=self.origin,
            archive=False,
        )
        return marked(letter)

    def _bodies(
        self, source: SourceLetter | SourceWelcome, values: Mapping[str, object]
    ) -> tuple[str, str]:
        words = absolute(self.prose.html(source.text), self.origin)
        every = {
            **values,
            "shop": self.shop,
            "origin": self.origin,
            "subject": source.subject,
            "preheader": source.preheader,
            "words": words,
            "plain_words": plain(words),
            "leave": LEAVE,
        }
        html = self._jinja.get_template("letter.html").render(every)
        text = self._jinja.get_template("letter.txt").render(every)
        return self._inliner.inline(html), text

    def _piece(self, shown: LetterPiece, number: int) -> tuple[MailPiece, InlinePicture]:
        source, variant = shown.source, shown.variant
        piece = source.piece
        picture = source.pictures[variant.picture - 1 if variant else 0]
        small = mail_picture(picture, SMALL if number else LARGE, self.cache)
        host = urlsplit(self.origin).hostname or "shop"
        cid = f"piece-{number + 1}@{host}"
        price, was = self._price(shown)
        described = MailPiece(
            title=piece.title,
            label=variant.label if variant else "",
            url=self.origin + piece.path,
            price=price,
            was=was,
            fact=_fact(shown),
            cid=cid,
            alt=picture.alt,
            width=small.width,
            height=small.height,
        )
        name = f"{piece.slug}.jpg"
        return described, InlinePicture(cid, name, "image/jpeg", small.data)

    def _price(self, shown: LetterPiece) -> tuple[str, str]:
        piece, variant, locale = shown.source.piece, shown.variant, self.shop.locale
        if variant is None:
            return price_words(piece, locale)
        was = format_money(variant.compare_at, piece.currency, locale) if variant.compare_at else ""
        return format_money(variant.price, piece.currency, locale), was


def _fact(shown: LetterPiece) -> Fact:
    """What a card says of it; of one variant, whether that one can be had."""
    if shown.variant and shown.variant.sold_out:
        return Fact(words="Sold")
    if shown.variant and shown.variant.made_to_order:
        return Fact(words="Made to order")
    return fact(shown.source.piece, shown.source.metal)


def write_letters(letters: Iterable[LetterContent], folder: Path) -> None:
    """One file a letter; those of letters that are gone go too."""
    folder.mkdir(parents=True, exist_ok=True)
    written = set()
    for letter in letters:
        file = folder / f"{letter.slug}.json"
        _write(file, msgspec.json.encode(letter, order="sorted"))
        written.add(file)
    for file in set(folder.glob("*.json")) - written:
        file.unlink()


def _write(file: Path, data: bytes) -> None:
    """Whole or not at all; to replace a file by the same makes a disk work for nothing."""
    with contextlib.suppress(OSError):
        if file.read_bytes() == data:
            return
    part = file.with_suffix(".part")
    part.write_bytes(data)
    part.replace(file)
