"""The checker of expressions refuses what AWS refuses, though emulators accept it."""

import pytest

from tests.adapters.expressions import ExpressionError, check_request

NAMES = {"#made": "made", "#sold": "sold"}


@pytest.mark.parametrize(
    "condition",
    [
        "#made - #sold >= :q",
        "#made >= :q + :q",
        "#made => :q",
        "#made >= 5",
        "attribute_not_exists(:q) OR #made = #sold",
    ],
)
def test_conditions_with_arithmetic_or_literals_are_refused(condition: str) -> None:
    with pytest.raises(ExpressionError):
        check_request({"ConditionExpression": condition})


@pytest.mark.parametrize(
    "update",
    [
        "SET #made = #made - #sold - :q",
        "SET #made = (#made - :q)",
        "SET #made = #made * :q, #sold = :q",
        "SET #made = :q SET #sold = :q",
        "SET #made = :q, #made = #sold",
        "SET #made = :q, #sold = :q REMOVE #made",
        "REMOVE #made, #sold SET #made = :q",
        "SET #sold = :q REMOVE #made REMOVE #sold",
    ],
)
def test_updates_with_more_than_one_operator_or_clause_are_refused(update: str) -> None:
    with pytest.raises(ExpressionError):
        check_request(
            {
                "UpdateExpression": update,
                "ExpressionAttributeNames": NAMES,
                "ExpressionAttributeValues": {":q": {"N": "1"}},
            }
        )


def test_setting_and_removing_different_paths_passes() -> None:
    update = {
        "UpdateExpression": "SET #made = :q REMOVE #sold",
        "ExpressionAttributeNames": NAMES,
        "ExpressionAttributeValues": {":q": {"N": "1"}},
    }

    assert check_request(update) == 1


def test_names_that_nothing_uses_are_refused() -> None:
    with pytest.raises(ExpressionError, match="#sold"):
        check_request(
            {
                "ConditionExpression": "#made = :q",
                "ExpressionAttributeNames": NAMES,
                "ExpressionAttributeValues": {":q": {"N": "1"}},
            }
        )


def test_what_aws_takes_passes_inside_transactions_too() -> None:
    update = {
        "UpdateExpression": "SET #made = #made - :q, #sold = #sold + :q",
        "ConditionExpression": "#made >= :q AND (attribute_exists(sku) OR NOT #sold < :q)",
        "ExpressionAttributeNames": NAMES,
        "ExpressionAttributeValues": {":q": {"N": "1"}},
    }

    assert check_request({"TransactItems": [{"Update": update}]}) == 2
