"""A stage's CloudFormation stack: how it stands, what a deploy would change, and the deploy itself."""

from __future__ import annotations

import hashlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import msgspec
from botocore.exceptions import ClientError

from infra.account import Account
from infra.changes import Change, read_change
from infra.stages import StageError
from infra.template import Template

READY = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"}
TAKEN_BACK = {"UPDATE_ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE"}
UNTOUCHED = {"ABSENT", "REVIEW_IN_PROGRESS"}
"""Nothing of it is there yet: a change set was made at the most."""

BEGINS = {"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS"}
GIVEN_UP = "cancelled"
"""How CloudFormation calls what it was still making when something else failed."""

NO_CHANGES = ("didn't contain changes", "No updates are to be performed")


class Standing(msgspec.Struct, frozen=True):
    """`status` is CloudFormation's word, or ABSENT; of `parameters`, secret ones are stars."""

    status: str
    outputs: dict[str, str] = {}
    parameters: dict[str, str] = {}

    @property
    def is_moving(self) -> bool:
        return self.status.endswith("_IN_PROGRESS") and self.status not in UNTOUCHED


class Step(msgspec.Struct, frozen=True):
    """One resource that CloudFormation has come to the end of, well or not."""

    resource: str
    kind: str
    status: str
    reason: str

    @property
    def failed(self) -> bool:
        return self.status.endswith("_FAILED")


def signed(template: Template, shop: str) -> Template:
    """The template with a note of whose it is and what it said when this command deployed it."""
    note = {"Vitrine": {"Shop": shop, "Digest": digest(template)}}
    return {**template, "Metadata": {**template.get("Metadata", {}), **note}}


