"""The bundles that Lambda gets, looked at and started."""

from __future__ import annotations

import hashlib
import json
import marshal
import struct
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.bundle import ROOT, Bundle, bundle, lambda_target
from infra.bundle.building import fill
from infra.bundle.gathering import GATHERED
from infra.bundle.interpreter import NoPythonError, interpreter
from infra.bundle.packing import pack, unpack

try:
    interpreter()
except NoPythonError as error:
    pytest.skip(str(error), allow_module_level=True)

ELF = {"x86_64": 62, "arm64": 183}
"""What a file compiled for a processor says it is for (e_machine, elf.h)."""

MOST = 11_000_000


# The local stack runs x86_64's anyway; the other is built for these tests alone.
@pytest.fixture(scope="module", params=["x86_64", pytest.param("arm64", marks=pytest.mark.prove)])
def machine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def built(machine: str) -> Bundle:
    return bundle(ROOT, lambda_target(machine))


@pytest.fixture(scope="module")
def files(built: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(built.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For this Python 3.13 to start: what is asked of it holds no machine code."""
    folder = tmp_path_factory.mktemp("unpacked")
    unpack(bundle(ROOT, lambda_target("x86_64")).path, folder)
    return folder


def test_every_compiled_file_is_for_the_processor_of_its_bundle(
    files: dict[str, bytes], machine: str
) -> None:
    compiled = {name: content for name, content in files.items() if content[:4] == b"\x7fELF"}

    assert {name.partition("/")[0] for name in compiled} == {"markupsafe", "msgspec"}
    assert {name for name in files if name.endswith((".so", ".pyd", ".dylib"))} == set(compiled)
    made_for = {
        name: struct.unpack_from("<H", content, 18)[0] for name, content in compiled.items()
    }
    assert set(made_for.values()) == {ELF[machine]}
    assert all(".cpython-313-" in name for name in compiled)


def test_every_module_is_compiled_by_lambdas_python_and_never_looked_at_again(
    files: dict[str, bytes],
) -> None:
    asked = "import importlib.util; print(importlib.util.MAGIC_NUMBER.hex())"
    python = lambda_target("arm64").python
    magic = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=True)

    heads = {name: files[name][:8] for name in files if name.endswith(".pyc")}
    gathered = files[GATHERED]

    by_content = bytes.fromhex(magic.stdout) + struct.pack("<I", 0b01)
    assert {name: head for name, head in heads.items() if head != by_content} == {}
    assert gathered[:4].hex() == magic.stdout.strip()
    length = int.from_bytes(gathered[4:8], "big")
    index = marshal.loads(gathered[8 : 8 + length])  # noqa: S302 (our own)
    modules = {Path(name) for name in files if name.endswith(".py")}
    beside = {
        module
        for module in modules
        if str(module.parent / "__pycache__" / f"{module.stem}.cpython-313.pyc") in heads
    }
    assert {Path(source) for source, _, _ in index.values()} == modules - beside
    assert {module.parts[0] for module in beside} == {"functions", "theme"}


def test_what_no_function_uses_is_not_in_it(files: dict[str, bytes]) -> None:
    tops = {name.partition("/")[0] for name in files}

    assert (
        tops & {"boto3", "s3transfer", "requests", "certifi", "charset_normalizer", "bin"} == set()
    )
    assert not [name for name in files if "fake" in name]
    assert not [name for name in files if name.endswith(("RECORD", "INSTALLER", ".pyi"))]
    services = {
        Path(name).parts[2]
        for name in files
        if name.startswith("botocore/data/") and name.count("/") > 3
    }
    assert services == {"dynamodb", "s3", "sesv2", "sqs", "ssm"}


def test_it_is_small(built: Bundle) -> None:
    assert built.path.stat().st_size <= MOST


def test_every_page_and_mail_of_the_functions_is_compiled(files: dict[str, bytes]) -> None:
    for folder, shown in (("templates", "answers/"), ("mail", ""), ("export", "")):
        written = [
            name.removeprefix(f"theme/{folder}/")
            for name in files
            if name.startswith(f"theme/{folder}/{shown}") and name.endswith((".html", ".txt"))
        ]

        assert written
        for name in written:
            module = f"tmpl_{hashlib.sha1(name.encode()).hexdigest()}.py"  # noqa: S324 (Jinja's name for it)
            assert f"theme/{folder}/compiled/{module}" in files, name


def test_the_list_of_its_parts_is_valid_and_whole(built: Bundle, files: dict[str, bytes]) -> None:
    listed = built.sbom.read_text()

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(listed) is None
    components = json.loads(listed)["components"]
    inside = {
        Path(name).parts[0].removesuffix(".dist-info").replace("_", "-").lower()
        for name in files
        if name.endswith(".dist-info/METADATA")
    }
    assert {f"{each['name']}-{each['version']}" for each in components} == inside
    assert all(each["licenses"] for each in components)
    assert all(each["externalReferences"][0]["hashes"] for each in components)


def test_patterns_come_from_the_bundle_and_match_as_before(unpacked: Path) -> None:
    known = marshal.loads((unpacked / "functions" / "patterns.marshal").read_bytes())["patterns"]  # noqa: S302 (our own)

    said = run(
        unpacked,
        "import _sre, re._compiler",
        "anew = []",
        "compile_anew = re._compiler.compile",
        "re._compiler.compile = lambda p, f=0: (anew.append(p), compile_anew(p, f))[1]",
        "import functions",
        "anew.clear()",
        "import urllib3.util.url as url, jinja2",
        "print([len(anew), url.parse_url('https://shop.example:8443/a?b=c')])",
    )

    assert len(known) > 50
    assert (
        said
        == "[0, Url(scheme='https', auth=None, host='shop.example', port=8443, path='/a', query='b=c', fragment=None)]"
    )


def test_a_function_that_waits_for_no_payment_loads_no_stripe(unpacked: Path) -> None:
    for function in ("newsletter", "privacy", "account"):
        loaded = run(
            unpacked,
            "import sys, functions.settings",
            "functions.settings.secret = lambda *_: 'key'",
            "functions.settings.secrets = lambda *_: ['key']",
            f"import functions.{function}.handler",
            "print(sorted({m.partition('.')[0] for m in sys.modules} & {'stripe', 'jinja2', 'babel', 'boto3'}))",
        )

        assert loaded == "[]"


def run(unpacked: Path, *lines: str, more: Mapping[str, str] | None = None) -> str:
    """What Lambda's Python prints with nothing but the bundle."""
    settings = dict.fromkeys(
        (
            *("SHELF_TABLE", "ORDERS_TABLE", "EVENTS_TABLE", "OUTBOX_TABLE", "LIMITS_TABLE"),
            *("SUBSCRIBERS_TABLE", "SENDS_TABLE", "REQUESTS_TABLE", "LEDGER_TABLE"),
            *("STRIPE_SECRET_KEY_NAME", "STRIPE_WEBHOOK_SECRET_NAME", "TOKEN_KEYS_NAME"),
            *("ADDRESS_KEY_NAME", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
        ),
        "name",
    )
    environment = settings | {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    environment |= {"VITRINE_ORIGIN": "https://shop.example", "PYTHONPATH": str(unpacked)}
    made = subprocess.run(
        [lambda_target("x86_64").python, "-B", "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=False,
        env=environment | dict(more or {}),
        cwd=unpacked,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout.strip()


@pytest.mark.prove
def test_two_builds_are_the_same_to_the_byte(tmp_path: Path, machine: str) -> None:
    zips = []
    for name in ("first", "second"):
        fill(tmp_path / name, ROOT, lambda_target(machine))
        pack(tmp_path / name, tmp_path / f"{name}.zip")
        zips.append((tmp_path / f"{name}.zip").read_bytes())

    assert zips[0] == zips[1]
