"""What a live shop isn't deployed with: the demo shop's name and address, and policies nobody read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desk.policy_book import PoliciesWrongError, read_book
from domain.shop import ShopFacts
from infra.stages import Stage
from plugins.errors import ContentError, Notes
from plugins.policy_review import ReviewError, read_reviews, unread
from plugins.shop_facts import read_shop

DEMO_NAME = "Juniper Bend"
DEMO_STREET = "118 Bessemer Avenue"
RESERVED = ("example", "invalid", "test", "example.com", "example.org", "example.net")
"""Domains that belong to nobody (RFC 2606), which the demo shop and this guide use."""


def live_refusals(stage: Stage, content: Path) -> list[str]:
    """A sentence for everything that has to be done first; none where the shop may go live."""
    path = content.resolve() / "shop.yaml"
    errors: list[ContentError] = []
    shop = read_shop(path, Notes(path, content.resolve().parent, errors))
    if shop is None or errors:
        return [str(each) for each in errors] or [f"{path} is missing."]
    return [*_demo(shop.facts, stage), *_unread(content)]


def _demo(facts: ShopFacts, stage: Stage) -> Iterator[str]:
    if DEMO_NAME in facts.name:
        yield f"The shop has the demo shop's name, {facts.name}. Write yours into content/shop.yaml (name)."
    if any(DEMO_STREET in line or DEMO_NAME in line for line in facts.postal_address):
        yield (
            "The shop has the demo shop's address, which the law wants to be yours. Write it into "
            "content/shop.yaml (postal_address)."
        )
    mails = {"mail": facts.mail, "mail_from": facts.mail_from}
    if facts.letter:
        mails["letter.mail_from"] = facts.letter.mail_from
    for field, address in mails.items():
        if _is_nobodys(address):
            yield f"{address} is nobody's address. Write yours into content/shop.yaml ({field})."
    if not stage.domain:
        yield (
            f"A live shop needs its own domain. Write domain and certificate into "
            f"stages/{stage.name}.toml."
        )
    elif _is_nobodys(stage.domain):
        yield f"{stage.domain} is nobody's domain. Write yours into stages/{stage.name}.toml."
    if _is_nobodys(stage.owner_mail):
        yield (
            f"{stage.owner_mail} is nobody's address, so alarms would reach nobody. Write yours "
            f"into stages/{stage.name}.toml (owner_mail)."
        )


def _is_nobodys(address: str) -> bool:
    domain = "." + address.rpartition("@")[2].lower()
    return domain.endswith(tuple(f".{each}" for each in RESERVED))


def _unread(content: Path) -> Iterator[str]:
    try:
        left = unread(read_book(content), read_reviews(content.resolve() / "policies"))
    except (PoliciesWrongError, ReviewError) as error:
        yield str(error)
        return
    if left:
        keys = ", ".join(each.key for each in left)
        yield f"Nobody has said that these policies were read: {keys}. Read them, then: ./shop policies reviewed"
