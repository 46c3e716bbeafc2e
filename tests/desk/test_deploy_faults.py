"""Whatever stands in a deploy's way gets one sentence that says what to do, and nothing is half done."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.desk.stage_desk import CERTIFICATE, StageDesk, sentences
from tests.fixtures.aws_front import Front

STACK = """<DescribeStacksResponse><DescribeStacksResult><Stacks><member>
<StackName>s</StackName><StackStatus>{status}</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>
</member></Stacks></DescribeStacksResult></DescribeStacksResponse>"""


def refused(desk: StageDesk, *arguments: str) -> str:
    """What a deploy said that was refused."""
    result = desk.deploy("--yes", *arguments)
    assert result.exit_code == 4, result.output
    return sentences(result)


# --- the account ----------------------------------------------------------------------------------


def test_an_expired_sign_in(stage_desk: StageDesk, front: Front) -> None:
    front.refuse("GetCallerIdentity", "ExpiredToken")

    said = refused(stage_desk)

    assert said == (
        "Your sign-in at AWS has expired. Sign in again (aws sso login, or aws login), then run "
        "this again."
    )


def test_a_sign_in_that_expires_while_cloudformation_works(
    stage_desk: StageDesk, front: Front
) -> None:
    stage_desk.tell()
    front.then["ExecuteChangeSet"] = lambda: front.refuse("DescribeStack", "ExpiredToken")

    said = refused(stage_desk)
    front.forget()
    front.then.clear()
    after = stage_desk.deployed()

    assert "Your sign-in at AWS has expired." in said
    assert said.endswith("What CloudFormation has begun meanwhile goes on by itself.")
    assert after["outcome"] == "unchanged"


def test_a_key_that_aws_doesnt_know(stage_desk: StageDesk, front: Front) -> None:
    front.refuse("GetCallerIdentity", "InvalidClientTokenId", status=403)

    assert "AWS doesn't know the key that this machine shows." in refused(stage_desk)


def test_no_key_at_all(stage_desk: StageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        del stage_desk.env[name]
        monkeypatch.delenv(name)

    assert "this machine has no keys for it. Run `aws configure sso`" in refused(stage_desk)


def test_a_profile_that_isnt_there(stage_desk: StageDesk) -> None:
    stage_desk.settings(profile="nobodys")

    assert "There is no profile “nobodys” in ~/.aws/config." in refused(stage_desk)


def test_a_right_that_is_missing(stage_desk: StageDesk, front: Front) -> None:
    stage_desk.tell()
    front.refuse("CreateChangeSet", "AccessDenied", "not you", status=403)

    said = refused(stage_desk)

    assert "You may not do that in this account: CreateChangeSet was refused (not you)." in said


@pytest.mark.parametrize(("minutes", "side"), [(10, "behind"), (-10, "ahead of")])
def test_a_clock_ten_minutes_wrong(
    stage_desk: StageDesk, front: Front, minutes: int, side: str
) -> None:
    front.clock = timedelta(minutes=minutes)

    said = refused(stage_desk)

    assert said.startswith(f"This machine's clock is 10 minutes {side} AWS's")
    assert "timedatectl set-ntp true" in said


def test_a_clock_so_wrong_that_aws_answers_nothing_else(
    stage_desk: StageDesk, front: Front
) -> None:
    front.clock = timedelta(minutes=10)
    front.refuse("GetCallerIdentity", "SignatureDoesNotMatch", status=403)

    assert refused(stage_desk).startswith("This machine's clock is 10 minutes behind AWS's")


def test_aws_out_of_reach(stage_desk: StageDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    stage_desk.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")

    assert "AWS can't be reached in us-east-1. Look at this machine's network" in refused(
        stage_desk
    )


# --- the settings ---------------------------------------------------------------------------------


def test_a_region_that_can_have_no_shop(stage_desk: StageDesk) -> None:
    stage_desk.settings(region="eu-west-1")

    said = refused(stage_desk)

    assert "region: eu-west-1 can't have a shop." in said
    assert 'Write region = "us-east-1".' in said


def test_a_certificate_in_the_wrong_region(stage_desk: StageDesk) -> None:
    stage_desk.settings(
        domain="shop-of-ada.com", certificate=CERTIFICATE.replace("us-east-1", "eu-west-1")
    )

    assert "it is in eu-west-1, and CloudFront takes none but from us-east-1" in refused(stage_desk)


def test_a_stage_that_lives_in_another_region(stage_desk: StageDesk, front: Front) -> None:
    stage_desk.tell()
    front.answer("HEAD /vitrine-code-", "", 301, x_amz_bucket_region="eu-west-1")

    said = refused(stage_desk)

    assert f"The stage {stage_desk.name} lives in eu-west-1" in said
    assert "a region can't be changed afterwards" in said


def test_a_stage_that_isnt_there(stage_desk: StageDesk) -> None:
    stage_desk.root.joinpath(f"stages/{stage_desk.name}.toml").unlink()

    said = refused(stage_desk)

    assert said == (
        f"There is no stage “{stage_desk.name}”. There is none yet. Make it with: "
        f"./shop init --stage {stage_desk.name}"
    )


def test_a_parameter_that_the_template_hasnt(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.settings(parameters={"Architekture": "arm64"})

    assert "the template has no parameter Architekture. Write Architecture." in refused(stage_desk)


# --- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["stripe-secret-key", "stripe-webhook-secret"])
def test_a_missing_secret(stage_desk: StageDesk, name: str) -> None:
    others = {"stripe-secret-key": "sk_test_1", "stripe-webhook-secret": "whsec_1"}
    del others[name]
    stage_desk.tell(**others)

    said = refused(stage_desk)

    assert said.endswith(
        f"The secret {name} of {stage_desk.name} is missing. Put it in with: "
        f"./shop secret {name} --stage {stage_desk.name}"
    )
    assert stage_desk.status() == ""


@pytest.mark.parametrize("key", ["sk_live_1", "rk_live_1"])
def test_a_live_key_in_a_stage_for_trying_out(stage_desk: StageDesk, key: str) -> None:
    stage_desk.tell(stripe_secret_key=key, stripe_webhook_secret="whsec_1")

    said = refused(stage_desk)

    assert "is for trying things out and its Stripe key is a live key, so real money would" in said
    assert stage_desk.status() == ""


def test_what_is_no_key_of_stripes(stage_desk: StageDesk) -> None:
    stage_desk.tell(stripe_secret_key="pk_test_1", stripe_webhook_secret="whsec_1")

    assert "This is no secret key of Stripe's: those begin with sk_ or rk_." in refused(stage_desk)


# --- the bucket and the upload --------------------------------------------------------------------


def test_a_bucket_name_that_somebody_else_has(stage_desk: StageDesk, front: Front) -> None:
    stage_desk.tell()
    front.answer("HEAD /vitrine-code-", "", 403)

    said = refused(stage_desk)

    bucket = f"vitrine-code-000000000000-{stage_desk.name}"
    assert f"The bucket name {bucket} is taken by another AWS account." in said
    assert f'such as code_bucket = "{bucket}-2"' in said


def test_another_bucket_name_is_the_way_out(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.settings(code_bucket=f"adas-{stage_desk.name}")

    stage_desk.deployed()

    listed = stage_desk.client("s3").list_objects_v2(Bucket=f"adas-{stage_desk.name}")
    keys = sorted(each["Key"].partition("/")[0] for each in listed["Contents"])
    assert keys == ["functions", "templates"]


def test_an_upload_that_is_cut_off_changes_nothing_and_the_next_run_goes_on(
    stage_desk: StageDesk, front: Front
) -> None:
    stage_desk.tell()
    front.cut = "PUT /vitrine-code-.*/functions/"

    said = refused(stage_desk)
    before = stage_desk.status()
    front.forget()
    after = stage_desk.deployed()

    assert "was cut off. Nothing at AWS has changed: run this again to go on from there." in said
    assert before == ""
    assert after["outcome"] == "deployed"


# --- the stack ------------------------------------------------------------------------------------


def test_a_stack_of_that_name_that_isnt_this_shops(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.settings(id="another")

    said = refused(stage_desk)

    assert f"This account has a stack vitrine-{stage_desk.name} already" in said
    assert f'write id = "id-{stage_desk.name}" into stages/{stage_desk.name}.toml' in said
    assert "./shop init --stage another" in said


def test_a_template_edited_by_hand_is_seen_and_only_overwritten_on_request(
    stage_desk: StageDesk,
) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    client = stage_desk.client("cloudformation")
    body = client.get_template(StackName=stage_desk.stage.stack)["TemplateBody"]
    body["Resources"]["Edited"] = {"Type": "AWS::SNS::Topic"}
    stage_desk.edit(body)

    said = refused(stage_desk)
    over = stage_desk.deployed("--over-edits")

    assert f"The template of {stage_desk.name} was edited by hand at AWS" in said
    assert f"./shop deploy --stage {stage_desk.name} --over-edits" in said
    removed = [each["resource"] for each in over["changes"] if each["kind"] == "removed"]
    assert removed == ["Edited"]


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "CREATE_FAILED", "DELETE_FAILED"])
def test_a_first_deploy_that_failed(stage_desk: StageDesk, front: Front, status: str) -> None:
    front.answer("DescribeStacks", STACK.format(status=status))

    said = refused(stage_desk)

    assert f"was taken back ({status}), so there is no shop yet." in said
    assert said.endswith(f"./shop deploy --stage {stage_desk.name} --start-over")


def test_a_failed_first_deploy_is_told_with_its_reason_and_can_be_started_over(
    stage_desk: StageDesk,
) -> None:
    stage_desk.tell()
    stage_desk.break_first_deploy()

    said = refused(stage_desk)
    told = json.loads(stage_desk.deploy("--yes", "--json").stdout)
    over = stage_desk.deployed("--start-over")

    assert "there is no shop yet" in said
    (failed,) = told["failed"]
    assert (told["outcome"], failed["resource"]) == ("failed", "Url")
    assert failed["reason"]
    assert f"Url: {failed['reason']}" in said
    assert over["outcome"] == "deployed"
    assert stage_desk.status() == "CREATE_COMPLETE"


def test_a_shop_that_runs_is_never_started_over(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()

    said = refused(stage_desk, "--start-over")

    assert "is deployed and runs, so there is nothing to start over" in said
    assert stage_desk.status() == "CREATE_COMPLETE"


def test_a_deploy_whose_way_back_failed_too(stage_desk: StageDesk, front: Front) -> None:
    front.answer("DescribeStacks", STACK.format(status="UPDATE_ROLLBACK_FAILED"))

    said = refused(stage_desk)

    assert "so it is half old, half new" in said
    assert said.endswith(f"./shop deploy --stage {stage_desk.name} --recover")


def test_recovering_lets_cloudformation_go_on_with_going_back(
    stage_desk: StageDesk, front: Front
) -> None:
    front.answer("DescribeStacks", STACK.format(status="UPDATE_ROLLBACK_FAILED"))
    front.answer(
        "ContinueUpdateRollback",
        "<ContinueUpdateRollbackResponse><ContinueUpdateRollbackResult/></ContinueUpdateRollbackResponse>",
    )
    front.answer(
        "DescribeStackEvents",
        "<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents/>"
        "</DescribeStackEventsResult></DescribeStackEventsResponse>",
    )

    said = refused(stage_desk, "--recover")

    assert "ContinueUpdateRollback" in front.calls
    assert "half old, half new" in said


def test_a_deploy_that_ended_before_it_began_is_taken_up(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.leave_a_change_set()
    before = stage_desk.status()

    result = stage_desk.deploy("--yes")

    assert before == "REVIEW_IN_PROGRESS"
    assert "An earlier deploy ended before it began. Going on from there." in result.output
    assert stage_desk.status() == "CREATE_COMPLETE"
