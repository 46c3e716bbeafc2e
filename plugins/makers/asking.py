"""The pages on which somebody asks about their data, and what programs read of that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from domain.request_forms import BY_SLUG, FORMS, GROUPS
from plugins.catalogue import Catalogue
from plugins.page import File, Page

REQUEST = "/privacy/request/"
GPC = "/.well-known/gpc.json"
SECURITY = "/.well-known/security.txt"

SECURITY_HOLDS = timedelta(days=364)
"""RFC 9116 recommends less than a year: who finds it stale has somebody else's word."""


def make(catalogue: Catalogue) -> Iterator[Page | File]:
    groups = [(title, [BY_SLUG[slug] for slug in slugs]) for title, slugs in GROUPS]
    yield Page(REQUEST, "privacy_request", {"groups": groups})
    for form in FORMS:
        yield Page(form.path, "privacy_form", {"form": form}, indexed=False)
    yield File(GPC, gpc(catalogue))
    yield File(SECURITY, security(catalogue).encode())


def gpc(catalogue: Catalogue) -> bytes:
    """That we act on Global Privacy Control (its section 6), as of the privacy policy in force.

    It is true of every visit, with the signal or without: nobody's data is sold or shared.
    """
    privacy = catalogue.policies.in_force.of("privacy")
    since = privacy.effective if privacy else catalogue.policies.today
    return json.dumps({"gpc": True, "lastUpdate": since.isoformat()}).encode()


def security(catalogue: Catalogue) -> str:
    """Where to report a hole (RFC 9116). It ends by itself, so that nobody trusts an old one."""
    began = datetime.combine(catalogue.policies.today, time(), UTC)
    language = catalogue.shop.locale.partition("_")[0]
    lines = (
        f"Contact: mailto:{catalogue.shop.mail}",
        f"Expires: {(began + SECURITY_HOLDS).isoformat().replace('+00:00', 'Z')}",
        f"Preferred-Languages: {language}",
        f"Canonical: {catalogue.origin}{SECURITY}",
    )
    return "\n".join(lines) + "\n"
