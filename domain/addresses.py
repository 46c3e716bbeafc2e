"""Mail addresses as keys: a keyed hash that outlives the address, so that a goodbye is kept."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import idna

from domain.mail_address import mailbox_of


def canonical(address: str) -> str:
    """The address by which two spellings are one: lower case, its domain as the wire has it.

    “Jo@Bücher.example.” is “jo@xn--bcher-kva.example”. Plus tags and dots are kept: only the
    mailbox's own provider knows what they mean.
    """
    composed = unicodedata.normalize("NFC", address.strip())
    local, _, host = composed.rpartition("@")
    return f"{local.casefold()}@{on_the_wire(host.removesuffix('.'))}"


def on_the_wire(host: str) -> str:
    """A domain in A-labels (RFC 5891); what no registry would sell stays as it was typed."""
    if host.isascii():
        return host.lower()
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        return host.casefold()


class AddressKey:
    """`key` is a secret of its own that is never rotated: without it the suppression is lost."""

    def __init__(self, key: str) -> None:
        if not key:
            raise ValueError("the key that hashes addresses must not be empty")
        self._key = key.encode()

    def id_of(self, address: str) -> str:
        """Forty hex digits (of HMAC-SHA-256) that stand for this address and no other one."""
        return self._hashed(f"address/{canonical(address)}")

    def mailbox_of(self, address: str) -> str:
        """The same for whose letters these are, however many tags the address is given."""
        return self._hashed(f"mailbox/{mailbox_of(canonical(address))}")

    def of_copy(self, request_id: str) -> str:
        """A name that nobody guesses, for the copy that a privacy request came to."""
        return self._hashed(f"copy/{request_id}")

    def of_proof(self, request_id: str) -> str:
        """The same for a picture that proves who asks, where the owner insists on one."""
        return self._hashed(f"proof/{request_id}")

    def of_picture(self, return_id: str, number: int) -> str:
        """The same for a picture of what comes back damaged."""
        return self._hashed(f"picture/{return_id}/{number}")

    def _hashed(self, whose: str) -> str:
        return hmac.new(self._key, whose.encode(), hashlib.sha256).hexdigest()[:40]
