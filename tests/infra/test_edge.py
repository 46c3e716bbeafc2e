"""The edge function finds the file of every address, and makes no address of an odd one."""

from __future__ import annotations

import re

import pytest

from tests.fixtures.edge import SOURCE, Edge

STORE = {
    "release": "new+law@shop.example",
    "moved:new:/pieces/agate-ring/": "/pieces/marfa-agate-ring/",
    "moved:old:/pieces/gone-by/": "/pieces/other/",
}


@pytest.fixture
def edge() -> Edge:
    return Edge(STORE.get)


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "/releases/new/index.html"),
        ("/rings/", "/releases/new/rings/index.html"),
        ("/pieces/river-band/", "/releases/new/pieces/river-band/index.html"),
        ("/404.html", "/releases/new/404.html"),
        ("/robots.txt", "/releases/new/robots.txt"),
        ("/feeds/journal.atom", "/releases/new/feeds/journal.atom"),
        ("/.well-known/security.txt", "/releases/new/.well-known/security.txt"),
        ("/search/", "/releases/new/search/index.html"),
        ("/search/index.json", "/releases/new/search/index.json"),
        ("/static/style.87ba77b8c8.css", "/assets/static/style.87ba77b8c8.css"),
        ("/pictures/river-band/1-320.db.avif", "/assets/pictures/river-band/1-320.db.avif"),
        ("/search/cards/0b.json", "/assets/search/cards/0b.json"),
        ("/search/texts/0b.json", "/assets/search/texts/0b.json"),
        ("/search/words/0b.json", "/assets/search/words/0b.json"),
        ("/policies/", "/releases/law/policies/index.html"),
        ("/policies/privacy/2026-09-01/", "/releases/law/policies/privacy/2026-09-01/index.html"),
        ("/policies/privacy/2026-09-01.md", "/releases/law/policies/privacy/2026-09-01.md"),
        ("/policies/SHA256SUMS", "/releases/law/policies/SHA256SUMS"),
        ("/pieces/gone-by/", "/releases/new/pieces/gone-by/index.html"),
    ],
)
def test_an_address_has_its_file(edge: Edge, path: str, file: str) -> None:
    assert edge.file(path) == file


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/rings", "/rings/"),
        ("/policies/privacy/2026-09-01", "/policies/privacy/2026-09-01/"),
        ("/index.html", "/"),
        ("/rings/index.html", "/rings/"),
        ("/pieces/agate-ring/", "/pieces/marfa-agate-ring/"),
    ],
)
def test_an_old_or_unfinished_address_leads_on(edge: Edge, path: str, address: str) -> None:
    told = edge.ask(path)

    assert told["statusCode"] == 301
    assert told["headers"]["location"]["value"] == address
    assert told["headers"]["cache-control"]["value"] == "public, max-age=3600"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("metal=gold&size=7", "/rings/?metal=gold&size=7"),
        ("q=%C3%A9t%C3%A9&q=%22", "/rings/?q=%C3%A9t%C3%A9&q=%22"),
        ("", "/rings/"),
        (None, "/rings/"),
    ],
)
def test_what_was_chosen_goes_along(edge: Edge, query: str | None, address: str) -> None:
    assert edge.address("/rings", query=query) == address


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "//evil.example/",
        "/\\evil.example",
        "/https://evil.example/",
        "/rings//",
        "/../manifests/new.json",
        "/rings/../../manifests/new.json",
        "/./",
        "/.git/config",
        "/rings/.well-known/",
        "/%2e%2e/manifests/new.json",
        "/rings%2F",
        "/rings%00",
        "/caf\u00e9/",
        "/caf%C3%A9/",
        "/rings/\r\nset-cookie:a",
        "/rings\n",
        "/rings;a=1/",
        "/rings/@evil.example",
        "rings/",
        "",
        "*",
        "/" + "a" * 400,
        "/" + "a/" * 8000,
    ],
)
def test_an_odd_address_has_no_file_and_leads_nowhere(edge: Edge, path: str) -> None:
    assert edge.file(path) == "/releases/new/not-there"


def test_a_private_file_of_the_bucket_has_no_address(edge: Edge) -> None:
    asked = ("/manifests/new.json", "/releases/old/robots.txt", "/assets/static/a.css")

    assert [edge.file(path) for path in asked] == [f"/releases/new{path}" for path in asked]


@pytest.mark.parametrize(
    ("host", "path", "query", "address"),
    [
        ("www.shop.example", "/rings/", None, "https://shop.example/rings/"),
        ("d111.cloudfront.net", "/rings", "metal=gold", "https://shop.example/rings?metal=gold"),
        ("www.shop.example", "//evil.example/", None, "https://shop.example/"),
        ("", "/rings/", None, "https://shop.example/rings/"),
    ],
)
def test_other_names_lead_to_the_shops_own(
    edge: Edge, host: str, path: str, query: str | None, address: str
) -> None:
    assert edge.address(path, host=host, query=query) == address


def test_the_shops_own_name_may_be_written_large(edge: Edge) -> None:
    assert edge.file("/rings/", host="Shop.Example") == "/releases/new/rings/index.html"


def test_a_release_alone_has_its_own_policies_and_any_name() -> None:
    edge = Edge(lambda key: "only" if key == "release" else None)

    assert edge.file("/policies/terms/") == "/releases/only/policies/terms/index.html"
    assert edge.file("/", host="other.example") == "/releases/only/index.html"


@pytest.mark.parametrize("path", ["/", "/rings", "//evil.example", "/static/a.css"])
def test_before_anything_is_published_the_shop_says_so(path: str) -> None:
    told = Edge(lambda _: None).ask(path)

    assert told["statusCode"] == 503
    assert told["headers"]["cache-control"]["value"] == "no-store"
    assert "Please come back" in told["body"]


def test_it_is_small_enough_for_cloudfront() -> None:
    # https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
    assert len(SOURCE.read_bytes()) < 10 * 1024


@pytest.mark.parametrize(
    "newer",
    [
        *(r"\?\.", r"\?\?", r"\.\.\.", r"\bclass\b", r"\bof\b", r"\bimport\((?!cf)"),
        *(r"(?:const|let|var)\s*[\[{]", r"\beval\b", r"\bvar\b", r"\bnew Function\b", r"\(\?<"),
    ],
)
def test_it_keeps_to_what_the_runtime_is_documented_to_know(newer: str) -> None:
    """No engine at hand is CloudFront's own: what it may not know isn't written at all."""
    code = re.sub(r"(?m)^\s*//.*$", "", SOURCE.read_text(encoding="utf-8"))

    assert not re.search(newer, code)
