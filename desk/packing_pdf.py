"""The packing list as a PDF: one block an order, none of them broken over two pages.

Its font (Source Sans, SIL Open Font License) goes into the file, so that a name in Greek or
Cyrillic letters prints as it is. A sign that it lacks is named instead: nothing is left out.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from functools import cache
from importlib.resources import as_file, files
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer

from domain.days import date_in_words

PLAIN, BOLD = "SourceSansPro-Regular", "SourceSansPro-Bold"
LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO"})
"""Where paper isn't A4."""

MARGIN = 18 * mm
STEP = 4
"""Spaces that one step to the right has in the lines."""

SELECTORS = "\ufe0e\ufe0f"
"""What follows a sign to say how it is drawn."""

NAMED = "Words in [brackets] name signs that can't be printed here: `shop packing-list` shows them."


def pdf_of(groups: list[tuple[str, list[list[str]]]], day: date, locale: str) -> bytes:
    """`groups` are headings with their blocks of lines; `day` is today."""
    paper = LETTER if locale.rpartition("_")[2] in LETTER_COUNTRIES else A4
    written = io.BytesIO()
    title = f"Packing list, {date_in_words(day)}"
    document = SimpleDocTemplate(
        written,
        pagesize=paper,
        title=title,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
    )
    document.build(_story(title, groups), onFirstPage=_number, onLaterPages=_number)
    return written.getvalue()


def _story(title: str, groups: list[tuple[str, list[list[str]]]]) -> list[Flowable]:
    story: list[Flowable] = [_words(title, _style("title", BOLD, 16))]
    lines = [line for _, blocks in groups for block in blocks for line in block]
    if any(_printable(line) != line for line in lines):
        story.append(_words(NAMED, _style("named", PLAIN, 9)))
    for heading, blocks in groups:
        story.append(Spacer(0, 5 * mm))
        for place, block in enumerate(blocks):
            above = [_words(heading, _style("heading", BOLD, 13))] if place == 0 else []
            first, *more = block
            order = _words(first, _style("order", BOLD, 11))
            story.append(KeepTogether([*above, Spacer(0, 3 * mm), order, *map(_line, more)]))
    return story


def _line(line: str) -> Paragraph:
    words = line.lstrip(" ")
    indent = (len(line) - len(words)) / STEP * 6 * mm
    return _words(words, _style("line", PLAIN, 11, indent))


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(_printable(text)), style)


def _style(name: str, font: str, size: float, indent: float = 0) -> ParagraphStyle:
    _font(font)
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.35, leftIndent=indent
    )


def _printable(text: str) -> str:
    known = _font(PLAIN).face.charToGlyph
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign if ord(sign) in known else _named(sign) for sign in composed)


def _named(sign: str) -> str:
    """“[black heart suit]”; what only joins or turns its neighbors has no place on paper."""
    if unicodedata.category(sign) == "Cf" or sign in SELECTORS:
        return ""
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


@cache
def _font(name: str) -> TTFont:
    with as_file(files("font_source_sans_pro") / "files" / f"{name}.ttf") as file:
        font = TTFont(name, str(file))
    pdfmetrics.registerFont(font)
    return font


def _number(canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(PLAIN, 9)
    canvas.drawCentredString(document.pagesize[0] / 2, MARGIN / 2, str(canvas.getPageNumber()))
