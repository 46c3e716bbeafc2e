"""SES's events as SNS hands them to a function: read, checked, and passed on.

SES writes them in two shapes, which differ in one name: `eventType` where a configuration set
publishes them, `notificationType` where an identity does
(https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from email.utils import parseaddr, unquote
from typing import Any

import msgspec

from domain.mail_events import Kind, MailEvent, MailEvents

PERMANENT = "Permanent"
PLAIN: Mapping[str, Kind] = {"Send": "sent", "Delivery": "delivered", "Reject": "rejected"}
"""Events that say nothing but that they happened, in our words."""

NOT_SPAM = "not-spam"
"""Somebody took a mail out of their spam folder, which SES calls a complaint too."""

log = logging.getLogger(__name__)


class _Recipient(msgspec.Struct, rename="camel"):
    email_address: str


class _Bounce(msgspec.Struct, rename="camel"):
    bounce_type: str = ""
    bounced_recipients: tuple[_Recipient, ...] = ()
    feedback_id: str = ""


class _Complaint(msgspec.Struct, rename="camel"):
    complained_recipients: tuple[_Recipient, ...] = ()
    complaint_feedback_type: str | None = None
    feedback_id: str = ""


class _Mail(msgspec.Struct, rename="camel"):
    message_id: str
    tags: dict[str, tuple[str, ...]] = {}


class _Said(msgspec.Struct, rename="camel"):
    mail: _Mail
    event_type: str = ""
    notification_type: str = ""
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


class SesEvents(msgspec.Struct, frozen=True):
    """`topic` is the only one whose word is taken: the address that SES's events come by."""

    events: MailEvents
    topic: str

    def take(self, event: dict[str, Any]) -> dict[str, Any]:
        """Lambda's event of SNS; how many of SES's were in it. Raises BookUnavailableError."""
        taken = 0
        for record in event["Records"]:
            told = record["Sns"]
            if not self.topic or told["TopicArn"] != self.topic:
                log.error("an event came by another topic", extra={"topic": told["TopicArn"]})
                continue
            found = read_event(told["Message"])
            if found:
                self.events.take(found)
                taken += 1
        return {"taken": taken}


def read_event(message: str) -> MailEvent | None:
    """What SES says of a mail; None where it says nothing that matters here.

    When a topic is set up, SES sends a sentence to it that is no JSON.
    """
    try:
        said = msgspec.json.decode(message, type=_Said)
    except msgspec.MsgspecError:
        log.warning("an event can't be read")
        return None
    kind, recipients, feedback = _told(said)
    if kind is None:
        return None
    reference = said.mail.message_id
    return MailEvent(
        id="-".join(filter(None, ("ses", reference, kind, feedback))),
        kind=kind,
        reference=reference,
        recipients=recipients,
        tags={name: values[0] for name, values in said.mail.tags.items() if values},
    )


def _told(said: _Said) -> tuple[Kind | None, tuple[str, ...], str]:
    match said.event_type or said.notification_type:
        case "Send" | "Delivery" | "Reject" as told:
            return PLAIN[told], (), ""
        case "Bounce" if said.bounce:
            bounce = said.bounce
            kind: Kind = "bounced" if bounce.bounce_type == PERMANENT else "soft"
            return kind, _addresses(bounce.bounced_recipients), bounce.feedback_id
        case "Complaint" if said.complaint:
            complaint = said.complaint
            if complaint.complaint_feedback_type == NOT_SPAM:
                return None, (), ""
            recipients = _addresses(complaint.complained_recipients)
            return "complained", recipients, complaint.feedback_id
    return None, (), ""


def _addresses(recipients: Iterable[_Recipient]) -> tuple[str, ...]:
    """SES writes “Jane <jane@example.com>” where the mail did, and odd names in quotes."""
    found = (_unquoted(parseaddr(each.email_address)[1]) for each in recipients)
    return tuple(address for address in found if "@" in address)


def _unquoted(address: str) -> str:
    """“"jo..lee"@b.example” is known here as it was typed."""
    local, _, host = address.rpartition("@")
    return f"{unquote(local)}@{host}" if host else ""
