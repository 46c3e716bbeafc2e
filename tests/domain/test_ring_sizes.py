"""What a US ring size is called elsewhere, against the charts that jewelers hang on the wall."""

from __future__ import annotations

import pytest

from domain.ring_sizes import RING_SIZES, RingSize, RingSizeError, spoken_range


@pytest.mark.parametrize(
    ("us", "uk", "eu", "diameter", "circumference"),
    [
        ("3", "F½", "44", 14.1, 44.2),
        ("4", "H½", "47", 14.9, 46.8),
        ("5", "J½", "49", 15.7, 49.3),
        ("6", "L½", "52", 16.5, 51.9),
        ("6½", "M½", "53", 16.9, 53.1),
        ("7", "N½", "54", 17.3, 54.4),
        ("8", "P½", "57", 18.1, 57.0),
        ("9", "R½", "60", 18.9, 59.5),
        ("10", "T½", "62", 19.8, 62.1),
        ("12", "X½", "67", 21.4, 67.2),
        ("13", "Z+1", "70", 22.2, 69.7),
    ],
)
def test_a_size_is_said_as_charts_say_it(
    us: str, uk: str, eu: str, diameter: float, circumference: float
) -> None:
    size = RingSize.us(us)

    assert (size.uk, size.eu) == (uk, eu)
    assert (size.diameter_mm, size.circumference_mm) == (diameter, circumference)


@pytest.mark.parametrize("size", RING_SIZES)
def test_a_size_is_read_as_it_is_written(size: RingSize) -> None:
    assert RingSize.read(size.label) == size
    assert RingSize.us(str(size)) == size


def test_the_table_goes_from_3_to_13_by_halves_and_every_size_is_larger() -> None:
    assert [str(RING_SIZES[0]), str(RING_SIZES[1]), str(RING_SIZES[-1])] == ["3", "3½", "13"]
    assert len(RING_SIZES) == 21
    assert len({size.uk for size in RING_SIZES}) == 21
    assert len({size.eu for size in RING_SIZES}) == 21
    assert sorted(RING_SIZES, key=lambda size: size.circumference_mm) == list(RING_SIZES)


@pytest.mark.parametrize(
    ("written", "advice"),
    [
        ("6½", "Write “US 6½”."),
        ("US 6.5", "Write “US 6½”."),
        ("us 6 1/2", "Write “US 6½”."),
        ("US 7.0", "Write “US 7”."),
        ("US7", "Write “US 7”."),
        ("US 07", "Write “US 7”."),
        ("UK N½", "Write a US size from 1 to 16, such as “US 7” or “US 6½”."),
        ("US 0", "Write a US size from 1 to 16, such as “US 7” or “US 6½”."),
        ("US 16½", "Write a US size from 1 to 16, such as “US 7” or “US 6½”."),
        (
            "US \N{ARABIC-INDIC DIGIT SEVEN}",
            "Write a US size from 1 to 16, such as “US 7” or “US 6½”.",
        ),
        ("", "Write a US size from 1 to 16, such as “US 7” or “US 6½”."),
    ],
)
def test_what_is_no_size_is_told_what_to_write(written: str, advice: str) -> None:
    with pytest.raises(RingSizeError) as refused:
        RingSize.read(written)

    assert str(refused.value) == f"“{written}” is no ring size. {advice}"


def test_sizes_are_said_from_the_smallest_to_the_largest() -> None:
    sizes = [RingSize.us(size) for size in ("10½", "5", "7")]

    assert spoken_range(sizes) == "US 5–10½, UK J½–U½, EU 49–63"
    assert spoken_range([RingSize.us("7")]) == "US 7, UK N½, EU 54"
