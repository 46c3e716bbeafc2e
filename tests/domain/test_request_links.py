"""Links to a privacy request open that one, for a year, whoever's key rotates meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.links import LinkError, OrderLinks
from domain.request_links import HOLDS, RequestLinks

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_link_opens_its_request_and_after_a_year_no_more() -> None:
    links = RequestLinks(["key"])
    token = links.sign("R-1", NOW)

    assert links.read(token, NOW + HOLDS - timedelta(seconds=1)) == "R-1"
    with pytest.raises(LinkError) as caught:
        links.read(token, NOW + HOLDS)
    assert caught.value.reason == "expired"


def test_an_older_key_opens_and_signs_no_more() -> None:
    old = RequestLinks(["old"]).sign("R-1", NOW)
    rotated = RequestLinks(["new", "old"])

    assert rotated.read(old, NOW) == "R-1"
    assert rotated.sign("R-1", NOW) == RequestLinks(["new"]).sign("R-1", NOW)


def test_links_to_orders_open_no_request() -> None:
    order = OrderLinks(["key"]).sign("order", "R-1", NOW + timedelta(days=1))

    for token in (order, "", "x", RequestLinks(["other"]).sign("R-1", NOW)):
        with pytest.raises(LinkError) as caught:
            RequestLinks(["key"]).read(token, NOW)
        assert caught.value.reason == "broken"


@pytest.mark.parametrize("keys", [[], [""], ["a", ""]])
def test_without_a_key_there_are_no_links(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="token key"):
        RequestLinks(keys)
