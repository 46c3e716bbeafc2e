"""`shop backup` and `shop restore`: the procedure, rehearsed on a deployed stage.

The emulator copies a table as it is now and not as it was: which moment is asked for is looked at
on the request.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from domain.kept_orders import is_bare
from domain.orders import Order
from domain.publishing import publish
from domain.request_clock import Regime, deadline
from domain.request_states import State, Type
from domain.requests import Request
from functions.adapters.dynamo import from_item, to_item
from functions.adapters.dynamo_shelf import DynamoShelf
from infra.recovery import RESTORED, Recovery
from tests.desk.stage_desk import StageDesk, sentences
from tests.functions.guest import Guest
from tests.samples import RELEASE

pytestmark = pytest.mark.prove

JO, LEE, AL = "a" * 40, "b" * 40, "c" * 40
SINCE = datetime(2026, 11, 21, 9, tzinfo=UTC)
THEN = ("--at", "2026-11-20T09:00")


@pytest.fixture
def desk(stage_desk: StageDesk) -> StageDesk:
    """A deployed stage with a small shop's shelf."""
    stage_desk.tell()
    shelf = stage_desk.deployed()["outputs"]["ShelfTable"]
    publish(RELEASE, DynamoShelf(stage_desk.client("dynamodb"), shelf))
    return stage_desk


def outputs(desk: StageDesk) -> dict[str, Any]:
    (found,) = desk.client("cloudformation").describe_stacks(StackName=desk.stage.stack)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}


def items(desk: StageDesk, table: str) -> dict[str, Any]:
    found = desk.client("dynamodb").scan(TableName=table)["Items"]
    return {each["sku"]["S"]: each for each in found}


def lose(desk: StageDesk, table: str, sku: str) -> None:
    desk.client("dynamodb").delete_item(TableName=table, Key={"sku": {"S": sku}})


def test_what_was_lost_is_put_back_and_what_changed_since_stays(desk: StageDesk) -> None:
    shelf = outputs(desk)["ShelfTable"]
    before = items(desk, shelf)
    desk.shop("restore", *THEN, "--table", "shelf")
    lose(desk, shelf, "EMBER-RING")
    changed = before["DAWN-HOOPS"] | {"title": {"S": "Changed since"}}
    desk.client("dynamodb").put_item(TableName=shelf, Item=changed)

    result = desk.shop("restore", *THEN, "--table", "shelf", "--put-back", "--yes")

    after = items(desk, shelf)
    assert result.exit_code == 0, result.output
    assert "shelf: 1 are missing" in result.output
    assert "Put back 1." in result.output
    assert after["EMBER-RING"] == before["EMBER-RING"]
    assert after["DAWN-HOOPS"] == changed
    assert after.keys() == before.keys()


def test_whose_data_was_erased_since_stays_erased(desk: StageDesk) -> None:
    """Their order comes back as the books want it, and who they were does not."""
    tables = {key: value for key, value in outputs(desk).items() if key.endswith("Table")}
    theirs, others = bought("HERS", JO), bought("LEES", LEE)
    records: dict[str, list[dict[str, Any]]] = {
        "OrdersTable": [
            *(to_item(theirs), to_item(others)),
            *({"id": {"S": f"things#{who}"}, "status": {"S": "things"}} for who in (JO, LEE)),
            {"id": {"S": "message#1"}, "subject": {"S": JO}, "text": {"S": "It is Jo."}},
        ],
        "SendsTable": [
            {"letter": {"S": "spring#0"}, "recipient": {"S": who}} for who in (JO, LEE, AL)
        ],
        "SubscribersTable": [
            {"id": {"S": JO}, "standing": {"S": "subscribed"}, "address": {"S": "jo@buyer.example"}}
        ],
    }
    put(desk, tables, records)
    then = ("restore", *THEN, "--table", "orders", "--table", "sends", "--table", "subscribers")
    desk.shop(*then)
    for table, items_ in records.items():
        for item in items_:
            desk.client("dynamodb").delete_item(
                TableName=tables[table],
                Key={name: item[name] for name in ("id", "letter", "recipient") if name in item},
            )
    erased = {"RequestsTable": [to_item(an_erasure(JO))]}
    tombstone = {"id": {"S": AL}, "standing": {"S": "left"}, "since": {"S": "2026-11-21T09:00:00Z"}}
    put(desk, tables, erased | {"SubscribersTable": [tombstone | {"revision": {"N": "2"}}]})

    result = desk.shop(*then, "--put-back", "--yes")

    orders = {each["id"]["S"]: each for each in scanned(desk, tables["OrdersTable"])}
    sends = {each["recipient"]["S"] for each in scanned(desk, tables["SendsTable"])}
    readers = {each["id"]["S"]: each for each in scanned(desk, tables["SubscribersTable"])}
    assert result.exit_code == 0, result.output
    assert "5 of people whose data was erased since stay away." in sentences(result)
    assert set(orders) == {"HERS", "LEES", f"things#{LEE}"}
    assert orders["LEES"] == to_item(others)
    bare = msgspec.convert(from_item(orders["HERS"]), Order)
    assert (is_bare(bare), bare.lines[0].sku) == (True, theirs.lines[0].sku)
    assert sends == {LEE}
    assert readers[JO].keys() == {"id", "standing", "since", "revision"}


