"""An address as a key: one for all its spellings, and nothing that could be read back."""

from __future__ import annotations

import hashlib

import pytest

from domain.addresses import AddressKey, canonical

KEY = AddressKey("a-key-for-these-tests")


@pytest.mark.parametrize(
    "spelling",
    ["jo@bücher.example", " JO@Bücher.Example. ", "Jo@xn--bcher-kva.example", "jo@BÜCHER.example"],
)
def test_every_spelling_of_an_address_is_the_same_reader(spelling: str) -> None:
    assert canonical(spelling) == "jo@xn--bcher-kva.example"
    assert KEY.id_of(spelling) == KEY.id_of("jo@bücher.example")


@pytest.mark.parametrize("other", ["j.o@a.example", "jo+ring@a.example", "jo@b.example"])
def test_dots_tags_and_domains_make_another_reader(other: str) -> None:
    assert KEY.id_of(other) != KEY.id_of("jo@a.example")


def test_a_mailbox_is_one_however_many_tags_its_address_is_given() -> None:
    mailboxes = {KEY.mailbox_of(each) for each in ("jo@a.example", "J.o+ring@A.example.")}

    assert len(mailboxes) == 1
    assert mailboxes != {KEY.mailbox_of("li@a.example")}


@pytest.mark.promise("privacy/letter-codes", "newsletter/goodbye-kept")
def test_nobody_finds_the_address_of_a_code_without_the_key() -> None:
    address = "jo@a.example"

    codes = {KEY.id_of(address), KEY.mailbox_of(address)}

    assert len(codes) == 2
    for code in codes:
        assert len(code) == 40
        assert code not in {
            made.hexdigest()[:40]
            for made in (hashlib.sha256(address.encode()), hashlib.sha1(address.encode()))  # noqa: S324 — what a guesser would try
        }
    assert codes.isdisjoint(
        {AddressKey("another-key").id_of(address), AddressKey("another-key").mailbox_of(address)}
    )


def test_a_domain_that_no_registry_would_sell_stays_as_it_was_typed() -> None:
    assert canonical("jo@☃︎☃︎-.example") == "jo@☃︎☃︎-.example"


def test_without_a_key_there_is_no_code() -> None:
    with pytest.raises(ValueError, match="must not be empty"):
        AddressKey("")
