"""Reads all that the owner wrote, and says all that is wrong with it at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from plugins.build_day import build_day
from plugins.catalogue import Catalogue, SourceLetter, SourceWelcome
from plugins.collections import OWN_PLACES, CollectionReader, collection_ids
from plugins.errors import ContentError, ContentInvalidError, Notes
from plugins.home import read_home
from plugins.journal_files import check_journal
from plugins.ledger import Ledger
from plugins.letter_files import LetterReader
from plugins.looking import Looks
from plugins.pieces import PieceReader
from plugins.plain_pages import read_plain_pages
from plugins.policies import read_policies
from plugins.prose import Prose
from plugins.shop_facts import ShopFile, read_shop
from plugins.shop_words import ShopWords
from plugins.skus import Skus
from plugins.stockroom import Stockroom


def read_content(
    content: Path,
    left: dict[str, int] | None,
    cache: Path,
    origin: str,
    day: str | None = None,
    *,
    ledger: Ledger | None = None,
    prose: Prose | None = None,
    looks: Callable[[], Looks] | None = None,
) -> Catalogue:
    """The whole catalogue as of a `day`, written as 2026-05-14; today where none is told.

    Of the files that the `ledger` knows as they are, nothing is read. Somebody else may have
    looked at them meanwhile, and tell their `looks`.

    Raises ContentInvalidError with every error of every file, and BuildDayError.
    """
    errors: list[ContentError] = []
    root = content.parent
    shop_path, home_path = content / "shop.yaml", content / "home.md"
    shop = read_shop(shop_path, Notes(shop_path, root, errors))
    today = build_day(day, shop.facts.time_zone if shop else "UTC")
    policies = read_policies(content, today, errors)
    reader = PieceReader(
        content,
        shop.facts.currency if shop else "USD",
        cache,
        prose or Prose(None),
        collections=collection_ids(content),
        metals=shop.metals if shop else (),
        stones=shop.stones if shop else (),
    )
    room = Stockroom(reader, errors, ledger, looks)
    pieces = room.read_all(left)
    shown = {source.piece.slug: source.pictures[0] for source in pieces}
    collections = CollectionReader(content, cache, shown, room.slugs, errors).read_all()
    home = read_home(home_path, room.slugs, Notes(home_path, root, errors))
    check_journal(content, room.slugs, errors)
    skus = Skus(pieces, room.whose, room.slugs)
    letters, welcome = _letters(content, shop, skus, errors)
    words = ShopWords(shop.facts if shop else None, policies.in_force.terms if policies else None)
    plain_pages = read_plain_pages(content, words, OWN_PLACES, errors)
    if errors or shop is None or home is None or policies is None:
        raise ContentInvalidError(errors)
    return Catalogue(
        shop=shop.facts,
        home=home,
        pieces=tuple(pieces),
        collections=tuple(collections),
        metals=shop.metals,
        stones=shop.stones,
        origin=origin,
        policies=policies,
        plain_pages=plain_pages,
        letters=letters,
        welcome=welcome,
    )


def _letters(
    content: Path, shop: ShopFile | None, skus: Skus, errors: list[ContentError]
) -> tuple[tuple[SourceLetter, ...], SourceWelcome | None]:
    facts = shop.facts.letter if shop else None
    reader = LetterReader(content, facts, skus, errors, shop_is_read=shop is not None)
    return reader.read_all()


def read_left(path: str | None) -> dict[str, int] | None:
    """What is left of each SKU as of this build; None where nobody has asked the shelf."""
    if not path:
        return None
    left: dict[str, int] = json.loads(Path(path).read_text(encoding="utf-8"))
    return left
