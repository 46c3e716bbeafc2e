"""The CDN's secret is renewed by the owner's own commands, and nobody is turned away meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from functions.web.network import FROM_THE_CDN
from infra.bundle import ROOT, bundle
from infra.stack import Stack, Step
from tests.desk.stage_desk import StageDesk, sentences
from tests.docs.blocks import blocks
from tests.fixtures.aws_front import Front

PAPER = ROOT / "docs/owner/when-something-breaks.md"


def steps(front: Front) -> list[str]:
    """What each deploy tells the CDN, and when it is done."""
    found = []
    for form in front.forms:
        if form["Action"] == "CreateChangeSet":
            (at,) = (key for key, value in form.items() if value == "CdnSecret")
            found.append(form[at.replace("ParameterKey", "ParameterValue")])
        if form["Action"] == "ExecuteChangeSet":
            found.append("done")
    return found


def test_functions_start_with_a_new_secret_before_the_cdn_sends_it(
    stage_desk: StageDesk, front: Front
) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.shop("secret", "cdn-secrets")
    front.forms.clear()

    stage_desk.deployed()
    again = stage_desk.deployed()

    new, old = stage_desk.secret("cdn-secrets").split(",")
    assert steps(front) == [old, "done", new, "done", new]
    assert again["outcome"] == "unchanged"


def test_a_deploy_that_ended_before_the_cdn_was_told_is_taken_up(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.shop("secret", "cdn-secrets")
    new, old = stage_desk.secret("cdn-secrets").split(",")
    start_functions_anew(stage_desk, "1-1-2-1-1")
    before = sent_by_the_cdn(stage_desk)

    stage_desk.deployed()

    assert (before, sent_by_the_cdn(stage_desk)) == (old, new)


def start_functions_anew(desk: StageDesk, version: str) -> None:
    """The half of a deploy by which functions read their secrets."""
    client = desk.client("cloudformation")
    (found,) = client.describe_stacks(StackName=desk.stage.stack)["Stacks"]
    kept = [
        {"ParameterKey": each["ParameterKey"], "UsePreviousValue": True}
        for each in found["Parameters"]
        if each["ParameterKey"] != "SecretsVersion"
    ]
    client.update_stack(
        StackName=desk.stage.stack,
        UsePreviousTemplate=True,
        Parameters=[*kept, {"ParameterKey": "SecretsVersion", "ParameterValue": version}],
        Capabilities=["CAPABILITY_IAM"],
    )
    Stack(desk.account).follow(set(), list[Step]().append)


def sent_by_the_cdn(desk: StageDesk) -> str:
    said = desk.client("cloudfront").get_distribution_config(Id=output(desk, "DistributionId"))
    (secret,) = (
        header["HeaderValue"]
        for origin in said["DistributionConfig"]["Origins"]["Items"]
        for header in origin.get("CustomHeaders", {}).get("Items", [])
    )
    return str(secret)


def test_a_secret_that_the_cdn_doesnt_send_yet_isnt_renewed_again(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.shop("secret", "cdn-secrets")
    once = stage_desk.secret("cdn-secrets")

    early = stage_desk.shop("secret", "cdn-secrets")
    meanwhile = stage_desk.secret("cdn-secrets")
    stage_desk.deployed()
    after = stage_desk.shop("secret", "cdn-secrets")

    assert (early.exit_code, after.exit_code) == (4, 0)
    assert meanwhile == once
    assert "functions would turn it away. Deploy first, then renew it" in sentences(early)
    assert stage_desk.secret("cdn-secrets").split(",")[1] == once.split(",")[0]


@pytest.fixture
def real(stage_desk: StageDesk) -> StageDesk:
    """The stage with the functions themselves."""
    stage_desk.bundle = bundle(ROOT).path
    stage_desk.settings(parameters={"Architecture": "x86_64"})
    stage_desk.tell()
    stage_desk.deployed()
    return stage_desk


@pytest.fixture
def visitor(real: StageDesk) -> Iterator[httpx2.Client]:
    headers = {"Host": output(real, "DistributionDomain"), "X-Forwarded-Proto": "https"}
    endpoint = real.env["AWS_ENDPOINT_URL"]
    with httpx2.Client(base_url=endpoint, headers=headers, timeout=30) as client:
        yield client


def output(desk: StageDesk, name: str) -> str:
    (found,) = desk.client("cloudformation").describe_stacks(StackName=desk.stage.stack)["Stacks"]
    return {each["OutputKey"]: str(each["OutputValue"]) for each in found["Outputs"]}[name]


@pytest.mark.prove
def test_renewing_twice_as_the_paper_says_turns_no_visitor_away_and_ends_the_old_secret(
    real: StageDesk, visitor: httpx2.Client
) -> None:
    (block,) = (each for each in blocks(PAPER) if any("cdn-secrets" in it for it in each.commands))
    api = f"{real.env['AWS_ENDPOINT_URL']}/_aws/execute-api/{output(real, 'ApiId')}/$default"
    first, statuses = real.secret("cdn-secrets"), []

    def answered() -> int:
        return visitor.get("/api/orders/thanks?t=made-up").status_code

    for command in [*block.commands, *block.commands]:
        _, name, *rest = command.removesuffix(" --stage live").split()
        result = real.deploy("--yes") if name == "deploy" else real.shop(name, *rest)
        assert result.exit_code == 0, result.output
        statuses.append(answered())
    around = httpx2.get(f"{api}/api/stock", headers={FROM_THE_CDN: first}, timeout=30)

    assert statuses == [400] * 6
    assert around.status_code == 421
