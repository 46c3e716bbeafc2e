"""Pictures of what arrived damaged, in the owner's hands: saved to look at, and deleted for good."""

from __future__ import annotations

import os
from pathlib import Path

from desk.stage import address_key_at, proofs_at
from desk.terminal import NOT_RUNNING, REFUSED, say, stop
from domain.exports import ExportsUnavailableError
from domain.handing_over import picture_of
from domain.return_pictures import forget, picture_keys
from domain.return_rules import FAULTS
from domain.returned import Return
from infra.stages import StageError


def save_pictures(it: Return, folder: Path, stack: Path) -> None:
    """Only what is a picture by its first bytes, readable by nobody else."""
    pictures, key = proofs_at(stack), address_key_at(stack)
    try:
        every = [pictures.whole(each) for each in picture_keys(it.id, key)]
    except ExportsUnavailableError:
        stop("The shop's bucket isn't answering. Is `make dev` still running?", NOT_RUNNING)
    known = [(each, kind) for each in every if each and (kind := picture_of(each))]
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
        forget(proofs_at(stack), it, address_key_at(stack))
    except (ExportsUnavailableError, StageError):
        say("Its pictures couldn't be deleted just now. They go by themselves after 90 days.")
