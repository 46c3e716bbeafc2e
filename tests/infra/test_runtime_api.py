from __future__ import annotations

from pathlib import Path

import pytest

from tests.fixtures.runtime_api import InvocationError, invoke

SAMPLE = """
import os

def handler(event, context):
    if event["rawPath"] == "/raise":
        raise ValueError("the event is not for us")
    if event["rawPath"] == "/die":
        os._exit(3)
    return {
        "statusCode": 303,
        "headers": {"location": os.environ["VITRINE_ORIGIN"] + event["rawPath"]},
        "body": "",
        "isBase64Encoded": False,
        "leaked": "HOME" in os.environ,
        "request": context.aws_request_id,
    }
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "sample.py").write_text(SAMPLE)
    return tmp_path


def test_a_handler_answers_an_event_under_lambdas_own_client(code: Path) -> None:
    environment = {"VITRINE_ORIGIN": "https://shop.example"}

    answer = invoke("sample.handler", {"rawPath": "/thanks/"}, environment=environment, code=code)

    assert answer == {
        "statusCode": 303,
        "headers": {"location": "https://shop.example/thanks/"},
        "body": "",
        "isBase64Encoded": False,
        "leaked": False,
        "request": "request-1",
    }


def test_a_handler_that_raises_is_an_error_with_its_words(code: Path) -> None:
    with pytest.raises(InvocationError, match="the event is not for us"):
        invoke("sample.handler", {"rawPath": "/raise"}, code=code)


def test_a_function_that_dies_is_an_error_too(code: Path) -> None:
    with pytest.raises(InvocationError, match="no answer"):
        invoke("sample.handler", {"rawPath": "/die"}, code=code)
