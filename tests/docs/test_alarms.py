"""Every alarm has its runbook, and every runbook its alarm."""

from __future__ import annotations

import re

from infra.translate import translated
from tests.docs.blocks import ROOT

PAPER = "docs/owner/alarms.md"
PARTS = ("**It means** ", "**Look at** ", "**Do**", "**It is over** ")


def runbooks() -> dict[str, str]:
    """Each by its heading."""
    text = (ROOT / PAPER).read_text(encoding="utf-8")
    _, *sections = re.split(r"^## ", text, flags=re.MULTILINE)
    return {each.partition("\n")[0]: each for each in sections}


def alarms() -> dict[str, str]:
    """What each says, by the name that it has in every stage."""
    return {
        part["Properties"]["AlarmName"]["Fn::Sub"].removeprefix("vitrine-${Stage}-"): part[
            "Properties"
        ]["AlarmDescription"]
        for part in translated()["Resources"].values()
        if part["Type"] == "AWS::CloudWatch::Alarm"
    }


def test_every_alarm_has_a_runbook_and_every_runbook_an_alarm() -> None:
    assert runbooks().keys() == alarms().keys()


def test_the_mail_of_an_alarm_names_the_place_that_is_about_it() -> None:
    for name, said in alarms().items():
        assert said.endswith(f" What to do: {PAPER}#{name}."), name


def test_a_runbook_says_what_it_means_what_to_look_at_what_to_do_and_when_it_is_over() -> None:
    for name, text in runbooks().items():
        places = [text.find(f"\n{part}") for part in PARTS]
        assert -1 not in places, name
        assert places == sorted(places), name
        assert "./shop " in text, name
