"""What can be cut is taken as it will be cut; anything else is answered in a sentence."""

import contextlib
import unicodedata

import hypothesis
import hypothesis.strategies as st
import pytest

from domain.catalogue import Engraving
from domain.engraving import EngravingError, engraved, letters_in_words

RING = Engraving(longest=8, letters=" &ABCabcdeé♥", price=2500)

ANY_TEXT = st.text(max_size=30) | st.text(st.sampled_from(RING.letters), max_size=12)


@hypothesis.settings(deadline=None)
@hypothesis.given(ANY_TEXT)
def test_what_is_accepted_is_short_enough_and_of_the_letters_that_can_be_cut(text: str) -> None:
    cut = None
    with contextlib.suppress(EngravingError):
        cut = engraved(text, RING)

    assert cut is None or (0 < len(cut) <= 8 and set(cut) <= set(RING.letters))
    assert cut is None or engraved(cut, RING) == cut


@hypothesis.settings(deadline=None)
@hypothesis.given(st.text(max_size=30))
def test_a_piece_that_cant_be_engraved_takes_nothing_but_silence(text: str) -> None:
    try:
        assert engraved(text, None) is None
    except EngravingError:
        assert text.strip()


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\ufe0f", "\r\n"])
def test_nothing_written_is_nothing_engraved(text: str) -> None:
    assert engraved(text, RING) is None


@pytest.mark.promise("terms/engraving-checked")
@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("A😀b", "“😀” can't be engraved."),
        ("AB\u200fb", "Character 3 can't be seen, so it can't be engraved."),
        ("A\u0007", "Character 2 can't be seen, so it can't be engraved."),
        ("A\nB", "Character 2 can't be seen, so it can't be engraved."),
        ("<b>A", "“<” can't be engraved."),
        ("Ax\u0302", "“x” can't be engraved."),
        ("A\u0302", "“Â” can't be engraved."),
        ("♥\u20e3", "“◌\u20e3” can't be engraved."),
    ],
)
def test_the_first_character_that_cant_be_cut_is_named(text: str, refusal: str) -> None:
    with pytest.raises(EngravingError) as caught:
        engraved(text, RING)

    assert str(caught.value) == f"{refusal} Use spaces and A–C a–e é & ♥"


def test_a_letter_is_one_character_however_it_was_typed() -> None:
    typed = unicodedata.normalize("NFD", "é" * 8)

    assert engraved(typed, RING) == "é" * 8
    with pytest.raises(EngravingError, match="At most 8 characters fit, and there are 9"):
        engraved("é" * 9, RING)


@pytest.mark.parametrize(
    ("text", "letters", "cut"),
    [
        ("A ❤\ufe0f B", "AB♥", "A ♥ B"),
        ("A ♥ B", "AB❤", "A ❤ B"),
        ("A ❤ B ♥", "AB♥❤", "A ❤ B ♥"),
        ("3–4—5−6", "3456-", "3-4-5-6"),
        ("3-4", "34–", "3–4"),
        ("Ada's", "Aads’", "Ada’s"),
    ],
)
def test_a_sign_that_a_keyboard_put_for_another_is_cut_as_that_one(
    text: str, letters: str, cut: str
) -> None:
    assert engraved(text, Engraving(longest=12, letters=f" {letters}")) == cut


def test_where_none_of_its_kind_can_be_cut_the_sign_is_named_as_it_was_written() -> None:
    with pytest.raises(EngravingError, match=r"^“—” can't be engraved"):
        engraved("A—b", RING)


def test_letters_that_their_maker_typed_in_two_parts_can_be_cut_too() -> None:
    assert engraved("é", Engraving(8, unicodedata.normalize("NFD", "é"))) == "é"


def test_letters_are_said_as_spans() -> None:
    assert letters_in_words(" ABCDabxyz0129&,-.♥") == "A–D a–b x–z 0–2 9 & , - . ♥"
