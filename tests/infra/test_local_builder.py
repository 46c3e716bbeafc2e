from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import pytest

from domain.policies import PolicyVersion
from domain.shelf import Shelf
from domain.stock import Stock
from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeShelf
from infra.local.builder import Build, Builder, senders
from tests.fixtures.tiny_shop import write_tiny_shop
from tests.policies import a_version
from tests.samples import FACTS

ROOT = Path(__file__).parent.parent.parent


class Bench:
    """A tiny shop with a builder, and what the builder told the mail service."""

    def __init__(self, folder: Path) -> None:
        self.root = write_tiny_shop(folder / "shop")
        self.state = folder / "state"
        self.state.mkdir()
        self.shelf: Shelf = FakeShelf(FakeTables())
        self.senders: list[str] = []
        self.builder = Builder(self.root, self.state, self.shelf, self.senders.append)

    def write(self, piece: str) -> None:
        (self.root / "content" / "piece.json").write_text(piece)

    def page(self) -> str:
        return (self.state / "site" / "index.html").read_text()

    def told(self) -> Build:
        return msgspec.json.decode((self.state / "build.json").read_bytes(), type=Build)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    return Bench(tmp_path)


def test_a_build_is_published_shown_and_told(bench: Bench) -> None:
    build = bench.builder.build()

    assert build.problems == ""
    assert bench.told() == build
    assert bench.page() == "<body><h1>Ring</h1><p>{}</p></body>"
    assert bench.shelf.items(["RING"])["RING"].stock == Stock(made=3, available=3)
    assert bench.senders == ["Tiny <orders@tiny.example>"]


def test_what_is_sold_is_an_input_of_the_next_build(bench: Bench) -> None:
    first = bench.builder.build()
    item = bench.shelf.items(["RING"])["RING"]
    sold = msgspec.structs.replace(item, stock=Stock(made=3, available=1, held=1, sold=1))
    bench.builder = Builder(bench.root, bench.state, shelf_with(bench, sold.stock), print)

    second = bench.builder.build()

    assert bench.page() == "<body><h1>Ring</h1><p>{'RING': 2}</p></body>"
    assert second.id > first.id
    assert (bench.state / "site").resolve() == bench.state / "builds/b"


def shelf_with(bench: Bench, stock: Stock) -> Shelf:
    """The bench's shelf after sales that took its stock there."""
    tables = FakeTables()
    [item] = bench.shelf.all_items()
    tables.shelf[item.sku] = msgspec.structs.replace(item, stock=stock)
    return FakeShelf(tables)


def test_a_failing_build_keeps_the_site_and_says_what_to_mend(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    bench.builder.build()
    bench.write("{")

    build = bench.builder.build()

    assert "content/piece.json:1: this is no JSON" in build.problems
    assert bench.told() == build
    assert bench.page().startswith("<body><h1>Ring</h1>")
    assert "The site stays as it is until this is mended." in capsys.readouterr().out


def test_a_number_of_pieces_that_denies_a_sale_is_not_published(bench: Bench) -> None:
    bench.builder.build()
    shelf = shelf_with(bench, Stock(made=3, available=1, sold=2))
    builder = Builder(bench.root, bench.state, shelf, print)
    bench.write('{"title": "Other ring", "made": 1}')

    build = builder.build()

    assert build.problems == (
        "Other ring (ring): RING: the file says 1 made, but 2 are sold. Write made: 2 or more."
    )
    assert bench.page().startswith("<body><h1>Ring</h1>")
    assert shelf.items(["RING"])["RING"].title == "Ring"
    assert json.loads((bench.state / "stock.json").read_text()) == {"RING": 1}


def test_a_policy_that_was_rewritten_is_not_published(bench: Bench) -> None:
    published = a_version("terms", date(2026, 1, 1))
    rewritten = a_version("terms", date(2026, 1, 1), hold_minutes=60)
    bench.write(piece_with_policy("Ring", published))
    bench.builder.build()
    bench.write(piece_with_policy("Other ring", rewritten))

    build = bench.builder.build()

    assert build.problems == (
        f"The policy terms/2026-01-01 was published with the hash {published.sha256} and has "
        f"{rewritten.sha256} now. Bring back what was published, and write a new version instead."
    )
    assert bench.page().startswith("<body><h1>Ring</h1>")
    assert bench.shelf.policies() == (published,)


def test_a_release_from_before_a_policy_is_not_published(bench: Bench) -> None:
    published = a_version("terms", date(2026, 1, 1))
    bench.write(piece_with_policy("Ring", published))
    bench.builder.build()
    bench.write('{"title": "Older ring", "made": 3}')

    build = bench.builder.build()

    assert build.problems == (
        "The policy terms/2026-01-01 was published, and isn't there now. Bring its file back, also "
        "where the rest of the site goes back to an earlier day."
    )
    assert bench.page().startswith("<body><h1>Ring</h1>")
    assert bench.shelf.policies() == (published,)


def piece_with_policy(title: str, version: PolicyVersion) -> str:
    said = {"title": title, "made": 3, "policies": [version]}
    return msgspec.json.encode(said).decode()


def test_a_sale_is_noticed_once_and_shown_without_a_word_to_open_pages(bench: Bench) -> None:
    bench.builder.build()
    told = (bench.state / "build.json").read_text()
    shelf = shelf_with(bench, Stock(made=3, available=1, sold=2))
    builder = Builder(bench.root, bench.state, shelf, print)
    noticed = builder.sold_something()

    builder.build(announced=False)

    assert noticed
    assert not builder.sold_something()
    assert (bench.state / "build.json").read_text() == told


def test_a_build_and_an_edit_may_tell_at_the_same_time(bench: Bench) -> None:
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: bench.builder.tell().id, range(400)))

    assert bench.told().id == max(told)
    assert len(set(told)) == 400


def test_letters_have_a_sender_of_their_own_who_is_verified_too() -> None:
    without = msgspec.structs.replace(FACTS, letter=None)

    assert senders(FACTS) == ["orders@juniperbend.example", "letter@juniperbend.example"]
    assert senders(without) == ["orders@juniperbend.example"]
