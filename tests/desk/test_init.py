"""`shop init` writes a stage's settings from a few answers, and never over them unasked."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from infra.stages import Stage, StageError, stage_from, written
from tests.desk.stage_desk import CERTIFICATE, sentences

MAIL = ("--owner-mail", "ada@shop-of-ada.com")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str, says: str | None = None) -> Result:
    return CliRunner().invoke(app, ["init", *arguments], input=says, env={"COLUMNS": "120"})


def settings(name: str = "test") -> dict[str, Any]:
    return tomllib.loads(Path(f"stages/{name}.toml").read_text(encoding="utf-8"))


def test_a_few_answers_make_a_stage() -> None:
    result = init(says="n\nada@shop-of-ada.com\n\n\n\n25\n")

    said = settings()
    assert result.exit_code == 0, result.output
    assert (said["live"], said["owner_mail"], said["domain"]) == (False, "ada@shop-of-ada.com", "")
    assert (said["monthly_budget"], said["region"]) == (25, "us-east-1")
    assert "./shop deploy --stage test --dry-run" in result.output


def test_a_domain_is_asked_for_its_certificate() -> None:
    result = init(says=f"n\nada@shop-of-ada.com\nshop-of-ada.com\n{CERTIFICATE}\n\n\n20\n")

    assert result.exit_code == 0, result.output
    assert settings()["certificate"] == CERTIFICATE


def test_nobody_is_asked_where_flags_say_it_all() -> None:
    result = init("--stage", "trial", *MAIL, "--monthly-budget", "5", "--yes")

    assert result.exit_code == 0, result.output
    assert settings("trial")["monthly_budget"] == 5


def test_only_a_live_shop_is_asked_which_repository_publishes_it() -> None:
    init("--stage", "live", says="y\nada@shop-of-ada.com\n\n\n\n25\nada/shop\n")

    assert settings("live")["publish_from"] == "ada/shop"


def test_live_is_live_by_its_name_and_says_what_is_still_the_demo_shops() -> None:
    result = init("--stage", "live", *MAIL, "--yes")

    assert settings("live")["live"] is True
    assert "Before it can go live:" in result.output


def test_asked_again_it_keeps_what_isnt_said_anew() -> None:
    init(*MAIL, "--monthly-budget", "5", "--yes")
    before = settings()

    init("--monthly-budget", "7", "--yes")

    assert settings() == before | {"monthly_budget": 7}


def test_parameters_that_were_written_by_hand_stay() -> None:
    init(*MAIL, "--yes")
    with Path("stages/test.toml").open("a", encoding="utf-8") as file:
        file.write('SnapStart = "true"\n')

    init("--monthly-budget", "7", "--yes")

    assert settings()["parameters"] == {"SnapStart": "true"}


def test_nothing_is_overwritten_before_the_owner_agrees() -> None:
    init(*MAIL, "--yes")
    before = settings()

    result = init("--monthly-budget", "99", *MAIL, "--not-live", "--domain", "", says="\n\nn\n")

    assert result.exit_code == 4
    assert "monthly_budget: 20 becomes 99" in result.output
    assert "Nothing was written." in result.output
    assert settings() == before


def test_the_same_answers_change_nothing() -> None:
    init(*MAIL, "--yes")

    result = init("--yes")

    assert "stages/test.toml stays as it was." in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--owner-mail", "ada"), "“ada” is no mail address"),
        ((*MAIL, "--domain", "https://shop.example/"), "is no domain. Write it bare"),
        ((*MAIL, "--domain", "shop.example"), "domain and certificate go together"),
        ((*MAIL, "--publish-from", "ada"), "“ada” is no repository"),
        ((*MAIL, "--publish-from", "ada/shop"), "GitHub publishes a live stage alone"),
        ((*MAIL, "--monthly-budget", "0"), "write a whole number of dollars, 1 or more"),
        (
            (*MAIL, "--domain", "shop.example", "--certificate", "arn:aws:iam::1:x"),
            "write the certificate's whole ARN",
        ),
        ((*MAIL, "--stage", "My Shop"), "can't be a stage's name"),
    ],
)
def test_what_cant_be_right_is_said_and_not_written(arguments: tuple[str, ...], said: str) -> None:
    result = init(*arguments, "--yes")

    assert result.exit_code == 4
    assert said in sentences(result)
    assert not list(Path().glob("stages/*"))


def test_where_nobody_answers_nothing_is_written() -> None:
    result = init(says="")

    assert result.exit_code == 4
    assert not list(Path().glob("stages/*"))


def test_a_file_that_is_damaged_is_said_and_left_alone(folder: Path) -> None:
    (folder / "stages").mkdir()
    (folder / "stages/test.toml").write_text("live = yes\n")

    result = init(*MAIL, "--yes")

    assert result.exit_code == 4
    assert "stages/test.toml can't be read" in sentences(result)
    assert (folder / "stages/test.toml").read_text() == "live = yes\n"


def test_settings_with_quotes_and_accents_are_read_back_as_they_were(folder: Path) -> None:
    stage = Stage(
        id="1", live=False, owner_mail="zoë@shop-of-ada.com", profile='my "own"', name="test"
    )
    file = folder / "test.toml"

    file.write_text(written(stage), encoding="utf-8")

    assert stage_from(file) == stage


def test_a_setting_that_there_isnt_is_said(folder: Path) -> None:
    file = folder / "test.toml"
    file.write_text('id = "1"\nlive = false\nowner_mail = "a@b.com"\nbudget = 3\n')

    with pytest.raises(StageError, match="unknown field `budget`"):
        stage_from(file)
