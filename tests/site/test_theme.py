"""The theme's own promises: colours that can be read, and a style sheet squeezed without harm."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from plugins.assets import read_assets, squeeze
from plugins.makers.index import PAPER
from tests.site.building import ROOT

TOKENS = (ROOT / "theme/static/css/tokens.css").read_text(encoding="utf-8")
TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("muted", "paper"),
    ("accent", "paper"),
    ("error", "paper"),
    ("paper", "accent"),
    ("ink", "ground"),
    ("muted", "ground"),
    ("accent", "ground"),
]
"""What is written in which colour on which; on the ground are words
that stand for a picture, and what is new in a policy."""

EDGE_ON_GROUND = [("edge", "paper"), ("accent", "paper")]
"""What shows where a field is (WCAG 2.2, 1.4.11: 3:1)."""


def colours(scheme: str) -> dict[str, str]:
    light, dark = TOKENS.split("@media (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([a-z]+): #([0-9a-f]{6});", light))
    if scheme == "dark":
        found |= dict(re.findall(r"--([a-z]+): #([0-9a-f]{6});", dark))
    return found


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_the_standard_does() -> None:
    assert contrast("000000", "ffffff") == pytest.approx(21)
    assert contrast("767676", "ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_can_be_read(scheme: str) -> None:
    tokens = colours(scheme)

    ratios = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in TEXT_ON_GROUND}

    assert not {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: str) -> None:
    tokens = colours(scheme)

    ratios = {pair: contrast(tokens[pair[0]], tokens[pair[1]]) for pair in EDGE_ON_GROUND}

    assert not {pair: ratio for pair, ratio in ratios.items() if ratio < 3}


def test_the_dark_scheme_turns_every_colour() -> None:
    light, dark = colours("light"), colours("dark")

    assert all(light[name] != dark[name] for name in light)


def test_colours_are_named_once_and_used_by_name() -> None:
    others = (ROOT / "theme/static/css").rglob("*.css")
    sheets = {path.name: path.read_text("utf-8") for path in others if path.name != "tokens.css"}

    literal = {name for name, css in sheets.items() if re.search(r"#[0-9a-fA-F]{3,8}\b|rgb", css)}

    assert not literal


def test_every_token_that_is_used_is_there_and_the_other_way_round() -> None:
    everything = "".join(
        path.read_text("utf-8") for path in (ROOT / "theme/static/css").rglob("*.css")
    )

    used = set(re.findall(r"var\(--([a-z0-9]+)\)", everything))

    assert used == set(re.findall(r"--([a-z0-9]+):", TOKENS))


def test_the_scale_of_type_has_five_sizes() -> None:
    sheets = "".join(path.read_text("utf-8") for path in (ROOT / "theme/static/css").rglob("*.css"))
    # What stands in the sizer is drawn in millimeters, not set as text.
    sheets = sheets.replace("font-size: 4px", "")

    sizes = re.findall(r"font-size: ([^;]+);|font: (?:500 )?(var\(--[a-z]+\))", sheets)

    assert {size for size in itertools.chain(*sizes) if size} == {
        "var(--small)",
        "var(--body)",
        "var(--large)",
        "var(--title)",
        "var(--opening)",
    }


def test_one_sheet_states_the_layers_first_and_puts_everything_into_one() -> None:
    assets = read_assets(ROOT / "theme/static")
    style = assets["style"].data.decode()

    order, *rest = style.split(";", 1)

    assert order == "@layer reset,tokens,base,components,utilities"
    outside = re.sub(r"@layer [a-z]+{", "\0", rest[0])
    css = ROOT / "theme/static/css"
    assert outside.count("\0") == len([*css.glob("*.css"), *css.glob("shop/*.css")]) - 1
    assert style.startswith(assets["reading_style"].data.decode())


def test_no_sheet_of_some_pages_dresses_the_header_or_the_footer_of_all() -> None:
    base = (ROOT / "theme/templates/base.html").read_text("utf-8")
    apart = (ROOT / "theme/static/css/apart").glob("*.css")

    around = {name for names in re.findall(r'class="([\w -]+)"', base) for name in names.split()}
    dressed = {
        path.name: around & set(re.findall(r"(?m)^ *\.([\w-]+)[^.\w-]", _shown(path)))
        for path in apart
    }

    assert {"site-footer", "join"} <= around
    assert {name: both for name, both in dressed.items() if both} == {}


def _shown(sheet: Path) -> str:
    """A sheet without what takes something off the paper."""
    lines = sheet.read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if "{ display: none; }" not in line)


def test_squeezing_keeps_the_spaces_that_mean_something() -> None:
    css = "/* why */ .a   .b > * + * {\n  margin: 0 auto;\n  width: calc(1px + 2px);\n}\n"
    nested = "@layer a {\n  .b :is(c, d:hover) { e: f }\n}\n"

    assert squeeze(css) == ".a .b > * + *{margin:0 auto;width:calc(1px + 2px);}"
    assert squeeze(nested) == "@layer a{.b :is(c,d:hover){e:f}}"


def test_a_phone_paints_the_paper_that_the_pages_have() -> None:
    assert f"#{colours('light')['paper']}" == PAPER
