"""Fixtures that more than one folder of tests uses."""

pytest_plugins = [
    "pytester",
    "tests.fixtures.mails",
    "tests.fixtures.promises",
    "tests.fixtures.aws",
    "tests.fixtures.dynamo",
    "tests.fixtures.real",
    "tests.fixtures.stack",
    "tests.fixtures.browser",
    "tests.fixtures.window",
    "tests.fixtures.big_shop",
    "tests.fixtures.keeping",
    "tests.fixtures.published",
]
