"""What the doctor looks at of a stage's parts: account, stack, secrets, name, payments, alarms, quotas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from desk.examination import Examination, Finding, fine, look, wrong
from desk.live_refusals import live_refusals
from desk.webhook import PATH, find_endpoint, pinned_version
from infra.account import SKEW, clock_difference
from infra.before import FIRST_FAILED, HALF_WAY
from infra.parameters import origin
from infra.stack import READY, Stack
from infra.stage_secrets import STRIPE_KEY, check_told, read_secrets
from infra.stages import StageError

FEW_AT_ONCE = 100
"""New accounts begin with ten functions at once, which a newsletter's readers outnumber."""

ENDS_SOON = timedelta(days=30)
"""AWS renews a certificate 60 days before its end, as long as its name is at the registrar."""


# --- the checks -----------------------------------------------------------------------------------


def _clock(of: Examination) -> Finding:
    said: dict[str, Any] = of.account.client("sts").get_caller_identity()
    off = clock_difference(said, of.now())
    if off is None:
        return Finding("", "unknown", "AWS didn't say what time it is.")
    seconds = round(abs(off) / timedelta(seconds=1))
    if abs(off) > SKEW:
        return wrong(
            f"This machine's clock is {seconds} seconds off.",
            "Let it set itself: timedatectl set-ntp true",
        )
    return fine(f"This machine's clock is right within {max(seconds, 1)} seconds.")


def _stack(of: Examination) -> Finding:
    status = Stack(of.account).standing().status
    again = f"./shop deploy --stage {of.stage.name}"
    if status in READY:
        return fine(f"It is deployed ({status}).")
    if status in FIRST_FAILED:
        return wrong(f"The first deploy failed ({status}).", f"Begin anew: {again} --start-over")
    if status in HALF_WAY:
        return wrong(
            f"It is half old, half new ({status}).", f"Go on with going back: {again} --recover"
        )
    if status in {"ABSENT", "REVIEW_IN_PROGRESS"}:
        return wrong("It isn't deployed.", f"Deploy it: {again}")
    return look(f"It is being changed just now ({status}).", "Look again when that is done.")


def _secrets(of: Examination) -> Finding:
    kept = read_secrets(of.account)
    made = [name for name in kept.missing if "stripe" not in name]
    if made:
        return wrong(
            f"Missing: {', '.join(made)}.",
            f"Let them be made: ./shop deploy --stage {of.stage.name}",
        )
    try:
        check_told(kept)
    except StageError as error:
        return wrong(str(error), "")
    deployed = Stack(of.account).standing().parameters.get("SecretsVersion")
    if deployed and deployed != kept.version:
        return look(
            "One is newer than the last deploy, and functions read theirs when they start.",
            f"Let them start anew: ./shop deploy --stage {of.stage.name}",
        )
    return fine("All are there, and Stripe's fit the stage.")


def _going_live(of: Examination) -> Finding:
    if not of.stage.live:
        return fine("This stage is for trying things out.")
    refusals = live_refusals(of.stage, of.content)
    return (
        wrong(" ".join(refusals), "") if refusals else fine("Name, address and policies are yours.")
    )


def _name(of: Examination) -> Finding:
    if not of.stage.domain:
        return fine("It has no domain of its own.")
    target = of.outputs()["DistributionDomain"]
    here, there = of.addresses(of.stage.domain), of.addresses(target)
    if here & there:
        return fine(f"{of.stage.domain} leads to the shop.")
    if not here:
        return wrong(
            f"{of.stage.domain} leads nowhere.",
            f"Enter it at your registrar, as a CNAME to {target}.",
        )
    return look(
        f"{of.stage.domain} leads to {', '.join(sorted(here))}, which may not be the shop.",
        f"It should be a CNAME to {target}. Names take up to a day to change.",
    )


def _certificate(of: Examination) -> Finding:
    stage = of.stage
    if not stage.certificate:
        return fine("It needs none without a domain.")
    said = of.account.client("acm").describe_certificate(CertificateArn=stage.certificate)[
        "Certificate"
    ]
    names = {said.get("DomainName", ""), *said.get("SubjectAlternativeNames", [])}
    parent = stage.domain.partition(".")[2]
    if not names & {stage.domain, f"*.{parent}"}:
        return wrong(
            f"It is for {', '.join(sorted(filter(None, names)))}, not for {stage.domain}.",
            f"Ask AWS for one for {stage.domain}, and write its ARN into stages/{stage.name}.toml.",
        )
    if said.get("Status") != "ISSUED":
        return wrong(
            f"It isn't issued yet ({said.get('Status')}).",
            "Enter the name that AWS shows with it at your registrar, so that it knows the domain is yours.",
        )
    if (ends_at := said.get("NotAfter")) and ends_at - of.now() < ENDS_SOON:
        return wrong(
            f"It ends on {ends_at:%Y-%m-%d}, and AWS couldn't renew it.",
            "Enter the name that AWS shows with it at your registrar again, and leave it there.",
        )
    return fine("It is issued, and for this domain.")


def _webhook(of: Examination) -> Finding:
    key = read_secrets(of.account).found.get(STRIPE_KEY, "")
    if not key:
        return wrong(
            "Stripe can't be asked without its key.",
            f"./shop secret {STRIPE_KEY} --stage {of.stage.name}",
        )
    where = origin(of.stage, of.outputs())
    found = find_endpoint(of.stage, key, where)
    if found is None:
        return wrong(
            f"Stripe doesn't know {where}{PATH}, so the shop hears of no payment.",
            f"Let it be made: ./shop deploy --stage {of.stage.name} --make-webhook",
        )
    if mistakes := found.wrong(pinned_version()):
        return wrong(" ".join(mistakes), "")
    return fine(f"Stripe sends what the shop needs, in version {found.version}.")


def _alarms(of: Examination) -> Finding:
    topic = of.outputs().get("AlarmTopic")
    if not topic:
        return look("This template has no alarms.", "")
    said = of.account.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    confirmed = [each for each in said if each["SubscriptionArn"].startswith("arn:")]
    if not confirmed:
        return wrong(
            "Nobody has confirmed that they get the alarms.",
            f"Open the mail that AWS sent to {of.stage.owner_mail}, and confirm it.",
        )
    return fine(f"They go to {confirmed[0]['Endpoint']}.")


def _at_once(of: Examination) -> Finding:
    said = of.account.client("lambda").get_account_settings()["AccountLimit"]
    limit = int(said["ConcurrentExecutions"])
    if limit < FEW_AT_ONCE:
        return look(
            f"This account may run {limit} functions at once, which a busy hour outgrows.",
            "Ask for 1,000 (it is free): aws service-quotas request-service-quota-increase "
            "--service-code lambda --quota-code L-B99A9384 --desired-value 1000",
        )
    return fine(f"{limit:,} functions may run at once.")


def _history(of: Examination) -> Finding:
    table = of.outputs()["OrdersTable"]
    said = of.account.client("dynamodb").describe_continuous_backups(TableName=table)
    recovery = said["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    if recovery["PointInTimeRecoveryStatus"] != "ENABLED":
        return wrong(
            "The orders have no history to go back to.",
            f"Bring it back: ./shop deploy --stage {of.stage.name}",
        )
    return fine("The orders can be brought back to any second of the last 35 days.")


PART_CHECKS: dict[str, Callable[[Examination], Finding]] = {
    "clock": _clock,
    "stack": _stack,
    "secrets": _secrets,
    "going live": _going_live,
    "domain": _name,
    "certificate": _certificate,
    "Stripe's events": _webhook,
    "alarms": _alarms,
    "functions at once": _at_once,
    "history": _history,
}
