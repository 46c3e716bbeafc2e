"""A letter as the message that goes out: its headers as the RFCs want them, text and HTML."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import EmailPolicy, Policy
from email.utils import formataddr

from domain.addresses import on_the_wire
from domain.mail import InlinePicture, Letter, ListHeaders, MailRefusedError


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header that machines read: Python would fold a long link by encoding it, and break it."""

    max_count = 1

    def fold(self, *, policy: Policy[Message]) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _ListId(UnstructuredHeader, BaseHeader):
    """“The shop <letter.shop.example>” (RFC 2919), the name quoted or encoded where it has to be."""

    max_count = 1

    def fold(self, *, policy: Policy[Message]) -> str:
        name, _, rest = str(self).rpartition("<")
        of = rest.removesuffix(">")
        written = formataddr((name.strip(), of)) if name else f"<{of}>"
        return f"{self.name}: {written}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-id", _ListId)
for _name in ("to", "list-unsubscribe", "list-unsubscribe-post", "list-archive"):
    _HEADERS.map_to_type(_name, _Verbatim)
_POLICY = EmailPolicy(header_factory=_HEADERS, cte_type="7bit")  # SES takes nothing else

_DOT_ATOM = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*", re.ASCII)
_LOCAL = re.compile(r"[!-?A-~]+")
"""Whatever of ASCII can be seen, but for the at sign."""

_HOST = re.compile(r"[\w-]+(\.[\w-]+)+", re.ASCII)


def built(letter: Letter, at: datetime) -> EmailMessage:
    """The letter as MIME. Raises MailRefusedError for what no mail service would deliver.

    That is an address that is none, one whose local part isn't ASCII (SES knows no SMTPUTF8), and
    a header with a line break.
    """
    message = EmailMessage(_POLICY)
    sender = _sender(letter.sender)
    try:
        message["From"] = sender
        message["To"] = _recipient(letter.recipient)
        message["Reply-To"] = letter.reply_to
        message["Subject"] = letter.subject
        message["Date"] = at
        message["Message-ID"] = f"<{_named_after(letter)}@{sender.domain}>"
        if letter.automatic:
            message["Auto-Submitted"] = "auto-generated"
        if letter.list:
            _put_on_the_list(message, letter.list)
    except (ValueError, TypeError) as error:
        raise MailRefusedError("header") from error
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    if letter.pictures:
        _put_inside(message, letter.pictures)
    return message


def wire(message: EmailMessage) -> bytes:
    return message.as_bytes(policy=_POLICY.clone(linesep="\r\n"))


def recipient_of(message: EmailMessage) -> str:
    """The one address that it goes to."""
    return str(message["To"])


def sender_of(message: EmailMessage) -> str:
    """Name and address in ASCII, as services take them."""
    (address,) = message["From"].addresses
    return formataddr((address.display_name, address.addr_spec))


def _sender(text: str) -> Address:
    """“Shop <orders@shop.example>”, its name encoded or not."""
    probe = EmailMessage(_POLICY)
    try:
        probe["From"] = text
        (address,) = probe["From"].addresses
        return Address(address.display_name, address.username, on_the_wire(address.domain))
    except Exception as error:
        # For a broken address Python's parser raises whatever it trips over.
        raise MailRefusedError("sender") from error


def _recipient(text: str) -> str:
    """The address as mail servers read it: “jo..lee@” and other odd names stand in quotes."""
    local, _, host = text.partition("@")
    host = on_the_wire(host.removesuffix("."))
    if not _LOCAL.fullmatch(local) or "=?" in text or not _HOST.fullmatch(host):
        raise MailRefusedError("recipient")
    if not _DOT_ATOM.fullmatch(local):
        local = '"{}"'.format(local.replace("\\", "\\\\").replace('"', '\\"'))
    return f"{local}@{host}"


def _put_on_the_list(message: EmailMessage, of: ListHeaders) -> None:
    """RFC 2919, RFC 2369, and RFC 8058, which wants exactly one link, and that by HTTPS."""
    if not of.leave.isascii() or any(each in of.leave for each in "<>, \r\n"):
        raise MailRefusedError("leave")
    message["List-Id"] = f"{of.name} <{of.id}>".strip()
    message["List-Unsubscribe"] = f"<{of.leave}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if of.archive:
        message["List-Archive"] = f"<{of.archive}>"


def _put_inside(message: EmailMessage, pictures: tuple[InlinePicture, ...]) -> None:
    """Pictures belong to the HTML (RFC 2387), which names them by their cid: text stays first."""
    _, html = message.iter_parts()
    for picture in pictures:
        kind, _, detail = picture.content_type.partition("/")
        try:
            html.add_related(
                picture.data,
                kind,
                detail,
                cid=f"<{picture.cid}>",
                filename=picture.filename,
                disposition="inline",
            )
        except (ValueError, TypeError) as error:
            raise MailRefusedError("picture") from error


def _named_after(letter: Letter) -> str:
    """The same for the same letter: where one is sent twice, mail programs may show it once."""
    what = "\n".join(
        [letter.recipient, *(f"{key}={letter.tags[key]}" for key in sorted(letter.tags))]
    )
    return hashlib.sha256(what.encode()).hexdigest()[:32]
