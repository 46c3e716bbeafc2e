"""What can go wrong at AWS is told in one sentence, which says what to do."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    UnauthorizedSSOTokenError,
)

from domain.order_book import BookUnavailableError
from infra.account import Account
from infra.releases.places import deployed_places
from infra.releases.refusals import StageUnreachableError, in_words
from infra.stages import Stage as Settings
from infra.stages import StageError
from tests.fixtures.published import Edition, Stage, faults, local_client

AT = "https://stage.example"


def refused(code: str, words: str = "") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": words}}, "PutObject")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (refused("ExpiredToken"), "Your sign-in to AWS has run out. Sign in again"),
        (UnauthorizedSSOTokenError(), "Your sign-in to AWS has run out. Sign in again"),
        (NoCredentialsError(), "AWS doesn't know you on this machine. Sign in"),
        (refused("InvalidClientTokenId"), "AWS doesn't know you on this machine. Sign in"),
        (refused("RequestTimeTooSkewed"), "This machine's clock is wrong by minutes. Set it"),
        (
            refused("InvalidSignatureException", "Signature expired: 1 is now earlier than 2"),
            "This machine's clock is wrong by minutes. Set it",
        ),
        (refused("NoSuchBucket"), "The stage “test” has lost its bucket. Deploy it again"),
        (
            refused("ResourceNotFoundException"),
            "The stage “test” has lost its table or store. Deploy it again",
        ),
        (refused("AccessDenied"), "You may not do that in the stage “test” (PutObject). Sign in"),
        (ConnectionClosedError(endpoint_url=AT), "was cut off. Run this again: it goes on"),
        (EndpointConnectionError(endpoint_url=AT), "was cut off. Run this again: it goes on"),
        (ReadTimeoutError(endpoint_url=AT), "was cut off. Run this again: it goes on"),
        (refused("SlowDown"), "AWS refused it (SlowDown). Run this again in a minute"),
    ],
)
def test_a_refusal_says_what_to_do(error: Exception, sentence: str) -> None:
    with pytest.raises(StageUnreachableError) as told, in_words("test"):
        raise error

    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_refusal_that_came_by_the_shelf_says_the_same() -> None:
    error = BookUnavailableError("ExpiredTokenException")
    error.__cause__ = refused("ExpiredTokenException")

    with pytest.raises(StageUnreachableError, match="has run out"), in_words("test"):
        raise error


def test_a_bucket_that_is_gone_is_told_and_nothing_else_happened(stage: Stage) -> None:
    stage.places = msgspec.structs.replace(stage.places, bucket="no-such-bucket")

    with pytest.raises(StageUnreachableError, match="lost its bucket"), in_words("test"):
        stage.publish(Edition(0))

    assert stage.stored("release") is None
    assert stage.shelf.all_items() == []


def test_a_store_that_is_gone_is_told(stage: Stage) -> None:
    gone = f"{stage.places.edge_store}-gone"
    stage.places = msgspec.structs.replace(stage.places, edge_store=gone)

    with pytest.raises(StageUnreachableError, match="lost its table or store"), in_words("test"):
        stage.publish(Edition(0))


@pytest.mark.parametrize("hands", [1, 8])
def test_an_upload_that_is_cut_off_goes_on_with_what_is_missing(stage: Stage, hands: int) -> None:
    stage.publish(Edition(0))
    built = Edition(1).build(stage.folder / "cut")
    puts = 0

    def cut(when: str, call: str) -> None:
        nonlocal puts
        puts += (when, call) == ("before", "PutObject")
        if (when, call) == ("before", "PutObject") and puts > 4:
            raise ConnectionClosedError(endpoint_url=AT)

    stage.session.hook = cut
    with pytest.raises(StageUnreachableError, match="cut off"), in_words("test"):
        stage.publisher(hands=hands).publish(lambda _: built)
    torn = faults(stage, Edition(0))
    stage.session.hook = lambda *_: None

    outcome = stage.publisher().publish(lambda _: built)

    assert torn == []
    assert outcome.uploaded == 9 - 4
    assert faults(stage, Edition(1)) == []


def test_a_session_that_runs_out_midway_leaves_the_old_site(stage: Stage) -> None:
    stage.publish(Edition(0))
    calls = 0

    def run_out(when: str, call: str) -> None:
        nonlocal calls
        calls += when == "before"
        if calls > 12:
            raise ClientError({"Error": {"Code": "ExpiredToken", "Message": ""}}, call)

    stage.session.hook = run_out

    with pytest.raises(StageUnreachableError, match="has run out"), in_words("test"):
        stage.publish(Edition(1))

    assert faults(stage, Edition(0)) == []


# --- which stage ----------------------------------------------------------------------------------


class Local(Account):
    """The account that MiniStack is."""

    def __init__(self, endpoint: str, name: str) -> None:
        super().__init__(Settings(id="id", live=False, owner_mail="ada@shop-of-ada.com", name=name))
        self._endpoint = endpoint

    def client(self, service: str, config: Config | None = None) -> Any:  # noqa: ANN401 — boto3's own
        return local_client(service, self._endpoint, config=config)


def test_a_stage_is_what_its_settings_and_its_stack_say(ministack: str) -> None:
    outputs = {
        "PagesBucket": {"Value": {"Ref": "Pages"}},
        "EdgeStoreArn": {"Value": "arn:aws:cloudfront::000000000000:key-value-store/a"},
        "ShelfTable": {"Value": "shelf"},
        "Origin": {"Value": "https://shop.example"},
    }
    local = deployed(ministack, "said", outputs)

    places = deployed_places(local)

    assert (places.host, places.shelf_table) == ("shop.example", "shelf")
    assert places.bucket
    assert not places.is_live


def test_a_stage_that_is_older_than_the_command_is_to_be_deployed_again(ministack: str) -> None:
    local = deployed(ministack, "older", {"ShelfTable": {"Value": "shelf"}})

    with pytest.raises(StageError, match="shop deploy --stage older"):
        deployed_places(local)


def test_a_stage_that_isnt_there_is_to_be_deployed(ministack: str) -> None:
    with pytest.raises(StageError, match=r"shop deploy --stage none"):
        deployed_places(Local(ministack, "none"))


def deployed(endpoint: str, name: str, outputs: dict[str, Any]) -> Local:
    stack = {"Resources": {"Pages": {"Type": "AWS::S3::Bucket"}}, "Outputs": outputs}
    local_client("cloudformation", endpoint).create_stack(
        StackName=f"vitrine-{name}", TemplateBody=msgspec.json.encode(stack).decode()
    )
    return Local(endpoint, name)
