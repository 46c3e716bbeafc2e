"""Five thousand readers, an account with a rate, a service with moods, a sender killed ten times."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.mailings import SendState
from tests.proofs.letter_send import Plan, Scene, check, fastest

HANDS = 16
"""Letters that may be under way when a sender is killed."""

SPARE_MEGABYTES = 16
"""What a sender may grow by after its first run, however many readers there are."""


@pytest.mark.prove
def test_five_thousand_readers_get_one_letter_each_though_the_sender_dies_ten_times(
    ministack: str, tables: dict[str, str], tmp_path: Path
) -> None:
    plan = Plan(readers=5_000, rate=110, kills=10, leavers=150, seed=6, patience=900)

    outcome = Scene(ministack, tables, tmp_path, plan).play()

    print(f"{outcome.figures}; the rate alone asks for {fastest(plan):.0f} s")  # noqa: T201 (figures)
    check(outcome, plan.turn)
    assert outcome.course.kills == 10
    assert outcome.of(SendState.PASSED) > 0
    without_an_answer = outcome.turned_away["cut off"] + outcome.turned_away["taken, said 500"]
    assert outcome.turned_away["taken, said 500"] > 0
    assert outcome.of(SendState.UNKNOWN) <= HANDS * outcome.course.kills + without_an_answer
    assert outcome.peak_kilobytes - outcome.warm_kilobytes < SPARE_MEGABYTES * 1024
