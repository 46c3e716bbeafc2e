"""`shop letter report`: what became of a letter, in numbers and never in names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from desk.letter_control import found_mailing, time_zone, told
from desk.letter_preview import Slug
from desk.letter_words import HALTED_BY, NOT_FOLLOWED, clock_time, state_of
from desk.places import STACK_FILE, Where
from desk.stage import post_room_at
from desk.terminal import EXIT_CODES, AsJson, print_json, say
from domain.mailings import Counts, Mailing, MailingState, SendState


class Report(msgspec.Struct, frozen=True):
    mailing: Mailing
    states: Mapping[SendState, int]
    counts: Counts

    @property
    def lines(self) -> list[tuple[int, str]]:
        """Numbers that aren't nought, with their words; recipients and sent ones always."""
        given_up = self.mailing.state is MailingState.CANCELLED
        said = [
            (
                self._of(SendState.WAITING, SendState.SENDING),
                "never get it" if given_up else "wait for their turn",
            ),
            (self._of(SendState.UNKNOWN), "unknown: cut off while being sent, and not repeated"),
            (self._of(SendState.FAILED), "refused by the mail service"),
            (self._of(SendState.PASSED), "didn't want it any more when their turn came"),
            (self.counts.bounced, "bounced: the address doesn't exist, and gets no more letters"),
            (self.counts.soft, "bounced for now, such as from a full mailbox"),
            (self.counts.complained, "called it spam, and get no more letters"),
            (self.counts.left, "left by its link"),
        ]
        return [
            (sum(self.states.values()), "to get it"),
            (self._of(SendState.SENT), "sent"),
            *(line for line in said if line[0]),
        ]

    def _of(self, *states: SendState) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def as_json(self) -> dict[str, object]:
        return {
            "slug": self.mailing.slug,
            "subject": self.mailing.subject,
            "state": self.mailing.state,
            "why": self.mailing.why,
            "rests_until": self.mailing.rests_until,
            "starts_at": self.mailing.start_at,
            "ended_at": self.mailing.ended_at,
            "recipients": sum(self.states.values()),
            "sent": self._of(SendState.SENT),
            "waiting": self._of(SendState.WAITING, SendState.SENDING),
            "unknown": self._of(SendState.UNKNOWN),
            "failed": self._of(SendState.FAILED),
            "passed": self._of(SendState.PASSED),
            "bounced": self.counts.bounced,
            "soft": self.counts.soft,
            "complained": self.counts.complained,
            "left": self.counts.left,
            "not_followed": NOT_FOLLOWED,
        }


def report(slug: Slug, as_json: AsJson = False, stack: Where = STACK_FILE) -> None:
    """Say how a letter does: how many were sent, bounced, complained and left."""
    with told(slug):
        room = post_room_at(stack)
        mailing = found_mailing(room, slug)
        found = Report(mailing, room.mailings.tally(slug), room.mailings.counts(slug))
        zone = time_zone(room)
    if as_json:
        print_json(found.as_json)
        return
    say(_headline(mailing, zone, room.now()))
    for number, words in found.lines:
        say(f"{number:>7,} {words}")
    if advice := _advice(mailing, zone):
        say(advice)
    say(NOT_FOLLOWED)


report.__doc__ = f"{report.__doc__}\n\n{EXIT_CODES}"


def _headline(mailing: Mailing, zone: str, now: datetime) -> str:
    said = f"“{mailing.subject}” is {state_of(mailing, zone, now)}"
    if mailing.start_at > now and mailing.state is MailingState.SENDING:
        return said  # the state has the time already
    began = "was to begin" if mailing.start_at > now else "began"
    return f"{said}; it {began} {clock_time(mailing.start_at, zone)}"


def _advice(mailing: Mailing, zone: str) -> str:
    if mailing.state is MailingState.HALTED:
        why = HALTED_BY.get(mailing.why or "", "something is wrong")
        go_on = f"./shop letter resume {mailing.slug}"
        return f"It halted by itself, because {why}. See to that first, then: {go_on}"
    if mailing.why == "quota":
        return "It rests until SES lets more letters go: its limit is counted over 24 hours."
    if mailing.why == "no answer" and mailing.rests_until:
        again = clock_time(mailing.rests_until, zone)
        return f"SES gives no clear answer. It rests, and goes on by itself from {again}."
    return ""
