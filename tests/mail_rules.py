"""The one checker that every outgoing mail of every test passes.

It reads the mail as it goes over the wire, and not as we meant it. Rules: RFC 5322 (headers), RFC
2369, 2919 and 8058 (lists), and what the big mail providers ask of senders.
"""

from __future__ import annotations

import email
import html
import re
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage, MIMEPart
from email.policy import default
from html.parser import HTMLParser
from typing import NamedTuple, Protocol
from urllib.parse import parse_qs, urlsplit

from domain.letter_links import Leaving
from domain.links import LinkError
from domain.mail import Letter
from functions.adapters.mime import wire

ONCE = ("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version")
OF_A_LIST = ("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post")
FETCHING = frozenset({"src", "srcset", "background", "poster", "data", "action", "formaction"})
FETCHING_ELEMENTS = frozenset({"link", "script", "iframe", "object", "embed", "video", "audio"})
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")


class MailRuleError(AssertionError):
    """A mail that shouldn't leave."""


def hold(rule: bool, what: str) -> None:
    if not rule:
        raise MailRuleError(what)


class Goodbyes(Protocol):
    def read_goodbye(self, token: str, /) -> Leaving:
        """Raises LinkError."""
        ...


class MailRules(NamedTuple):
    """`postal` is the shop's address, line by line; `links` read the mails' links.

    `secure` is how the link that ends the letters begins, as an expression.
    """

    postal: tuple[str, ...]
    links: Goodbyes
    secure: str = "https://"

    def check(self, message: EmailMessage, letter: Letter) -> None:
        self.check_raw(wire(message), letter.tags, is_listed=letter.list is not None)

    def check_raw(self, raw: bytes, tags: Mapping[str, str], *, is_listed: bool) -> None:
        """The same of what SES was given; `is_listed` is what belongs to the newsletter."""
        read = email.message_from_bytes(raw, policy=default)
        check_headers(raw, read)
        text, rich = bodies(read)
        for line in self.postal:
            hold(line in text, f"the text lacks the postal address ({line})")
            hold(html.escape(line) in rich, f"the HTML lacks the postal address ({line})")
        check_html(rich)
        hold(all(map(TAG.fullmatch, [*tags, *tags.values()])), "SES refuses a tag")
        if is_listed:
            self.check_list(read, text, rich)
        else:
            hold(not any(name.startswith("List-") for name in read), "no list, but its headers")

    def check_list(self, read: EmailMessage, text: str, rich: str) -> None:
        for name in OF_A_LIST:
            hold(len(read.get_all(name, [])) == 1, f"{name} stands once")
        hold(len(read.get_all("List-Archive", [])) <= 1, "List-Archive stands once")
        hold(read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "one click (RFC 8058)")
        hold(bool(re.fullmatch(r"([^<>]+ )?<[\w-]+(\.[\w-]+)+>", read["List-Id"])), "List-Id")
        link = re.fullmatch(rf"<((?:{self.secure})[^<>\s,]+)>", read["List-Unsubscribe"])
        hold(link is not None, "List-Unsubscribe is one link by HTTPS, in angle brackets")
        assert link
        hold(self.opens(link[1]), "the link that ends the letters opens")
        hold(link[1] in text, "the text has the link that ends the letters")
        hold(html.escape(link[1]) in rich, "the HTML has the link that ends the letters")

    def opens(self, link: str) -> bool:
        tokens = parse_qs(urlsplit(link).query).get("t", [])
        try:
            return len(tokens) == 1 and bool(self.links.read_goodbye(tokens[0]).subscriber)
        except LinkError:
            return False


def check_headers(raw: bytes, read: EmailMessage) -> None:
    hold(raw.isascii(), "the wire is ASCII")
    hold(not re.search(rb"(?<!\r)\n|\r(?!\n)", raw), "lines end with CRLF")
    hold(all(len(line) <= 998 for line in raw.split(b"\r\n")), "no line is longer than 998")
    hold(not read.defects, f"the message can be read: {read.defects}")
    for name in ONCE:
        hold(len(read.get_all(name, [])) == 1, f"{name} stands once")
        hold(not read[name].defects, f"{name} can be read: {read[name].defects}")
    hold(not {"Cc", "Bcc", "Sender"} & set(read.keys()), "one recipient, and one sender")
    hold(len(read["To"].addresses) == len(read["From"].addresses) == 1, "one address each")
    hold(bool(read["Subject"].strip()), "there is a subject")
    domain = re.escape(read["From"].addresses[0].domain)
    hold(
        bool(re.fullmatch(rf"<[\w.-]+@{domain}>", read["Message-ID"])), "Message-ID is the sender's"
    )
    hold(read["Date"].datetime.tzinfo is not None, "the date says its time zone")


def bodies(read: EmailMessage) -> tuple[str, str]:
    """Text and HTML, in this order; only pictures that the HTML shows may come with it."""
    plain, shown = list(read.iter_parts())
    related = shown.get_content_type() == "multipart/related"
    rich, *pictures = list(shown.iter_parts()) if related else [shown]
    kinds = [plain.get_content_type(), rich.get_content_type()]
    hold(read.get_content_type() == "multipart/alternative", "alternatives")
    hold(kinds == ["text/plain", "text/html"], f"text first, then HTML: {kinds}")
    text, html_text = str(plain.get_content()), str(rich.get_content())
    hold(bool(text.strip()), "the text says something")
    hold("<p" not in text and "@@" not in text + html_text, "nothing stands unfilled, or as markup")
    check_pictures(html_text, pictures)
    return text, html_text


def check_pictures(rich: str, pictures: Sequence[MIMEPart]) -> None:
    """Each picture that is shown is brought along, and each that is brought is shown."""
    brought = [f"cid:{picture['Content-ID'].strip('<>')}" for picture in pictures]
    shown = [value for _, name, value in _Attributes.of(rich) if name == "src"]
    hold(sorted(brought) == sorted(map(str, shown)), f"shown {shown}, brought {brought}")
    hold(all(each.get_content_maintype() == "image" for each in pictures), "only pictures")
    hold(all(each.get_content_disposition() == "inline" for each in pictures), "none to save")


def check_html(rich: str) -> None:
    """Nothing is fetched when the mail is opened: no picture, no sheet, no pixel."""
    hold(not re.search(r"@import|url\s*\(", rich, re.IGNORECASE), "no style fetches anything")
    for element, name, value in _Attributes.of(rich):
        hold(element not in FETCHING_ELEMENTS, f"nothing is fetched: <{element}>")
        brought = name == "src" and (value or "").startswith("cid:")
        hold(name not in FETCHING or brought, f"nothing is fetched: <{element} {name}={value}>")
        hold(not name.startswith("on"), f"nothing runs: <{element} {name}>")


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(tag, name, value) for name, value in attrs] or [(tag, "", None)]

    @classmethod
    def of(cls, rich: str) -> Iterator[tuple[str, str, str | None]]:
        reader = cls()
        reader.feed(rich)
        yield from reader.found
