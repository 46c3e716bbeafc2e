"""What is cut from the bundle's parts, and that nothing is said or asked differently for it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import babel.localedata
import botocore
import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

import domain.money
from domain.days import date_in_words, day_in_words, time_in_words
from domain.money import format_money
from domain.places import country_name
from infra.bundle import ROOT
from infra.bundle.calls import services, words
from infra.bundle.descriptions import cut_descriptions
from infra.bundle.locales import cut_locales

WHOLE = Path(botocore.__path__[0]) / "data"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Descriptions of two services, for a shop that puts and reads items."""
    folder = tmp_path_factory.mktemp("data")
    for name in ("dynamodb", "ssm", "ec2"):
        shutil.copytree(WHOLE / name, folder / name)
    for file in WHOLE.glob("*.json"):
        shutil.copy(file, folder)
    cut_descriptions(folder, {"dynamodb", "ssm"}, {"put_item", "query", "get_parameter", "x"})
    return folder


def model(data: Path, service: str) -> ServiceModel:
    loader = Loader(extra_search_paths=[str(data)], include_default_search_paths=False)
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def test_services_and_operations_that_are_not_used_are_gone(data: Path) -> None:
    assert model(data, "dynamodb").operation_names == ["PutItem", "Query"]
    assert model(data, "ssm").operation_names == ["GetParameter"]
    assert not (data / "ec2").exists()


def test_what_stays_of_a_service_is_described_as_before(data: Path) -> None:
    for service, operation in (("dynamodb", "PutItem"), ("dynamodb", "Query")):
        cut = model(data, service).operation_model(operation)
        whole = model(WHOLE, service).operation_model(operation)

        assert shape(cut.input_shape) == shape(whole.input_shape)
        assert shape(cut.output_shape) == shape(whole.output_shape)


def shape(part: Any, within: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 (botocore's shapes)
    """A shape's names and kinds, down to its last member."""
    if part.name in within:
        return part.name
    inner = (*within, part.name)
    if part.type_name == "structure":
        return {name: shape(member, inner) for name, member in part.members.items()}
    if part.type_name == "list":
        return [shape(part.member, inner)]
    if part.type_name == "map":
        return {"key": shape(part.key, inner), "value": shape(part.value, inner)}
    return part.type_name, part.serialization


def test_every_error_that_a_service_may_answer_with_is_still_known(data: Path) -> None:
    for service in ("dynamodb", "ssm"):
        cut, whole = model(data, service), model(WHOLE, service)

        assert {e.name for e in cut.error_shapes} == {e.name for e in whole.error_shapes}


def test_only_the_part_of_the_world_that_shops_are_in_is_described(data: Path) -> None:
    endpoints = json.loads((data / "endpoints.json").read_text())["partitions"]
    partitions = json.loads((data / "partitions.json").read_text())["partitions"]

    assert [each["partition"] for each in endpoints] == ["aws"]
    assert set(endpoints[0]["services"]) == {"dynamodb", "ssm"}
    assert [each["id"] for each in partitions] == ["aws"]


def test_operations_are_found_as_methods_and_in_words(tmp_path: Path) -> None:
    (tmp_path / "functions" / "adapters").mkdir(parents=True)
    (tmp_path / "functions" / "clients.py").write_text(
        'def _client(service): ...\ndynamodb = _client("dynamodb")\ndef ses(): _client("sesv2")\n'
    )
    (tmp_path / "functions" / "adapters" / "shelf.py").write_text(
        "def put(client, run):\n"
        "    client.put_item()\n"
        '    client.get_paginator("query")\n'
        "    run(client.send_email)\n"
    )

    assert services(tmp_path) == {"dynamodb", "sesv2"}
    assert words(tmp_path) >= {"put_item", "query", "send_email"}
    assert "delete_item" not in words(tmp_path)


def test_the_functions_have_clients_of_the_services_that_they_prepare_for() -> None:
    from functions.light_session import SERVICES  # noqa: PLC0415 (what is tested)

    assert services(ROOT) == SERVICES


ZONES = ("America/Chicago", "Europe/Berlin", "Asia/Kolkata", "UTC")

Saying = Callable[[str], str]


def at(zone: str, month: int) -> Saying:
    return lambda locale: time_in_words(datetime(2026, month, 4, 17, 31, tzinfo=UTC), zone, locale)


def country(code: str) -> Saying:
    return lambda locale: country_name(code, locale)


SAYINGS: tuple[Saying, ...] = (
    lambda locale: format_money(123_456_789, "USD", locale),
    lambda locale: format_money(480_00, "EUR", locale),
    lambda locale: format_money(1_234_567, "JPY", locale),
    lambda locale: format_money(-5_500, "KWD", locale),
    lambda locale: day_in_words(date(2026, 3, 5), locale),
    lambda locale: date_in_words(date(2028, 2, 29), locale),
    *(at(zone, month) for zone in ZONES for month in (1, 7)),
    *(country(code) for code in ("US", "DE", "JP", "XK")),
)


@pytest.fixture
def cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "locale-data"
    shutil.copytree(Path(babel.__path__[0]) / "locale-data", folder)
    cut_locales(folder)
    with monkeypatch.context() as patch:
        patch.setattr(babel.localedata, "_dirname", str(folder))
        forget()
        yield
    forget()


def forget() -> None:
    """What Babel and we remember of languages."""
    babel.localedata._cache.clear()
    domain.money._spoken.cache_clear()


def test_every_language_says_amounts_days_times_and_countries_as_before(
    request: pytest.FixtureRequest,
) -> None:
    locales = sorted(babel.localedata.locale_identifiers())
    forget()
    before = {locale: [say(locale) for say in SAYINGS] for locale in locales}

    request.getfixturevalue("cut")

    after = {locale: [say(locale) for say in SAYINGS] for locale in locales}
    assert len(locales) > 900
    assert {each: after[each] for each in locales if after[each] != before[each]} == {}
