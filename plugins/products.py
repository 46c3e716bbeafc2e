"""Pelican's generator of the shop: pages, files, pictures, and the release to sell."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec
from pelican import signals  # type: ignore[import-untyped]  # Pelican has no types
from pelican.generators import Generator  # type: ignore[import-untyped]  # as above
from pelican.writers import Writer  # type: ignore[import-untyped]  # as above

from plugins.addresses import Addresses, check_addresses
from plugins.assets import read_assets
from plugins.at_once import AtOnce, stand
from plugins.build_day import BuildDayError
from plugins.cache import sweep_cache
from plugins.collections import collection_ids
from plugins.content import read_content, read_left
from plugins.errors import NO_ROOM, NO_ROOM_LEFT, ContentInvalidError
from plugins.for_functions import page_frames, write_mails, write_moved
from plugins.journal import entries
from plugins.ledger import Ledger
from plugins.letter_mail import LetterMails
from plugins.letter_text import check_letters
from plugins.look import dress, seen_by_all
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
from plugins.pieces import PieceReader
from plugins.placing import mark_kept, place_pictures
from plugins.policy_diff import Differences
from plugins.press import Press
from plugins.programs import programs_mark
from plugins.promise_places import check_promises
from plugins.prose import Prose
from plugins.records import Record
from plugins.release import bring_up_to_date
from plugins.rounds import Rounds
from plugins.search.index import SearchIndex
from plugins.template_marks import TemplateMarks

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
    *("account", "privacy", "search", "static"),
    # What an earlier search left.
    "pagefind",
)
"""The folders of the site that hold nothing but what this plugin writes."""

CACHES = ("PICTURE_CACHE", "PROSE_CACHE", "DIFFERENCE_CACHE", "LETTER_CACHE", "OUTPUT_RECORDS")


class ProductsGenerator(Generator):  # type: ignore[misc]  # an untyped base
    def generate_context(self) -> None:
        settings = self.settings
        # Nearly all that is made here is needed until the end: only a crew looks for what is not.
        gc.disable()
        output = Path(self.output_path)
        self.ledger = Ledger(Path(settings["BUILD_LEDGERS"]), output, programs_mark())
        try:
            rounds = Rounds(Path(self.path) / "products", output, OWN_FOLDERS)
            self.out = Output(output, rounds.inventory)
            self.prose = Prose(Path(settings["PROSE_CACHE"]))
            self.left = read_left(settings["VITRINE_STOCK"])
            self.catalogue = read_content(
                Path(self.path),
                self.left,
                Path(settings["PICTURE_CACHE"]),
                settings["SITEURL"],
                settings["VITRINE_TODAY"],
                ledger=self.ledger,
                prose=self.prose,
                looks=rounds.looks,
            )
        except (ContentInvalidError, BuildDayError) as error:
            self._give_up(error)
        except OSError as error:
            self._give_up_without_room(error)
        self.assets = read_assets(Path(self.theme) / "static")
        dress(self.env, self.catalogue, self.prose)
        self.shared = seen_by_all(self.catalogue, self.assets, settings["SITEURL"])
        self.context.update(self.shared)

    def generate_output(self, _: Writer) -> None:
        try:
            self._build()
        except OSError as error:
            self._give_up_without_room(error)
        except PictureError as error:
            self._give_up(error)
        self.ledger.close()
        for note in self.ledger.notes:
            tell(note)
        # The process ends soon, and gives all of it back at once: held by itself and frozen, it is
        # not taken apart piece by piece before.
        self.held = self
        gc.freeze()
        if number := self.settings["VITRINE_AT_ONCE"]:
            signals.finalized.connect(lambda _: stand(number, self._at_once().show), weak=False)

    def _at_once(self) -> AtOnce:
        catalogue = self.catalogue
        reader = PieceReader(
            content := Path(self.path),
            catalogue.shop.currency,
            Path(self.settings["PICTURE_CACHE"]),
            self.prose,
            collections=collection_ids(content),
            metals=catalogue.metals,
            stones=catalogue.stones,
        )
        return AtOnce(catalogue, reader, self.left, self.out, self._render)

    def _build(self) -> None:
        self.catalogue = msgspec.structs.replace(self.catalogue, journal=entries(self.context))
        self.made = made = list(self._made())
        pages = [each for each in made if isinstance(each, Page)]
        files = [each for each in made if isinstance(each, File)]
        files += index.make(self.catalogue, pages)
        self._check(pages, files)
        files += [File(asset.path, asset.data) for asset in self.assets.values()]
        files += [File(path.name, path.read_bytes()) for path in self._icons()]
        record = Record(Path(self.settings["OUTPUT_RECORDS"]), Path(self.output_path))
        sources: list[Page | File] = [*pages, *files]
        self.out.look_round()
        record.begin(self.out.outside(each.file for each in sources))
        # A piece's pictures stand on its page and in lists; to compare what is in them takes long.
        pictures = {id(picture): picture for picture in self._pictures(pages)}.values()
        place_pictures(pictures, self.out, self.ledger)
        templates = TemplateMarks(Path(self.theme) / "templates")
        press = Press(self.out, self.ledger, self._render, templates, self.shared)
        press.print(sources)
        self.out.sweep(record, press.forget())
        mark_kept(pictures)
        for cache in CACHES:
            sweep_cache(Path(self.settings[cache]))
        self._write_for_functions(pages)

    def _write_for_functions(self, pages: Sequence[Page]) -> None:
        """The release and what goes with it, where functions and publishing look for them."""
        path = Path(self.settings["RELEASE_PATH"])
        cache, compiled = Path(self.settings["LETTER_CACHE"]), self.env.bytecode_cache
        mails = LetterMails(self.catalogue, Path(self.theme), self.prose, cache, compiled)
        frames = page_frames(self.get_template, self.shared)
        frames |= write_mails(mails, self.catalogue, path.parent / "letters")
        bring_up_to_date(path, self.catalogue, frames, self.ledger)
        write_moved(pages, path.with_name("moved.json"))

    def _render(self, page: Page) -> str:
        template = self.get_template(page.template)
        # Nothing but what a page's mark is made of: Pelican's own context stays out.
        text: str = template.render(self.shared, path=page.path, **page.values)
        return text

    def _made(self) -> Iterator[Page | File]:
        for make in MAKERS:
            yield from make(self.catalogue)
        differences = Differences(Path(self.settings["DIFFERENCE_CACHE"]))
        yield from PolicyPages(self.catalogue, self.prose, differences).make()
        yield from SearchIndex(self.catalogue, self.prose, self.ledger).make()

    def _check(self, pages: Sequence[Page], files: Sequence[File]) -> None:
        """Give up where a link would lead nowhere or a promise be torn, before anything is written."""
        icons = (path.name for path in self._icons())
        assets = (asset.path for asset in self.assets.values())
        written = (*(page.path for page in pages), *(file.path for file in files), *assets, *icons)
        addresses = Addresses(
            (f"/{path.lstrip('/')}" for path in written),
            lambda: [size.path for picture in self._pictures(pages) for size in picture.sizes],
        )
        content, markdown = Path(self.path), self.prose.html
        errors = check_addresses(self.catalogue, content, addresses, markdown)
        errors += check_promises(self.catalogue.policies, content, markdown)
        errors += check_letters(self.catalogue, content, markdown)
        if errors:
            self._give_up(ContentInvalidError(errors))

    def _icons(self) -> list[Path]:
        """They have the names and the place that browsers and phones ask for."""
        return sorted(Path(self.theme, "static/root").iterdir())

    def _pictures(self, pages: Sequence[Page]) -> Iterator[Picture]:
        """All that a page shows; a retired piece's too, as old mails name them."""
        yield from (collection.picture for collection in self.catalogue.collections)
        for source in self.catalogue.pieces:
            yield from source.pictures
        for page in pages:
            yield from page.pictures

    def _give_up_without_room(self, error: OSError) -> NoReturn:
        """Say so where that is what is wrong; raise any other error again."""
        if error.errno not in NO_ROOM:
            raise error
        self._give_up(NO_ROOM_LEFT.format(error.strerror))

    def _give_up(self, error: object) -> NoReturn:
        """End here. What was read so far needn't be read again."""
        self.ledger.close()
        for said in (*self.ledger.notes, error):
            tell(said)
        sys.exit(1)


def tell(said: object) -> None:
    """Say it to the owner, who reads this where a log's reader doesn't."""
    print(said, file=sys.stderr)  # noqa: T201


def get_generators(_: object) -> type[ProductsGenerator]:
    return ProductsGenerator


def register() -> None:
    signals.get_generators.connect(get_generators)