def bought(order_id: str, subject: str) -> Order:
    return msgspec.structs.replace(Guest().buys(), id=order_id, subject=subject)


def an_erasure(subject: str) -> Request:
    return Request(
        id="R-1",
        type=Type.ERASURE,
        state=State.FULFILLED,
        subject=subject,
        asked_by="self",
        regime=Regime.GDPR,
        jurisdiction="DE",
        channel="form",
        received_at=SINCE,
        deadline=deadline(Regime.GDPR, SINCE.date(), 30),
        lapses_on=date(2026, 12, 4),
        changed_at=SINCE,
        closed_at=SINCE,
    )


def put(desk: StageDesk, tables: dict[str, str], records: dict[str, list[dict[str, Any]]]) -> None:
    for table, found in records.items():
        for item in found:
            desk.client("dynamodb").put_item(TableName=tables[table], Item=item)


def scanned(desk: StageDesk, table: str) -> list[dict[str, Any]]:
    return list(desk.client("dynamodb").scan(TableName=table)["Items"])


def test_without_being_told_to_nothing_is_put_back(desk: StageDesk) -> None:
    shelf = outputs(desk)["ShelfTable"]
    desk.shop("restore", *THEN, "--table", "shelf")
    lose(desk, shelf, "EMBER-RING")

    shown = desk.shop("restore", *THEN, "--table", "shelf")
    declined = desk.shop("restore", *THEN, "--table", "shelf", "--put-back", says="n\n")

    assert "Nothing of the shop was changed. To put back what is missing" in shown.output
    assert declined.exit_code == 4
    assert "Nothing was put back." in declined.output
    assert "EMBER-RING" not in items(desk, shelf)


def test_every_table_but_the_outbox_and_the_limits_is_copied_and_counted(desk: StageDesk) -> None:
    result = desk.shop("restore", *THEN)

    named = outputs(desk)
    tables = desk.client("dynamodb").list_tables()["TableNames"]
    copies = {each for each in tables if desk.name in each and each.endswith("-at-20261120T1500")}
    assert result.exit_code == 0, result.output
    assert copies == {
        f"{named[short.capitalize() + 'Table']}-at-20261120T1500" for short in RESTORED
    }
    assert set(RESTORED) | {"outbox", "limits"} == {
        key.removesuffix("Table").lower() for key in named if key.endswith("Table")
    }


def test_the_moment_asked_for_is_the_one_on_the_shops_clock(desk: StageDesk) -> None:
    """Nine in Texas, in November, is three in the afternoon in UTC."""
    asked: list[dict[str, Any]] = []
    account = desk.account
    client = account.client("dynamodb")
    client.meta.events.register(
        "provide-client-params.dynamodb.RestoreTableToPointInTime",
        lambda params, **_: asked.append(params),
    )

    Recovery(account, {"shelf": outputs(desk)["ShelfTable"]}).copy(
        "shelf", datetime(2026, 11, 20, 15, tzinfo=UTC)
    )

    assert asked[0]["RestoreDateTime"] == datetime(2026, 11, 20, 15, tzinfo=UTC)


def test_a_backup_says_how_far_back_and_keeps_the_key_of_addresses(desk: StageDesk) -> None:
    copy = desk.root / f"stages/{desk.name}.address-key"
    copy.unlink()
    enable_history(desk)

    result = desk.shop("backup", "--json")

    said = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert [each["table"] for each in said["tables"]] == list(RESTORED)
    assert all(each["latest"] for each in said["tables"])
    assert copy.read_text().strip() == desk.secret("address-key")


def enable_history(desk: StageDesk) -> None:
    """What the template asks for and the emulator ignores."""
    named = outputs(desk)
    for short in RESTORED:
        desk.client("dynamodb").update_continuous_backups(
            TableName=named[f"{short.capitalize()}Table"],
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )


def test_an_export_of_every_table_is_asked_for(desk: StageDesk) -> None:
    enable_history(desk)

    result = desk.shop("backup", "--export", "--json")

    exports = json.loads(result.stdout)["exports"]
    listed = desk.client("dynamodb").list_exports()["ExportSummaries"]
    assert list(exports) == list(RESTORED)
    assert all(
        each.startswith(f"s3://vitrine-code-000000000000-{desk.name}/backups/")
        for each in exports.values()
    )
    assert len(listed) >= len(RESTORED)


def test_a_table_that_there_isnt_or_that_would_send_mail_again_is_refused(
    stage_desk: StageDesk,
) -> None:
    result = stage_desk.shop("restore", *THEN, "--table", "outbox")

    assert result.exit_code == 4
    assert "There is no table “outbox” to restore." in sentences(result)
