"""Which addresses a form takes: the newsletter is as lenient as mail servers may be."""

from __future__ import annotations

import pytest

from domain.mail_address import LONGEST, MailAddressError, read_any_address, read_mail_address


@pytest.mark.parametrize(
    "address",
    [
        *("jo@reader.example", "jo+ring@reader.example", "o'neil@reader.example"),
        *("jo..lee@reader.example", ".jo@reader.example", "jo.@reader.example"),
        *("jö@bücher.example", "jo@bücher", "用户@例子.广告", "jo@xn--bcher-kva.example"),
        "jo" * 100 + "@reader.example",
    ],
)
def test_the_newsletter_takes_whatever_may_be_delivered(address: str) -> None:
    assert read_any_address(f"  {address}. ") == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "jo", "jo@", "@reader.example", "jo@reader", "jo@al@reader.example"),
        *("jo lee@reader.example", "<jo@reader.example>", "jo@a.example,al@a.example"),
        *("jo\n@reader.example", "jo\x00@reader.example", "jo@reader\u2028.example"),
        *("jo@[127.0.0.1]", "jo@reader..example", "=?utf-8?q?al?=@reader.example"),
        "j" * (LONGEST + 1 - len("@reader.example")) + "@reader.example",
    ],
)
def test_what_no_mail_server_takes_is_told_at_once(address: str) -> None:
    with pytest.raises(MailAddressError, match="Enter your email address"):
        read_any_address(address)


def test_the_strict_reading_takes_nothing_that_the_lenient_one_refuses() -> None:
    for address in ("jo@reader.example", "jo@reader.example.", "jö@bücher.example"):
        assert read_any_address(address) == read_mail_address(address)
