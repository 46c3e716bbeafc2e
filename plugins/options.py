"""Reads what a buyer chooses of a piece, such as a ring size, and what may be chosen."""

from __future__ import annotations

from domain.catalogue import Option
from domain.ring_sizes import RingSize, RingSizeError
from plugins.fields import Fields

OPTION_FIELDS = ("label", "kind")
KINDS = ("plain", "ring_size", "length")
MOST_OPTIONS = 3
"""More questions than these are a form, not a choice."""


def read_options(fields: Fields) -> tuple[Option, ...]:
    """The options that the variants span; what is wrong is noted."""
    entries = fields.mappings("options", "label: Ring size")
    if len(entries) > MOST_OPTIONS:
        fields.note("options", f"There are {len(entries)}. Write {MOST_OPTIONS} at most.")
    options: list[Option] = []
    for entry in entries:
        option = _option(entry)
        if option.label and option.label.casefold() in {o.label.casefold() for o in options}:
            entry.note("label", f"“{option.label}” is taken. Write another, or remove the option.")
        options.append(option)
    return tuple(options)


def _option(fields: Fields) -> Option:
    fields.refuse_unknown(OPTION_FIELDS)
    kind = fields.one_of("kind", KINDS)
    label = fields.text("label", "Ring size") or ""
    return Option(label, kind or "plain")  # type: ignore[arg-type]  # one of KINDS


def read_values(fields: Fields, options: tuple[Option, ...]) -> tuple[str, ...]:
    """A variant's value for each option; what is wrong is noted."""
    values = fields.text_or_texts("values", "US 7")
    if options and values and len(values) != len(options):
        names = ", ".join(option.label for option in options)
        fields.note("values", f"There are {len(values)}. Write {len(options)}, one for: {names}.")
        return values
    for number, (option, value) in enumerate(zip(options, values, strict=False), 1):
        if option.kind == "ring_size" and (fault := _size_fault(value)):
            fields.note("values", fault, None if len(values) == 1 else number)
    return values


def _size_fault(value: str) -> str | None:
    try:
        RingSize.read(value)
    except RingSizeError as error:
        return str(error)
    return None
