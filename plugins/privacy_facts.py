"""Reads what `content/shop.yaml` says of privacy requests: what runs by itself."""

from __future__ import annotations

from domain.shop import PrivacyFacts
from plugins.fields import Fields

PRIVACY_FIELDS = ("automatic", "insist_on_id")


def read_privacy_facts(fields: Fields | None) -> PrivacyFacts:
    """What isn't said is as the shop does it by itself; what is wrong is noted."""
    if fields is None:
        return PrivacyFacts()
    fields.refuse_unknown(PRIVACY_FIELDS)
    automatic = fields.flag("automatic")
    return PrivacyFacts(
        automatic=PrivacyFacts().automatic if automatic is None else automatic,
        insist_on_id=fields.flag("insist_on_id") or False,
    )
