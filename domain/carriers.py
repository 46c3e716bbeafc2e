"""Who carries parcels, and where each can be followed."""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec

from domain.ordered import Shipment


class Carrier(msgspec.Struct, frozen=True):
    """`follow` is the carrier's page about a parcel, with `{number}` in it."""

    name: str
    follow: str


CARRIERS = {
    "usps": Carrier("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"),
    "ups": Carrier("UPS", "https://www.ups.com/track?tracknum={number}"),
    "fedex": Carrier("FedEx", "https://www.fedex.com/fedextrack/?trknbr={number}"),
    "dhl": Carrier("DHL", "https://www.dhl.com/en/express/tracking.html?AWB={number}"),
    "other": Carrier("another carrier", ""),
}

NUMBER = re.compile(r"[A-Za-z0-9 -]{4,40}")


class ShipmentError(ValueError):
    """A carrier or number that can't be; the message says what to write."""


def read_shipment(carrier: str, number: str) -> Shipment:
    """Raises ShipmentError."""
    known = carrier.strip().lower()
    if known not in CARRIERS:
        raise ShipmentError(f"“{carrier}” is no carrier known here. Write {_either()}.")
    tidy = " ".join(number.split())
    if tidy and not NUMBER.fullmatch(tidy):
        raise ShipmentError(
            "A tracking number has 4 to 40 letters and digits. Copy it from the label."
        )
    return Shipment(known, tidy)


def carrier_name(shipment: Shipment) -> str:
    return CARRIERS[shipment.carrier].name if shipment.carrier in CARRIERS else shipment.carrier


def follow_link(shipment: Shipment) -> str | None:
    """Where the parcel can be followed; None without a number, or where nobody knows."""
    carrier = CARRIERS.get(shipment.carrier)
    if carrier is None or not carrier.follow or not shipment.number:
        return None
    return carrier.follow.format(number=quote(shipment.number.replace(" ", ""), safe=""))


def _either() -> str:
    *most, last = CARRIERS
    return f"{', '.join(most)} or {last}"
