"""The least of policies that a shop can't open without, for contents that tests write."""

from __future__ import annotations

from pathlib import Path

HEAD = (
    "---\ntitle: {title}\nsummary: The first version.\nmaterial: true\nterms:\n{terms}---\n{text}\n"
)


def policy(title: str, text: str, **terms: int) -> str:
    stated = "".join(f"  {name}: {value}\n" for name, value in terms.items())
    return HEAD.format(title=title, terms=stated, text=text)


POLICIES = {
    "cookies/2026-01-01.md": policy("Cookies", "We set none.", compare_at_most=4),
    "privacy/2026-01-01.md": policy(
        "Privacy", "We keep your order.", respond_within_days=30, order_retention_years=4
    ),
    "returns/2026-01-01.md": policy("Returns", "Send it back.", return_window_days=30),
    "terms/2026-01-01.md": policy(
        "Terms of sale", "It is held for you.", hold_minutes=31, order_link_days=90
    ),
}


def write_policies(content: Path) -> None:
    for name, text in POLICIES.items():
        path = content / "policies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
