"""A person's records as they are handed over: everything that is theirs, in words of their own."""

from __future__ import annotations

from collections.abc import Mapping

from domain.account_doors import AccountDoor
from domain.contact import Inquiry
from domain.copies import (
    KeptCopy,
    LinkCopy,
    MailCopy,
    RequestCopy,
    RestrictionCopy,
    SupportCopy,
    WaitCopy,
)
from domain.letter_copies import AskCopy, EarlierStanding, LetterCopy, MoveCopy
from domain.messages import Message
from domain.order_copies import LineCopy, OrderCopy, ReturnCopy, ReturnedCopy
from domain.ordered import Line
from domain.orders import Order
from domain.preferences import MOVE_WITHIN
from domain.requests import Request
from domain.restriction import Restriction
from domain.returned import Return
from domain.subscribers import Ask, Before, Subscriber
from domain.things import Things
from domain.waiting import Wait

NO_PICTURES: Mapping[str, int] = {}


def order_copy(order: Order, pictures: Mapping[str, int] = NO_PICTURES) -> OrderCopy:
    """The address is a copy too where the parcel went to somebody else: the buyer typed it.

    `pictures` says for a return's id how many are there.
    """
    return OrderCopy(
        number=order.id,
        status=order.status.value,
        ordered_at=order.created_at,
        currency=order.currency,
        country=order.country,
        lines=tuple(map(_line_copy, order.lines)),
        agreed_at=order.agreed_at,
        policies=order.policies,
        paid_at=order.paid_at,
        totals=order.totals,
        payment=order.payment_intent,
        payment_page=order.session_id,
        name=order.customer_name,
        mail=order.customer_mail,
        address=order.address,
        delivery=order.delivery,
        ships_on=order.ships_on,
        returns=tuple(
            _return_copy(each, order, pictures.get(each.id, 0)) for each in order.returns
        ),
        gift=order.gift,
        discount_code=order.code.text if order.code else None,
        consent=order.consent,
        reminder_mail=order.reminder_mail,
        code_from_address=order.subject,
        code_from_network=order.network,
        why=order.why,
        making_at=order.making_at,
        shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
        cancelled_at=order.cancelled_at,
        shipment=order.shipment,
        refunds=order.refunds,
        disputes=order.disputes,
        invoices=order.invoices,
        notes=order.notes,
        code_mailed_until=order.proof.until if order.proof else None,
        erased_at=order.erased_at,
    )


def _line_copy(line: Line) -> LineCopy:
    return LineCopy(
        line.sku, line.title, line.label, line.quantity, line.unit_amount, line.engraving
    )


def _return_copy(it: Return, order: Order, pictures: int) -> ReturnCopy:
    lines = [(order.lines[each.place], each) for each in it.lines]
    return ReturnCopy(
        number=it.id,
        state=it.state.value,
        reason=it.reason.value,
        asked_at=it.asked_at,
        lines=tuple(
            ReturnedCopy(line.sku, line.title, each.count, each.instead) for line, each in lines
        ),
        words=it.words,
        pictures=pictures,
        instructions=it.instructions,
        refusal=it.why,
        held_until=it.held_until,
        accepted_at=it.accepted_at,
        received_at=it.received_at,
        closed_at=it.closed_at,
    )


def letter_copy(record: Subscriber) -> LetterCopy:
    return LetterCopy(
        standing=record.standing.value,
        since=record.since,
        address=record.address,
        name=record.name,
        consent=record.consent,
        confirmed_at=record.confirmed_at,
        topics=record.topics,
        fewer=record.fewer,
        paused_until=record.paused_until,
        waits_until=record.due_at,
        before=_earlier(record.before) if record.before else None,
        moving_to=record.moving_to,
        moved_away=record.moved_to is not None,
        code_from_address=record.id,
    )


def _earlier(before: Before) -> EarlierStanding:
    return EarlierStanding(before.standing.value, before.since, before.consent, before.confirmed_at)


def asked_to_move(record: Subscriber) -> MoveCopy:
    """A move to their address that isn't confirmed, out of the record of who asked for it."""
    until = record.due_at
    asked_at = until - MOVE_WITHIN if until else None
    return MoveCopy("asked_to_move_here", record.moving_to, asked_at, until)


def moved_from() -> MoveCopy:
    """That an earlier address's record leads to theirs."""
    return MoveCopy("moved_here")


def ask_copy(ask: Ask) -> AskCopy:
    return AskCopy(ask.what, ask.address, ask.asked_at, ask.name, ask.consent)


def inquiry_copy(inquiry: Inquiry) -> SupportCopy:
    return SupportCopy(
        at=inquiry.created_at,
        text=inquiry.text,
        topic=inquiry.topic,
        address=inquiry.address,
        order=inquiry.order,
        code_from_address=inquiry.subject,
    )


def wait_copy(wait: Wait) -> WaitCopy:
    return WaitCopy(wait.sku, wait.step.value, wait.address, wait.created_at, wait.subject)


def things_copy(things: Things) -> KeptCopy:
    return KeptCopy(
        address=things.mail,
        since=things.since,
        used_at=things.used_at,
        addresses=tuple(each.address for each in things.addresses),
        next_address=things.next_address,
        wishes=things.wishes,
        at_stripe=things.at_stripe,
        customer=things.customer,
        code_from_address=things.subject,
    )


def door_copy(door: AccountDoor) -> LinkCopy:
    return LinkCopy(
        address=door.address,
        asked_at=door.created_at,
        ends_at=door.ends_at,
        opened_at=door.spent_at,
        wishes=door.wishes,
        code_from_address=door.subject,
    )


def mail_copy(message: Message) -> MailCopy:
    return MailCopy(
        about=message.about,
        state=message.state.value,
        written_at=message.created_at,
        sent_at=message.done_at,
        order=message.order_id or None,
        request=message.request,
        policy=message.policy,
    )


def request_copy(request: Request) -> RequestCopy:
    """Without the agent's or guardian's own details, and without what nobody proved to be theirs."""
    proof = request.verification
    contact = request.contact if proof.verified_at else None
    return RequestCopy(
        id=request.id,
        type=request.type.value,
        state=request.state.value,
        asked_by=request.asked_by,
        regime=request.regime.value,
        channel=request.channel,
        received_at=request.received_at,
        due_on=request.due_on,
        proof=proof.method,
        proven_at=proof.verified_at,
        closed_at=request.closed_at,
        reason=request.reason.value if request.reason else None,
        answer=request.says,
        address=contact.address if contact else None,
        name=contact.name if contact else None,
        text=contact.text if contact else None,
        appeal=contact.appeal if contact else None,
        signal=request.signal,
    )


def restriction_copy(flag: Restriction) -> RestrictionCopy:
    return RestrictionCopy(flag.since, flag.ends_at, flag.told_at, flag.request, flag.subject)
