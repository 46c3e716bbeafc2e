from __future__ import annotations

from pathlib import Path

import pytest

from infra.local.keys import LiveKeyError, keys


def test_keys_are_made_once_and_read_by_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"

    first = keys(file, {})
    again = keys(file, {"STRIPE_SECRET_KEY": ""})

    assert again == first
    assert first.stripe_secret_key.startswith("sk_test_local_")
    assert first.stripe_webhook_secret.startswith("whsec_")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_test_key_of_stripe_goes_first_and_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    environment = {"STRIPE_SECRET_KEY": "sk_test_51", "STRIPE_WEBHOOK_SECRET": "whsec_listen"}

    given = keys(file, environment)

    assert given.parameters["stripe-secret-key"] == "sk_test_51"
    assert given.parameters["stripe-webhook-secret"] == "whsec_listen"
    assert given.is_stripe_itself
    assert b"sk_test_51" not in file.read_bytes()
    assert not keys(file, {}).is_stripe_itself


@pytest.mark.parametrize(("key", "says"), [("sk_live_51", "live key"), ("foo", "no test key")])
def test_a_live_key_and_one_that_is_none_are_refused(tmp_path: Path, key: str, says: str) -> None:
    with pytest.raises(LiveKeyError, match=f"{says}.*sk_test_"):
        keys(tmp_path / "keys.json", {"STRIPE_SECRET_KEY": key})
