"""Pelican's generator of the shop: pages, files, pictures, and the release to sell."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec
from babel.dates import format_date
from pelican import signals  # type: ignore[import-untyped]  # Pelican has no types
from pelican.generators import Generator  # type: ignore[import-untyped]  # as above
from pelican.writers import Writer  # type: ignore[import-untyped]  # as above

from domain.agreement import has_letter
from domain.consent import ADDRESS_WORDS, LETTER_WORDS
from domain.days import date_in_words
from domain.letters import WELCOME_FRAME, WelcomeLetter
from domain.money import format_money
from domain.places import country_name
from domain.ring_sizes import size_elsewhere
from plugins.addresses import check_addresses
from plugins.assets import read_assets
from plugins.build_day import BuildDayError
from plugins.cache import sweep_cache
from plugins.content import read_content, read_left
from plugins.darkroom import encode
from plugins.errors import ContentInvalidError
from plugins.journal import entries
from plugins.letter_mail import LetterMails, write_letters
from plugins.letter_text import check_letters
from plugins.listing_words import fact
from plugins.makers import (
    account,
    asking,
    feeds,
    home,
    index,
    journal,
    keeping,
    letters,
    listings,
    moved,
    pieces,
    plain,
    sign_up,
)
from plugins.makers.policies import PolicyPages
from plugins.output import Output
from plugins.page import File, Page
from plugins.photo import PictureError
from plugins.pictures import Picture
from plugins.policy_diff import Differences
from plugins.promise_places import check_promises
from plugins.prose import Prose
from plugins.release import make_release, write_release

MAKERS = (
    home.make,
    listings.make,
    pieces.make,
    moved.make,
    keeping.make,
    journal.make,
    letters.make,
    plain.make,
    sign_up.make,
    account.make,
    asking.make,
    feeds.make,
)

OWN_FOLDERS = (
    *(".well-known", "feeds", "journal", "letters", "pieces", "pictures", "policies"),
    *("account", "privacy", "static"),
)
"""The folders of the site that hold nothing but what this plugin writes."""

FRAMES = {"page": "frame", "privacy": "privacy_frame"}
"""Pages that functions fill, by the name under which they look for them, and their templates."""

CACHES = ("PICTURE_CACHE", "PROSE_CACHE", "DIFFERENCE_CACHE", "LETTER_CACHE", "OUTPUT_RECORDS")


class ProductsGenerator(Generator):  # type: ignore[misc]  # an untyped base
    def generate_context(self) -> None:
        try:
            self.catalogue = read_content(
                Path(self.path),
                read_left(self.settings["VITRINE_STOCK"]),
                Path(self.settings["PICTURE_CACHE"]),
                self.settings["SITEURL"],
                self.settings["VITRINE_TODAY"],
            )
        except (ContentInvalidError, BuildDayError) as error:
            _give_up(error)
        shop = self.catalogue.shop
        self.assets = read_assets(Path(self.theme) / "static")
        self.out = Output(Path(self.output_path))
        # Few prices and fewer countries stand on many pages.
        self.env.filters["money"] = functools.cache(
            functools.partial(format_money, locale=shop.locale)
        )
        self.env.filters["country"] = functools.cache(
            functools.partial(country_name, locale=shop.locale)
        )
        self.env.filters["ring_size"] = size_elsewhere
        self.env.filters["fact"] = fact
        self.env.filters["date"] = functools.partial(date_in_words, locale=shop.locale)
        self.env.filters["day"] = functools.partial(format_date, format="long", locale=shop.locale)
        self.env.globals["letter_words"] = LETTER_WORDS
        self.env.globals["address_words"] = ADDRESS_WORDS
        # Eight variants say much the same: what stands between their words needn't be sent.
        self.env.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":")}
        self.prose = Prose(Path(self.settings["PROSE_CACHE"]))
        self.env.filters["markdown"] = self.prose.html
        self.context["shop"] = shop
        self.context["policies"] = self.catalogue.policies.in_force
        self.context["has_letter"] = has_letter(shop, self.catalogue.policies.in_force)
        self.context["has_archive"] = bool(self.catalogue.archive)
        self.context["lang"] = shop.locale.replace("_", "-")
        self.context["theme_lang"] = theme_lang(shop.locale)
        self.context["collections"] = self.catalogue.collections
        self.context["plain_pages"] = self.catalogue.plain_pages
        self.context["assets"] = {name: asset.path for name, asset in self.assets.items()}

    def generate_output(self, writer: Writer) -> None:
        self.catalogue = msgspec.structs.replace(self.catalogue, journal=entries(self.context))
        made = list(self._made())
        pages = [each for each in made if isinstance(each, Page)]
        files = [each for each in made if isinstance(each, File)]
        files += index.make(self.catalogue, pages)
        self._check(pages, files)
        self._write_assets()
        self._write_pictures(pages)
        for page in pages:
            self.out.target(page.file)
            template = self.get_template(page.template)
            writer.write_file(page.file, template, self.context, path=page.path, **page.values)
        for file in files:
            self.out.write(file.path, file.data)
        self.out.sweep(OWN_FOLDERS, Path(self.settings["OUTPUT_RECORDS"]))
        for cache in CACHES:
            sweep_cache(Path(self.settings[cache]))
        self._write_release(self._write_letters())
        self._write_moved(pages)

    def _made(self) -> Iterator[Page | File]:
        for make in MAKERS:
            yield from make(self.catalogue)
        differences = Differences(Path(self.settings["DIFFERENCE_CACHE"]))
        yield from PolicyPages(self.catalogue, self.prose, differences).make()

    def _check(self, pages: Sequence[Page], files: Sequence[File]) -> None:
        """Give up where a link would lead nowhere or a promise be torn, before anything is written."""
        pictures = (size.path for picture in self._pictures(pages) for size in picture.sizes)
        icons = (path.name for path in self._icons())
        assets = (asset.path for asset in self.assets.values())
        written = [*(page.path for page in pages), *(file.path for file in files)]
        addresses = {f"/{path.lstrip('/')}" for path in (*written, *assets, *pictures, *icons)}
        content, markdown = Path(self.path), self.prose.html
        errors = check_addresses(self.catalogue, content, addresses, markdown)
        errors += check_promises(self.catalogue.policies, content, markdown)
        errors += check_letters(self.catalogue, content, markdown)
        if errors:
            _give_up(ContentInvalidError(errors))

    def _icons(self) -> list[Path]:
        """They have the names and the place that browsers and phones ask for."""
        return sorted(Path(self.theme, "static/root").iterdir())

    def _write_assets(self) -> None:
        for asset in self.assets.values():
            self.out.write(asset.path, asset.data)
        for path in self._icons():
            self.out.write(path.name, path.read_bytes())

    def _write_pictures(self, pages: Sequence[Page]) -> None:
        shown = {picture.full.path: picture for picture in self._pictures(pages)}.values()
        try:
            encode(shown)
        except PictureError as error:
            _give_up(error)
        for picture in shown:
            for size in picture.sizes:
                self.out.place(size.source, size.path)

    def _pictures(self, pages: Sequence[Page]) -> Iterator[Picture]:
        """All that a page shows; a retired piece's too, as old mails name them."""
        yield from (collection.picture for collection in self.catalogue.collections)
        for source in self.catalogue.pieces:
            yield from source.pictures
        for page in pages:
            yield from page.pictures

    def _write_letters(self) -> dict[str, str]:
        """Letters to send go beside the release; the welcome is a frame of it, by its name."""
        cache = Path(self.settings["LETTER_CACHE"])
        mails = LetterMails(self.catalogue, Path(self.theme), self.prose, cache)
        letters = [mails.letter(each) for each in self.catalogue.letters]
        frames = {}
        if self.catalogue.welcome:
            letters.append(welcome := mails.welcome(self.catalogue.welcome))
            frame = WelcomeLetter(welcome.subject, welcome.html, welcome.text)
            frames[WELCOME_FRAME] = msgspec.json.encode(frame).decode()
        write_letters(letters, Path(self.settings["RELEASE_PATH"]).parent / "letters")
        return frames

    def _write_release(self, letters: dict[str, str]) -> None:
        sold = (source.piece for source in self.catalogue.listed)
        frames = {name: self._frame(template) for name, template in FRAMES.items()} | letters
        release = make_release(self.catalogue.shop, sold, frames, self.catalogue.policies)
        write_release(release, Path(self.settings["RELEASE_PATH"]))

    def _write_moved(self, pages: Sequence[Page]) -> None:
        """Old addresses and where they lead, for what answers before a page is fetched."""
        found = {page.path: page.values["to"] for page in pages if page.template == moved.TEMPLATE}
        path = Path(self.settings["RELEASE_PATH"]).with_name("moved.json")
        path.write_bytes(msgspec.json.encode(found, order="sorted"))

    def _frame(self, template: str) -> str:
        rendered: str = self.get_template(template).render(self.context | {"path": None})
        return rendered


def _give_up(error: Exception) -> NoReturn:
    print(error, file=sys.stderr)  # noqa: T201  the owner reads this, not a log's reader
    sys.exit(1)


def theme_lang(locale: str) -> str:
    """The language of the theme's own words. Prices and dates follow the shop's locale (`lang`)."""
    return "en-US" if locale.partition("_")[0] == "en" else "en"


def get_generators(_: object) -> type[ProductsGenerator]:
    return ProductsGenerator


def register() -> None:
    signals.get_generators.connect(get_generators)
