"""Every promise has a test or a keeper, and every test that names one names one that is made."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desk.proofs import Outcome, Proof, write_proofs
from tests.desk.drawer import PRIVACY, Drawer

ANSWERS = """
@pytest.mark.promise("privacy/respond")
def test_answers():
    pass
"""
WORDS = "Write to us, and you have an answer within 30 days."


def faults(drawer: Drawer) -> list[str]:
    result = drawer.promises("--check")
    assert result.exit_code == (1 if result.output else 0)
    return result.output.splitlines()


def test_a_promise_with_a_test_and_one_with_a_keeper_are_kept(drawer: Drawer) -> None:
    drawer.test(ANSWERS)

    assert faults(drawer) == []


def test_a_promise_that_nobody_keeps_is_told_with_its_line(drawer: Drawer) -> None:
    assert faults(drawer) == [
        (
            "content/policies/privacy/2026-09-01.md:13: No test proves the promise privacy/respond. Mark one "
            'with @pytest.mark.promise("privacy/respond"), or write below “promises:” who keeps '
            "“respond”, and how."
        )
    ]


def test_a_promise_is_kept_by_tests_or_by_people_and_not_by_both(drawer: Drawer) -> None:
    drawer.test(ANSWERS + '\n@pytest.mark.promise("privacy/staff-trained")\ndef test_two(): pass\n')

    assert faults(drawer) == [
        (
            "content/policies/privacy/2026-09-01.md:15: The promise privacy/staff-trained is kept by the owner "
            "and proven by tests/test_some.py::test_two as well. Leave one of the two."
        )
    ]


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (
            '"privacy/respnd"',
            (
                "No policy makes the promise privacy/respnd. Write “privacy/respond”, or remove the "
                "mark."
            ),
        ),
        ('"gifts/wrapped"', "No policy makes the promise gifts/wrapped. Remove the mark."),
        (
            '"respond"',
            "“respond” is no promise's id. Write policy and passage, such as privacy/respond-within.",
        ),
        ("RESPOND", "Write the promise's id into the mark itself, as text."),
        ("", "Write the promise's id into the mark itself, as text."),
    ],
)
def test_a_mark_that_names_no_promise_is_told_with_its_line(
    drawer: Drawer, mark: str, said: str
) -> None:
    drawer.test(f"{ANSWERS}\n@pytest.mark.promise({mark})\ndef test_two(): pass\n")

    assert faults(drawer) == [f"tests/test_some.py:8: {said}"]


@pytest.mark.parametrize(
    "text",
    [
        ANSWERS.replace("def test", "async def test"),
        'pytestmark = pytest.mark.promise("privacy/respond")\n\ndef test_answers(): pass\n',
        (
            'pytestmark = [pytest.mark.slow, pytest.mark.promise("privacy/respond")]\n\n'
            "def test_answers(): pass\n"
        ),
        '@pytest.mark.promise("privacy/respond")\nclass TestLetters:\n    def test_one(self): pass\n',
        (
            'class TestLetters:\n    pytestmark = pytest.mark.promise("privacy/respond")\n\n'
            "    def test_one(self): pass\n"
        ),
        (
            '@pytest.mark.parametrize("n", [1, pytest.param(2, '
            'marks=pytest.mark.promise("privacy/respond"))])\ndef test_answers(n): pass\n'
        ),
        'from pytest import mark\n\n@mark.promise("privacy/respond")\ndef test_answers(): pass\n',
    ],
)
def test_a_mark_is_found_wherever_pytest_takes_one(drawer: Drawer, text: str) -> None:
    drawer.test(text)

    assert faults(drawer) == []


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (ANSWERS.replace("def test_", "def help_"), "test_some.py", 4),
        (ANSWERS, "samples.py", 4),
        ('promised = pytest.mark.promise("privacy/respond")\n', "test_some.py", 3),
        ('def test_one():\n    pytest.mark.promise("privacy/respond")\n', "test_some.py", 4),
        (
            (
                'class Letters:\n    @pytest.mark.promise("privacy/respond")\n'
                "    def test_one(self): pass\n"
            ),
            "test_some.py",
            4,
        ),
        ('pytestmark = pytest.mark.promise("privacy/respond")\n', "test_some.py", 3),
    ],
)
def test_a_mark_on_what_pytest_never_runs_proves_nothing(
    drawer: Drawer, text: str, name: str, line: int
) -> None:
    drawer.test(ANSWERS, "test_other.py")
    drawer.test(text, name)

    assert faults(drawer) == [
        (
            f"tests/{name}:{line}: A promise is marked on something that isn't a test. Put the mark "
            "on the test that proves it."
        )
    ]


def test_what_is_announced_has_to_be_kept_before_its_day(drawer: Drawer) -> None:
    drawer.test(ANSWERS)
    drawer.write("privacy", "2026-12-01", PRIVACY.replace("{#respond}", "{#respond-in-time}"))

    (unproven,) = faults(drawer)

    assert (
        "privacy/2026-12-01.md:13: No test proves the promise privacy/respond-in-time" in unproven
    )


def test_what_people_kept_may_be_kept_by_a_test_from_the_next_version_on(drawer: Drawer) -> None:
    taken_over = PRIVACY[: PRIVACY.index("promises:")] + PRIVACY[PRIVACY.index("---\n[") :]
    drawer.test(ANSWERS + '\n@pytest.mark.promise("privacy/staff-trained")\ndef test_two(): pass\n')
    drawer.write("privacy", "2026-12-01", taken_over)

    assert faults(drawer) == []


def test_a_promise_of_a_version_that_was_replaced_is_made_no_more(drawer: Drawer) -> None:
    drawer.test(ANSWERS)
    drawer.write("privacy", "2026-11-01", PRIVACY.replace("{#respond}", "{#respond-in-time}"))

    unproven, gone = faults(drawer)

    assert "No test proves the promise privacy/respond-in-time" in unproven
    assert "No policy makes the promise privacy/respond. Write “privacy/respond-in-time”" in gone


def test_promises_are_listed_with_what_keeps_them(drawer: Drawer) -> None:
    drawer.test(ANSWERS)
    passed = Proof(("privacy/respond",), Outcome.PASSED, date(2026, 11, 20))
    write_proofs(drawer.root / "build/promises.json", {"tests/test_some.py::test_answers": passed})

    result = drawer.promises()

    assert result.exit_code == 0
    assert (
        result.output
        == f"""\
