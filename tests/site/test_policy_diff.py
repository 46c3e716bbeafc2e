"""Differences between versions of a policy read well, are valid, and say nothing that isn't so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import NamedTuple
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]  # has no types
import markdown
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from plugins.policy_diff import Difference, Differences
from plugins.prose import SETTINGS, Prose

Compare = Callable[..., Difference]

BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
    ]
)
PARTS = {
    "ul": {"li"},
    "ol": {"li"},
    "table": {"thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"td", "th"},
}
"""What alone may stand in them."""
FLOW = frozenset({"body", "li", "blockquote", "td", "th"})
SIGNS = {"[-": "del", "-]": "", "{+": "ins", "+}": ""}
OUR_WORDS = {"what", "skipped", "address"}
"""Classes of what a difference says itself."""

RIGHTS = """\
    ## Your rights

    You may ask for a copy of what we keep about you.

    We answer within 30 days, at no cost to you.

    If we refuse, we say why and where to complain.
    """


class Case(NamedTuple):
    """Two texts, and what is read of their difference, as plain text."""

    before: str
    after: str
    read: str


CASES = {
    "a number": Case(
        RIGHTS,
        RIGHTS.replace("30 days", "20 days"),
        """\
        ## Your rights
        (1 paragraph unchanged)
        Changed: We answer within [-30-] {+20+} days, at no cost to you.
        (1 paragraph unchanged)
        """,
    ),
    "nothing": Case(RIGHTS, RIGHTS, "(4 paragraphs unchanged)\n"),
    "from nothing": Case(
        "",
        "## Your rights\n\nYou may *ask* for a copy.",
        """\
        Added: ## {+Your rights+}
        Added: {+You may ask for a copy.+}
        """,
    ),
    "to nothing": Case("You may ask for a copy.", "", "Removed: [-You may ask for a copy.-]\n"),
    "everything": Case(
        "We collect your name and address when you order, and nothing else about you.",
        "This store sets no cookies. Your browser remembers what you compare.",
        """\
        Removed: [-We collect your name and address when you order, and nothing else about you.-]
        Added: {+This store sets no cookies. Your browser remembers what you compare.+}
        """,
    ),
    "words that share only their small ones": Case(
        "We send the parcel to the address that you gave us, and the carrier gets it from us.",
        "We pay the refund to the card that you used, and the bank books it within the week.",
        """\
        Removed: [-We send the parcel to the address that you gave us, and the carrier gets it from us.-]
        Added: {+We pay the refund to the card that you used, and the bank books it within the week.+}
        """,
    ),
    "a word alone between long changes": Case(
        "You may return it unworn within a month. Tell us the number of the order first, please.",
        "You may return it unworn within a month. Write to our workshop and the label comes by mail.",
        """\
        Changed: You may return it unworn within a month. [-Tell us the number of the order first, please-] {+Write to our workshop and the label comes by mail+}.
        """,
    ),
    "a sentence before": Case(
        "Your card number never reaches us.",
        "Stripe takes the payment. Your card number never reaches us.",
        "Changed: {+Stripe takes the payment.+} Your card number never reaches us.\n",
    ),
    "signs around a word": Case(
        "We keep it, always.",
        "We keep “it” always!",
        "Changed: We keep [-it,-] {+“it”+} always[-.-]{+!+}\n",
    ),
    "a heading": Case(
        RIGHTS,
        RIGHTS.replace("Your rights", "Your rights and ours"),
        """\
        Changed: ## Your rights {+and ours+}
        (3 paragraphs unchanged)
        """,
    ),
    "a heading's level": Case(
        RIGHTS,
        RIGHTS.replace("## ", "### "),
        """\
        Changed, now a heading of level 3: ### Your rights
        (3 paragraphs unchanged)
        """,
    ),
    "a paragraph moved": Case(
        """\
        You may ask for a copy of what we keep.

        We answer within 30 days, at no cost to you.

        If we refuse, we say why.
        """,
        """\
        If we refuse, we say why.

        You may ask for a copy of what we keep.

        We answer within 30 days, at no cost to you.
        """,
        """\
        Moved: If we refuse, we say why.
        (2 paragraphs unchanged)
        """,
    ),
    "a paragraph moved and edited": Case(
        """\
        We answer within 30 days, at no cost to you, and in plain words.

        You may ask for a copy of what we keep.

        If we refuse, we say why and where you can complain.
        """,
        """\
        You may ask for a copy of what we keep.

        If we refuse, we say why and where you can complain.

        We answer within 20 days, at no cost to you, and in plain words.
        """,
        """\
        (2 paragraphs unchanged)
        Moved and changed: We answer within [-30-] {+20+} days, at no cost to you, and in plain words.
        """,
    ),
    "a section moved": Case(
        """\
        ## Returns

        Send it back within 30 days, unworn.

        ## Care

        Keep silver dry, and away from perfume.

        Polish it with a soft cloth, never with a paste.
        """,
        """\
        ## Care

        Keep silver dry, and away from perfume.

        Polish it with a soft cloth, never with a paste.

        ## Returns

        Send it back within 30 days, unworn.
        """,
        """\
        (3 paragraphs unchanged)
        Moved: ## Returns
        Moved: Send it back within 30 days, unworn.
        """,
    ),
    "a section inserted": Case(
        """\
        ## Returns

        Send it back within 30 days.

        ## Care

        Keep silver dry.
        """,
        """\
        ## Returns

        Send it back within 30 days.

        ## Repairs

        We mend what we made, for as long as we can.

        ## Care

        Keep silver dry.
        """,
        """\
        (2 paragraphs unchanged)
        Added: ## {+Repairs+}
        Added: {+We mend what we made, for as long as we can.+}
        (2 paragraphs unchanged)
        """,
    ),
    "a paragraph split": Case(
        "We answer within 30 days. If we refuse, we say why, and where you can complain about it.",
        "We answer within 30 days.\n\nIf we refuse, we say why, and where you can complain about it.",
        """\
        Added: {+We answer within 30 days.+}
        Changed: [-We answer within 30 days.-] If we refuse, we say why, and where you can complain about it.
        """,
    ),
    "a list reordered": Case(
        "- your name\n- your address\n- your order\n- your mail",
        "- your mail\n- your name\n- your address\n- your order",
        """\
        Moved: - your mail
        (3 items unchanged)
        """,
    ),
    "a nested list": Case(
        """\
        - What you order
            - the piece
            - its size
        - Your address
        """,
        """\
        - What you order
            - the piece
            - its engraving
            - its size
        - Your address
        """,
        """\
        - What you order
        (1 item unchanged)
        Added: - {+its engraving+}
        (2 items unchanged)
        """,
    ),
    "an item moved into a list of its own": Case(
        "- What you order\n- the size of the ring",
        "- What you order\n    - the size of the ring",
        """\
        - What you order
        Changed, now further in: - the size of the ring
        """,
    ),
    "items that are numbered": Case(
        "1. Write to us\n2. Wait for the label\n3. Send it",
        "1. Write to us\n2. Send it",
        """\
        (1 item unchanged)
        Removed: 2. [-Wait for the label-]
        (1 item unchanged)
        """,
    ),
    "a list set loosely": Case(
        "- your name\n- your address",
        "- your name\n\n- your address",
        "(2 items unchanged)\n",
    ),
    "a paragraph that became an item": Case(
        "We sell nothing about you.\n\nWe never did.",
        "- We sell nothing about you.\n\nWe never did.",
        """\
        Changed, now a list item: - We sell nothing about you.
        (1 paragraph unchanged)
        """,
    ),
    "a row added and another changed": Case(
        """\
        | Carrier | Days |
        | --- | --- |
        | UPS | 3 days |
        | USPS | 5 days |
        """,
        """\
        | Carrier | Days |
        | --- | --- |
        | UPS | 3 days |
        | DHL | 2 days |
        | USPS | 6 days |
        """,
        """\
        Carrier | Days
        (1 row unchanged)
        Added: {+DHL+} | {+2 days+}
        Changed: USPS | [-5-] {+6+} days
        """,
    ),
    "a row removed": Case(
        "| Carrier | Days |\n| --- | --- |\n| UPS | 3 days |\n| USPS | 5 days |",
        "| Carrier | Days |\n| --- | --- |\n| USPS | 5 days |",
        """\
        Carrier | Days
        Removed: [-UPS-] | [-3 days-]
        (1 row unchanged)
        """,
    ),
    "a column added, and a cell replaced": Case(
        """\
        | Carrier | Days |
        | --- | --- |
        | UPS | three |
        | USPS | five |
        """,
        """\
        | Carrier | Price | Days |
        | --- | --- | --- |
        | UPS | $9 | three |
        | USPS | free | ten |
        """,
        """\
        Changed: Carrier | {+Price+} | Days
        Changed: UPS | {+$9+} | three
        Changed: USPS | {+free+} | [-five-] {+ten+}
        """,
    ),
    "a column removed": Case(
        "| Carrier | Price | Days |\n| --- | --- | --- |\n| UPS | $9 | three |",
        "| Carrier | Days |\n| --- | --- |\n| UPS | three |",
        """\
        Changed: Carrier | [-Price-] | Days
        Changed: UPS | [-$9-] | three
        """,
    ),
    "a link that leads elsewhere": Case(
        "Read [our terms](/terms/) first.",
        "Read [our terms](/policies/terms/) first.",
        "Changed: Read our terms (link [-/terms/-] {+/policies/terms/+}) first.\n",
    ),
    "a link added to words that were there": Case(
        "Read our terms first.",
        "Read [our terms](/policies/terms/) first.",
        "Changed: Read our terms (link {+/policies/terms/+}) first.\n",
    ),
    "a link within an edited sentence": Case(
        "Read [our terms](/terms/) before you order.",
        "Read [our terms](/terms/) before you pay.",
        "Changed: Read our terms before you [-order-] {+pay+}.\n",
    ),
    "emphasis": Case(
        "We never sell it.",
        "We **never** sell it.",
        "Changed: We [-never-] {+never+} sell it.\n",
    ),
    "a paragraph cut short": Case(
        "We answer within a month. Where the law gives us longer and we need it, we tell you so "
        "before that month is over, with the reasons, and by when you hear from us instead.",
        "We answer within a month.",
        """\
        Changed: We answer within a month. [-Where the law gives us longer and we need it, we tell you so before that month is over, with the reasons, and by when you hear from us instead.-]
        """,
    ),
    "a paragraph that may have become one of two": Case(
        "We sell nothing about you, never ever.",
        "- We sell nothing about you, I swear.\n\nWe sell nothing about you, we swear.",
        """\
        Added: - {+We sell nothing about you, I swear.+}
        Changed: We sell nothing about you, [-never ever-] {+we swear+}.
        """,
    ),
    "a short line, which is nothing to know again": Case(
        "Red gold ring\n\nEverything else stays where it is.",
        "Everything else stays where it is.\n\nRed silver ring",
        """\
        Removed: [-Red gold ring-]
        (1 paragraph unchanged)
        Added: {+Red silver ring+}
        """,
    ),
    "a row that became a paragraph": Case(
        "| Carrier | Days |\n| --- | --- |\n| UPS | three days |",
        "| Carrier | Days |\n| --- | --- |\n\nUPS takes three days.",
        """\
        Carrier | Days
        Removed: [-UPS-] | [-three days-]
        Added: {+UPS takes three days.+}
        """,
    ),
    "a table whose rows are all others": Case(
        "| Carrier | Days |\n| --- | --- |\n| UPS | three |",
        "| Metal | Care |\n| --- | --- |\n| Silver | polish |",
        """\
        Removed: [-Carrier-] | [-Days-]
        Removed: [-UPS-] | [-three-]
        Added: {+Metal+} | {+Care+}
        Added: {+Silver+} | {+polish+}
        """,
    ),
    "two tables that became one": Case(
        """\
        | Carrier | Days |
        | --- | --- |
        | UPS | three |

        <!-- -->

        | Abroad | Weeks |
        | --- | --- |
        | DHL | one |
        """,
        """\
        | Carrier | Days |
        | --- | --- |
        | UPS | three |
        | DHL | one |
        """,
        """\
        Carrier | Days
        (1 row unchanged)
        Removed: [-Abroad-] | [-Weeks-]
        (1 row unchanged)
        """,
    ),
    "a cell written anew": Case(
        "| Carrier | What it does |\n| --- | --- |\n| UPS in the city | rings at the door |",
        "| Carrier | What it does |\n| --- | --- |\n| UPS in the city | leaves it at a shop |",
        """\
        Carrier | What it does
        Changed: UPS in the city | [-rings at the door-] {+leaves it at a shop+}
        """,
    ),
    "a promise that is marked": Case(
        "We answer within 30 days.",
        '<span class="promise" id="respond-within">We answer within 30 days.</span>',
        "(1 paragraph unchanged)\n",
    ),
}


@pytest.fixture(scope="module")
def compare(tmp_path_factory: pytest.TempPathFactory) -> Compare:
    """From Markdown, as the policies are written."""
    prose = Prose(tmp_path_factory.mktemp("prose"))
    differences = Differences(tmp_path_factory.mktemp("differences"))

    def between(before: str, after: str, *, whole: bool = False) -> Difference:
        return differences.between(
            prose.html(dedent(before)), prose.html(dedent(after)), whole=whole
        )

    return between


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_reads_as_what_it_was(compare: Compare, case: Case) -> None:
    assert compare(case.before, case.after).text == dedent(case.read)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_valid_html_and_its_plain_text_says_the_same(compare: Compare, case: Case) -> None:
    for before, after in ((case.before, case.after), (case.after, case.before)):
        for whole in (False, True):
            difference = compare(before, after, whole=whole)

            check(difference)
            assert words_of_text(difference.text) == words_of_html(difference.html)


def test_a_table_stays_a_table_and_shows_its_head(compare: Compare) -> None:
    case = CASES["a row added and another changed"]

    assert compare(case.before, case.after).html == (
        "<table>\n<thead>\n<tr><th>Carrier</th><th>Days</th></tr></thead>\n<tbody>\n"
        '<tr class="skipped"><td colspan="2">1 row unchanged</td></tr>\n'
        '<tr><td><b class="what">Added</b> <ins>DHL</ins></td><td><ins>2 days</ins></td></tr>\n'
        '<tr><td><b class="what">Changed</b> USPS</td>'
        "<td><del>5</del> <ins>6</ins> days</td></tr></tbody></table>"
    )


def test_an_item_keeps_its_number_where_others_are_left_out(compare: Compare) -> None:
    case = CASES["items that are numbered"]

    assert compare(case.before, case.after).html == (
        '<ol>\n<li class="skipped">1 item unchanged</li>\n'
        '<li value="2"><b class="what">Removed</b> <del>Wait for the label</del></li>\n'
        '<li class="skipped">1 item unchanged</li></ol>'
    )


def test_a_link_is_told_by_its_address_and_a_removed_one_leads_nowhere(compare: Compare) -> None:
    elsewhere = compare("Read [our terms](/terms/).", "Read [our terms](/policies/terms/).")
    removed = compare("Read [them](/terms/) or ask us first.", "Ask us first.")

    assert elsewhere.html == (
        '<p><b class="what">Changed</b> Read <a href="/policies/terms/">our terms</a>'
        '<small class="address"> (link <del>/terms/</del> <ins>/policies/terms/</ins>)</small>.</p>'
    )
    assert "<a" not in removed.html
    assert "<a" not in compare("See [below](#care).", "See it [below](#care).").html


def test_words_that_are_edited_within_a_link_stay_one_link(compare: Compare) -> None:
    difference = compare("See [how we answer you](/help/).", "See [how we write to you](/help/).")

    assert (
        '<a href="/help/">how we <del>answer</del> <ins>write to</ins> you</a>' in difference.html
    )


def test_a_promise_is_told_without_its_id(compare: Compare) -> None:
    promise = '<span class="promise" id="respond-within">We answer within {} days.</span>'

    difference = compare(promise.format(30), promise.format(20), whole=True)

    assert difference.html == (
        '<p><b class="what">Changed</b> We answer within <del>30</del> <ins>20</ins> days.</p>'
    )


def test_blocks_are_counted_by_what_became_of_them(compare: Compare) -> None:
    before = "One is gone.\n\nTwo stays as it is, where it is.\n\nThree is edited here.\n\nFour goes up, all of it."
    after = (
        "Four goes up, all of it.\n\nTwo stays as it is, where it is.\n\n"
        "Three is edited there.\n\nFive is new.\n\nSix, too."
    )

    difference = compare(before, after)

    assert difference.changed == 1
    assert difference.added == 2
    assert difference.removed == 1
    assert difference.moved == 1


def test_what_the_owner_writes_as_html_is_compared_too(compare: Compare) -> None:
    before = """\
        <div class="box"><dl><dt>Mail<dd>To ask@example.com<div>Phone</div></dl></div>

        <table><caption>Carriers</caption><tr><td>UPS<p>fast</p><tr><td>USPS</table>
        """
    after = before.replace("ask@", "write@").replace("fast", "slow")

    difference = compare(before, after)

    check(difference)
    assert "<li>Mail</li>" in compare(before, after, whole=True).html.replace("\n", "")
    assert "</ins><p>Phone</p></li>" in compare(before, after, whole=True).html.replace("\n", "")
    assert difference.text == dedent(
        """\
        (1 item unchanged)
        Changed: - To [-ask@example.com-] {+write@example.com+}
        (2 paragraphs unchanged)
        Changed: UPS [-fast-] {+slow+}
        (1 row unchanged)
        """
    )


def test_a_difference_is_made_once_and_a_damaged_one_again(tmp_path: Path) -> None:
    made = Differences(tmp_path).between("<p>One.</p>", "<p>Two.</p>")
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    before = kept.stat()

    assert Differences(tmp_path).between("<p>One.</p>", "<p>Two.</p>") == made
    assert kept.stat().st_mtime_ns == before.st_mtime_ns
    for damaged in (b"", whole[:-1], whole.replace(b"Two", b"Ten")):
        kept.write_bytes(damaged)

        again = Differences(tmp_path).between("<p>One.</p>", "<p>Two.</p>")

        assert again == made
        assert isinstance(again.html, Markup)
        assert kept.read_bytes() == whole


def test_each_pair_is_kept_apart_and_so_is_the_whole(tmp_path: Path) -> None:
    differences = Differences(tmp_path)
    one, other = "<p>One.</p><p>Same.</p>", "<p>Two.</p><p>Same.</p>"

    texts = {
        differences.between(one, other).text,
        differences.between(other, one).text,
        differences.between(one, other, whole=True).text,
    }

    assert len(texts) == 3
    assert len(list(tmp_path.iterdir())) == 3


WORDS = st.sampled_from(
    [
        "we",
        "you",
        "keep",
        "send",
        "our",
        "the",
        "a",
        "name",
        "card",
        "ring",
        "days",
        "of",
        "30",
        "1.5",
        "e.g.",
        "don’t",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
MARKED = st.tuples(SENTENCES, st.sampled_from(["", "**", "*", "`"]), SENTENCES).map(
    lambda each: f"{each[0]}, {each[1]}{each[2]}{each[1]}."
)
LINKED = st.tuples(SENTENCES, SENTENCES, st.sampled_from(["/a/", "/b/"])).map(
    lambda each: f"{each[0]} ([{each[1]}]({each[2]}))!"
)
TEXTS = SENTENCES | MARKED | LINKED
ITEMS = st.lists(st.tuples(st.sampled_from(["", "    "]), TEXTS), min_size=1, max_size=4)
ROWS = st.lists(st.lists(SENTENCES, min_size=3, max_size=3), min_size=2, max_size=4)


def _list(bullet: str, items: list[tuple[str, str]]) -> str:
    # What comes first in a list stands at its own level.
    return "\n".join(
        f"{indent if at else ''}{bullet} {text}" for at, (indent, text) in enumerate(items)
    )


def _table(rows: list[list[str]], columns: int) -> str:
    lines = ["| " + " | ".join(row[:columns]) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])


MARKDOWN = st.one_of(
    TEXTS,
    TEXTS,
    st.tuples(st.sampled_from(["## ", "### ", "> "]), SENTENCES).map("".join),
    st.builds(_list, st.sampled_from(["-", "1."]), ITEMS),
    st.builds(_table, ROWS, st.integers(2, 3)),
)


@st.composite
def edited_documents(draw: st.DrawFn) -> tuple[str, str]:
    """A document, and what became of it: blocks removed, added, moved, and words replaced."""
    before = draw(st.lists(MARKDOWN, max_size=7))
    after = list(before)
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(after)))
        match draw(st.sampled_from(["add", "remove", "move", "edit", "edit"])):
            case "add":
                after.insert(at, draw(MARKDOWN))
            case "remove":
                del after[at : at + 1]
            case "move" if after:
                after.insert(at, after.pop(draw(st.integers(0, len(after) - 1))))
            case "edit" if after:
                old, new = draw(WORDS), draw(WORDS)
                at = min(at, len(after) - 1)
                after[at] = after[at].replace(old, new, draw(st.integers(1, 3)))
    # A comment between them keeps two lists, or two tables, from becoming one.
    return "\n\n<!-- -->\n\n".join(before), "\n\n<!-- -->\n\n".join(after)


@given(edited_documents())
@example(("we, we.", "you, we."))
@example(("keep it always.", "keep it."))
@example(("we ([send](/a/))!", "we ([send](/b/))!"))
@example(
    ("| you | you |\n| --- | --- |\n| we | we |", "| we | we |\n| --- | --- |\n| we | we |"),
)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_both_texts_can_be_read_in_their_difference(documents: tuple[str, str]) -> None:
    prove(*documents)


@pytest.mark.prove
@given(edited_documents())
@settings(max_examples=1000, deadline=None)
def test_both_texts_can_be_read_in_any_difference(documents: tuple[str, str]) -> None:
    prove(*documents)


def prove(markdown_before: str, markdown_after: str) -> None:
    """Without what was removed it is the text after, without what was added the one before."""
    before, after = (
        markdown.markdown(text, **SETTINGS) for text in (markdown_before, markdown_after)
    )
    with TemporaryDirectory() as cache:
        differences = Differences(Path(cache))
        whole = differences.between(before, after, whole=True)
        short = differences.between(before, after)

    for difference in (whole, short):
        check(difference)
        assert words_of_text(difference.text) == words_of_html(difference.html)
    assert blocks(whole.html, without="del") == blocks(after)
    found, expected = texts(whole.html, without="ins"), texts(before)
    assert sorted(found) == sorted(expected)
    if not whole.moved:
        assert found == expected


def check(difference: Difference) -> None:
    """What the parser of browsers finds wrong, and what may not stand where it does."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(f"<!DOCTYPE html><title>Changes</title>{difference.html}")
    labels = [label.text or "" for label in page.iter("b") if label.get("class") == "what"]

    assert not parser.errors
    assert not [element for element in page.iter() if "id" in element.attrib]
    for parent in page.find("body").iter():
        children = [child.tag for child in parent]
        assert set(children) <= PARTS.get(parent.tag, set(children))
        assert not (parent.tag in PARTS and (parent.text or "").strip())
        assert "thead" not in children[1:]
        if parent.tag not in FLOW | PARTS.keys():
            assert not set(children) & BLOCKS, parent.tag
        if parent.tag in {"ins", "del", "a"}:
            assert "".join(parent.itertext()).strip() or [*parent.iter("img"), *parent.iter("br")]
            assert not [inner for inner in parent.iter(parent.tag) if inner is not parent]
    counts = (difference.changed, difference.added, difference.removed, difference.moved)
    firsts = [label.split()[0].rstrip(",") for label in labels]
    assert counts == tuple(map(firsts.count, ("Changed", "Added", "Removed", "Moved")))


