"""Parameters checked against the types of the installed Stripe SDK, which its API version defines."""

import re
import sys
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import (
    Any,
    Literal,
    TypeAlias,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from stripe import RequestOptions

from infra.local.stripe.errors import invalid, not_offered
from infra.local.stripe.forms import Form, Value

Params: TypeAlias = dict[str, Any]
Hint: TypeAlias = Any

DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def read(shape: type, form: Form, offered: frozenset[str]) -> Params:
    """Turn a decoded form into typed values; `offered` names what the stand-in implements."""
    params = _object(shape, form, "")
    for name in params:
        if name not in offered:
            raise not_offered(name)
    return params


@cache
def fields_of(shape: type) -> dict[str, Hint]:
    """Return a shape's parameters and their types, without the SDK's own request options."""
    module = vars(sys.modules[shape.__module__])
    # The SDK mixes its request options into the outermost types, by names it imports only for
    # type checkers.
    names = {**module, "Mapping": Mapping, "StripeContext": object}
    hints = get_type_hints(shape, globalns=names)
    return {name: hint for name, hint in hints.items() if name not in _options()}


def _origin(hint: Hint) -> Hint:
    return get_origin(hint)


def _is_shape(hint: Hint) -> bool:
    """Tell a TypedDict, also one of typing_extensions', which typing doesn't recognise."""
    return hasattr(hint, "__required_keys__")


@cache
def _options() -> frozenset[str]:
    return frozenset(RequestOptions.__annotations__)


def _object(shape: type, raw: Value, path: str) -> Params:
    if not isinstance(raw, dict):
        raise invalid(f"Invalid object: {path} must be an object", path)
    fields = fields_of(shape)
    unknown = [_join(path, name) for name in raw if name not in fields]
    if unknown:
        several = "s" if len(unknown) > 1 else ""
        message = f"Received unknown parameter{several}: {', '.join(unknown)}"
        raise invalid(message, unknown[0], "parameter_unknown")
    for name in sorted(getattr(shape, "__required_keys__", frozenset()) - set(raw)):
        where = _join(path, name)
        raise invalid(f"Missing required param: {where}.", where, "parameter_missing")
    return {name: _value(fields[name], value, _join(path, name)) for name, value in raw.items()}


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _value(hint: Hint, raw: Value, path: str) -> Any:  # noqa: ANN401  a parameter of any type
    origin = _origin(hint)
    if origin in (Union, UnionType):
        return _value(_member(get_args(hint), raw), raw, path)
    if _is_shape(hint):
        return _object(hint, raw, path)
    if origin is list:
        return _items(get_args(hint)[0], raw, path)
    if origin is dict:
        return _mapping(raw, path)
    if not isinstance(raw, str):
        raise invalid(f"Invalid {_named(hint)}: {path}", path)
    if origin is Literal:
        return _choice(get_args(hint), raw, path)
    return _scalar(hint, raw, path)


def _member(members: tuple[Hint, ...], raw: Value) -> Hint:
    """Choose what a union means for this value by its outer form."""
    if isinstance(raw, dict):
        fitting = [m for m in members if _is_shape(m) or _origin(m) is dict]
    elif isinstance(raw, list):
        fitting = [m for m in members if _origin(m) is list]
    else:
        # `Literal[…] | str` lets newer choices through the SDK; Stripe itself refuses them.
        literals = [m for m in members if _origin(m) is Literal and "" not in get_args(m)]
        unset = [m for m in members if _origin(m) is Literal and get_args(m) == ("",)]
        plain = [m for m in members if m in (int, float, bool, str)]
        fitting = (unset if raw == "" else []) or literals or plain
    return (fitting or list(members))[0]


def _items(hint: Hint, raw: Value, path: str) -> list[Any]:
    if not isinstance(raw, list):
        raise invalid(f"Invalid array: {path} must be an array", path)
    return [_value(hint, item, f"{path}[{index}]") for index, item in enumerate(raw)]


def _mapping(raw: Value, path: str) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise invalid(f"Invalid object: {path} must be an object", path)
    for name, value in raw.items():
        if not isinstance(value, str):
            raise invalid(f"Invalid string: {path}[{name}]", _join(path, name))
    return {name: str(value) for name, value in raw.items()}


def _choice(choices: tuple[Any, ...], raw: str, path: str) -> str:
    if raw in choices:
        return raw
    allowed = f"{', '.join(choices[:-1])} or {choices[-1]}" if len(choices) > 1 else choices[0]
    raise invalid(f"Invalid {path}: must be one of {allowed}", path)


def _scalar(hint: Hint, raw: str, path: str) -> Any:  # noqa: ANN401  a parameter of any type
    if raw == "":
        message = (
            f"You passed an empty string for '{path}'. We assume empty values are an attempt to "
            f"unset a parameter; however '{path}' cannot be unset. You should remove '{path}' from "
            f"your request or supply a non-empty value."
        )
        raise invalid(message, path, "parameter_invalid_empty")
    if hint is bool:
        if raw not in {"true", "false"}:
            raise invalid(f"Invalid boolean: {raw}", path)
        return raw == "true"
    if hint is int:
        if not raw.removeprefix("-").isdecimal():
            raise invalid(f"Invalid integer: {raw}", path, "parameter_invalid_integer")
        return int(raw)
    if hint is float:
        if not DECIMAL.fullmatch(raw):
            raise invalid(f"Invalid decimal: {raw}", path, "parameter_invalid_decimal")
        return float(raw)
    return raw


def _named(hint: Hint) -> str:
    return {int: "integer", bool: "boolean", float: "decimal"}.get(hint, "string")
