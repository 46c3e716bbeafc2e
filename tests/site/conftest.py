import logging
from pathlib import Path

import pelican.log  # type: ignore[import-untyped]  # noqa: F401 — sets its class for loggers
import pytest

from tests.site.bench import Bench
from tests.site.building import Site, build_site, copy_content

# Pelican's loggers drop a line that was said before: a function's, made later, would too.
logging.setLoggerClass(logging.Logger)


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("shop") / "content")


@pytest.fixture(scope="session")
def site(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The whole shop, built once for all tests that look at it."""
    return build_site(content, tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def picture_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What was encoded for one bench is there for the next."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def bench(tmp_path: Path, picture_cache: Path) -> Bench:
    return Bench(tmp_path, picture_cache)
