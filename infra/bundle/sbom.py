"""What a bundle is made of, as CycloneDX writes it: names, versions, licenses, the lock's hashes."""

from __future__ import annotations

import email.parser
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import Message
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

PINNED = re.compile(r"^(?P<name>[\w.-]+)==\S+(?P<hashes>(?:[^\n]*\\\n)*[^\n]*)", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")

UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
"""As every file of the zip: the same bundle has the same list, whenever it is built."""


def sbom(unpacked: Path, lock: str, digest: str) -> str:
    """The packages unpacked there, as JSON; `digest` says which bundle it is."""
    hashes = {_normal(pin["name"]): HASH.findall(pin["hashes"]) for pin in PINNED.finditer(lock)}
    bom = Bom(
        components=[
            _component(each, hashes.get(_normal(each["Name"]), [])) for each in _packages(unpacked)
        ],
        serial_number=uuid.uuid5(uuid.NAMESPACE_OID, digest),
    )
    bom.metadata.timestamp = UNDATED
    bom.metadata.component = whole = Component(
        name="vitrine-functions", type=ComponentType.APPLICATION, bom_ref="functions"
    )
    bom.register_dependency(whole, bom.components)
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _packages(unpacked: Path) -> Iterator[Message]:
    for metadata in sorted(unpacked.glob("*.dist-info/METADATA")):
        yield email.parser.HeaderParser().parsestr(metadata.read_text())


def _component(package: Message, hashes: list[str]) -> Component:
    name, version = _normal(package["Name"]), package["Version"]
    license_ = package["License-Expression"] or package["License"] or _classified(package)
    archives = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(f"https://pypi.org/project/{name}/{version}/"),
        comment="Any of the archives that the lock accepts.",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
    )
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        bom_ref=f"{name}@{version}",
        purl=PackageURL("pypi", name=name, version=version),
        licenses=[LicenseFactory().make_from_string(license_)] if license_ else [],
        external_references=[archives],
    )


def _classified(package: Message) -> str:
    """“BSD License”, by a package that says it to nobody but PyPI."""
    said = [each for each in package.get_all("Classifier", []) if each.startswith("License :: ")]
    return said[0].rpartition(" :: ")[2] if said else ""


def _normal(name: str) -> str:
    """A package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
