"""Whatever happens to privacy requests: none is lost, or late without having been announced."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

pytest.register_assert_rewrite("tests.proofs.privacy_accounts", "tests.proofs.privacy_machine")

from tests.proofs.broken_requests import BROKEN, name_of  # noqa: E402 — what they assert is said in full
from tests.proofs.privacy_machine import PrivacyRequests  # noqa: E402
from tests.proofs.privacy_office import Parts  # noqa: E402

COMMON = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
SHORT = settings(COMMON, max_examples=40, stateful_step_count=25)
LONG = settings(COMMON, max_examples=700, stateful_step_count=50)
UNTIL_FOUND = settings(
    COMMON, max_examples=700, stateful_step_count=30, phases=[Phase.generate], print_blob=False
)


def test_whatever_happens_to_a_few_requests_none_is_lost_or_late_unannounced() -> None:
    run_state_machine_as_test(PrivacyRequests, settings=SHORT)


@pytest.mark.prove
def test_whatever_happens_to_many_requests_none_is_lost_or_late_unannounced() -> None:
    run_state_machine_as_test(PrivacyRequests, settings=LONG)


@pytest.mark.prove
@pytest.mark.parametrize("parts", BROKEN, ids=name_of)
def test_an_office_with_a_broken_part_is_found_out(parts: Parts) -> None:
    class BrokenOffice(PrivacyRequests):
        pass

    BrokenOffice.parts = parts

    with pytest.raises(AssertionError):
        run_state_machine_as_test(BrokenOffice, settings=UNTIL_FOUND)
