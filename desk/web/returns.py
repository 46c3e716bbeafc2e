"""The list of what comes back, who waits longest first."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from desk.return_decisions import every_return
from desk.web.paper import Paper
from desk.web.parts import DeskParts


class ReturnsPage:
    def __init__(self, parts: DeskParts, paper: Paper) -> None:
        self._parts = parts
        self._paper = paper

    def show(self, request: Request) -> Response:
        everything = request.query_params.get("show") == "all"
        return self._paper.page(
            request,
            "returns.html",
            "Returns",
            returns=every_return(self._parts.book, over=everything),
            everything=everything,
        )
