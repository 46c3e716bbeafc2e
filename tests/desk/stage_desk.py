"""An owner's folder with a stage in it, and her commands as they reach AWS: the emulator, for tests."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest
from typer.testing import CliRunner, Result

from desk.cli import app
from infra.account import Account
from infra.aws import ACCESS_KEY, session
from infra.stack import Stack, Step
from infra.stages import Stage, written
from infra.template import Template
from infra.translate import translated
from tests.desk.drawer import TODAY, Drawer
from tests.fixtures.log_policies import forget_log_policies

FUNCTIONS = ("checkout", "orders", "account", "newsletter", "privacy", "postman", "clock")
HANDLER = "def handler(event, context):\n    return {}\n"
TOLD = {"stripe-secret-key": "sk_test_owner", "stripe-webhook-secret": "whsec_owner"}
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/1"


class StageDesk:
    """`root` is where she works; the stage is a test stage until `settings` says otherwise."""

    def __init__(
        self, root: Path, endpoint: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.root, self.name = root, name
        self.drawer = Drawer(root)
        self.stage = Stage(id=f"id-{name}", live=False, owner_mail="ada@shop-of-ada.com", name=name)
        here = urlsplit(endpoint)
        known = translated()["Parameters"]
        # Where the CDN finds the API on this machine, as soon as the template has a CDN.
        told = {"ApiOriginDomain": str(here.hostname), "ApiOriginPort": str(here.port)}
        self.local = {name: value for name, value in told.items() if name in known}
        (root / "stages").mkdir()
        forget_log_policies(endpoint)
        self.settings()
        self.bundle = root / "bundle.zip"
        self.write_code(HANDLER)
        self.env = {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "AWS_MAX_ATTEMPTS": "1",
            "VITRINE_TODAY": TODAY,
            "COLUMNS": "120",
            "TERM": "dumb",
        }
        for variable in ("AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in self.env.items():
            monkeypatch.setenv(variable, value)
        monkeypatch.chdir(root)

    def settings(self, **changes: Any) -> None:  # noqa: ANN401 — whatever the field holds
        changes["parameters"] = self.local | changes.get("parameters", {})
        self.stage = msgspec.structs.replace(self.stage, **changes)
        (self.root / f"stages/{self.name}.toml").write_text(written(self.stage), encoding="utf-8")

    def write_code(self, handler: str) -> None:
        with zipfile.ZipFile(self.bundle, "w") as archive:
            for name in FUNCTIONS:
                archive.writestr(zipfile.ZipInfo(f"functions/{name}/handler.py"), handler)

    def tell(self, **secrets: str) -> None:
        """Put secrets where the stage looks for them; Stripe's for tests where none are said."""
        ssm = self.client("ssm")
        for name, value in (secrets or TOLD).items():
            ssm.put_parameter(
                Name=self.stage.secret_name(name.replace("_", "-")),
                Value=value,
                Type="SecureString",
                Overwrite=True,
            )

    def secret(self, name: str) -> str:
        found = self.client("ssm").get_parameter(
            Name=self.stage.secret_name(name), WithDecryption=True
        )
        value: str = found["Parameter"]["Value"]
        return value

    def client(self, service: Any) -> Any:  # noqa: ANN401 — boto3 types each service by its own name
        return session().client(service, endpoint_url=self.env["AWS_ENDPOINT_URL"])

    @property
    def account(self) -> Account:
        return Account(self.stage)

    def shop(self, *arguments: str, says: str | None = None) -> Result:
        return CliRunner().invoke(app, [*arguments, "--stage", self.name], input=says, env=self.env)

    def deploy(self, *arguments: str, says: str | None = None) -> Result:
        return self.shop("deploy", "--bundle", str(self.bundle), *arguments, says=says)

    def deployed(self, *arguments: str) -> dict[str, Any]:
        """What a deploy that succeeds says to programs."""
        result = self.deploy("--yes", "--json", *arguments)
        assert result.exit_code == 0, result.output
        said: dict[str, Any] = json.loads(result.stdout)
        return said

    def status(self) -> str:
        """CloudFormation's word for how the stage stands; empty where it knows none."""
        client = self.client("cloudformation")
        try:
            found = client.describe_stacks(StackName=self.stage.stack)["Stacks"][0]
        except client.exceptions.ClientError:
            return ""
        return str(found["StackStatus"])

    # --- what others do to it ---------------------------------------------------------------------

    def edit(self, template: Template) -> None:
        """Change the stack by hand, past this command."""
        client = self.client("cloudformation")
        (found,) = client.describe_stacks(StackName=self.stage.stack)["Stacks"]
        bucket = f"vitrine-code-000000000000-{self.name}"
        body = json.dumps(template, separators=(",", ":")).encode()
        self.client("s3").put_object(Bucket=bucket, Key="by-hand.json", Body=body)
        client.update_stack(
            StackName=self.stage.stack,
            TemplateURL=f"{self.env['AWS_ENDPOINT_URL']}/{bucket}/by-hand.json",
            Parameters=[
                {"ParameterKey": each["ParameterKey"], "UsePreviousValue": True}
                for each in found["Parameters"]
            ],
            Capabilities=["CAPABILITY_IAM"],
        )
        Stack(self.account).follow(set(), list[Step]().append)

    def break_first_deploy(self) -> None:
        """A stack whose one resource can't be made: it needs a function that isn't there."""
        url = {"TargetFunctionArn": f"no-{self.name}", "AuthType": "NONE"}
        broken = {"Resources": {"Url": {"Type": "AWS::Lambda::Url", "Properties": url}}}
        client = self.client("cloudformation")
        client.create_stack(StackName=self.stage.stack, TemplateBody=json.dumps(broken))
        Stack(self.account).follow(set(), list[Step]().append)

    def leave_a_change_set(self) -> None:
        """A first deploy that was killed before anybody agreed."""
        client = self.client("cloudformation")
        client.create_change_set(
            StackName=self.stage.stack,
            ChangeSetName="left",
            ChangeSetType="CREATE",
            TemplateBody=json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}),
        )


def sentences(result: Result) -> str:
    """What was said, on one line."""
    return re.sub(r"\s+", " ", result.output).strip()
