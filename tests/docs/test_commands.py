"""Commands in the papers are run as they stand there; those that can't be at least exist, with their options."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli import app
from tests.docs.blocks import ROOT, Block, every_block, in_sentences, labels

BLOCKS = every_block()
RUN = [each for each in BLOCKS if not each.why]
LEFT = [each for each in BLOCKS if each.why]
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture
def shop_of_hers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as she has it: content and theme, and nothing that was made before."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (tmp_path / "theme").symlink_to(ROOT / "theme")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def place(block: Block) -> str:
    return block.place


@pytest.mark.parametrize("block", RUN, ids=place)
def test_a_command_does_what_the_paper_says(block: Block, shop_of_hers: Path) -> None:
    for command in block.commands:
        program, *arguments = shlex.split(command)
        assert program == "./shop", f"{block.place}: say why it isn't run, or teach this test to"

        result = CliRunner().invoke(app, arguments, env={"COLUMNS": "120"})

        assert result.exit_code == 0, f"{block.place}: {command}\n{result.output}"
    assert shop_of_hers.is_dir()


@pytest.mark.parametrize("block", LEFT, ids=place)
def test_a_command_that_isnt_run_has_a_reason_and_can_be_read(block: Block) -> None:
    assert len(block.why) > 10
    for command in block.commands:
        program, *arguments = shlex.split(command)
        if program == "./shop":
            assert read(arguments) == 0, f"{block.place}: {command}"
        if program == "make":
            assert arguments[0] in TARGETS, f"{block.place}: {command}"


def test_a_command_within_a_sentence_can_be_read_too() -> None:
    told = list(in_sentences())

    wrong = [each for each in told if read(arguments_of(each[1]))]

    assert wrong == []
    assert len(told) > 50


def test_every_block_says_what_it_is_and_none_hides_a_command() -> None:
    bare = [place for place, label, _ in labels() if not label]
    hidden = [
        place
        for place, label, text in labels()
        if label != "sh" and re.search(r"^ *(\./shop|make|aws|git) ", text, re.MULTILINE)
    ]

    assert (bare, hidden) == ([], [])


def arguments_of(told: str) -> list[str]:
    """What is left open, as in “--at …” or “approve|deny”, is filled in."""
    return shlex.split(told.partition("|")[0].replace("…", "2026-12-01T09:00"))[1:]


def read(arguments: list[str]) -> int:
    """The exit code of a command that reads its arguments and then only tells about itself."""
    return CliRunner().invoke(app, [*arguments, "--help"]).exit_code


@pytest.mark.parametrize(
    "misspelt", ["deploi --stage test", "deploy --stgae test", "policies reviewd"]
)
def test_a_misspelt_command_is_found(misspelt: str) -> None:
    assert read(misspelt.split()) == 2


def test_there_are_commands_to_run() -> None:
    assert len(RUN) >= 4
    assert len(LEFT) >= 5
