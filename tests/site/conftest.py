from pathlib import Path

import pytest

from tests.site.building import Site, build_site, copy_content


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_content(tmp_path_factory.mktemp("shop") / "content")


@pytest.fixture(scope="session")
def site(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The whole shop, built once for all tests that look at it."""
    return build_site(content, tmp_path_factory.mktemp("built"))
