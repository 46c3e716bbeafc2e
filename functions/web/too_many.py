"""What is said to whoever tried more often than an allowance allows, and when to come back."""

from __future__ import annotations

from domain.limits import (
    ALL_ASKINGS,
    ALL_CHECKOUTS,
    ALL_CODES,
    ALL_CONTACTS,
    ALL_JOINS,
    ALL_LINKS,
    ALL_REMINDERS,
    ALL_WAITS,
    ASKED_ABOUT,
    ASKINGS,
    CHECKOUTS,
    CODES,
    CODES_MAILED,
    CONTACTS,
    CONTACTS_OF,
    GOODBYES,
    JOINS,
    LINKS,
    LINKS_TO,
    MAILBOX,
    ORDER_CODES,
    ORDER_FACTS,
    ORDER_PROOFS,
    PROOFS,
    REMINDERS,
    WAITS,
    WAITS_OF,
    WITHDRAWALS,
    WITHDRAWN,
    Allowance,
)

NOT_CHARGED = "You haven't been charged, and nothing is held."

_SAFE = f"{NOT_CHARGED} Your cart is as you left it."
_WITHOUT_CODE = f"{_SAFE} Go on without the code, or try it again in an hour."

_ENDED = "If it was to end letters, they are ended all the same."

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
    ASKINGS: "Many requests came from your network in a short time, so this one isn't noted. "
    f"{_ENDED} Please try again in an hour, or write to us: that counts as much.",
    ALL_ASKINGS: "Very many requests are coming in just now, so this one isn't noted. "
    f"{_ENDED} Please try again in an hour, or write to us: that counts as much.",
    ASKED_ABOUT: "That address was given for several requests today, so this one isn't noted. "
    f"{_ENDED} For anything else look into the "
    "mailbox for the links to the earlier ones, try again tomorrow, or write to us.",
    PROOFS: "Many codes were asked for or typed in on your network in a short time. Your request "
    "stands as it is. Please try again in an hour.",
    CODES_MAILED: "Many codes were mailed to that address today, so no other one is on its way. "
    "Your request stands as it is. Please try again tomorrow, or write to us.",
    ORDER_FACTS: "Many order numbers and postal codes were tried for that address today. Your "
    "request stands as it is. Please try again tomorrow, or write to us.",
    CONTACTS: "Many messages came from your network in a short time, so this one hasn't been sent. "
    "Please try again in an hour, or write us an email.",
    CONTACTS_OF: "Several messages came under that address today, so this one hasn't been sent. "
    "Please write us an email.",
    ALL_CONTACTS: "Very many messages are coming in just now, so this one hasn't been sent. "
    "Please write us an email.",
    WAITS: "Many addresses were left from your network in a short time, so this one isn't noted. "
    "Please try again in an hour.",
    WAITS_OF: "That address was left several times today, so it isn't noted once more. "
    "Please try again tomorrow.",
    ALL_WAITS: "Very many addresses are being left just now, so this one isn't noted. "
    "Please try again in an hour.",
    LINKS: "Many links were asked for from your network in a short time, so this one isn't on its "
    "way. Please try again in an hour.",
    LINKS_TO: "Several links were mailed to that address today, so no other one is on its way. "
    "Look for the latest, or try again tomorrow.",
    ALL_LINKS: "Very many links are being asked for just now, so this one isn't on its way. "
    "Please try again in an hour.",
    ORDER_PROOFS: "Many codes for orders were asked for or typed in on your network in a short "
    "time. Your order stands as it is. Please try again in an hour, or write to us.",
    ORDER_CODES: "Several codes were mailed for that order today, so no other one is on its way. "
    "Your order stands as it is. Please try again tomorrow, or write to us.",
    WITHDRAWALS: "Many withdrawals came from your network in a short time, so this one isn't noted. "
    "Write us an email that names your order and says that you withdraw: that counts as much.",
    WITHDRAWN: "Several withdrawals came for that address today, so this one isn't noted. "
    "Write us an email that names your order and says that you withdraw: that counts as much.",
    GOODBYES: "Many goodbyes came from your network in a short time, so this one isn't noted. "
    "The link in each letter still works, or try again in an hour.",
    ALL_REMINDERS: "Very many reminders are being asked for just now, so this one isn't noted. "
    "Please ask again in an hour.",
}

TOO_MANY: dict[Allowance, tuple[int, str]] = {
    allowance: (allowance.minutes * 60, sentence) for allowance, sentence in _SENTENCES.items()
}
"""Seconds to wait, and the sentence."""
