import pytest

from tests.samples import SmallShop


@pytest.fixture(params=["fake", "dynamodb"])
def shop(request: pytest.FixtureRequest) -> SmallShop:
    """A small shop on each engine: what both must promise alike is the contract."""
    if request.param == "fake":
        return SmallShop()
    made: SmallShop = request.getfixturevalue("dynamo_shop")
    return made
