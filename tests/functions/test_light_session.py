"""Who a function says it is, and what of botocore's own it leaves out."""

from __future__ import annotations

import pytest
from botocore.session import Session

from functions.light_session import SERVICES, light_session


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", raising=False)


def test_a_function_is_who_lambda_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIA1")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")

    said = light_session().get_credentials()

    assert said
    assert (said.access_key, said.secret_key, said.token) == ("AKIA1", "secret", "token")


def test_one_that_comes_from_a_snapshot_asks_at_the_address_that_it_is_given() -> None:
    provider = light_session().get_component("credential_provider").providers

    assert [each.METHOD for each in provider] == ["container-role"]


def test_keys_in_a_file_are_never_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("home") / "credentials"
    file.write_text("[default]\naws_access_key_id = AKIA2\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))

    assert light_session().get_credentials() is None


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_what_botocore_does_for_our_services_is_done(service: str) -> None:
    ours, whole = light_session(), Session()

    for event in ("before-call", "before-parameter-build", "before-parse", "needs-retry"):
        for operation in ("GetObject", "PutObject", "PutItem", "SendMessage", "SendEmail"):
            name = f"{event}.{service}.{operation}"
            assert handlers(ours, name) == handlers(whole, name)


def handlers(session: Session, event: str) -> list[str]:
    emitter = session.get_component("event_emitter")._emitter
    return [
        getattr(each, "__qualname__", repr(each)) for each in emitter._handlers.prefix_search(event)
    ]
