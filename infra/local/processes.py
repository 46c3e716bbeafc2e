"""The programs of the local stack: how each is started, with which environment, and when it's up.

| name | what it is |
| --- | --- |
| aws | MiniStack: tables, stream, secrets, mail |
| stripe | the stand-in, unless a test key of Stripe itself is given |
| functions | the API, behind the routes of the template |
| worker | postman and clock, in turn |
| site | builds the site at every edit and publishes it |
| web | the public address: the site, `/api/`, `/dev/` |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.numbers import list_currencies

from infra.aws import environment
from infra.emulator import emulator, is_ready
from infra.local.keys import Keys
from infra.local.supervisor import Program
from infra.ports import answers

STAGE = "local"
STRIPE = "https://api.stripe.com"


@dataclass(frozen=True)
class Stack:
    """`root` is the shop's folder; ports are of 127.0.0.1."""

    root: Path
    state: Path
    port: int
    aws_port: int
    functions_port: int
    stripe_port: int
    keys: Keys

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def aws(self) -> str:
        return f"http://127.0.0.1:{self.aws_port}"

    @property
    def functions(self) -> str:
        return f"http://127.0.0.1:{self.functions_port}"

    @property
    def stripe(self) -> str | None:
        """The stand-in's address; None where Stripe itself is used."""
        return None if self.keys.is_stripe_itself else f"http://127.0.0.1:{self.stripe_port}"

    @property
    def template(self) -> Path:
        return self.state / "template.json"


@dataclass(frozen=True)
class Stores:
    """What keeps data in the emulator; `tables` are by their short names."""

    tables: Mapping[str, str]
    exports_bucket: str
    letters_queue: str


def secret_name(name: str) -> str:
    """Where the Parameter Store has one of the local shop's secrets."""
    return f"/vitrine/{STAGE}/{name}"


def aws_program(stack: Stack) -> Program:
    temporary = stack.state / "tmp"
    temporary.mkdir(exist_ok=True)
    argv, env = emulator(stack.aws_port, temporary, stack.state / "aws")
    return Program("aws", argv, env, temporary, lambda: is_ready(stack.aws))


def shop_programs(stack: Stack, stores: Stores) -> list[Program]:
    """Everything that needs the tables, in an order in which it can be started at once."""
    env = shop_environment(stack, stores, os.environ)
    functions = _program(
        stack,
        "functions",
        env,
        *("--port", str(stack.functions_port), "--template", str(stack.template)),
        at=stack.functions,
    )
    worker = _program(stack, "worker", env)
    stripe = [_stripe(stack, env)] if stack.stripe else []
    return [*stripe, functions, worker, _site(stack, env, stores), _web(stack, env)]


def _stripe(stack: Stack, env: Mapping[str, str]) -> Program:
    return _program(
        stack,
        "stripe",
        env,
        *("--port", str(stack.stripe_port), "--state", str(stack.state / "stripe.sqlite")),
        *("--page-base", f"{stack.origin}/dev/stripe"),
        *("--webhook-url", f"{stack.origin}/api/stripe/events"),
        *("--webhook-secret", stack.keys.stripe_webhook_secret),
        *("--key", stack.keys.stripe_secret_key),
        *("--seed-currency", seed_currency(stack.root)),
        at=stack.stripe,
    )


def seed_currency(root: Path) -> str:
    """The shop's own, so that the stand-in's codes can be tried; the site says what is wrong."""
    try:
        said = yaml.safe_load((root / "content" / "shop.yaml").read_text())["currency"]
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError):
        return "usd"
    return said.lower() if isinstance(said, str) and said.upper() in list_currencies() else "usd"


def _site(stack: Stack, env: Mapping[str, str], stores: Stores) -> Program:
    arguments = ("--state", str(stack.state), "--shelf-table", stores.tables["shelf"])
    said = stack.state / "build.json"
    return _program(stack, "site", env, *arguments, module="builder", ready=said)


def _web(stack: Stack, env: Mapping[str, str]) -> Program:
    stripe = ("--stripe", stack.stripe) if stack.stripe else ()
    return _program(
        stack,
        "web",
        {**env, "STRIPE_STANDIN_KEY": stack.keys.stripe_secret_key if stack.stripe else ""},
        *("--port", str(stack.port), "--state", str(stack.state)),
        *("--functions", stack.functions, "--aws", stack.aws, *stripe),
        at=stack.origin,
    )


def _program(
    stack: Stack,
    name: str,
    env: Mapping[str, str],
    *arguments: str,
    module: str = "",
    at: str | None = None,
    ready: Path | None = None,
) -> Program:
    argv = [sys.executable, "-m", f"infra.local.{module or name}", *arguments]
    if at:
        return Program(name, argv, env, stack.root, lambda: answers(at))
    return Program(name, argv, env, stack.root, ready.exists if ready else None)


def shop_environment(stack: Stack, stores: Stores, own: Mapping[str, str]) -> dict[str, str]:
    """What the functions get from the template at AWS; a developer's own keys stay outside."""
    kept = {
        name: value
        for name, value in own.items()
        if not name.startswith(("AWS_", "STRIPE_", "VITRINE_"))
    }
    return {
        **kept,
        **environment(stack.aws),
        "PYTHONUNBUFFERED": "1",
        # What is on this machine is never asked for through a proxy.
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        "VITRINE_ORIGIN": stack.origin,
        **{f"{name.upper()}_TABLE": table for name, table in stores.tables.items()},
        "EXPORTS_BUCKET": stores.exports_bucket,
        "LETTERS_QUEUE_URL": stores.letters_queue,
        "STRIPE_SECRET_KEY_NAME": secret_name("stripe-secret-key"),
        "STRIPE_WEBHOOK_SECRET_NAME": secret_name("stripe-webhook-secret"),
        "TOKEN_KEYS_NAME": secret_name("token-keys"),
        "ADDRESS_KEY_NAME": secret_name("address-key"),
        "STRIPE_API_BASE": stack.stripe or STRIPE,
    }
