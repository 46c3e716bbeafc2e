"""The letter on the site: the form at the foot of each page, and the pages around it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.consent import ADDRESS_WORDS
from tests.site.bench import RING, SHOP, Bench
from tests.site.building import Site, build_site
from tests.site.test_pages import read

JOIN = "/api/newsletter/join"
WITHOUT = re.sub(r"^letter:\n(?:  .*\n)+", "", SHOP, flags=re.MULTILINE)
POLICY = """---
title: Letters
summary: They begin.
material: false
terms:
  confirm_within_days: 1
  fewer_letters_days: 30
---
Words.
"""
AROUND = [
    f"/letters/{name}/"
    for name in ("asked", "choices", "forgotten", "join", "joined", "left", "moved")
]


def test_every_page_asks_for_the_letter_once_in_the_words_that_are_noted(site: Site) -> None:
    pages = site.pages | {"the frame": site.promises.frames["page"]}
    told = {path for path in AROUND if path != "/letters/join/"}
    whole = {
        path: text for path, text in pages.items() if "site-footer" in text and path not in told
    }

    assert len(whole) > len(pages) / 2
    assert not {path for path in told if f'action="{JOIN}"' in pages[path]}
    for path, text in whole.items():
        page, _ = read(text)
        (form,) = [form for form in page.iter("form") if form.get("action") == JOIN]
        (words,) = [label.text for label in form.iter("label") if label.get("for")][:1]

        assert (form.get("method"), words) == ("post", ADDRESS_WORDS), path
        assert [field.get("name") for field in form.iter("input") if field.get("type") != "hidden"][
            :1
        ] == ["website"]
        assert form.find(".//input[@name='mail']") is not None
        assert path == "/letters/join/" or form.find("a[@href='/letters/join/']") is not None


def test_the_page_of_the_letter_says_what_is_sent_how_often_and_what_happens_next(
    site: Site,
) -> None:
    letter = site.promises.shop.letter
    assert letter
    page, _ = read(site.pages["/letters/join/"])

    main = " ".join("".join(page.find(".//main").itertext()).split())  # type: ignore[union-attr]

    assert f"{letter.how_often}, by email: {letter.about}." in main
    assert f"after {site.in_force.terms['confirm_within_days']} days we forget the address" in main
    assert "New pieces and notes from the workshop. You get all of it" in main
    links = [link.get("href") for link in page.findall(".//main//a")]
    shown = [site.in_force.of(policy) for policy in ("newsletter", "privacy")]
    assert [version.path for version in shown if version] == links[:2]
    assert "/letters/choices/" in links


def test_only_what_tells_of_the_letter_is_for_search_engines(site: Site) -> None:
    listed = site.file("/sitemap.xml").read_text()

    hidden = {path for path in AROUND if 'content="noindex"' in site.pages[path]}

    assert hidden == set(AROUND) - {"/letters/join/", "/letters/choices/"}
    assert {path for path in AROUND if f"{path}</loc>" in listed} == set(AROUND) - hidden


@pytest.mark.parametrize(
    ("shop", "policy", "pages"),
    [
        (SHOP, POLICY, {"/letters/", *AROUND}),
        (WITHOUT, POLICY, set()),
        (SHOP, POLICY.replace("  confirm_within_days: 1\n", ""), set()),
    ],
    ids=["a letter", "no letter", "a letter without a term"],
)
def test_a_shop_without_a_letter_asks_nobody(
    tmp_path: Path, picture_cache: Path, shop: str, policy: str, pages: set[str]
) -> None:
    bench = Bench(tmp_path, picture_cache)
    bench.piece(RING)
    bench.write("shop.yaml", shop)
    bench.write("policies/newsletter/2026-01-01.md", policy)
    bench.write("pages/contact.md", "---\ntitle: Us\ndescription: Words.\n---\nHello.\n")

    site = build_site(bench.content, tmp_path)

    assert {path for path in site.pages if path.startswith("/letters/")} == pages
    asking = {path: JOIN in text for path, text in site.pages.items() if "site-footer" in text}
    assert {asks for path, asks in asking.items() if path not in AROUND} == {bool(pages)}
    assert (JOIN in site.promises.frames["page"]) is bool(pages)
    assert "after 1 day we" in site.pages["/letters/join/"] if pages else True
