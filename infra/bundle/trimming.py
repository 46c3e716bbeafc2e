"""What packages bring along and no function ever reads."""

from __future__ import annotations

import shutil
from pathlib import Path

from infra.bundle.calls import services, words
from infra.bundle.descriptions import cut_descriptions
from infra.bundle.locales import cut_locales

LEAN = Path(__file__).parent / "lean"
"""Modules that take the place of a package's own, each with its reason."""

UNUSED = (
    "bin",  # commands for a terminal
    "anyio/_backends/_trio.py",  # another event loop than Python's own
    "anyio/pytest_plugin.py",
    "babel/messages",  # translators' files
    "dateutil/zoneinfo",  # time zones once more: tzdata has them
    "stripe/params",  # types of arguments, for whoever checks types: half of the package
    "stripe/events",  # of its second API, which nothing of ours speaks
    # Products of Stripe's that no shop of ours has, and whose objects are in no answer to it.
    *(f"stripe/{product}" for product in ("climate", "issuing", "test_helpers", "treasury")),
)

KEPT = {
    # What writes the manual isn't loaded: see `lean`.
    "botocore/docs": {"__init__", "utils"},
    # Kinds of DNS records that an answer about a text may hold; another is kept as its bytes.
    "dns/rdtypes/ANY": {"__init__", "CNAME", "DNAME", "NS", "OPT", "PTR", "SOA", "TSIG", "TXT"},
    "dns/rdtypes/IN": {"__init__", "A", "AAAA", "SVCB", "HTTPS"},
    "dns/rdtypes/CH": {"__init__", "A"},
}
"""Folders of which these modules stay, and no others."""

TYPES = ("*.pyi", "py.typed")


UNREAD_ANNOTATIONS = ("stripe",)
"""Packages that work out the types of thousands of fields while they load, and never look."""


def trim(unpacked: Path, root: Path) -> None:
    """Take away in place what the functions of the shop at `root` don't need of their parts."""
    _remove_unused(unpacked)
    for folder in unpacked.glob("*.dist-info"):
        _keep_what_scanners_read(folder)
    for name in UNREAD_ANNOTATIONS:
        _leave_annotations_unread(unpacked / name)
    if (unpacked / "botocore").exists():
        cut_descriptions(unpacked / "botocore" / "data", services(root), words(root))
    if (unpacked / "babel").exists():
        cut_locales(unpacked / "babel" / "locale-data")
    for package in LEAN.iterdir():
        if (unpacked / package.name).exists():
            shutil.copytree(package, unpacked / package.name, dirs_exist_ok=True, ignore=_compiled)


def _remove_unused(unpacked: Path) -> None:
    for name in UNUSED:
        _remove(unpacked / name)
    for name, kept in KEPT.items():
        for each in sorted((unpacked / name).glob("*")):
            if each.stem not in kept:
                _remove(each)
    for pattern in TYPES:
        for file in sorted(unpacked.rglob(pattern)):
            file.unlink()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _leave_annotations_unread(package: Path) -> None:
    """What `from __future__ import annotations` does, on a line that a module begins with."""
    for module in sorted(package.rglob("*.py")):
        module.write_text(f"from __future__ import annotations\n{module.read_text()}")


_compiled = shutil.ignore_patterns("__pycache__")


def _keep_what_scanners_read(folder: Path) -> None:
    """A package's name, version and license; not where and when it was installed."""
    for file in sorted(folder.rglob("*"), reverse=True):
        if file.is_dir():
            file.rmdir()
        elif file != folder / "METADATA":
            file.unlink()
