"""A domain has DMARC by its own record, or by that of a domain above it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from functions.adapters.dmarc import DnsUnavailableError, has_dmarc


def zone(**records: str) -> Callable[[str], list[str]]:
    names = {name.replace("__", "."): [text] for name, text in records.items()}
    return lambda name: names.get(name, [])


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (zone(_dmarc__shop__example="v=DMARC1; p=none"), True),
        (zone(_dmarc__news__shop__example="v=DMARC1; p=reject"), True),
        (zone(_dmarc__news__shop__example="something else"), False),
        (zone(_dmarc__example="v=DMARC1; p=reject"), False),
        (zone(), False),
    ],
)
def test_a_domain_has_dmarc_by_its_own_word_or_by_one_above_it(
    texts: Callable[[str], list[str]], *, expected: bool
) -> None:
    assert has_dmarc("news.shop.example", texts) is expected


def test_a_name_server_that_doesnt_answer_is_no_missing_record() -> None:
    def silent(_: str) -> list[str]:
        raise DnsUnavailableError("LifetimeTimeout")

    with pytest.raises(DnsUnavailableError):
        has_dmarc("shop.example", silent)
