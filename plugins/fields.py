"""Reads a YAML mapping field by field: what is wrong is noted with its line, and reading goes on."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date

import yaml

from domain.catalogue import is_slug
from domain.money import PriceError, parse_price
from plugins.errors import Notes

YES_NO = {"true": True, "yes": True, "false": False, "no": False}
DIGITS = re.compile(r"[0-9]{1,6}")
MOST = 999_999
SLUG_ADVICE = "Write small letters, digits and hyphens, such as river-band."


class Fields:
    """Every reader returns None (or an empty tuple) for what is absent or wrong.

    `prefix` names the way to a nested mapping: `variants.2.` of a piece's second variant.
    """

    def __init__(
        self, node: yaml.MappingNode, notes: Notes, first_line: int = 1, prefix: str = ""
    ) -> None:
        self.notes = notes
        self.first_line = first_line
        self.prefix = prefix
        self.line = first_line + node.start_mark.line
        self._values: dict[str, yaml.Node] = {}
        self._lines: dict[str, int] = {}
        self._misspelled: set[str] = set()
        for key, value in node.value:
            self._take(key, value)

    def _take(self, key: yaml.Node, value: yaml.Node) -> None:
        line = self.first_line + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode) or not key.value:
            advice = "Write “name: value”."
            self.notes.add(line, f"{self.prefix}?", f"The field has no plain name. {advice}")
            return
        name = str(key.value)
        if name in self._values:
            self.notes.add(
                line,
                self.prefix + name,
                f"It is written twice. Keep line {self._lines[name]} or this one.",
            )
            return
        self._values[name] = value
        self._lines[name] = line

    def note(self, name: str, problem: str, entry: int | None = None) -> None:
        """Say what is wrong with a field, or with one entry of a list, counted from 1."""
        if entry is None:
            self.notes.add(self.line_of(name), self.prefix + name, problem)
            return
        line = self.first_line + self._nodes(name)[entry - 1].start_mark.line
        self.notes.add(line, f"{self.prefix}{name}.{entry}", problem)

    def line_of(self, name: str) -> int:
        return self._lines.get(name, self.line)

    def lines_of(self, name: str) -> tuple[int, ...]:
        """The line of each entry of a list; nothing where there is no such field."""
        nodes = self._nodes(name) if name in self._values else []
        return tuple(self.first_line + node.start_mark.line for node in nodes)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Every name that is written here, known or not."""
        return tuple(self._values)

    def has(self, name: str) -> bool:
        return name in self._values

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Note what no field is called. Called first: a misspelled field isn't missing as well."""
        for name in self._values.keys() - set(known):
            near = difflib.get_close_matches(name, known, n=1)
            self._misspelled.update(near)
            advice = f"Write “{near[0]}”" if near else f"Write one of {', '.join(known)}"
            self.note(name, f"There is no such field. {advice}, or remove the line.")

    def text(self, name: str, example: str | None = None) -> str | None:
        """Text on one line; with an example the field is required."""
        node = self._values.get(name)
        if node is None and (not example or name in self._misspelled):
            return None
        if node is None or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
            advice = f"Write “{name}: {example}”." if example else "Write it or remove the line."
            self.note(name, f"It is {'missing' if example else 'empty'}. {advice}")
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.note(name, f"It must be plain text. Write “{name}: {example or '…'}”.")
            return None
        return " ".join(str(node.value).split())

    def matching(
        self, name: str, fits: Callable[[str], object], advice: str, example: str | None = None
    ) -> str | None:
        """Text of which `fits` is true, as `advice` says; with an example it is required."""
        text = self.text(name, example)
        if text is None or fits(text):
            return text
        self.note(name, f"“{text}” can't be used. {advice}")
        return None

    def one_of(self, name: str, choices: Collection[str]) -> str | None:
        return self.matching(name, choices.__contains__, f"Write one of {', '.join(choices)}.")

    def texts(self, name: str, example: str | None = None) -> tuple[str, ...]:
        """A list of texts; with an example at least one is required."""
        items = self._items(name, example)
        texts = []
        for number, item in enumerate(items, 1):
            if isinstance(item, yaml.ScalarNode) and item.value.strip():
                texts.append(" ".join(str(item.value).split()))
            else:
                advice = f"Write “- {example or '…'}”."
                self.note(name, f"It must be plain text. {advice}", number)
        return tuple(texts) if len(texts) == len(items) else ()

    def names(self, name: str) -> tuple[str, ...]:
        """A list of slugs, each once."""
        texts = self.texts(name)
        self.check_each(name, texts, _slug_fault)
        return texts

    def check_each(
        self, name: str, texts: Sequence[str], fault: Callable[[str], str | None]
    ) -> None:
        """Note the texts of a list that have a fault, and those that are named twice."""
        for number, text in enumerate(texts, 1):
            if said := fault(text):
                self.note(name, said, number)
            elif text in texts[: number - 1]:
                self.note(name, f"“{text}” is named twice. Remove one.", number)

    def mappings(self, name: str, example: str | None = None) -> list[Fields]:
        """A list of mappings; with an example at least one is required."""
        readers = []
        for number, item in enumerate(self._items(name, example), 1):
            if isinstance(item, yaml.MappingNode):
                way = f"{self.prefix}{name}.{number}."
                readers.append(Fields(item, self.notes, self.first_line, way))
            else:
                self.note(name, f"It has no fields. Write “- {example or '…'}”.", number)
        return readers

    def mapping(self, name: str, example: str, *, required: bool = False) -> Fields | None:
        """A mapping of its own."""
        node = self._values.get(name)
        if node is None and (not required or name in self._misspelled):
            return None
        if not isinstance(node, yaml.MappingNode):
            problem = "It is missing" if node is None else "It has no fields"
            self.note(name, f"{problem}. Write “{name}:”, then “{example}” below it.")
            return None
        return Fields(node, self.notes, self.first_line, f"{self.prefix}{name}.")

    def text_or_texts(self, name: str, example: str | None = None) -> tuple[str, ...]:
        """A list of texts, or one text in its place."""
        if isinstance(self._values.get(name), yaml.ScalarNode):
            text = self.text(name, example)
            return () if text is None else (text,)
        return self.texts(name, example)

    def _nodes(self, name: str) -> list[yaml.Node]:
        """The entries of a list; a text in its place is its one entry."""
        node = self._values[name]
        return list(node.value) if isinstance(node, yaml.SequenceNode) else [node]

    def _items(self, name: str, example: str | None) -> list[yaml.Node]:
        node = self._values.get(name)
        if node is None and (not example or name in self._misspelled):
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            problem = "It is missing" if node is None else "It must be a list"
            self.note(name, f"{problem}. Write “{name}:”, then “- {example or '…'}” below it.")
            return []
        return list(node.value)

    def price(
        self, name: str, currency: str, *, required: bool = False, free: bool = False
    ) -> int | None:
        """An exact decimal above zero, or zero where it may be `free`, as minor units."""
        text = self.text(name, "128.00" if required else None)
        if text is None:
            return None
        try:
            return parse_price(text, currency, free=free)
        except PriceError as error:
            self.note(name, str(error))
            return None

    def count(
        self, name: str, *, required: bool = False, least: int = 1, most: int = MOST
    ) -> int | None:
        """A whole number."""
        text = self.text(name, "3" if required else None)
        if text is None:
            return None
        if not DIGITS.fullmatch(text) or not least <= int(text) <= most:
            span = f"from {least} up" if most == MOST else f"from {least} to {most}"
            self.note(name, f"“{text}” can't be used. Write a whole number {span}.")
            return None
        return int(text)

    def flag(self, name: str) -> bool | None:
        """Yes or no; None where nothing is said."""
        text = self.text(name)
        if text is not None and text not in YES_NO:
            self.note(name, f"“{text}” is neither yes nor no. Write “{name}: true” or remove it.")
        return YES_NO.get(text or "")

    def day(self, name: str) -> date | None:
        text = self.text(name, "2026-05-14")
        if text is None:
            return None
        day = read_day(text)
        if day is None:
            self.note(name, f"“{text}” is no date. Write year, month and day as 2026-05-14.")
        return day


def _slug_fault(text: str) -> str | None:
    return None if is_slug(text) else f"“{text}” can't be used. {SLUG_ADVICE}"


def read_day(text: str) -> date | None:
    """The day written as 2026-05-14; None for a week, a moment, or a day that never was."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
