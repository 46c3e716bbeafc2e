"""The zip that somebody gets: one shape for programs, tables that run nothing, a page for people."""

from __future__ import annotations

import csv
import html
import io
import json
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast

import msgspec
import pytest
from openapi_schema_validator import OAS31Validator

from domain.copies import KINDS, Copy
from domain.copying import order_copy
from domain.days import date_in_words
from domain.holdings import Held
from domain.letter_copies import LetterCopy
from domain.order_copies import OrderCopy
from domain.ordered import Address, Line, Totals
from domain.orders import Order, Status
from domain.payment_copies import PaymentCopy
from functions.privacy.archive import Cover, write_archive
from functions.privacy.readable import Writing, label
from functions.privacy.tables import FORMULAS, cell, columns
from tests.samples import FACTS, NOON

SCHEMA = Path(__file__).parents[2] / "docs" / "data.schema.json"
COVER = Cover("Juniper Bend Jewelry", "REQUEST1", NOON)
HOSTILE = "<script>alert(1)</script>"


def an_order(**changes: Any) -> OrderCopy:  # noqa: ANN401 — whatever a copy has
    order = Order(
        id="ORDER1",
        status=Status.PAID,
        lines=(Line("SIGNET", "signet", "Signet", "US 7", "/", 20500, 1, engraving="For Ada"),),
        currency="USD",
        country="US",
        rates=FACTS.zones[0].rates,
        countries=("US",),
        release="abc",
        created_at=NOON,
        expires_at=NOON,
        customer_name="Jo Buyer",
        address=Address("Jo Buyer", "1 Elm St", "", "Austin", "TX", "78701", "US"),
    )
    return msgspec.structs.replace(order_copy(order), **changes)


def zipped(*copies: tuple[str, Any]) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_archive(file, (Held(kind, "somewhere", copy) for kind, copy in copies), COVER)
    return zipfile.ZipFile(file)


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))


def test_data_json_is_what_its_published_schema_says() -> None:
    archive = zipped(("orders", an_order()), ("orders", an_order(number="ORDER2")))

    data = json.loads(archive.read("data.json"))

    OAS31Validator(json.loads(SCHEMA.read_text())).validate(data)
    assert msgspec.convert(data, Copy).orders == (an_order(), an_order(number="ORDER2"))
    assert (data["version"], data["shop"], data["request"]) == (
        *("1.2", "Juniper Bend Jewelry", "REQUEST1"),
    )


def test_there_is_a_table_for_each_kind_a_page_and_a_word_on_it() -> None:
    archive = zipped()

    assert set(archive.namelist()) == {
        *("README.txt", "data.json", "index.html"),
        *(f"{kind}.csv" for kind in KINDS),
    }
    assert set(KINDS) == set(Copy.__struct_fields__) - {"version", "shop", "made_at", "request"}


