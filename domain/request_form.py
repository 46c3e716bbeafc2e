"""What a form that asks about one's data is made of: its fields and its words."""

from __future__ import annotations

import msgspec

from domain.request_clock import Regime
from domain.request_states import AskedBy, Type

PLACES: tuple[tuple[Regime, str], ...] = (
    (Regime.UNSAID, "I’d rather not say"),
    (Regime.GDPR, "The European Union, Iceland, Liechtenstein or Norway"),
    (Regime.UK, "The United Kingdom"),
    (Regime.CCPA, "California"),
    (Regime.TDPSA, "Texas"),
    (Regime.VOLUNTARY, "Somewhere else"),
)

LONGEST_WORDS = 4000
"""Characters of what somebody tells us: three printed pages."""

FOR_SOMEBODY: tuple[tuple[Type, str], ...] = (
    (Type.ACCESS, "To see what you know about them"),
    (Type.PORTABILITY, "To have it in files to take elsewhere"),
    (Type.ERASURE, "To have it erased"),
    (Type.RESTRICTION, "To have it set aside and not used"),
    (Type.OPT_OUT, "To end the letters"),
)
"""What an agent can ask for. A correction, or a complaint, is told in the person's own words."""


class RequestForm(msgspec.Struct, frozen=True):
    """A form's words. `fields` says which of kind, about and says it asks for beside the rest.

    `steps` is what happens after it was sent, with {days} and {lapses} to be filled in. `by` is
    who asks for somebody else. `done` is how the request is called once it was made.
    """

    slug: str
    title: str
    summary: str
    button: str
    steps: tuple[str, ...]
    kind: Type | None = None
    by: AskedBy = "self"
    fields: tuple[str, ...] = ()
    says: str = ""
    says_hint: str = ""
    whose_mail: str = "Your email address"
    mail_hint: str = "The one that your orders or letters have."
    statement: str = ""

    @property
    def path(self) -> str:
        return f"/privacy/request/{self.slug}/"

    @property
    def is_for_another(self) -> bool:
        return self.by != "self"

    @property
    def places(self) -> tuple[tuple[Regime, str], ...]:
        return PLACES

    @property
    def kinds_in_words(self) -> tuple[tuple[Type, str], ...]:
        return FOR_SOMEBODY

    @property
    def longest(self) -> int:
        return LONGEST_WORDS
