"""A change that matters, from the owner's first draft to the buyer's mailbox, in the running shop."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from infra.local.stripe.reading import form_values
from tests.fixtures.stack import LocalShop, running_shop

BUYER = "jo@buyer.example"

T = TypeVar("T")


def eventually(ask: Callable[[], T], seconds: float = 60) -> T:
    """What `ask` says as soon as it says something."""
    deadline = time.monotonic() + seconds
    while not (said := ask()):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    return said


def owner(shop: LocalShop, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The owner's command in another terminal."""
    return subprocess.run(
        [sys.executable, "-m", "desk", "policies", *arguments],
        cwd=shop.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def buy(shop: LocalShop, slug: str) -> None:
    with httpx2.Client(base_url=shop.origin, follow_redirects=True, timeout=60) as browser:
        piece = browser.get(f"/pieces/{slug}/").text
        fields = {
            name: value
            for name in ("piece", "sku", "seen", "terms")
            for value in re.findall(rf'name="?{name}"? [^>]*?value="?([^" >]*)', piece)[:1]
        }
        given = fields | {"quantity": "1", "country": "US"}
        paying = browser.post("/api/checkout", data=given, headers={"Origin": shop.origin})
        form = form_values(paying.text) | {"email": BUYER, "outcome": "pay"}
        thanks = browser.post(str(paying.url), data=form)
    assert "Thank you" in thanks.text


def letters(shop: LocalShop) -> list[str]:
    """The texts of letters about policies that the buyer has."""
    return [mail["text"] for mail in shop.mails_to(BUYER) if "Changes to" in mail["subject"]]


@pytest.mark.prove
@pytest.mark.promise("privacy/changes-mailed")
def test_a_change_that_matters_reaches_the_buyer_once(tmp_path: Path) -> None:
    with running_shop(tmp_path) as shop:
        assert owner(shop, "seal").returncode == 0
        buy(shop, "ember-ring")
        started = owner(shop, "new", "privacy", "--on", "2999-01-01")
        draft = shop.root / "content/policies/privacy/2999-01-01.md"
        text = draft.read_text().replace("\nsummary:\n", "\nsummary: We ask for less.\n")
        draft.write_text(text.replace("\nmaterial:\n", "\nmaterial: true\n"))
        unsealed = eventually(lambda: refused(shop, "isn't sealed"))
        assert owner(shop, "seal").returncode == 0
        counted = eventually(lambda: succeeded(shop))
        untold = letters(shop)
        written = owner(shop, "notify", "privacy", "--version", "2999-01-01", "--send", "--yes")
        (letter,) = eventually(lambda: letters(shop))
        again = eventually(lambda: succeeded(shop, "1 sent"))
        owner(shop, "notify", "privacy", "--version", "2999-01-01", "--send", "--yes")
        time.sleep(2)
        page = httpx2.get(f"{shop.origin}/policies/privacy/2999-01-01/")
        once = letters(shop)

    assert (started.returncode, unsealed, untold) == (0, True, [])
    assert "     1 to write to" in counted
    assert "Wrote 1 letter." in written.stdout
    assert "We ask for less." in letter
    assert f"{shop.origin}/policies/privacy/changes/#2999-01-01" in letter
    assert "     0 to write to" in again
    assert (page.status_code, once) == (200, [letter])


def refused(shop: LocalShop, why: str) -> bool:
    """Whether nobody can be written to yet, and that for this reason."""
    tried = owner(shop, "notify", "privacy", "--version", "2999-01-01")
    return tried.returncode == 4 and why in tried.stderr


def succeeded(shop: LocalShop, words: str = "") -> str:
    """What is counted once the version is published, and these words are said."""
    counted = owner(shop, "notify", "privacy", "--version", "2999-01-01")
    return counted.stdout if counted.returncode == 0 and words in counted.stdout else ""
