"""A release as it was built: its files on this machine, and an id that its content gives it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from domain.catalogue import Release
from infra.releases.layout import FOR_EVER
from infra.site_build import run_pelican


class Built(msgspec.Struct, frozen=True):
    """`paths` are the site's addresses without the first slash, each a file under `folder`."""

    folder: Path
    paths: tuple[str, ...]
    release: Release
    moved: dict[str, str]
    id: str

    def data(self, path: str) -> bytes:
        return (self.folder / path).read_bytes()


def build_release(root: Path, state: Path, origin: str, left: Mapping[str, int]) -> Built:
    """Build the shop for its public address; `left` is what is unsold of each SKU.

    Raises SiteError.
    """
    state.mkdir(parents=True, exist_ok=True)
    (state / "stock.json").write_bytes(msgspec.json.encode(dict(left), order="sorted"))
    shutil.rmtree(state / "site", ignore_errors=True)
    told = {
        "VITRINE_ORIGIN": origin,
        "VITRINE_STOCK": str(state / "stock.json"),
        "VITRINE_RELEASE": str(state / "release.json"),
    }
    run_pelican(root, "publishconf.py", state / "site", told)
    return read_built(state)


def read_built(state: Path) -> Built:
    """What a build has left in its folder."""
    said = {name: (state / name).read_bytes() for name in ("release.json", "moved.json")}
    folder = state / "site"
    paths = tuple(sorted(_paths(folder)))
    return Built(
        folder=folder,
        paths=paths,
        release=msgspec.json.decode(said["release.json"], type=Release),
        moved=msgspec.json.decode(said["moved.json"], type=dict[str, str]),
        id=_id(folder, paths, said),
    )


def _paths(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _id(folder: Path, paths: tuple[str, ...], said: Mapping[str, bytes]) -> str:
    """Twelve hex digits: the same content is the same release, on whatever machine it was built.

    A picture counts by its name, which is of its source: another machine's encoder may write
    other bytes.
    """
    whole = hashlib.sha256()
    for name, data in said.items():
        whole.update(f"{name} {hashlib.sha256(data).hexdigest()}\n".encode())
    for path in paths:
        data = b"" if FOR_EVER.match(path) else (folder / path).read_bytes()
        whole.update(f"{path} {hashlib.sha256(data).hexdigest()}\n".encode())
    return whole.hexdigest()[:12]
