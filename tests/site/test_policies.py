"""What the owner may write as a policy, and what is said where she wrote something else."""

from __future__ import annotations

import hashlib
import subprocess
from datetime import date
from pathlib import Path

import pytest

from domain.policies import NEEDED_POLICIES
from plugins.errors import ContentError
from plugins.policies import read_policies
from plugins.policy_lock import LOCK, SealError, seal
from plugins.policy_text import PolicyBook
from tests.site.building import ROOT

TODAY = date(2026, 11, 22)
RETURNS = """\
---
title: Returns
summary: Five days more.
material: true
terms:
  return_window_days: 35
---
[Send it back within {{ terms.return_window_days }} days.]{#window} Or [write to us](/contact/).
"""


class Drawer:
    """The folder of policies, with the shop's own ones in it; tests spoil it."""

    def __init__(self, content: Path) -> None:
        self.content = content
        self.folder = content / "policies"
        for policy in NEEDED_POLICIES:
            found = sorted((ROOT / "content/policies" / policy).glob("*.md"))
            self.write(f"{policy}/2026-09-01.md", found[0].read_text(encoding="utf-8"))

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())

    def read(self, today: date = TODAY) -> PolicyBook:
        errors: list[ContentError] = []
        book = read_policies(self.content, today, errors)
        assert book, "\n".join(map(str, errors))
        return book

    def faults(self, today: date = TODAY) -> list[str]:
        errors: list[ContentError] = []
        assert read_policies(self.content, today, errors) is None
        return [str(error) for error in sorted(errors)]


@pytest.fixture
def drawer(tmp_path: Path) -> Drawer:
    return Drawer(tmp_path / "content")


def test_a_version_takes_over_on_its_day_and_is_announced_until_then(drawer: Drawer) -> None:
    drawer.write("returns/2026-12-01.md", RETURNS)

    before, after = drawer.read(date(2026, 11, 30)), drawer.read(date(2026, 12, 1))

    assert before.in_force.terms["return_window_days"] == 30
    assert [each.key for each in before.announced] == ["returns/2026-12-01"]
    assert after.in_force.terms["return_window_days"] == 35
    assert after.announced == ()
    assert [each.version.effective.day for each in after.of("returns")] == [1, 1]


def test_terms_stand_in_the_text_and_promises_have_their_names(drawer: Drawer) -> None:
    drawer.write("returns/2026-12-01.md", RETURNS)

    text = drawer.read().of("returns")[-1]

    assert text.text == (
        '<span class="promise" id="window">Send it back within 35 days.</span> '
        "Or [write to us](/contact/)."
    )
    (promise,) = text.promises
    assert (promise.id, promise.words) == ("returns/window", "Send it back within 35 days.")
    assert (promise.line, promise.kept_by) == (8, None)


def test_a_promise_may_hold_a_link_and_be_kept_by_people(drawer: Drawer) -> None:
    text = RETURNS.replace(
        "[Send it back within {{ terms.return_window_days }} days.]{#window}",
        "[We read *every* [letter](/contact/).]{#read}",
    ).replace(
        "---\n[", "promises:\n  read:\n    kept_by: the owner\n    how: Each morning.\n---\n["
    )
    drawer.write("returns/2026-12-01.md", text)

    (promise,) = drawer.read().of("returns")[-1].promises

    assert promise.words == "We read every letter."
    assert (promise.kept_by, promise.how) == ("the owner", "Each morning.")


def test_the_hash_is_of_the_text_and_not_of_the_system_that_wrote_it(drawer: Drawer) -> None:
    drawer.write("returns/2026-12-01.md", RETURNS)
    plain = drawer.read().of("returns")[-1]
    drawer.write("returns/2026-12-01.md", "\ufeff" + RETURNS.replace("\n", "\r\n") + "\r\n\r\n")

    other = drawer.read().of("returns")[-1]

    assert plain.source == other.source == RETURNS.encode()
    assert plain.version.sha256 == hashlib.sha256(RETURNS.encode()).hexdigest()


