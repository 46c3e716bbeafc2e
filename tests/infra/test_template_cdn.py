"""The CDN and the pages behind it: what is kept for how long, who reaches what, what is noted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.checkout.app import STOCK_CACHED
from functions.privacy.signals import HEADER as PRIVACY_SIGNAL
from functions.web.network import FROM_THE_CDN, VIEWER
from infra.translate import TEMPLATE, translated
from tests.infra.cdn import behavior, distribution
from tests.infra.parts import of_type, properties

CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
EVERY_METHOD = {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
CLOUDFRONTS_ERRORS = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}
PAGES = ("/", "/pieces/river-band/", "/search/", "/pictures/a.avif", "/static/css/a.css")


def condition(name: str, yes: object, no: object) -> dict[str, Any]:
    return {"Fn::If": [name, yes, no]}


NOTHING = {"Ref": "AWS::NoValue"}


def test_visitors_come_by_https_in_its_newest_way() -> None:
    said = distribution()

    assert said["HttpVersion"] == "http2and3"
    assert said["IPV6Enabled"] is True
    for path in (*PAGES, "/api/checkout", "/api/stock"):
        assert behavior(path)["ViewerProtocolPolicy"] == "redirect-to-https"
        assert behavior(path)["Compress"] is True


def test_the_domain_comes_with_its_certificate_or_not_at_all() -> None:
    said = distribution()

    assert said["Aliases"] == condition("HasDomain", [{"Ref": "Domain"}], NOTHING)
    assert said["ViewerCertificate"] == condition(
        "HasCertificate",
        {
            "AcmCertificateArn": {"Ref": "CertificateArn"},
            "SslSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
        {"CloudFrontDefaultCertificate": True},
    )


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_read_from_the_bucket_by_way_of_the_edge_function(path: str) -> None:
    said = behavior(path)

    assert said["TargetOriginId"] == "pages"
    assert said["AllowedMethods"] == ["GET", "HEAD"]
    assert said["CachePolicyId"] == {"Ref": "PagesCache"}
    edge = [
        {"EventType": "viewer-request", "FunctionARN": {"Fn::GetAtt": ["PagesEdge", "FunctionARN"]}}
    ]
    assert said["FunctionAssociations"] == condition("LocalApi", NOTHING, edge)


@pytest.mark.parametrize("path", ["/api/checkout", "/api/stripe/events", "/api/elsewhere"])
def test_what_is_for_functions_is_never_kept_and_never_rewritten(path: str) -> None:
    said = behavior(path)

    assert said["TargetOriginId"] == "api"
    assert set(said["AllowedMethods"]) == EVERY_METHOD
    assert said["CachePolicyId"] == CACHING_DISABLED
    assert "FunctionAssociations" not in said


def test_what_is_left_of_a_piece_is_kept_for_ten_seconds_by_what_was_asked() -> None:
    said = behavior("/api/stock")
    cache = properties(said["CachePolicyId"]["Ref"])["CachePolicyConfig"]
    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]

    assert said["AllowedMethods"] == ["GET", "HEAD"]
    assert (cache["MinTTL"], cache["DefaultTTL"], cache["MaxTTL"]) == (0, 0, 10)
    assert "s-maxage=10" in STOCK_CACHED
    assert key["QueryStringsConfig"] == {
        "QueryStringBehavior": "whitelist",
        "QueryStrings": ["sku"],
    }
    assert key["CookiesConfig"] == {"CookieBehavior": "none"}
    assert key["HeadersConfig"] == {"HeaderBehavior": "none"}


def test_pages_are_kept_as_long_as_they_say_and_compressed() -> None:
    cache = properties("PagesCache")["CachePolicyConfig"]
    key = cache["ParametersInCacheKeyAndForwardedToOrigin"]

    assert (cache["MinTTL"], cache["DefaultTTL"]) == (0, 0)
    assert key["EnableAcceptEncodingBrotli"] is True
    assert key["EnableAcceptEncodingGzip"] is True
    assert key["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_functions_are_told_what_they_read_and_no_cookie_or_browsers_name() -> None:
    for path in ("/api/stock", "/api/checkout"):
        assert behavior(path)["OriginRequestPolicyId"] == {"Ref": "ApiRequests"}
    said = properties("ApiRequests")["OriginRequestPolicyConfig"]

    passed_on = {name.lower() for name in said["HeadersConfig"]["Headers"]}
    assert passed_on == {
        *("accept", "content-type", "origin", "sec-fetch-site", "stripe-signature"),
        *(VIEWER, PRIVACY_SIGNAL),
    }
    assert said["CookiesConfig"] == {"CookieBehavior": "none"}
    assert said["QueryStringsConfig"] == {"QueryStringBehavior": "all"}


def test_the_cdn_proves_itself_to_the_functions_by_a_secret_that_the_template_hasnt() -> None:
    [api] = [origin for origin in distribution()["Origins"] if origin["Id"] == "api"]
    parameter = translated()["Parameters"]["CdnSecret"]

    [header] = api["OriginCustomHeaders"]["Fn::If"][1]
    assert header["HeaderName"].lower() == FROM_THE_CDN
    assert header["HeaderValue"] == {"Ref": "CdnSecret"}
    assert (parameter["NoEcho"], parameter["Default"]) == (True, "")


def test_a_stack_that_keeps_data_needs_the_cdns_secret_and_the_one_region() -> None:
    rules = translated()["Rules"]

    assert rules["ProvenCdn"]["RuleCondition"] == {"Fn::Equals": [{"Ref": "KeepData"}, "true"]}
    assert rules["ProvenCdn"]["Assertions"][0]["Assert"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "CdnSecret"}, ""]}]
    }
    assert rules["OneRegion"]["Assertions"][0]["Assert"] == {
        "Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]
    }


def test_the_api_is_reached_by_https_and_given_time_to_end_a_request_itself() -> None:
    [api] = [origin for origin in distribution()["Origins"] if origin["Id"] == "api"]

    custom = api["CustomOriginConfig"]
    assert custom["OriginProtocolPolicy"] == condition("LocalApi", "http-only", "https-only")
    assert custom["OriginSSLProtocols"] == ["TLSv1.2"]
    assert custom["OriginReadTimeout"] > 30


def test_no_error_is_kept_and_only_what_isnt_there_gets_a_page_of_the_shop() -> None:
    errors = {each["ErrorCode"]: each for each in distribution()["CustomErrorResponses"]}

    assert set(errors) == CLOUDFRONTS_ERRORS
    assert {each["ErrorCachingMinTTL"] for each in errors.values()} == {0}
    paged = {code: each["ResponsePagePath"] for code, each in errors.items() if len(each) > 2}
    assert paged == {403: "/errors/404.html", 404: "/errors/404.html"}
    assert {errors[code]["ResponseCode"] for code in paged} == {404}


def test_the_bucket_of_pages_is_private_and_read_by_this_distribution_alone() -> None:
    said = properties("PagesBucket")
    [statement] = properties("PagesForTheCdn")["PolicyDocument"]["Statement"]
    [pages] = [origin for origin in distribution()["Origins"] if origin["Id"] == "pages"]

    assert said["PublicAccessBlockConfiguration"] == dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
    assert translated()["Resources"]["PagesBucket"]["DeletionPolicy"] == "Retain"
    assert pages["OriginAccessControlId"] == {"Fn::GetAtt": ["PagesAccess", "Id"]}
    assert properties("PagesAccess")["OriginAccessControlConfig"]["SigningBehavior"] == "always"
    assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    assert statement["Action"] == "s3:GetObject"
    assert statement["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"].endswith("/${Shop}")


def test_the_edge_function_is_the_file_that_stands_beside_the_template() -> None:
    edge = properties("PagesEdge")

    assert edge["FunctionCode"] == (TEMPLATE.parent / "edge" / "pages.js").read_text()
    assert edge["AutoPublish"] is True
    assert edge["FunctionConfig"]["Runtime"] == "cloudfront-js-2.0"
    assert edge["FunctionConfig"]["KeyValueStoreAssociations"] == [
        {"KeyValueStoreARN": {"Fn::GetAtt": ["EdgeStore", "Arn"]}}
    ]
    assert len(edge["FunctionCode"].encode()) <= 10 * 1024


@pytest.mark.promise("cookies/visits-nameless")
def test_visits_are_noted_without_who_it_was() -> None:
    assert set(properties("Visits")["RecordFields"]) == {
        *("date", "time", "x-edge-location", "cs-method", "cs-uri-stem", "cs-protocol-version"),
        *("sc-status", "sc-bytes", "sc-content-type", "time-taken", "time-to-first-byte"),
        *("x-edge-result-type", "x-edge-detailed-result-type"),
    }
    assert properties("VisitsFromTheCdn")["LogType"] == "ACCESS_LOGS"
    assert properties("VisitLogs") == {"RetentionInDays": 30}
    # The older way of logging writes all of it down.
    assert "Logging" not in distribution()


def test_aws_may_write_visits_and_calls_into_their_logs_and_nothing_else() -> None:
    written = properties("LogsAreDelivered")["PolicyDocument"]["Fn::Sub"]
    [statement] = json.loads(written)["Statement"]

    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    assert statement["Resource"] == ["${VisitLogs.Arn}", "${CallLogs.Arn}"]
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "${AWS::AccountId}"}


def test_a_firewall_stands_there_only_where_it_is_wanted_and_keeps_no_samples() -> None:
    guard = translated()["Resources"]["Guard"]
    said = guard["Properties"]

    assert translated()["Parameters"]["Firewall"]["Default"] == "false"
    assert guard["Condition"] == "HasFirewall"
    assert said["Scope"] == "CLOUDFRONT"
    assert distribution()["WebACLId"] == condition(
        "HasFirewall", {"Fn::GetAtt": ["Guard", "Arn"]}, NOTHING
    )
    visible = [said["VisibilityConfig"], *(rule["VisibilityConfig"] for rule in said["Rules"])]
    assert {each["SampledRequestsEnabled"] for each in visible} == {False}


def test_names_that_an_account_has_once_carry_the_stage() -> None:
    kinds = ("CachePolicy", "OriginRequestPolicy", "ResponseHeadersPolicy", "OriginAccessControl")
    named = [
        next(iter(said.values()))["Name"]
        for kind in kinds
        for said in of_type(f"AWS::CloudFront::{kind}").values()
    ]
    named += [properties(name)["Name"] for name in ("EdgeStore", "PagesEdge", "Guard")]

    assert all("${Stage}" in name["Fn::Sub"] for name in named)
    assert len(named) == 10
