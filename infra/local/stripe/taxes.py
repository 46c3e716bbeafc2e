"""Tax rates, and what is due where nobody named a rate: a small table by the buyer's country."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from infra.local.stripe.books import Books
from infra.local.stripe.errors import invalid, missing, refused
from infra.local.stripe.ids import new_id
from infra.local.stripe.limits import check_metadata
from infra.local.stripe.params import Params
from infra.local.stripe.store import Object

WHOLE = 100
# What `automatic_tax` adds, in percent. True to nobody's law: enough to see tax by country.
BY_COUNTRY = {"US": ("Sales tax", 8.25), "GB": ("VAT", 20), "DE": ("VAT", 19)}


class Tax(NamedTuple):
    """What one rate comes to, in minor units."""

    name: str
    percentage: float
    inclusive: bool
    amount: int


def create_tax_rate(books: Books, params: Params) -> Object:
    if not 0 <= params["percentage"] <= WHOLE:
        raise invalid("Percentage must be between 0 and 100.", "percentage")
    check_metadata(params.get("metadata", {}), "metadata")
    made = tax_rate(params, books.now())
    books.store.put(made)
    return made


def tax_rate(params: Params, now: int) -> Object:
    return {
        "id": new_id("txr"),
        "object": "tax_rate",
        "active": params.get("active", True),
        "country": params.get("country"),
        "created": now,
        "description": params.get("description"),
        "display_name": params["display_name"],
        "effective_percentage": None,
        "flat_amount": None,
        "inclusive": params["inclusive"],
        "jurisdiction": params.get("jurisdiction"),
        "jurisdiction_level": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "percentage": params["percentage"],
        "rate_type": None,
        "state": params.get("state"),
        "tax_type": params.get("tax_type"),
    }


def named_rates(books: Books, line: Params, param: str) -> list[Object]:
    """Return the rates that a line names; raises where one isn't there or isn't in use."""
    rates = []
    for index, rate_id in enumerate(line.get("tax_rates", [])):
        where = f"{param}[tax_rates][{index}]"
        rate = books.store.get(rate_id, "tax_rate")
        if rate is None:
            raise missing("tax rate", rate_id, where, status=400)
        if not rate["active"]:
            raise refused(f"The tax rate {rate_id} is archived and can't be used.", where)
        rates.append(rate)
    return rates


def rates_in(country: str | None, behavior: str) -> list[dict[str, Any]]:
    """Return what `automatic_tax` charges there; nothing before the country is known."""
    if country not in BY_COUNTRY:
        return []
    name, percentage = BY_COUNTRY[country]
    inclusive = behavior == "inclusive"
    return [{"display_name": name, "percentage": percentage, "inclusive": inclusive}]


def taxes_on(amount: int, rates: Sequence[dict[str, Any]]) -> list[Tax]:
    """Work out each rate: inclusive ones are contained in the amount, the others come on top.

    Exclusive rates count from what is left without the inclusive ones.
    """
    contained = sum((_percent(each) for each in rates if each["inclusive"]), Decimal(0))
    net = Decimal(amount) * WHOLE / (WHOLE + contained)
    return [
        Tax(
            each["display_name"],
            each["percentage"],
            each["inclusive"],
            rounded(net * _percent(each) / WHOLE),
        )
        for each in rates
    ]


def _percent(rate: dict[str, Any]) -> Decimal:
    return Decimal(str(rate["percentage"]))


def rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
