from __future__ import annotations

import contextlib
import copy
from pathlib import Path

import pytest

from infra.aws import DeployError, deploy, session, table_names
from infra.emulator import running_emulator
from infra.translate import tables_only, translated

TABLES = tables_only(translated())
NAMES = {
    "shelf",
    "orders",
    "events",
    "outbox",
    "limits",
    "subscribers",
    "sends",
    "requests",
    "ledger",
}


def test_state_outlives_a_stop_and_nothing_is_left_running(tmp_path: Path) -> None:
    with running_emulator(tmp_path) as endpoint:
        before = table_names(deploy(TABLES, endpoint, {}, "kept"))
        client = session().client("dynamodb", endpoint_url=endpoint)
        client.put_item(TableName=before["shelf"], Item={"sku": {"S": "RING-1"}})
    first = endpoint

    with running_emulator(tmp_path) as endpoint:
        assert processes_at(endpoint)
        after = table_names(deploy(TABLES, endpoint, {}, "kept"))
        client = session().client("dynamodb", endpoint_url=endpoint)
        items = client.scan(TableName=after["shelf"])["Items"]

    assert set(after) == NAMES
    assert after == before
    assert items == [{"sku": {"S": "RING-1"}}]
    assert processes_at(first) == processes_at(endpoint) == []


def processes_at(endpoint: str) -> list[str]:
    """The emulator that had this port, and every worker: they inherit its environment."""
    mark = f"GATEWAY_PORT={endpoint.rpartition(':')[2]}".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                found.append(environ.parent.name)
    return found


def test_each_test_gets_empty_tables_of_its_own(ministack: str, tables: dict[str, str]) -> None:
    client = session().client("dynamodb", endpoint_url=ministack)

    counts = {name: client.scan(TableName=table)["Count"] for name, table in tables.items()}

    assert counts == dict.fromkeys(NAMES, 0)


def test_a_changed_template_updates_the_stack_and_the_same_one_changes_nothing(
    ministack: str,
) -> None:
    changed = copy.deepcopy(TABLES)
    changed["Outputs"]["Shop"] = {"Value": "open"}
    first = deploy(TABLES, ministack, {"KeepData": "false"}, "changing")

    same = deploy(TABLES, ministack, {"KeepData": "false"}, "changing")
    second = deploy(changed, ministack, {"KeepData": "false"}, "changing")

    assert same == first
    assert second == {**first, "Shop": "open"}


def test_a_template_that_cannot_be_deployed_says_why(ministack: str) -> None:
    broken = copy.deepcopy(TABLES)
    broken["Resources"] = {"Thing": {"Type": "AWS::No::Thing", "Properties": {}}}
    broken["Outputs"] = {}

    with pytest.raises(DeployError, match=r"Thing"):
        deploy(broken, ministack, {}, "broken")


def test_a_developers_own_settings_are_never_looked_at(
    ministack: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "own")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "own")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    client = session().client("sts", endpoint_url=ministack)
    caller = client.get_caller_identity()

    credentials = session().get_credentials()
    assert credentials
    assert (credentials.access_key, credentials.secret_key) == ("test", "test")
    assert client.meta.region_name == "us-east-1"
    assert caller["Account"] == "000000000000"
