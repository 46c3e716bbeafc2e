"""What is to be done after a deploy: names to enter, mails to confirm, pages to publish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from infra.stages import Stage


def next_steps(stage: Stage, outputs: Mapping[str, str]) -> list[str]:
    """One sentence a step, in the order in which they are done."""
    return list(_steps(stage, outputs))


def _steps(stage: Stage, outputs: Mapping[str, str]) -> Iterator[str]:
    for record in dns_records(stage, outputs):
        yield f"Enter at your domain's registrar: {record}"
    if "AlarmTopic" in outputs:
        yield f"Confirm the mail that AWS has sent to {stage.owner_mail}: alarms come there."
    if role := outputs.get("PublishRole"):
        yield (
            f"Enter at GitHub, in {stage.publish_from}'s settings, the variable PUBLISH_ROLE: {role}"
        )
    yield f"See what is still missing: ./shop doctor --stage {stage.name}"
    yield f"Put your pages online: ./shop publish --stage {stage.name}"


def dns_records(stage: Stage, outputs: Mapping[str, str]) -> list[str]:
    """What the domain's DNS needs: where the shop is, and that its mails are its own."""
    records = []
    target = outputs.get("DistributionDomain")
    if stage.domain and target:
        kind = "ALIAS (or ANAME)" if stage.domain.count(".") == 1 else "CNAME"
        records.append(f"{kind} {stage.domain} → {target}")
    told = outputs.get("DkimRecords", "").split()
    records += [
        f"CNAME {name} → {value}" for name, value in zip(told[::2], told[1::2], strict=False)
    ]
    if stage.mail_domain:
        policy = f"v=DMARC1; p=quarantine; rua=mailto:{stage.owner_mail}"
        records.append(f'TXT _dmarc.{stage.mail_domain} → "{policy}"')
    return records
