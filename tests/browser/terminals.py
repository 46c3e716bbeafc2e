"""Pictures of what the owner's commands say: see `screenshots`."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from infra.aws import ACCESS_KEY, session
from tests.desk.stage_desk import FUNCTIONS
from tests.fixtures.stack import LocalShop

COLUMNS = 160
"""As wide as what the commands say when nobody looks."""
LOOK = TerminalTheme(
    (23, 20, 18),
    (242, 236, 228),
    [(55, 49, 43), (240, 162, 154), (147, 196, 179), (224, 196, 140), *[(184, 173, 159)] * 4],
)
"""The shop's own dark colors."""

STAGE = {
    "init-terminal": ["init", "--stage", "test", "--owner-mail", "ada@shop-of-ada.com", "--yes"],
    "dry-run-terminal": ["deploy", "--stage", "test", "--dry-run"],
    "doctor-terminal": ["doctor", "--stage", "test"],
}
"""In the order in which an owner goes."""

PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; background: {background}; }}
pre {{ display: inline-block; margin: 0; padding: 20px 24px; font: 14px/1.5 monospace;
       color: {foreground}; background: {background}; }}
</style><pre>{code}</pre>"""


def picture(browser: Browser, command: str, said: str, target: Path) -> None:
    """The terminal with the command and what it answered."""
    paper = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    paper.print(Text(f"$ ./shop {command}", style="bold"))
    paper.print(Text.from_ansi(said.rstrip()))
    page = browser.new_page()
    page.set_content(paper.export_html(theme=LOOK, inline_styles=True, code_format=PAGE))
    page.locator("pre").screenshot(path=target, type="jpeg", quality=80)
    page.close()


def of_a_shop(browser: Browser, shop: LocalShop, target: Path) -> list[Path]:
    """A morning's list, once something has been sold; and how a stage is set up and looked over."""
    made = {"today-terminal": ["today"]} | STAGE
    paths = []
    for name, command in made.items():
        said = answer(shop, command)
        if name == "init-terminal":
            know_this_machine(shop)
        paths.append(target / f"{name}.jpg")
        picture(browser, " ".join(command), said, paths[-1])
        if name == "dry-run-terminal":
            answer(shop, ["deploy", "--stage", "test", "--yes"])
    return paths


def answer(shop: LocalShop, command: list[str]) -> str:
    """What a command says in a terminal, where AWS is the shop's own emulator."""
    aws = stack_of(shop)["aws"]["endpoint"]
    nowhere = dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull)
    known = {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
    }
    if command[0] == "deploy":
        command = [*command, "--bundle", str(empty_bundle(shop.root))]
    run = subprocess.run(
        [sys.executable, "-m", "desk", *command],
        cwd=shop.root,
        env={**os.environ, **nowhere, **known, "FORCE_COLOR": "1", "COLUMNS": str(COLUMNS)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    # The doctor's 1 says that something is to be mended, as it is of every new stage.
    if run.returncode not in (0, 1):
        raise SystemExit(f"{command}: {run.stderr}")
    return run.stdout


def know_this_machine(shop: LocalShop) -> None:
    """Let the stage's CDN, secrets and Stripe be those of this machine."""
    known = stack_of(shop)
    aws = urlsplit(known["aws"]["endpoint"])
    told = {"ApiOriginDomain": aws.hostname, "ApiOriginPort": aws.port}
    told["StripeApiBase"] = known["stripe"]["base"]
    with (shop.root / "stages/test.toml").open("a", encoding="utf-8") as settings:
        settings.writelines(f'{name} = "{value}"\n' for name, value in told.items())
    ssm = session().client("ssm", endpoint_url=known["aws"]["endpoint"])
    local = ssm.get_parameter(Name=known["stripe"]["secret_key_name"], WithDecryption=True)
    key = local["Parameter"]["Value"]
    for name, value in {"stripe-secret-key": key, "stripe-webhook-secret": "whsec_local"}.items():
        ssm.put_parameter(
            Name=f"/vitrine/test/{name}", Value=value, Type="SecureString", Overwrite=True
        )


def empty_bundle(root: Path) -> Path:
    """Code that does nothing: what is deployed is only looked at."""
    path = root / "bundle.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in FUNCTIONS:
            archive.writestr(f"functions/{name}/handler.py", "def handler(event, context): ...\n")
    return path


def stack_of(shop: LocalShop) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((shop.root / ".local/stack.json").read_text())
    return said
