"""`shop deploy --make-webhook` tells Stripe where to send its events, once; `shop secret` takes its secrets."""

from __future__ import annotations

import json

import pytest
import stripe

from desk.webhook import Endpoint, ensure_webhook
from domain.payments import MONEY_EVENTS, SESSION_EVENTS
from infra.stage_secrets import read_secrets
from infra.stages import StageError
from tests.desk.stage_desk import CERTIFICATE, StageDesk, sentences
from tests.fixtures.aws_front import Front

ORIGIN = "https://www.shop-of-ada.com"
MADE: dict[str, object] = {
    "id": "we_1",
    "object": "webhook_endpoint",
    "url": f"{ORIGIN}/api/stripe/events",
    "api_version": stripe.api_version,
    "enabled_events": [*SESSION_EVENTS, *MONEY_EVENTS],
    "status": "enabled",
}


@pytest.fixture
def desk(stage_desk: StageDesk, front: Front) -> StageDesk:
    stage_desk.settings(parameters={"StripeApiBase": front.url})
    stage_desk.tell(stripe_secret_key="sk_test_1")
    stripe_knows(front)
    front.answer("POST /v1/webhook_endpoints", json.dumps(MADE | {"secret": "whsec_made"}))
    return stage_desk


def stripe_knows(front: Front, *endpoints: dict[str, object]) -> None:
    said = {
        "object": "list",
        "data": list(endpoints),
        "has_more": False,
        "url": "/v1/webhook_endpoints",
    }
    front.answer("GET /v1/webhook_endpoints", json.dumps(said))


def test_an_endpoint_that_is_missing_is_made_and_its_secret_kept(desk: StageDesk) -> None:
    said = ensure_webhook(read_secrets(desk.account), ORIGIN)

    assert said == f"Stripe sends its events to {ORIGIN}/api/stripe/events now."
    assert desk.secret("stripe-webhook-secret") == "whsec_made"


def test_an_endpoint_that_is_there_isnt_made_twice(desk: StageDesk, front: Front) -> None:
    desk.tell(stripe_webhook_secret="whsec_kept")
    stripe_knows(front, MADE)

    said = ensure_webhook(read_secrets(desk.account), ORIGIN)

    assert "already" in said
    assert not [call for call in front.calls if call.startswith("POST /v1/")]
    assert desk.secret("stripe-webhook-secret") == "whsec_kept"


def test_an_endpoint_whose_secret_nobody_kept_is_said(desk: StageDesk, front: Front) -> None:
    stripe_knows(front, MADE)

    with pytest.raises(StageError, match="tells its secret nobody twice"):
        ensure_webhook(read_secrets(desk.account), ORIGIN)


def test_functions_that_run_already_start_anew_with_the_secret_of_a_new_endpoint(
    desk: StageDesk,
) -> None:
    """The one before was of another version of Stripe's, and the owner has removed it."""
    desk.tell(stripe_secret_key="sk_test_1", stripe_webhook_secret="whsec_before")
    desk.deployed()

    said = desk.deployed("--make-webhook")

    assert said["outcome"] == "unchanged"
    assert desk.secret("stripe-webhook-secret") == "whsec_made"
    assert started_with(desk) == read_secrets(desk.account).version


def started_with(desk: StageDesk) -> str:
    function = desk.client("cloudformation").describe_stack_resource(
        StackName=desk.stage.stack, LogicalResourceId="Orders"
    )["StackResourceDetail"]["PhysicalResourceId"]
    said = desk.client("lambda").get_function_configuration(FunctionName=function)
    return str(said["Environment"]["Variables"]["SECRETS_VERSION"])


def test_where_stripe_tells_no_secret_the_shop_is_said_to_be_deployed_all_the_same(
    desk: StageDesk, front: Front
) -> None:
    desk.settings(
        domain="www.shop-of-ada.com",
        certificate=CERTIFICATE,
        parameters={"StripeApiBase": front.url},
    )
    stripe_knows(front, MADE)

    result = desk.deploy("--yes", "--make-webhook")

    assert result.exit_code == 4
    assert f"{desk.name} is deployed, but for this. Stripe knows {ORIGIN}" in sentences(result)
    assert "./shop secret stripe-webhook-secret" in sentences(result)
    assert desk.status() == "CREATE_COMPLETE"


def test_a_key_that_may_not_is_said(desk: StageDesk, front: Front) -> None:
    refusal = {"error": {"type": "invalid_request_error", "message": "no such right"}}
    front.answer("GET /v1/webhook_endpoints", json.dumps(refusal), 403)

    with pytest.raises(StageError, match="needs the right to write webhook endpoints"):
        ensure_webhook(read_secrets(desk.account), ORIGIN)


# --- shop secret ----------------------------------------------------------------------------------


def test_a_secret_from_a_pipe_takes_its_place_and_is_shown_nowhere(stage_desk: StageDesk) -> None:
    stage_desk.tell(stripe_secret_key="sk_test_old")

    result = stage_desk.shop("secret", "stripe-secret-key", says="sk_test_new\n")

    assert result.exit_code == 0, result.output
    assert stage_desk.secret("stripe-secret-key") == "sk_test_new"
    assert "sk_test" not in result.output


def test_a_secret_that_doesnt_fit_the_stage_is_refused(stage_desk: StageDesk) -> None:
    stage_desk.tell(stripe_secret_key="sk_test_old")

    result = stage_desk.shop("secret", "stripe-secret-key", says="sk_live_new\n")

    assert result.exit_code == 4
    assert "real money would move" in sentences(result)
    assert stage_desk.secret("stripe-secret-key") == "sk_test_old"


def test_a_renewed_secret_takes_the_old_one_beside_it_and_no_older_one(
    stage_desk: StageDesk,
) -> None:
    stage_desk.tell(token_keys="second,first")

    result = stage_desk.shop("secret", "token-keys")

    new, old = stage_desk.secret("token-keys").split(",")
    assert result.exit_code == 0, result.output
    assert old == "second"
    assert len(new) > 40


def test_the_key_of_addresses_is_never_renewed(stage_desk: StageDesk) -> None:
    stage_desk.tell(address_key="the-one")

    result = stage_desk.shop("secret", "address-key")

    assert result.exit_code == 4
    assert "stays as long as the shop" in sentences(result)
    assert stage_desk.secret("address-key") == "the-one"


def test_an_endpoint_that_hears_of_payments_alone_is_told_what_it_leaves_out() -> None:
    alone = Endpoint("we_1", ORIGIN, "2026-01-01", SESSION_EVENTS, enabled=True)

    (said,) = alone.wrong("2026-01-01")

    assert "refund.failed" in said
    assert "charge.dispute.created" in said
