"""`shop packing-list`: what is to be packed, to read, to print, or for other programs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from desk.order_page import address_lines
from desk.places import STACK_FILE, Where
from desk.private_files import write_for_owner
from desk.stage import Stage, stage_at
from desk.terminal import EXIT_CODES, REFUSED, AsJson, print_json, say, stop, within_reach
from domain.days import date_in_words, day_there
from domain.packing import TO_PACK, Packed, Parcel, parcels
from domain.places import country_name

INDENT = "    "


def packing_list(
    pdf: Annotated[bool, typer.Option("--pdf", help="Write it into a file to print.")] = False,
    into: Annotated[
        Path | None,
        typer.Option(help="The file of --pdf; packing-list-DAY.pdf here if left out."),
    ] = None,
    as_json: AsJson = False,
    stack: Where = STACK_FILE,
) -> None:
    """Say what is to be packed: pieces, engravings, cards, addresses; the most urgent first.

    It is about your buyers: the file of --pdf is readable by you alone; delete it when all is sent.
    """
    if into and not pdf:
        raise typer.BadParameter("It goes with --pdf.", param_hint="--into")
    if pdf and as_json:
        raise typer.BadParameter("Say --pdf or --json, not both.", param_hint="--json")
    with within_reach():
        stage = stage_at(stack)
        listed = parcels(o for status in TO_PACK for o in stage.book.with_status(status))
        day, locale = _today(stage)
    if as_json:
        print_json(listed)
    elif not listed:
        say("Nothing to pack.")
    elif pdf:
        _print(listed, into or Path(f"packing-list-{day}.pdf"), day, locale)
    else:
        for line in told(listed, day):
            say(line)


packing_list.__doc__ = f"{packing_list.__doc__}\n\n{EXIT_CODES}"


def told(listed: list[Parcel], day: date) -> Iterator[str]:
    """Line by line, under the day by which it has to leave."""
    for ships_on, group in itertools.groupby(listed, lambda each: each.ships_on):
        yield f"{heading(ships_on, day)}\n"
        for parcel in group:
            yield from block(parcel)
            yield ""


def heading(ships_on: date | None, day: date) -> str:
    if ships_on is None:
        return "Without a day to leave by"
    late = ", and late" if ships_on < day else ", today" if ships_on == day else ""
    return f"To leave by {date_in_words(ships_on)}{late}"


def block(parcel: Parcel) -> Iterator[str]:
    """One order, its number first; what belongs to something stands indented under it."""
    begun = "in the workshop" if parcel.begun else "not begun"
    yield ", ".join(filter(None, (f"Order {parcel.order}", begun, parcel.delivery)))
    for piece in parcel.pieces:
        yield from _piece(piece)
    if parcel.gift:
        yield from _gift(parcel)
    if parcel.address:
        yield "Send it to:"
        country = country_name(parcel.address.country)
        address = msgspec.structs.replace(parcel.address, country=country)
        yield from (f"{INDENT}{line}" for line in address_lines(address))
    for note in parcel.notes:
        first, *more = note.splitlines()
        yield f"Your note: {first}"
        yield from (f"{INDENT}{line}" for line in more)


def _piece(piece: Packed) -> Iterator[str]:
    made = ", made to order" if piece.to_order else ""
    yield f"[ ] {piece.quantity} × {piece.piece} ({piece.sku}{made})"
    if piece.engraving:
        count = len(piece.engraving)
        yield f"{INDENT}Engrave: {piece.engraving}"
        yield f"{INDENT}{count} character{'' if count == 1 else 's'}: {piece.spelled}"


def _gift(parcel: Parcel) -> Iterator[str]:
    if parcel.card:
        yield "It's a gift. Write on the card:"
        yield from (f"{INDENT}{line}" for line in parcel.card.splitlines())
    else:
        yield "It's a gift."
    if parcel.receipt:
        yield "Print its gift receipt: the link is in the mail with its packing list."


def _today(stage: Stage) -> tuple[date, str]:
    facts = stage.shelf.facts()
    zone, locale = (facts.time_zone, facts.locale) if facts else ("UTC", "en_US")
    return day_there(stage.now(), zone), locale


def _print(listed: list[Parcel], file: Path, day: date, locale: str) -> None:
    # Takes longer to import than the list takes to be read.
    from desk.packing_pdf import pdf_of  # noqa: PLC0415

    groups = [
        (heading(ships_on, day), [list(block(each)) for each in group])
        for ships_on, group in itertools.groupby(listed, lambda each: each.ships_on)
    ]
    try:
        write_for_owner(file, pdf_of(groups, day, locale))
    except OSError as error:
        stop(f"{file} can't be written: {error.strerror}. Say another one with --into.", REFUSED)
    count = len(listed)
    say(f"{file} has {count} order{'' if count == 1 else 's'} to pack. Delete it when all is sent.")
