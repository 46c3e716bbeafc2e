"""What asking for the letter changes, and what it doesn't."""

import msgspec
import pytest

from domain.subscribers import Standing
from tests.samples import NOON, SmallShop


@pytest.mark.promise("newsletter/same-order")
def test_an_order_is_the_same_with_and_without_the_letter() -> None:
    asked = SmallShop().buy("SIGNET-7-GOLD", 2, engraving="Ada", newsletter="yes")
    silent = SmallShop().buy("SIGNET-7-GOLD", 2, engraving="Ada")

    assert asked.consent
    assert msgspec.structs.replace(asked, consent=None) == silent


@pytest.mark.promise("newsletter/receipts-anyway")
@pytest.mark.parametrize("standing", [Standing.LEFT, Standing.BOUNCED, Standing.COMPLAINED])
def test_who_gets_no_letters_gets_the_mails_about_an_order(standing: Standing) -> None:
    shop = SmallShop()
    shop.subscribers.suppress(shop.address_key.id_of("jo@buyer.example"), standing, NOON)

    order = shop.buy("EMBER-RING")
    shop.payments.pay(order.session_id or "")
    shop.settlement.handle(shop.event(order))
    shop.delivery.sweep()

    assert [mail.recipient for mail in shop.letters_to_buyers] == ["jo@buyer.example"]
