"""Whatever happens, in any order and with any call cut off: stock, money and mail add up."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

pytest.register_assert_rewrite("tests.proofs.accounts", "tests.proofs.machine")

from tests.proofs.broken import BROKEN, name_of  # noqa: E402 — what they assert is said in full
from tests.proofs.house import Parts  # noqa: E402
from tests.proofs.machine import WholeShop  # noqa: E402

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


@pytest.mark.promise("terms/never-sold-twice")
def test_whatever_happens_to_a_few_buyers_stock_money_and_mail_add_up() -> None:
    run_state_machine_as_test(WholeShop, settings=SHORT)


@pytest.mark.prove
@pytest.mark.promise("terms/never-sold-twice")
def test_whatever_happens_to_many_buyers_stock_money_and_mail_add_up() -> None:
    run_state_machine_as_test(WholeShop, settings=LONG)


@pytest.mark.prove
@pytest.mark.parametrize("parts", BROKEN, ids=name_of)
def test_a_shop_with_a_broken_part_is_found_out(parts: Parts) -> None:
    class BrokenShop(WholeShop):
        pass

    BrokenShop.parts = parts

    with pytest.raises(AssertionError):
        run_state_machine_as_test(BrokenShop, settings=UNTIL_FOUND)
