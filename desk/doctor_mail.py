"""What the doctor looks at of the mail: SES itself, the domain's records, and a letter as it arrived."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from desk.examination import Examination, Finding, fine, look, wrong
from functions.adapters.dmarc import has_dmarc
from plugins.errors import Notes
from plugins.shop_facts import read_shop

SIGNED = ("from", "subject", "date", "list-unsubscribe", "list-unsubscribe-post")
"""What the signature has to cover: mailbox providers believe one-click unsubscribing only then
(RFC 8058)."""


def mail_domains(of: Examination) -> list[str]:
    """Of the shop's senders, as shop.yaml names them."""
    path = of.content.resolve() / "shop.yaml"
    shop = read_shop(path, Notes(path, path.parent.parent, []))
    if shop is None:
        raise ValueError(f"{path} can't be read.")
    senders = [shop.facts.mail_from, *([shop.facts.letter.mail_from] if shop.facts.letter else [])]
    return sorted({each.rpartition("@")[2] for each in senders})


def _sandbox(of: Examination) -> Finding:
    said = of.account.client("sesv2").get_account()
    quota = int(said.get("SendQuota", {}).get("Max24HourSend", 0))
    if not said.get("SendingEnabled", False):
        return wrong(
            "SES has stopped this account's mail.", "Read what AWS wrote to you, and answer it."
        )
    if not said.get("ProductionAccessEnabled", False):
        return wrong(
            f"SES still has this account in its sandbox: {quota} mails a day, to confirmed addresses only.",
            "Ask for production access in the SES console, under Account dashboard. It takes about a day.",
        )
    return fine(f"SES sends up to {quota:,} mails a day.")


def _domain_at_ses(of: Examination) -> Finding:
    client = of.account.client("sesv2")
    for domain in mail_domains(of):
        try:
            said = client.get_email_identity(EmailIdentity=domain)
        except client.exceptions.NotFoundException:
            return wrong(
                f"SES doesn't know {domain}.", "Add it in the SES console, under Identities."
            )
        dkim = said.get("DkimAttributes", {})
        if dkim.get("Status") != "SUCCESS" or not dkim.get("SigningEnabled"):
            names = ", ".join(f"{token}._domainkey" for token in dkim.get("Tokens", []))
            return wrong(
                f"Mails from {domain} aren't signed yet (DKIM: {dkim.get('Status', 'none')}).",
                f"Enter the CNAME records {names} at your registrar, as ./shop deploy lists them.",
            )
        if said.get("MailFromAttributes", {}).get("MailFromDomainStatus") != "SUCCESS":
            return look(
                f"{domain} has no MAIL FROM domain of its own, so SPF speaks for Amazon.",
                "Set one in the SES console, such as mail."
                + domain
                + ", with the records it shows.",
            )
    return fine("SES signs the mails of every sender (DKIM), from a domain of their own.")


def _spf(of: Examination) -> Finding:
    client = of.account.client("sesv2")
    for domain in mail_domains(of):
        try:
            known = client.get_email_identity(EmailIdentity=domain)
        except client.exceptions.NotFoundException:
            return look(f"{domain} has nothing to look at yet.", "See the line above.")
        sender = known.get("MailFromAttributes", {}).get("MailFromDomain")
        if not sender:
            return look(f"{domain} has no MAIL FROM domain to look at.", "See the line above.")
        if not any(
            text.startswith("v=spf1") and "include:amazonses.com" in text
            for text in of.texts(sender)
        ):
            return wrong(
                f"{sender} doesn't say that Amazon may send for it.",
                f'Enter at your registrar: TXT {sender} → "v=spf1 include:amazonses.com ~all"',
            )
    return fine("Every sender's domain says that Amazon may send for it.")


def _dmarc(of: Examination) -> Finding:
    for domain in mail_domains(of):
        if not has_dmarc(domain, of.texts):
            return wrong(
                f"{domain} doesn't say what becomes of mails that only pretend to be from it.",
                f'Enter at your registrar: TXT _dmarc.{domain} → "v=DMARC1; p=quarantine; '
                f'rua=mailto:{of.stage.owner_mail}"',
            )
    return fine("Every sender's domain has a DMARC record.")


MAIL_CHECKS: dict[str, Callable[[Examination], Finding]] = {
    "mail account": _sandbox,
    "mail's signature": _domain_at_ses,
    "SPF": _spf,
    "DMARC": _dmarc,
}


def received_letter(file: Path) -> Finding:
    """Whether the sender's own signature covers the link that ends the letter."""
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    if not isinstance(mail, EmailMessage) or "from" not in mail:
        return wrong(
            f"{file} is no mail.", "Save a letter that arrived, with all its headers, as .eml."
        )
    sender = str(mail["from"].addresses[0].domain).lower()
    missing = [name for name in ("list-unsubscribe", "list-unsubscribe-post") if name not in mail]
    if missing:
        return wrong(
            f"It came without {', '.join(missing)}.",
            "Try a letter that went to readers: one from `shop letter test` has none by design.",
        )
    signatures = [_tags(str(each)) for each in mail.get_all("dkim-signature", [])]
    own = [each for each in signatures if _is_of(each.get("d", ""), sender)]
    if not own:
        return wrong(
            f"It isn't signed for {sender}.",
            "Mend the mail's signature first, as the lines above say.",
        )
    left_out = min((_left_out(each) for each in own), key=len)
    if left_out:
        return wrong(
            f"Its signature leaves out {', '.join(left_out)}, so mailboxes don't trust the link.",
            "Let SES sign it (Easy DKIM), and nothing on its way change it.",
        )
    return fine(
        f"It is signed for {sender}, and the signature covers the link that ends the letter."
    )


def _tags(signature: str) -> dict[str, str]:
    """The signature's tags (RFC 6376, 3.2): “v=1; d=shop.example; h=from:to”."""
    pairs = (each.partition("=") for each in signature.split(";"))
    return {name.strip(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def _is_of(domain: str, sender: str) -> bool:
    return sender == domain.lower() or sender.endswith(f".{domain.lower()}")


def _left_out(signature: dict[str, str]) -> list[str]:
    covered = {each.lower() for each in signature.get("h", "").split(":")}
    return [name for name in SIGNED if name not in covered]
