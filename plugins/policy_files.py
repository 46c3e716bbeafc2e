"""What programs read of the policies: an index, a feed of changes, hashes, and plain differences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from babel.dates import format_date
from markupsafe import escape

from plugins.atom_feed import FeedEntry, atom_feed
from plugins.catalogue import Catalogue
from plugins.policy_diff import Difference
from plugins.policy_standing import Standing
from plugins.policy_text import PolicyText

ROOT = "/policies/"
FEED = "/policies/changes.atom"
INDEX = "/policies/index.json"
SUMS = "/policies/SHA256SUMS"


def source_path(text: PolicyText) -> str:
    return f"{ROOT}{text.version.key}.md"


def sums(texts: Iterable[PolicyText]) -> bytes:
    """What `sha256sum -c` reads, in a folder with the sources under the same names."""
    lines = (f"{each.version.sha256}  {each.version.key}.md\n" for each in texts)
    return "".join(lines).encode()


def index(standings: Iterable[Standing], origin: str) -> bytes:
    """Every version with its hash and where it is, the oldest first."""
    versions = [_told(standing, origin) for standing in standings]
    versions.sort(key=lambda each: str(each["id"]))
    return msgspec.json.format(msgspec.json.encode({"versions": versions}), indent=1) + b"\n"


def _told(standing: Standing, origin: str) -> dict[str, Any]:
    version = standing.version
    return {
        "id": version.key,
        "policy": version.policy,
        "effective": version.effective,
        "status": standing.status,
        "title": version.title,
        "summary": version.summary,
        "material": version.material,
        "terms": version.terms,
        "sha256": version.sha256,
        "url": origin + version.path,
        "source": origin + source_path(standing.text),
    }


def feed(standings: Iterable[Standing], catalogue: Catalogue) -> bytes:
    """The newest versions first, those that are announced among them."""
    newest = sorted(standings, key=lambda each: each.version.policy)
    newest.sort(key=lambda each: each.version.effective, reverse=True)
    entries = (_entry(standing, catalogue) for standing in newest)
    title = f"Policies, {catalogue.shop.name}"
    return atom_feed(title, ROOT, FEED, entries, catalogue)


def _entry(standing: Standing, catalogue: Catalogue) -> FeedEntry:
    version = standing.version
    day = format_date(version.effective, "long", locale=catalogue.shop.locale)
    changes = f"{catalogue.origin}{ROOT}{version.policy}/changes/#{version.effective}"
    text = f'<p>{escape(version.summary)}</p><p><a href="{changes}">See what changed</a></p>'
    return FeedEntry(f"{version.title}, from {day}", version.path, version.effective, text)


def plain(before: PolicyText, after: PolicyText, difference: Difference, origin: str) -> bytes:
    """A difference to read as it is: words taken out in [-…-], words put in in {+…+}."""
    old, new = before.version, after.version
    lines = (
        f"{new.title}: from the version of {old.effective} to that of {new.effective}",
        f"{origin}{old.path} ({old.sha256})",
        f"{origin}{new.path} ({new.sha256})",
        "",
        new.summary,
        "",
        "[-taken out-] {+put in+}",
        "",
        difference.text.rstrip("\n"),
    )
    return ("\n".join(lines) + "\n").encode()
