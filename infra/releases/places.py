"""Where a stage has what publishing needs, as its settings and its CloudFormation stack say."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec

from infra.account import Account
from infra.parameters import UNKNOWN_YET, origin
from infra.stack import Stack
from infra.stages import StageError


class Places(msgspec.Struct, frozen=True):
    """`origin` is the shop's public address, `edge_store` the ARN of CloudFront's store."""

    stage: str
    origin: str
    bucket: str
    edge_store: str
    shelf_table: str
    is_live: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.origin).netloc


def deployed_places(account: Account) -> Places:
    """From the stage's settings and the outputs of its stack. Raises StageError."""
    stage = account.stage
    outputs = Stack(account).outputs()
    again = f"Deploy it: ./shop deploy --stage {stage.name}"
    if not outputs:
        raise StageError(f"There is no stage “{stage.name}” yet. {again}")
    told = origin(stage, outputs)
    places = Places(
        stage=stage.name,
        origin="" if told == UNKNOWN_YET else told,
        bucket=outputs.get("PagesBucket", ""),
        edge_store=outputs.get("EdgeStoreArn", ""),
        shelf_table=outputs.get("ShelfTable", ""),
        is_live=stage.live,
    )
    if not all((places.origin, places.bucket, places.edge_store, places.shelf_table)):
        raise StageError(f"The stage “{stage.name}” is older than this command needs it. {again}")
    return places
