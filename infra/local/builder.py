"""Builds the site again at every edit and puts it on the shelf: publishing, on one machine.

Run as `python -m infra.local.builder`. In the state folder it keeps `builds/` with two folders,
`site`, a link to the one that is shown, `release.json`, `stock.json` (its input), and
`build.json`, which says what the last attempt came to. A build brings the folder that isn't shown
up to date, and then the link is swapped in one step.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import NoReturn

import boto3
import msgspec

from domain.catalogue import Release
from domain.order_book import BookUnavailableError
from domain.policies import PolicyRewrittenError, PolicyWithdrawnError
from domain.publishing import ShelfBusyError, publish
from domain.shelf import Shelf
from domain.shop import ShopFacts
from domain.stock import StockMismatchError
from functions.adapters.dynamo_shelf import DynamoShelf
from infra.local.edits import Edited, Edits
from infra.local.proofs import Proof
from infra.site_build import SiteError, pelican

WATCHED = ("content", "theme", "plugins", "pelicanconf.py")


FOLDERS = ("a", "b")

LOOK_SECONDS = 3
"""How often the shelf is asked whether something was sold."""


_telling = threading.Lock()


class Build(msgspec.Struct, frozen=True):
    """What an attempt came to. `id` grows; `problems` is empty where the site is new."""

    id: int
    problems: str = ""


@dataclass(frozen=True)
class Builder:
    """Builds the shop at `root` into `state`, and publishes to `shelf`."""

    root: Path
    state: Path
    shelf: Shelf
    verify_sender: Callable[[str], None]
    proofs: list[Proof] = field(default_factory=list)
    """The build that is shown, while it can show edits; at most one."""

    def show(self, path: Path) -> bool:
        """Whether what is shown has the file as it is now."""
        return any(proof.show(path) for proof in self.proofs)

    def sold_something(self) -> bool:
        """Whether the shelf has sold what the site still shows as left."""
        try:
            shown = msgspec.json.decode((self.state / "stock.json").read_bytes())
            return any(
                item.stock.unsold != shown.get(item.sku, item.stock.made)
                for item in self.shelf.all_items()
            )
        except (OSError, msgspec.DecodeError, BookUnavailableError):
            return False

    def build(self, *, announced: bool = True) -> Build:
        """Build, publish, show; a failure leaves the old site where it is.

        Open pages reload after a build that is announced.
        """
        started = time.monotonic()
        problems = ""
        try:
            skus, changed = self._publish()
            say(
                f"built in {time.monotonic() - started:.1f} s, {skus} to sell, "
                f"{changed} changed on the shelf"
            )
        except (
            SiteError,
            StockMismatchError,
            PolicyRewrittenError,
            PolicyWithdrawnError,
            ShelfBusyError,
            BookUnavailableError,
        ) as error:
            problems = str(error) or type(error).__name__
            say(f"{problems}\nThe site stays as it is until this is mended.")
        return self.tell(problems) if announced else Build(time.time_ns(), problems)

    def _publish(self) -> tuple[int, int]:
        """How many SKUs are published, and how many of them changed."""
        left = {item.sku: item.stock.unsold for item in self.shelf.all_items()}
        _write(self.state / "stock.json", msgspec.json.encode(left, order="sorted"))
        output = self._hidden()
        proof = self._proof(output)
        try:
            release = msgspec.json.decode((self.state / "release.json").read_bytes(), type=Release)
            changed = publish(release, self.shelf)
        except BaseException:
            proof.end()
            raise
        self._show(output)
        self._hold(proof)
        for sender in senders(release.shop):
            self.verify_sender(sender)
        return sum(len(piece.variants) for piece in release.pieces), len(changed)

    def _hidden(self) -> Path:
        """The folder that isn't shown: what is there from the build before last is built upon."""
        builds = self.state / "builds"
        shown = (self.state / "site").resolve().name
        return builds / next(name for name in FOLDERS if name != shown)

    def _proof(self, output: Path) -> Proof:
        told = {
            "VITRINE_STOCK": str(self.state / "stock.json"),
            "VITRINE_RELEASE": str(self.state / "release.json"),
        }
        output.mkdir(parents=True, exist_ok=True)
        return Proof(pelican("pelicanconf.py", output), self.root, told)

    def _hold(self, *proofs: Proof) -> None:
        """Edits are shown by these from now on, and by none from before."""
        ended, self.proofs[:] = tuple(self.proofs), proofs
        for each in ended:
            each.end()

    def end(self) -> None:
        """Nothing is shown any more before it is built."""
        self._hold()

    def _show(self, output: Path) -> None:
        """Point `site` at the new build in one step, and forget what isn't one of the two."""
        link = self.state / "site.next"
        link.unlink(missing_ok=True)
        link.symlink_to(output.relative_to(self.state))
        link.replace(self.state / "site")
        for build in output.parent.iterdir():
            if build.name not in FOLDERS:
                shutil.rmtree(build, ignore_errors=True)

    def tell(self, problems: str = "") -> Build:
        """Open pages reload, or say what is wrong; a build and an edit may tell at once."""
        with _telling:
            build = Build(time.time_ns(), problems)
            _write(self.state / "build.json", msgspec.json.encode(build))
        return build


def senders(shop: ShopFacts) -> list[str]:
    """Every address that the shop writes from: its letters have one of their own."""
    return [shop.mail_from, *([shop.letter.mail_from] if shop.letter else [])]


def verify_sender(mail_from: str) -> None:
    """What the owner does once at SES: prove that an address of the shop is hers."""
    client = boto3.client("sesv2")
    with contextlib.suppress(client.exceptions.AlreadyExistsException):
        client.create_email_identity(EmailIdentity=parseaddr(mail_from)[1])


def _write(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever reads half of it."""
    fresh = file.with_name(f"{file.name}.next")
    fresh.write_bytes(content)
    fresh.replace(file)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.builder")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--shelf-table", required=True)
    given = parser.parse_args()
    root = Path.cwd()
    shelf = DynamoShelf(boto3.client("dynamodb"), given.shelf_table)
    builder = Builder(root, given.state.resolve(), shelf, verify_sender)
    if not (root / ".cache/pictures").exists():
        say("the first build encodes every picture, two a second or so; the next ones don't")
    build_at_every_edit(builder)


def build_at_every_edit(builder: Builder) -> None:
    """Until the process ends. A piece is shown before all else that its edit touches is built."""

    def show_at_once(edited: Edited) -> None:
        if len(edited) == 1 and builder.show(*edited):
            builder.tell()

    watched = [builder.root / name for name in WATCHED if (builder.root / name).exists()]
    edits = Edits(watched, show_at_once)
    edits.start()
    try:
        _build_on(builder, edits)
    finally:
        edits.stop()
        builder.end()


def _build_on(builder: Builder, edits: Edits) -> NoReturn:
    builder.build()
    while True:
        if edits.wait(LOOK_SECONDS):
            builder.build()
        elif builder.sold_something():
            builder.build(announced=False)


if __name__ == "__main__":
    main()
