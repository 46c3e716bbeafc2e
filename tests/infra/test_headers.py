"""The headers that CloudFront adds are those that were shown to work, on every kind of page."""

from __future__ import annotations

import pytest
from botocore.config import Config

from functions.adapters.s3_doors import S3Doors
from infra.aws import session
from infra.headers import COMMON, content_security_policy
from tests.infra.cdn import EXPORTS, sent_headers
from tests.infra.parts import of_type

REFERENCE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self' https://checkout.stripe.com",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
    "upgrade-insecure-requests": "",
}
"""The policy that gives the best mark of Mozilla's Observatory for a site without cookies."""

BUCKET = f"https://{EXPORTS}.s3.amazonaws.com"


def policy(path: str) -> dict[str, str]:
    rules = sent_headers(path)["Content-Security-Policy"].split(";")
    named = [rule.strip().partition(" ") for rule in rules]
    return {name: value for name, _, value in named}


@pytest.mark.parametrize(
    "path", ["/", "/pieces/river-band/", "/cart/", "/search/", "/policies/privacy/"]
)
def test_pages_have_the_reference_policy_and_nothing_more(path: str) -> None:
    assert policy(path) == REFERENCE


@pytest.mark.parametrize("path", ["/api/privacy/request", "/api/orders/order", "/api/stock"])
def test_forms_of_functions_may_also_lead_to_the_bucket_of_copies(path: str) -> None:
    form_action = f"{REFERENCE['form-action']} {BUCKET}"

    assert policy(path) == REFERENCE | {"form-action": form_action}


def test_copies_and_proofs_go_where_the_policy_lets_forms_go() -> None:
    signing = Config(signature_version="s3v4")
    doors = S3Doors(lambda: session().client("s3", config=signing), EXPORTS)

    assert doors.fetch("exports/a.zip", "a.zip").startswith(f"{BUCKET}/")
    assert doors.hand_in("proofs/a", "https://shop.example/").address == f"{BUCKET}/"


def test_a_picture_has_no_policy_of_its_own() -> None:
    assert "Content-Security-Policy" not in sent_headers("/pictures/river-band/1-320.avif")


@pytest.mark.parametrize("path", ["/", "/search/", "/pictures/a.avif", "/api/checkout"])
def test_every_answer_is_isolated_and_says_where_it_came_from_to_nobody_else(path: str) -> None:
    headers = sent_headers(path)

    assert {name: headers[name] for name in COMMON} == COMMON
    assert COMMON == {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
    }


def test_the_local_shop_serves_pages_under_the_same_policy_but_for_https() -> None:
    for path in ("/", "/search/"):
        local = content_security_policy()
        assert (
            sent_headers(path)["Content-Security-Policy"] == f"{local}; upgrade-insecure-requests"
        )


@pytest.mark.parametrize("path", ["/", "/search/", "/pictures/a.avif", "/api/checkout"])
def test_https_is_remembered_for_a_day_at_first_and_more_only_where_the_owner_says_so(
    path: str,
) -> None:
    def said(**parameters: object) -> str:
        return sent_headers(path, **parameters)["Strict-Transport-Security"]

    assert said() == "max-age=86400"
    assert said(HstsSeconds=63072000) == "max-age=63072000"
    assert (
        said(HstsSeconds=63072000, HstsSubdomains="true", HstsPreload="true")
        == "max-age=63072000; includeSubDomains; preload"
    )


def test_what_a_function_or_a_file_says_otherwise_is_overruled() -> None:
    policies = of_type("AWS::CloudFront::ResponseHeadersPolicy").values()

    for each in policies:
        config = each["ResponseHeadersPolicyConfig"]
        security = config["SecurityHeadersConfig"].values()
        assert {said["Override"] for said in security} == {True}
        assert {said["Override"] for said in config["CustomHeadersConfig"]["Items"]} == {True}
