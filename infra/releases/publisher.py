"""Publishes a release, or goes back to one, so that a visitor sees one or the other and no mixture.

The order, and why, is in docs/decisions/0031-one-key-shows-a-release.md. Whatever was cut off can
be run again: each step finds what the last run has done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from domain import publishing
from domain.catalogue import Release
from domain.releases import (
    Manifest,
    Showing,
    as_gone_back,
    check_versions_stay,
    find,
    kept,
    newest_first,
    versions_in,
    with_newest_policies,
)
from domain.shelf import Shelf
from infra.releases.bucket import PagesBucket
from infra.releases.built import Built
from infra.releases.edge_store import EdgeStore
from infra.releases.layout import NOT_FOUND_PAGE
from infra.releases.places import Places
from infra.releases.turn import Turn
from infra.releases.upload import HANDS, ahead_of, missing, put_all

Build = Callable[[dict[str, int]], Built]
"""Builds the site from what is unsold of each SKU."""


class UnsealedPolicyError(Exception):
    """A version that people would agree to, and that could still be changed."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(
            f"{', '.join(keys)} could still be changed after people agreed to it. "
            "Seal it first: ./shop policies seal"
        )


class GoneBackError(Exception):
    """A scheduled publishing met a shop that was taken back to an earlier release on purpose."""

    def __init__(self, showing: Showing) -> None:
        super().__init__(
            f"The shop was taken back to the release {showing.pages}, and stays there. "
            "Publish by hand when it may go on."
        )


class Outcome(msgspec.Struct, frozen=True):
    """What was done, or would be. `before` is what visitors saw until then."""

    release: str
    before: str | None
    files: int
    uploaded: int
    changed: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    policies: str | None = None


Tell = Callable[[str, int, int], None]
"""Told of each step: what is done, how many of how many."""


@dataclass(frozen=True)
class Publisher:
    places: Places
    bucket: PagesBucket
    edge: EdgeStore
    shelf: Shelf
    turn: Turn
    now: Callable[[], datetime]
    tell: Tell = lambda *_: None
    hands: int = HANDS

    # --- publishing -----------------------------------------------------------------------------

    def publish(self, build: Build, *, scheduled: bool = False) -> Outcome:
        """Build the site, and show it once everything of it is there."""
        with self.turn.taken():
            showing = self.edge.read()
            if scheduled and showing and showing.is_gone_back:
                raise GoneBackError(showing)
            manifests = self.bucket.manifests()
            built = self._built(build, manifests)
            uploaded = self._upload(built)
            self._enter(built, manifests, showing)
            self._put_ahead(built, manifests, showing)
            changed = self._put_on_shelf(built.release)
            self._show(Showing(built.id, built.id, self.places.host), NOT_FOUND_PAGE in built.paths)
            return Outcome(
                release=built.id,
                before=showing.pages if showing else None,
                files=len(built.paths),
                uploaded=uploaded,
                changed=tuple(changed),
                forgotten=self._forget(),
            )

    def rehearse(self, build: Build) -> Outcome:
        """What publishing would do, or refuse; nothing is written."""
        showing = self.edge.read()
        built = self._built(build, self.bucket.manifests())
        return Outcome(
            release=built.id,
            before=showing.pages if showing else None,
            files=len(built.paths),
            uploaded=len(missing(built, self.bucket)),
        )

    def _built(self, build: Build, manifests: list[Manifest]) -> Built:
        """The site, which nothing would be refused of."""
        self.tell("Building", 0, 1)
        built = build({item.sku: item.stock.unsold for item in self.shelf.all_items()})
        self.tell("Building", 1, 1)
        unsealed = [each.key for each in built.release.policies if not each.sealed]
        if self.places.is_live and unsealed:
            raise UnsealedPolicyError(unsealed)
        publishing.check(built.release, self.shelf)
        published = {key for each in manifests for key in each.versions}
        check_versions_stay(published, versions_in(built.paths), self.shelf)
        return built

    def _upload(self, built: Built) -> int:
        uploads = missing(built, self.bucket)
        done = 0
        self.tell("Uploading", 0, len(uploads))

        def after_each() -> None:
            nonlocal done
            done += 1
            self.turn.keep()
            self.tell("Uploading", done, len(uploads))

        put_all(built, uploads, self.bucket, after_each, self.hands)
        return len(uploads)

    def _enter(self, built: Built, manifests: list[Manifest], showing: Showing | None) -> None:
        """Note that the release is whole; one that is seen already keeps its place."""
        known = {each.id for each in manifests}
        if not (built.id in known and showing and showing.pages == built.id):
            self.bucket.put_manifest(_manifest(built, self.now()))
        self.edge.lead(built.id, built.moved)

    def _put_ahead(self, built: Built, manifests: list[Manifest], showing: Showing | None) -> None:
        shown = next((each for each in manifests if showing and each.id == showing.policies), None)
        if shown:
            put_all(built, ahead_of(built, shown), self.bucket, self.turn.keep, self.hands)

    # --- going back -----------------------------------------------------------------------------

    def releases(self) -> tuple[list[Manifest], Showing | None]:
        """Those that can be gone back to, the newest first, and what visitors see."""
        return newest_first(self.bucket.manifests()), self.edge.read()

    def go_back(self, release: str) -> Outcome:
        """Show a release that was published before, with the policies as they are by now.

        Raises UnknownReleaseError.
        """
        with self.turn.taken():
            showing = self.edge.read()
            manifests = self.bucket.manifests()
            target = find(manifests, release)
            policies = with_newest_policies(manifests, self.shelf) or target
            self.edge.lead(target.id, target.moved)
            changed = self._put_on_shelf(as_gone_back(target.release, self.shelf))
            self._show(
                Showing(target.id, policies.id, self.places.host), NOT_FOUND_PAGE in target.paths
            )
            return Outcome(
                release=target.id,
                before=showing.pages if showing else None,
                files=len(target.paths),
                uploaded=0,
                changed=tuple(changed),
                policies=policies.id,
            )

    # --- both -----------------------------------------------------------------------------------

    def _put_on_shelf(self, release: Release) -> list[str]:
        self.turn.make_sure()
        self.tell("Filling the shelf", 0, 1)
        changed = publishing.publish(release, self.shelf)
        self.tell("Filling the shelf", 1, 1)
        return changed

    def _show(self, showing: Showing, has_not_found: bool) -> None:
        self.turn.make_sure()
        self.edge.show(showing)
        if has_not_found:
            self.bucket.show_not_found(showing.pages)

    def _forget(self) -> tuple[str, ...]:
        """Remove all but the kept releases, and what an upload has left that was cut off."""
        manifests = self.bucket.manifests()
        ids = {each.id for each in kept(manifests, self.edge.read())}
        gone = sorted({each.id for each in manifests} - ids)
        self.edge.lead_nobody_but(ids)
        for release in sorted({*gone, *self.bucket.releases()} - ids):
            self.turn.keep()
            self.bucket.forget(release)
        return tuple(gone)


def _manifest(built: Built, published_at: datetime) -> Manifest:
    return Manifest(built.id, published_at, built.release, built.paths, built.moved)
