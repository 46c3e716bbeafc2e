import itertools
import secrets
from datetime import timedelta

import msgspec
import pytest

from domain.proof import LASTS, Codes
from domain.request_proof import (
    CODES_SENT,
    TooManyCodesError,
    prove,
    prove_order,
    send_code,
    wants_code,
    wants_confirmation,
    wants_order_fact,
)
from domain.request_states import RequestStateError, State, Type
from domain.requests import Request
from tests.privacy import CODES, by_agent, pending, proven, with_code
from tests.samples import KEYS, NOON


def nobody_asks() -> bool:
    raise AssertionError("nothing may be looked up before the proof")


def wrong(digits: str) -> str:
    return f"{(int(digits) + 1) % 10**6:06}"


def tried(request: Request, typed: str, times: int) -> Request:
    for _ in range(times):
        change = prove(request, typed, CODES, NOON, nobody_asks).change
        assert change
        request = change.request
    return request


def test_a_code_is_six_digits_and_stands_nowhere() -> None:
    request, digits = with_code(pending())

    assert len(digits) == 6
    assert digits.isdigit()
    assert digits not in msgspec.json.encode(request).decode()


def test_a_code_is_of_one_request_and_one_key() -> None:
    code = Codes(KEYS, lambda: "5eed").new(NOON)

    assert CODES.digits("REQUEST1", code) != CODES.digits("REQUEST2", code)
    assert Codes(["other"], str).digits("REQUEST1", code) != CODES.digits("REQUEST1", code)


def test_a_key_that_rotates_meanwhile_still_opens_its_codes() -> None:
    code = CODES.new(NOON)
    digits = CODES.digits("REQUEST1", code)

    rotated = Codes(["a-newer-key", *KEYS], str)

    assert rotated.is_right("REQUEST1", code, digits)
    assert not Codes(["a-newer-key"], str).is_right("REQUEST1", code, digits)


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1}\n"])
def test_a_code_may_be_typed_as_people_write_numbers(typed: str) -> None:
    request, digits = with_code(pending())

    found = prove(request, typed.format(digits[:3], digits[3:]), CODES, NOON, lambda: False)

    assert found.result == "right"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "١٢٣٤٥٦", "<b>", "0" * 5_000_000])
def test_what_isnt_a_code_is_wrong(typed: str) -> None:
    request, _ = with_code(pending())

    assert prove(request, typed, CODES, NOON, nobody_asks).result == "wrong"


def test_every_code_is_used_so_that_none_is_likelier() -> None:
    codes = Codes(KEYS, lambda: secrets.token_hex(16))

    first = {codes.digits("REQUEST1", codes.new(NOON))[0] for _ in range(400)}

    assert first == set("0123456789")


def test_a_right_code_sends_an_access_request_on() -> None:
    request = proven(pending(Type.ACCESS))

    assert request.state is State.IN_REVIEW
    assert request.runs_by_itself
    assert (request.verification.level, request.verification.method) == ("address", "mail_code")
    assert request.verification.verified_at == NOON
    assert request.verification.code is None


@pytest.mark.promise("privacy/proof-by-code")
def test_after_three_wrong_tries_the_right_code_doesnt_help() -> None:
    request, digits = with_code(pending())
    request = tried(request, wrong(digits), 3)

    found = prove(request, digits, CODES, NOON, nobody_asks)

    assert found.result == "used_up"
    assert found.change is None
    assert request.verification.attempts == 3


def test_the_third_wrong_try_says_that_it_was_the_last() -> None:
    request, digits = with_code(pending())

    results = []
    for _ in range(3):
        found = prove(request, wrong(digits), CODES, NOON, nobody_asks)
        results.append(found.result)
        assert found.change
        request = found.change.request

    assert results == ["wrong", "wrong", "used_up"]


def test_a_thousand_codes_get_nobody_in() -> None:
    request = pending()
    tries = 0
    for _ in range(1000):
        if request.verification.code is None or request.verification.code.tries >= 3:
            try:
                request, digits = with_code(request)
            except TooManyCodesError:
                break
        change = prove(request, wrong(digits), CODES, NOON, nobody_asks).change
        assert change
        request, tries = change.request, tries + 1

    assert tries == 3 * CODES_SENT
    assert request.state is State.IDENTITY_PENDING


