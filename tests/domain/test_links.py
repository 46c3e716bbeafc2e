"""A link opens one order for one purpose, for as long as it says."""

from datetime import timedelta

import pytest

from domain.links import LinkError, OrderLinks
from tests.samples import NOON

LINKS = OrderLinks(["new-key", "old-key"])
LATER = NOON + timedelta(days=1)


@pytest.mark.promise("privacy/link-opens-one-order")
def test_a_link_opens_its_order() -> None:
    token = LINKS.sign("thanks", "ORDER1", LATER)

    assert LINKS.read("thanks", token, NOON) == "ORDER1"


@pytest.mark.promise("privacy/link-opens-one-order")
def test_a_link_for_one_purpose_opens_no_other() -> None:
    token = LINKS.sign("thanks", "ORDER1", LATER)

    with pytest.raises(LinkError) as caught:
        LINKS.read("back", token, NOON)
    assert caught.value.reason == "broken"


@pytest.mark.promise("privacy/links-expire")
def test_a_link_ends_at_its_time() -> None:
    token = LINKS.sign("thanks", "ORDER1", LATER)

    with pytest.raises(LinkError) as caught:
        LINKS.read("thanks", token, LATER)
    assert caught.value.reason == "expired"


def test_a_link_signed_with_the_old_key_still_opens_and_new_ones_use_the_new_key() -> None:
    old = OrderLinks(["old-key"]).sign("thanks", "ORDER1", LATER)
    new = LINKS.sign("thanks", "ORDER1", LATER)

    assert LINKS.read("thanks", old, NOON) == "ORDER1"
    assert OrderLinks(["new-key"]).read("thanks", new, NOON) == "ORDER1"


@pytest.mark.promise("privacy/link-opens-one-order", "terms/order-link")
@pytest.mark.parametrize("token", ["", "x", "a.b", "ORDER1", "é" * 10])
def test_a_made_up_link_is_broken(token: str) -> None:
    with pytest.raises(LinkError) as caught:
        LINKS.read("thanks", token, NOON)
    assert caught.value.reason == "broken"


def test_no_link_is_signed_with_an_empty_key() -> None:
    with pytest.raises(ValueError, match="key"):
        OrderLinks([""])
