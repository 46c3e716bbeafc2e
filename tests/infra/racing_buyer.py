"""One buyer in a process of its own: waits for the start, buys, pays, returns to the shop."""

from __future__ import annotations

import json
import sys
import time
from urllib.parse import urlsplit

import httpx2
from starlette.testclient import TestClient

from functions.checkout.handler import app as checkout
from functions.orders.handler import app as orders
from infra.local.stripe.reading import form_values
from tests.policies import AGREEMENT

BROWSER = {"Sec-Fetch-Site": "same-origin"}
ORDER = {"sku": "DAWN-HOOPS", "quantity": "1", "terms": AGREEMENT}


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


shop = TestClient(checkout, follow_redirects=False)
shop.get("/api/stock?sku=DAWN-HOOPS")
say(ready=True)
sys.stdin.readline()

started = time.monotonic()
answer = shop.post("/api/checkout", data=ORDER, headers=BROWSER)
ended = time.monotonic()
thanked = False
if answer.status_code == 303:
    with httpx2.Client(timeout=60, trust_env=False) as browser:
        page = answer.headers["location"]
        fields = form_values(browser.get(page).text) | {"outcome": "pay"}
        back = urlsplit(browser.post(page, data=fields).headers["location"])
    thanked = "<h1>Thank you</h1>" in TestClient(orders).get(f"{back.path}?{back.query}").text
say(status=answer.status_code, started=started, ended=ended, thanked=thanked)
