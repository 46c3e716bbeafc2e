from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from infra.bundle import BundleError, bundle


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "functions" / "checkout").mkdir(parents=True)
    (tmp_path / "functions" / "checkout" / "handler.py").write_text("ANSWER = 42\n")
    (tmp_path / "theme" / "mail").mkdir(parents=True)
    (tmp_path / "theme" / "mail" / "receipt.txt").write_text("Thank you.\n")
    (tmp_path / "theme" / "static").mkdir()
    (tmp_path / "theme" / "static" / "shop.css").write_text("p {}\n")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "functions.txt").touch()
    return tmp_path


def test_the_bundle_holds_code_compiled_and_what_functions_fill_and_no_more(shop: Path) -> None:
    built = bundle(shop)

    names = zipfile.ZipFile(built.path).namelist()
    compiled = [name for name in names if name.endswith(".pyc")]
    assert sorted(set(names) - set(compiled)) == [
        "functions/checkout/handler.py",
        "theme/mail/receipt.txt",
    ]
    assert len(compiled) == 1


def test_the_same_inputs_are_not_built_again(shop: Path) -> None:
    first = bundle(shop)
    at = first.path.stat().st_mtime_ns

    again = bundle(shop)

    assert again == first
    assert again.path.stat().st_mtime_ns == at


def test_changed_code_is_another_bundle(shop: Path) -> None:
    first = bundle(shop)

    (shop / "functions" / "checkout" / "handler.py").write_text("ANSWER = 43\n")
    second = bundle(shop)

    assert second.digest != first.digest
    code = zipfile.ZipFile(second.path).read("functions/checkout/handler.py")
    assert code == b"ANSWER = 43\n"


def test_code_that_does_not_compile_is_never_bundled(shop: Path) -> None:
    (shop / "functions" / "checkout" / "handler.py").write_text("def\n")

    with pytest.raises(BundleError, match=r"handler\.py"):
        bundle(shop)

    assert not (shop / "build" / "functions.zip").exists()


def test_a_part_without_its_hash_is_refused(shop: Path) -> None:
    (shop / "requirements" / "functions.txt").write_text("mangum==0.22.0\n")

    with pytest.raises(BundleError, match="hash"):
        bundle(shop)
