"""Fixtures that more than one folder of tests uses, and how tests are shared out."""

import pytest

pytest_plugins = [
    "tests.fixtures.aws",
    "tests.fixtures.dynamo",
    "tests.fixtures.real",
    "tests.fixtures.stack",
    "tests.fixtures.browser",
    "tests.fixtures.window",
    "tests.fixtures.big_shop",
    "tests.fixtures.keeping",
]

COSTLY = ("local_shop", "big_shop", "kept_site", "window")
"""Fixtures that take seconds to start: all tests that use one are run by the same process."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what shares a costly fixture, and otherwise what stands in one file."""
    for item in items:
        wanted = getattr(item, "fixturenames", ())
        group = next((name for name in COSTLY if name in wanted), item.path.name)
        item.add_marker(pytest.mark.xdist_group(group))
