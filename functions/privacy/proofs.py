"""Pictures of IDs that nobody needs any more: deleted on the schedule, whatever went wrong before."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

import msgspec

from domain.exports import ExportsUnavailableError
from domain.handing_over import PROOF_KEPT, Proof, Proofs, request_of
from domain.order_book import BookUnavailableError
from domain.requests import RequestBook
from domain.shelf import Shelf

log = logging.getLogger(__name__)


class Proving(msgspec.Struct, frozen=True):
    proofs: Proofs
    book: RequestBook
    shelf: Shelf
    now: Callable[[], datetime]

    def sweep(self) -> int:
        """How many went: those that are decided, as one may come in after that, and old ones.

        Looking costs something every time, so it isn't done where nobody is asked for an ID; what
        was left there when the owner stopped asking is deleted by the bucket's own rule.
        """
        facts = self.shelf.facts()
        if facts is None or not facts.privacy.insist_on_id:
            return 0
        over = [each for each in self.proofs.every() if self._is_over(each)]
        for each in over:
            self.proofs.delete(each.key)
        return len(over)

    def sweep_quietly(self) -> None:
        """The same; what can't be reached now is swept by the next round."""
        try:
            self.sweep()
        except (BookUnavailableError, ExportsUnavailableError) as error:
            log.warning("pictures weren't swept", extra={"reason": type(error).__name__})

    def _is_over(self, proof: Proof) -> bool:
        if proof.came_at + PROOF_KEPT <= self.now():
            return True
        request = self.book.get(request_of(proof.key))
        return request is None or not request.is_open or request.approved_at is not None
