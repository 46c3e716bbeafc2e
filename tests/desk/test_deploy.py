"""`shop deploy` shows what would change, asks, does it, and goes on from wherever it was stopped."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.changes import KEEPS_DATA, Change, read_change
from infra.stack import signed
from infra.template import Template
from infra.translate import translated
from tests.desk.stage_desk import HANDLER, StageDesk, sentences

NEW_CODE = HANDLER.replace("{}", "{'statusCode': 200}")


def test_a_first_deploy_makes_the_bucket_the_secrets_and_everything_of_the_template(
    stage_desk: StageDesk,
) -> None:
    stage_desk.tell()

    said = stage_desk.deployed()

    bucket = f"vitrine-code-000000000000-{stage_desk.name}"
    block = stage_desk.client("s3").get_public_access_block(Bucket=bucket)
    (rule,) = stage_desk.client("s3").get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    assert said["outcome"] == "deployed"
    assert said["made"] == ["token-keys", "address-key", "cdn-secrets"]
    assert {each["kind"] for each in said["changes"]} == {"added"}
    made = stage_desk.client("cloudformation").describe_stack_resources(
        StackName=stage_desk.stage.stack
    )["StackResources"]
    # The emulator also shows what no condition of this stage asks for.
    asked_for = [name for name, it in translated()["Resources"].items() if "Condition" not in it]
    assert {each["resource"] for each in said["changes"]} >= {
        each["LogicalResourceId"] for each in made
    }
    assert {each["LogicalResourceId"] for each in made} >= set(asked_for)
    assert said["outputs"]["ShelfTable"]
    assert set(block["PublicAccessBlockConfiguration"].values()) == {True}
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    assert stage_desk.status() == "CREATE_COMPLETE"


def test_deploying_again_changes_nothing_and_makes_no_secret_anew(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    kept = {name: stage_desk.secret(name) for name in ("token-keys", "address-key", "cdn-secrets")}

    said = stage_desk.deployed()

    assert (said["outcome"], said["made"], said["changes"]) == ("unchanged", [], [])
    assert {name: stage_desk.secret(name) for name in kept} == kept


def test_new_code_is_shown_as_a_change_of_the_functions_alone(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.write_code(NEW_CODE)

    said = stage_desk.deployed()

    functions = {each["resource"] for each in said["changes"] if each["type"].endswith("Function")}
    assert said["outcome"] == "deployed"
    assert functions == {
        *("Checkout", "Orders", "Account", "Newsletter", "Privacy", "Postman", "Clock")
    }
    assert {each["kind"] for each in said["changes"]} <= {"changed", "replaced"}
    assert not {each["type"] for each in said["changes"]} & KEEPS_DATA


def test_it_says_in_words_and_in_money_what_would_change_and_asks(stage_desk: StageDesk) -> None:
    stage_desk.tell()

    result = stage_desk.deploy(says="n\n")

    said = sentences(result)
    assert result.exit_code == 0
    assert "9 × table" in said
    assert "costs anything while nobody uses it. What use costs: ./shop cost" in said
    assert said.endswith("Deploy this? [y/N]: n Nothing was deployed.")
    assert stage_desk.status() == ""


def test_whoever_agrees_gets_the_shop_and_what_to_do_next(stage_desk: StageDesk) -> None:
    stage_desk.tell()

    result = stage_desk.deploy(says="y\n")

    said = sentences(result)
    assert result.exit_code == 0
    assert f"See what is still missing: ./shop doctor --stage {stage_desk.name}" in said
    assert f"Put your pages online: ./shop publish --stage {stage_desk.name}" in said
    assert stage_desk.status() == "CREATE_COMPLETE"


def test_where_nobody_can_be_asked_nothing_is_deployed(stage_desk: StageDesk) -> None:
    stage_desk.tell()

    result = stage_desk.deploy(says="")

    assert result.exit_code == 4
    assert "Nothing was deployed. Where nobody can be asked, say --yes." in sentences(result)
    assert stage_desk.status() == ""


def test_a_dry_run_shows_the_same_and_leaves_nothing_deployed_and_no_secret(
    stage_desk: StageDesk,
) -> None:
    result = stage_desk.deploy("--dry-run")

    assert result.exit_code == 0
    assert "9 × table" in result.output
    assert sentences(result).endswith("Nothing was deployed.")
    assert stage_desk.status() == ""
    with pytest.raises(ClientError, match="ParameterNotFound"):
        stage_desk.secret("address-key")


def test_stripes_secrets_are_asked_for_and_never_shown(stage_desk: StageDesk) -> None:
    result = stage_desk.deploy(says="sk_test_asked\nwhsec_asked\ny\n")

    assert result.exit_code == 0, result.output
    assert stage_desk.secret("stripe-secret-key") == "sk_test_asked"
    assert stage_desk.secret("stripe-webhook-secret") == "whsec_asked"
    assert "asked" not in result.output.replace("be asked", "")


def test_the_owner_gets_a_copy_of_the_address_key_that_nobody_else_can_read(
    stage_desk: StageDesk,
) -> None:
    stage_desk.tell()

    result = stage_desk.deploy("--yes")

    copy = stage_desk.root / f"stages/{stage_desk.name}.address-key"
    assert copy.read_text().strip() == stage_desk.secret("address-key")
    assert copy.stat().st_mode & 0o077 == 0
    assert "Put it with your passwords now" in sentences(result)


# --- what would lose data -------------------------------------------------------------------------


def with_another_table(desk: StageDesk) -> Template:
    """The template as it stood once, with a table more: it would go with the next deploy."""
    older: Template = copy.deepcopy(translated())
    older["Resources"]["OldTable"] = older["Resources"]["LimitsTable"]
    return signed(older, desk.stage.id)


def test_a_table_is_never_removed_unless_it_is_named(stage_desk: StageDesk) -> None:
    stage_desk.tell()
    stage_desk.deployed()
    stage_desk.edit(with_another_table(stage_desk))

    refused = stage_desk.deploy("--yes")
    named = stage_desk.deploy("--yes", "--allow", "OldTable")

    assert refused.exit_code == 4
    assert "The table OldTable would leave the shop" in sentences(refused)
    assert "Nothing was deployed, because data would be lost to the shop." in sentences(refused)
    assert "add: --allow OldTable" in sentences(refused)
    assert named.exit_code == 0, named.output


@pytest.mark.parametrize(
    ("told", "kind", "danger"),
    [
        ({"Action": "Add"}, "added", False),
        ({"Action": "Modify", "Replacement": "False"}, "changed", False),
        ({"Action": "Modify", "Replacement": "True"}, "replaced", True),
        ({"Action": "Modify", "Replacement": "Conditional"}, "replaced", True),
        ({"Action": "Remove"}, "removed", True),
    ],
)
def test_a_table_that_is_or_may_be_replaced_or_removed_is_a_danger(
    told: dict[str, Any], kind: str, danger: bool
) -> None:
    change = read_change(
        {"LogicalResourceId": "Shelf", "ResourceType": "AWS::DynamoDB::Table", **told}
    )

    assert (change.kind, change.is_danger) == (kind, danger)


def test_a_function_that_is_replaced_is_no_danger() -> None:
    assert not Change("Checkout", "AWS::Lambda::Function", "replaced").is_danger
