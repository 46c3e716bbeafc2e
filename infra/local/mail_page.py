"""The mails that the local shop has sent, as MiniStack keeps them, for people and machines."""

from __future__ import annotations

import msgspec
from jinja2 import Environment


class Mail(msgspec.Struct, frozen=True):
    id: str
    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None


class _Kept(msgspec.Struct, rename="pascal"):
    """A mail in MiniStack's words."""

    message_id: str
    source: str
    to: tuple[str, ...]
    subject: str
    body_text: str | None
    body_html: str | None
    timestamp: str


class _Answer(msgspec.Struct):
    messages: dict[str, list[_Kept]]
    """By account."""


def mails(answer: bytes) -> list[Mail]:
    """The mails in MiniStack's answer to `/_ministack/ses/messages`, the newest first."""
    kept = msgspec.json.decode(answer, type=_Answer, strict=False).messages.values()
    found = [
        Mail(
            id=mail.message_id,
            at=mail.timestamp,
            sender=mail.source,
            to=mail.to,
            subject=mail.subject,
            text=mail.body_text or "",
            html=mail.body_html,
        )
        for mails in kept
        for mail in mails
    ]
    # Reversed after sorting: of two at the same time, the one kept later is the newer.
    return sorted(found, key=lambda mail: mail.at)[::-1]


STYLE = """
:root { color-scheme: light dark; --paper: #FBF9F6; --ink: #1F1B16; --muted: #655C52;
  --line: #E4DDD3; --accent: #2F5D50; }
@media (prefers-color-scheme: dark) { :root { --paper: #171412; --ink: #F2ECE4;
  --muted: #B8AD9F; --line: #37312B; --accent: #93C4B3; } }
body { margin: 0 auto; padding: 32px 16px 72px; max-width: 720px; background: var(--paper);
  color: var(--ink); font: 17px/1.55 system-ui, sans-serif; }
h1 { font-size: 26px; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 0 0 4px; }
p { margin: 0 0 16px; }
a { color: var(--accent); }
article { border-top: 1px solid var(--line); padding: 24px 0; }
.quiet, dt { color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 16px; margin: 0 0 16px; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; font: 15px/1.5 ui-monospace, monospace; margin: 0 0 16px; }
iframe { width: 100%; height: 480px; border: 1px solid var(--line); background: #FFFFFF; }
"""

PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mails of the local shop</title>
<style>{{ style }}</style>
</head>
<body>
<h1>Mails</h1>
<p class="quiet">What the shop has sent since it was started, the newest first. Nothing left this
machine. <a href="/dev/mail.json">As JSON</a>, <a href="/dev/">everything else</a>.</p>
{% for mail in mails %}
<article id="{{ mail.id }}">
<h2>{{ mail.subject }}</h2>
<dl>
<dt>To</dt><dd>{{ mail.to | join(", ") }}</dd>
<dt>From</dt><dd>{{ mail.sender }}</dd>
<dt>Sent</dt><dd>{{ mail.at }}</dd>
</dl>
<pre>{{ mail.text }}</pre>
{% if mail.html %}
<iframe title="{{ mail.subject }}, as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" \
srcdoc="{{ '<base target="_blank">' | e }}{{ mail.html }}"></iframe>
{% endif %}
</article>
{% else %}
<p>No mail yet. Buy something.</p>
{% endfor %}
</body>
</html>
""")


def mail_page(found: list[Mail]) -> str:
    """Every text of a mail is escaped; its HTML is shown in a frame that may run nothing."""
    return PAGE.render(mails=found, style=STYLE)
