"""Each function's role, held against what its code asks of AWS: neither too little nor too much."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable

import msgspec
import pytest

from infra.translate import translated
from infra.wildcards import FORCED
from tests.rights.granted import (
    covers,
    done_by_lambda,
    functions,
    granted,
    listed,
    resource_name,
    rights_of_role,
    statements,
)
from tests.rights.needs import Right
from tests.rights.record import Needed

ONCE = {"*": "ses:GetAccount"}
"""Beside this right alone a bare wildcard may stand."""

PUBLISHING = "PublishRole"
"""Nobody's in AWS: tests/infra/test_template_publishing.py says whose, and what for."""


@pytest.fixture(scope="module")
def needed() -> set[Right]:
    """By what the functions did on every errand, and by what Lambda does in their names."""
    run = subprocess.run(
        [sys.executable, "-m", "tests.rights.record"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": "."},
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert run.returncode == 0, run.stderr.decode()[-3000:]
    found = msgspec.json.decode(run.stdout, type=list[Needed])
    names = {name.lower(): name for name in functions(translated())}
    asked = {each.right._replace(function=names[each.function]) for each in found}
    return asked | done_by_lambda(translated())


def told(rights: Iterable[Right]) -> list[str]:
    return sorted(map(str, rights))


@pytest.mark.prove
@pytest.mark.promise("privacy/least-rights")
def test_no_function_asks_for_what_its_role_doesnt_allow(needed: set[Right]) -> None:
    allowed = granted(translated())

    refused = {each for each in needed if not any(covers(right, each) for right in allowed)}

    assert told(refused) == []


@pytest.mark.prove
@pytest.mark.promise("privacy/least-rights")
def test_no_role_allows_what_its_function_never_asks_for(needed: set[Right]) -> None:
    unused = {
        right for right in granted(translated()) if not any(covers(right, each) for each in needed)
    }

    assert told(unused) == []


@pytest.mark.promise("privacy/least-rights")
def test_every_wildcard_of_a_role_is_one_that_aws_forces_and_is_listed_with_its_reason() -> None:
    template = translated()
    rights = granted(template) | set(rights_of_role(template, PUBLISHING, PUBLISHING))

    assert {each.resource for each in rights if "*" in each.resource} == FORCED.keys()
    assert {each.action for each in rights if each.resource == "*"} == {ONCE["*"]}
    assert told(each for each in rights if "*" in each.action) == []


@pytest.mark.promise("privacy/least-rights")
def test_every_role_but_publishings_is_a_functions_or_may_only_call_its_schedules() -> None:
    template = translated()
    resources = template["Resources"]
    of_functions = {each["Role"]["Fn::GetAtt"][0] for each in functions(template).values()}
    called = {
        each["Properties"]["Target"]["RoleArn"]["Fn::GetAtt"][0]: each["Properties"]["Target"]
        for each in resources.values()
        if each["Type"] == "AWS::Scheduler::Schedule"
    }

    roles = {name for name, each in resources.items() if each["Type"] == "AWS::IAM::Role"}

    assert roles == of_functions | called.keys() | {PUBLISHING}
    assert len(of_functions) == len(functions(template))
    for name in roles:
        assert "ManagedPolicyArns" not in resources[name]["Properties"]
    for name, target in called.items():
        (statement,) = statements(template, name)
        assert listed(statement["Action"]) == ["lambda:InvokeFunction"]
        assert [resource_name(template, each) for each in listed(statement["Resource"])] == [
            resource_name(template, target["Arn"])
        ]
