"""Parcels that can be followed, and numbers that can't be any."""

import pytest

from domain.carriers import CARRIERS, ShipmentError, follow_link, read_shipment
from domain.ordered import Shipment


@pytest.mark.parametrize("carrier", [each for each in CARRIERS if each != "other"])
def test_a_parcel_with_a_number_can_be_followed(carrier: str) -> None:
    link = follow_link(read_shipment(carrier.upper(), " 9400 1000\t0000 "))

    assert link
    assert link.startswith(("https://www.", "https://tools.usps.com/"))
    assert link.endswith("940010000000")


def test_without_a_number_or_a_known_carrier_there_is_no_link() -> None:
    assert follow_link(Shipment("usps")) is None
    assert follow_link(read_shipment("other", "ABC 123")) is None


@pytest.mark.parametrize(
    ("carrier", "number", "says"),
    [
        ("pigeon", "12345", "Write usps, ups, fedex, dhl or other."),
        ("usps", "<script>", "4 to 40 letters and digits"),
        ("usps", "123", "4 to 40 letters and digits"),
        ("usps", "1" * 41, "4 to 40 letters and digits"),
        ("usps", "1234\r\nBcc: x", "4 to 40 letters and digits"),
    ],
)
def test_what_can_t_be_a_shipment_says_what_to_write(carrier: str, number: str, says: str) -> None:
    with pytest.raises(ShipmentError, match=says):
        read_shipment(carrier, number)
