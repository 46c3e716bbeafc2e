"""What a function asks of AWS: noted call by call, where botocore has the call's parameters."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import botocore
from botocore.session import Session

SIGNED_FORM = "s3-presign-post-policy"
"""Under this name botocore keeps what a browser's form may do, while it signs the form."""


NOBODY = ""
"""In whose name a test asks what isn't noted."""


class Call(NamedTuple):
    """`operation` as in “dynamodb.GetItem”; “signed.GetObject” and “signed.form” are a browser's."""

    function: str
    operation: str
    parameters: Mapping[str, Any]


class Recorder:
    """Listens to every session that is made from now on, and so to all clients of a handler.

    What isn't asked in a function's name, as a test's own reading of tables, isn't noted.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        # One function at a time; its threads ask in its name too.
        self._function = NOBODY
        botocore.register_initializer(self._listen)

    @contextlib.contextmanager
    def noting(self, function: str) -> Iterator[None]:
        before, self._function = self._function, function
        try:
            yield
        finally:
            self._function = before

    def _listen(self, session: Session) -> None:
        # An address that is signed for a browser comes by here as well, as if it were called.
        session.register("provide-client-params.*.*", self._note)
        session.register("before-sign.s3.PutObject", self._note_form)

    def _note(self, **said: Any) -> None:  # noqa: ANN401 — botocore's own
        model, is_signed = said["model"], said["context"].get("is_presign_request", False)
        if is_signed and model.name == "CreateBucket":
            return  # It only lends its address to a form, which is noted by what the form may do.
        asked = "signed" if is_signed else model.service_model.service_name
        self._add(f"{asked}.{model.name}", said["params"])

    def _note_form(self, **said: Any) -> None:  # noqa: ANN401 — as above
        if policy := said["request"].context.get(SIGNED_FORM):
            fixed = [each for each in policy["conditions"] if isinstance(each, dict)]
            self._add("signed.form", {name: each[name] for each in fixed for name in each})

    def _add(self, operation: str, parameters: Mapping[str, Any]) -> None:
        if self._function != NOBODY:
            self.calls.append(Call(self._function, operation, parameters))
