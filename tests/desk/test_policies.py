"""`shop policies` takes a version from its first draft to the day on which nobody may change it."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
from rich.console import Console

from desk.next_version import left_open
from plugins.policy_lock import LOCK
from tests.desk.drawer import PRIVACY, Drawer

SOONER = PRIVACY.replace("The first version.", "We answer sooner.").replace(": 30", ": 20")
CHANGED = "Changed: Write to us, and you have an answer within [-30-] {+20+} days."


def lock(drawer: Drawer) -> str:
    path = drawer.content / "policies" / LOCK
    return path.read_text(encoding="utf-8") if path.exists() else ""


def privacy_on(drawer: Drawer, day: str) -> dict[str, Any]:
    """What programs are told of it on that day."""
    rows: list[dict[str, Any]] = json.loads(drawer.shop("--json", today=day).output)
    return next(row for row in rows if row["policy"] == "privacy")


def test_policies_are_listed_with_what_is_to_come_and_what_isnt_sealed(drawer: Drawer) -> None:
    drawer.seal()
    drawer.write("privacy", "2026-12-01", SOONER)

    result = drawer.shop()

    lines = [line.split() for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert ["privacy", "2026-09-01", "2026-12-01", "not", "2026-12-01"] in lines
    assert ["returns", "2026-09-01", "yes"] in lines


def test_on_its_day_the_next_version_is_in_force(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)

    before, after = (privacy_on(drawer, day) for day in ("2026-11-30", "2026-12-01"))

    assert (before["in_force_since"], before["next"]) == ("2026-09-01", "2026-12-01")
    assert (after["in_force_since"], after["next"]) == ("2026-12-01", None)
    assert [each["terms"]["respond_within_days"] for each in after["versions"]] == [30, 20]


def test_a_day_that_is_none_is_said(drawer: Drawer) -> None:
    result = drawer.shop(today="tomorrow")

    assert result.exit_code == 1
    assert "VITRINE_TODAY: “tomorrow” is no date." in result.output


# --- new ------------------------------------------------------------------------------------------


def test_the_next_version_begins_as_the_last_one_with_its_reasons_left_open(
    drawer: Drawer,
) -> None:
    drawer.seal()

    result = drawer.shop("new", "privacy")

    path = drawer.content / "policies/privacy/2026-12-22.md"
    assert result.exit_code == 0
    assert f"{path} takes effect on 2026-12-22." in result.output
    assert path.read_text(encoding="utf-8") == PRIVACY.replace(
        "summary: The first version.\nmaterial: false\n", "summary:\nmaterial:\n"
    )
    unfinished = drawer.shop()
    assert unfinished.exit_code == 1
    assert "2026-12-22.md:3: summary: " in unfinished.output
    assert "2026-12-22.md:4: material: " in unfinished.output


@pytest.mark.parametrize(
    "summary",
    [
        "summary: One line of words\n",
        'summary: "In quotes, over\n  two lines."\n',
        "summary: >\n  Folded, and\n  folded again.\n\n",
        "summary: Plain words\n  that go on here.\n",
        "summary:\n",
    ],
)
def test_a_summary_is_left_open_however_it_was_written(summary: str) -> None:
    source = (
        f"---\ntitle: Privacy\n{summary}material: true # it matters\nterms:\n  a: 1\n---\nText.\n"
    )

    assert left_open(source) == (
        "---\ntitle: Privacy\nsummary:\nmaterial:\nterms:\n  a: 1\n---\nText.\n"
    )


def test_a_version_for_another_day_starts_from_the_one_before_that_day(drawer: Drawer) -> None:
    drawer.write("privacy", "2027-03-01", SOONER)
    drawer.seal()

    drawer.shop("new", "privacy", "--on", "2027-01-15")

    text = (drawer.content / "policies/privacy/2027-01-15.md").read_text(encoding="utf-8")
    assert "respond_within_days: 30" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["privcy"], "There is no policy “privcy”. There are: cookies, privacy, returns, terms."),
        (["privacy", "--on", "2026-09-01"], "2026-09-01.md is there already."),
        (["privacy", "--on", "2026-11-21"], "2026-11-21 is over."),
    ],
)
def test_a_version_that_cant_be_started_is_refused(
    drawer: Drawer, arguments: list[str], said: str
) -> None:
    drawer.seal()
    before = sorted(drawer.content.rglob("*"))

    result = drawer.shop("new", *arguments)

    assert result.exit_code == 4
    assert said in result.output
    assert sorted(drawer.content.rglob("*")) == before


def test_a_version_that_isnt_sealed_is_edited_instead(drawer: Drawer) -> None:
    drawer.seal()
    drawer.write("privacy", "2026-12-01", SOONER)

    result = drawer.shop("new", "privacy", "--on", "2027-01-01")

    assert result.exit_code == 4
    assert "privacy/2026-12-01.md isn't sealed, so it may still change" in result.output


# --- diff -----------------------------------------------------------------------------------------


def test_what_changed_between_the_last_two_versions_is_shown(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)

    result = drawer.shop("diff", "privacy")

    assert result.exit_code == 0
    assert result.output.startswith(
        "privacy/2026-09-01 → privacy/2026-12-01: We answer sooner.\n\n"
    )
    assert CHANGED in result.output
    assert "has learned how" not in result.output


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        ([], "[-20-] {+10+}"),
        (["2026-09-01"], "[-30-] {+10+}"),
        (["2026-09-01", "2026-12-01"], "[-30-] {+20+}"),
        (["2026-12-01", "2026-09-01"], "[-30-] {+20+}"),
    ],
)
def test_any_two_versions_can_be_compared(drawer: Drawer, days: list[str], shown: str) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)
    drawer.write("privacy", "2026-12-24", SOONER.replace(": 20", ": 10"))

    assert shown in drawer.shop("diff", "privacy", *days).output


def test_a_version_beside_itself_is_told_what_else_there_is(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)

    result = drawer.shop("diff", "privacy", "2026-12-01")

    assert result.output == (
        "privacy/2026-12-01 is the same on both sides. Name another day: 2026-09-01.\n"
    )


def test_what_didnt_change_is_shown_where_it_is_asked_for(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)

    assert "has learned how" in drawer.shop("diff", "privacy", "--whole").output


def test_in_a_terminal_words_are_colored_and_their_signs_stay(
    drawer: Drawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)
    terminal = Console(force_terminal=True, color_system="standard", markup=False, highlight=False)
    monkeypatch.setattr("desk.terminal.console", terminal)

    output = drawer.shop("diff", "privacy").output

    assert "\x1b[31m[-30-]\x1b[0m" in output
    assert "\x1b[32m{+20+}\x1b[0m" in output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["privacy"], 0, "privacy/2026-09-01 is the only version there is to show."),
        (["privacy", "2026-01-01"], 4, "privacy has no version of 2026-01-01. Its versions: "),
        (["privcy"], 4, "There is no policy “privcy”."),
        (["privacy", "soon"], 2, "“soon” is no day. Write it as 2026-09-01."),
    ],
)
def test_where_there_is_nothing_to_compare_it_is_said(
    drawer: Drawer, arguments: list[str], code: int, said: str
) -> None:
    result = drawer.shop("diff", *arguments)

    assert result.exit_code == code
    assert said in result.output


# --- seal -----------------------------------------------------------------------------------------


def test_sealing_is_tried_out_first_and_then_done_once(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-12-01", SOONER)

    tried = drawer.shop("seal", "--dry-run")
    lock_when_tried = lock(drawer)
    done, again = drawer.shop("seal"), drawer.shop("seal")

    keys = [f"{policy}/2026-09-01" for policy in ("cookies", "privacy", "returns", "terms")]
    keys.insert(2, "privacy/2026-12-01")
    assert tried.output.splitlines() == [f"would seal {key}" for key in keys]
    assert lock_when_tried == ""
    assert done.output.splitlines()[:-1] == [f"sealed {key}" for key in keys]
    assert [line.split()[1] for line in lock(drawer).splitlines()] == [f"{key}.md" for key in keys]
    assert again.output == "Every version is sealed already.\n"


def test_a_promise_that_its_page_cant_mark_isnt_sealed_for_ever(drawer: Drawer) -> None:
    torn = PRIVACY.replace("[Write to us, and", "- [Write to us.\n- And").replace("and you", "you")
    drawer.write("privacy", "2026-09-01", torn)

    result = drawer.shop("seal")

    assert result.exit_code == 1
    assert "promise respond: It begins in one place and ends in another" in result.output
    assert not (drawer.content / "policies/published.lock").exists()


def test_what_was_sealed_is_checked_by_nothing_but_sha256sum(drawer: Drawer) -> None:
    drawer.seal()

    subprocess.run(
        ["sha256sum", "--check", "--strict", LOCK],  # noqa: S607 — the visitor's own
        cwd=drawer.content / "policies",
        check=True,
        capture_output=True,
    )


def test_a_sealed_version_that_was_changed_is_told_with_both_hashes(drawer: Drawer) -> None:
    drawer.seal()
    sealed = lock(drawer)
    drawer.write("privacy", "2026-09-01", SOONER)

    result = drawer.shop("seal")

    assert result.exit_code == 1
    assert "content/policies/privacy/2026-09-01.md:1: seal: It was published with the hash" in (
        result.output
    )
    assert lock(drawer) == sealed


def test_what_would_change_days_that_are_over_isnt_sealed(drawer: Drawer) -> None:
    drawer.seal()
    drawer.write("privacy", "2026-11-21", SOONER)
    sealed = lock(drawer)

    result = drawer.shop("seal")

    assert result.exit_code == 4
    assert "Call it 2026-11-22.md, or later, and seal again." in result.output
    assert lock(drawer) == sealed
