"""Which of its secrets the CDN sends, so that none is sent before every function takes it.

A renewed secret stands before the last one in the Parameter Store. Functions read both when they
start, so a deploy starts them anew first, and only then is the CDN told the new one. Once it sends
that, the secret may be renewed again.
"""

from __future__ import annotations

from collections.abc import Mapping

from functions.web.network import FROM_THE_CDN
from infra.account import Account
from infra.stack import Stack
from infra.stage_secrets import MADE, Secrets
from infra.stages import StageError

CDN = "cdn-secrets"


def newest(secrets: Secrets) -> str:
    """What the CDN sends in the end; empty where none is made yet."""
    return _words(secrets)[0]


def sent_at_first(secrets: Secrets, deployed: Mapping[str, str]) -> str:
    """What it sends while functions start anew: one that those that still run take, too.

    `deployed` are the parameters of the stage's stack as it stands.
    """
    told = deployed.get("SecretsVersion", "")
    if not told or _version_in(told) == _version_in(secrets.version):
        return newest(secrets)
    return _words(secrets)[-1]


def check_may_be_renewed(secrets: Secrets) -> None:
    """See that the CDN sends the newest: another one would put the one it sends away.

    Raises StageError.
    """
    account = secrets.account
    id_ = Stack(account).standing().outputs.get("DistributionId")
    if id_ and newest(secrets) not in _sent(account, id_):
        raise StageError(
            f"The CDN doesn't send the newest of {account.stage.secret_name(CDN)} yet, and with "
            "another one functions would turn it away. Deploy first, then renew it: "
            f"./shop deploy --stage {account.stage.name}"
        )


def _words(secrets: Secrets) -> list[str]:
    return [each.strip() for each in secrets.found.get(CDN, "").split(",")]


def _version_in(versions: str) -> str:
    """How often the CDN's secret was written, of `Secrets.version`."""
    return dict(zip(MADE, versions.split("-"), strict=False)).get(CDN, "")


def _sent(account: Account, distribution: str) -> set[str]:
    with account.answers():
        said = account.client("cloudfront").get_distribution_config(Id=distribution)
    return {
        header["HeaderValue"]
        for origin in said["DistributionConfig"]["Origins"]["Items"]
        for header in origin.get("CustomHeaders", {}).get("Items", [])
        if header["HeaderName"].lower() == FROM_THE_CDN
    }