privacy, 2026-09-01
  respond  {WORDS}
    passed, 2026-11-20  tests/test_some.py::test_answers
  staff-trained  Whoever reads your mail has learned how.
    kept by the owner: She shows everybody at the bench.
2 promises: 1 proven by tests (1 passed), 1 kept by people.
"""
    )


def test_a_promise_is_as_good_as_the_worst_of_its_tests(drawer: Drawer) -> None:
    drawer.test(ANSWERS + ANSWERS.replace("answers", "others") + ANSWERS.replace("answers", "new"))
    on, before = date(2026, 11, 20), date(2026, 11, 19)
    mine = ("privacy/respond",)
    write_proofs(
        drawer.root / "build/promises.json",
        {
            "tests/test_some.py::test_answers[1]": Proof(mine, Outcome.PASSED, on),
            "tests/test_some.py::test_answers[a::b]": Proof(mine, Outcome.SKIPPED, before),
            "tests/test_some.py::test_answers[3]": Proof(("privacy/other",), Outcome.ERROR, on),
            "tests/test_some.py::test_others": Proof(mine, Outcome.FAILED, on),
            "tests/test_some.py::test_unmarked": Proof(mine, Outcome.ERROR, on),
        },
    )

    row = next(row for row in json.loads(drawer.promises("--json").output) if row["tests"])

    assert row == {
        "id": "privacy/respond",
        "policy": "privacy",
        "version": "2026-09-01",
        "words": WORDS,
        "kept_by": None,
        "how": None,
        "outcome": "failed",
        "tests": [
            {
                "test": "tests/test_some.py::test_answers",
                "outcome": "skipped",
                "on": "2026-11-19",
                "cases": 2,
            },
            {
                "test": "tests/test_some.py::test_new",
                "outcome": "not run here",
                "on": None,
                "cases": 0,
            },
            {
                "test": "tests/test_some.py::test_others",
                "outcome": "failed",
                "on": "2026-11-20",
                "cases": 1,
            },
        ],
    }


def test_what_nobody_keeps_is_said_in_the_list(drawer: Drawer) -> None:
    output = drawer.promises().output

    assert f"respond  {WORDS}\n    nobody keeps it\n" in output
    assert "2 promises: 0 proven by tests, 1 kept by people, 1 kept by nobody." in output


def test_what_was_never_run_here_is_said_so(drawer: Drawer) -> None:
    drawer.test(ANSWERS)

    output = drawer.promises().output

    assert "not run here  tests/test_some.py::test_answers" in output
    assert "1 proven by tests (1 not run here)" in output


def test_a_long_promise_is_cut_in_a_listing_and_whole_for_programs(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-09-01", PRIVACY.replace("Write to us", "Write " * 20 + "to us"))

    assert "Write Write …" in drawer.promises().output
    (row, _) = json.loads(drawer.promises("--json").output)
    assert row["words"].endswith("30 days.")


def test_policies_that_cant_be_read_are_told_first(drawer: Drawer) -> None:
    drawer.write("privacy", "2026-09-01", PRIVACY.replace("respond_within_days: 30", "respond: 30"))

    result = drawer.promises("--check")

    assert result.exit_code == 1
    assert "content/policies/privacy/2026-09-01.md:6: terms.respond" in result.output


def test_a_test_file_that_is_no_python_is_told(drawer: Drawer) -> None:
    drawer.test(f"{ANSWERS}\ndef test_two(:\n")

    assert faults(drawer) == ["tests/test_some.py:8: It is no Python, so no mark can be read."]


def test_nothing_is_run_to_check(drawer: Drawer, tmp_path: Path) -> None:
    drawer.test(f"open({str(tmp_path / 'ran')!r}, 'w')\n{ANSWERS}")

    assert faults(drawer) == []
    assert not (tmp_path / "ran").exists()