BAD = {
    "undated": (
        {"returns/fresh.md": RETURNS},
        (
            "returns/fresh.md:1: file: “fresh.md” has no date. Call it by the day on which it takes "
            "effect, such as 2026-09-01.md."
        ),
    ),
    "a day that never was": (
        {"returns/2026-02-30.md": RETURNS},
        (
            "returns/2026-02-30.md:1: file: “2026-02-30.md” has no date. Call it by the day on which "
            "it takes effect, such as 2026-09-01.md."
        ),
    ),
    "a day written otherwise": (
        {"returns/2026-12-1.md": RETURNS},
        (
            "returns/2026-12-1.md:1: file: “2026-12-1.md” isn't how a version is called. "
            "Call it 2026-12-01.md."
        ),
    ),
    "two versions on one day": (
        {"returns/2026-12-01.md": RETURNS, "returns/2026-12-01-mended.md": RETURNS},
        (
            "returns/2026-12-01-mended.md:1: file: 2026-12-01.md is of 2026-12-01 as well, and a "
            "policy has one version a day. Give one of them another day, or remove it."
        ),
    ),
    "a file beside the folders": (
        {"returns.md": RETURNS},
        (
            "returns.md:1: file: “returns.md” is no policy. "
            "Put it in its policy's folder, named by its day."
        ),
    ),
    "a gap in the terms": (
        {
            "returns/2026-12-01.md": RETURNS.replace(
                "return_window_days: 35", "refund_within_days: 9"
            ).replace("{{ terms.return_window_days }}", "35")
        },
        (
            "returns/2026-12-01.md:1: terms.return_window_days: The shop needs it. Write "
            "“return_window_days:” and a whole number from 1 to 365 below “terms:”."
        ),
    ),
    "an unknown term": (
        {"returns/2026-12-01.md": RETURNS.replace("  return_", "  return_windows: 3\n  return_")},
        (
            "returns/2026-12-01.md:6: terms.return_windows: There is no such term. "
            "Write “return_window_days”, or remove the line."
        ),
    ),
    "a term of another policy": (
        {"returns/2026-12-01.md": RETURNS.replace("  return_", "  minimum_age: 13\n  return_")},
        (
            "returns/2026-12-01.md:6: terms.minimum_age: It is a term of the policy “privacy”. "
            "Write it there, or remove it."
        ),
    ),
    "a term of the wrong type": (
        {"returns/2026-12-01.md": RETURNS.replace(": 35", ": a month")},
        (
            "returns/2026-12-01.md:6: terms.return_window_days: “a month” can't be used. "
            "Write a whole number from 1 to 365."
        ),
    ),
    "a promise's name used twice": (
        {"returns/2026-12-01.md": RETURNS + "\n[Really.]{#window}\n"},
        (
            "returns/2026-12-01.md:10: promise window: It is used on line 8 already. "
            "Give one another name."
        ),
    ),
    "a token where nothing takes its place": (
        {"returns/2026-12-01.md": RETURNS.replace("Five days more", "Now {{ terms.x }} days")},
        (
            "returns/2026-12-01.md:3: summary: “{{” has a meaning in the text only. "
            "Write the number itself."
        ),
    ),
    "a typo in a token": (
        {
            "returns/2026-12-01.md": RETURNS.replace(
                "{{ terms.return_window_days", "{{ terms.return_window_day"
            )
        },
        (
            "returns/2026-12-01.md:8: text: “{{ terms.return_window_day }}” is no term of this "
            "version. Write {{ terms.return_window_days }}, or the number itself."
        ),
    ),
    "a token of another version": (
        {"returns/2026-12-01.md": RETURNS + "{{ terms.hold_minutes }}\n"},
        (
            "returns/2026-12-01.md:9: text: “{{ terms.hold_minutes }}” is no term of this version. "
            "Write one of return_window_days after “terms.”, or the number itself."
        ),
    ),
    "a token of the shop": (
        {"returns/2026-12-01.md": RETURNS + "{{ shop.name }}\n"},
        (
            "returns/2026-12-01.md:9: text: “{{ shop.name }}” is no term of this version. "
            "Write one of return_window_days after “terms.”, or the number itself."
        ),
    ),
    "a promise without a passage": (
        {"returns/2026-12-01.md": RETURNS + "We never do.{#never}\n"},
        "returns/2026-12-01.md:9: promise never: It names no passage. Write [the passage]{#never}.",
    ),
    "a promise across paragraphs": (
        {"returns/2026-12-01.md": RETURNS + "[We never\n\ndo.]{#never}\n"},
        (
            "returns/2026-12-01.md:11: promise never: It goes on in another paragraph. "
            "Mark a passage in each, or a shorter one."
        ),
    ),
    "a promise in a promise": (
        {"returns/2026-12-01.md": RETURNS + "[We [never]{#never} do.]{#outer}\n"},
        (
            "returns/2026-12-01.md:9: promise outer: Another promise stands inside of it. "
            "Write them one after the other."
        ),
    ),
    "a keeper of nothing": (
        {
            "returns/2026-12-01.md": RETURNS.replace(
                "---\n[", "promises:\n  read:\n    kept_by: the owner\n    how: Daily.\n---\n["
            )
        },
        (
            "returns/2026-12-01.md:8: promises.read: No passage of the text is marked so. "
            "Write [the passage]{#read} there."
        ),
    ),
    "not said whether it matters": (
        {"returns/2026-12-01.md": RETURNS.replace("material: true\n", "")},
        (
            "returns/2026-12-01.md:2: material: It is missing. "
            "Write “material: true” or “material: false”."
        ),
    ),
    "left open whether it matters": (
        {"returns/2026-12-01.md": RETURNS.replace("material: true", "material:")},
        (
            "returns/2026-12-01.md:4: material: It is missing. "
            "Write “material: true” or “material: false”."
        ),
    ),
    "neither that it matters nor that it doesn't": (
        {"returns/2026-12-01.md": RETURNS.replace("material: true", "material: maybe")},
        (
            "returns/2026-12-01.md:4: material: “maybe” can't be used. "
            "Write “material: true” or “material: false”."
        ),
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_by_file_and_line_and_what_to_write(case: str, drawer: Drawer) -> None:
    files, sentence = BAD[case]
    for path, text in files.items():
        drawer.write(path, text)

    assert drawer.faults() == [f"content/policies/{sentence}"]


def test_a_policy_that_the_shop_needs_is_asked_for(drawer: Drawer) -> None:
    (drawer.folder / "returns/2026-09-01.md").unlink()

    assert drawer.faults() == [
        (
            "content/policies/returns:1: file: No version is in force on 2026-11-22. Write "
            "content/policies/returns/2026-11-22.md with the terms return_window_days."
        )
    ]


def test_sealing_writes_what_sha256sum_verifies_and_writes_nothing_twice(drawer: Drawer) -> None:
    first = seal(drawer.folder, drawer.read())
    lock = (drawer.folder / LOCK).read_bytes()

    again = seal(drawer.folder, drawer.read())

    assert set(first) == {f"{policy}/2026-09-01" for policy in NEEDED_POLICIES}
    assert (again, (drawer.folder / LOCK).read_bytes()) == ((), lock)
    assert all(each.version.sealed for each in drawer.read().texts)
    subprocess.run(["sha256sum", "--strict", "-c", LOCK], cwd=drawer.folder, check=True)  # noqa: S607 — the visitor's own


def test_a_dry_run_of_sealing_writes_nothing(drawer: Drawer) -> None:
    assert seal(drawer.folder, drawer.read(), dry_run=True)

    assert not (drawer.folder / LOCK).exists()


def test_a_published_version_that_changed_fails_with_both_hashes(drawer: Drawer) -> None:
    seal(drawer.folder, drawer.read())
    path = drawer.folder / "returns/2026-09-01.md"
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace(b"30", b"20"))
    now = hashlib.sha256(path.read_bytes()).hexdigest()

    assert drawer.faults() == [
        (
            f"content/policies/returns/2026-09-01.md:1: seal: It was published with the hash {was} and "
            f"has {now} now. Bring back what was published, and write a new version instead."
        )
    ]


def test_a_published_version_that_is_gone_fails_and_says_so(drawer: Drawer) -> None:
    drawer.write("returns/2026-10-01.md", RETURNS)
    seal(drawer.folder, drawer.read())
    (drawer.folder / "returns/2026-10-01.md").unlink()

    (fault,) = drawer.faults()

    assert fault.startswith(
        "content/policies/published.lock:4: seal: returns/2026-10-01.md was published with the hash"
    )
    assert hashlib.sha256(RETURNS.encode()).hexdigest() in fault
    assert "(hash now: none). Bring it back, and write a new version instead." in fault


def test_what_was_in_force_cannot_be_changed_from_before(drawer: Drawer) -> None:
    drawer.write("returns/2026-10-01.md", RETURNS)
    seal(drawer.folder, drawer.read())
    drawer.write("returns/2026-09-15.md", RETURNS)

    assert drawer.faults() == [
        (
            "content/policies/returns/2026-09-15.md:1: file: returns/2026-10-01.md was published and "
            "is in force. Give this one a later day, or it would change what people agreed to."
        )
    ]


def test_a_version_for_days_that_are_over_is_not_sealed(drawer: Drawer) -> None:
    seal(drawer.folder, drawer.read())
    drawer.write("returns/2026-11-20.md", RETURNS)

    with pytest.raises(SealError, match=r"Call it 2026-11-22\.md, or later"):
        seal(drawer.folder, drawer.read())


def test_a_damaged_lock_is_neither_trusted_nor_written_over(drawer: Drawer) -> None:
    drawer.write(LOCK, "deadbeef  returns/2026-09-01.md\n")

    (fault,) = drawer.faults()

    assert fault.startswith("content/policies/published.lock:1: seal: It is damaged here.")


def test_a_promise_used_three_times_is_told_twice_each_by_its_own_line(drawer: Drawer) -> None:
    drawer.write("returns/2026-12-01.md", RETURNS + "[Yes.]{#window}\n\n[Yes.]{#window}\n")

    lines = [fault.split(":")[1] for fault in drawer.faults()]

    assert lines == ["9", "11"]


def test_a_folder_or_a_link_to_nothing_is_no_version(drawer: Drawer) -> None:
    (drawer.folder / "returns/2026-12-01.md").mkdir()
    (drawer.folder / "returns/2026-12-02.md").symlink_to("nowhere.md")

    advice = "is no file that can be read. Write the version there, as a text."
    assert drawer.faults() == [
        f"content/policies/returns/{day}.md:1: file: “{day}.md” {advice}"
        for day in ("2026-12-01", "2026-12-02")
    ]


def test_a_published_version_that_cannot_be_read_is_not_said_to_be_gone(drawer: Drawer) -> None:
    seal(drawer.folder, drawer.read())
    (drawer.folder / "returns/2026-09-01.md").write_bytes(b"---\ntitle: \xe9\n")

    (fault,) = drawer.faults()

    assert fault.endswith("It isn't UTF-8 text. Save it with the encoding UTF-8.")


def publish_old(drawer: Drawer, terms: str) -> None:
    """A version as an earlier release of the shop's code took it."""
    text = RETURNS.replace("{{ terms.return_window_days }}", "many")
    text = text.replace("  return_window_days: 35\n", terms)
    digest = hashlib.sha256(text.encode()).hexdigest()
    drawer.write("returns/2026-09-01.md", text)
    drawer.write(LOCK, f"{digest}  returns/2026-09-01.md\n")


def test_what_was_published_is_read_whatever_terms_there_are_by_now(drawer: Drawer) -> None:
    publish_old(drawer, "  return_window_days: 500\n  given_up: 3\n")
    drawer.write("returns/2026-11-01.md", RETURNS)

    book = drawer.read()

    assert book.of("returns")[0].version.terms == {"return_window_days": 500, "given_up": 3}
    assert book.in_force.terms["return_window_days"] == 35


@pytest.mark.parametrize("terms", ["  return_window_days: 500\n", "  given_up: 3\n"])
def test_what_was_published_needs_a_new_version_where_the_shop_needs_other_terms(
    drawer: Drawer, terms: str
) -> None:
    publish_old(drawer, terms)

    assert drawer.faults() == [
        (
            "content/policies/returns/2026-09-01.md:1: terms.return_window_days: The shop needs it. "
            "Write “return_window_days:” and a whole number from 1 to 365 in a new version, as this "
            "one is published."
        )
    ]
