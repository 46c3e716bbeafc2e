"""The API on one machine: the template's routes, each answered by its function's own app.

A route that the template lacks is missing here too. Run as `python -m infra.local.functions`.
"""

from __future__ import annotations

import argparse
import importlib
import json
from collections.abc import Callable
from pathlib import Path
from re import Pattern
from typing import Any, NamedTuple

import uvicorn
from starlette.responses import JSONResponse
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from infra.template import Template, references

NOT_FOUND = JSONResponse({"message": "Not Found"}, status_code=404)
"""What API Gateway answers where it has no route."""


class ApiRoute(NamedTuple):
    method: str
    path: str
    module: str
    """The function's composition root, where its `app` is."""


def api_routes(template: Template) -> list[ApiRoute]:
    """Every route of the template's API with the module of the function behind it."""
    resources = template["Resources"]
    routes = []
    for resource in resources.values():
        if resource["Type"] == "AWS::ApiGatewayV2::Route":
            method, path = resource["Properties"]["RouteKey"].split(" ", 1)
            integration = resources[_integration(resource["Properties"]["Target"])]
            # Beside the function, what is called may be a snapshot of it.
            [handler] = {
                resources[name]["Properties"]["Handler"]
                for name in references(integration["Properties"]["IntegrationUri"])
                if resources.get(name, {}).get("Type") == "AWS::Lambda::Function"
            }
            routes.append(ApiRoute(method, path, handler.rpartition(".")[0]))
    return routes


def _integration(target: dict[str, Any]) -> str:
    """`Fn::Sub: integrations/${Name}` → Name."""
    name: str = target["Fn::Sub"].removeprefix("integrations/${").removesuffix("}")
    return name


class Api:
    """Like API Gateway, it matches the method exactly: HEAD on a GET route is not found."""

    def __init__(self, routes: list[ApiRoute], app_of: Callable[[str], ASGIApp]) -> None:
        apps = {module: app_of(module) for module in {route.module for route in routes}}
        self.routes: list[tuple[str, Pattern[str], ASGIApp]] = [
            # API Gateway writes {name+} for the rest of a path, Starlette {name:path}.
            (route.method, compile_path(route.path.replace("+}", ":path}"))[0], apps[route.module])
            for route in routes
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        for method, path, app in self.routes:
            if method in {scope["method"], "ANY"} and path.match(scope["path"]):
                await app(scope, receive, send)
                return
        await NOT_FOUND(scope, receive, send)


def app_of(module: str) -> ASGIApp:
    app: ASGIApp = importlib.import_module(module).app
    return app


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m infra.local.functions")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--template", type=Path, required=True, help="translated, as JSON")
    given = parser.parse_args()
    template: Template = json.loads(given.template.read_text())
    uvicorn.run(
        Api(api_routes(template), app_of),
        host="127.0.0.1",
        port=given.port,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
