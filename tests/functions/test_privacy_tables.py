"""Tables of a person's data, opened in a spreadsheet: text, whatever was typed."""

from __future__ import annotations

import pytest

from functions.privacy.tables import cell


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff201",
    ],
)
def test_what_a_spreadsheet_would_run_stands_there_as_text(typed: str) -> None:
    assert cell(typed) == f"'{typed}"


def test_amounts_stay_numbers() -> None:
    assert [cell(each) for each in (-1, 12, None, True)] == ["-1", "12", "", "yes"]
