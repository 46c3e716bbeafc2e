"""Every command talks to a deployed stage as it does to the shop on this machine: --stage NAME."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from desk.cli import app
from domain.letters import marked
from domain.publishing import publish
from functions.adapters.dynamo_shelf import DynamoShelf
from infra.local.stripe.testing import running_standin
from tests.desk.stage_desk import StageDesk, sentences
from tests.letter_post import SPRING
from tests.samples import RELEASE

pytestmark = pytest.mark.prove

COMMANDS = (
    ("orders", "--all"),
    ("stock",),
    ("requests",),
    ("request", "REQUEST1"),
    ("subscribers",),
    ("subscribers", "show", "jo@readers-of-ada.com"),
    ("subscribers", "export", "list.csv"),
    ("letter", "list"),
    ("letter", "report", "spring"),
    ("letter", "pause", "spring"),
    ("letter", "resume", "spring"),
    ("letter", "cancel", "spring"),
    ("letter", "send", "spring"),
    ("letter", "test", "spring", "--to", "ada@shop-of-ada.com"),
    ("notify", "a-breach"),
    ("policies", "notify", "privacy"),
    ("packing-list",),
    ("reconcile", "--dry-run"),
    ("reconcile", "--report"),
)


@pytest.fixture(scope="module")
def deployed(ministack: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StageDesk]:
    """A stage with the small shop's shelf in it, deployed once for all of these."""
    with pytest.MonkeyPatch.context() as patch, running_standin() as standin:
        desk = StageDesk(tmp_path_factory.mktemp("owner"), ministack, "commands", patch)
        desk.settings(parameters={"StripeApiBase": standin.url})
        desk.tell(
            stripe_secret_key=standin.settings.keys[0], stripe_webhook_secret="whsec_commands"
        )
        shelf = desk.deployed()["outputs"]["ShelfTable"]
        publish(RELEASE, DynamoShelf(desk.client("dynamodb"), shelf))
        yield desk


def test_stock_is_that_of_the_stage(deployed: StageDesk) -> None:
    result = deployed.shop("stock", "--json")

    skus = {row["sku"] for row in json.loads(result.stdout)}
    assert result.exit_code == 0
    assert {"EMBER-RING", "DAWN-HOOPS"} <= skus


def test_orders_subscribers_and_requests_are_those_of_the_stage(deployed: StageDesk) -> None:
    said = [deployed.shop(*each).output for each in (("orders",), ("subscribers",), ("requests",))]

    assert "No orders yet." in said[0]
    assert "0" in said[1]
    assert "o requests" in said[2] or "othing" in said[2]


def test_payments_are_looked_up_where_the_stage_takes_them(deployed: StageDesk) -> None:
    result = deployed.shop("reconcile", "--dry-run")

    assert result.exit_code == 0, result.output
    assert "Every order is where its payment is." in result.output


def test_a_list_is_taken_into_the_stage_and_read_from_there(
    deployed: StageDesk, tmp_path: Path
) -> None:
    list_ = tmp_path / "list.csv"
    list_.write_text(
        "address,confirmed_at,how\njo@readers-of-ada.com,2026-05-01,on paper at the market\n"
    )

    taken = deployed.shop("subscribers", "import", str(list_), "--yes")
    shown = deployed.shop("subscribers", "show", "jo@readers-of-ada.com")

    assert taken.exit_code in {0, 1}, taken.output
    assert "isn't running" not in shown.output


@pytest.mark.parametrize("command", [("send",), ("test", "--to", "ada@shop-of-ada.com")])
def test_a_letter_goes_out_of_a_stage_only_as_it_was_built_for_that_stage(
    deployed: StageDesk, command: tuple[str, ...]
) -> None:
    source = deployed.root / "content/letters/2026-03-02-spring.md"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("---\n---\n")
    what, *more = command
    home = msgspec.structs.replace(SPRING, origin="http://127.0.0.1:8000")
    for folder in ("build/letters", f"build/{deployed.name}/letters"):
        unbuilt = deployed.shop("letter", what, "spring", *more)
        built = deployed.root / folder / "spring.json"
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_bytes(msgspec.json.encode(marked(home)))

    result = deployed.shop("letter", what, "spring", *more)
    shutil.rmtree(deployed.root / "build")

    publish_it = f"Publish, and it is built anew: ./shop publish --stage {deployed.name}"
    assert (unbuilt.exit_code, result.exit_code) == (4, 4)
    assert sentences(unbuilt) == f"“spring” isn't built as it is written now. {publish_it}"
    assert sentences(result).startswith("The links in “spring” lead to http://127.0.0.1:8000, and")
    assert sentences(result).endswith(publish_it)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_asks_the_stage_and_nothing_on_this_machine(
    deployed: StageDesk, command: tuple[str, ...]
) -> None:
    result = deployed.shop(*command)

    assert result.exit_code in {0, 1, 4}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "isn't running" not in result.output


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_stage_that_isnt_deployed_is_said_so(
    stage_desk: StageDesk, command: tuple[str, ...]
) -> None:
    if command[:2] in {("letter", "send"), ("letter", "test")}:
        pytest.skip("its letter is looked for first, and there is none")

    result = stage_desk.shop(*command)

    assert result.exit_code == 3, result.output
    assert f"Deploy it first: ./shop deploy --stage {stage_desk.name}" in sentences(result)


def test_a_stage_that_there_isnt_is_said_with_those_that_there_are(stage_desk: StageDesk) -> None:
    result = CliRunner().invoke(app, ["orders", "--stage", "nowhere"], env=stage_desk.env)

    assert result.exit_code == 3
    assert f"There is no stage “nowhere”. There are: {stage_desk.name}." in sentences(result)


def test_what_can_be_no_stages_name_is_said(stage_desk: StageDesk) -> None:
    result = CliRunner().invoke(app, ["orders", "--stage", "Live!"], env=stage_desk.env)

    assert result.exit_code == 2
    assert "can't be a stage's name" in sentences(result)


def test_every_command_that_asks_a_shop_takes_a_stage() -> None:
    """Those that read or write files alone don't."""
    files_alone = {
        "policies",
        "policies new",
        "policies diff",
        "policies seal",
        "policies promises",
    }
    files_alone |= {"policies reviewed", "cost", "letter", "order", "return", "export", "ledger"}
    files_alone |= {"dispute"}

    found = {name for name, options in commands() if "--stage" not in options}

    assert found <= files_alone


def commands() -> Iterator[tuple[str, set[str]]]:
    """Every command by its words, with the names of its options."""
    import typer.main  # noqa: PLC0415

    def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, set[str]]]:
        yield " ".join(words), {o for p in command.params for o in p.opts}  # type: ignore[attr-defined]
        for name, inner in getattr(command, "commands", {}).items():
            yield from walk(inner, (*words, name))

    root = typer.main.get_command(app)
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        yield from walk(command, (name,))
