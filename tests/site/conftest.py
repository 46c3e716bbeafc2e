import logging
from pathlib import Path

import pelican.log  # type: ignore[import-untyped]  # noqa: F401 — sets its class for loggers
import pytest

from tests.site.bench import SIZED, Bench
from tests.site.building import Site, build_site, copy_content
from tests.site.letters import LETTER, WELCOME, WORDS

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


@pytest.fixture(scope="session")
def letter_shop(tmp_path_factory: pytest.TempPathFactory, picture_cache: Path) -> Site:
    """A shop with one ring in two sizes, a letter to come, and one that isn't for the web."""
    folder = tmp_path_factory.mktemp("letters")
    bench = Bench(folder, picture_cache)
    cheaper = SIZED.replace("US 7\n", "US 7\n    price: 600.00\n    compare_at: 660.00\n")
    bench.piece(cheaper.replace("values: US 6\n    made: 1", "values: US 6\n    made_to_order: 9"))
    for name, text in WORDS.items():
        bench.write(name, text)
    bench.write("letters/2026-05-14-whole.md", LETTER)
    seven = LETTER.replace("CREEK-RING", "CREEK-RING-US-7\n  - CREEK-RING-US-6")
    bench.write("letters/2999-01-01-to-come.md", seven.replace("Two garnets", "Next century"))
    bench.write("letters/2026-05-15-quiet.md", LETTER.replace("archive: true", "archive: false"))
    bench.write("letters/welcome.md", WELCOME)
    return build_site(bench.content, folder)
