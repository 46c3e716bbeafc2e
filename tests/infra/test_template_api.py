"""The API: what it may call, what reaches functions, how much of it, and what is written down."""

from __future__ import annotations

import json

import pytest

from infra.translate import translated
from tests.infra.parts import of_type, properties

SNAPSHOT = {"Fn::If": ["HasSnapStart", {"Ref": "CheckoutSnapshot"}, {"Ref": "Checkout"}]}


def called(function: object) -> str:
    """The function's name; checkout's, where what is called may be its snapshot."""
    match function:
        case {"Fn::If": ["HasSnapStart", {"Ref": "CheckoutSnapshot"}, otherwise]}:
            return called(otherwise)
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
    raise AssertionError(function)


def test_the_api_may_call_the_functions_behind_its_routes() -> None:
    allowed = {
        called(permission["FunctionName"]): permission
        for permission in of_type("AWS::Lambda::Permission").values()
        if permission["Principal"] == "apigateway.amazonaws.com"
    }

    behind = {
        called(integration["IntegrationUri"])
        for integration in of_type("AWS::ApiGatewayV2::Integration").values()
    }
    assert set(allowed) == behind == {"Checkout", "Orders", "Newsletter", "Privacy", "Account"}
    for permission in allowed.values():
        assert permission["SourceArn"]["Fn::Sub"].endswith(":${Api}/*/*/api/*")


def test_a_snapshot_is_called_and_allowed_together() -> None:
    assert properties("CheckoutForApi")["FunctionName"] == SNAPSHOT
    assert properties("CheckoutIntegration")["IntegrationUri"] == {
        "Fn::If": ["HasSnapStart", {"Ref": "CheckoutSnapshot"}, {"Fn::GetAtt": ["Checkout", "Arn"]}]
    }


def test_requests_reach_functions_in_the_shape_that_mangum_reads() -> None:
    integrations = of_type("AWS::ApiGatewayV2::Integration").values()

    for integration in integrations:
        assert integration["IntegrationType"] == "AWS_PROXY"
        assert integration["PayloadFormatVersion"] == "2.0"
    stage = properties("ApiStage")
    assert (stage["ApiId"], stage["StageName"]) == ({"Ref": "Api"}, "$default")
    assert stage["AutoDeploy"] is True


def routes() -> dict[str, str]:
    """Every route's key by the name that it has in the template."""
    found = of_type("AWS::ApiGatewayV2::Route").items()
    return {name: said["RouteKey"] for name, said in found}


def test_every_route_is_throttled_and_what_sends_mail_or_can_be_guessed_at_most() -> None:
    stage = properties("ApiStage")
    settings = stage["RouteSettings"]
    seldom = {"ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 20}

    assert stage["DefaultRouteSettings"] == {"ThrottlingRateLimit": 25, "ThrottlingBurstLimit": 50}
    assert {key for key, limit in settings.items() if limit == seldom} == {
        *(f"POST /api/newsletter/{name}" for name in ("join", "choices", "move")),
        *(f"POST /api/privacy/{name}" for name in ("request", "code", "prove", "prove-order")),
        "POST /api/account/link",
        *(f"POST /api/orders/{name}" for name in ("remind", "order", "contact", "waiting")),
        *(f"POST /api/orders/{name}" for name in ("return", "withdraw-confirm")),
    }
    assert settings["POST /api/checkout"]["ThrottlingRateLimit"] >= 1000 / 60
    assert settings["POST /api/newsletter/leave"]["ThrottlingBurstLimit"] == 200


def test_a_routes_limit_is_set_once_the_route_is_there() -> None:
    stage = translated()["Resources"]["ApiStage"]

    assert set(stage["Properties"]["RouteSettings"]) <= set(routes().values())
    assert set(stage["DependsOn"]) == set(routes())


@pytest.mark.promise("cookies/visits-nameless")
def test_a_call_is_written_down_without_who_called_and_what_they_asked() -> None:
    access = properties("ApiStage")["AccessLogSettings"]

    assert access["DestinationArn"] == {"Fn::GetAtt": ["CallLogs", "Arn"]}
    assert properties("CallLogs") == {"RetentionInDays": 30}
    assert set(json.loads(access["Format"]).values()) == {
        "$context.requestTimeEpoch",
        "$context.requestId",
        "$context.routeKey",
        "$context.status",
        "$context.responseLength",
        "$context.responseLatency",
        "$context.integrationLatency",
        "$context.integrationStatus",
        "$context.error.messageString",
    }
