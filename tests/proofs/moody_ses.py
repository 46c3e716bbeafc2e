"""A small SES for proofs: it has a rate, loses its patience, stumbles, and remembers every letter.

It may take a letter and hang up, and it may take one and answer that it failed.

Run as `python -m tests.proofs.moody_ses PORT RATE SEED`.
"""

from __future__ import annotations

import base64
import json
import os
import random
import sys
import threading
import time
from email.parser import BytesHeaderParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from infra.emulated import keep
from infra.emulator import KEPT_MAILS

MOODS = {
    "throttled": 0.005,
    "stumbled": 0.003,
    "refused": 0.001,
    "cut off": 0.002,
    "taken, said 500": 0.002,
}
"""Of all letters, beside those that came too fast. The last two are taken, and nobody knows."""


class Memory:
    """Every letter by its recipient: when it was taken, or that it was refused."""

    def __init__(self, rate: float, seed: int) -> None:
        self.rate = rate
        self.taken: dict[str, list[float]] = {}
        self.refused: list[str] = []
        self.turned_away = dict.fromkeys(("rate", *MOODS.keys() - {"refused"}), 0)
        self._chance = random.Random(seed)  # noqa: S311 (chance that can be had again)
        self._allowance = rate
        self._at = time.monotonic()
        self._lock = threading.Lock()

    def decide(self, recipient: str) -> str:
        with self._lock:
            now = time.monotonic()
            self._allowance = min(self.rate, self._allowance + (now - self._at) * self.rate)
            self._at = now
            if self._allowance < 1:
                return self._turn_away("rate")
            mood = self._mood()
            if mood in ("throttled", "stumbled"):
                return self._turn_away(mood)
            self._allowance -= 1
            if mood == "refused":
                self.refused.append(recipient)
                return mood
            self.taken.setdefault(recipient, []).append(time.time())
            return self._turn_away(mood) if mood else "taken"

    def _mood(self) -> str:
        drawn = self._chance.random()
        for mood, share in MOODS.items():
            drawn -= share
            if drawn < 0:
                return mood
        return ""

    def _turn_away(self, why: str) -> str:
        self.turned_away[why] += 1
        return why


ANSWERS = {
    "rate": (429, "TooManyRequestsException"),
    "throttled": (429, "TooManyRequestsException"),
    "stumbled": (503, "ThrottlingException"),
    "taken, said 500": (500, "InternalFailure"),
    "refused": (400, "MessageRejected"),
}


class Ses(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    memory: Memory
    kept: Path | None = None
    """Where its mails are kept, for the checker of all mails."""

    def do_GET(self) -> None:
        if self.path == "/count":
            said: dict[str, Any] = {"taken": len(self.memory.taken)}
        elif self.path == "/memory":
            said = {
                "taken": self.memory.taken,
                "refused": self.memory.refused,
                "turned_away": self.memory.turned_away,
            }
        elif self.path.startswith("/v2/email/identities/"):
            said = {
                "VerifiedForSendingStatus": True,
                "DkimAttributes": {"Status": "SUCCESS", "SigningEnabled": True},
                "MailFromAttributes": {"MailFromDomainStatus": "SUCCESS"},
            }
        else:
            quota = {"MaxSendRate": self.memory.rate, "Max24HourSend": -1, "SentLast24Hours": 0}
            said = {"SendQuota": quota, "ProductionAccessEnabled": True, "SendingEnabled": True}
        self._answer(200, said)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = json.loads(body)
        [recipient] = said["Destination"]["ToAddresses"]
        raw = BytesHeaderParser().parsebytes(base64.b64decode(said["Content"]["Raw"]["Data"]))
        assert raw["To"] == recipient
        assert "/api/newsletter/leave?t=" in raw["List-Unsubscribe"]
        if self.kept:
            keep(body, self.kept)
        decided = self.memory.decide(recipient)
        if decided == "cut off":
            self.close_connection = True
            return
        if decided == "taken":
            self._answer(200, {"MessageId": f"moody-{time.monotonic_ns()}"})
            return
        status, code = ANSWERS[decided]
        self._answer(status, {"message": decided}, code)

    def _answer(self, status: int, said: dict[str, Any], error: str = "") -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if error:
            self.send_header("x-amzn-ErrorType", error)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
        """Say nothing."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that is killed hangs up: that is what it is for."""


def main() -> None:
    port, rate, seed = int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
    Ses.memory = Memory(rate, seed)
    if mails := os.environ.get(KEPT_MAILS):
        Ses.kept = Path(mails) / str(port)
        Ses.kept.mkdir(parents=True, exist_ok=True)
    Server(("127.0.0.1", port), Ses).serve_forever()


if __name__ == "__main__":
    main()
