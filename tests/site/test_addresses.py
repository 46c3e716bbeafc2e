"""The shop has every page that its theme and its owner's words lead to, or isn't built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.addresses import FUNCTIONS, Addresses, check_addresses
from plugins.catalogue import Catalogue
from plugins.promise_places import TORN
from plugins.prose import Prose
from tests.site.bench import HOME, RING, RINGS, SIZED, Bench
from tests.site.building import ROOT, run_pelican
from tests.site.small_policies import policy

PAGE = "---\ntitle: Press\ndescription: Words.\n---\nHello.\n"
THERE = {"/", "/about/", "/contact/", "/pieces/creek-ring/", "/size-guide/"}
ALWAYS = {
    "/",
    "/account/",
    "/cart/",
    "/compare/",
    "/journal/",
    "/pieces/",
    "/search/",
    "/wishlist/",
}
ALWAYS |= {"/policies/", "/policies/privacy/", "/policies/returns/", "/policies/terms/", "/terms/"}
ALWAYS |= {"/privacy/request/", "/privacy/request/set-aside/"}
ALWAYS |= {"/policies/SHA256SUMS", "/policies/changes.atom", "/policies/index.json"}
"""Pages that no content is needed for."""

WITH_THE_LETTER = {"/letters/", "/letters/choices/", "/letters/join/"}
"""Pages that are there where anything links to them: in a shop that writes letters."""


def said(bench: Bench, catalogue: Catalogue, addresses: set[str]) -> list[str]:
    prose = Prose(bench.cache.with_name("prose"))
    known = Addresses(addresses, pictures=tuple)
    found = check_addresses(catalogue, bench.content, known, prose.html)
    return [str(error) for error in sorted(found)]


@pytest.mark.parametrize(
    ("text", "missing"),
    [(RING, ["contact"]), (SIZED, ["contact", "size-guide"])],
    ids=["without sizes", "with sizes"],
)
def test_a_page_that_the_theme_links_to_has_to_be_written(
    bench: Bench, text: str, missing: list[str]
) -> None:
    bench.piece(text)

    assert said(bench, bench.catalogue(), set()) == [
        f"content/pages/{slug}.md:1: file: It is missing, and the shop links to it. "
        f"Write content/pages/{slug}.md."
        for slug in missing
    ]
    assert said(bench, bench.catalogue(), THERE) == []


def test_the_theme_links_to_no_page_that_may_be_missing() -> None:
    templates = (ROOT / "theme/templates").rglob("*.html")
    linked = {
        link
        for path in templates
        for link in re.findall(r'href="(/[^"{#]*)(?:#[a-z]+)?"', path.read_text())
        if not link.startswith(FUNCTIONS)
    }

    assert linked - ALWAYS - WITH_THE_LETTER == {"/contact/", "/size-guide/"}


LINKED = {
    "home.md": (HOME.replace("Three", "\n[Three](/abuot/)\n"), 7),
    "pages/press.md": (PAGE.replace("Hello", "See\n<a class=x href='/abuot/#us'>us</a>"), 6),
    "collections/rings.md": (RINGS.replace("Round", "[Round](</abuot/> 'us')"), 6),
    "products/creek-ring/index.md": (
        RING.replace("round.", "round.\n\n[x]: /abuot/?a=b\n\n[x]"),
        15,
    ),
}


@pytest.mark.parametrize("name", LINKED)
def test_a_link_of_the_owners_own_that_leads_nowhere_is_named(bench: Bench, name: str) -> None:
    text, line = LINKED[name]
    bench.write(name, text)

    assert said(bench, bench.catalogue(), THERE) == [
        f"content/{name}:{line}: text: The shop has no /abuot/. Write /about/."
    ]


def test_links_that_lead_somewhere_and_what_is_no_link_are_left_alone(bench: Bench) -> None:
    links = "[a](/about/#team) [b](/pieces/creek-ring/?sku=CREEK) [c](/api/orders) `](/nowhere/)`"
    bench.write(
        "pages/press.md", PAGE.replace("Hello", f"{links} [d](//other.example/x) /nowhere/")
    )

    assert said(bench, bench.catalogue(), THERE) == []


def test_an_address_is_found_on_the_line_that_has_it_whole(bench: Bench) -> None:
    bench.write("pages/press.md", PAGE.replace("Hello", "[a](/about/us/)\n[b](/about)"))

    found = said(bench, bench.catalogue(), {*THERE, "/about/us/"})

    assert found == ["content/pages/press.md:6: text: The shop has no /about. Write /about/."]


def test_a_build_says_what_is_missing_and_writes_nothing(bench: Bench, tmp_path: Path) -> None:
    bench.write("pages/contact.md", PAGE)
    bench.write(
        "journal/sand.md", "---\ntitle: S\ndate: 2026-10-09\ndescription: S.\n---\n[x](/rigns/)\n"
    )

    torn = policy("Repairs", "- [One\n- two]{#mend}").replace("terms:\n", "")
    bench.write("policies/repairs/2026-09-01.md", torn)

    run = run_pelican(bench.content, tmp_path)

    assert run.returncode == 1
    link, promise = run.stderr.splitlines()
    assert link == "content/journal/sand.md:6: text: The shop has no /rigns/. Write /rings/."
    assert promise == f"content/policies/repairs/2026-09-01.md:7: promise mend: {TORN}"
    assert not (tmp_path / "output").exists()
