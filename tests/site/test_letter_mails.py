"""Letters as mails: they fetch nothing, say who writes and how to end it, and read as plain text."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import msgspec
import pytest
from PIL import Image

from domain.letter_links import LetterLinks
from domain.letterhead import Letterhead, sender_line
from domain.letters import LEAVE, WELCOME_FRAME, LetterContent, WelcomeLetter
from domain.mail import Letter
from functions.adapters.mime import built
from plugins.letter_pictures import MOST_BYTES
from plugins.letter_text import absolute, plain
from plugins.prose import Prose
from tests.mail_rules import MailRules
from tests.samples import ADDRESS_KEY, KEYS, NOON
from tests.site.bench import Bench
from tests.site.building import ORIGIN, Site, build_site
from tests.site.letters import LETTER, NAME, WORDS
from tests.site.test_pages import read

FETCHING = {"background", "data", "poster", "srcset"}
"""Attributes that make a program fetch something, beside src."""


def test_plain_text_keeps_its_order_its_lists_and_where_links_lead(tmp_path: Path) -> None:
    html = Prose(tmp_path).html(
        "See [the *ring*](/pieces/x/?a=1&b=2), or write to [us](mailto:us@shop.example).\n\n"
        "## Then\n\n- one\n- two, which is a good deal longer than the first one was and wraps\n\n"
        "3. three\n4. four\n\n> said\n\n<https://x.example/>\n"
    )

    assert plain(absolute(html, ORIGIN)) == (
        "See the ring (https://shop.example/pieces/x/?a=1&b=2), or write to us\n"
        "(mailto:us@shop.example).\n\n"
        "Then\n----\n\n"
        "- one\n- two, which is a good deal longer than the first one was and wraps\n\n"
        "3. three\n4. four\n\n"
        "> said\n\n"
        "https://x.example/"
    )


def test_a_mail_shows_a_piece_as_a_whole_or_the_variant_that_was_named(letter_shop: Site) -> None:
    whole, one = letter_shop.letters["whole"], letter_shop.letters["to-come"]

    assert "from $600.00" in whole.text
    assert "Creek ring, US 7: $600.00 (was $660.00)" in one.text
    assert "Creek ring, US 6: $640.00\nMade to order\n" in one.text
    assert "from" not in one.html.partition('class="pieces"')[2].partition("foot")[0]


def every_mail(site: Site) -> dict[str, LetterContent | WelcomeLetter]:
    welcome = msgspec.json.decode(site.promises.frames[WELCOME_FRAME], type=WelcomeLetter)
    return {**site.letters, "the welcome that goes out": welcome}


def elements(html: str) -> list[Element]:
    page, errors = read(html)
    assert errors == []
    return list(page.iter())


@pytest.mark.promise("newsletter/no-tracking", "privacy/no-opening-seen")
def test_no_mail_fetches_anything_when_it_is_opened(site: Site) -> None:
    mails = every_mail(site)

    assert len(mails) == 5
    for name, mail in mails.items():
        found = elements(mail.html)
        assert {each.tag for each in found} & {"link", "script", "iframe", "svg", "video"} == set()
        sources = [each.attrib["src"] for each in found if "src" in each.attrib]
        cids = [f"cid:{picture.cid}" for picture in getattr(mail, "pictures", ())]
        assert sources == cids, name
        assert "url(" not in mail.html
        assert "@import" not in mail.html
        assert not [each for each in found if each.attrib.keys() & FETCHING], name


def test_every_letter_passes_the_one_checker_of_mails(site: Site) -> None:
    shop = site.promises.shop
    links = LetterLinks(KEYS, ADDRESS_KEY)
    head = Letterhead(links, ORIGIN)
    for name, mail in every_mail(site).items():
        of_the_list = head.list_headers(shop, "a" * 40, name)
        letter = Letter(
            sender=sender_line(shop.name, "letter@juniperbend.example"),
            recipient="jo@reader.example",
            reply_to=shop.mail,
            subject=mail.subject,
            text=mail.text.replace(LEAVE, of_the_list.leave),
            html=mail.html.replace(LEAVE, of_the_list.leave),
            tags={"letter": "l1"},
            list=of_the_list,
            pictures=getattr(mail, "pictures", ()),
        )

        MailRules(shop.postal_address, links).check(built(letter, NOON), letter)


def test_pictures_are_small_enough_to_travel_with_every_letter(site: Site) -> None:
    pictures = [picture for letter in site.letters.values() for picture in letter.pictures]

    assert len(pictures) == 6
    for picture in pictures:
        image = Image.open(io.BytesIO(picture.data))
        assert (image.format, picture.content_type) == ("JPEG", "image/jpeg")
        assert image.width <= 600
        assert len(picture.data) <= MOST_BYTES
        assert urlsplit(f"mid:{picture.cid}").path.endswith("@shop.example")


def test_a_picture_that_is_too_heavy_is_made_lighter(tmp_path: Path, picture_cache: Path) -> None:
    bench = Bench(tmp_path, picture_cache)
    noise = Image.effect_noise((1200, 1500), 160).convert("RGB")
    noise.save(bench.content / "products/creek-ring/1.jpg", quality=95)
    bench.write(NAME, LETTER)
    for name, text in WORDS.items():
        bench.write(name, text)

    (picture,) = build_site(bench.content, tmp_path).letters["spring"].pictures

    assert len(picture.data) <= MOST_BYTES
    assert Image.open(io.BytesIO(picture.data)).width < 600


def test_every_mail_says_why_it_comes_who_sends_it_and_how_to_end_it(site: Site) -> None:
    shop = site.promises.shop
    for name, mail in every_mail(site).items():
        ways = [each.get("href") for each in elements(mail.html) if each.tag == "a"]
        words = " ".join("".join(read(mail.html)[0].itertext()).split())

        assert ways.count(LEAVE) == 1, name
        assert mail.html.count(LEAVE) == 1
        assert mail.text.count(f"End the letter, or get fewer:\n{LEAVE}\n") == 1
        assert f"{ORIGIN}/letters/choices/" in ways
        assert f"Your choices:\n{ORIGIN}/letters/choices/\n" in mail.text
        for said in (*shop.postal_address, "because you asked Juniper Bend Jewelry for it"):
            assert said in words, name
            assert said in mail.text


def test_every_link_of_a_mail_is_whole_and_leads_somewhere(site: Site) -> None:
    for name, mail in every_mail(site).items():
        links = [each.attrib["href"] for each in elements(mail.html) if "href" in each.attrib]
        ours = [link for link in links if link.startswith(ORIGIN)]

        assert all(re.match(rf"https://|mailto:|{LEAVE}", link) for link in links), name
        assert [link for link in ours if not site.file(link).is_file()] == []


def test_styles_stand_beside_the_words_and_only_the_dark_ones_in_a_sheet(site: Site) -> None:
    for mail in every_mail(site).values():
        found = elements(mail.html)
        sheets = [each.text or "" for each in found if each.tag == "style"]

        (sheet,) = sheets
        assert sheet.strip().startswith("@media (prefers-color-scheme: dark)")
        for tag in ("h1", "p", "a"):
            assert all(each.get("style") for each in found if each.tag == tag), tag


def test_the_line_beside_the_subject_is_the_first_that_a_mail_program_reads(site: Site) -> None:
    letter = site.letters["six-blue-stones"]
    body = read(letter.html)[0].find("body")
    assert body is not None

    first = body[0]

    assert (first.text or "").startswith(letter.preheader)
    assert "display: none" in first.attrib["style"]


def test_the_text_is_the_same_letter_in_lines_that_fit(site: Site) -> None:
    letter = site.letters["the-week-the-heater-broke"]
    words = letter.text.partition("\n\nEmber ring: ")[0]

    assert letter.text.startswith(f"{letter.subject}\n\nThe heater at the workshop gave up")
    assert max(map(len, words.splitlines())) <= 72
    assert (
        "Ember ring: $1,150.00\none of a kind\nhttps://shop.example/pieces/ember-ring/"
        in letter.text
    )
    assert (
        "Read it on the web:\nhttps://shop.example/letters/the-week-the-heater-broke/\n"
        in letter.text
    )
    assert not re.search(r"</?\w+|&\w+;", letter.text)


def test_a_letter_says_whom_it_is_for_and_is_whole(site: Site, letter_shop: Site) -> None:
    segment = letter_shop.letters["whole"].segment
    assert segment

    assert (str(segment.joined_from), str(segment.joined_until), segment.asked_in) == (
        "2026-01-01",
        "2026-05-31",
        ("cart",),
    )
    assert site.letters["six-blue-stones"].segment is None
    assert all(letter.is_whole and letter.origin == ORIGIN for letter in site.letters.values())
