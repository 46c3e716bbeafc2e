"""Pelican's generator of the shop: pieces, their pages and listing, and the release to sell."""

from __future__ import annotations

import functools
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from markdown import Markdown
from markupsafe import Markup
from pelican import signals  # type: ignore[import-untyped]  # Pelican has no types
from pelican.generators import Generator  # type: ignore[import-untyped]  # as above
from pelican.writers import Writer  # type: ignore[import-untyped]  # as above

from domain.money import format_money
from domain.orders import HOLD_FOR
from domain.shop import ShopFacts
from plugins.assets import read_assets
from plugins.errors import ContentError, ContentInvalidError, Notes
from plugins.home import HomePage, read_home
from plugins.pieces import PieceReader, SourcePiece
from plugins.release import make_release, write_release
from plugins.shop_facts import read_shop
from plugins.structured_data import decimal_price, product
from plugins.sweep import sweep

OWN_FOLDERS = ("pieces", "pictures", "static")
"""The folders of the site that hold nothing but what this plugin writes."""

NEW_PIECES = 6
RELATED_PIECES = 4


def read_content(
    content: Path, left: dict[str, int] | None, cache: Path
) -> tuple[ShopFacts, HomePage, list[SourcePiece]]:
    """All that the owner wrote. Raises ContentInvalidError with every error of every file."""
    errors: list[ContentError] = []
    root = content.parent
    shop_path, home_path = content / "shop.yaml", content / "home.md"
    shop = read_shop(shop_path, Notes(shop_path, root, errors))
    reader = PieceReader(content, shop.currency if shop else "USD", left, cache, errors)
    pieces = reader.read_all()
    slugs = {path.name for path in (content / "products").glob("*/")}
    home = read_home(home_path, slugs, Notes(home_path, root, errors))
    if errors or shop is None or home is None:
        raise ContentInvalidError(errors)
    return shop, home, pieces


def read_left(path: str | None) -> dict[str, int] | None:
    """What is left of each SKU as of this build; None where nobody has asked the shelf."""
    if not path:
        return None
    left: dict[str, int] = json.loads(Path(path).read_text(encoding="utf-8"))
    return left


def related(source: SourcePiece, pieces: list[SourcePiece]) -> list[SourcePiece]:
    """Pieces to show beside one: of its collection, then of its metal, then the newest."""
    others = [other for other in pieces if other is not source]
    others.sort(
        key=lambda other: (
            other.piece.sold_out,
            other.collection != source.collection,
            other.metal != source.metal,
        )
    )
    return others[:RELATED_PIECES]


class ProductsGenerator(Generator):  # type: ignore[misc]  # an untyped base
    def generate_context(self) -> None:
        try:
            self.shop, self.home, self.pieces = read_content(
                Path(self.path),
                read_left(self.settings["VITRINE_STOCK"]),
                Path(self.settings["PICTURE_CACHE"]),
            )
        except ContentInvalidError as error:
            print(error, file=sys.stderr)  # noqa: T201  the owner reads this, not a log's reader
            sys.exit(1)
        self.assets = read_assets(Path(self.theme) / "static")
        self.written: set[Path] = set()
        self.markdown = Markdown(output_format="html")
        # The money filter of the settings speaks the default locale; the shop has its own.
        self.env.filters["money"] = functools.partial(format_money, locale=self.shop.locale)
        self.context["shop"] = self.shop
        self.context["lang"] = self.shop.locale.replace("_", "-")
        self.context["assets"] = {name: asset.path for name, asset in self.assets.items()}

    def generate_output(self, writer: Writer) -> None:
        self._write_assets()
        self._write_pictures()
        self._write_pages(writer)
        sweep((Path(self.output_path, name) for name in OWN_FOLDERS), self.written)
        frame = self.get_template("frame").render(self.context | {"path": None})
        release = make_release(self.shop, (source.piece for source in self.pieces), {"page": frame})
        write_release(release, Path(self.settings["RELEASE_PATH"]))

    def _write_assets(self) -> None:
        for asset in self.assets.values():
            self._target(asset.path).write_bytes(asset.data)

    def _write_pictures(self) -> None:
        for source in self.pieces:
            for picture in source.pictures:
                for size in filter(None, (picture.full, picture.small)):
                    shutil.copyfile(size.source, self._target(size.path))

    def _target(self, path: str) -> Path:
        target = Path(self.output_path, path.lstrip("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        self.written.add(target)
        return target

    def _write_pages(self, writer: Writer) -> None:
        shown = next(source for source in self.pieces if source.piece.slug == self.home.piece)
        self._write(
            writer,
            "home",
            "/",
            home=self.home,
            text=self._html(self.home.text),
            shown=shown,
            pieces=[other for other in self.pieces if other is not shown][:NEW_PIECES],
        )
        self._write(writer, "listing", "/pieces/", pieces=self.pieces)
        for source in self.pieces:
            self._write(
                writer,
                "piece",
                source.piece.path,
                source=source,
                piece=source.piece,
                text=self._html(source.text),
                related=related(source, self.pieces),
                zone=self.shop.zone_of(self.shop.country),
                hold_minutes=HOLD_FOR.seconds // 60,
                data=product(source, self.settings["SITEURL"]),
                decimal_price=decimal_price(source.piece.lowest_price, source.piece.currency),
            )
        self._write(writer, "not_found", "/404.html")

    def _write(self, writer: Writer, template: str, path: str, **values: Any) -> None:  # noqa: ANN401
        """Write a page; its template sees the shop, its own `path` and `values`."""
        name = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        self._target(name)
        writer.write_file(name, self.get_template(template), self.context, path=path, **values)

    def _html(self, text: str) -> Markup:
        """The owner's own Markdown, which may contain her own HTML."""
        return Markup(self.markdown.reset().convert(text))  # noqa: S704


def get_generators(_: object) -> type[ProductsGenerator]:
    return ProductsGenerator


def register() -> None:
    signals.get_generators.connect(get_generators)
