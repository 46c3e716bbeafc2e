"""One deploy, from the first look at the account to what is to be done after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import typer

from desk.after_deploy import next_steps
from desk.deploy_words import money_rows, say_changes, say_money
from desk.following import follow
from desk.live_refusals import live_refusals
from desk.stage_secrets import make_secrets
from desk.terminal import say
from desk.webhook import ensure_webhook
from functions.world import now
from infra.account import Account
from infra.before import DeployFailedError, check_not_stuck, check_own
from infra.cdn_secret import newest
from infra.changes import Change, dangers
from infra.code_bucket import CodeBucket
from infra.parameters import UNKNOWN_YET, origin, parameters
from infra.prices import prices
from infra.stack import READY, TAKEN_BACK, UNTOUCHED, Stack, Standing, signed
from infra.stage_secrets import WEBHOOK, check_told, read_secrets
from infra.stages import StageError, read_stage


class Wishes(msgspec.Struct, frozen=True):
    dry_run: bool = False
    yes: bool = False
    allowed: tuple[str, ...] = ()
    over_edits: bool = False
    make_webhook: bool = False
    start_over: bool = False
    recover: bool = False
    quiet: bool = False
    bundle: Path | None = None


class Deploy:
    """`stack` is asked how it stands before anything is done to it."""

    def __init__(self, account: Account, number: str, content: Path, wishes: Wishes) -> None:
        self.account, self.number = account, number
        self.stage = account.stage
        self.content, self.wishes = content, wishes
        self.stack = Stack(account)
        self.bucket = CodeBucket(account, number)
        self.secrets = read_secrets(account)

    @classmethod
    def of(cls, stage: str, content: Path, wishes: Wishes) -> Deploy:
        """Raises StageError where the account can't be used."""
        account = Account(read_stage(stage))
        number = account.number(now)
        if not wishes.quiet:
            say(f"{stage}, in account {number}, {account.stage.region}")
        return cls(account, number, content, wishes)

    def run(self) -> dict[str, Any]:
        """What was done, for programs. Raises StageError."""
        standing = self._ready()
        self._refuse()
        made = self._make_secrets()
        self._template_url, self._parameters = self._upload(standing)
        name = _name()
        new = standing.status in UNTOUCHED
        changes = self.stack.propose(self._template_url, self._parameters, name, new=new)
        if changes is None:
            self._say("Nothing is to be changed: AWS has it as it is here.")
            return self._finish("unchanged", [], made)
        if not self._agreed(changes, name, new=new):
            return self._told("not deployed", changes, made)
        self._do(name, changes)
        if self._parameters["CdnSecret"] != newest(self.secrets):
            self._say("Functions take the CDN's new secret by now. The CDN is told it, too.")
            self._again(CdnSecret=newest(self.secrets))
        return self._finish("deployed", changes, made)

    # --- before ----------------------------------------------------------------------------------

    def _ready(self) -> Standing:
        """How the stack stands once nothing moves and nothing is stuck."""
        standing = self.stack.standing()
        if standing.is_moving:
            self._say("An earlier deploy is still under way. Waiting for it first.")
            standing = follow(self.stack, self.stack.seen_events(), 0, quiet=self.wishes.quiet)
        if self.wishes.start_over and standing.status not in UNTOUCHED:
            standing = self._start_over(standing)
        if self.wishes.recover and standing.status == "UPDATE_ROLLBACK_FAILED":
            self.stack.recover()
            standing = follow(self.stack, self.stack.seen_events(), 0, quiet=self.wishes.quiet)
        check_not_stuck(standing, self.stage, self.stack)
        if standing.status == "REVIEW_IN_PROGRESS":
            self._say("An earlier deploy ended before it began. Going on from there.")
        elif standing.status != "ABSENT":
            check_own(self.stack, self.stage, over_edits=self.wishes.over_edits)
        return standing

    def _start_over(self, standing: Standing) -> Standing:
        if standing.status in READY:
            raise StageError(
                f"{self.stage.name} is deployed and runs, so there is nothing to start over. "
                "Leave --start-over away."
            )
        self._say("Removing what the failed first deploy has left. Its tables, all empty, stay.")
        self.stack.start_over()
        return self.stack.standing()

    def _refuse(self) -> None:
        if self.stage.live and (wrong := live_refusals(self.stage, self.content)):
            raise StageError("\n".join(("This shop can't go live yet.", *wrong)))

    def _make_secrets(self) -> list[str]:
        asks = not (self.wishes.yes or self.wishes.quiet or self.wishes.dry_run)
        if self.wishes.dry_run:
            self.secrets.pretend()
            return []
        made = make_secrets(self.secrets, asks=asks, quiet=self.wishes.quiet)
        check_told(self.secrets, but=(WEBHOOK,) if self.wishes.make_webhook else ())
        return made

    def _upload(self, standing: Standing) -> tuple[str, dict[str, str]]:
        """The template's address and its parameters, once code and template are in the bucket."""
        from desk.deploy_code import built_code  # noqa: PLC0415 — the translator takes a second to import
        from infra.translate import translated  # noqa: PLC0415

        code = built_code(self.wishes.bundle, self.stage)
        template = signed(translated(), self.stage.id)
        if self.bucket.ensure():
            self._say(f"Made the private bucket {self.bucket.name} for the code.")
        key, is_new = self.bucket.put_code(code.path, code.digest)
        size = code.path.stat().st_size / 1_000_000
        self._say(f"{'Uploaded' if is_new else 'The bucket has'} the code ({size:.1f} MB).")
        told = parameters(
            self.stage,
            template,
            code.parameters | {"CodeBucket": self.bucket.name, "CodeKey": key},
            self.secrets,
            standing,
        )
        return self.bucket.put_template(template), told

    # --- the change ------------------------------------------------------------------------------

    def _agreed(self, changes: list[Change], name: str, *, new: bool) -> bool:
        """Shown, and agreed to; otherwise the change set is taken back."""
        if not changes:
            self._say("No resource would change, but what the template says about itself.")
        elif not self.wishes.quiet:
            say_changes(changes)
            say_money(changes, prices())
        lost = dangers(changes, self.wishes.allowed)
        if lost and not self.wishes.dry_run:
            self.stack.withdraw(name, new=new)
            names = " ".join(f"--allow {each.resource}" for each in lost)
            raise StageError(
                "Nothing was deployed, because data would be lost to the shop. If you want that, "
                f"run ./shop backup --stage {self.stage.name} first, then add: {names}"
            )
        if self.wishes.dry_run or not (self.wishes.yes or self._asked(name, new=new)):
            self.stack.withdraw(name, new=new)
            self._say("Nothing was deployed.")
            return False
        return True

    def _asked(self, name: str, *, new: bool) -> bool:
        if self.wishes.quiet:
            self.stack.withdraw(name, new=new)
            raise StageError("Nothing was deployed. Where nobody can be asked, say --yes.")
        try:
            return typer.confirm("Deploy this?")
        except (typer.Abort, KeyboardInterrupt):
            self.stack.withdraw(name, new=new)
            typer.echo()
            raise StageError(
                "Nothing was deployed. Where nobody can be asked, say --yes."
            ) from None

    def _do(self, name: str, changes: list[Change]) -> None:
        seen = self.stack.seen_events()
        self.stack.execute(name)
        standing = follow(self.stack, seen, len(changes), quiet=self.wishes.quiet)
        if standing.status in TAKEN_BACK and standing.status in READY:
            raise DeployFailedError(
                f"The deploy failed, and {self.stage.name} is as it was before.",
                self.stack.failures(),
                "Mend that, then deploy again.",
            )
        check_not_stuck(standing, self.stage, self.stack)

    def _again(self, **changed: str) -> None:
        """The same once more, with parameters that are others by now."""
        self._parameters |= changed
        name = _name()
        changes = self.stack.propose(self._template_url, self._parameters, name, new=False)
        if changes is not None:
            self._do(name, changes)

    # --- after -----------------------------------------------------------------------------------

    def _finish(self, outcome: str, changes: list[Change], made: list[str]) -> dict[str, Any]:
        outputs = self.stack.outputs()
        where = origin(self.stage, outputs)
        if self.wishes.make_webhook:
            self._make_webhook(where)
        if not self.stage.origin and where == UNKNOWN_YET:
            self._say("The shop's address isn't known: this template has no CDN.")
        steps = next_steps(self.stage, outputs)
        if not self.wishes.quiet:
            say("\nTo be done next:")
            for number, step in enumerate(steps, 1):
                say(f"{number:>2}. {step}")
        return self._told(outcome, changes, made) | {
            "origin": where,
            "outputs": outputs,
            "next": steps,
        }

    def _make_webhook(self, where: str) -> None:
        try:
            self._say(ensure_webhook(self.secrets, where))
        except StageError as error:
            raise StageError(f"{self.stage.name} is deployed, but for this. {error}") from error
        if self._parameters["SecretsVersion"] != self.secrets.version:
            self._say("Functions start anew, since they read its secret when they start.")
            self._again(SecretsVersion=self.secrets.version)

    def _told(self, outcome: str, changes: list[Change], made: list[str]) -> dict[str, Any]:
        return {
            "stage": self.stage.name,
            "account": self.number,
            "outcome": outcome,
            "made": made,
            "changes": [msgspec.to_builtins(each) for each in changes],
            "money": money_rows(changes, prices()),
        }

    def _say(self, words: str) -> None:
        if not self.wishes.quiet:
            say(words)


def _name() -> str:
    """Of a change set, to the microsecond: another may follow at once, and none is used twice."""
    return f"shop-{now():%Y%m%d-%H%M%S-%f}"
