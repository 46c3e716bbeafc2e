"""Publishing that is cut off at any call leaves one site or the other, and goes on when run again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.releases import KEPT
from infra.releases.publisher import Publisher
from tests.fixtures.published import CALLS, Edition, Stage, faults

ROOT = Path(__file__).parents[3]


class PowerCutError(BaseException):
    """Not an Exception, so that nothing on the way can take it for a fault to live with."""


class PowerCut:
    """Ends it before or after the call of that number; counts all of them."""

    def __init__(self, when: str, at: int) -> None:
        self.when = when
        self.at = at
        self.calls: list[str] = []
        self.struck: str | None = None

    def __call__(self, when: str, call: str) -> None:
        if when == "before":
            self.calls.append(call)
        if self.struck is None and when == self.when and len(self.calls) == self.at:
            self.struck = call
            raise PowerCutError(call)


def cut_off(stage: Stage, work: Callable[[Publisher], object], cut: PowerCut) -> None:
    """Do the work with that power cut; it dies there, or gets through if it has fewer calls."""
    stage.session.hook = cut
    try:
        work(stage.publisher())
    except PowerCutError:
        pass
    finally:
        stage.session.hook = lambda *_: None


def work_of(stage: Stage, edition: Edition) -> Callable[[Publisher], object]:
    stage.clock.forward(minutes=1)
    built = edition.build(stage.folder / str(edition.number))
    return lambda publisher: publisher.publish(lambda _: built)


def test_a_visitor_sees_one_site_at_every_call(stage: Stage) -> None:
    stage.publish(Edition(0))
    seen: list[str] = []
    looking = False

    def look(when: str, call: str) -> None:
        nonlocal looking
        # A visitor's own calls pass by other clients; looking twice at once would never end.
        if looking or call in {"PutObject", "GetObject", "ListObjectsV2"}:
            return
        looking = True
        seen.extend(f"{when} {call}: {fault}" for fault in faults(stage, Edition(0), Edition(1)))
        looking = False

    stage.session.hook = look
    work_of(stage, Edition(1))(stage.publisher())

    assert seen == []
    assert faults(stage, Edition(1)) == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_off_at_the_switch_it_is_the_old_site_or_the_new_one(stage: Stage, when: str) -> None:
    stage.publish(Edition(0))
    work = work_of(stage, Edition(1))

    class AtTheSwitch(PowerCut):
        """The second write to the store; the first one is for addresses that moved."""

        def __call__(self, when: str, call: str) -> None:
            if call == "UpdateKeys":
                super().__call__(when, call)

    cut_off(stage, work, cut := AtTheSwitch(when, 2))
    torn = faults(stage, Edition(0), Edition(1))
    shown = (stage.get("/") or "")[:9]
    work(stage.publisher())

    assert (cut.struck, torn) == ("UpdateKeys", [])
    assert shown == ("edition 0" if when == "before" else "edition 1")
    assert faults(stage, Edition(1)) == []


@pytest.mark.prove
@pytest.mark.parametrize("when", ["before", "after"])
def test_cut_off_at_every_call_and_run_again_it_is_never_half(stage: Stage, when: str) -> None:
    """Each edition is cut off one call later than the one before, then run again to its end."""
    for number in range(KEPT + 1):
        stage.publish(Edition(number, sealed=False))
    number, at, kinds = KEPT, 0, set[str]()
    while True:
        number, at = number + 1, at + 1
        before, edition = (Edition(each, sealed=False) for each in (number - 1, number))
        work = work_of(stage, edition)
        cut = PowerCut(when, at)

        cut_off(stage, work, cut)
        torn = faults(stage, before, edition)
        work(stage.publisher())

        assert (at, cut.struck, torn) == (at, cut.struck, [])
        assert (at, faults(stage, edition)) == (at, [])
        assert len(stage.publisher().releases()[0]) == KEPT
        if not cut.struck:
            break
        kinds.add(cut.struck)

    assert kinds == CALLS


@pytest.mark.prove
@pytest.mark.parametrize("when", ["before", "after"])
def test_going_back_that_is_cut_off_at_every_call_goes_on(stage: Stage, when: str) -> None:
    ids = [stage.publish(Edition(number)).release for number in range(2)]
    at, target = 0, 0
    while True:
        at += 1
        cut = PowerCut(when, at)

        cut_off(stage, lambda publisher, to=ids[target]: publisher.go_back(to), cut)  # type: ignore[misc]
        torn = stage.get("/") or ""
        policies = (stage.get("/policies/") or "")[: len("edition 1")]
        stage.publisher().go_back(ids[target])

        assert (at, torn[:9] in {"edition 0", "edition 1"}, policies) == (at, True, "edition 1")
        assert (at, (stage.get("/") or "")[:9]) == (at, f"edition {target}")
        assert stage.get("/older/") == f"/ring/?from={target}"
        if not cut.struck:
            break
        target = 1 - target


DYING = """
import os, signal, sys
from pathlib import Path
from tests.fixtures.published import Edition, Stage
endpoint, table, bucket, arn, folder, at, hands = sys.argv[1:]
stage = Stage(endpoint, table, bucket, arn, Path(folder))
calls = 0
def die(when, call):
    global calls
    calls += when == "after"
    if calls == int(at):
        os.kill(os.getpid(), signal.SIGKILL)
stage.session.hook = die
built = Edition(1).build(Path(folder))
stage.clock.forward(hours=1)
stage.publisher(hands=int(hands)).publish(lambda _: built)
"""


@pytest.mark.parametrize(("at", "hands"), [(10, 8), (17, 8), (24, 1), (30, 1)])
def test_killed_outright_it_is_one_site_and_goes_on(stage: Stage, at: int, hands: int) -> None:
    stage.publish(Edition(0))
    places = stage.places
    where = (stage.endpoint, places.shelf_table, places.bucket, places.edge_store)

    killed = subprocess.run(
        [sys.executable, "-c", DYING, *where, str(stage.folder / "dying"), str(at), str(hands)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        check=False,
    )
    torn = faults(stage, Edition(0), Edition(1))
    stage.publish(Edition(1))

    assert killed.returncode == -signal.SIGKILL
    assert torn == []
    assert faults(stage, Edition(1)) == []
