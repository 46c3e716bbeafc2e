"""AWS and Stripe as one address: what they answered once is answered again, at once."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple, Self

from infra.emulator import DIRECT
from tests.fixtures.runtime_api import QuietServer

KEPT = ("content-type", "x-amzn-requestid", "x-amz-crc32", "request-id")


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


class ColdWire:
    """While `recording`, requests go on to MiniStack or the stand-in; afterwards none does.

    A question with a new id or moment in it gets the latest answer to such a question.
    """

    def __init__(self, aws: str, stripe: str) -> None:
        self.recording = True
        self.seen: list[dict[str, Any]] = []
        self._aws, self._stripe = aws, stripe
        self._exact: dict[tuple[str, bytes], Answer] = {}
        self._latest: dict[str, Answer] = {}
        wire = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                answer = wire.answer(self.command, self.path, dict(self.headers), body)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST  # noqa: N815 (as the server looks it up)

            def log_message(self, *_: object) -> None: ...

        self._server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        target = headers.get("X-Amz-Target", "")
        call = target or f"{method} {path.partition('?')[0]}"
        if not self.recording:
            return self._exact.get((call, body)) or self._latest[call]
        self.seen.append(_described(target, method, path, body))
        answer = self._forwarded(method, path, headers, body)
        self._exact[call, body] = self._latest[call] = answer
        return answer

    def _forwarded(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        to_aws = headers.get("Authorization", "").startswith("AWS4")
        request = urllib.request.Request(  # noqa: S310 (our own addresses)
            (self._aws if to_aws else self._stripe) + path,
            body or None,
            {k: v for k, v in headers.items() if k not in ("Host", "Accept-Encoding")},
            method=method,
        )
        try:
            with DIRECT.open(request, timeout=20) as came:
                status, found, content = came.status, came.headers, came.read()
        except urllib.error.HTTPError as error:
            status, found, content = error.code, error.headers, error.read()
        kept = {name: value for name, value in found.items() if name.lower() in KEPT}
        return Answer(status, kept, content)


SERVICES = {"DynamoDB_20120810": "dynamodb", "AmazonSSM": "ssm", "AmazonSQS": "sqs"}


def _described(target: str, method: str, path: str, body: bytes) -> dict[str, Any]:
    """What a bare handler needs to ask the same."""
    if target:
        service, _, operation = target.partition(".")
        return {
            "service": SERVICES[service],
            "operation": operation,
            "params": json.loads(body),
        }
    return {"service": "stripe", "operation": f"{method} {path}", "body": body.decode()}
