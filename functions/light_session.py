"""The one session that all of a function's AWS clients are made with."""

from __future__ import annotations

import os

from botocore.credentials import ContainerProvider, CredentialResolver, EnvProvider
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.session import Session

SERVICES = frozenset({"dynamodb", "s3", "sesv2", "sqs", "ssm"})


def light_session() -> Session:
    """Asks nobody but Lambda who it is, and does nothing for other services than ours.

    botocore's own would look for files and for a server of EC2's, and would prepare what a
    hundred other services and their manuals need.
    """
    session = Session(include_builtin_handlers=False)
    # Restored from a snapshot, a function has its credentials from a container's address.
    by_environment = "AWS_ACCESS_KEY_ID" in os.environ
    provider = EnvProvider() if by_environment else ContainerProvider()
    session.register_component("credential_provider", CredentialResolver([provider]))
    emitter = session.get_component("event_emitter")
    at = {REGISTER_FIRST: emitter.register_first, REGISTER_LAST: emitter.register_last}
    for event, handle, *place in BUILTIN_HANDLERS:
        family, _, service = event.partition(".")
        if family != "docs" and service.partition(".")[0] in {"", *SERVICES}:
            (at[place[0]] if place else emitter.register)(event, handle)
    return session
