"""A letter to many, sent by a process that is killed again and again; and what became of it."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx2

from domain.batons import Relay
from domain.letter_plan import Preparation, new_mailing
from domain.mailings import Mailing, MailingState, SendState
from domain.publishing import publish
from domain.readership import Readership, lately
from domain.subscribers import Standing, Subscriber
from functions.adapters.dynamo import batches, to_item
from functions.adapters.dynamo_mailings import DynamoMailings
from functions.adapters.dynamo_reading import read_each
from functions.adapters.dynamo_sends import send_key
from functions.adapters.dynamo_shelf import DynamoShelf
from functions.adapters.dynamo_subscribers import DynamoSubscriberBook
from functions.adapters.sqs_batons import SqsBatons
from functions.settings import Tables
from infra.ports import answers, free_port
from tests import letter_post
from tests.letter_post import SPRING
from tests.proofs.letter_sender import client
from tests.samples import WITH_LETTERS

ROOT = Path(__file__).parents[2]
TOLD_EVERY = 30.0


class Plan(NamedTuple):
    """A sender works for `run_for` seconds at a time, and a dead one's baton is given to the next
    one two seconds after it would have been put down. A turn that had begun when its reader left
    may end within `turn` seconds.
    """

    readers: int
    rate: float
    kills: int
    leavers: int
    seed: int
    patience: float
    run_for: float = 3
    turn: float = 2

    @property
    def baton_seconds(self) -> int:
        return int(self.run_for) + 2


@dataclasses.dataclass
class Course:
    """What happened on the way; `left` is when which reader had left."""

    left: dict[str, float] = dataclasses.field(default_factory=dict)
    progress: list[int] = dataclasses.field(default_factory=list)
    kills: int = 0
    written_seconds: float = 0
    sent_seconds: float = 0


class Outcome(NamedTuple):
    """`taken` is when SES took which address's letter."""

    mailing: Mailing
    states: dict[str, SendState]
    taken: dict[str, list[float]]
    refused: list[str]
    turned_away: dict[str, int]
    course: Course
    warm_kilobytes: int
    peak_kilobytes: int
    end_kilobytes: int

    def of(self, state: SendState) -> int:
        return sum(each is state for each in self.states.values())

    @property
    def figures(self) -> str:
        counts = ", ".join(f"{self.of(state)} {state}" for state in SendState if self.of(state))
        away = ", ".join(f"{count} {why}" for why, count in self.turned_away.items())
        return (
            f"{len(self.states)} readers ({counts}); killed {self.course.kills} times; SES turned away: "
            f"{away}; written down in {self.course.written_seconds:.0f} s, sent in {self.course.sent_seconds:.0f} "
            f"s; a sender's memory {self.warm_kilobytes / 1024:.0f} MB after its first run, "
            f"{self.peak_kilobytes / 1024:.0f} MB at most, {self.end_kilobytes / 1024:.0f} MB at the "
            f"end"
        )


