"""Commands in the papers are run as they stand there; those that can't be at least exist, with their options."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli import app
from tests.docs.blocks import ROOT, Block, every_block

BLOCKS = every_block()
RUN = [each for each in BLOCKS if not each.why]
LEFT = [each for each in BLOCKS if each.why]


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
        if program == "./shop" and arguments[0] not in NOT_MERGED:
            assert read(arguments) == 0, f"{block.place}: {command}"


NOT_MERGED = {"publish", "rollback"}
"""Commands that are told before they are there."""


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
