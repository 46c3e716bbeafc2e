"""The translated template, deployed whole: a buyer's road through its API and its functions."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TypeVar

import httpx2
import pytest

from domain.publishing import publish
from functions.adapters.dynamo_shelf import DynamoShelf
from infra.aws import session
from infra.local.stripe.settings import Endpoint, StandInSettings
from infra.local.stripe.testing import running_standin
from tests.fixtures.deployment import SECRETS, deploy_whole
from tests.policies import AGREEMENT
from tests.samples import FACTS, RELEASE

RING = {"piece": "ember-ring", "sku": "EMBER-RING", "quantity": "1", "terms": AGREEMENT}

T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float = 20) -> T:
    deadline = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def received(browser: httpx2.Client, ministack: str, address: str) -> list[dict[str, str]]:
    """What MiniStack's SES has sent there; it keeps messages by account."""
    accounts = browser.get(f"{ministack}/_ministack/ses/messages").json()["messages"]
    return [mail for mails in accounts.values() for mail in mails if mail["To"] == [address]]


@pytest.mark.prove
def test_a_piece_is_bought_through_the_deployed_api_and_the_mail_arrives(ministack: str) -> None:
    first = deploy_whole(ministack, stage="road")
    endpoint = Endpoint(
        url=f"{first.api}/api/stripe/events", secret=SECRETS["stripe-webhook-secret"]
    )
    settings = StandInSettings(keys=(SECRETS["stripe-secret-key"],), endpoints=(endpoint,))
    client = session().client("dynamodb", endpoint_url=ministack)
    session().client("sesv2", endpoint_url=ministack).create_email_identity(
        EmailIdentity=FACTS.mail_from
    )
    with running_standin(settings) as standin, httpx2.Client(timeout=60) as browser:
        shop = deploy_whole(ministack, stage="road", stripe_api_base=standin.url)
        shelf = DynamoShelf(client, shop.tables["shelf"])
        publish(RELEASE, shelf)

        left = browser.get(f"{shop.api}/api/stock?sku=EMBER-RING")
        bought = browser.post(
            f"{shop.api}/api/checkout",
            data=RING,
            headers={"Origin": shop.origin},
        )
        too_late = browser.post(
            f"{shop.api}/api/checkout",
            data=RING,
            headers={"Origin": shop.origin},
        )
        paid = standin.pay(bought.headers["location"], email="jo@buyer.example")
        thanks = browser.get(paid.headers["location"].replace(shop.origin, shop.api))
        mails = eventually(lambda: received(browser, ministack, "jo@buyer.example"))

    row = left.json()["stock"]["EMBER-RING"]
    assert (row["left"], row["on_hold"], row["price_words"]) == (1, 0, "$920.00")
    assert (bought.status_code, too_late.status_code) == (303, 409)
    assert "Someone is paying for this right now" in too_late.text
    assert "<h1>Thank you</h1>" in thanks.text
    (order_id,) = re.findall(r'class="number">(\w+)<', thanks.text)
    stock = shelf.items(["EMBER-RING"])["EMBER-RING"].stock
    assert (stock.available, stock.held, stock.sold) == (0, 0, 1)
    (mail,) = mails
    assert mail["Subject"] == f"Your order {order_id} at Juniper Bend Jewelry"
