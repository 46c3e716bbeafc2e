"""Every page of the built site: what a parser, a keyboard, a network and a crawler would find."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import brotli  # type: ignore[import-untyped]  # has no types
import html5lib  # type: ignore[import-untyped]  # has no types
import pytest

from tests.site.building import ORIGIN, ROOT, Site

BUY = "/api/checkout"
ASK = "/api/privacy/request"
WRITE = "/api/orders/contact"
LINK = "/api/account/link"
WAIT = "/api/orders/waiting?piece="
"""A page of a function's own, for what is sold out."""
WITHDRAW = "/api/orders/withdraw"
WORDS = ("about", "size-guide", "care", "faq", "contact")
POLICIES = {"/policies/terms/": "terms-of-service", "/policies/privacy/": "privacy-policy"}
SCHEMA = "https://schema.org"
UNDRESSED = {"elsewhere"}
"""Classes that only mark a place: for scripts, and for the reset, which takes bullets away."""


@lru_cache(256)
def read(text: str) -> tuple[Element, list[object]]:
    """The page as a browser's parser sees it, and what the standard calls an error.

    Many tests read the same pages, and none changes what it has read.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    return parser.parse(text), parser.errors


def addresses(page: Element) -> list[str]:
    """Everything that a page links to, loads or names by address."""
    found = []
    for element in page.iter():
        found += [element.attrib[name] for name in ("href", "src") if name in element.attrib]
        found += [part.split()[0] for part in element.get("srcset", "").split(",") if part]
        if element.get("property", "") in {"og:url", "og:image"}:
            found.append(element.attrib["content"])
    return [address for address in found if not address.startswith(("mailto:", "https:"))] + [
        address for address in found if address.startswith(ORIGIN)
    ]


def whole_pages(site: Site) -> dict[str, str]:
    """All but those that only lead on to another address."""
    return {path: text for path, text in site.pages.items() if 'http-equiv="refresh"' not in text}


def test_there_is_a_page_for_every_piece_a_listing_a_home_and_a_404(site: Site) -> None:
    pages = set(site.pages)

    assert pages >= {"/", "/pieces/", "/404.html", "/journal/"}
    assert pages >= {piece.path for piece in site.promises.pieces}
    assert pages >= {f"/{slug}/" for slug in WORDS}
    assert len(site.promises.pieces) >= 12
    assert len([path for path in pages if path.startswith("/journal/")]) >= 4


def test_the_footer_of_every_page_leads_to_help_and_to_the_policies(site: Site) -> None:
    for path, text in whole_pages(site).items():
        links = {link.get("href"): link for link in read(text)[0].iter("a")}

        assert {"/policies/", *(f"/{slug}/" for slug in WORDS)} <= links.keys(), path
        assert {to: links[to].get("rel") for to in POLICIES} == POLICIES, path


def test_every_page_tells_programs_where_privacy_and_terms_are(site: Site) -> None:
    for path, text in site.pages.items():
        relations = {
            link.get("href"): link.get("rel")
            for link in read(text)[0].iter()
            if link.tag in ("a", "link") and link.get("rel") in POLICIES.values()
        }

        assert relations == POLICIES, path


def test_every_page_of_words_says_in_a_sentence_of_its_own_what_it_is(site: Site) -> None:
    paths = [f"/{slug}/" for slug in WORDS] + [p for p in site.pages if p.startswith("/journal/")]
    pages = [read(site.pages[path])[0] for path in paths]
    said = [page.find("head/meta[@name='description']") for page in pages]

    sentences = [one.attrib["content"] for one in said if one is not None]

    assert len(set(sentences)) == len(paths)
    assert not [sentence for sentence in sentences if not 50 <= len(sentence) <= 160]


def test_every_page_parses_without_one_error(site: Site) -> None:
    texts = site.pages | {"frame": site.promises.frames["page"]}

    errors = {path: read(text)[1] for path, text in texts.items()}

    assert not [(path, found) for path, found in errors.items() if found]


def test_every_page_has_a_language_a_title_of_its_own_and_one_heading(site: Site) -> None:
    pages = {path: read(text)[0] for path, text in site.pages.items()}

    titles = Counter(page.findtext("head/title") for page in pages.values())

    assert {page.get("lang") for page in pages.values()} == {"en-US"}
    assert not [title for title, times in titles.items() if times > 1 or not title]
    assert {len(page.findall(".//h1")) for page in pages.values()} == {1}
    assert {len(page.findall(".//main[@id='main']")) for page in pages.values()} == {1}


def test_no_id_is_given_twice_and_every_reference_to_one_is_met(site: Site) -> None:
    for path, text in site.pages.items():
        page, _ = read(text)
        ids = [element.attrib["id"] for element in page.iter() if "id" in element.attrib]
        named = [
            name
            for element in page.iter()
            for attribute in ("for", "aria-labelledby", "aria-describedby")
            for name in element.get(attribute, "").split()
        ]

        assert len(ids) == len(set(ids)), path
        assert set(named) <= set(ids), path


def test_every_link_and_file_is_there(site: Site) -> None:
    for path, text in site.pages.items():
        for address in set(addresses(read(text)[0])) - {WITHDRAW}:
            if address.startswith(WAIT):
                continue
            target = site.file(address if address[0] != "#" else path)
            assert target.is_file(), f"{path} points to {address}"
            fragment = urlsplit(address).fragment
            where = text if address[0] == "#" else ""
            where = where or (target.read_text("utf-8") if fragment else "")
            assert not fragment or f'id="{fragment}"' in where, f"{path} points to {address}"


@pytest.mark.promise("returns/withdraw-in-two-steps")
def test_the_returns_policy_has_the_button_to_withdraw_and_no_other_policy_has(site: Site) -> None:
    with_it = {path for path, text in site.pages.items() if f'href="{WITHDRAW}"' in text}

    assert with_it == {"/policies/returns/", "/policies/returns/2026-11-26/"}
    assert ">Withdraw from contract here</a>" in site.pages["/policies/returns/"]


@pytest.mark.promise("cookies/works-without-scripts")
def test_every_form_goes_to_a_route_that_answers_it(site: Site) -> None:
    forms = [form for text in site.pages.values() for form in read(text)[0].iter("form")]
    sent = {(form.attrib["action"], form.attrib["method"]) for form in forms}
    buying = [form for form in forms if form.attrib["action"] == BUY]

    open_pieces = [piece for piece in site.promises.pieces if not piece.sold_out]

    assert {(BUY, "post"), (ASK, "post")} <= sent
    assert len(buying) == len(open_pieces) + len(["the cart"])
    letter = {(f"/api/newsletter/{name}", "post") for name in ("join", "choices", "leave")}
    ours = {(BUY, "post"), (ASK, "post"), (WRITE, "post"), (LINK, "post")}
    assert letter | ours <= sent
    for action, method in sent - ours - letter:
        assert method == "get"
        assert site.file(action).is_file()


def test_every_field_of_a_form_has_a_label(site: Site) -> None:
    for path, text in site.pages.items():
        page, _ = read(text)
        labels = {label.get("for") for label in page.iter("label")}
        inside = {field for label in page.iter("label") for field in label.iter("input")}
        for field in page.iter("input"):
            if field.get("type") != "hidden":
                assert field in inside or field.get("id") in labels, path


def test_no_page_carries_a_script_a_style_or_a_handler_of_its_own(site: Site) -> None:
    for path, text in site.pages.items():
        page, _ = read(text)
        scripts = [script for script in page.iter("script") if not script.get("src")]

        assert {script.get("type") for script in scripts} <= {"application/ld+json"}, path
        assert not list(page.iter("style")), path
        for element in page.iter():
            assert not [name for name in element.attrib if name.startswith(("on", "style"))], path


def test_every_class_is_dressed_by_a_sheet_that_its_page_loads(site: Site) -> None:
    for path, text in whole_pages(site).items():
        page, _ = read(text)
        rules = b"".join(sheets(site, page)).decode()
        used = {name for element in page.iter() for name in element.get("class", "").split()}

        assert used - set(re.findall(r"\.([a-z][a-z-]*)", rules)) <= UNDRESSED, path


@pytest.mark.promise("cookies/no-third-parties")
def test_nobody_else_is_asked_for_anything(site: Site) -> None:
    styles = "".join(path.read_text("utf-8") for path in site.output.rglob("*.css"))
    scripts = "".join(path.read_text("utf-8") for path in site.output.rglob("*.js"))
    everything = "".join(site.pages.values()) + scripts
    # The shop's pages elsewhere may be linked to; nothing of them is loaded.
    elsewhere = {f"https://{urlsplit(link).netloc}" for link in site.promises.shop.social}

    origins = set(re.findall(r"https?://[^/\"'\s<]+", everything))
    loaded = set(
        re.findall(r"<(?:link|script|img|source|iframe)[^>]*https?://[^/\"'\s<]+", everything)
    )

    assert origins <= {ORIGIN, SCHEMA} | elsewhere
    assert not [tag for tag in loaded if not tag.endswith(ORIGIN)]
    assert not re.search(r"@import|https?:", styles)
    assert set(re.findall(r"url\((.)", styles)) == {"/"}
    assert "document.cookie" not in scripts


def test_every_picture_has_words_and_a_size_that_its_file_has(site: Site) -> None:
    pictures = [image for text in site.pages.values() for image in read(text)[0].iter("img")]

    assert pictures
    for image in pictures:
        assert len(image.attrib["alt"]) > 10
        assert int(image.attrib["width"]) > 0
        assert int(image.attrib["height"]) > 0
        assert not (image.get("loading") == "lazy" and image.get("fetchpriority") == "high")


def test_the_picture_that_opens_a_page_comes_first_and_there_is_one(site: Site) -> None:
    for piece in site.promises.pieces:
        page, _ = read(site.pages[piece.path])
        urgent = [image for image in page.iter("img") if image.get("fetchpriority") == "high"]

        assert [image.attrib["src"] for image in urgent] == [piece.picture]


def test_every_page_stays_within_its_bytes(site: Site) -> None:
    weights = {path: weight(site, text) for path, text in site.pages.items()}

    assert all('action="/api/newsletter/join"' in site.pages[p.path] for p in site.promises.pieces)
    assert {path: bytes_ for path, bytes_ in weights.items() if bytes_ >= 8 * 1024} == {}


def test_the_scripts_of_a_piece_stay_within_their_bytes(site: Site) -> None:
    for piece in site.promises.pieces:
        scripts = loaded_scripts(site, site.pages[piece.path])

        assert sum(len(brotli.compress(each)) for each in scripts.values()) < 3 * 1024, piece.slug


def loaded_scripts(site: Site, text: str) -> dict[str, bytes]:
    """The scripts that a page loads at once, what they import included."""
    wanted = re.findall(r'<script type="module" src="([^"]+)"', text)
    found: dict[str, bytes] = {}
    while wanted:
        path = wanted.pop()
        if path not in found:
            found[path] = site.file(path).read_bytes()
            wanted += re.findall(r'(?:from|import)\s*"(/static/[^"]+)"', found[path].decode())
    return found


def weight(site: Site, text: str) -> int:
    """The bytes of a page and of all its style sheets, as they are sent."""
    dressed = sheets(site, read(text)[0])
    return sum(map(sent, (text.encode(), *dressed)))


@lru_cache
def sent(data: bytes) -> int:
    """How many bytes it is on its way: the same sheets dress many pages."""
    return len(brotli.compress(data))


def sheets(site: Site, page: Element) -> list[bytes]:
    links = [link for link in page.iter("link") if link.get("rel") == "stylesheet"]
    return [site.file(link.attrib["href"]).read_bytes() for link in links]


def test_the_display_face_is_light_loaded_early_and_brings_its_licence(site: Site) -> None:
    fonts = list(site.output.rglob("*.woff2"))
    licence = (ROOT / "theme/static/fonts/OFL.txt").read_text("utf-8")

    assert [font.stat().st_size <= 20 * 1024 for font in fonts] == [True]
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for text in whole_pages(site).values():
        assert f'href="/static/{fonts[0].name}" crossorigin' in text


def test_files_kept_for_ever_are_named_after_their_content(site: Site) -> None:
    names = sorted(path.name for path in (site.output / "static").iterdir())

    assert len(names) >= 5
    assert all(re.fullmatch(r"[a-z_-]+\.[0-9a-f]{10}\.(svg|js|css|woff2)", n) for n in names)


def test_the_frame_is_a_whole_page_with_two_marks_to_fill(site: Site) -> None:
    frame = site.promises.frames["page"]

    assert frame.count("@@") == 4
    assert "<title>@@title@@ · Juniper Bend Jewelry</title>" in frame
    assert '<main id="main">@@main@@</main>' in frame
    assert "noindex" in frame
    assert site.promises.shop.mail in frame
