"""A stage: where one shop runs on AWS, as `stages/<name>.toml` says it. No secret is among it."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

STAGES = Path("stages")
NAME = re.compile(r"[a-z][a-z0-9-]{0,20}")
REGION = "us-east-1"
"""CloudFront takes its certificate and its firewall from there, so everything else is there too."""

CERTIFICATE = re.compile(r"arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate/.+")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
REPOSITORY = re.compile(r"[A-Za-z0-9-]+(?:@\d+)?/[A-Za-z0-9._-]+(?:@\d+)?")
"""As GitHub spells it when it signs in; in newer ones each name has its number behind it."""

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EXAMPLE = """\
# The stage “{name}”: where this shop runs at AWS. Keep it with your content: no secret is in it.
# Change it here and deploy again, or run: ./shop init --stage {name}

# Tells this shop's stage from another one of that name in the same account. Leave it as it is.
id = {id}

# Whether real money is taken. Only a live stage takes Stripe's live keys, and no other does.
live = {live}

# Where it runs. CloudFront wants its certificate from us-east-1, so that is the place for all of it.
region = {region}

# Which of the profiles in ~/.aws/config; empty: the one that AWS's own commands would take.
profile = {profile}

# Where visitors find the shop. Both empty: at an address of CloudFront's own, for trying it out.
domain = {domain}
certificate = {certificate}

# The domain that mails come from, if this stage shall set it up at Amazon SES. Empty where another
# stage of the account has it already: an account has each domain once.
mail_domain = {mail_domain}

# Who gets the alarms, and how many dollars a month are worth a mail.
owner_mail = {owner_mail}
monthly_budget = {monthly_budget}

# The repository at GitHub that publishes this shop every morning, such as ada/shop; empty: none.
publish_from = {publish_from}

# The bucket for the functions' code; empty: vitrine-code-<account>-{name}.
code_bucket = {code_bucket}

# Parameters of infra/template.yaml that this stage sets otherwise, such as SnapStart = "true".
[parameters]
{parameters}"""


class StageError(Exception):
    """A shop that can't be reached or a stage that isn't right; the message says what to do."""


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`live` takes real money. `parameters` are the template's own, by their names there."""

    id: str
    live: bool
    owner_mail: str
    region: str = REGION
    profile: str = ""
    domain: str = ""
    certificate: str = ""
    mail_domain: str = ""
    monthly_budget: int = 20
    publish_from: str = ""
    code_bucket: str = ""
    parameters: dict[str, str] = {}
    name: str = ""

    @property
    def stack(self) -> str:
        return f"vitrine-{self.name}"

    @property
    def origin(self) -> str:
        """Empty where only CloudFront knows its address."""
        return f"https://{self.domain}" if self.domain else ""

    def secret_name(self, secret: str) -> str:
        """The Parameter Store's name of a secret such as `token-keys`."""
        return f"/vitrine/{self.name}/{secret}"


def stage_file(name: str, folder: Path = STAGES) -> Path:
    """Raises StageError where no stage can have the name."""
    if not NAME.fullmatch(name):
        raise StageError(
            f"“{name}” can't be a stage's name. Use small letters, digits and hyphens, such as live."
        )
    return folder / f"{name}.toml"


def stage_names(folder: Path = STAGES) -> list[str]:
    return sorted(file.stem for file in folder.glob("*.toml"))


def read_stage(name: str, folder: Path = STAGES) -> Stage:
    """Raises StageError."""
    return stage_from(stage_file(name, folder))


def stage_from(file: Path) -> Stage:
    """The stage that a file of settings tells. Raises StageError."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StageError(_no_such(file)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise StageError(f"{file} can't be read ({error}). Mend it, or run: ./shop init") from error
    try:
        stage = msgspec.convert({**told, "name": file.stem}, Stage)
    except msgspec.ValidationError as error:
        raise StageError(f"{file}: {error}. Mend it, or run: ./shop init") from error
    if wrong := wrong_with(stage):
        raise StageError("\n".join(f"{file}: {each}" for each in wrong))
    return stage


def _no_such(file: Path) -> str:
    known = ", ".join(stage_names(file.parent))
    there = f"There are: {known}." if known else "There is none yet."
    return f"There is no stage “{file.stem}”. {there} Make it with: ./shop init --stage {file.stem}"


def wrong_with(stage: Stage) -> list[str]:
    """A sentence for each setting that can't be right."""
    wrong = []
    if stage.region != REGION:
        wrong.append(
            f"region: {stage.region} can't have a shop. CloudFront takes certificate and firewall "
            f'from {REGION} alone, so everything is there. Write region = "{REGION}".'
        )
    if stage.mail_domain and not DOMAIN.fullmatch(stage.mail_domain):
        wrong.append(f"mail_domain: “{stage.mail_domain}” is no domain. Write it as shop.example.")
    if stage.domain and not DOMAIN.fullmatch(stage.domain):
        wrong.append(f"domain: “{stage.domain}” is no domain. Write it bare, as shop.example.")
    if bool(stage.domain) != bool(stage.certificate):
        wrong.append(
            "domain and certificate go together. Write both, or neither for a first trial."
        )
    if stage.certificate:
        found = CERTIFICATE.fullmatch(stage.certificate)
        if not found:
            wrong.append("certificate: write the certificate's whole ARN, as arn:aws:acm:…")
        elif found[1] != REGION:
            wrong.append(
                f"certificate: it is in {found[1]}, and CloudFront takes none but from {REGION}. "
                f"Ask AWS for one in {REGION}, and write its ARN here."
            )
    if not ADDRESS.fullmatch(stage.owner_mail):
        wrong.append(f"owner_mail: “{stage.owner_mail}” is no mail address.")
    if stage.monthly_budget < 1:
        wrong.append("monthly_budget: write a whole number of dollars, 1 or more.")
    wrong += _wrong_with_publishing(stage)
    return wrong


def _wrong_with_publishing(stage: Stage) -> Iterator[str]:
    if not stage.publish_from:
        return
    if not REPOSITORY.fullmatch(stage.publish_from):
        yield (
            f"publish_from: “{stage.publish_from}” is no repository. Write its owner and its name, "
            "as ada/shop."
        )
    elif not stage.live:
        yield (
            "publish_from: GitHub publishes a live stage alone. Leave it empty here, and publish "
            "this one by hand."
        )


def written(stage: Stage) -> str:
    """The file's text, with each setting explained."""
    fields: dict[str, Any] = {
        name: _toml(value)
        for name, value in msgspec.structs.asdict(stage).items()
        if name not in {"name", "parameters"}
    }
    more = "".join(f"{name} = {_toml(value)}\n" for name, value in sorted(stage.parameters.items()))
    return EXAMPLE.format(name=stage.name, parameters=more, **fields)


def _toml(value: str | bool | int) -> str:
    """Text, numbers and yes or no stand in TOML as they do in JSON."""
    return msgspec.json.encode(value).decode()


def new_id() -> str:
    return secrets.token_hex(4)