@pytest.mark.promise("privacy/proof-by-code")
def test_a_code_ends_after_ten_minutes() -> None:
    request, digits = with_code(pending())

    in_time = prove(request, digits, CODES, NOON + LASTS - timedelta(seconds=1), lambda: False)
    late = prove(request, digits, CODES, NOON + LASTS, nobody_asks)

    assert timedelta(minutes=10) == LASTS
    assert in_time.result == "right"
    assert (late.result, late.change) == ("expired", None)


def test_a_new_code_ends_the_one_before() -> None:
    request, first = with_code(pending())
    request, second = with_code(request)

    assert prove(request, first, CODES, NOON, nobody_asks).result == "wrong"
    assert prove(request, second, CODES, NOON, lambda: False).result == "right"


def test_codes_are_mailed_a_few_times_only() -> None:
    request = pending()
    for _ in range(CODES_SENT):
        request = send_code(request, CODES, NOON).request

    with pytest.raises(TooManyCodesError):
        send_code(request, CODES, NOON)


def test_without_a_code_nothing_is_right() -> None:
    assert prove(pending(), "000000", CODES, NOON, nobody_asks).result == "expired"


def test_a_code_is_tried_only_while_it_is_waited_for() -> None:
    request = proven(pending(Type.ACCESS))

    with pytest.raises(RequestStateError):
        prove(request, "000000", CODES, NOON, nobody_asks)
    with pytest.raises(RequestStateError):
        send_code(request, CODES, NOON)


@pytest.mark.parametrize("kind", [Type.ERASURE, Type.RESTRICTION, Type.CHILD])
def test_what_cant_be_taken_back_waits_for_its_button(kind: Type) -> None:
    sent, digits = with_code(pending(kind))

    change = prove(sent, digits, CODES, NOON, nobody_asks).change

    assert change
    assert change.request.state is State.IDENTITY_PENDING
    assert wants_confirmation(change.request)
    assert not wants_code(change.request)
    assert proven(pending(kind)).state is State.IN_REVIEW


def test_a_copy_of_orders_needs_a_fact_of_one() -> None:
    request = proven(pending(Type.PORTABILITY), has_orders=True)

    assert request.state is State.IDENTITY_PENDING
    assert wants_order_fact(request)
    found = prove_order(request, True, NOON)
    assert found.result == "right"
    assert found.change
    assert found.change.request.state is State.IN_REVIEW
    assert found.change.request.verification.level == "address_and_order"


def test_after_three_wrong_facts_the_owner_decides() -> None:
    request = proven(pending(Type.ACCESS), has_orders=True)
    results = []
    for _ in range(3):
        found = prove_order(request, False, NOON)
        results.append(found.result)
        assert found.change
        request = found.change.request

    assert results == ["wrong", "wrong", "used_up"]
    assert request.state is State.IN_REVIEW
    assert request.waits_for_owner
    assert request.verification.level == "address"


@pytest.mark.parametrize(
    ("request_", "waits"),
    [
        (pending(Type.ACCESS), False),
        (pending(Type.CORRECTION), True),
        (by_agent(Type.ERASURE), True),
        (by_agent(Type.CHILD, "guardian"), False),
    ],
    ids=["access", "correction", "agent", "guardian"],
)
def test_only_what_a_person_has_to_look_at_waits_for_the_owner(
    request_: Request, waits: bool
) -> None:
    assert proven(request_).waits_for_owner is waits


def test_an_owner_who_wants_to_look_at_everything_does() -> None:
    for kind in (Type.ACCESS, Type.ERASURE):
        assert proven(pending(kind), automatic=False).waits_for_owner


def test_seeds_are_asked_for_one_a_code() -> None:
    seeds = itertools.count()
    codes = Codes(KEYS, lambda: f"{next(seeds)}")

    assert [codes.new(NOON).seed for _ in range(3)] == ["0", "1", "2"]
