"""Which network a request comes from: told by the CDN alone, and never the address itself."""

import pytest
from starlette.requests import Request

from functions.web.network import Networks

KEY = "a-key"
SECRETS = ("new-secret", "old-secret")


def request(client: str, **headers: str) -> Request:
    named = [
        (name.replace("_", "-").encode(), value.encode("latin-1"))
        for name, value in headers.items()
    ]
    return Request({"type": "http", "headers": named, "client": (client, 1234)})


def through_the_cdn(viewer: str, secret: str = SECRETS[0]) -> Request:
    return request("130.176.1.1", cloudfront_viewer_address=viewer, x_vitrine_cdn=secret)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7:1000", "203.0.113.250:2000", True),
        ("203.0.113.7:1000", "203.0.114.7:1000", False),
        ("2001:db8:1:2::1:1000", "2001:db8:1:ffff::9:2000", True),
        ("[2001:db8:1:2::1]:1000", "2001:db8:1:2::1:1000", True),
        ("2001:db8:1::1:1000", "2001:db8:2::1:1000", False),
        ("::ffff:203.0.113.7:1000", "203.0.113.9:1000", True),
    ],
)
def test_neighbors_are_one_network(one: str, other: str, same: bool) -> None:
    networks = Networks(KEY, SECRETS)

    assert (networks.of(through_the_cdn(one)) == networks.of(through_the_cdn(other))) is same


@pytest.mark.parametrize("secret", ["", "guessed", "new-secre", "new-secretx", "é"])
def test_whoever_is_not_the_cdn_cant_say_where_they_come_from(secret: str) -> None:
    networks = Networks(KEY, SECRETS)

    said = networks.of(through_the_cdn("198.51.100.1:1000", secret))

    assert said == networks.of(request("130.176.1.9"))
    assert said != networks.of(through_the_cdn("198.51.100.1:1000"))


def test_visitors_of_whom_the_cdn_doesnt_say_more_are_not_taken_for_one_network() -> None:
    networks = Networks(KEY, SECRETS)

    assert networks.of(request("130.176.1.1", x_vitrine_cdn=SECRETS[0])) is None


@pytest.mark.parametrize("secrets", [(), ("",), ("new-secret", "")])
def test_where_a_secret_is_empty_nobody_passes_for_the_cdn_by_sending_none(
    secrets: tuple[str, ...],
) -> None:
    networks = Networks(KEY, secrets)
    stranger = request("130.176.1.1", cloudfront_viewer_address="198.51.100.1:1000")

    assert networks.of(stranger) == networks.of(request("130.176.1.1"))
    assert networks.of(through_the_cdn("198.51.100.1:1000", "")) == networks.of(stranger)


def test_the_secret_can_be_rotated() -> None:
    networks = Networks(KEY, SECRETS)

    seen = {networks.of(through_the_cdn("198.51.100.1:1", secret)) for secret in SECRETS}

    assert len(seen) == 1


def test_without_a_cdn_the_address_is_that_of_the_connection() -> None:
    networks = Networks(KEY)

    direct = networks.of(request("203.0.113.7"))

    assert networks.of(request("203.0.113.8", cloudfront_viewer_address="1.2.3.4:5")) == direct


@pytest.mark.promise("privacy/network-forgotten")
def test_a_network_says_nothing_of_its_addresses_to_whoever_lacks_the_key() -> None:
    one, other = (Networks(key).of(request("203.0.113.7")) for key in ("a", "b"))

    assert one
    assert one != other
    assert (len(one), "203" in one) == (20, False)


@pytest.mark.parametrize("address", ["", "testclient", "203.0.113", "203.0.113.7, 1.2.3.4"])
def test_an_address_that_is_none_counts_for_nobody(address: str) -> None:
    assert Networks(KEY).of(request(address)) is None
