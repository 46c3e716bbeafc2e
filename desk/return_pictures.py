"""Pictures of what arrived damaged, in the owner's hands: looked at, saved, and deleted for good."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from desk.stage import address_key_at, proofs_at
from desk.terminal import NOT_RUNNING, REFUSED, say, stop
from domain.addresses import AddressKey
from domain.exports import ExportsUnavailableError
from domain.handing_over import Picture, Proofs, picture_of
from domain.return_pictures import forget, picture_keys
from domain.return_rules import FAULTS
from domain.returned import Return
from infra.stages import StageError


class Pictures(msgspec.Struct, frozen=True):
    """What buyers handed in: only what is a picture by its first bytes is one."""

    proofs: Proofs
    key: AddressKey

    def numbers(self, it: Return) -> list[int]:
        """Which of them are there, from 1. Raises ExportsUnavailableError."""
        if it.reason not in FAULTS:
            return []
        firsts = map(self.proofs.beginning, picture_keys(it.id, self.key))
        return [number for number, first in enumerate(firsts, 1) if first and picture_of(first)]

    def one(self, it: Return, number: int) -> tuple[bytes, Picture] | None:
        """Raises ExportsUnavailableError."""
        keys = picture_keys(it.id, self.key)
        file = self.proofs.whole(keys[number - 1]) if 0 < number <= len(keys) else None
        kind = picture_of(file) if file else None
        return (file, kind) if file and kind else None

    def forget(self, it: Return) -> None:
        """With the decision. Raises ExportsUnavailableError."""
        forget(self.proofs, it, self.key)


def pictures_at(stack: Path) -> Pictures:
    """Raises StageError."""
    return Pictures(proofs_at(stack), address_key_at(stack))


def save_pictures(it: Return, folder: Path, stack: Path) -> None:
    """Readable by nobody else."""
    pictures = pictures_at(stack)
    try:
        known = [found for number in pictures.numbers(it) if (found := pictures.one(it, number))]
    except ExportsUnavailableError:
        stop("The shop's bucket isn't answering. Is `make dev` still running?", NOT_RUNNING)
    if not known:
        stop(
            f"There are no pictures of return {it.id}: none was sent, or they are deleted by now. "
            "They go with your decision, and after 90 days at most.",
            REFUSED,
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number, (picture, kind) in enumerate(known, 1):
            file = folder / f"{it.id}-{number}.{kind}"
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "wb") as out:
                out.write(picture)
    except OSError as error:
        stop(f"{folder} can't be written: {error.strerror}. Say another one with --into.", REFUSED)
    count = f"{len(known)} picture{'s' if len(known) > 1 else ''}"
    say(f"{count} in {folder}. They are the buyer's: delete the folder when you have seen them.")


def forget_pictures(it: Return, stack: Path) -> None:
    """With the decision; what can't be reached now goes by itself."""
    if it.reason not in FAULTS:
        return
    try:
        pictures_at(stack).forget(it)
    except (ExportsUnavailableError, StageError):
        say("Its pictures couldn't be deleted just now. They go by themselves after 90 days.")
