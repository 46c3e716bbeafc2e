"""Every way that the shop's own file can be wrong, one clear sentence each."""

from __future__ import annotations

import pytest

from domain.shop import PrivacyFacts
from tests.site.bench import Bench

SHOP = """\
name: Juniper Bend Jewelry
currency: USD
locale: en_US
time_zone: America/Chicago
country: US
mail: hello@juniperbend.example
mail_from: orders@juniperbend.example
postal_address:
  - 118 Bessemer Avenue
zones:
  - id: us
    label: United States
    countries:
      - US
    rates:
      - id: ground
        label: Ground
        amount: 6.00
        days_from: 3
        days_to: 6
      - id: pickup
        label: Pick up
        amount: 0.00
        days_from: 1
        days_to: 1
  - id: canada
    label: Canada
    countries:
      - CA
    rates:
      - id: post
        label: Post
        amount: 18.00
        days_from: 6
        days_to: 12
workshop:
  ready_days: 2
  closed_weekdays:
    - sunday
  closed:
    - 2026-11-26
    - 2026-12-24 to 2027-01-03
social:
  - https://pixels.example/juniperbend
metals:
  - id: gold
    label: Gold
    words:
      - yellow gold
  - id: silver
    label: Silver
stones:
  - id: garnet
    label: Garnet
"""
ALL_WEEK = "".join(
    f"    - {day}\n"
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)
FOUR_MORE = "".join(
    f"      - id: way-{number}\n        label: Way {number}\n        amount: 9.00\n"
    "        days_from: 1\n        days_to: 2\n"
    for number in range(4)
)
NO_COUNTRY = "“{}” is no country that can be shipped to."

