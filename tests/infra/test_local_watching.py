"""A shop that is edited on one machine: nothing is built in vain, and a mistake is mended by an edit."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.adapters.fake_tables import FakeTables
from functions.adapters.fakes import FakeShelf
from infra.local.builder import Build, Builder, build_at_every_edit
from tests.fixtures.tiny_shop import write_tiny_shop

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class EndedError(Exception):
    """The test is over."""


class Watched(Builder):
    """Remembers its builds, and how often it looked for sales since the last of them."""

    builds: list[Build]
    idle: list[None]
    ended: threading.Event

    def build(self, *, announced: bool = True) -> Build:
        self.idle.clear()
        build = super().build(announced=announced)
        self.builds.append(build)
        return build

    def sold_something(self) -> bool:
        if self.ended.is_set():
            raise EndedError
        self.idle.append(None)
        return super().sold_something()


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT), prepend=os.pathsep)
    monkeypatch.setattr("infra.local.builder.LOOK_SECONDS", 0.2)
    (tmp_path / "state").mkdir()
    root = write_tiny_shop(tmp_path / "shop")
    shop = Watched(root, tmp_path / "state", FakeShelf(FakeTables()), lambda _: None)
    for name, value in (("builds", []), ("idle", []), ("ended", threading.Event())):
        object.__setattr__(shop, name, value)
    thread = threading.Thread(target=build_until_the_end, args=(shop,))
    thread.start()
    yield shop
    shop.ended.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def build_until_the_end(shop: Watched) -> None:
    with contextlib.suppress(EndedError):
        build_at_every_edit(shop)


def wait_until_idle(shop: Watched, builds: int) -> None:
    """Until so many builds have ended, and nothing was to do ten times."""
    last = time.monotonic() + PATIENCE
    while len(shop.builds) < builds or len(shop.idle) < 10:
        assert time.monotonic() < last, shop.builds
        time.sleep(0.02)


def write(shop: Watched, piece: str) -> None:
    (shop.root / "content/piece.json").write_text(piece)


def test_a_mistake_is_built_once_and_mended_by_the_next_edit(shop: Watched) -> None:
    wait_until_idle(shop, 1)

    write(shop, "{")
    wait_until_idle(shop, 2)
    write(shop, '{"title": "Better ring", "made": 3}')
    wait_until_idle(shop, 3)

    assert [bool(build.problems) for build in shop.builds] == [False, True, False]
    assert "this is no JSON" in shop.builds[1].problems
    assert "Better ring" in (shop.state / "site/index.html").read_text()


def test_an_edit_that_is_made_during_a_build_is_built_after_it(shop: Watched) -> None:
    while not (shop.state / "stock.json").exists():
        time.sleep(0.005)
    write(shop, '{"title": "Newer ring", "made": 3}')

    wait_until_idle(shop, 1)

    assert "Newer ring" in (shop.state / "site/index.html").read_text()
