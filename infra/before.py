"""What stands in the way of a deploy: a stack that is stuck, another shop's, or edited by hand."""

from __future__ import annotations

from collections.abc import Sequence

from infra.stack import Stack, Standing, Step, digest
from infra.stages import Stage, StageError

FIRST_FAILED = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"}
"""Nothing of these can be updated: CloudFormation wants them removed."""

HALF_WAY = {"UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"}


MOST_SAID = 3
"""Of what failed: the rest mostly failed for the same reason, and --json has it all."""


class DeployFailedError(StageError):
    """A deploy that was taken back, or is stuck; `failures` are the resources that it failed by."""

    def __init__(self, sentence: str, failures: Sequence[Step], way_out: str) -> None:
        self.failures = failures
        why = [f"{each.resource}: {each.reason or each.status}" for each in failures[:MOST_SAID]]
        super().__init__("\n".join([sentence, *why, way_out]))


def check_not_stuck(standing: Standing, stage: Stage, stack: Stack) -> None:
    """Raises DeployFailedError with what failed and the way out."""
    again = f"./shop deploy --stage {stage.name}"
    if standing.status in FIRST_FAILED:
        raise DeployFailedError(
            f"The first deploy of {stage.name} failed and was taken back ({standing.status}), so "
            "there is no shop yet.",
            stack.failures(),
            f"Mend that, remove what it left and deploy anew: {again} --start-over",
        )
    if standing.status in HALF_WAY:
        raise DeployFailedError(
            f"A deploy of {stage.name} failed and so did going back ({standing.status}), so it is "
            "half old, half new.",
            stack.failures(),
            f"Let CloudFormation go on with going back: {again} --recover",
        )


def check_own(stack: Stack, stage: Stage, *, over_edits: bool) -> None:
    """See that the stack is this shop's, and as this command left it. Raises StageError."""
    template = stack.deployed_template()
    note = template.get("Metadata", {}).get("Vitrine", {})
    if note.get("Shop") != stage.id:
        theirs = note.get("Shop")
        way_out = (
            f'If it is this shop\'s, write id = "{theirs}" into stages/{stage.name}.toml. '
            if theirs
            else ""
        )
        raise StageError(
            f"This account has a stack {stack.name} already that wasn't made from these settings. "
            f"{way_out}Otherwise choose another name: ./shop init --stage another"
        )
    if note.get("Digest") != digest(template) and not over_edits:
        raise StageError(
            f"The template of {stage.name} was edited by hand at AWS since the last deploy. Bring "
            "what you want to keep into infra/template.yaml, then deploy over the edits: "
            f"./shop deploy --stage {stage.name} --over-edits"
        )
