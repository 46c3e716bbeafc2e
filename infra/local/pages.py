"""The local stack's own pages, under `/dev/`."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse

FOLDER = Path(__file__).with_name("templates")
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
NOT_KEPT = {"Cache-Control": "no-store"}


def page(template: str, *, status: int = 200, **said: object) -> HTMLResponse:
    text = ENVIRONMENT.get_template(template).render(**said)
    return HTMLResponse(text, status_code=status, headers=NOT_KEPT)


def message(status: int, title: str, lead: str, details: str = "") -> HTMLResponse:
    return page("message.html", status=status, title=title, lead=lead, details=details)
