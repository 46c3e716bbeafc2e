"""How a bundle is built: of a shop so small that it needs no parts."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from infra.bundle import BundleError, Target, bundle
from infra.bundle.interpreter import RUNTIME, NoPythonError, interpreter
from infra.template import references
from infra.translate import translated


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "functions" / "checkout").mkdir(parents=True)
    (tmp_path / "functions" / "checkout" / "handler.py").write_text("ANSWER = 42\n")
    (tmp_path / "functions" / "adapters").mkdir()
    (tmp_path / "functions" / "adapters" / "fake_bank.py").write_text("MONEY = 0\n")
    (tmp_path / "theme" / "mail").mkdir(parents=True)
    (tmp_path / "theme" / "mail" / "receipt.txt").write_text("Thank you, {{ name }}.\n")
    (tmp_path / "theme" / "static").mkdir()
    (tmp_path / "theme" / "static" / "shop.css").write_text("p {}\n")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "functions.txt").touch()
    return tmp_path


def test_the_bundle_holds_code_compiled_and_what_functions_fill_and_no_more(shop: Path) -> None:
    built = bundle(shop)

    names = zipfile.ZipFile(built.path).namelist()
    compiled = [name for name in names if name.endswith(".pyc")]
    templates = [name for name in names if name.startswith("theme/mail/compiled/tmpl_")]
    assert sorted(set(names) - set(compiled) - set(templates)) == [
        "functions/checkout/handler.py",
        "functions/modules.compiled",
        "theme/mail/receipt.txt",
    ]
    assert len(templates) == 1
    assert [name.rpartition("/")[0] for name in compiled] == ["theme/mail/compiled/__pycache__"]


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

    assert not list((shop / "build").glob("*.zip"))


def test_a_part_without_its_hash_is_refused(shop: Path) -> None:
    (shop / "requirements" / "functions.txt").write_text("mangum==0.22.0\n")

    with pytest.raises(BundleError, match="hash"):
        bundle(shop)


def test_each_processor_has_a_bundle_of_its_own(shop: Path) -> None:
    python = Path(sys.executable)

    arm, intel = (bundle(shop, Target(python, RUNTIME, each)) for each in ("arm64", "x86_64"))

    assert (arm.path.name, intel.path.name) == ("functions-arm64.zip", "functions-x86_64.zip")
    assert arm.digest != intel.digest


def test_a_machine_without_lambdas_python_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PATH", "HOME", "PYENV_ROOT", "UV_PYTHON_INSTALL_DIR"):
        monkeypatch.setenv(name, str(tmp_path))

    with pytest.raises(NoPythonError, match=r"no Python 3\.99 .*uv python install 3\.99"):
        interpreter("3.99")


def test_the_bundle_is_compiled_for_the_python_that_the_template_asks_for() -> None:
    template = translated()

    function = template["Resources"]["Checkout"]["Properties"]
    assert list(references(function["Runtime"])) == ["PythonRuntime"]
    assert template["Parameters"]["PythonRuntime"]["Default"] == f"python{RUNTIME}"