def digest(template: Template) -> str:
    """Of all that a template says but that note."""
    metadata = {
        name: told for name, told in template.get("Metadata", {}).items() if name != "Vitrine"
    }
    bare = {name: part for name, part in template.items() if name != "Metadata"}
    said = json.dumps({**bare, "Metadata": metadata}, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


class Stack:
    def __init__(self, account: Account) -> None:
        self._account = account
        self._client = account.client("cloudformation")
        self.name = account.stage.stack

    def standing(self) -> Standing:
        """Raises StageError."""
        with self._account.answers():
            try:
                found = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
            except ClientError as error:
                if "does not exist" in str(error):
                    return Standing("ABSENT")
                raise
        outputs = {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}
        told = {
            each["ParameterKey"]: each["ParameterValue"] for each in found.get("Parameters", [])
        }
        return Standing(found["StackStatus"], outputs, told)

    def outputs(self) -> dict[str, str]:
        """Of a stage that is there. Raises StageError."""
        standing = self.standing()
        if standing.status == "ABSENT" or not standing.outputs:
            stage = self._account.stage
            raise StageError(
                f"The stage {stage.name} isn't deployed in {stage.region} of this account. "
                f"Deploy it first: ./shop deploy --stage {stage.name}"
            )
        return standing.outputs

    def deployed_template(self) -> Template:
        """The template as CloudFormation has it. Raises StageError."""
        with self._account.answers():
            body = self._client.get_template(StackName=self.name, TemplateStage="Original")[
                "TemplateBody"
            ]
        try:
            template: Template = json.loads(body) if isinstance(body, str) else dict(body)
        except ValueError:  # YAML: none of ours
            return {}
        return template

    def propose(
        self, template_url: str, parameters: Mapping[str, str], name: str, *, new: bool
    ) -> list[Change] | None:
        """A change set of that name; None where nothing would change. Raises StageError."""
        with self._account.answers():
            self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=name,
                ChangeSetType="CREATE" if new else "UPDATE",
                TemplateURL=template_url,
                Parameters=[
                    {"ParameterKey": key, "ParameterValue": value}
                    for key, value in parameters.items()
                ],
                Capabilities=["CAPABILITY_IAM"],
            )
            for pause in pauses():
                said = self._change_set(name)
                if said["Status"] in {"CREATE_COMPLETE", "FAILED"}:
                    break
                time.sleep(pause)
            if said["Status"] == "FAILED":
                self.withdraw(name, new=False)
                if any(word in said.get("StatusReason", "") for word in NO_CHANGES):
                    return None
                raise StageError(
                    f"CloudFormation doesn't take the template: {said.get('StatusReason')} "
                    "Nothing has changed."
                )
            return [read_change(each["ResourceChange"]) for each in self._every_change(name, said)]

    def _change_set(self, name: str, token: str | None = None) -> dict[str, Any]:
        more = {"NextToken": token} if token else {}
        said: dict[str, Any] = self._client.describe_change_set(
            StackName=self.name, ChangeSetName=name, **more
        )
        return said

    def _every_change(self, name: str, said: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield from said.get("Changes", [])
        while token := said.get("NextToken"):
            said = self._change_set(name, token)
            yield from said.get("Changes", [])

    def withdraw(self, name: str, *, new: bool) -> None:
        """Take a change set back; of a stage that isn't there yet, its empty stack as well."""
        with self._account.answers():
            self._client.delete_change_set(StackName=self.name, ChangeSetName=name)
            if new and self.standing().status == "REVIEW_IN_PROGRESS":
                self._client.delete_stack(StackName=self.name)

    def execute(self, name: str) -> None:
        with self._account.answers():
            self._client.execute_change_set(StackName=self.name, ChangeSetName=name)

    def seen_events(self) -> set[str]:
        """What has happened so far, so that following tells only what comes. Raises StageError."""
        with self._account.answers():
            return {each["EventId"] for each in self._events()}

    def follow(self, seen: set[str], told: Callable[[Step], None]) -> Standing:
        """Wait until CloudFormation is done, and tell each step. Raises StageError."""
        for pause in pauses():
            standing = self.standing()
            with self._account.answers():
                fresh = [each for each in self._events() if each["EventId"] not in seen]
            for each in reversed(fresh):
                seen.add(each["EventId"])
                if not each.get("ResourceStatus", "").endswith("_IN_PROGRESS"):
                    told(_step(each))
            if not standing.is_moving and standing.status not in UNTOUCHED:
                break
            time.sleep(pause)
        return standing

    def _events(self) -> list[dict[str, Any]]:
        """The last hundred: more than come between two looks."""
        return next(self._pages_of_events(), [])

    def _pages_of_events(self) -> Iterator[list[dict[str, Any]]]:
        """Newest first; none of a stack that isn't there."""
        pages: Any = self._client.get_paginator("describe_stack_events")
        try:
            for page in pages.paginate(StackName=self.name):
                yield page["StackEvents"]
        except ClientError as error:
            if "does not exist" not in str(error):
                raise

    def failures(self) -> list[Step]:
        """What failed in the latest deploy, first things first; not what was given up for it.

        Raises StageError.
        """
        found: list[Step] = []
        with self._account.answers():
            for event in itertools.chain.from_iterable(self._pages_of_events()):
                step = _step(event)
                if step.resource == self.name and step.status in BEGINS:
                    break
                if step.failed and step.resource != self.name and GIVEN_UP not in step.reason:
                    found.append(step)
        return found[::-1]

    def start_over(self) -> None:
        """Remove what a first deploy that failed has left. Raises StageError."""
        with self._account.answers():
            self._client.delete_stack(StackName=self.name)
            for pause in pauses():
                if self.standing().status != "DELETE_IN_PROGRESS":
                    break
                time.sleep(pause)

    def recover(self) -> None:
        """Let CloudFormation go on with going back. Raises StageError."""
        with self._account.answers():
            self._client.continue_update_rollback(StackName=self.name)


def pauses() -> Iterator[float]:
    """Seconds between two looks: short at first, since small changes are quick."""
    for tenths in range(1, 20, 3):
        yield tenths / 10
    yield from itertools.repeat(2.0)


def _step(event: dict[str, Any]) -> Step:
    return Step(
        event.get("LogicalResourceId", ""),
        event.get("ResourceType", ""),
        event.get("ResourceStatus", ""),
        event.get("ResourceStatusReason", ""),
    )
