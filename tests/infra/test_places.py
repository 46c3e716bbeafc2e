"""Every place of the template answers for what it holds of a person, or says why it holds nothing."""

from typing import get_args

import msgspec

from domain.holdings import PLACES, Name
from functions.privacy.systems.account import AccountSystem
from functions.privacy.systems.orders import OrdersSystem
from functions.privacy.systems.outbox import OutboxSystem
from functions.privacy.systems.payments import PaymentsSystem
from functions.privacy.systems.requests import RequestsSystem
from functions.privacy.systems.sends import SendsSystem
from functions.privacy.systems.subscribers import SubscribersSystem
from infra.translate import translated

STORES = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SQS::Queue"}
SYSTEMS = (
    *(AccountSystem, OrdersSystem, OutboxSystem, PaymentsSystem),
    *(RequestsSystem, SendsSystem, SubscribersSystem),
)


def test_no_table_bucket_or_queue_is_forgotten() -> None:
    stores = {
        name for name, resource in translated()["Resources"].items() if resource["Type"] in STORES
    }

    assert set(PLACES) == stores


def test_what_a_place_is_answered_for_by_is_there() -> None:
    answering = {each for each in PLACES.values() if not each.startswith("nobody: ")}

    # Stripe is no place of ours; what is kept on request stands beside the orders.
    assert answering | {"stripe", "account"} == set(get_args(Name))
    assert {system.name for system in map(_defaults, SYSTEMS)} == set(get_args(Name))


class _Named:
    def __init__(self, name: str) -> None:
        self.name = name


def _defaults(system: type) -> _Named:
    """A system's own name, which it has without being built."""
    return _Named(msgspec.structs.fields(system)[-1].default)
