"""What templates show is escaped as MarkupSafe would."""

from __future__ import annotations

from decimal import Decimal

import pytest
from jinja2 import Environment, Undefined
from markupsafe import Markup, escape

from plugins.quick_escape import quick_escape, use_quick_escape


class Bold:
    def __html__(self) -> str:
        return "<b>bold</b>"


class Word(str):
    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [
        *("", "plain", "<a href='x'>\"&\"</a>", Markup("<b>&amp;</b>"), Markup("")),
        *(3, 1.5, Decimal("2.50"), None, True, Bold(), Undefined(), ["<"], Word("<"), "é<" * 999),
    ],
)
def test_anything_is_escaped_as_markupsafe_does(value: object) -> None:
    escaped = quick_escape(value)

    assert escaped == escape(value)
    assert type(escaped) is Markup


def test_templates_use_it() -> None:
    use_quick_escape()

    template = Environment(autoescape=True).from_string("<p>{{ words }}</p>{{ html | safe }}")

    assert template.render(words="<i>", html="<i>") == "<p>&lt;i&gt;</p><i>"
    assert template.root_render_func.__globals__["escape"] is quick_escape
