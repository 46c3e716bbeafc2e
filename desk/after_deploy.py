"""What is to be done after a deploy: names to enter, mails to confirm, pages to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from infra.account import Account
from infra.stages import Stage


def next_steps(account: Account, outputs: Mapping[str, str]) -> list[str]:
    """One sentence a step, in the order in which they are done."""
    return list(_steps(account, outputs))


def _steps(account: Account, outputs: Mapping[str, str]) -> Iterator[str]:
    stage = account.stage
    for record in dns_records(account, outputs):
        yield f"Enter at your domain's registrar: {record}"
    if "AlarmTopic" in outputs:
        yield f"Confirm the mail that AWS has sent to {stage.owner_mail}: alarms come there."
    yield f"See what is still missing: ./shop doctor --stage {stage.name}"
    yield f"Put your pages online: ./shop publish --stage {stage.name}"


def dns_records(account: Account, outputs: Mapping[str, str]) -> list[str]:
    """What the domain's DNS needs: where the shop is, and that its mails are its own."""
    stage = account.stage
    if not stage.domain:
        return []
    records = []
    if target := outputs.get("DistributionDomain"):
        kind = "ALIAS (or ANAME)" if stage.domain.count(".") == 1 else "CNAME"
        records.append(f"{kind} {stage.domain} → {target}")
    records += [
        f"CNAME {token}._domainkey.{mail_domain(stage)} → {token}.dkim.amazonses.com"
        for token in _dkim_tokens(account)
    ]
    records.append(
        f'TXT _dmarc.{mail_domain(stage)} → "v=DMARC1; p=quarantine; rua=mailto:{stage.owner_mail}"'
    )
    return records


def mail_domain(stage: Stage) -> str:
    return stage.domain.removeprefix("www.")


def _dkim_tokens(account: Account) -> list[str]:
    """None where SES doesn't know the domain yet, or can't be asked: the doctor says so."""
    try:
        said = account.client("sesv2").get_email_identity(EmailIdentity=mail_domain(account.stage))
    except (ClientError, BotoCoreError):
        return []
    tokens: list[str] = said.get("DkimAttributes", {}).get("Tokens", [])
    return tokens
