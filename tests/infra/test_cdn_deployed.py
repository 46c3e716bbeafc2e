"""A page and the API through the CDN of the whole template, deployed, with real functions."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from functions.web.network import FROM_THE_CDN
from infra.aws import DeployError, put_secrets, session
from tests.fixtures.deployment import SECRETS, Deployment, deploy_whole
from tests.infra.cdn import sent_headers

pytestmark = pytest.mark.prove

CDN_SECRET = SECRETS["cdn-secrets"].split(",")[0]
PAGE = b"<!doctype html><title>A ring</title>"
LOST = b"<!doctype html><title>Not here</title>"


@pytest.fixture(scope="module")
def deployed(ministack: str) -> Deployment:
    found = deploy_whole(
        ministack,
        stage="behind-the-cdn",
        origin="https://shop.example",
        parameters={"CdnSecret": CDN_SECRET},
    )
    client = session().client("s3", endpoint_url=ministack)
    files = {"releases/1/index.html": PAGE, "errors/404.html": LOST}
    for key, body in files.items():
        client.put_object(
            Bucket=found.outputs["PagesBucket"], Key=key, Body=body, ContentType="text/html"
        )
    return found


@pytest.fixture(scope="module")
def visitor(deployed: Deployment) -> Iterator[httpx2.Client]:
    """Reaches the CDN by its name, as https does, without a resolver or a certificate."""
    headers = {"Host": deployed.outputs["DistributionDomain"], "X-Forwarded-Proto": "https"}
    with httpx2.Client(base_url=deployed.endpoint, headers=headers, timeout=30) as client:
        yield client


def test_a_page_comes_from_the_private_bucket_with_its_headers(visitor: httpx2.Client) -> None:
    answer = visitor.get("/releases/1/index.html")

    assert (answer.status_code, answer.content) == (200, PAGE)
    expected = sent_headers("/releases/1/index.html")
    assert {name: answer.headers[name] for name in expected} == expected


def test_the_bucket_itself_shows_its_pages_to_nobody(deployed: Deployment) -> None:
    access = session().client("s3", endpoint_url=deployed.endpoint)

    blocked = access.get_public_access_block(Bucket=deployed.outputs["PagesBucket"])

    assert set(blocked["PublicAccessBlockConfiguration"].values()) == {True}


def test_what_isnt_there_is_the_shops_own_page(visitor: httpx2.Client) -> None:
    answer = visitor.get("/pieces/never-made/")

    assert (answer.status_code, answer.content) == (404, LOST)
    assert "Content-Security-Policy" in answer.headers


def test_pages_take_no_forms(visitor: httpx2.Client) -> None:
    assert visitor.post("/releases/1/index.html").status_code == 403


def test_http_is_sent_on_to_https(visitor: httpx2.Client) -> None:
    answer = visitor.get("/api/stock", headers={"X-Forwarded-Proto": "http"})

    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://")


def test_a_function_answers_through_the_cdn_and_turns_away_whoever_goes_around_it(
    deployed: Deployment, visitor: httpx2.Client
) -> None:
    by_the_cdn = visitor.get("/api/orders/thanks?t=made-up")
    around = httpx2.get(f"{deployed.api}/api/orders/thanks?t=made-up", timeout=30)

    assert by_the_cdn.status_code == 400
    assert "That link is incomplete" in by_the_cdn.text
    bucket = deployed.exports_bucket
    form_action = f"form-action 'self' https://checkout.stripe.com https://{bucket}.s3"
    assert form_action in by_the_cdn.headers["Content-Security-Policy"]
    assert (around.status_code, around.json()["type"]) == (421, "back-door")


def test_a_visitor_cant_bring_the_secret_themselves(
    deployed: Deployment, visitor: httpx2.Client
) -> None:
    said = {FROM_THE_CDN: "guessed"}

    assert visitor.get("/api/orders/thanks?t=x", headers=said).status_code == 400
    assert httpx2.get(f"{deployed.api}/api/stock", headers=said, timeout=30).status_code == 421


def test_a_form_reaches_its_function_with_what_it_reads(visitor: httpx2.Client) -> None:
    wrong = visitor.post(
        "/api/newsletter/join", data={"mail": "x"}, headers=origin("https://no.example")
    )
    right = visitor.post(
        "/api/newsletter/join", data={"mail": "x"}, headers=origin("https://shop.example")
    )

    assert "That form isn't ours" in wrong.text.replace("&#39;", "'")
    assert "That form isn't ours" not in right.text.replace("&#39;", "'")


def origin(address: str) -> dict[str, str]:
    return {"Origin": address}


def test_what_is_left_goes_by_its_own_behavior(visitor: httpx2.Client) -> None:
    answer = visitor.get("/api/stock?sku=RING-1", headers={"Accept": "application/json"})

    # Nothing is published in this stack: the function itself says that the shop isn't open.
    assert (answer.status_code, answer.json()["type"]) == (503, "shop-closed")


def test_the_secret_is_rotated_without_turning_a_visitor_away(
    deployed: Deployment, visitor: httpx2.Client
) -> None:
    newer = "a-newer-secret-of-the-cdn-as-long-as-that"
    both = SECRETS | {"cdn-secrets": f"{newer},{CDN_SECRET}"}
    statuses = []

    def answered() -> None:
        statuses.append(visitor.get("/api/orders/thanks?t=x").status_code)

    # Functions learn both, then the CDN says the newer, then functions forget the older.
    for secrets, said, version in ((both, CDN_SECRET, "2"), (both, newer, "2")):
        redeploy(deployed, secrets, said, version)
        answered()
    redeploy(deployed, SECRETS | {"cdn-secrets": newer}, newer, "3")
    answered()
    older = httpx2.get(f"{deployed.api}/api/stock", headers={FROM_THE_CDN: CDN_SECRET}, timeout=30)

    assert statuses == [400, 400, 400]
    assert older.status_code == 421


def redeploy(deployed: Deployment, secrets: dict[str, str], said: str, version: str) -> None:
    put_secrets(deployed.endpoint, deployed.stage, secrets)
    again = deploy_whole(
        deployed.endpoint,
        stage=deployed.stage,
        origin=deployed.origin,
        secrets=secrets,
        parameters={"CdnSecret": said, "SecretsVersion": version},
    )
    assert urlsplit(again.api) == urlsplit(deployed.api)


def test_everything_that_can_be_wanted_is_deployed_together(deployed: Deployment) -> None:
    wanted = {
        "CdnSecret": CDN_SECRET,
        "Origin": "",
        "Domain": "shop.example",
        "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/1",
        "MailDomain": "mail.shop.example",
        "HstsSeconds": "63072000",
        "HstsSubdomains": "true",
        "HstsPreload": "true",
        "ReservedConcurrency": "5",
        "SnapStart": "true",
        "Firewall": "true",
    }

    whole = deploy_whole(deployed.endpoint, stage="with-everything", parameters=wanted)

    answer = httpx2.get(
        f"{whole.endpoint}/",
        headers={"Host": whole.outputs["DistributionDomain"], "X-Forwarded-Proto": "https"},
    )
    assert whole.outputs["Origin"] == "https://shop.example"
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=63072000; includeSubDomains; preload"
    )


def test_a_stack_that_keeps_data_is_refused_without_the_cdns_secret(deployed: Deployment) -> None:
    with pytest.raises(DeployError, match="without it anybody could go"):
        deploy_whole(deployed.endpoint, stage="open-door", parameters={"KeepData": "true"})
