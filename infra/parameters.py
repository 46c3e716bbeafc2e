"""What a stage's settings say to the template, by the names of its parameters."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from infra.cdn_secret import sent_at_first
from infra.stack import Standing
from infra.stage_secrets import Secrets
from infra.stages import Stage, StageError
from infra.template import Template

UNKNOWN_YET = "https://first-deploy.invalid"
"""The shop's address, where only CloudFront can give it one and hasn't yet."""

STRIPE = "https://api.stripe.com"


NOT_MADE_YET = "made-with-the-first-deploy-of-this-stage"
"""What a dry run shows the template for a secret that only a deploy makes."""


def parameters(
    stage: Stage,
    template: Template,
    code: Mapping[str, str],
    secrets: Secrets,
    standing: Standing,
) -> dict[str, str]:
    """Every parameter that the template has and the stage knows of. Raises StageError.

    `standing` is how the last deploy left it: there a stage without a domain finds its address.
    """
    declared: dict[str, Any] = template["Parameters"]
    told = {
        "Stage": stage.name,
        "Origin": _told_origin(stage, declared, standing.outputs),
        "Domain": stage.domain,
        "CertificateArn": stage.certificate,
        "MailDomain": stage.mail_domain,
        "OwnerMail": stage.owner_mail,
        "MonthlyBudget": str(stage.monthly_budget),
        "PublishFrom": stage.publish_from,
        "CdnSecret": sent_at_first(secrets, standing.parameters) or NOT_MADE_YET,
        "SecretsVersion": secrets.version,
        **code,
    }
    for name in stage.parameters:
        if name not in declared or name in told:
            raise StageError(_not_settable(name, declared, told, stage))
    if stage.live and stage.parameters.get("StripeApiBase", STRIPE) != STRIPE:
        raise StageError(
            f"stages/{stage.name}.toml sends a live shop's payments to "
            f"{stage.parameters['StripeApiBase']}. Take StripeApiBase out of it."
        )
    return {name: value for name, value in (told | stage.parameters).items() if name in declared}


def _told_origin(stage: Stage, declared: Mapping[str, Any], outputs: Mapping[str, str]) -> str:
    """A template that finds it out by itself is told nothing without a domain."""
    return stage.origin if "Default" in declared["Origin"] else origin(stage, outputs)


def origin(stage: Stage, outputs: Mapping[str, str]) -> str:
    """Where visitors find the shop."""
    distribution = outputs.get("DistributionDomain")
    known = stage.origin or outputs.get("Origin") or (distribution and f"https://{distribution}")
    return known or UNKNOWN_YET


def _not_settable(
    name: str, declared: Mapping[str, object], told: Mapping[str, str], stage: Stage
) -> str:
    file = f"stages/{stage.name}.toml"
    if name in told:
        return f"{file}: {name} is set by the settings above it. Take it out of [parameters]."
    near = difflib.get_close_matches(name, declared, n=1)
    advice = f"Write {near[0]}" if near else "Take it out"
    return f"{file}: the template has no parameter {name}. {advice}."