SPOILED = {
    "no currency of this world": (
        ("currency: USD", "currency: XXQ"),
        "2: currency: “XXQ” is no currency code. Write one such as USD, EUR or JPY.",
    ),
    "a currency that Stripe counts in its own way": (
        ("currency: USD", "currency: ISK"),
        (
            "2: currency: Stripe counts “ISK” in hundredths that it has not. "
            "Write one such as USD, EUR or JPY."
        ),
    ),
    "a currency of the past": (
        ("currency: USD", "currency: DEM"),
        "2: currency: “DEM” is no country's money today. Write one such as USD, EUR or JPY.",
    ),
    "no locale": (
        ("locale: en_US", "locale: texan"),
        "3: locale: “texan” is no locale. Write one such as en_US.",
    ),
    "no time zone": (
        ("America/Chicago", "Texas"),
        "4: time_zone: “Texas” is no time zone. Write one such as America/Chicago.",
    ),
    "a country that nothing is shipped to": (
        ("country: US", "country: DE"),
        ("5: country: “DE” is in no zone. Write it as in “countries” of one of them, such as US."),
    ),
    "no mail address": (
        ("mail: hello@juniperbend.example", "mail: juniperbend.example"),
        (
            "6: mail: “juniperbend.example” can't be used. "
            "Write a mail address such as hello@example.com."
        ),
    ),
    "no postal address": (
        ("postal_address:\n  - 118 Bessemer Avenue\n", ""),
        (
            "1: postal_address: It is missing. "
            "Write “postal_address:”, then “- 118 Bessemer Avenue” below it."
        ),
    ),
    "a way that is free and would be free": (
        ("amount: 0.00", "amount: 0.00\n        free_from: 90.00"),
        "24: zones.1.rates.2.free_from: It is free already. Remove this line.",
    ),
    "free from nothing on": (
        ("amount: 6.00", "amount: 6.00\n        free_from: 0.00"),
        ("19: zones.1.rates.1.free_from: “0.00” can't be charged. Write a price above zero."),
    ),
    "free from half a cent on": (
        ("amount: 6.00", "amount: 6.00\n        free_from: 150.005"),
        (
            "19: zones.1.rates.1.free_from: “150.005” has more than 2 decimals. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "a country by its name": (
        ("- CA", "- Canada"),
        f"29: zones.2.countries.1: {NO_COUNTRY.format('Canada')} Write two capitals such as US.",
    ),
    "the United Kingdom by another name": (
        ("- CA", "- UK"),
        f"29: zones.2.countries.1: {NO_COUNTRY.format('UK')} Write GB for the United Kingdom.",
    ),
    "a continent": (
        ("- CA", "- EU"),
        (
            f"29: zones.2.countries.1: {NO_COUNTRY.format('EU')} "
            "Write each of its countries, such as AT and BE."
        ),
    ),
    "more ways than a payment page shows": (
        ("      - id: pickup\n", FOUR_MORE + "      - id: pickup\n"),
        "15: zones.1.rates: There are 6. Write 5 at most.",
    ),
    "a country in two zones": (
        ("- CA", "- CA\n      - US"),
        "30: zones.2.countries.2: US is in “United States” already. Keep one of the two.",
    ),
    "a zone twice": (
        ("id: canada", "id: us"),
        "26: zones.2.id: “us” is taken. Write another.",
    ),
    "a rate twice": (
        ("id: pickup", "id: ground"),
        "21: zones.1.rates.2.id: “ground” is taken. Write another.",
    ),
    "a rate that ends before it begins": (
        ("days_from: 3", "days_from: 9"),
        "20: zones.1.rates.1.days_to: It is less than days_from. Write 9 or more.",
    ),
    "a rate that takes forever": (
        ("days_to: 12", "days_to: 120"),
        "35: zones.2.rates.1.days_to: “120” can't be used. Write a whole number from 1 to 90.",
    ),
    "an amount in words": (
        ("amount: 6.00", "amount: six"),
        (
            "18: zones.1.rates.1.amount: “six” is no price. "
            "Write the price as a plain number such as 128.00."
        ),
    ),
    "no time to pack": (
        ("ready_days: 2", "ready_days: soon"),
        "37: workshop.ready_days: “soon” can't be used. Write a whole number from 1 to 60.",
    ),
    "nothing made in a week": (
        ("ready_days: 2", "ready_days: 2\n  made_a_week: 0"),
        "38: workshop.made_a_week: “0” can't be used. Write a whole number from 1 up.",
    ),
    "codes, perhaps": (
        ("workshop:", "discount_codes: maybe\nworkshop:"),
        (
            "36: discount_codes: “maybe” is neither yes nor no. "
            "Write “discount_codes: true” or remove it."
        ),
    ),
    "no weekday": (
        ("- sunday", "- funday"),
        "39: workshop.closed_weekdays.1: “funday” is no weekday. Write one such as sunday.",
    ),
    "a workshop that never works": (
        ("    - sunday\n", ALL_WEEK),
        ("38: workshop.closed_weekdays: Nothing would ever ship. Leave one weekday out."),
    ),
    "a closed day that never was": (
        ("- 2026-11-26", "- 2026-11-31"),
        (
            "41: workshop.closed.1: “2026-11-31” is no day. "
            "Write a day as 2026-11-26, or days as 2026-12-24 to 2027-01-02."
        ),
    ),
    "a holiday that runs backward": (
        ("to 2027-01-03", "to 2026-01-03"),
        (
            "42: workshop.closed.2: “2026-12-24 to 2026-01-03” runs backward. "
            "Write the earlier day first."
        ),
    ),
    "a holiday of years": (
        ("to 2027-01-03", "to 2028-01-03"),
        (
            "42: workshop.closed.2: “2026-12-24 to 2028-01-03” is more than a year. "
            "Write a shorter span."
        ),
    ),
    "a link that isn't safe": (
        ("https://pixels.example/juniperbend", "http://pixels.example/juniperbend"),
        (
            "44: social.1: “http://pixels.example/juniperbend” is no link. "
            "Write the whole address, such as https://pixels.example/juniperbend."
        ),
    ),
    "a name in place of a link": (
        ("https://pixels.example/juniperbend", "'@juniperbend'"),
        (
            "44: social.1: “@juniperbend” is no link. "
            "Write the whole address, such as https://pixels.example/juniperbend."
        ),
    ),
    "a metal twice": (
        ("id: silver", "id: gold"),
        "50: metals.2.id: “gold” is taken. Write another.",
    ),
    "a stone with a metal's address": (
        ("id: garnet", "id: gold"),
        "53: stones.1.id: “gold” is taken. Write another.",
    ),
    "a metal with the address of a page": (
        ("id: silver", "id: 925"),
        "50: metals.2.id: “925” is the number of a page. Write a word.",
    ),
    "a privacy request that can't be decided": (
        ("workshop:", "privacy:\n  automatic: sometimes\nworkshop:"),
        (
            "37: privacy.automatic: “sometimes” is neither yes nor no. "
            "Write “automatic: true” or remove it."
        ),
    ),
    "a word for what privacy requests ask that isn't one": (
        ("workshop:", "privacy:\n  insist_on_ids: true\nworkshop:"),
        (
            "37: privacy.insist_on_ids: There is no such field. "
            "Write “insist_on_id”, or remove the line."
        ),
    ),
    "a field that isn't": (
        ("name: ", "nmae: x\nname: "),
        "1: nmae: There is no such field. Write “name”, or remove the line.",
    ),
}


def test_a_shop_in_order_has_no_errors(bench: Bench) -> None:
    bench.write("shop.yaml", SHOP)

    assert bench.errors() == []


@pytest.mark.parametrize(("change", "said"), SPOILED.values(), ids=SPOILED.keys())
def test_a_broken_shop_file_gives_one_clear_error(
    bench: Bench, change: tuple[str, str], said: str
) -> None:
    bench.write("shop.yaml", SHOP.replace(*change, 1))

    assert bench.errors() == [f"content/shop.yaml:{said}"]


def test_without_its_file_only_the_file_is_missed(bench: Bench) -> None:
    (bench.content / "shop.yaml").unlink()

    assert bench.errors() == ["content/shop.yaml:1: file: It is missing. Write content/shop.yaml."]


def test_what_is_closed_and_free_is_read(bench: Bench) -> None:
    bench.write("shop.yaml", SHOP)

    shop = bench.catalogue().shop

    assert shop.zones[0].rates[1].amount == 0
    assert shop.zones[0].rates[0].free_from is None
    assert shop.workshop.closed_weekdays == (6,)
    assert shop.workshop.made_a_week is None
    assert len(shop.workshop.closed_on) == 12
    assert shop.countries == ("US", "CA")


def test_a_threshold_a_weeks_capacity_and_codes_are_read(bench: Bench) -> None:
    text = SHOP.replace("amount: 6.00", "amount: 6.00\n        free_from: 150.00", 1)
    text = text.replace("workshop:", "discount_codes: true\nworkshop:\n  made_a_week: 6")
    bench.write("shop.yaml", text)

    shop = bench.catalogue().shop

    assert shop.zones[0].rates[0].free_from == 15000
    assert shop.workshop.made_a_week == 6
    assert shop.codes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", PrivacyFacts(automatic=True, insist_on_id=False)),
        ("privacy:\n  automatic: false\n", PrivacyFacts(automatic=False, insist_on_id=False)),
        ("privacy:\n  insist_on_id: true\n", PrivacyFacts(automatic=True, insist_on_id=True)),
    ],
)
def test_privacy_requests_run_by_themselves_unless_the_owner_says_otherwise(
    bench: Bench, written: str, expected: PrivacyFacts
) -> None:
    bench.write("shop.yaml", SHOP + written)

    assert bench.catalogue().shop.privacy == expected


def test_a_shop_without_stones_has_none_to_look_for(bench: Bench) -> None:
    bench.write("shop.yaml", SHOP[: SHOP.index("stones:")])

    assert bench.errors() == []
    assert bench.catalogue().stones == ()
