"""Pictures of what the owner's commands say of the shop on this machine: see `screenshots`."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.fixtures.stack import LocalShop

COLUMNS = 100
LOOK = TerminalTheme(
    (23, 20, 18),
    (242, 236, 228),
    [(55, 49, 43), (240, 162, 154), (147, 196, 179), (224, 196, 140), *[(184, 173, 159)] * 4],
)
"""The shop's own dark colors."""

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
    """A morning's list, once something has been sold."""
    run = subprocess.run(
        [sys.executable, "-m", "desk", "today"],
        cwd=shop.root,
        env={**os.environ, "FORCE_COLOR": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    made = target / "today-terminal.jpg"
    picture(browser, "today", run.stdout, made)
    return [made]
