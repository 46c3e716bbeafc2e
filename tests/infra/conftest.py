"""Functions as a cold start makes them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.fixtures.real import Loader, RealShop


@pytest.fixture
def handlers(real_shop: RealShop, monkeypatch: pytest.MonkeyPatch) -> Loader:
    """Import a function's handler anew in the shop's environment, as a cold start does."""
    for name, value in real_shop.environment.items():
        monkeypatch.setenv(name, value)

    def load(name: str) -> Callable[[object, object], Any]:
        for module in [
            m for m in sys.modules if m.endswith(".handler") or m == "functions.clients"
        ]:
            if module.startswith("functions."):
                monkeypatch.delitem(sys.modules, module)
        entry: Callable[[object, object], Any] = importlib.import_module(
            f"functions.{name}.handler"
        ).handler
        return entry

    return load
