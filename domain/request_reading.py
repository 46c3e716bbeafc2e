"""Reading the forms that ask about one's data: a frozen value, or a sentence for each fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from domain.addresses import AddressKey
from domain.mail_address import MailAddressError, read_mail_address
from domain.request_clock import Regime
from domain.request_form import FOR_SOMEBODY, LONGEST_WORDS, RequestForm
from domain.request_forms import BY_SLUG
from domain.request_states import Type
from domain.requests import Asked, Contact

FIELDS = ("kind", "mail", "about", "says", "name", "own_mail", "lives", "signed", "website")
"""In the order in which a form has them."""

LONGEST_LINE = 200
_NUMBER = re.compile(r"R-[0-9A-Z]{1,10}")
"""A request's own number: it is kept beside what is forgotten, so that nothing else may stand there."""

JURISDICTIONS = {
    Regime.GDPR: "EU",
    Regime.UK: "GB",
    Regime.CCPA: "US-CA",
    Regime.TDPSA: "US-TX",
}
"""As ISO 3166 has them; whoever lives elsewhere isn't asked where."""

_TWICE = "This was sent twice. Go back to the form, and send it once."
_THEIRS = "Enter the address of the person that it is about, such as name@example.com."
_TWO_THINGS = "That asks for two things at once. Send one form for each of them."


class NoSuchFormError(Exception):
    """What was sent names no form of ours, or more than one."""


class RequestFormError(Exception):
    """What to correct in the `form`, a sentence a field."""

    def __init__(self, form: RequestForm, errors: dict[str, str]) -> None:
        self.form = form
        self.errors = errors
        super().__init__(", ".join(errors))


class Wanted(msgspec.Struct, frozen=True):
    """A form without fault. `mail` is whose data it is about, `own_mail` who asks for them."""

    form: RequestForm
    type: Type
    mail: str
    regime: Regime = Regime.UNSAID
    says: str | None = None
    about: str | None = None
    name: str | None = None
    own_mail: str | None = None

    def asked(self, key: AddressKey) -> Asked:
        """What is kept of it; who was asked for is known by a keyed hash from here on."""
        another = self.form.is_for_another
        return Asked(
            type=self.type,
            subject=key.id_of(self.mail),
            contact=Contact(
                address=self.mail,
                asker=self.own_mail,
                asker_name=self.name,
                text=self.says,
                statement=self.form.statement if another else None,
            ),
            regime=self.regime,
            jurisdiction=JURISDICTIONS.get(self.regime, ""),
            asked_by=self.form.by,
            about=self.about,
        )


def form_of(pairs: Iterable[tuple[str, str]]) -> RequestForm:
    """The form that was sent. Raises NoSuchFormError."""
    named = [value for name, value in pairs if name == "form"]
    form = BY_SLUG.get(named[0]) if len(named) == 1 else None
    if form is None:
        raise NoSuchFormError
    return form


def read_request_form(pairs: Sequence[tuple[str, str]]) -> Wanted:
    """Unknown fields are ignored. Raises NoSuchFormError, or RequestFormError with every fault."""
    form = form_of(pairs)
    reading = _Reading(form, pairs)
    type_ = reading.type()
    mail = reading.mail("mail")
    about = reading.number() if "about" in form.fields else None
    says = reading.words() if "says" in form.fields else None
    name = reading.name() if form.is_for_another else None
    own_mail = reading.mail("own_mail") if form.is_for_another else None
    regime = reading.regime()
    if form.is_for_another:
        reading.signed()
    reading.unseen()
    if form.by == "agent" and own_mail and own_mail == mail:
        reading.note("own_mail", "That is their address. Enter your own, so that we can tell you.")
    if reading.errors or type_ is None or mail is None or regime is None:
        raise RequestFormError(form, reading.in_order())
    return Wanted(form, type_, mail, regime, says, about, name, own_mail)


class _Reading:
    """Reads field by field, so that all faults are told at once: the first one of each."""

    def __init__(self, form: RequestForm, pairs: Sequence[tuple[str, str]]) -> None:
        self.errors: dict[str, str] = {}
        self._form = form
        self._sent: dict[str, str] = {}
        for name, value in pairs:
            if name in self._sent:
                self.note(name, _TWO_THINGS if name == "kind" else _TWICE)
            elif name in FIELDS:
                self._sent[name] = value

    def note(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, sentence)

    def in_order(self) -> dict[str, str]:
        return {name: self.errors[name] for name in FIELDS if name in self.errors}

    def type(self) -> Type | None:
        sent = self._sent.get("kind")
        if self._form.kind is not None:
            if sent and sent != self._form.kind:
                self.note("kind", _TWO_THINGS)
            return self._form.kind
        found = next((kind for kind, _ in FOR_SOMEBODY if kind == sent), None)
        if found is None:
            self.note("kind", "Choose what they ask for.")
        return found

    def mail(self, name: str) -> str | None:
        try:
            return read_mail_address(self._sent.get(name, ""))
        except MailAddressError as error:
            theirs = name == "mail" and self._form.is_for_another
            self.note(name, _THEIRS if theirs else str(error))
            return None

    def number(self) -> str | None:
        number = self._sent.get("about", "").strip().upper()
        if not number:
            self.note("about", "Enter your request’s number. It stands in every email about it.")
        elif not _NUMBER.fullmatch(number):
            self.note("about", "That is no number of a request. It looks like R-7KQ2M9XW4P.")
        return number

    def words(self) -> str | None:
        """What somebody tells us, lines kept; what no page can show is refused."""
        words = "\n".join(self._sent.get("says", "").splitlines()).strip()
        if not words and self._form.kind is not Type.APPEAL:
            self.note("says", "Say it in a sentence or two.")
        elif len(words) > LONGEST_WORDS:
            over = len(words) - LONGEST_WORDS
            self.note("says", f"Shorten it by {over:,} characters, or write us an email.")
        elif not words.replace("\n", "").replace("\t", "").isprintable():
            self.note("says", "Take out the characters that can’t be shown.")
        return words or None

    def name(self) -> str | None:
        name = self._sent.get("name", "").strip()
        if not name:
            self.note("name", "Enter your own name.")
        elif len(name) > LONGEST_LINE:
            self.note("name", f"Shorten your name to {LONGEST_LINE} characters.")
        elif not name.isprintable():
            self.note("name", "Write your name in one line.")
        return name

    def regime(self) -> Regime | None:
        sent = self._sent.get("lives") or Regime.UNSAID
        found = next((place for place, _ in self._form.places if place == sent), None)
        if found is None:
            self.note("lives", "Choose from the list, or “I’d rather not say”.")
        return found

    def signed(self) -> None:
        if self._sent.get("signed") not in ("yes", "true"):
            who = "child" if self._form.by == "guardian" else "person"
            self.note("signed", f"Confirm that you may ask for this {who}.")

    def unseen(self) -> None:
        if self._sent.get("website"):
            self.note("website", "Leave the field for robots empty, and send the form again.")
