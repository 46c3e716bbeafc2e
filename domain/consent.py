"""What a person said yes to, kept so that it can be proven: the words, the form, the policies."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from domain.policies import PolicyRef

LETTER_WORDS = "Send me the letter, a few times a year"
"""Beside the box that is never ticked for anybody; pages show exactly these words."""

ADDRESS_WORDS = f"{LETTER_WORDS}, to this address"
"""Above the field for an address, at the foot of each page and on the page that tells of the letter."""

Form = Literal["cart", "piece", "reminder", "footer", "page", "import"]


class Consent(msgspec.Struct, frozen=True):
    """A yes to letters: `words` stood beside the box, in that `form`, under those `policies`.

    `evidence` is how the owner knows of a yes that was given elsewhere, such as on paper.
    """

    purpose: Literal["newsletter"]
    words: str
    form: Form
    asked_at: datetime
    policies: tuple[PolicyRef, ...] = ()
    evidence: str | None = None