def blocks(html: str, *, without: str = "") -> list[tuple[tuple[str, ...], str]]:
    """The text of each block with the containers that it stands in."""
    found: list[tuple[tuple[str, ...], list[str]]] = []

    def read(element: Element, path: tuple[str, ...]) -> None:
        if element.get("class") in OUR_WORDS or element.tag == without:
            return
        if element.tag in BLOCKS:
            path = (*path, element.tag)
            found.append((path, []))
        found[-1][1].append(element.text or "")
        for child in element:
            read(child, path)
            if child.tag in BLOCKS:
                found.append((path, []))
            found[-1][1].append(child.tail or "")

    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    found.append(((), []))
    read(body, ())
    lines = [(path, " ".join("".join(words).split())) for path, words in found]
    return [line for line in lines if line[1]]


def texts(html: str, *, without: str = "") -> list[str]:
    return [text for _, text in blocks(html, without=without)]


def words_of_html(html: str) -> list[tuple[str, str]]:
    """Each word with what became of it."""
    found: list[tuple[str, str]] = []

    def read(element: Element, what: str) -> None:
        what = element.tag if element.tag in {"ins", "del"} else what
        if element.get("class") not in OUR_WORDS:
            found.extend((what, word) for word in re.findall(r"\w+", element.text or ""))
            for child in element:
                read(child, what)
                found.extend((what, word) for word in re.findall(r"\w+", child.tail or ""))

    read(html5lib.parse(html, namespaceHTMLElements=False).find("body"), "")
    return found


def words_of_text(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        if re.fullmatch(r"\(\d+ \w+ unchanged\)", line):
            continue
        said = re.sub(r"^(Changed|Added|Removed|Moved)( and changed)?(, now [^:]*)?: ", "", line)
        said = re.sub(r"^(#+|-|\d+\.|>) ", "", said)
        said = re.sub(r" \(link( \[-\S*-\])?( \{\+\S*\+\})?\)", "", said)
        what = ""
        for part in re.split(r"(\[-|-\]|\{\+|\+\})", said):
            if part in SIGNS:
                what = SIGNS[part]
            else:
                found.extend((what, word) for word in re.findall(r"\w+", part))
    return found
