"""What asking for the letter changes, and what it doesn't."""

import msgspec
import pytest

from tests.samples import SmallShop


@pytest.mark.promise("newsletter/same-order")
def test_an_order_is_the_same_with_and_without_the_letter() -> None:
    asked = SmallShop().buy("SIGNET-7-GOLD", 2, engraving="Ada", newsletter="yes")
    silent = SmallShop().buy("SIGNET-7-GOLD", 2, engraving="Ada")

    assert asked.consent
    assert msgspec.structs.replace(asked, consent=None) == silent
