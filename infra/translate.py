"""The template as CloudFormation sees it: SAM translated offline, whole or only its tables.

`python -m infra.translate` prints it as JSON.
"""

from __future__ import annotations

import functools
import json
import sys
from pathlib import Path

from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

from infra.aws import session
from infra.template import Template, references

TEMPLATE = Path(__file__).with_name("template.yaml")
FILE = "file://"


@functools.cache
def translated() -> Template:
    """`template.yaml` after the SAM transform, without network and without credentials.

    The same object every time: treat it as read-only.
    """
    translator = Translator(None, Parser(), boto_session=session())
    source = yaml_parse(TEMPLATE.read_text())
    _put_in_code(source["Resources"])
    # Managed policies would be looked up at AWS by name; the template's roles use none.
    result = translator.translate(source, parameter_values={}, get_managed_policy_map=dict)
    # A walk through JSON makes plain types of the translator's own.
    plain: Template = json.loads(json.dumps(result))
    return plain


def _put_in_code(resources: Template) -> None:
    """The text of the file that a CloudFront function names, in place of `file://` and its path."""
    for resource in resources.values():
        code = resource.get("Properties", {}).get("FunctionCode", "")
        if code.startswith(FILE):
            resource["Properties"]["FunctionCode"] = (
                TEMPLATE.parent / code.removeprefix(FILE)
            ).read_text(encoding="utf-8")


TABLES = frozenset({"AWS::DynamoDB::Table"})
KEPT_THINGS = TABLES | {"AWS::SQS::Queue", "AWS::S3::Bucket"}


def tables_only(template: Template) -> Template:
    """The template's tables with the parameters and outputs that belong to them."""
    return _only(template, TABLES)


def kept_things_only(template: Template) -> Template:
    """The same with the queues and the bucket: what a shop has whose functions run elsewhere."""
    return _only(template, KEPT_THINGS)


def _only(template: Template, kinds: frozenset[str]) -> Template:
    resources = {
        name: resource
        for name, resource in template["Resources"].items()
        if resource["Type"] in kinds
    }
    conditions = {
        name: condition
        for name, condition in template["Conditions"].items()
        if name in set(references(resources))
    }
    wanted = {*references(resources), *references(conditions)}
    return {
        "AWSTemplateFormatVersion": template["AWSTemplateFormatVersion"],
        "Parameters": {
            name: parameter for name, parameter in template["Parameters"].items() if name in wanted
        },
        "Conditions": conditions,
        "Resources": resources,
        "Outputs": {
            name: output
            for name, output in template["Outputs"].items()
            if set(references(output)) <= set(resources)
        },
    }


if __name__ == "__main__":
    json.dump(translated(), sys.stdout, indent=1)
