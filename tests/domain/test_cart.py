"""A line of the cart comes back as it was written."""

import hypothesis
import hypothesis.strategies as st
import pytest

from domain.cart import CartLine

ENGRAVED = st.text(max_size=20).map(str.strip)
LINES = st.builds(
    CartLine,
    st.sampled_from(("A", "RIVER-BAND-7", "X" * 64)),
    st.integers(1, 99).map(str),
    st.integers(0, 10**12).map(str),
    ENGRAVED,
)


@hypothesis.settings(deadline=None)
@hypothesis.given(LINES)
def test_what_is_written_is_read(line: CartLine) -> None:
    assert CartLine.read(line.text) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("RIVER-BAND-7 2 48000", CartLine("RIVER-BAND-7", "2", "48000", "")),
        ("RIVER-BAND-7 2 50500 For Ada", CartLine("RIVER-BAND-7", "2", "50500", "For Ada")),
        ("RIVER-BAND-7", CartLine("RIVER-BAND-7", "", "", "")),
        ("", CartLine("", "", "", "")),
    ],
)
def test_a_line_is_four_words_the_last_of_which_may_be_many(text: str, line: CartLine) -> None:
    assert CartLine.read(text) == line
