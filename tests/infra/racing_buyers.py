"""Buyers in a process of their own, one after the other: wait for the start, buy, pay, come back.

As in Lambda, a process serves one event at a time. They are told as a line of JSON, each with a
`number`, the gateway's `event` of the order, and `returning`, the event of the page after paying,
or None for one who doesn't pay.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from urllib.parse import urlsplit

import httpx2

from functions.checkout import handler as checkout_function
from functions.orders import handler as orders_function
from infra.local.stripe.reading import form_values

Event = dict[str, Any]

checkout: Any = checkout_function.handler
orders: Any = orders_function.handler


def say(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def buy(buyer: Event) -> Event:
    started = time.monotonic()
    answer = checkout(buyer["event"], None)
    ended = time.monotonic()
    bought = answer["statusCode"] == 303
    return {
        "number": buyer["number"],
        "status": answer["statusCode"],
        "page": answer["body"],
        "started": started,
        "ended": ended,
        "thanked": bool(
            bought
            and buyer["returning"]
            and paid(answer["headers"]["location"], buyer["returning"])
        ),
    }


def paid(page: str, returning: Event) -> bool:
    """Pay on the payment page; whether the shop says thank you."""
    with httpx2.Client(timeout=60, trust_env=False) as browser:
        fields = form_values(browser.get(page).text) | {"outcome": "pay"}
        back = urlsplit(browser.post(page, data=fields).headers["location"])
    event = returning | {"rawPath": back.path, "rawQueryString": back.query}
    return "<h1>Thank you</h1>" in orders(event, None)["body"]


say(ready=True)
say(ends=[buy(buyer) for buyer in json.loads(sys.stdin.readline())])
