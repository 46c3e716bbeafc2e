"""What the policies say of the shop's forms, on every page that has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest

from functions.checkout.cart_answers import KEPT
from tests.promised import book, policy
from tests.site.building import ROOT, Site
from tests.site.test_pages import read

ASKED = {
    *("piece", "sku", "seen", "quantity", "engraving", "country", "terms", "newsletter"),
    *("rates", "gift_message", "gift_receipt", "code", "website"),
    *("mail", "name", "form", "stamp"),
    *("fewer", "paused_until", "topic", "do"),
    *("lives", "kind", "about", "says", "fact", "file", "Content-Type", "own_mail", "signed"),
    *("w", "code", "topic", "order"),  # of an order that was shown to be theirs
    *("p", "id", "known"),  # of one's own things: a list, an address, and whose order it is
    *("number", "known", "reason", "words"),
    *("cart", "line", "t", "q", "metal", "stone", "size", "price", "stock", "sort"),
}
"""All that any form of the shop asks for; a choice among options is “choice-1” and on."""

ANSWERS = ROOT / "theme/templates/answers"


def fields(site: Site) -> Iterator[tuple[str, Element]]:
    for path, text in site.pages.items():
        for element in read(text)[0].iter():
            if element.tag in ("input", "select", "textarea"):
                yield path, element


@pytest.mark.promise("privacy/no-card-number")
def test_no_form_asks_for_a_card(site: Site) -> None:
    asked = {element.get("name", "") for _, element in fields(site)}
    filled = " ".join(element.get("autocomplete", "") for _, element in fields(site))
    answers = "".join(path.read_text("utf-8") for path in ANSWERS.rglob("*.html"))
    asked |= set(re.findall(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"', answers))
    # What goes on with a cart is written in a loop.
    asked = asked - {"{{ name }}", "{{ count }}", "{{ instead }}"} | set(KEPT)

    others = {name for name in asked - ASKED if not re.fullmatch(r"choice-\d", name)}

    assert {"sku", "engraving", "t"} <= asked
    assert others <= {""}
    assert "cc-" not in filled + answers


@pytest.mark.promise("terms/never-ticked", "newsletter/never-ticked")
def test_nothing_is_ticked_for_a_visitor_on_any_page(site: Site) -> None:
    boxes = [(path, box) for path, box in fields(site) if box.get("type") == "checkbox"]
    agreeing = [path for path, box in boxes if box.get("name") == "terms"]

    assert "/cart/" in agreeing
    assert len(agreeing) == len([path for path, box in boxes if box.get("name") == "newsletter"])
    assert [path for path, box in boxes if "checked" in box.attrib] == []


@pytest.mark.parametrize("name", book().policies)
def test_a_policy_names_the_shop_as_its_own_file_does(site: Site, name: str) -> None:
    """A version stays as it was, so it spells out what pages take from the shop's file."""
    shop, text = site.promises.shop, policy(name).text
    address = ", ".join(shop.postal_address)
    street = shop.postal_address[1]

    assert set(re.findall(r"[\w.]+@[\w.]+\w", text)) <= {shop.mail}
    assert (address in text) == (street in text)
    assert (address in text) == (name in {"privacy", "terms"})
    assert [
        zone.label for zone in shop.zones if name == "shipping" and zone.label not in text
    ] == []
