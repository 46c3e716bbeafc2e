"""What is said to whoever tried more often than an allowance allows, and when to come back."""

from __future__ import annotations

from domain.limits import (
    ALL_CHECKOUTS,
    ALL_CODES,
    ALL_JOINS,
    ALL_REMINDERS,
    CHECKOUTS,
    CODES,
    JOINS,
    MAILBOX,
    REMINDERS,
    Allowance,
)

NOT_CHARGED = "You haven't been charged, and nothing is held."

_SAFE = f"{NOT_CHARGED} Your cart is as you left it."
_WITHOUT_CODE = f"{_SAFE} Go on without the code, or try it again in an hour."

_SENTENCES = {
    CHECKOUTS: f"Many orders came from your network in a short time. {_SAFE} "
    "Please try again in ten minutes.",
    ALL_CHECKOUTS: f"Very many orders are coming in just now. {_SAFE} "
    "Please try again in a minute.",
    CODES: f"Many discount codes were tried from your network in a short time. {_WITHOUT_CODE}",
    ALL_CODES: f"Very many discount codes are being tried just now. {_WITHOUT_CODE}",
    REMINDERS: "Many reminders were asked for from your network in a short time, so this one "
    "isn't noted. Please ask again in an hour.",
    MAILBOX: "That address was given for several reminders today, so this one isn't noted. "
    "Please ask again tomorrow.",
    JOINS: "Many people on your network wrote to us about the letter in a short time, so this "
    "isn't noted. Please try again in an hour. The link at a letter's foot always works.",
    ALL_JOINS: "Very many people are writing to us about the letter just now, so this isn't noted. "
    "Please try again in an hour. The link at a letter's foot always works.",
    ALL_REMINDERS: "Very many reminders are being asked for just now, so this one isn't noted. "
    "Please ask again in an hour.",
}

TOO_MANY: dict[Allowance, tuple[int, str]] = {
    allowance: (allowance.minutes * 60, sentence) for allowance, sentence in _SENTENCES.items()
}
"""Seconds to wait, and the sentence."""