class Scene:
    """The tables and the queue of one send, at the emulator's endpoint.

    `tell` hears every TOLD_EVERY seconds how far it has come.
    """

    def __init__(
        self,
        endpoint: str,
        tables: dict[str, str],
        folder: Path,
        plan: Plan,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.plan = plan
        self._tell = tell
        self._told = time.monotonic()
        self.endpoint = endpoint
        self.folder = folder
        self.tables = tables
        self.ses = ""
        self.chance = random.Random(plan.seed)  # noqa: S311 (chance that can be had again)
        self.dynamodb = client("dynamodb", endpoint)
        self.sqs = client("sqs", endpoint)
        names = Tables(**tables)
        self.mailings = DynamoMailings(self.dynamodb, names)
        self.readers = DynamoSubscriberBook(self.dynamodb, names, _now)
        publish(WITH_LETTERS, DynamoShelf(self.dynamodb, names.shelf))
        self.queue_url = self.sqs.create_queue(
            QueueName=f"letters-{uuid.uuid4().hex[:8]}.fifo",
            Attributes={"FifoQueue": "true", "VisibilityTimeout": str(plan.baton_seconds)},
        )["QueueUrl"]

    def play(self) -> Outcome:
        self._join()
        self._tell(f"{self.plan.readers:,} readers have joined")
        course = Course()
        began = time.monotonic()
        self._begin()
        course.written_seconds = time.monotonic() - began
        self._tell(f"written down in {course.written_seconds:.0f} s")
        port = free_port()
        with _process("moody_ses", str(port), str(self.plan.rate), str(self.plan.seed)):
            self.ses = f"http://127.0.0.1:{port}"
            _until(lambda: answers(self.ses), 30)
            config = self._config()
            began = time.monotonic()
            self._send(config, course)
            course.sent_seconds = time.monotonic() - began
            memory = httpx2.get(f"{self.ses}/memory", trust_env=False, timeout=120).json()
        return self._outcome(memory, course)

    def _join(self) -> None:
        for batch in batches(range(1, self.plan.readers + 1), 25):  # type: ignore[arg-type]  # read once
            puts = [{"PutRequest": {"Item": to_item(reader(number))}} for number in batch]
            self.dynamodb.batch_write_item(RequestItems={self.tables["subscribers"]: puts})

    def _begin(self) -> None:
        mailing = self.mailings.prepare(new_mailing(SPRING, _now(), _now()), SPRING)
        readership = Readership(
            SPRING,
            "America/Chicago",
            lately(self.mailings, [], "spring", 60, _now()),
            lambda _: None,
        )
        preparation = Preparation(self.mailings, self.readers, readership)
        assert sum(preparation.write("spring", _now())) == self.plan.readers
        begun = preparation.begin(mailing, _now(), _now())
        Relay(self.mailings, SqsBatons(self.sqs, self.queue_url), _now).hand_over(begun)

    def _config(self) -> Path:
        file = self.folder / "sender.json"
        said = {
            "aws": self.endpoint,
            "ses": self.ses,
            "tables": self.tables,
            "queue_url": self.queue_url,
            "run_for": self.plan.run_for,
            "baton_seconds": self.plan.baton_seconds,
        }
        file.write_text(json.dumps(said))
        return file

    def _send(self, config: Path, course: Course) -> None:
        """Kill the sender at random moments while readers leave, until the letter is done."""
        over = threading.Event()
        leaving = threading.Thread(target=self._leave, args=(course, over))
        leaving.start()
        deadline = time.monotonic() + self.plan.patience
        try:
            for _ in range(self.plan.kills):
                with self._sender(config, course) as sender:
                    self._await_a_letter()
                    time.sleep(self.chance.uniform(0, self.plan.run_for * 1.3))
                    sender.send_signal(signal.SIGKILL)
                    sender.wait()
                course.kills += 1
                self._is_done(course)
            with self._sender(config, course):
                _until(lambda: self._is_done(course), deadline - time.monotonic())
        finally:
            over.set()
            leaving.join()

    def _await_a_letter(self) -> None:
        """Until a new sender is at work, or has shown for long enough that it has nothing to do."""
        before = self._count()
        with contextlib.suppress(AssertionError):
            _until(
                lambda: self._count() > before or not self._goes_on(),
                30 + self.plan.baton_seconds,
            )

    def _goes_on(self) -> bool:
        mailing = self.mailings.get("spring")
        return mailing is not None and mailing.state is MailingState.SENDING

    def _count(self) -> int:
        count: int = httpx2.get(f"{self.ses}/count", trust_env=False).json()["taken"]
        return count

    def _sender(
        self, config: Path, course: Course
    ) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
        log = self.folder / f"sender-{course.kills}.log"
        return _process("letter_sender", str(config), log=log)

    def _leave(self, course: Course, over: threading.Event) -> None:
        """One reader after the other says goodbye, all through the send."""
        span = self.plan.readers / self.plan.rate * 1.5
        for number in self.chance.sample(range(1, self.plan.readers + 1), self.plan.leavers):
            if over.wait(span / self.plan.leavers):
                return
            known = reader(number)
            self.readers.suppress(known.id, Standing.LEFT, _now())
            course.left[known.address or ""] = time.time()

    def _is_done(self, course: Course) -> bool:
        mailing = self.mailings.get("spring")
        assert mailing
        course.progress.append(mailing.sent)
        if time.monotonic() - self._told >= TOLD_EVERY:
            self._told = time.monotonic()
            self._tell(f"{mailing.sent:,} sent; {self._resident(course):.0f} MB")
        time.sleep(0.5)
        return mailing.state is not MailingState.SENDING

    def _resident(self, course: Course) -> float:
        """Megabytes that the sender at work took up after its last run; 0 where it had none yet."""
        runs = _runs(self.folder / f"sender-{course.kills}.log")
        return runs[-1]["resident"] / 1024 if runs else 0

    def _outcome(self, memory: dict[str, Any], course: Course) -> Outcome:
        mailing = self.mailings.get("spring")
        assert mailing
        logs = sorted(self.folder.glob("sender-*.log"), key=_number)
        senders = [_runs(log) for log in logs]
        return Outcome(
            mailing=mailing,
            states=self._states(),
            taken=memory["taken"],
            refused=memory["refused"],
            turned_away=memory["turned_away"],
            course=course,
            warm_kilobytes=max(runs[0]["peak"] for runs in senders if runs),
            peak_kilobytes=max(runs[-1]["peak"] for runs in senders if runs),
            end_kilobytes=next(runs for runs in reversed(senders) if runs)[-1]["resident"],
        )

    def _states(self) -> dict[str, SendState]:
        """By address. A reader without a record, or a record without a reader, is an error."""
        readers = [reader(number) for number in range(1, self.plan.readers + 1)]
        keys = [send_key("spring", each.id) for each in readers]
        items = read_each(self.dynamodb, self.tables["sends"], keys)
        states = {item["recipient"]["S"]: SendState(item["state"]["S"]) for item in items}
        assert sum(self.mailings.tally("spring").values()) == len(readers)
        return {str(each.address): states[each.id] for each in readers}


def _runs(log: Path) -> list[dict[str, Any]]:
    """What a sender said after each of its runs."""
    lines = log.read_text().splitlines() if log.exists() else []
    return [json.loads(line) for line in lines if line.startswith("{")]


def reader(number: int) -> Subscriber:
    """By an id that is as a keyed hash is, so that readers lie as they would."""
    spread = hashlib.sha1(str(number).encode()).hexdigest()  # noqa: S324 (no secret)
    return letter_post.reader(number, id=spread)


def _number(log: Path) -> int:
    return int(log.stem.removeprefix("sender-"))


@contextlib.contextmanager
def _process(name: str, *given: str, log: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    with (log or Path("/dev/null")).open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.proofs.{name}", *given],
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _until(is_so: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.1)


def _now() -> datetime:
    return datetime.now(UTC)


def fastest(plan: Plan) -> float:
    """Seconds that the account's rate alone asks for."""
    return plan.readers / (plan.rate * 0.9)


def check(outcome: Outcome, turn: float = 2) -> None:
    """One letter each but for those reported unknown; none to who had left before their turn."""
    assert outcome.mailing.state is MailingState.DONE, outcome.mailing
    assert set(outcome.states.values()) <= {
        SendState.SENT,
        SendState.UNKNOWN,
        SendState.FAILED,
        SendState.PASSED,
    }
    for address, state in outcome.states.items():
        taken = outcome.taken.get(address, [])
        assert len(taken) <= 1, f"{address} got {len(taken)} letters"
        assert state is not SendState.SENT or len(taken) == 1, f"{address} was skipped"
        assert state is not SendState.FAILED or address in outcome.refused
        assert state is not SendState.PASSED or (address in outcome.course.left and not taken)
        if address in outcome.course.left and taken:
            assert taken[0] <= outcome.course.left[address] + turn, f"{address} had left"
    assert sorted(outcome.course.progress) == outcome.course.progress
