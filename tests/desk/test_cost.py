"""`shop cost` adds up what a month uses, from a dated table, and the README shows what it prints."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from desk.cost import readme_idle, readme_table
from infra.prices import Price, bill, prices
from infra.translate import translated
from infra.usage import (
    EVERY_FIVE_MINUTES,
    KEYS_A_ROUND,
    MEMORY_GB,
    ONCE_A_DAY,
    Plan,
    standing,
    used,
)
from tests.desk.drawer import shop
from tests.rights.granted import granted

ROOT = Path(__file__).parents[2]
NOBODY = ("--orders", "0", "--visits", "0", "--letters", "0", "--subscribers", "0")


def told(*arguments: str) -> dict[str, object]:
    result = shop("cost", "--json", *arguments)
    assert result.exit_code == 0, result.output
    said: dict[str, object] = json.loads(result.stdout)
    return said


def test_what_is_free_for_ever_is_taken_off_before_the_price() -> None:
    mails = Price("x", "X", "things", per=1_000, dollars=Decimal("0.10"), source="known", free=500)

    assert mails.to_pay(Decimal(400)) == 0
    assert mails.to_pay(Decimal(6_500)) == Decimal("0.60")
    assert mails.list_price(Decimal(6_500)) == Decimal("0.65")


def test_what_is_said_to_be_free_says_where_that_was_read() -> None:
    assert {
        each.id for each in prices().price if bool(each.free) != bool(each.free_source)
    } == set()


def test_each_line_says_whether_its_price_was_read_on_amazons_own_page() -> None:
    shown = shop("cost", "--visits", "20000").output
    lines = told()["lines"]

    assert isinstance(lines, list)
    sources = {line["what"]: line["price_from"] for line in lines}
    assert (sources["GB sent to visitors"], sources["mails"]) == ("page", "guides")
    assert "Amazon's page" in shown
    assert "not read" in shown


def test_a_month_with_a_hundred_orders_adds_up_by_hand() -> None:
    plan = Plan(orders=100, visits=20_000, letters=2, subscribers=3_000)
    table = prices()

    lines = {line.what: line for line in bill(used(plan, translated(), table.idle), table).lines}

    # 100 orders with 3 mails each, and 2 letters to 3,000: 6,300 at $0.10 a thousand.
    assert lines["mails"].amount == 6_300
    assert lines["mails"].to_pay == Decimal("0.63")
    # 20,000 visits of 1.5 MB are 30 GB; a terabyte is free.
    assert lines["GB sent to visitors"].amount == 30
    assert lines["GB sent to visitors"].listed == Decimal("2.55")
    assert lines["GB sent to visitors"].to_pay == 0
    # 100 orders with 120 units, and 6,000 letters with 8: 60,000 at $0.625 a million.
    assert lines["write units"].amount == 60_000
    assert lines["write units"].to_pay == Decimal("0.0375")


def test_a_month_in_which_nobody_comes_costs_what_stands() -> None:
    said = told(*NOBODY)

    assert said["to_pay"] == said["while_nobody_buys"]
    # A hosted zone is $0.50; tables, pages and uploads are cents.
    assert Decimal("0.50") <= Decimal(str(said["to_pay"])) < Decimal("2.00")


def test_ten_thousand_orders_pay_for_what_two_million_visitors_fetch() -> None:
    said = told(
        "--orders", "10000", "--visits", "2000000", "--letters", "4", "--subscribers", "50000"
    )

    services = said["services"]
    assert isinstance(services, dict)
    # 3,000 GB less 1,024 free at $0.085; 80 million requests less 10 at $0.01 for ten thousand;
    # 80 million runs and reads less 2 each, at $0.10 and $0.03 a million.
    assert services["CloudFront"] == f"{1976 * 0.085 + 70 + 7.8 + 2.34:.2f}"
    # 30,000 for orders and 200,000 letters at $0.10 a thousand.
    assert services["SES"] == "23.00"


def test_the_firewall_is_counted_only_where_it_is_on() -> None:
    table = prices()

    off = standing(Plan(), translated(), table.idle)
    on = standing(Plan(firewall=True), translated(), table.idle)

    assert "firewalls" not in off
    assert on["firewalls"] == 1


def test_what_stands_is_counted_as_the_template_has_it() -> None:
    resources = list(translated()["Resources"].values())
    rates = Counter(
        each["Properties"]["ScheduleExpression"]
        for each in resources
        if each["Type"] == "AWS::Scheduler::Schedule"
    )
    memory = {
        each["Properties"]["MemorySize"]
        for each in resources
        if each["Type"] == "AWS::Lambda::Function"
    }

    assert rates == {"rate(5 minutes)": len(EVERY_FIVE_MINUTES), "rate(1 day)": ONCE_A_DAY}
    assert memory == {MEMORY_GB * 1024}
    tables = {
        (right.function.lower(), right.resource.partition("/")[0])
        for right in granted(translated())
        if right.action.startswith("dynamodb:")
    }
    assert len([who for who, _ in tables if who in EVERY_FIVE_MINUTES]) == KEYS_A_ROUND


def test_more_of_anything_never_costs_less() -> None:
    table = prices()
    small = bill(used(Plan(10, 1_000, 1, 10), translated(), table.idle), table).listed

    for more in (Plan(11, 1_000, 1, 10), Plan(10, 1_001, 1, 10), Plan(10, 1_000, 2, 10)):
        assert bill(used(more, translated(), table.idle), table).listed > small


def test_every_use_has_a_price() -> None:
    table = prices()
    names = set(used(Plan(firewall=True), translated(), table.idle))

    assert names <= {price.id for price in table.price}
    assert set(table.idle.values()) <= {price.id for price in table.price}


def test_the_terminal_says_where_the_prices_are_from_and_how_old_they_are() -> None:
    result = shop("cost")

    assert f"written down on {prices().written_on} in infra/prices.toml" in result.output
    assert "Stripe's own fee" in result.output


@pytest.mark.parametrize("part", [readme_table, readme_idle], ids=["bill", "idle"])
def test_the_readme_shows_what_the_command_prints(part: object) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert callable(part)
    assert part(prices()) in readme
