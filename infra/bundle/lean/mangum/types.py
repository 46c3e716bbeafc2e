"""In a bundle instead of Mangum's own: names for whoever checks types, and nobody does there."""

from __future__ import annotations

from typing import Any

Headers = QueryParams = Any
LambdaConfig = LambdaContext = LambdaEvent = Any
Message = Response = Scope = Any
