"""What has to be in order before a letter may go out to many."""

from __future__ import annotations

from domain.sending_account import Account, Identity
from domain.shop import ShopFacts

NO_ADDRESS = (
    "A letter needs the shop's postal address (CAN-SPAM). Add “postal_address:” to "
    "content/shop.yaml, and publish."
)
STOPPED = (
    "SES has stopped sending for this account. Open SES's console, and see why under "
    "“Account dashboard”."
)
SANDBOX = (
    "SES's account is still in the sandbox, and reaches nobody but addresses that you verified. "
    "Request production access in SES's console."
)
UNVERIFIED = "SES doesn't know that {domain} is yours. Add it in SES's console under “Identities”."
UNSIGNED = (
    "Mails from {domain} aren't signed (DKIM). Turn Easy DKIM on for it in SES's console, and "
    "publish the three CNAME records that it names."
)
UNALIGNED = (
    "Mails from {domain} come from a server of another name (SPF). Give it a custom MAIL FROM "
    "domain in SES's console, and publish the MX and TXT records that it names."
)
NO_DMARC = (
    "{domain} has no DMARC record, without which Gmail and Yahoo refuse letters to many. Publish "
    "a TXT record “v=DMARC1; p=none” at _dmarc.{domain}."
)


def unready(facts: ShopFacts, account: Account, identity: Identity) -> list[str]:
    """What is missing, each a sentence that says what to do; nothing where all is well."""
    if facts.letter is None:
        return ["The shop has no letter. Add “letter:” to content/shop.yaml, and publish."]
    domain = facts.letter.mail_from.rpartition("@")[2]
    address = any(line.strip() for line in facts.postal_address)
    checks = (
        (address, NO_ADDRESS),
        (account.may_send, STOPPED),
        (account.in_production, SANDBOX),
        (identity.is_verified, UNVERIFIED),
        (identity.is_signed, UNSIGNED),
        (identity.is_aligned, UNALIGNED),
        (identity.has_dmarc, NO_DMARC),
    )
    return [sentence.format(domain=domain) for is_well, sentence in checks if not is_well]
