"""A live shop isn't deployed with the demo shop's name, policies nobody read, or test keys."""

from __future__ import annotations

import re

import pytest

from tests.desk.drawer import Drawer
from tests.desk.stage_desk import CERTIFICATE, StageDesk, sentences

HERS = {
    "Juniper Bend Jewelry": "Ada's Bench",
    "118 Bessemer Avenue": "4 Mill Lane",
    "@juniperbend.example": "@shop-of-ada.com",
}


@pytest.fixture
def live_desk(stage_desk: StageDesk) -> StageDesk:
    """A live stage of a shop that has its owner's name, and whose policies she has read."""
    stage_desk.settings(live=True, domain="www.shop-of-ada.com", certificate=CERTIFICATE)
    stage_desk.tell(stripe_secret_key="sk_live_1", stripe_webhook_secret="whsec_1")
    replace(stage_desk.drawer, HERS)
    read = stage_desk.drawer.shop("reviewed", "--by", "Ada Reyes", "--yes")
    assert read.exit_code == 0, read.output
    return stage_desk


def replace(drawer: Drawer, words: dict[str, str]) -> None:
    path = drawer.content / "shop.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def refused(desk: StageDesk) -> str:
    result = desk.deploy("--yes")
    assert result.exit_code == 4, result.output
    assert desk.status() == ""
    return sentences(result)


def test_a_shop_with_everything_of_its_own_goes_live(live_desk: StageDesk) -> None:
    said = live_desk.deployed()

    assert said["outcome"] == "deployed"
    assert said["origin"] == "https://www.shop-of-ada.com"


def test_the_demo_shops_name(live_desk: StageDesk) -> None:
    replace(live_desk.drawer, {"Ada's Bench": "Juniper Bend Jewelry"})

    said = refused(live_desk)

    assert "This shop can't go live yet." in said
    assert "The shop has the demo shop's name, Juniper Bend Jewelry." in said


def test_the_demo_shops_address(live_desk: StageDesk) -> None:
    replace(live_desk.drawer, {"4 Mill Lane": "118 Bessemer Avenue"})

    assert "The shop has the demo shop's address, which the law wants to be yours." in refused(
        live_desk
    )


def test_mail_addresses_that_are_nobodys(live_desk: StageDesk) -> None:
    replace(live_desk.drawer, {"hello@shop-of-ada.com": "hello@example.com"})

    assert "hello@example.com is nobody's address." in refused(live_desk)


def test_a_domain_that_only_ends_like_an_example_is_somebodys(live_desk: StageDesk) -> None:
    replace(live_desk.drawer, {"hello@shop-of-ada.com": "hello@goodexample.com"})

    assert live_desk.deployed()["outcome"] == "deployed"


@pytest.mark.parametrize("domain", ["", "shop.example"])
def test_no_domain_of_its_own(live_desk: StageDesk, domain: str) -> None:
    live_desk.settings(domain=domain, certificate=CERTIFICATE if domain else "")

    said = refused(live_desk)

    assert re.search("A live shop needs its own domain|shop.example is nobody's domain", said)


def test_an_owners_mail_that_is_nobodys(live_desk: StageDesk) -> None:
    live_desk.settings(owner_mail="ada@shop.example")

    assert "so alarms would reach nobody" in refused(live_desk)


@pytest.mark.parametrize("key", ["sk_test_1", "rk_test_1"])
def test_a_test_key(live_desk: StageDesk, key: str) -> None:
    live_desk.tell(stripe_secret_key=key)

    said = refused(live_desk)

    assert "is live and its Stripe key is a test key, so nobody could really pay" in said
    assert f"./shop secret stripe-secret-key --stage {live_desk.name}" in said


def test_a_policy_that_was_changed_since_it_was_read(live_desk: StageDesk) -> None:
    path = live_desk.drawer.content / "policies/privacy/2026-09-01.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nOne more thing.\n", encoding="utf-8")

    said = refused(live_desk)

    assert "Nobody has said that these policies were read: privacy/2026-09-01." in said
    assert "./shop policies reviewed" in said


def test_payments_that_would_go_elsewhere(live_desk: StageDesk) -> None:
    live_desk.settings(parameters={"StripeApiBase": "http://127.0.0.1:9"})

    assert "sends a live shop's payments to http://127.0.0.1:9" in refused(live_desk)


# --- reading them ---------------------------------------------------------------------------------


def test_reading_asks_about_each_policy_and_remembers_who_and_when(drawer: Drawer) -> None:
    result = drawer.shop("reviewed", "privacy", "--by", "Ada Reyes", "--yes")

    kept = (drawer.content / "policies/reviewed.toml").read_text(encoding="utf-8")
    assert result.exit_code == 0
    assert "read privacy/2026-09-01, by Ada Reyes" in result.output
    assert '["privacy/2026-09-01"]' in kept
    assert 'by = "Ada Reyes"' in kept


def test_what_was_read_isnt_asked_again(drawer: Drawer) -> None:
    drawer.shop("reviewed", "--by", "Ada Reyes", "--yes")

    result = drawer.shop("reviewed", "--by", "Ada Reyes", "--yes")

    assert "You have read all of it as it is now." in result.output


def test_somebody_has_to_say_who_they_are(drawer: Drawer) -> None:
    result = drawer.shop("reviewed", "--yes")

    assert result.exit_code == 4
    assert "Say who read them" in result.output
    assert not (drawer.content / "policies/reviewed.toml").exists()


def test_a_policy_that_there_isnt(drawer: Drawer) -> None:
    result = drawer.shop("reviewed", "privcy", "--by", "Ada", "--yes")

    assert result.exit_code == 4
    assert "There is no policy “privcy”. There are:" in result.output


def test_a_record_that_is_damaged_is_said(drawer: Drawer) -> None:
    (drawer.content / "policies").joinpath("reviewed.toml").write_text("[privacy\n")

    result = drawer.shop("reviewed", "--by", "Ada", "--yes")

    assert result.exit_code == 1
    assert "Bring it back as it was, or remove it" in sentences(result)