def test_a_table_has_a_column_a_field_and_lists_as_json() -> None:
    archive = zipped(("orders", an_order()))

    (row,) = rows(archive, "orders.csv")

    assert (row["number"], row["address.city"], row["totals.total"]) == ("ORDER1", "Austin", "")
    assert json.loads(row["lines"])[0]["engraving"] == "For Ada"
    assert columns(LetterCopy)[:4] == ["standing", "since", "address", "name"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_shown_instead(sign: str) -> None:
    typed = f'{sign}HYPERLINK("https://evil.example")'

    (row,) = rows(zipped(("orders", an_order(name=typed))), "orders.csv")

    assert row["name"] == f"'{typed}"


def filled(told: msgspec.inspect.Type, text: str) -> Any:  # noqa: ANN401 — of whatever shape a copy has
    """A value of that type in which every text, however deep, is that one."""
    match told:
        case msgspec.inspect.UnionType(types=types):
            held = next(each for each in types if not isinstance(each, msgspec.inspect.NoneType))
            return filled(held, text)
        case msgspec.inspect.StructType(cls=cls, fields=fields):
            values = {field.name: filled(field.type, text) for field in fields}
            return cls(**values | ({"currency": "USD"} if "currency" in values else {}))
        case msgspec.inspect.VarTupleType(item_type=item):
            return (filled(item, text),)
        case msgspec.inspect.EnumType(cls=kinds):
            return next(iter(kinds))
        case msgspec.inspect.LiteralType(values=literals):
            return literals[0]
    plain: dict[type, Any] = {
        msgspec.inspect.StrType: text,
        msgspec.inspect.IntType: 7,
        msgspec.inspect.BoolType: True,
        msgspec.inspect.DateType: NOON.date(),
        msgspec.inspect.DateTimeType: NOON,
    }
    return plain[type(told)]


def hostile(kind: str, text: str) -> Any:  # noqa: ANN401 — a copy of that kind
    return filled(msgspec.inspect.type_info(KINDS[kind]), text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_formula_in_every_field_is_text_in_every_table(kind: str) -> None:
    formula = '=HYPERLINK("https://evil.example";"Look")'

    (row,) = rows(zipped((kind, hostile(kind, formula))), f"{kind}.csv")

    assert not [name for name, said in row.items() if said.startswith(FORMULAS)]
    assert [name for name, said in row.items() if said == f"'{formula}"]


@pytest.mark.parametrize("kind", KINDS)
def test_markup_in_every_field_is_text_on_the_page_for_people(kind: str) -> None:
    page = zipped((kind, hostile(kind, HOSTILE))).read("index.html").decode()

    assert HOSTILE not in page
    assert html.escape(HOSTILE) in page


def test_amounts_stay_numbers_even_below_nothing() -> None:
    assert cell(-5) == "-5"


def test_what_somebody_typed_is_text_on_the_page_for_people() -> None:
    archive = zipped(("orders", an_order(name=HOSTILE)))

    page = archive.read("index.html").decode()

    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_the_page_needs_nothing_but_itself() -> None:
    page = zipped(("orders", an_order())).read("index.html").decode()

    assert "<script" not in page
    assert not any(word in page for word in ("http:", "https:", "src=", "href=", "url("))
    assert "Jo Buyer" in page


def test_the_page_says_what_it_holds_in_words_and_leaves_nothing_out() -> None:
    order = an_order(totals=Totals(20500, 900, 0, 0, 21400), paid_at=NOON)

    page = zipped(("orders", order)).read("index.html").decode()

    words = html.unescape(page)
    assert "1 × Signet, US 7, $205.00 each, engraved “For Ada”, SIGNET" in words
    assert "total: $214.00" in words
    assert "Jo Buyer\n1 Elm St\nAustin TX 78701\nUnited States" in words
    assert f"{date_in_words(NOON)}, {NOON:%H:%M} UTC" in words
    assert "21400" not in words


@pytest.mark.parametrize("shape", KINDS.values(), ids=KINDS)
def test_each_field_that_holds_something_stands_on_the_page(shape: type[msgspec.Struct]) -> None:
    told = {field.name: field for field in msgspec.structs.fields(shape)}
    typed = [name for name, field in told.items() if field.type in (str, str | None)]
    record = shape(
        **{
            name: f"what its {label(name)} holds" if name in typed else field.default
            for name, field in told.items()
            if name in typed or field.required
        }
    )

    facts = dict(Writing("en_US").facts(record))

    shown = [name for name in typed if name != "currency"]
    assert [facts[label(name)] for name in shown] == [
        f"what its {label(name)} holds" for name in shown
    ]


class Sink(io.RawIOBase):
    """Takes everything and keeps nothing, as an upload does."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 — any buffer
        return len(data)


def test_memory_does_not_grow_with_what_is_held() -> None:
    def many(count: int) -> Iterator[Held]:
        payment = PaymentCopy("pi", "ORDER1", "succeeded", 1, 0, "USD", name="x" * 4000)
        return (Held("payments", "somewhere", payment) for _ in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        write_archive(cast("IO[bytes]", Sink()), many(count), COVER)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)

    assert peak(3000) < peak(600) + 500_000  # of 12 MB and 2.4 MB
