"""GitHub publishes by a role that trusts one environment of one repository, and has no key."""

from __future__ import annotations

import re

import pytest

from infra.releases.layout import ASSETS, MANIFESTS, RELEASES
from infra.stages import REPOSITORY
from infra.translate import translated
from tests.fixtures.published import CALLS
from tests.infra.parts import properties
from tests.rights.granted import rights_of_role

ISSUER = "token.actions.githubusercontent.com"
BOTH = {"ListObjectsV2": "ListBucket", "DeleteObjects": "DeleteObject"}
"""What S3 has another name for as a right."""

PLACES = {
    "PagesBucket": "s3",
    "PagesBucket/*": "s3",
    "PagesBucket/releases/*": "s3",
    "PagesBucket/manifests/*": "s3",
    "EdgeStore": "cloudfront-keyvaluestore",
    "ShelfTable": "dynamodb",
}


def test_only_the_environment_live_of_the_named_repository_is_trusted() -> None:
    (trust,) = properties("PublishRole")["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert trust["Condition"] == {
        "StringEquals": {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": {"Fn::Sub": "repo:${PublishFrom}:environment:live"},
        }
    }
    assert trust["Principal"] == {
        "Federated": {
            "Fn::If": ["MakesGithubProvider", {"Ref": "GithubSignIn"}, {"Ref": "GithubProvider"}]
        }
    }
    assert properties("GithubSignIn") == {
        "Url": f"https://{ISSUER}",
        "ClientIdList": ["sts.amazonaws.com"],
    }


def test_without_a_repository_nobody_from_outside_is_trusted() -> None:
    template = translated()

    assert template["Parameters"]["PublishFrom"]["Default"] == ""
    assert template["Conditions"]["PublishesByItself"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "PublishFrom"}, ""]}]
    }
    assert template["Conditions"]["MakesGithubProvider"]["Fn::And"] == [
        {"Condition": "PublishesByItself"},
        {"Fn::Equals": [{"Ref": "GithubProvider"}, ""]},
    ]
    for kind in ("Resources", "Outputs"):
        assert template[kind]["PublishRole"]["Condition"] == "PublishesByItself"
    assert template["Resources"]["GithubSignIn"]["Condition"] == "MakesGithubProvider"


def test_it_may_do_what_publishing_does_and_nothing_else() -> None:
    rights = set(rights_of_role(translated(), "PublishRole", ""))

    finding = {right for right in rights if right.resource not in PLACES}
    doing = {right.action for right in rights - finding}

    assert {right[1:] for right in finding} == {
        ("cloudformation:DescribeStacks", "cloudformation:stack/${AWS::StackName}/*")
    }
    assert {action.partition(":")[2] for action in doing} == {BOTH.get(c, c) for c in CALLS}
    for right in rights - finding:
        assert right.action.startswith(f"{PLACES[right.resource]}:")


def test_it_deletes_releases_and_nothing_that_they_share() -> None:
    rights = rights_of_role(translated(), "PublishRole", "")

    deleted = {right.resource for right in rights if right.action == "s3:DeleteObject"}

    assert deleted == {f"PagesBucket/{RELEASES}*", f"PagesBucket/{MANIFESTS}*"}
    assert not ASSETS.startswith((RELEASES, MANIFESTS))


def test_there_is_no_key_that_lasts() -> None:
    kinds = {resource["Type"] for resource in translated()["Resources"].values()}

    assert not kinds & {"AWS::IAM::User", "AWS::IAM::AccessKey"}


@pytest.mark.parametrize("told", ["ada/shop", "ada-b/the.shop_2", "ada@12/shop@345"])
def test_a_repository_is_taken_as_github_spells_it(told: str) -> None:
    pattern = translated()["Parameters"]["PublishFrom"]["AllowedPattern"]

    assert re.fullmatch(pattern, told)
    assert REPOSITORY.fullmatch(told)


@pytest.mark.parametrize(
    "told", ["ada", "ada/*", "*/shop", "ada/shop:ref", "ada/shop/x", "https://github.com/ada/shop"]
)
def test_what_could_be_more_than_one_repository_is_refused(told: str) -> None:
    pattern = translated()["Parameters"]["PublishFrom"]["AllowedPattern"]

    assert not re.fullmatch(pattern, told)
    assert not REPOSITORY.fullmatch(told)
