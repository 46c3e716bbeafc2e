"""A build that goes on from the last one leaves the same bytes as one that begins anew."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta

from plugins.template_marks import TemplateMarks
from tests.site.building import ROOT
from tests.site.edits import ACCIDENTS, EDITS, Edit, add, price
from tests.site.rebuilding import Rebuilding

STEP = st.lists(st.sampled_from((*EDITS, *ACCIDENTS)), min_size=1, max_size=4)
"""What happens between two builds."""


def differing(shop: Rebuilding) -> list[str]:
    """The files in which a build on what is there and a fresh one are not the same."""
    built, fresh = shop.build()[0], shop.build_fresh()
    return sorted(
        name for name in built.keys() | fresh.keys() if built.get(name) != fresh.get(name)
    )


@pytest.mark.prove
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    # To find the shortest sequence would take an hour: what failed is printed as it is.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(steps=st.lists(STEP, min_size=2, max_size=4), seed=st.integers(0, 2**32))
def test_any_sequence_of_edits_ends_as_a_fresh_build_does(
    steps: list[list[Edit]],
    seed: int,
    tmp_path_factory: pytest.TempPathFactory,
    picture_cache: Path,
) -> None:
    shop = Rebuilding(tmp_path_factory.mktemp("shop"), picture_cache)
    random = Random(seed)  # noqa: S311
    shop.build()

    for step in steps:
        for edit in step:
            edit(shop, random)

        assert differing(shop) == [], [edit.__name__ for edit in step]


@pytest.mark.prove
@pytest.mark.parametrize("edit", [*EDITS, *ACCIDENTS], ids=lambda edit: str(edit.__name__))
def test_each_edit_ends_as_a_fresh_build_does(
    edit: Edit, tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()

    edit(shop, Random(7))  # noqa: S311  the same every time

    assert differing(shop) == []


def test_edits_of_every_kind_end_as_a_fresh_build_does(tmp_path: Path, picture_cache: Path) -> None:
    """Many at once, so that it is fast; one by one they are proven at length."""
    shop, random = Rebuilding(tmp_path, picture_cache), Random(1)  # noqa: S311  as above
    shop.build()

    for start in range(3):
        for edit in (*EDITS[start::3], *ACCIDENTS[start::3]):
            edit(shop, random)

        assert differing(shop) == []


@pytest.mark.parametrize("harm", [Path.unlink, partial(Path.write_bytes, data=b"{}")])
def test_a_release_that_was_harmed_is_written_anew(
    harm: Callable[[Path], object], tmp_path: Path, picture_cache: Path
) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    first = shop.build()[0]

    harm(shop.kept / "release.json")

    assert shop.build()[0] == first


def written(shop: Rebuilding, edit: Edit) -> set[str]:
    """The files of the site that a build after an edit writes."""
    before = {path: path.stat() for path in shop.output.rglob("*") if path.is_file()}
    edit(shop, Random(1))  # noqa: S311  as above
    shop.build()
    after = {path: path.stat() for path in shop.output.rglob("*") if path.is_file()}
    changed = {path for path in after if path not in before or after[path] != before[path]}
    names = {path.relative_to(shop.output).as_posix() for path in changed}
    return {re.sub(r"^(search/\w+)/[0-9a-f]{16}", r"\1/HASH", name) for name in names}


def test_an_edit_touches_only_what_shows_it(tmp_path: Path, picture_cache: Path) -> None:
    shop = Rebuilding(tmp_path, picture_cache)
    shop.build()
    page = shop.content / "products/creek-ring/index.md"
    text = page.read_text(encoding="utf-8")

    told = written(shop, lambda *_: add(page, "It is round, really."))
    unchanged = written(shop, lambda *_: page.write_text(page.read_text("utf-8"), "utf-8"))
    same_again = written(shop, lambda *_: page.write_text(text, encoding="utf-8"))
    dearer = written(shop, price)

    search = {"search/index.json", "search/words/HASH.json"}
    assert told == same_again == {"pieces/creek-ring/index.html", *search}
    assert unchanged == set()
    assert "feeds/products.xml" in dearer
    assert not any(name.startswith(("policies/", "letters/choices")) for name in dearer)


def test_every_template_says_what_it_is_made_with() -> None:
    """The marks find by words what Jinja finds by its grammar."""
    folder = ROOT / "theme/templates"
    marks = TemplateMarks(folder)
    for path in sorted(folder.rglob("*.html")):
        name = path.relative_to(folder).as_posix()
        found = meta.find_referenced_templates(
            Environment(autoescape=True).parse(path.read_text("utf-8"))
        )
        assert set(marks.family(name)) >= {name, *(other for other in found if other)}, name
