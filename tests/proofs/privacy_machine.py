"""People, the functions, the clock and the owner, in any order, on any day and with any luck."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.request_clock import Regime
from domain.request_states import AskedBy, Type
from domain.requests import Asked, Contact
from tests.proofs import privacy_accounts as accounts
from tests.proofs.power import Fault, Way
from tests.proofs.privacy_office import PERSON, TEXT, Office, Parts

DAYS = [
    datetime(2024, 1, 30, 23, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 1, 31, 5, 59, tzinfo=UTC),
    datetime(2026, 3, 8, 7, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, tzinfo=UTC),
    datetime(2026, 8, 31, 22, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 6, 30, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2028, 2, 28, 10, 0, tzinfo=UTC),
]
"""Ends of months, leap days, and the nights in which clocks change in Texas and in Europe."""

ZONES = ["America/Chicago", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]

others = st.sampled_from(["watch", "function", "owner", "person", "postman", "seal"])
at = st.integers(0, 6) | st.sampled_from(["commit", "open", "purge", "append", "known", "get"])
faults = st.none() | st.none() | st.builds(Fault, at, st.sampled_from(Way), others)
subjects = st.sampled_from(["a" * 40, "b" * 40])
asked_by = st.sampled_from(["self", "self", "self", "guardian", "agent"])


class PrivacyRequests(RuleBasedStateMachine):
    parts = Parts()

    @initialize(
        began=st.sampled_from(DAYS),
        zone=st.sampled_from(ZONES),
        days=st.sampled_from([1, 10, 30, 45]),
        lapses=st.sampled_from([1, 14, 90]),
    )
    def open(self, began: datetime, zone: str, days: int, lapses: int) -> None:
        self.office = Office(self.parts, began, zone)
        self.office.terms = {
            "respond_within_days": days,
            "unverified_request_lapses_days": lapses,
        }
        self.given: dict[str, accounts.Given] = {}

    # The person

    @rule(
        kind=st.sampled_from(Type),
        regime=st.sampled_from(Regime),
        subject=subjects,
        by=asked_by,
        fault=faults,
    )
    def ask(
        self, kind: Type, regime: Regime, subject: str, by: AskedBy, fault: Fault | None
    ) -> None:
        asker = None if by == "self" else "asker@agency.example"
        contact = Contact(PERSON, "Jo", asker, text=TEXT)
        now = self.office.clock()
        with self.office.troubled(fault):
            request_id = self.office.ask(Asked(kind, subject, contact, regime, "", by))
            days = self.office.terms["respond_within_days"]
            self.given[request_id] = accounts.Given(kind, regime, now, days)

    @precondition(lambda self: self.office.tables.requests)
    @rule(data=st.data(), right=st.sampled_from([True, True, False]), orders=st.booleans())
    def prove(self, data: st.DataObject, right: bool, orders: bool) -> None:
        """A code is mailed and typed, each with luck of its own, and whatever comes after it."""
        request = data.draw(st.sampled_from(list(self.office.tables.requests.values())))
        for act in (
            self.office.mail_code,
            lambda r: self.office.type_code(r, right, orders),
            lambda r: self.office.go_on(r, right),
        ):
            stands = self.office.tables.requests.get(request.id)
            if stands:
                with self.office.troubled(data.draw(faults)):
                    act(stands)

    @precondition(lambda self: self.office.tables.requests)
    @rule(
        data=st.data(),
        what=st.sampled_from(
            ["take back", "appeal", "appeal", "put off", "put off twice", "guess"]
        ),
        fault=faults,
    )
    def one(self, data: st.DataObject, what: str, fault: Fault | None) -> None:
        request = data.draw(st.sampled_from(list(self.office.tables.requests.values())))
        with self.office.troubled(fault):
            match what:
                case "take back":
                    self.office.take_back(request)
                case "appeal":
                    self.office.appeal(request)
                case "put off":
                    self.office.put_off(request)
                case "put off twice":
                    self.office.put_off(request)
                    self.office.put_off(self.office.tables.requests[request.id])
                case "guess":
                    self.office.type_code(request, False, False)

    # The functions and the owner

    @rule(fault=faults)
    def function(self, fault: Fault | None) -> None:
        for _ in range(4):
            with self.office.troubled(fault):
                self.office.work()

    @rule(how=st.sampled_from(["approve", "deny"]), fault=faults)
    def owner(self, how: str, fault: Fault | None) -> None:
        with self.office.troubled(fault):
            self.office.owner_answers(how)

    @rule(who=st.sampled_from(["postman", "seal"]), fault=faults)
    def sweep(self, who: str, fault: Fault | None) -> None:
        with self.office.troubled(fault):
            self.office.act(who)

    @rule(fault=faults)
    def look(self, fault: Fault | None) -> None:
        with self.office.troubled(fault):
            self.office.look()
        if not self.office.fuse.blown:
            accounts.check_announced(self.office, self.office.clock())

    # Time

    @rule(hours=st.sampled_from([1, 7, 24, 24 * 3, 24 * 14, 24 * 31, 24 * 800]))
    def the_clock_jumps(self, hours: int) -> None:
        self.office.clock.forward(hours=hours)

    @rule(days=st.integers(1, 35))
    def days_pass(self, days: int) -> None:
        """With a clock that looks every day."""
        for _ in range(days):
            self.office.clock.forward(hours=24)
            self.look(None)

    # What is true at all times

    @invariant()
    def accounts_balance(self) -> None:
        if not hasattr(self, "office"):
            return
        accounts.check_none_lost(self.office, self.given)
        accounts.check_ledger(self.office)
        accounts.check_extensions(self.office)
        accounts.check_proofs(self.office)
        accounts.check_ends(self.office)
        accounts.check_nobody_is_named(self.office)

    def teardown(self) -> None:
        """Everybody does their part; two years later nothing is left."""
        if not hasattr(self, "office"):
            return
        office = self.office
        for _ in range(12):
            office.owner_answers()
            office.work()
            office.clock.at += timedelta(days=8)
            self.look(None)
        assert not any(request.is_open for request in office.tables.requests.values())
        self.accounts_balance()
        for _ in range(2):
            office.clock.at += timedelta(days=3)
            self.look(None)
        office.clock.at += timedelta(days=2 * 366)
        self.look(None)
        office.seals.seal()
        accounts.check_nothing_is_left(office)
