"""The public address of the local stack, with other programs that only say what they were asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import html5lib  # type: ignore[import-untyped]
import httpx2
import msgspec
import pytest

from infra.local.builder import Build
from infra.local.site import news
from infra.local.web import Places, create_app
from tests.fixtures.loops import run

PORT = 8000
HOST = {"Host": f"127.0.0.1:{PORT}"}
SCRIPT = '<script type="module" src="/dev/reload.js"></script>'

Elsewhere = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    built = tmp_path / "builds" / "1"
    (built / "pieces" / "river-band").mkdir(parents=True)
    (built / "static").mkdir()
    (built / "index.html").write_text("<p>home</p></body></html>")
    (built / "pieces" / "river-band" / "index.html").write_text("<body><p>River</p></body>")
    (built / "404.html").write_text("<body><p>not here</p></body>")
    (built / "static" / "shop.css").write_text("p {}")
    (built / "static" / "piece.avif").write_bytes(b"avif")
    (tmp_path / "site").symlink_to(Path("builds") / "1")
    (tmp_path / "keys.json").write_text("{}")
    return tmp_path


def nobody(request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ConnectError("refused", request=request)


def ask(
    state: Path,
    path: str,
    method: str = "GET",
    *,
    elsewhere: Elsewhere = nobody,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
) -> httpx2.Response:
    places = Places(
        port=PORT,
        state=state,
        functions="http://127.0.0.1:9001",
        aws="http://127.0.0.1:9002",
        stripe="http://127.0.0.1:9003",
        stripe_key="sk_test_local",
    )

    async def asked() -> httpx2.Response:
        others = httpx2.AsyncClient(transport=httpx2.MockTransport(elsewhere))
        app = create_app(places, others)
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app)) as client, others:
            url = f"http://127.0.0.1:{PORT}{path}"
            return await client.request(
                method, url, headers={**HOST, **(headers or {})}, content=content
            )

    return run(asked())


def test_pages_have_clean_addresses_and_tell_of_new_builds(state: Path) -> None:
    home = ask(state, "/")
    piece = ask(state, "/pieces/river-band/")

    assert home.text == f"<p>home</p>{SCRIPT}</body></html>"
    assert piece.text == f"<body><p>River</p>{SCRIPT}</body>"
    assert piece.headers["content-type"] == "text/html; charset=utf-8"
    assert SCRIPT not in (state / "site" / "index.html").read_text()


def test_an_address_without_its_last_slash_is_mended(state: Path) -> None:
    answer = ask(state, "/pieces/river-band")

    assert answer.status_code == 307
    assert answer.headers["location"] == f"http://127.0.0.1:{PORT}/pieces/river-band/"


@pytest.mark.parametrize(
    "path", ["/nothing/", "/pieces/", "/../keys.json", "/%2e%2e/keys.json", "/..%2fkeys.json"]
)
def test_what_is_not_there_gets_the_sites_own_page(state: Path, path: str) -> None:
    answer = ask(state, path)

    assert answer.status_code == 404
    assert "not here" in answer.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/static/shop.css", "text/css; charset=utf-8"), ("/static/piece.avif", "image/avif")],
)
def test_files_have_their_type_and_are_never_kept(state: Path, path: str, kind: str) -> None:
    answer = ask(state, path)

    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-store"


def test_a_file_is_sent_again_even_when_the_browser_has_it(state: Path) -> None:
    first = ask(state, "/static/shop.css")

    again = ask(state, "/static/shop.css", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 200


def test_pages_are_only_read(state: Path) -> None:
    assert ask(state, "/", "HEAD").status_code == 200
    assert ask(state, "/", "POST").status_code == 405


def test_before_the_first_build_the_page_says_why_there_is_none(tmp_path: Path) -> None:
    build = Build(1, "content/products/x/index.md:3: price: write 128.00")
    (tmp_path / "build.json").write_bytes(msgspec.json.encode(build))

    answer = ask(tmp_path, "/")

    assert answer.status_code == 503
    assert "write 128.00" in answer.text
    assert SCRIPT in answer.text


@pytest.mark.parametrize("host", ["shop.example", "127.0.0.1", "127.0.0.1:9000", ""])
def test_other_names_for_this_machine_are_refused(state: Path, host: str) -> None:
    answer = ask(state, "/", headers={"Host": host})

    assert answer.status_code == 421
    assert f"http://127.0.0.1:{PORT}/" in answer.text


def test_localhost_is_sent_to_the_one_origin(state: Path) -> None:
    answer = ask(state, "/pieces/?a=1", headers={"Host": f"localhost:{PORT}"})

    assert answer.status_code == 307
    assert answer.headers["location"] == f"http://127.0.0.1:{PORT}/pieces/?a=1"


def test_the_api_gets_the_request_as_it_came_and_its_answer_is_untouched(state: Path) -> None:
    asked: list[httpx2.Request] = []

    def functions(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        headers = [("Location", "https://pay.example/1"), ("Set-Cookie", "a=1"), ("X-Own", "2")]
        return httpx2.Response(303, headers=headers, content=b"on your way")

    answer = ask(
        state,
        "/api/checkout?from=%2Fa%20b",
        "POST",
        elsewhere=functions,
        headers={
            "Origin": "https://elsewhere.example",
            "Sec-Fetch-Site": "cross-site",
            "Content-Type": "application/x-www-form-urlencoded",
            "Connection": "keep-alive",
        },
        content=b"sku=RING-1&quantity=1",
    )

    [request] = asked
    assert request.method == "POST"
    assert str(request.url) == "http://127.0.0.1:9001/api/checkout?from=%2Fa%20b"
    assert request.headers["origin"] == "https://elsewhere.example"
    assert request.headers["sec-fetch-site"] == "cross-site"
    assert request.headers["host"] == "127.0.0.1:9001"
    assert request.content == b"sku=RING-1&quantity=1"
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://pay.example/1"
    assert answer.headers["set-cookie"] == "a=1"
    assert answer.content == b"on your way"


def test_an_error_of_the_api_is_passed_on_too(state: Path) -> None:
    def functions(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(422, html="<h1>Enter a quantity</h1>")

    answer = ask(state, "/api/checkout", "POST", elsewhere=functions)

    assert (answer.status_code, answer.text) == (422, "<h1>Enter a quantity</h1>")


def test_a_part_that_is_not_there_is_said_in_plain_words(state: Path) -> None:
    answer = ask(state, "/api/checkout", "POST")

    assert answer.status_code == 502
    assert "The program “functions” isn’t there" in answer.text


def test_payment_pages_are_seen_under_the_shops_address(state: Path) -> None:
    def stripe(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, html=str(request.url))

    answer = ask(state, "/dev/stripe/pay/cs_test_1", elsewhere=stripe)

    assert answer.text == "http://127.0.0.1:9003/pay/cs_test_1"


def kept_mail(number: int, **said: object) -> dict[str, object]:
    return {
        "MessageId": f"m{number}",
        "Source": "Shop <shop@example.com>",
        "To": ["ann@example.com"],
        "CC": [],
        "BCC": [],
        "Subject": f"Order {number}",
        "BodyText": "Thank you.",
        "BodyHtml": None,
        "Timestamp": 1_767_225_600.5 + number,
        "Type": "SendEmail",
        **said,
    }


def with_mails(*mails: dict[str, object]) -> Elsewhere:
    def aws(request: httpx2.Request) -> httpx2.Response:
        assert str(request.url) == "http://127.0.0.1:9002/_ministack/ses/messages"
        return httpx2.Response(200, json={"messages": {"000000000000": list(mails)}})

    return aws


def test_mails_are_listed_the_newest_first_for_machines(state: Path) -> None:
    aws = with_mails(kept_mail(1), kept_mail(2, BodyHtml="<p>Thank you.</p>"))

    answer = ask(state, "/dev/mail.json", elsewhere=aws)

    assert answer.json() == {
        "messages": [
            {
                "id": "m2",
                "at": "2026-01-01T00:00:02.500000Z",
                "sender": "Shop <shop@example.com>",
                "to": ["ann@example.com"],
                "subject": "Order 2",
                "text": "Thank you.",
                "html": "<p>Thank you.</p>",
            },
            {
                "id": "m1",
                "at": "2026-01-01T00:00:01.500000Z",
                "sender": "Shop <shop@example.com>",
                "to": ["ann@example.com"],
                "subject": "Order 1",
                "text": "Thank you.",
                "html": None,
            },
        ]
    }


def test_a_mail_can_do_nothing_to_the_page_that_shows_it(state: Path) -> None:
    attack = '"><script>alert(1)</script>'
    mail = kept_mail(
        1, Subject=attack, BodyText=attack, Source=attack, To=[attack], BodyHtml=f"<p>{attack}</p>"
    )

    answer = ask(state, "/dev/mail", elsewhere=with_mails(mail))

    page = html5lib.parse(answer.text, namespaceHTMLElements=False)
    scripts = [script.attrib for script in page.iter("script")]
    [frame] = page.iter("iframe")
    assert scripts == [{"type": "module", "src": "/dev/reload.js"}]
    assert frame.attrib["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert frame.attrib["srcdoc"] == f'<base target="_blank"><p>{attack}</p>'
    assert page.find(".//h2").text == attack
    assert page.find(".//pre").text == attack


def test_the_index_says_what_runs_and_who_went_to_pay(state: Path) -> None:
    session = {
        "id": "cs_test_1",
        "status": "open",
        "payment_status": "unpaid",
        "url": f"http://127.0.0.1:{PORT}/dev/stripe/pay/cs_test_1",
    }

    def stripe(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["authorization"] == "Bearer sk_test_local"
        return httpx2.Response(200, json={"data": [session]})

    answer = ask(state, "/dev/", elsewhere=stripe)

    assert "http://127.0.0.1:9001, doesn’t answer" in answer.text
    assert f'<a href="{session["url"]}">' in answer.text


def test_every_new_build_is_told_and_so_is_what_went_wrong(state: Path) -> None:
    def built(build: Build) -> None:
        (state / "build.json").write_bytes(msgspec.json.encode(build))

    async def listen() -> list[str]:
        heard = news(state)
        built(Build(1))
        first = [await anext(heard), await anext(heard)]
        built(Build(2, "line 1\nline 2"))
        return [*first, await anext(heard)]

    hello, first, second = run(listen())

    assert hello.startswith(":")
    assert first == 'event: build\ndata: {"id":"1","problems":""}\n\n'
    assert json.loads(second.removeprefix("event: build\ndata: ")) == {
        "id": "2",
        "problems": "line 1\nline 2",
    }


def test_a_page_may_load_its_own_files_and_nothing_else(state: Path) -> None:
    headers = ask(state, "/pieces/river-band/").headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in policy
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_picture_is_shown_as_the_browser_shows_pictures(state: Path) -> None:
    headers = ask(state, "/static/piece.avif").headers

    assert "content-security-policy" not in headers
    assert headers["x-content-type-options"] == "nosniff"
