"""A handler with nothing of ours, started by Lambda's client in a process of its own.

It makes the calls that ours was seen to make: of the Parameter Store when it is imported, all
others for its event. `BARE_STRIPE` says whether it loads Stripe; with boto3 at hand it is what
a plain handler would be, without it stands on the bundle's botocore.
"""

import base64
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

BUNDLED = Path("functions/modules.compiled")
if BUNDLED.exists():
    # On the bundle, parts are found where it keeps them; nothing else of ours is at work.
    sys.path.insert(0, "functions")
    finder = importlib.import_module("compiled").CompiledModules
    sys.meta_path.insert(0, finder(str(BUNDLED.absolute())))
    sys.path.remove("functions")

from botocore import xform_name  # noqa: E402 (found where the bundle keeps it)

CALLS: list[dict[str, Any]] = json.loads(Path(os.environ["BARE_CALLS"]).read_text())


def make_client(service: str) -> Any:  # noqa: ANN401
    return session.client(service) if hasattr(session, "client") else session.create_client(service)


try:
    import boto3
except ImportError:
    from botocore.session import Session

    session: Any = Session()
else:
    session = boto3.session.Session()

clients = {name: make_client(name) for name in sorted({c["service"] for c in CALLS} - {"stripe"})}


def call(each: dict[str, Any]) -> Any:  # noqa: ANN401
    if each["service"] == "stripe":
        sent: Any = dict(parse_qsl(each["body"]))
        options: Any = {"idempotency_key": "bare"}
        return payments.v1.checkout.sessions.create(sent, options)
    method = getattr(clients[each["service"]], xform_name(each["operation"]))
    return method(**each["params"])


for each in CALLS:
    if each["service"] == "ssm":
        call(each)

if os.environ.get("BARE_STRIPE"):
    import stripe

    http: dict[str, Any] = {}
    if "requests" not in os.environ["BARE_STRIPE"]:
        from functions.adapters.stripe_http import KeptAliveClient

        http = {"http_client": KeptAliveClient((2.0, 4.0))}
    payments = stripe.StripeClient(
        "sk_test_bare", base_addresses={"api": os.environ["STRIPE_API_BASE"]}, **http
    )


def handler(event: dict[str, Any], _: object) -> dict[str, Any]:
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode()
    fields = dict(parse_qsl(body))
    answers = [call(each) for each in CALLS if each["service"] != "ssm"]
    url = next((answer.url for answer in answers if hasattr(answer, "url")), "https://shop.example")
    return {
        "statusCode": 303,
        "headers": {"location": url, "cache-control": "no-store"},
        "body": "" if fields else "nothing was sent",
        "isBase64Encoded": False,
    }
